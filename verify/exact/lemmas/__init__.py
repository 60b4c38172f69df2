"""The method *lemmas*: proofs in several parts, with small lemmas of their own.

In: a conclusion and its hypotheses (``method``), a goal (``tactics``, which tries ``reductions`` and
``inequalities`` in order). Out: lemmas with the parts that prove them, and a certificate; or, in ``missing``, words.
Trusted: nothing here. Each lemma and the certificate are checked by the methods that their parts are of (see ``work``).
"""
