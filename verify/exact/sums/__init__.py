"""Identities between sums over samples and patches, for every n, P and d.

In: an equation, and hypotheses that are equations. Out: the sizes of two equal normal forms, or None.
Trusted: ``atoms``, ``rules`` and ``normal_form`` (``decision`` compares what they return).
"""
