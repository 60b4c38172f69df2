"""How a statement about runs is derived, as an author writes it: moves, and how the goal then follows.

In: what an author writes with ``verify.author`` (``writing``, ``whatever_constants``). Out: a derivation (``parts``),
or one line that says what stands in the wrong place (``checked``).
Trusted: nothing; ``verify.exact.runs`` carries a derivation out and checks each step.
"""
