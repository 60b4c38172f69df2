"""Lemma 4.6, Appendix C.6: the induction hypotheses (ii) on ‖w‖₂ and (iii) on γ, (C.34)–(C.36), and the loss.

The induction over t is decided in steps. G is any number for which Lemma 4.4's second bound holds, r = ‖w(0)‖₂, h is
η/8 or 4η, E is e^γ(t₀) and T is t − t₀. Where the proof compares two recursions, their map has to be increasing: for
x ↦ x + 4ηe^-x that is 4η ≤ e^x, which the proof does not say and which holds as η ≤ 1/8 and γ ≥ 1/2.
"""

from fractions import Fraction

from proofs.cao2023.linear.facts.lemma_c_2 import (
    lemma_C_2,
)
from proofs.cao2023.linear.facts.one_variable import (
    one_variable_log_above_repaired,
    one_variable_log_half,
    one_variable_quartic,
    one_variable_root,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_margins import (
    C_29,
    C_28_repaired,
)
from proofs.cao2023.linear.vocabulary import *

a, b, h, r, x, y, z_, E, G, square_distance, T = symbols("a b h r x y z E G Δ T")

C_34_400 = paper.claim(
    "C.34-400",
    maximum(gamma**2, gamma**4) * exp(-2 * gamma + rational(3, 2)) <= 400 * exp(-3 * gamma / 2),
    given=(gamma > 0,),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.34), second inequality",
    title="max{γ², γ⁴}e^(−2γ+3/2) ≤ 400 e^-1.5γ",
    rests_on=(one_variable_quartic,),
)
unit_w, unit_star = 1 / w_norm * w, 1 / star_norm * w_star
across = w - inner(w_star, w) / inner(w_star, w_star) * w_star
across_unit = unit_w - inner(unit_star, unit_w) * unit_star
lengths = (inner(w, w) > 0, inner(w_star, w_star) > 0)
C_34_unit = paper.claim(
    "C.34-unit",
    equal(inner(across, across), inner(across_unit, across_unit) * inner(w, w)),
    equal(inner(across, across), (inner(unit_w, unit_w) - inner(unit_star, unit_w) ** 2) * inner(w, w)),
    given=lengths,
    source="Appendix C.6, before (C.34), the two equalities",
    title="The squared distance to span{w*} in terms of unit vectors",
)
C_34_norm = paper.claim(
    "C.34-norm",
    inner(across, across) <= inner(w, w),
    given=lengths,
    source="Appendix C.6, before (C.34)",
    title="It is at most ‖w(t₀)‖₂²",
    certificates=(because(inner(w_star, w) ** 2 / inner(w_star, w_star)),),
)
C_34_start_repaired = paper.claim(
    "C.34-start",
    y <= (1 + epsilon) ** 2 * r**2,
    given=(
        *(symbol > 0 for symbol in (r, epsilon)),
        epsilon <= 4,
        x <= (1 + epsilon / 2) ** 2 * r**2,
        y <= x + epsilon**2 * r**2,
    ),
    edition="repaired",
    source="(C.34), its first line, and result 2 at t₁ + 1",
    title="‖w(t₁+1)‖₂² ≤ (1+ε/2)²‖w(0)‖₂² + ε²‖w(0)‖₂² ≤ (1+ε)²‖w(0)‖₂² for ε ≤ 4",
    certificates=(
        because(
            x + epsilon**2 * r**2 - y,
            (1 + epsilon / 2) ** 2 * r**2 - x,
            epsilon * r**2 / 4 * (4 - epsilon),
        ),
    ),
)
C_34_800 = paper.claim(
    "C.34-800",
    800 * r**2 >= 400 * square_distance,
    given=(
        r > 0,
        square_distance >= 0,
        epsilon > 0,
        epsilon <= rational(1, 24),
        (1 + epsilon / 2) ** 2 * r**2 >= square_distance,
    ),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.34), last inequality",
    title="‖w(t₀)‖₂² ≤ 2‖w(0)‖₂², with O = ‖w(t₀)‖₂²",
    certificates=(
        because(
            400 * ((1 + epsilon / 2) ** 2 * r**2 - square_distance),
            100 * r**2 * (rational(1, 24) - epsilon) * (rational(97, 24) + epsilon),
            400 * r**2 * rational(2207, 2304),
        ),
    ),
)
C_34_power = paper.claim(
    "C.34-power",
    exp(3 * x / 2) <= exp(x) ** Fraction(3, 2),
    exp(3 * x / 2) >= exp(x) ** Fraction(3, 2),
    edition="beyond",
    source="ours, for (C.34), the equality",
    title="exp(1.5 x) = (e^x)^1.5, with x = log[(η/8)T + e^γ(t₀)]",
)
C_34_integral, C_34_integral_repaired = paper.mended(
    "C.34-integral",
    printed=wording(
        equal(2 / (h * sqrt(h + E)), 2 / (h * sqrt(E))),
        given=(h > 0, E > 0),
        kind="display of numbers",
        title="∫₁^∞ (hτ+E)^-1.5 dτ, which is the left side, equals 2/(hE^½)",
        remark="The integral has to begin at 0, both for this value and for the sum over τ ≥ 1 to lie below it.",
    ),
    repaired=wording(
        (b**2 - a**2) / b**3 <= 2 * (1 / a - 1 / b),
        given=(a > 0, b > a),
        title="h(hτ+E)^-1.5 ≤ 2[(h(τ−1)+E)^-½ − (hτ+E)^-½], with a, b the square roots of h(τ−1)+E and hτ+E",
        remark="Summed over τ ≥ 1 it gives Σ (hτ+E)^-1.5 ≤ 2/(hE^½), which is ∫₀^∞.",
    ),
    source="Appendix C.6, after (C.34)",
    fault="slip",
)
C_34_series = paper.claim(
    "C.34-series",
    exp(-3 * gamma / 2) + 16 / (eta * exp(gamma / 2)) <= 1 + 16 / eta,
    given=(eta > 0, gamma >= rational(1, 2)),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.34), last inequality",
    title="e^-1.5γ + 2/((η/8)e^½γ) ≤ 1 + 16/η",
)
C_34 = paper.claim(
    "C.34",
    800 * eta**2 * G * r**2 * (1 + 16 / eta) <= 16000 * eta * G * r**2,
    16000 * eta * G * r**2 <= epsilon**2 * r**2,
    given=(eta > 0, eta <= 1, G > 0, r > 0, eta <= epsilon**2 / (16000 * G)),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.34)",
    title="‖w(t₁+1)‖₂² ≤ (1+ε²)‖w(0)‖₂² by η ≤ G⁻¹ε²/16000",
    certificates=(
        because(800 * eta * G * r**2 * (1 - eta), 2400 * eta * G * r**2),
        because(16000 * G * r**2 * (epsilon**2 / (16000 * G) - eta)),
    ),
    steps=(
        C_34_400,
        C_34_unit,
        C_34_norm,
        C_34_800,
        C_34_start_repaired,
        C_34_power,
        C_34_integral_repaired,
        C_34_series,
        one_variable_root,
    ),
)

