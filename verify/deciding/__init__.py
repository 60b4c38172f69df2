"""From claims to a ledger: collect them (``pages``), look for ``kept`` evidence, decide one, decide many.

In: names of modules and files. Out: a ledger with the evidence on every claim.
Trusted: ``one_claim``, which says what evidence amounts to, and ``rechecking``, which asks before a status is said.
"""
