"""Theorem 2.2, repaired and sharpened, as one statement about runs, for all n and d.

Let ⟨w*,z_i⟩ = 1 for all i, γ(0) = 1, r = ‖P_𝒳 w(0)‖₂ > 0, X = max‖x_i‖₂, R = X‖w*‖₂, ε = 1/(48R), and assume

    (start)  r² ≤ M² = λ_min/(110592 R²‖w*‖₂ λ_max^{3/2}),
    (step)   0 < η ≤ η̄ = min{λ_min r⁴/(64 X³‖w*‖₂), λ_min r²/(12 λ_max²‖w*‖₂²)},
    (side)   ⟨w(0),w*⟩ ≥ −(1 − ε²) r‖w*‖₂.

Then there is t₀ ≤ 1 + 13 λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min) such that for all t ≥ t₀, with x = η(t − t₀), B = λ_min‖w*‖₂²/r²
and Λ = λ_max‖w*‖₂²/r²,

    1/(9(x + 1)) ≤ L(w(t),γ(t)) ≤ (9/4)/(x + 1),
    D(w(t)) ≤ (λ_max/(1000λ_min)) exp(−(B/7) log³(1 + x/9)) and ≤ (λ_max/(1000λ_min)) exp(−(3B/14) log²(1 + x/9)),
    D(w(t)) ≥ (9/5)B min{‖w_⊥(0)‖₂², ε²r²/4} exp(−10Λ(3/2 + log(1 + x))³).

So D(w(t)) = exp(−Θ(log³(ηt))) from every start outside span{w*}. Vectors are taken after P_𝒳: w(0) lies in span{x_i}.

What the paper printed instead: the loss over η(t − t₀ + 1), whose lower bound fails for every constant as η → 0; the
rate λ_min/(λ_max^{3/2}‖w(0)‖₂²), which scaling the data by c divides by c while D stays; log², which is true with B and
not sharp; no lower bound of D; neither P_𝒳 w(0) ≠ 0 nor (side). Starts near −w* are left out: there γ may fall
(behind-start, behind-for-ever). Whether some start near −w* lies between γ → ∞ and γ → −∞, so that the theorem fails
from it, is not decided: missing are that w(t) depends continuously on w(0), and the intermediate value theorem; the
page ``boundary_start`` says more.
"""

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone import cone_breadth
from proofs.cao2023.theorems.lemma_4_5_repaired import lemma_4_5_repaired
from proofs.cao2023.theorems.lemma_4_6_repaired import (
    at_least,
    discrepancy_now,
    lemma_4_6_repaired,
    loss_now,
    shrunk,
    shrunk_as_printed,
)
from proofs.cao2023.theorems.stages.entrance import entrance_bounds, horizon
from proofs.cao2023.theorems.stages.first_stage_run import least_away, starts
from proofs.cao2023.theorems.stages.second_stage import span_defined
from proofs.cao2023.theorems.stages.second_stage_run import elapsed, moved, second_stage_run, t, t_0
from proofs.cao2023.theorems.vocabulary import *

(t_1,) = fixed_steps("t₁")  # the step that Lemma 4.5 gives
there = of_run(t_1)
gamma_there, length_there, away_there = moved(gamma, there), moved(length, there), moved(away, there)
later = {t_0.base: t_1}
in_state = (
    have(
        2304 * (length_there + away_there) <= 2401 * r**2,
        because(
            (97**2 * r**2 - 96**2 * length_there) / 4,
            r**2 - 2304 * breadth * away_there,
            2304 * (breadth - 1) * away_there,
            rational(191, 4) * r**2,
        ),
    ),
    have(
        1024 * gamma_there**2 * breadth * away_there <= r**2,
        because(
            r**2 - 2304 * breadth * away_there,
            1024 * breadth * away_there * (rational(3, 2) - gamma_there) * (gamma_there - rational(1, 2)),
            2048 * breadth * away_there * (rational(3, 2) - gamma_there),
        ),
    ),
)
theorem_2_2_repaired = paper.claim(
    "theorem-2.2",
    exists(
        t_0,
        t_0 <= horizon + 1,
        for_all(t, loss_now <= rational(9, 4) / (elapsed + 1), start=t_0),
        for_all(t, loss_now >= 1 / (9 * (elapsed + 1)), start=t_0),
        for_all(t, discrepancy_now <= high / (1000 * low) * shrunk, start=t_0),
        for_all(t, discrepancy_now <= high / (1000 * low) * shrunk_as_printed, start=t_0),
        for_all(t, discrepancy_now >= rational(9, 5) * rate * least_away * at_least, start=t_0),
    ),
    given=starts,
    edition="repaired",
    source="Theorem 2.2",
    title="The loss is Θ(1/(ηt)), and D(w(t)) = exp(−Θ(log³(ηt))), with explicit constants",
    steps=(lemma_4_5_repaired, lemma_4_6_repaired),
    remark="The paper prints η(t−t₀+1) under C₁ and C₂, where the lower bound fails as η → 0; the rate "
    "λ_min/(λ_max^{3/2}‖w(0)‖₂²), which is not kept when the data are scaled; log², which is not sharp; and neither "
    "P_𝒳 w(0) ≠ 0 nor that w(0) is away from −w*.",
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            apply(largest_positive),
            apply(spectrum_positive),
            apply(cone_breadth),
            apply(entrance_bounds),
            apply(lemma_4_5_repaired, names="t₁"),
            *in_state,
            apply(second_stage_run, later),
            apply(span_defined, at_step(t, w), over=(t, t_1, None)),
            apply(lemma_4_6_repaired, later),
            then=witness(
                {t_0: t_1},
                None,
                None,
                None,
                None,
                None,
                because(
                    moved(discrepancy_now, later) - rational(9, 5) * rate * away_there * moved(at_least, later),
                    rational(9, 5) * rate * moved(at_least, later) * (away_there - least_away),
                ),
            ),
        ),
    ),
)
theorem_2_2_lower_repaired = paper.claim(
    "theorem-2.2-lower",
    exists(t_0, t_0 <= horizon + 1, for_all(t, loss_now >= 1 / (9 * (elapsed + 1)), start=t_0)),
    given=starts,
    edition="repaired",
    source="Theorem 2.2, the lower bound on the loss",
    title="C₁/(η(t−t₀)+1) ≤ L(w(t), γ(t)) for all t ≥ t₀, with C₁ = 1/9",
    steps=(theorem_2_2_repaired,),
    certificates=(by_steps(apply(theorem_2_2_repaired, names="t₁"), then=witness({t_0: t_1})),),
)
