"""Named inequalities, each with the goals that it closes: Jensen, Titu, Hölder, weighted means, Gram forms.

In: a goal that is to be at least 0, with its hypotheses and the desk (``verify.exact.lemmas.work``).
Out: a certificate that writes the inequality out for this goal, or None where the goal is not of its form.
Trusted: nothing here; the checker of certificates sees whether the inequality was put together rightly.
"""
