"""The commands on claims: decide them, show one, check evidence again, what is wrong in print, pages to read.

In: modules and files with claims, or a ledger. Out: a ledger on the screen, as JSON, as LaTeX or as a site.
Trusted: nothing is decided here; statuses come from ``verify.deciding`` and ``verify.recheck``.
"""
