"""The search for trees of rules: nothing here decides, each tree goes through the checker above.

In: a goal on a box. Out: a tree of rules, or None.
Trusted: nothing. ``cases`` splits at the root, ``rules`` chooses a rule for each goal.
"""
