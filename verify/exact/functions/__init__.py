"""Inequalities between functions of a few real variables, by a checked tree of rules and ball arithmetic.

In: a statement and the number of a conclusion. Out: a tree of rules as evidence, or None (``prove`` is the way in).
Trusted: ``checker``, ``goals``, ``quotients``, ``normal_form``, ``root_goal``, ``subdivision``.
Not trusted: ``search``.
"""
