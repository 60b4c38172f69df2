"""Lemma 4.4 and Appendix C.4: the growth of ‖w‖₂² in one step."""
