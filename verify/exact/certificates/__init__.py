"""Inequalities for every n, P and d, proved by terms that add up to the difference and are never negative.

In: a claim and a certificate. Out: acceptance, or a rejection that says why.
Trusted: ``checker``, ``signs``, ``ranges``, ``rayleigh``, ``definedness``.
Not trusted: ``finder``, which only proposes certificates.
"""
