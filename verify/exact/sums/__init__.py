"""Identities between sums over samples and patches, for every n, P and d.

In: an equation, and hypotheses that are equations or signs. Out: the sizes of two equal normal forms, or None.
Trusted: ``atoms``, ``rules``, ``function_values``, ``zero_one`` and ``normal_form`` (``decision`` compares what it
returns). Not trusted: ``restated``, which only warns; ``pairs`` writes formulas.
"""
