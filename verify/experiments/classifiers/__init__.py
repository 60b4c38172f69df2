"""What training ends at, with BN, without, and with its rivals: margins, D and test errors.

In: a dataset and options. Out: a result with what was computed and what the paper predicts.
Trusted: nothing; these are measurements.
"""
