"""What ``bnverify check`` has besides: rows of a dataset, warnings, its last lines, ``--watch``.

In: a ledger, or its rows as they come. Out: lines on a terminal, and what has to be said of the whole.
Trusted: nothing is decided here.
"""
