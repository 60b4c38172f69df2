"""Keeping hypotheses true while points are drawn or changed: equations, signs, orders, spans, spectra.

In: points and a statement. Out: points at which more of the hypotheses hold; ``keeping`` is the way in.
Trusted: nothing; what is found is evaluated exactly before anything rests on it.
"""
