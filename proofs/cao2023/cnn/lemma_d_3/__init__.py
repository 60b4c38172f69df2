"""Lemma D.3: the growth of ⟨w, w*⟩ in one step of the CNN, with the two inequalities on |ℓ'| that it rests on."""