C_35_slope = paper.claim(
    "C.35-slope",
    sigmabar(x) * rational(5, 3) <= 4 * exp(-gamma),
    given=(gamma >= rational(1, 2), x >= gamma - rational(1, 2)),
    edition="beyond",
    source="ours, for (C.35), last inequality",
    title="e^(−γ+3/4)(5/4)/(3/4) ≤ 4e^-γ: one term of the mean, where F ≥ γ − 1/2",
)
C_36_slope = paper.claim(
    "C.36-slope",
    sigmabar(x) * rational(3, 5) >= exp(-gamma) / 8,
    given=(gamma >= rational(1, 2), x <= gamma + rational(3, 4)),
    edition="beyond",
    source="ours, for (C.36), last inequality",
    title="(1/2)e^(−γ−3/4)(3/4)/(5/4) ≥ e^-γ/8: one term of the mean, where F ≤ γ + 3/4",
)
C_35_numbers = paper.claim(
    "C.35-numbers",
    exp(-gamma + rational(3, 4)) * rational(5, 3) <= 4 * exp(-gamma),
    exp(-gamma - rational(3, 4)) / 2 * rational(3, 5) >= exp(-gamma) / 8,
    given=(gamma >= 0,),
    edition="beyond",
    source="ours, for (C.35) and (C.36), the last inequalities as printed",
    title="e^(−γ+3/4)(5/4)/(3/4) ≤ 4e^-γ and (1/2)e^(−γ−3/4)(3/4)/(5/4) ≥ e^-γ/8",
)
C_35 = paper.claim(
    "C.35",
    next_gamma <= gamma + 4 * eta * exp(-gamma),
    given=(
        eta > 0,
        gamma >= rational(1, 2),
        model.defined,
        u(i) <= rational(5, 3) * s,
        model.output(i) >= gamma - rational(1, 2),
    ),
    source="(C.35)",
    title="γ⁺ ≤ γ + 4ηe^-γ for margins within a quarter of α",
    remark="⟨w,z_i⟩ ≤ (5/3)‖w‖_Σ is (C.27)'s first inequality with c ≤ α/4.",
    certificates=(
        because(
            eta * mean(i, 4 * exp(-gamma) - sigmabar(model.output(i)) * rational(5, 3)),
            eta / s * mean(i, sigmabar(model.output(i)) * (rational(5, 3) * s - u(i))),
            uses=(lemma(C_35_slope, {x: model.output(i)}),),
        ),
    ),
    steps=(C_35_numbers, C_29, C_28_repaired),
)
C_36 = paper.claim(
    "C.36",
    next_gamma >= gamma + eta / 8 * exp(-gamma),
    given=(
        eta > 0,
        gamma >= rational(1, 2),
        model.defined,
        u(i) >= rational(3, 5) * s,
        model.output(i) <= gamma + rational(3, 4),
    ),
    source="(C.36)",
    title="γ⁺ ≥ γ + (η/8)e^-γ for margins within a quarter of α",
    remark="⟨w,z_i⟩ ≥ (3/5)‖w‖_Σ is (C.28)'s first inequality with c ≤ α/4.",
    certificates=(
        because(
            eta * mean(i, sigmabar(model.output(i)) * rational(3, 5) - exp(-gamma) / 8),
            eta / s * mean(i, sigmabar(model.output(i)) * (u(i) - rational(3, 5) * s)),
            uses=(lemma(C_36_slope, {x: model.output(i)}),),
        ),
    ),
    steps=(C_35_numbers, C_29),
)
C_36_comparison = paper.claim(
    "C.36-comparison",
    x + 4 * eta * exp(-x) <= y + 4 * eta * exp(-y),
    given=(x >= rational(1, 2), y >= x, eta > 0, eta <= rational(1, 8)),
    edition="beyond",
    source='ours, for Appendix C.6, "the comparison theorem for discrete dynamical systems"',
    title="Two sequences under a⁺ = a + 4ηe^-a keep their order",
    remark="As (iii) gives γ ≥ 1/2 and η ≤ 1/8 is assumed; without 4η ≤ e^a the map falls. The second sequence begins "
    "at t₀, where the print has γ(0).",
)
C_36_above = paper.claim(
    "C.36-above",
    4 * eta * exp(-gamma) + log(4 * eta * T + exp(gamma)) <= log(8 * eta * T + 2 * exp(gamma)),
    given=(eta > 0, eta <= rational(1, 8), gamma >= rational(1, 2), T >= 0),
    edition="beyond",
    source="ours, for Appendix C.6, (iii), the upper bound",
    title="Lemma C.2's upper bound is at most log[8ηT + 2e^γ(t₀)] for η ≤ 1/8 ≤ log(2)/4",
    rests_on=(lemma_C_2,),
)
C_36_eighth = paper.claim(
    "C.36-eighth",
    4 * eta <= log(rational(2)),
    given=(eta > 0, eta <= rational(1, 8)),
    edition="beyond",
    source="ours, for Appendix C.6, (iii)",
    title="η ≤ 1/8 ≤ log(2)/4",
)
claim_4_6_6_above = paper.claim(
    "4.6.6-above",
    exp(rational(1, 4)) / (x / 8 + exp(gamma)) <= 12 / (x + 1),
    given=(x >= 0, gamma >= rational(1, 2)),
    edition="beyond",
    source="ours, for Appendix C.6, the upper bound on the loss, last inequality",
    title="e^(1/4)/((η/8)T + e^γ(t₀)) ≤ 12/(ηT + 1), with x = ηT",
)
claim_4_6_6_monotone = paper.claim(
    "4.6.6-monotone",
    ell(x) <= ell(y),
    given=(x >= y, y >= 0),
    edition="beyond",
    source="ours, for Appendix C.6, the bounds on the loss, first inequalities",
    title="ℓ falls: bounds on F give bounds on ℓ(F)",
)
claim_4_6_6_exponential = paper.claim(
    "4.6.6-exponential",
    ell(x) <= exp(-x),
    edition="beyond",
    source="ours, for Appendix C.6, the upper bound on the loss, second inequality",
    title="log(1 + e^-F) ≤ e^-F",
    rests_on=(one_variable_log_above_repaired,),
)
claim_4_6_6_half = paper.claim(
    "4.6.6-half",
    ell(x) >= exp(-x) / 2,
    given=(x >= 0,),
    edition="beyond",
    source="ours, for Appendix C.6, the lower bound on the loss, second inequality",
    title="log(1 + e^-F) ≥ e^-F/2 for F ≥ 0",
    rests_on=(one_variable_log_half,),
)
claim_4_6_6_above_sharp = paper.claim(
    "4.6.6-above-sharp",
    exp(rational(3, 10)) / (x / 8 + E) <= 12 / (x + 1),
    given=(x >= 0, rational(3, 2) <= E),
    edition="beyond",
    source="ours, for the repaired upper bound",
    title="12 is kept with F ≥ γ − 3/10, as e^γ(t₀) ≥ e^½ ≥ 3/2",
)
lemma_4_6_6_upper = paper.claim(
    "lemma-4.6.6-upper",
    ell(z_) <= 12 / (x + 1),
    given=(x >= 0, rational(3, 2) <= E, E > 0, exp(z_) * exp(rational(3, 10)) >= x / 8 + E),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6, upper bound",
    title="ℓ(F) ≤ 12/(η(t−t₀)+1), with x = η(t−t₀), E = e^γ(t₀), z = F",
    remark="From result 3 and F ≥ γ − 3/10. The proof has F ≥ γ − 1/4 from the false (C.28); result 5 with 3/20 in the "
    "place of 1/4, which its proof gives, yields 3/10, and 12 is kept. Result 5 as printed yields 14.",
    certificates=(
        because(
            exp(-z_) - ell(z_),
            exp(-z_) / (x / 8 + E) * (exp(z_) * exp(rational(3, 10)) - (x / 8 + E)),
            12 / (x + 1) - exp(rational(3, 10)) / (x / 8 + E),
            uses=(lemma(claim_4_6_6_exponential, {x: z_}), lemma(claim_4_6_6_above_sharp)),
        ),
    ),
    steps=(claim_4_6_6_above, claim_4_6_6_monotone),
)
claim_4_6_6_below = paper.claim(
    "4.6.6-below",
    exp(rational(-3, 4)) / 2 / (8 * x + 2 * exp(gamma)) >= 1 / (40 * (x + 1)),
    given=(x >= 0, gamma >= rational(1, 2), gamma <= rational(3, 2)),
    edition="beyond",
    source="ours, for Appendix C.6, the lower bound on the loss, last inequality",
    title="(e^(−3/4)/2)/(8ηT + 2e^γ(t₀)) ≥ (1/40)/(ηT + 1), with x = ηT",
)
claim_4_6_6_below_numbers = paper.claim(
    "4.6.6-below-numbers",
    1 / (2 * exp(rational(3, 4)) * (8 * x + 2 * E)) >= 1 / (40 * (x + 1)),
    given=(x >= 0, E > 0, rational(9, 2) >= E),
    edition="beyond",
    source="the same, in E = e^γ(t₀) ≤ e^(3/2) ≤ 9/2",
    title="(e^(−3/4)/2)/(8ηT + 2E) ≥ (1/40)/(ηT + 1)",
)
lemma_4_6_6_lower = paper.claim(
    "lemma-4.6.6-lower",
    ell(z_) >= 1 / (40 * (x + 1)),
    given=(x >= 0, z_ >= 0, E > 0, rational(9, 2) >= E, exp(rational(3, 4)) * (8 * x + 2 * E) >= exp(z_)),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6, lower bound",
    title="ℓ(F) ≥ (1/40)/(η(t−t₀)+1), with x = η(t−t₀), E = e^γ(t₀), z = F",
    remark="From result 3 and F ≤ γ + 3/4.",
    certificates=(
        because(
            ell(z_) - exp(-z_) / 2,
            exp(-z_) / (2 * exp(rational(3, 4)) * (8 * x + 2 * E)) * (exp(rational(3, 4)) * (8 * x + 2 * E) - exp(z_)),
            1 / (2 * exp(rational(3, 4)) * (8 * x + 2 * E)) - 1 / (40 * (x + 1)),
            uses=(lemma(claim_4_6_6_half, {x: z_}), lemma(claim_4_6_6_below_numbers)),
        ),
    ),
    steps=(claim_4_6_6_below, claim_4_6_6_monotone),
)
claim_4_6_6_above_mended = paper.claim(
    "4.6.6-above-mended",
    exp(rational(1, 2)) / (x / 8 + exp(gamma)) <= 14 / (x + 1),
    given=(x >= 0, gamma >= rational(1, 2)),
    edition="beyond",
    source="ours, for Appendix C.6, the upper bound on the loss, last inequality",
    title="The same from F ≥ γ − 1/2, with 14 in the place of 12",
)
