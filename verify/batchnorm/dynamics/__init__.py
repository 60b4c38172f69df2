"""Gradient descent on the batch-normalised objectives, at any precision and to any time.

In: a problem (Gram matrix and step sizes), a start, a time. Out: records of γ, D, loss and norms, at geometric times.
Trusted: ``certified``, whose balls enclose exact gradient descent; all else is a measurement at stated digits.
"""
