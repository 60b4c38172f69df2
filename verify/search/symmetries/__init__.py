"""Counterexamples among the images of instances under the scalings, signs and turns that keep the hypotheses.

In: a statement. Out: an exact instance that refutes it, or None; ``images`` is the way in.
Trusted: nothing; an image refutes only by its exact values.
"""
