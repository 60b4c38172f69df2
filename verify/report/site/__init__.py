"""The proof map: a static site of a ledger, which opens from disk without a server, a network or a script.

In: a ledger and the chapters (modules) that its claims stand in. Out: a folder of pages, written by ``build``.
``graph`` lays the claims out, ``mathml`` writes formulas, ``pictures`` draws; texts and HTML stand in ``templates``.
The findings on the front page come from ``verify.experiments.findings``.
Trusted: nothing is decided here; every text of a user's is escaped.
"""
