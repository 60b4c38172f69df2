"""Proofs without steps of runs, checked again: identities, certificates, and derivations of functions of one variable.

In: a statement and a part of its proof, as a ledger has them. Out: nothing, or a RejectedError with the reason.
Trusted: all of it. ``certificates`` adds up terms whose ``signs`` are read; ``functions`` follows derivations, whose
ends are enclosed in ``intervals``.
"""
