"""Canonical forms of expressions, of the re-checker's own: equal forms mean equal numbers, for all n, P and d.

In: expressions as a ledger has them, hypotheses, values. Out: frozen sets that can be compared, added and multiplied.
Trusted: all of it. ``canonical`` makes the forms from ``sums``, their sums, binders and labels; ``quotients`` clears
denominators; ``remembered`` says when a form may be kept for other hypotheses.
"""
