"""Lemma D.4: the growth of ‖w‖₂² in one step of the CNN, its gradient as a mean, and the chain that bounds it."""
