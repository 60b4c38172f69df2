"""(C.14) of Appendix C.4: ‖∇_w L‖₂ split into I₁ + I₂, line by line. It fails: I₂ lacks a factor.

Norms that may be 0 are compared by their squares, which says the same. γ is taken ≥ 0 where the printed line needs
it. What is refuted is so at t = 0, where γ = 1, under the lemma's condition and ⟨w,w*⟩ > 0,
and with ‖w*‖₂ = 1, where it does not matter which exponent the condition has.
"""

from proofs.cao2023.linear.facts.chord import (
    product_of_absolutes,
)
from proofs.cao2023.linear.facts.norms import (
    cauchy_schwarz,
    sample_nonzero,
    x,
    y,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import (
    claim_4_4_operator,
    pushed,
    ratio,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    absolute_product,
    given,
)
from proofs.cao2023.linear.vocabulary import *

a, b, h, t = symbols("a b h t")
star_slope = sigmabar(gamma)  # |ℓ'*| = |ℓ'(γ)|
first_vector = gamma * star_slope / (n * s) * vector_total(i, pushed(i))
second_vector = gamma / (n * s) * vector_total(i, (slope(i) - star_slope) * pushed(i))
deviation = slope(i) - star_slope
spanned = (InSpan(w, z(i)), InSpan(w_star, z(i)))
near_at_start = squared(w - inner(w, w_star) * w_star) <= squared(w) / 4  # for ‖w*‖₂ = 1, where −1 and −2 agree
start = (*given, *spanned, equal(squared(w_star), 1), near_at_start, equal(gamma, 1), inner(w, w_star) > 0)
first_part_square = squared(first_vector)  # I₁²
second_part = gamma / s * mean(i, absolute(deviation) * norm(z(i)))  # I₂

C_14_first = paper.claim(
    "C.14-first",
    squared(gradient) <= (1 + t) * squared(first_vector) + (1 + 1 / t) * squared(second_vector),
    given=(*given, t > 0),
    source="(C.14), first inequality",
    title="The gradient split at ℓ'*: ‖a + b‖₂ ≤ ‖a‖₂ + ‖b‖₂, as ‖a + b‖₂² ≤ (1+t)‖a‖₂² + (1+1/t)‖b‖₂² for all t > 0",
    certificates=(because(1 / t * squared(t * first_vector - second_vector)),),
)
product = inner(pushed(i), pushed(j))
both = (slope(i) - star_slope) * (slope(j) - star_slope)
absolute_both = absolute(slope(i) - star_slope) * absolute(slope(j) - star_slope)
C_14_second = paper.claim(
    "C.14-second",
    squared(second_vector) <= (gamma / s * mean(i, absolute(deviation) * norm(pushed(i)))) ** 2,
    given=(*given, squared(pushed(i)) > 0),
    source="(C.14), second inequality",
    title="The triangle inequality for the second part (where no (I − Σww^⊤/‖w‖_Σ²)x_i is 0)",
    certificates=(
        because(
            gamma**2 / s**2 * mean(i, j, absolute_both * (norm(pushed(i)) * norm(pushed(j)) - absolute(product))),
            gamma**2 / s**2 * mean(i, j, (absolute_both - absolute(both)) * absolute(product)),
            gamma**2 / s**2 * mean(i, j, absolute(both) * absolute(product) - both * product),
            uses=(
                lemma(cauchy_schwarz, {x: pushed(i), y: pushed(j)}),
                lemma(absolute_product, {t: slope(i) - star_slope, h: slope(j) - star_slope}),
                lemma(product_of_absolutes, {a: both, b: product}),
            ),
        ),
    ),
)
claim_4_4_operator_length = paper.claim(
    "4.4-operator-length",
    norm(pushed(i)) <= (1 + ratio) * norm(z(i)),
    given=given,
    edition="beyond",
    source="ours, from Appendix C.4",
    title="‖(I − Σww^⊤/‖w‖_Σ²)x_i‖₂ ≤ (1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ²)‖x_i‖₂",
    certificates=(
        because(
            squared(z(i)) * (1 + ratio) ** 2 - squared(pushed(i)),
            times=norm(pushed(i)) + (1 + ratio) * norm(z(i)),
            uses=(lemma(sample_nonzero), lemma(claim_4_4_operator, conclusion=1)),
        ),
    ),
)
C_14_third, C_14_third_repaired = paper.mended(
    "C.14-third",
    printed=wording(
        gamma / s * mean(i, absolute(deviation) * norm(pushed(i))) <= second_part,
        given=start,
        title="‖(I − Σww^⊤/‖w‖_Σ²)x_i‖₂ ≤ ‖x_i‖₂",
        remark="I − Σww^⊤/‖w‖_Σ² is a projection, but not an orthogonal one: it can lengthen x_i, by up to the factor "
        "1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ².",
    ),
    repaired=wording(
        gamma / s * mean(i, absolute(deviation) * norm(pushed(i))) <= (1 + ratio) * second_part,
        given=(*given, gamma >= 0),
        title="With the factor 1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ²",
        certificates=(
            because(
                gamma / s * mean(i, absolute(deviation) * ((1 + ratio) * norm(z(i)) - norm(pushed(i)))),
                uses=(lemma(claim_4_4_operator_length),),
            ),
        ),
    ),
    source="(C.14), third inequality",
    fault="breaks",
)
C_14, C_14_repaired = paper.mended(
    "C.14",
    printed=wording(
        norm(gradient) <= norm(first_vector) + second_part,
        given=start,
        title="‖∇_w L‖₂ ≤ I₁ + I₂",
        steps=(C_14_first, C_14_second, C_14_third),
        remark="The third inequality fails, and with it the bound. The factor 1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ² mends I₂. Lemma "
        "4.4's second bound, which is drawn from it, is true: see lemma-4.4-second.",
    ),
    repaired=wording(
        squared(gradient)
        <= (1 + t) * squared(first_vector)
        + (1 + 1 / t) * (1 + ratio) ** 2 * gamma**2 / s**2 * mean(i, deviation**2 * squared(z(i))),
        given=(*given, t > 0),
        title="‖∇_w L‖₂ ≤ I₁ + (1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ²) I₂, squared, with t > 0 free and a root mean square in I₂",
        certificates=(
            because(
                (1 + t) * squared(first_vector) + (1 + 1 / t) * squared(second_vector) - squared(gradient),
                (1 + 1 / t)
                * gamma**2
                / s**2
                * mean(
                    i,
                    j,
                    squared((slope(i) - star_slope) * pushed(i) - (slope(j) - star_slope) * pushed(j)),
                )
                / 2,
                (1 + 1 / t)
                * gamma**2
                / s**2
                * mean(i, deviation**2 * (squared(z(i)) * (1 + ratio) ** 2 - squared(pushed(i)))),
                uses=(lemma(C_14_first), lemma(claim_4_4_operator, conclusion=1)),
            ),
        ),
    ),
    source="(C.14)",
    fault="breaks",
)
