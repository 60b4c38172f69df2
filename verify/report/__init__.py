"""Pages made from the ledger: words for evidence, the page of one claim, the errata, a site of the whole.

In: a ledger. Out: text for a terminal, Markdown, LaTeX, HTML.
Trusted: nothing is decided here; ``words`` and ``page`` have to show what the ledger says, ``text`` to make it safe.
"""
