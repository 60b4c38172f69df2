"""Campaigns: much work of one kind, shared among workers, kept as it is done, and the same whoever does it.

``campaign`` says what a campaign is, ``driving`` does it, ``executors`` are the workers, ``store`` keeps what is done;
``looks``, ``corners`` and ``summary`` are the campaign that searches claims for counterexamples.
"""
