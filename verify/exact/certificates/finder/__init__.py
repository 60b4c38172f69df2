"""The search for certificates: nothing here decides, each find goes through the checker above.

In: a claim without a certificate, or with a hint. Out: a certificate that ``certificates.checker`` accepts, or None.
Trusted: nothing. ``find`` is the way in; floats and solvers propose, exact rationals are handed on.
"""
