"""The language in which a claim is written, and its readings: LaTeX, text, JSON, SymPy, values.

In: formulas as authors write them (``writing``). Out: one frozen tree (``tree``, ``formulas``), which every reading
(``readings``) and every method goes through (``walk``). ``functions`` has one record for each function symbol.
Trusted: ``tree``, ``formulas``, ``functions``, ``walk``, ``expansion``, ``derivatives`` and the ``readings``.
"""
