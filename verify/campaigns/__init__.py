"""Campaigns: much work of one kind, shared among workers, kept as it is done, and the same whoever does it.

``campaign`` says what a campaign is, ``driving`` does it, ``executors`` are the workers, ``store`` keeps what is done;
``looks``, ``corners`` and ``summary`` are the campaign that searches claims for counterexamples.
In: items of work, and a function that does one. Out: the results of all, from the store where they are there already.
Trusted: nothing; a counterexample that a campaign finds is decided and checked again as any other is.
"""
