"""Leaps: one polynomial over many iterations, so that t = 10^100 is a few thousand of them.

In: a problem, a start and a time. Out: records, and a state from which the run goes on bit for bit.
Trusted: nothing rigorous; each leap is accepted by its residual at points between those it was found from.
"""
