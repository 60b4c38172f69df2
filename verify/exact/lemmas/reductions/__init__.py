"""Goals brought down to smaller goals: about a function's arguments, about single terms, about separate variables.

In: a goal that is to be at least 0, and the desk (``verify.exact.lemmas.work``) on which smaller ones are proved.
Out: a certificate that uses the smaller goals as lemmas, or None where the goal is not of the shape.
Trusted: nothing here; the checker of certificates sees each step.
"""
