"""Standard facts of no paper, stated for every n and dimension and proved like all other claims."""
