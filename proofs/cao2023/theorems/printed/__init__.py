"""Lemmas 4.5 and 4.6, and Theorems 2.2 and 3.2, as the paper prints them: where they fail, whatever their constants.

``negative`` has the data of Lemmas 4.5 and 4.6 in closed form, ``rate_as_printed`` those that break the printed rate of
Theorem 2.2, ``lemma_4_6_result_4`` those of result 4, by itself. ``as_printed`` (Theorem 2.2 and Lemma 4.6),
``lemma_4_5_printed`` and ``theorem_3_2_printed`` state the prints with all their quantifiers.
"""
