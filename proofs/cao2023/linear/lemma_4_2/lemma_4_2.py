"""Lemma 4.2 and Appendix C.2: the growth of ⟨w, w*⟩ in one step, step by step.

The printed chain speaks of every t ≥ 0. What fails is refuted at t = 0, where w(0) is arbitrary and γ(0) = 1 (or at
t = 1, which is said): an instance there is an instance of the printed statement. What holds is proved for one step
from every w and every γ ≥ 0; that γ(t) ≥ 0 is a hypothesis which the paper does not state (see ``C.7-sign``).
(C.3)–(C.5) stand in ``lemma_4_2_pairs``, (C.6) in ``lemma_4_2_mean``, (C.7) in ``lemma_4_2_slopes``.

The repairs need no sign of the margins. With K(a,b) = (aσ̄(b) − bσ̄(a))/(a−b), ⟨−∇_w L, w*⟩ is γ/(2s³) times the mean
over pairs of K(F_i,F_j)(u_i−u_j)², and K is bounded below in ``chord``.
"""

from proofs.cao2023.linear.facts.chord import (
    C_4_chord,
    W,
    chord_share,
    maximum_above_both,
    tangent_share_below_one,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2_mean import (
    C_6,
    C_6_repaired,
    average_slope,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2_pairs import (
    C_3,
    C_4,
    C_5,
    C_4_repaired,
    C_5_repaired,
    first_step,
    growth_pairs,
    squares,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2_slopes import (
    C_7,
    C_7_half,
    mean_absolute_slope,
)
from proofs.cao2023.linear.vocabulary import *

a, b, m, z_ = symbols("a b m z")
strict = (*assumed, gamma > 0, eta > 0)
positive_slope = least(i, sigmabar(maximum(output(i), 0)))
positive_parts = minimum(rational(1, 2), sigmabar(maximum(output(i), 0)), sigmabar(maximum(output(j), 0)))
smallest = least(i, slope(i))
scale = gamma * eta / (2 * n**2 * s**3)
per_pair = eta / (2 * gamma * s)

C_8_sharp = paper.claim(
    "C.8-sharp",
    growth >= gamma * eta / (2 * s) * sigmabar(gamma) * model.discrepancy(),
    given=strict,
    edition="beyond",
    source="ours, sharpens (C.8)",
    title="Growth of ⟨w, w*⟩ against σ̄(γ), margins of any sign",
    certificates=(
        because(
            growth - scale * average_slope * squares,
            scale * squares * (average_slope - sigmabar(gamma)),
            uses=(lemma(C_6_repaired, conclusion=0), lemma(mean_absolute_slope)),
        ),
    ),
)
C_8 = paper.claim(
    "C.8",
    growth >= gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
    given=strict,
    source="(C.8), the inequality",
    title="Growth of ⟨w, w*⟩ against e^-γ",
    certificates=(
        because(
            growth - gamma * eta / (2 * s) * sigmabar(gamma) * model.discrepancy(),
            gamma * eta / (2 * s) * model.discrepancy() * (sigmabar(gamma) - exp(-gamma) / 2),
            3 * gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
            uses=(lemma(C_8_sharp), lemma(C_7_half)),
        ),
    ),
    rests_on=(C_7,),
    remark="True, though (C.6), from which the paper has it, is not: decided for every w and every γ > 0 (at γ = 0 "
    "both sides are 0).",
)
C_8_equality, C_8_equality_repaired = paper.mended(
    "C.8-equality",
    printed=wording(
        equal(
            gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
            gamma * eta / (16 * s**3) * exp(-gamma) * model.discrepancy(),
        ),
        given=first_step,
        title="The same in terms of D(w)",
        remark="D(w) holds 1/‖w‖_Σ² already: the power on the right must be ‖w‖_Σ, not ‖w‖_Σ³.",
    ),
    repaired=wording(
        equal(
            gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
            gamma * eta / (16 * s) * exp(-gamma) * model.discrepancy(),
        ),
        given=(model.defined,),
        title="The same in terms of D(w), with the first power of ‖w‖_Σ",
    ),
    source="(C.8), the equality",
    fault="slip",
)
C_9, C_9_repaired = paper.mended(
    "C.9",
    printed=wording(
        growth >= scale * smallest * squares,
        given=first_step,
        title="Growth of ⟨w, w*⟩ against min |ℓ'_i|",
        steps=(C_5,),
        remark="Inherits (C.5): false where margins are negative; the factor 1 − W₀(1/e) = 0.72… mends it.",
    ),
    repaired=wording(
        growth >= (1 - W) * scale * smallest * squares,
        given=strict,
        title="For γ > 0 and margins of any sign, with the factor 1 − W₀(1/e)",
        certificates=(
            because(
                per_pair
                * mean(
                    i,
                    j,
                    (output(i) - output(j)) * (output(i) * slope(j) - output(j) * slope(i))
                    - (1 - W) * (output(i) - output(j)) ** 2 * minimum(slope(i), slope(j)),
                ),
                per_pair
                * mean(i, j, (1 - W) * ((output(i) - output(j)) ** 2 * (minimum(slope(i), slope(j)) - smallest))),
                uses=(
                    lemma(chord_share, {a: output(i), b: output(j)}),
                    lemma(
                        tangent_share_below_one,
                        {m: (output(i) - output(j)) ** 2 * (minimum(slope(i), slope(j)) - smallest)},
                    ),
                ),
            ),
        ),
        rests_on=(growth_pairs,),
    ),
    source="(C.9)",
    fault="breaks",
)
C_9_half = paper.claim(
    "C.9-half",
    sigmabar(maximum(z_, 0)) <= rational(1, 2),
    edition="beyond",
    source="ours",
    title="σ̄(max{z,0}) ≤ 1/2",
)
C_9_smallest_half = paper.claim(
    "C.9-smallest-half",
    positive_slope <= rational(1, 2),
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="min σ̄(max{F_i,0}) ≤ 1/2",
    certificates=(
        because(
            mean(i, sigmabar(maximum(output(i), 0)) - positive_slope),
            mean(i, rational(1, 2) - sigmabar(maximum(output(i), 0))),
            uses=(lemma(C_9_half, {z_: output(i)}),),
        ),
    ),
)
C_9_positive_part = paper.claim(
    "C.9-positive-part",
    growth >= scale * positive_slope * squares,
    given=strict,
    edition="beyond",
    source="ours, in the place of (C.9)",
    title="Growth of ⟨w, w*⟩ against min σ̄(max{F_i, 0}), margins of any sign",
    certificates=(
        because(
            per_pair
            * mean(
                i,
                j,
                (output(i) - output(j)) * (output(i) * slope(j) - output(j) * slope(i))
                - (output(i) - output(j)) ** 2 * positive_parts,
            ),
            per_pair * mean(i, j, (output(i) - output(j)) ** 2 * (positive_parts - positive_slope)),
            uses=(lemma(C_4_chord, {a: output(i), b: output(j)}), lemma(C_9_smallest_half)),
        ),
    ),
    rests_on=(growth_pairs,),
)
C_10, C_10_repaired = paper.mended(
    "C.10",
    printed=wording(
        equal(scale * smallest * squares, gamma * eta / (2 * s**3) * smallest * model.discrepancy()),
        given=first_step,
        title="(C.9) in terms of D(w)",
        remark="The same wrong power as in (C.8): ‖w‖_Σ, not ‖w‖_Σ³.",
    ),
    repaired=wording(
        equal(scale * smallest * squares, gamma * eta / (2 * s) * smallest * model.discrepancy()),
        given=(model.defined,),
        title="(C.9) in terms of D(w), with the first power of ‖w‖_Σ",
    ),
    source="(C.10)",
    fault="slip",
)
printed_rate = gamma * eta / (2 * model.squared_norm()) * model.discrepancy()
rate = gamma * eta / (2 * s) * model.discrepancy()
claim_4_2, claim_4_2_repaired = paper.mended(
    "4.2",
    printed=wording(
        growth >= printed_rate * exp(-gamma) / 8,
        given=first_step,
        title="Lemma 4.2 with the factor e^-γ/8",
        steps=(C_8, C_8_equality),
        remark="The power of ‖w‖_Σ must be 1, not 2: rescaling w changes both sides by different powers.",
    ),
    repaired=wording(
        growth >= rate * exp(-gamma) / 2,
        given=strict,
        title="With the first power of ‖w‖_Σ and e^-γ/2 for e^-γ/8, for γ > 0 and margins of any sign",
        certificates=(
            because(
                growth - rate * sigmabar(gamma),
                rate * (sigmabar(gamma) - exp(-gamma) / 2),
                uses=(lemma(C_8_sharp), lemma(C_7_half)),
            ),
        ),
    ),
    source="(4.2)",
    fault="slip",
)
claim_4_3, claim_4_3_repaired = paper.mended(
    "4.3",
    printed=wording(
        growth >= printed_rate * smallest,
        given=first_step,
        title="Lemma 4.2 with the factor min |ℓ'_i|",
        steps=(C_9, C_10),
        remark="The power of ‖w‖_Σ must be 1, not 2; and with it the bound still fails for misclassified data.",
    ),
    repaired=wording(
        growth >= (1 - W) * rate * smallest,
        growth >= rate * positive_slope,
        given=strict,
        title="With the first power of ‖w‖_Σ and the factor 1 − W₀(1/e), or with σ̄(max{F_i,0})",
        certificates=(
            because(growth - (1 - W) * scale * smallest * squares, uses=(lemma(C_9_repaired),)),
            because(growth - scale * positive_slope * squares, uses=(lemma(C_9_positive_part),)),
        ),
    ),
    source="(4.3)",
    fault="breaks",
)
lemma_4_2, lemma_4_2_repaired = paper.mended(
    "lemma-4.2",
    printed=wording(
        growth >= printed_rate * maximum(exp(-gamma) / 8, smallest),
        given=first_step,
        title="⟨w, w*⟩ grows at least in proportion to D(w)",
        steps=(C_3, C_4, C_5, C_6, C_7, C_8, C_8_equality, C_9, C_10),
        remark="The power of ‖w‖_Σ must be 1, not 2 (nor 3, as in the proof); and with it the bound by min|ℓ'_i| still "
        "fails where samples are misclassified. γ(t) ≥ 0 is needed and not stated.",
    ),
    repaired=wording(
        growth >= rate * sigmabar(gamma),
        growth >= rate * positive_slope,
        growth >= rate * (1 - W) * smallest,
        growth >= rate * exp(-gamma) / 2,
        given=strict,
        title="For γ > 0 and margins of any sign: at least γη/(2‖w‖_Σ) D(w) times each of σ̄(γ), min σ̄(max{F_i,0}), "
        "(1−W₀(1/e)) min|ℓ'_i|, and e^-γ/2",
        certificates=(
            because(growth - rate * sigmabar(gamma), uses=(lemma(C_8_sharp),)),
            because(growth - rate * positive_slope, uses=(lemma(claim_4_3_repaired, conclusion=1),)),
            because(growth - (1 - W) * rate * smallest, uses=(lemma(claim_4_3_repaired),)),
            because(growth - rate * exp(-gamma) / 2, uses=(lemma(claim_4_2_repaired),)),
        ),
        rests_on=(C_3,),
    ),
    source="Lemma 4.2",
    fault="breaks",
)
lemma_4_2_zero = paper.claim(
    "lemma-4.2-zero",
    equal(growth, 0),
    equal(rate, 0),
    given=(*assumed, equal(gamma, 0)),
    edition="beyond",
    source="ours, Lemma 4.2 at γ = 0",
    title="At γ = 0 both sides are 0: with the repaired lemma this is every γ ≥ 0",
    rests_on=(growth_pairs,),
)
larger = maximum(slope(i), slope(j))
lemma_4_2_nonnegative = paper.claim(
    "lemma-4.2-nonnegative",
    growth >= rate * smallest,
    given=(*strict, u(i) >= 0),
    edition="beyond",
    source="ours, Lemma 4.2 where nothing is misclassified",
    title="For γ > 0 and margins ≥ 0 the bound by min|ℓ'_i| needs no factor, and (C.4) is true",
    certificates=(
        because(
            growth
            - scale
            * total(i, j, maximum(sigmabar(absolute(output(i))), sigmabar(absolute(output(j)))) * (u(j) - u(i)) ** 2),
            scale * total(i, j, (larger - slope(i)) * (u(j) - u(i)) ** 2),
            scale * total(i, j, (slope(i) - smallest) * (u(j) - u(i)) ** 2),
            uses=(lemma(C_5_repaired), lemma(maximum_above_both, {a: slope(i), b: slope(j)})),
        ),
    ),
    rests_on=(C_4_repaired,),
)
