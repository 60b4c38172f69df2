"""Theorems 2.2 and 3.2, repaired: every step from (w, γ) to (w⁺, γ⁺) that their proofs need, with its constants."""
