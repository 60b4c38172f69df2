"""(C.3)–(C.5) of Appendix C.2: the growth of ⟨w, w*⟩ as a sum over pairs, and the chord of x e^x that bounds each.

The bound on a pair, (C.4), is false as soon as the smaller of the two margins is negative (``C.4-exact``); the
repairs use the chords of σ̄ instead (``chord``).
"""

from proofs.cao2023.linear.facts.chord import (
    chord_absolute,
    sigmabar_smaller,
)
from proofs.cao2023.linear.lemma_4_1 import (
    lemma_4_1,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2_slopes import (
    C_7_slope,
)
from proofs.cao2023.linear.vocabulary import *

a, b, x, y = symbols("a b x y")
minimal = InSpan(w_star, model.z(i))
first_step = (*assumed, minimal, equal(gamma, 1), eta > 0)
squares = total(i, j, (u(j) - u(i)) ** 2)
pairs = mean(i, j, (u(i) - u(j)) * (u(i) * slope(j) - u(j) * slope(i)))


def chord_of_outputs(first: Scalar, second: Scalar) -> Scalar:
    """Return the slope of the chord of x(1 + e^x)."""
    return (second * (1 + exp(second)) - first * (1 + exp(first))) / (second - first)


C_3 = paper.claim(
    "C.3",
    equal(
        growth,
        gamma
        * eta
        / (2 * n**2 * s**3)
        * total(i, j, slope(i) * slope(j) * (u(j) - u(i)) * (u(j) / slope(j) - u(i) / slope(i))),
    ),
    given=assumed,
    source="(C.3)",
    title="Lemma 4.1 along the iteration",
    rests_on=(lemma_4_1,),
)
C_4_scaled = paper.claim(
    "C.4-scaled",
    equal(
        (u(j) / slope(j) - u(i) / slope(i)) * (output(j) - output(i)),
        (output(j) / slope(j) - output(i) / slope(i)) * (u(j) - u(i)),
    ),
    given=(model.defined,),
    source="(C.4), first two equalities",
    title="The factor of a pair, both parts of the fraction multiplied by γ/‖w‖_Σ; stated crosswise",
    rests_on=(C_7_slope,),
)
C_4_split = paper.claim(
    "C.4-split",
    equal(chord_of_outputs(a, b), 1 + (b * exp(b) - a * exp(a)) / (b - a)),
    given=(differs(a, b),),
    edition="beyond",
    source="ours, for (C.4), third equality",
    title="[b(1+e^b) − a(1+e^a)]/(b−a) = 1 + (be^b − ae^a)/(b−a)",
)
C_4, C_4_repaired = paper.mended(
    "C.4",
    printed=wording(
        (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)),
        given=(differs(a, b),),
        kind="display of numbers",
        title="The chord slope of x eˣ is at least e^max{a,b}",
        remark="True for a, b ≥ 0; false when the smaller one is negative, that is, for misclassified data.",
    ),
    repaired=wording(
        (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)),
        given=(differs(a, b), a >= 0, b >= 0),
        title="The same for a, b ≥ 0",
    ),
    source="(C.4), the fact it uses",
    fault="breaks",
)
C_4_exact = paper.claim(
    "C.4-exact",
    equal((a * exp(a) - b * exp(b)) / (a - b) - exp(a), b * (exp(a) - exp(b)) / (a - b)),
    given=(differs(a, b),),
    edition="beyond",
    source="ours",
    title="For a > b the difference of both sides of (C.4) has the sign of b: a, b ≥ 0 cannot be weakened",
)
C_4_display = paper.claim(
    "C.4-display",
    (u(j) - u(i)) * (u(j) / slope(j) - u(i) / slope(i))
    >= (u(j) - u(i)) ** 2 * (1 + exp(maximum(output(i), output(j)))),
    given=(*assumed, minimal, equal(gamma, 1)),
    source="(C.4), the inequality",
    title="The factor of a pair is at least 1 + e^max{F_i, F_i'}; multiplied by (u_i' − u_i)²",
    steps=(C_4_scaled, C_4_split, C_4),
    expected="REFUTED",
    remark="Inherits the fact it uses: false for a pair with a negative margin.",
    fault="breaks",
)
absolute_i, absolute_j = absolute(output(i)), absolute(output(j))
larger_slope = maximum(sigmabar(absolute_i), sigmabar(absolute_j))
chord_of_pair = (output(i) - output(j)) * (output(i) * slope(j) - output(j) * slope(i))
at_smaller = (output(i) - output(j)) ** 2 * sigmabar(minimum(absolute_i, absolute_j))
above_larger = (output(i) - output(j)) ** 2 * (sigmabar(minimum(absolute_i, absolute_j)) - larger_slope)
chord_facts = (
    lemma(chord_absolute, {a: output(i), b: output(j)}),
    lemma(sigmabar_smaller, {a: absolute_i, b: absolute_j}),
    lemma(sigmabar_smaller, {a: absolute_j, b: absolute_i}),
)
C_4_display_repaired = paper.claim(
    "C.4-display",
    (u(j) - u(i)) * (u(j) / slope(j) - u(i) / slope(i)) >= (u(j) - u(i)) ** 2 * larger_slope / (slope(i) * slope(j)),
    given=(model.defined, gamma > 0),
    edition="repaired",
    source="(C.4), the inequality",
    title="For γ > 0 and margins of any sign: at least max{σ̄(|F_i|), σ̄(|F_i'|)}/(|ℓ'_i||ℓ'_i'|)",
    certificates=(
        because(
            (chord_of_pair - at_smaller) * s**2 / gamma**2,
            above_larger * s**2 / gamma**2,
            times=slope(i) * slope(j),
            uses=chord_facts,
        ),
    ),
)
C_4_inverse = paper.claim(
    "C.4-inverse",
    1 + exp(maximum(a, b)) >= maximum(1 / sigmabar(a), 1 / sigmabar(b)),
    1 + exp(maximum(a, b)) <= maximum(1 / sigmabar(a), 1 / sigmabar(b)),
    given=(a >= b,),
    edition="beyond",
    source="ours, for (C.4), last equality",
    title="1 + e^max{F_i,F_i'} = max{|ℓ'_i|⁻¹, |ℓ'_i'|⁻¹}, as two inequalities",
    remark="Stated for F_i ≥ F_i', as both sides are symmetric.",
)
growth_pairs = paper.claim(
    "growth-pairs",
    equal(growth, gamma * eta / (2 * s**3) * pairs),
    equal(-model.derivative_along(w_star), gamma / (2 * s**3) * pairs),
    given=assumed,
    edition="beyond",
    source="ours, from Lemma 4.1",
    title="⟨−∇_w L, w*⟩ is γ/(2s³) times the mean of (u_i−u_j)(u_i σ̄(F_j) − u_j σ̄(F_i))",
    rests_on=(lemma_4_1,),
)
K = family("K", i, j)
defect = K * (output(i) - output(j)) - (output(i) * slope(j) - output(j) * slope(i))
excess = output(i) * slope(j) - output(j) * slope(i) - K * (output(i) - output(j))
half_step = eta / (8 * gamma * s)
growth_chord = paper.claim(
    "growth-chord",
    growth >= gamma * eta / (2 * s**3) * mean(i, j, K * (u(i) - u(j)) ** 2),
    growth <= gamma * eta / (2 * s**3) * mean(i, j, K * (u(i) - u(j)) ** 2),
    given=(*assumed, gamma > 0, eta > 0, equal(defect, 0)),
    edition="beyond",
    source="ours, from Lemma 4.1",
    title="η⟨−∇_w L, w*⟩ is γη/(2s³) times the mean of K(F_i,F_j)(u_i−u_j)²",
    remark="For any margins there is such a K; its values are irrational, so no exact example can be written down.",
    certificates=(
        because(
            half_step * mean(i, j, (output(i) - output(j) - 1) ** 2 * defect),
            half_step * mean(i, j, (output(i) - output(j) + 1) ** 2 * excess),
        ),
        because(
            half_step * mean(i, j, (output(i) - output(j) + 1) ** 2 * defect),
            half_step * mean(i, j, (output(i) - output(j) - 1) ** 2 * excess),
        ),
    ),
    rests_on=(growth_pairs,),
)
C_5_factors = paper.claim(
    "C.5-factors",
    x * y * maximum(1 / x, 1 / y) >= maximum(x, y),
    x * y * maximum(1 / x, 1 / y) <= maximum(x, y),
    given=(x >= y, y > 0),
    edition="beyond",
    source="ours, for (C.5), its equality",
    title="|ℓ'_i||ℓ'_i'| max{|ℓ'_i|⁻¹, |ℓ'_i'|⁻¹} = max{|ℓ'_i|, |ℓ'_i'|}, as two inequalities",
    remark="Stated for |ℓ'_i| ≥ |ℓ'_i'|, as both sides are symmetric.",
)
C_5_inverse = paper.claim(
    "C.5-inverse",
    maximum(x, y) / (x * y) >= 1 / x,
    given=(x > 0, y > 0),
    edition="beyond",
    source="ours, for (C.5)",
    title="max{x,y}/(xy) ≥ 1/x",
)
C_5_first = paper.claim(
    "C.5-first",
    growth
    >= gamma
    * eta
    / (2 * n**2 * s**3)
    * total(i, j, slope(i) * slope(j) * (u(j) - u(i)) ** 2 * maximum(1 / slope(i), 1 / slope(j))),
    given=first_step,
    source="(C.5), its inequality",
    title="(C.4) put into (C.3)",
    steps=(C_3, C_4_display),
    expected="REFUTED",
    remark="Inherits (C.4): false where some margin is negative.",
    fault="breaks",
)
C_5, C_5_repaired = paper.mended(
    "C.5",
    printed=wording(
        growth >= gamma * eta / (2 * n**2 * s**3) * total(i, j, maximum(slope(i), slope(j)) * (u(j) - u(i)) ** 2),
        given=first_step,
        title="(C.4) put into (C.3)",
        steps=(C_5_first, C_5_factors),
        remark="Inherits (C.4): false where some margin is negative.",
    ),
    repaired=wording(
        growth >= gamma * eta / (2 * n**2 * s**3) * total(i, j, larger_slope * (u(j) - u(i)) ** 2),
        given=(*assumed, gamma > 0, eta > 0),
        title="For γ > 0 and margins of any sign, with |F_i| for F_i in |ℓ'_i| = σ̄(F_i)",
        certificates=(
            because(
                eta / (2 * gamma * s) * mean(i, j, chord_of_pair - at_smaller),
                eta / (2 * gamma * s) * mean(i, j, above_larger),
                uses=chord_facts,
            ),
        ),
        rests_on=(growth_pairs,),
    ),
    source="(C.5)",
    fault="breaks",
)
inverse_slopes = maximum(1 / slope(i), 1 / slope(j))
larger = maximum(slope(i), slope(j))
C_5_first_repaired = paper.claim(
    "C.5-first",
    growth >= gamma * eta / (2 * n**2 * s**3) * total(i, j, slope(i) * slope(j) * (u(j) - u(i)) ** 2 * inverse_slopes),
    given=(*assumed, gamma > 0, eta > 0, u(i) >= 0),
    edition="repaired",
    source="(C.5), its inequality",
    title="For γ > 0 and margins ≥ 0, as printed",
    certificates=(
        because(
            growth - gamma * eta / (2 * n**2 * s**3) * total(i, j, larger_slope * (u(j) - u(i)) ** 2),
            gamma
            * eta
            / (2 * n**2 * s**3)
            * total(i, j, slope(i) * slope(j) * (u(j) - u(i)) ** 2 * (larger / (slope(i) * slope(j)) - inverse_slopes)),
            uses=(
                lemma(C_5_repaired),
                lemma(C_5_inverse, {x: slope(i), y: slope(j)}),
                lemma(C_5_inverse, {x: slope(j), y: slope(i)}),
            ),
        ),
    ),
)
