"""Theorem 2.2, repaired and sharpened: each step from (w, γ) to (w⁺, γ⁺), the two lemmas and the theorem on whole runs.

In order: ``cone``, ``cone_slopes``, ``cone_growth``, ``contraction``, ``potentials``, ``discrepancy`` (one step
near w*); ``first_stage``, ``entrance`` (one step before); ``rates``, ``second_stage``; then all steps:
``second_stage_run``, ``first_stage_run``, ``lemma_4_5_repaired``, ``lemma_4_6_repaired``, ``theorem_2_2_repaired``.
``negative`` says where the printed lemmas fail whatever their constants, ``rate_as_printed`` where the rate does, and
``lemma_4_6_result_4`` where result 4 does, by itself. ``boundary_start`` is on starts between γ → ∞ and γ → −∞.

``as_printed``, ``lemma_4_5_printed`` and ``theorem_3_2_printed`` state the prints with all their quantifiers: no
constants make them true.

Theorem 3.2 is not repaired in this way yet. With Γ = Pγ, descent on the CNN is descent on the nP patches with step
η for w and ηP² for Γ, but an output is Γ times a mean over patches, divided by ‖w‖_Σ. What is missing, claim by
claim:

- there are its outputs, |F_i − Γ| ≤ 1/15 where 32ΓR‖w_⊥‖₂ ≤ ‖w‖₂ (``cone_patches``), its slopes, its loss, the steps of
  Γ and e^Γ with ηP² for η, and ``cnn-cone-growth``, from Lemma D.1 (``cone_patches_slopes``). The second sum of that
  lemma, over patches of one sample, has no factor 1 + Γ, so that this gives exp(−c(B/P²)log²) and not log³;
- ``cone-contraction`` and ``cone-potential``, the latter with Γ² for γ³; ``cone-gradient``, for residuals over samples
  and patches;
- ``early-gain``: from the repaired Lemma D.3, with e^-Γ; the constants of ``entrance`` get powers of P.

The runs, the rates and the composition speak of these claims only, and should then go through as they stand.
"""
