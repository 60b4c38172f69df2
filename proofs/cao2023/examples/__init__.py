"""The two examples of the paper's Section 3 (Theorems 3.3 and 3.4) and the proofs of its technical lemmas."""
