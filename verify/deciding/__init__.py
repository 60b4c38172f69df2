"""From claims to a ledger: collect them, look for kept evidence, decide one, decide many.

In: names of modules and files. Out: a ledger with the evidence on every claim.
"""
