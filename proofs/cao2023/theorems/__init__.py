"""Theorem 2.2, repaired and sharpened: each step from (w, γ) to (w⁺, γ⁺), the two lemmas and the theorem on whole runs.

In order: ``cone``, ``cone_slopes``, ``cone_growth``, ``contraction``, ``potentials``, ``discrepancy`` (one step
near w*); ``first_stage``, ``entrance`` (one step before); ``rates``, ``second_stage``; then all steps:
``second_stage_run``, ``first_stage_run``, ``lemma_4_5_repaired``, ``lemma_4_6_repaired``, ``theorem_2_2_repaired``.
``boundary_start`` is on starts between γ → ∞ and γ → −∞.

``printed`` states the prints with all their quantifiers, and says where they fail whatever their constants.

Theorem 3.2 is not repaired as a whole. ``theorem_3_2_in_the_cone`` has its loss as long as w stays in the cone, and the
text of ``theorem_3_2_printed`` names the claims that are missing.
"""
