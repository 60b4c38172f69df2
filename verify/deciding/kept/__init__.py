"""Evidence that was found before: the user's own cache, and what is shipped with pages.

In: a claim, and the methods' source. Out: evidence that was kept under the hash of exactly these, or None.
Trusted: the keys of ``cache``; what ``shipped`` reads is only a proposal, which the re-checker has to accept.
"""
