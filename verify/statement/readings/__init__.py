"""The readings of a statement: text and LaTeX, JSON, SymPy, exact values, balls, programs on arrays.

In: a tree. Out: what ``notation`` shows of it, its JSON (``interchange``), its derivatives carried out (``symbolic``),
its value on an instance (``values``, ``arithmetic``) or on many at once in floats (``arrays``).
Trusted: all but ``arrays``, which only proposes instances.
"""
