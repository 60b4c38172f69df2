"""The errata: every printed statement that an exact counterexample refutes, with its repair and what rests on it.

In: a ledger. Out: its errata (``entries``), as Markdown and JSON, as a document for LaTeX (``latex``), or as text for a
terminal (``terminal``). Trusted: ``entries``, in that nothing is on the page that the ledger does not say.
"""
