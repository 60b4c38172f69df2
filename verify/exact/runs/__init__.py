"""Statements about runs: induction and its kin, for quantities that depend on a step.

In: a ``RunStatement`` and a derivation. Out: a proof, whose leaves are proofs of statements without steps by the other
methods. Trusted: ``freezing`` and ``derive``; the re-checker goes through the same proof with code of its own.
"""
