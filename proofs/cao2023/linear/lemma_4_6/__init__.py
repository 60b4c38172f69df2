"""Lemma 4.6 and Appendix C.6: the second stage, and both lemmas at their first and later steps."""
