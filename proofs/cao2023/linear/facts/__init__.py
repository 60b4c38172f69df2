"""What the proofs of the linear part use in passing: norms, chords, functions of one variable, Lemmas C.1 and C.2."""
