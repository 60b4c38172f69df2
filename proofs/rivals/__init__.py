"""Other normalisers than the paper's: what is proved of them, for every number of samples, patches and dimensions."""
