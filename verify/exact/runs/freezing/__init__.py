"""From a goal about runs to a statement without steps, which implies it.

In: a goal with facts (``sequents``). Out: an ordinary statement (``frozen``), in which each member of a run is a
variable of its own (``members``); and what of a formula the facts do not say to be defined (``definedness``).
Trusted: all of it.
"""
