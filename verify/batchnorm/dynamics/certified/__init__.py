"""Certified runs: every iterate of exact gradient descent enclosed in balls, at a fixed precision.

In: a problem, a start and a number of steps. Out: an enclosure for each recorded iterate.
Trusted: all of it: ``descent`` argues why, ``lipschitz`` bounds how far one step drives two states apart.
"""
