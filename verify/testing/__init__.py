"""What test suites use: Hypothesis strategies, replayed cases, and mutants of claims that no checker may prove.

``strategies`` and ``replay`` are for one's own suite, ``mutation`` and ``implied`` for that of the checker.
"""
