"""The search for exact counterexamples: draws that keep the hypotheses, local minimisation, rounding, shrinking.

In: a statement, a seed, a budget. Out: an exact instance that keeps the hypotheses and breaks a conclusion, or none.
Trusted: ``evidence`` and ``for_all``, which decide exactly; floats, draws and ``symmetries`` only propose.
"""
