"""Lemma 4.5 and Appendix C.5: the first stage."""
