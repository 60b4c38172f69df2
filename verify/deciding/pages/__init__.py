"""Pages of claims as Python has them: modules and files are imported, and the claims that stand in them collected.

In: names of modules and files. Out: claims in the order of their pages (``collect``), with those of other pages that
they rest on and the evidence that was shipped with them (``needed``).
Trusted: ``collect``, in that every claim of a page is there once; a page is code, and runs as such (see ``watch``).
"""

DEFAULT_TARGETS = ("proofs",)
