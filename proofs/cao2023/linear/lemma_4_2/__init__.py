"""Lemma 4.2 and Appendix C.2: the growth of ⟨w, w*⟩ in one step."""
