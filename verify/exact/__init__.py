"""Methods that decide a statement exactly: identities of sums, certificates, inequalities of functions.

In: a claim and the number of a conclusion. Out: a part of a proof, or a reason (``protocol``).
Trusted: ``sums``, ``certificates``, ``functions``, ``runs``, ``both_ways``, ``closed``, less what they say themselves.
Not trusted: ``lemmas`` and ``plausible``, which only propose.
"""
