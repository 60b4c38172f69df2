"""(C.6) of Appendix C.2: Lemma C.1 put into (C.5).

Printed, it is true at t = 0 (``C.6-at-start``) and false later: for a state with mostly negative margins and a large
γ, and such a state can follow at t = 1 (``C.6-two-samples``).
"""

from proofs.cao2023.linear.facts.chord import (
    chord_absolute,
    sigmabar_smaller,
)
from proofs.cao2023.linear.facts.lemma_c_1 import (
    lemma_C_1,
    lemma_C_1_sharp,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2_pairs import (
    C_5,
    C_5_repaired,
    first_step,
    growth_pairs,
    minimal,
    squares,
)
from proofs.cao2023.linear.vocabulary import *

a, b, z_ = symbols("a b z")
mean_slope = mean(i, slope(i))
average_slope = mean(i, sigmabar(absolute(output(i))))
scale = gamma * eta / (2 * n**2 * s**3)

C_6_at_start_bound = paper.claim(
    "C.6-at-start-bound",
    rational(3, 2) * sigmabar(z_) + z_ + (z_**2 - 1) / 2 >= 0,
    edition="beyond",
    source="ours, for (C.6) at t = 0",
    title="(3/2)σ̄(z) + z + (z² − 1)/2 ≥ 0",
)
C_6_at_start_lipschitz = paper.claim(
    "C.6-at-start-lipschitz",
    (a - b) * (sigmabar(b) - sigmabar(a)) <= (a - b) ** 2 / 2,
    (a - b) * (sigmabar(b) - sigmabar(a)) >= 0,
    edition="beyond",
    source="ours, for (C.6) at t = 0",
    title="0 ≤ (σ̄(b) − σ̄(a))/(a − b) ≤ 1/2",
)
falling = mean(i, j, (output(i) - output(j)) * (slope(j) - slope(i)))
C_6_at_start = paper.claim(
    "C.6-at-start",
    growth >= gamma * eta / (8 * n**2 * s**3) * mean_slope * squares,
    given=first_step,
    edition="beyond",
    source="(C.6) at t = 0",
    title="(C.6) at t = 0, where γ = 1, for margins of any sign",
    certificates=(
        because(
            eta
            / (2 * s)
            * (rational(3, 2) * mean_slope)
            * mean(i, j, (output(i) - output(j)) ** 2 / 2 - (output(i) - output(j)) * (slope(j) - slope(i))),
            eta / (2 * s) * mean(i, rational(3, 2) * slope(i) + output(i) + (output(i) ** 2 - 1) / 2) * falling,
            uses=(
                lemma(C_6_at_start_bound, {z_: output(i)}),
                lemma(C_6_at_start_lipschitz, {a: output(i), b: output(j)}),
                lemma(C_6_at_start_lipschitz, {a: output(i), b: output(j)}, conclusion=1),
            ),
        ),
    ),
    rests_on=(growth_pairs,),
)
# two orthogonal samples at t = 0: ‖z₁‖² = 1, ‖z₂‖² = q, ⟨w,z₁⟩ = 1, ⟨w,z₂⟩ = 2
(square,) = symbols("q")
start_margins, squares_of_samples = (rational(1), rational(2)), (rational(1), square)


def half_square_mean(x: Scalar, y: Scalar) -> Scalar:
    """Return the root mean square of two margins, ‖w‖_Σ."""
    return sqrt((x**2 + y**2) / 2)


def outputs(x: Scalar, y: Scalar, scale_of_output: Scalar) -> tuple[Scalar, Scalar]:
    """Return F₁ and F₂ for two margins."""
    return scale_of_output * x / half_square_mean(x, y), scale_of_output * y / half_square_mean(x, y)


start_norm = half_square_mean(*start_margins)
start_slopes = [sigmabar(x) for x in outputs(*start_margins, rational(1))]
start_pull = (start_slopes[0] * start_margins[0] + start_slopes[1] * start_margins[1]) / 2
start_next_gamma = 1 + eta * start_pull / start_norm
next_margins = [
    start_margins[k]
    + squares_of_samples[k] * eta / (2 * start_norm) * (start_slopes[k] - start_margins[k] * start_pull / start_norm**2)
    for k in (0, 1)
]
next_outputs = outputs(next_margins[0], next_margins[1], start_next_gamma)
next_slopes = [sigmabar(x) for x in next_outputs]
C_6_two_samples = paper.claim(
    "C.6-two-samples",
    (next_outputs[0] - next_outputs[1]) * (next_outputs[0] * next_slopes[1] - next_outputs[1] * next_slopes[0])
    >= (next_slopes[0] + next_slopes[1]) / 8 * (next_outputs[0] - next_outputs[1]) ** 2,
    given=(square > 0, eta > 0, start_next_gamma > 0, next_margins[0] ** 2 + next_margins[1] ** 2 > 0),
    edition="beyond",
    kind="hidden hypothesis",
    source="ours, on (C.6) at t = 1 for two orthogonal samples",
    title="(C.6) at t = 1 on a trajectory from γ(0) = 1, where γ(1) > 0, written out in the margins",
    expected="REFUTED",
    remark="Lemma 4.2 sets no limit to η: one long step makes γ large and one margin very negative, as from "
    "w(0) = (1, 2/√q) with z₁ = (1, 0), z₂ = (0, √q). Both sides are divided by η‖w‖_Σ⁻¹/(4γ).",
    fault="breaks",
)
average = (sigmabar(absolute(a)) + sigmabar(absolute(b))) / 2
C_6_two_samples_moduli = paper.claim(
    "C.6-two-samples-moduli",
    (a - b) * (a * sigmabar(b) - b * sigmabar(a)) >= average * (a - b) ** 2,
    edition="beyond",
    source="ours, on (C.6) at t = 1 for two orthogonal samples",
    title="With σ̄(|F_i|) for σ̄(F_i) and 1/2 for 1/8, for all F₁, F₂",
    certificates=(
        because(
            (a - b) * (a * sigmabar(b) - b * sigmabar(a)) - (a - b) ** 2 * sigmabar(minimum(absolute(a), absolute(b))),
            (a - b) ** 2 / 2 * (sigmabar(minimum(absolute(a), absolute(b))) - sigmabar(absolute(a))),
            (a - b) ** 2 / 2 * (sigmabar(minimum(absolute(a), absolute(b))) - sigmabar(absolute(b))),
            uses=(
                lemma(chord_absolute),
                lemma(sigmabar_smaller, {a: absolute(a), b: absolute(b)}),
                lemma(sigmabar_smaller, {a: absolute(b), b: absolute(a)}),
            ),
        ),
    ),
)
C_6, C_6_repaired = paper.mended(
    "C.6",
    printed=wording(
        growth >= gamma * eta / (8 * n**2 * s**3) * mean_slope * squares,
        given=(*assumed, minimal, gamma >= 0, eta > 0),
        title="Lemma C.1 put into (C.5), for every w and γ ≥ 0",
        steps=(C_5, lemma_C_1, C_6_two_samples),
        remark="Inherits (C.5): false for mostly negative margins and large γ. At t = 0 it holds (C.6-at-start); one "
        "long step leads to where it fails (C.6-two-samples). Lemma 4.2 sets no limit to η; whether steps as short as "
        "Theorem 2.2 asks for lead there is not decided.",
    ),
    repaired=wording(
        growth >= scale * average_slope * squares,
        given=(*assumed, gamma > 0, eta > 0),
        title="For γ > 0 and margins of any sign, with σ̄(|F_i|) for |ℓ'_i| and 1/2 for 1/8",
        certificates=(
            because(
                growth
                - scale
                * total(
                    i, j, maximum(sigmabar(absolute(output(i))), sigmabar(absolute(output(j)))) * (u(j) - u(i)) ** 2
                ),
                scale
                * (
                    total(
                        i, j, maximum(sigmabar(absolute(output(i))), sigmabar(absolute(output(j)))) * (u(i) - u(j)) ** 2
                    )
                    - total(i, sigmabar(absolute(output(i)))) / n * squares
                ),
                uses=(
                    lemma(C_5_repaired),
                    lemma(lemma_C_1_sharp, {family("a", i): u(i), family("b", i): sigmabar(absolute(output(i)))}),
                ),
            ),
        ),
    ),
    source="(C.6)",
    fault="breaks",
)
