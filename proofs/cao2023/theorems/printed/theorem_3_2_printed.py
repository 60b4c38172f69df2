"""Theorem 3.2 as the paper prints it, with all its quantifiers: no constants make it true.

The constants are as in ``as_printed``, and may depend on P too. One sample of one patch breaks it as Theorem 2.2 is
broken: at t = t₀ the printed lower bound on the loss is C₁/(ηP), which has no bound as η → 0.

What the paper printed instead of what holds: ηP(t − t₀ + 1), where the loss is Θ(1/(ηP²(t − t₀) + 1)); and
λ_min/(λ_max^{3/2}‖w(0)‖₂²), which scaling the data divides by that factor, as in Theorem 2.2.

How far the repair goes, with Γ = Pγ, B = λ_min‖w*‖₂²/r² and descent on w with η, on Γ with ηP². Proved are, in the
cone of ``cone_patches``: |F_i − Γ| ≤ 1/15 (``cnn-cone-outputs``), the slopes (``cnn-cone-slopes``), the loss
(``cnn-cone-losses``), the growth of Γ, e^Γ and ⟨w,w*⟩ in one step (``cnn-cone-gamma-step``,
``cnn-cone-exponential-step``, ``cnn-cone-growth``), and from these, on runs, e^Γ and the loss for all t ≥ t₀ as long as
w stays in the cone (``theorem-3.2-in-the-cone``). Missing, claim by claim:

- w_⊥ shrinks in each step: ``cone-gradient`` and ``cone-contraction`` for patches. The residuals are over samples and
  patches, while a slope belongs to a sample;
- ‖w_⊥‖₂² e^{cBΓ²/P²} never grows: ``cone-potential`` with Γ² for γ³, as the second sum of Lemma D.1, over the patches
  of one sample, has no factor 1 + Γ. This gives exp(−c(B/P²) log²), and not log³;
- then w stays in the cone: ``second-stage-run`` for patches, by the two above;
- w enters the cone: ``early-gain`` for patches, from the repaired Lemma D.3 with e^-Γ, and ``entrance-clock`` with
  powers of P in its constants; then ``lemma-4.5`` for patches by first exit, as in ``lemma_4_5_repaired``;
- D_patch from ‖w_⊥‖₂: ``cone-discrepancy`` for patches.

The rates and the composition (``rates``, ``lemma_4_6_repaired``, ``theorem_2_2_repaired``) speak of these only.
"""

from fractions import Fraction

from proofs.cao2023.cnn.theorem_3_2 import theorem_3_2_rate
from proofs.cao2023.cnn.vocabulary import *
from proofs.cao2023.linear.theorem_2_2 import theorem_2_2_below_one
from proofs.cao2023.theorems.stages.first_stage_run import minimum_below_both
from proofs.cao2023.theorems.theorem_3_2_in_the_cone import theorem_3_2_in_the_cone

a, b = symbols("a b")
M, C_1, C_2, C_3, C_4, step_bound, time_bound = symbols("M C_1 C_2 C_3 C_4 η̄ τ")
(t, first), (t_0,) = steps("t T"), fixed_steps("t₀")
here = at_step(t, w, Symbol("γ"))
halves = Fraction(3, 2)
sizes = (low, high, greatest(i, greatest(p, norm(z(i, p)))), P)
radius, scale = norm(vector("w", 0)), family("γ", t)
elapsed = t - t_0
within = minimum(C_1, step_bound)  # a step size that the statement allows, at most C₁
theorem_3_2 = paper.claim(
    "theorem-3.2",
    there_are_constants(
        (M, *sizes),
        *(C_1, C_2, C_3, C_4),
        (step_bound, *sizes, radius),
        (time_bound, *sizes),
        given=(
            *assumption,
            InSpan(w_star, z(i, p)),
            spectrum,
            InSpan(vector("w", 0), z(i, p)),
            equal(family("γ", 0), 1),
            radius <= M,
            eta > 0,
            eta <= step_bound,
            *model.descends(eta, t),
        ),
        then=(
            exists(
                t_0,
                t_0 <= time_bound / eta,
                for_all(t, substitute(model.loss(), here) >= C_1 / (eta * P * (elapsed + 1)), start=t_0),
                for_all(t, substitute(model.loss(), here) <= C_2 / (eta * P * (elapsed + 1)), start=t_0),
                for_all(
                    t,
                    substitute(model.discrepancy(), here)
                    <= C_3
                    * high
                    / low
                    * exp(-C_4 * low / (high**halves * radius**2) * log(Fraction(8, 9) * eta * P * elapsed + 1) ** 2),
                    start=t_0,
                ),
            ),
        ),
    ),
    source="Theorem 3.2",
    title="The loss is Θ(1/(ηPt)), and D_patch(w(t)) ≤ exp(−Ω(log² t)), for some constants",
    expected="REFUTED",
    remark="No constants make it true: as in Theorem 2.2 the denominator of the lower bound has to be ηP(t−t₀)+1. Nor "
    "is the power of P right: from uniform margins the loss falls like 1/(ηP²t), see theorem-3.2-rate, and as long as "
    "w stays in the cone around w*, see theorem-3.2-in-the-cone.",
    fault="slip",
    rests_on=(theorem_3_2_rate, theorem_3_2_in_the_cone),
    broken_by=whatever_constants(
        t,
        symbols={low: 1, high: 1, eta: within},
        vectors={"z": 1, "w*": 1, "w": M},
        runs={"γ": (1, scale + within * sigmabar(scale))},
        part=1,
        broken=by_steps(
            induct(t, scale >= 1, step=[because(within * sigmabar(scale), scale - 1)]),
            then=because(
                1 - ell(family("γ", first)),
                (C_1 - within) / within,
                uses=(
                    lemma(minimum_below_both, {a: C_1, b: step_bound}),
                    lemma(theorem_2_2_below_one, {Symbol("γ"): family("γ", first)}),
                ),
            ),
        ),
    ),
)
