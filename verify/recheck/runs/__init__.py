"""Re-checks derivations about runs, from the statement's JSON and the evidence alone, with code of its own.

``language`` reads formulas with steps and puts values into them, ``freezing`` takes the steps away, ``rules`` goes
through a derivation. What is left, statements without steps, is checked as any other part of a proof is.
In: a statement and a derivation, as JSON. Out: nothing, or a rejection that says where. Trusted: all of it.
"""
