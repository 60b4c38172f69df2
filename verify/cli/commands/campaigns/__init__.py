"""The commands that try much: random instances of claims, and mutants of their statements.

In: claims, and a number of trials or a time. Out: what was found, kept in a store from which the work goes on.
Trusted: nothing; what is found is decided and checked again as any evidence is.
"""
