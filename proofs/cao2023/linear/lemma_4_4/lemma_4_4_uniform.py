"""(C.15)–(C.17) of Appendix C.4: I₁, which is 0 where all margins are equal, line by line.

Norms that may be 0 are compared by their squares, which says the same. What is refuted is so at t = 0, under the
lemma's condition and ⟨w,w*⟩ > 0.
"""

from proofs.cao2023.linear.facts.norms import (
    cauchy_schwarz_squared,
    combination_largest,
    sample_nonzero,
    sigma_norm_largest,
    w_nonzero,
    x,
    y,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import (
    pushed,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    absolute_triangle,
    cubes,
    given,
    in_span,
    norm_below_largest,
    offset_spread,
    spread,
    w_star_nonzero,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_parts import (
    first_part_square,
    star_slope,
    start,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_second import (
    begun,
    later_start,
    w_0,
)
from proofs.cao2023.linear.vocabulary import *

a, b = symbols("a b")

C_15 = paper.claim(
    "C.15",
    equal(
        inner(vector_total(i, pushed(i)), v),
        1 / (n * s_square) * total(i, j, (u(i) ** 2 - u(j) * u(i)) * inner(z(j), v)),
    ),
    given=(model.defined,),
    source="(C.15)",
    title="Σ_i (I − Σww^⊤/‖w‖_Σ²)z_i as a sum over pairs, seen along every direction v",
)
U, V = inner(nearest, z(i)), inner(nearest, z(j))
C_15_zero = paper.claim(
    "C.15-zero",
    equal(U**2 - V * U, 0),
    given=(model.uniform(w_star),),
    source="Appendix C.4, after (C.15)",
    title="⟨ŵ*,z_i⟩² − ⟨ŵ*,z_i'⟩⟨ŵ*,z_i⟩ = 0",
)
C_16_expansion, C_16_expansion_repaired = paper.mended(
    "C.16-expansion",
    printed=wording(
        equal(
            u(i) ** 2 - u(j) * u(i),
            inner(w + nearest, z(i)) * inner(w - nearest, z(i))
            - u(j) * inner(w - w_star, z(i))
            + inner(w - w_star, z(j)) * U,
        ),
        given=start,
        title="⟨w,z_i⟩² − ⟨w,z_i'⟩⟨w,z_i⟩ as three products of differences",
        remark="w* stands twice for ŵ*, and the sign of the last term must be minus.",
    ),
    repaired=wording(
        equal(
            u(i) ** 2 - u(j) * u(i),
            inner(w + nearest, z(i)) * inner(offset, z(i)) - u(j) * inner(offset, z(i)) - inner(offset, z(j)) * U,
        ),
        given=(model.uniform(w_star),),
        title="With ŵ* for w*, and the last sign minus",
        steps=(C_15_zero,),
    ),
    source="Appendix C.4, before (C.16)",
    fault="slip",
)
first_term, second_term = inner(w + nearest, z(i)) * inner(offset, z(i)), -u(j) * inner(offset, z(i))
third_term = -inner(offset, z(j)) * U
C_16_triangle, C_16_triangle_repaired = paper.mended(
    "C.16-triangle",
    printed=wording(
        absolute(u(i) ** 2 - u(j) * u(i))
        <= absolute(inner(w + nearest, z(i))) * absolute(inner(w - nearest, z(i)))
        + absolute(u(j)) * absolute(inner(w - w_star, z(i)))
        + absolute(inner(w - w_star, z(j))) * absolute(U),
        given=start,
        title="The triangle inequality",
        steps=(C_16_expansion,),
        remark="w* stands twice for ŵ* here too.",
    ),
    repaired=wording(
        absolute(u(i) ** 2 - u(j) * u(i))
        <= absolute(inner(w + nearest, z(i)) * inner(offset, z(i)))
        + absolute(-u(j) * inner(offset, z(i)))
        + absolute(-inner(offset, z(j)) * U),
        given=(model.uniform(w_star),),
        title="With ŵ* for w*",
        certificates=(
            because(
                absolute(first_term)
                + absolute(second_term + third_term)
                - absolute(first_term + (second_term + third_term)),
                absolute(second_term) + absolute(third_term) - absolute(second_term + third_term),
                uses=(
                    lemma(absolute_triangle, {a: first_term, b: second_term + third_term}),
                    lemma(absolute_triangle, {a: second_term, b: third_term}),
                ),
            ),
        ),
    ),
    source="(C.16), first inequality",
    fault="slip",
)
products = (
    norm(w) + norm(nearest),
    norm(z(i)) * norm(offset) * norm(z(i)),
    norm(w) * norm(z(j)),
    norm(z(j)) * norm(nearest) * norm(z(i)),
)
sizes = (norm(w) + norm(nearest)) * largest_square * norm(offset)
C_16_third, C_16_third_repaired = paper.mended(
    "C.16-third",
    printed=wording(
        products[0] * products[1] + products[2] * norm(w - w_star) * norm(z(i)) + norm(w - w_star) * products[3]
        <= 2 * sizes,
        given=start,
        title="The three products are at most 2(‖w‖₂ + ‖ŵ*‖₂) max‖z_i‖₂² ‖w − ŵ*‖₂",
        remark="w* stands twice for ŵ* in the line before.",
    ),
    repaired=wording(
        products[0] * products[1] + products[2] * norm(offset) * norm(z(i)) + norm(offset) * products[3] <= 2 * sizes,
        given=(*given, squared(offset) > 0, squared(nearest) > 0),
        title="With ŵ* for w* (where w is not ŵ* and ŵ* is not 0)",
        certificates=(
            because(
                (norm(w) + norm(nearest)) * norm(offset) * (largest_square - squared(z(i))),
                (norm(w) + norm(nearest)) * norm(offset) * ((largest_norm - norm(z(i))) * largest_norm),
                (norm(w) + norm(nearest)) * norm(offset) * ((largest_norm - norm(z(j))) * norm(z(i))),
                uses=(
                    lemma(w_nonzero),
                    lemma(sample_nonzero),
                    lemma(norm_below_largest),
                ),
            ),
        ),
    ),
    source="(C.16), third inequality",
    fault="slip",
)
C_16_nearest = paper.claim(
    "C.16-nearest",
    squared(nearest) <= squared(w),
    given=(model.uniform(w_star),),
    source="(C.16), fourth inequality",
    title="‖ŵ*‖₂ ≤ ‖w‖₂",
    certificates=(because(squared(offset), uses=(lemma(w_star_nonzero),)),),
)
C_16 = paper.claim(
    "C.16",
    (u(i) ** 2 - u(j) * u(i)) ** 2 <= 16 * squared(w) * largest_norm**4 * squared(offset),
    given=given,
    source="(C.16)",
    title="|⟨w,z_i⟩² − ⟨w,z_i'⟩⟨w,z_i⟩| ≤ 4‖w‖₂ max‖x_i‖₂² ‖w − ŵ*‖₂ (squared)",
    certificates=(
        because(
            (squared(w) * squared(z(i)) - u(i) ** 2) * (u(i) - u(j)) ** 2,
            (largest_square - squared(z(i))) * squared(w) * (u(i) - u(j)) ** 2,
            largest_square * squared(w) * (inner(offset, z(i)) + inner(offset, z(j))) ** 2,
            2 * largest_square * squared(w) * (squared(offset) * squared(z(i)) - inner(offset, z(i)) ** 2),
            2 * largest_square * squared(w) * (squared(offset) * squared(z(j)) - inner(offset, z(j)) ** 2),
            2 * largest_square * squared(w) * squared(offset) * (largest_square - squared(z(i))),
            2 * largest_square * squared(w) * squared(offset) * (largest_square - squared(z(j))),
            12 * squared(w) * largest_norm**4 * squared(offset),
            uses=(
                lemma(sample_nonzero),
                lemma(w_star_nonzero),
                lemma(cauchy_schwarz_squared, {x: w, y: z(i)}),
                lemma(cauchy_schwarz_squared, {x: offset, y: z(i)}),
                lemma(cauchy_schwarz_squared, {x: offset, y: z(j)}),
            ),
        ),
    ),
    rests_on=(C_16_nearest,),
    remark="4 can be 2.",
)
C_17_slope = paper.claim(
    "C.17-slope",
    sigmabar(gamma) <= exp(-gamma),
    sigmabar(gamma) > 0,
    kind="display of numbers",
    source="(C.17), second inequality",
    title="−e^-γ ≤ ℓ'(γ) < 0",
)
mean_margin = mean(i, u(i))
first_share = 1 - mean_margin * u(k) / s_square  # (1/n) Σ of (I − Σww^⊤/‖w‖_Σ²)z_i is that of these times z_k
first_part_sharp = paper.claim(
    "first-part-sharp",
    first_part_square <= gamma**2 * star_slope**2 * largest_square**2 * squared(offset) / s**4,
    given=in_span,
    edition="beyond",
    source="ours, sharpens (C.17)",
    title="I₁ ≤ |γ||ℓ'*| max‖x_i‖₂² ‖w − ŵ*‖₂/‖w‖_Σ²",
    certificates=(
        because(
            gamma**2
            * star_slope**2
            / s**2
            * (largest_square * mean(k, first_share**2) - squared(1 / n * vector_total(k, first_share * z(k)))),
            gamma**2 * star_slope**2 / s**4 * largest_square * (largest_square * squared(offset) - spread),
            uses=(
                lemma(w_star_nonzero),
                lemma(combination_largest, {family("c", k): first_share}),
                lemma(offset_spread, conclusion=1),
            ),
        ),
    ),
)
C_17_lines = (
    16 * gamma**2 * star_slope**2 * squared(w) * largest_norm**6 * squared(offset) / s**6,
    16 * gamma**2 * exp(-2 * gamma) * squared(w) * largest_norm**6 * squared(offset) / s**6,
    16 * gamma**2 * exp(-2 * gamma) * largest_norm**6 * squared(offset) / (low**3 * squared(w) ** 2),
    16 * gamma**2 * exp(-2 * gamma) * largest_norm**6 * squared(offset) / (low**3 * squared(w_0) ** 2),
)
C_17 = paper.claim(
    "C.17",
    first_part_square <= C_17_lines[0],
    C_17_lines[0] <= C_17_lines[1],
    C_17_lines[1] <= C_17_lines[2],
    C_17_lines[2] <= C_17_lines[3],
    given=(*in_span, *begun),
    source="(C.17)",
    title="I₁ ≤ 4γe^-γ λ_min^-3/2 ‖w₀‖₂⁻² max‖x_i‖₂³ ‖w − ŵ*‖₂, with its three lines before (squared)",
    certificates=(
        because(
            gamma**2 * star_slope**2 * largest_square**2 * squared(offset) / s**4 - first_part_square,
            gamma**2
            * star_slope**2
            * largest_square**2
            * squared(offset)
            / s**6
            * (largest_square * squared(w) - s_square),
            15 * gamma**2 * star_slope**2 * squared(w) * largest_norm**6 * squared(offset) / s**6,
            uses=(lemma(w_star_nonzero), lemma(first_part_sharp), lemma(sigma_norm_largest)),
        ),
        because(
            16
            * gamma**2
            * squared(w)
            * largest_norm**6
            * squared(offset)
            / s**6
            * (exp(-gamma) - star_slope)
            * (exp(-gamma) + star_slope),
            uses=(lemma(w_star_nonzero), lemma(C_17_slope)),
        ),
        because(
            16
            * gamma**2
            * exp(-2 * gamma)
            * largest_norm**6
            * squared(offset)
            * (s_square - low * squared(w))
            * cubes
            / (low**3 * squared(w) ** 2 * s**6),
            uses=(lemma(w_star_nonzero), lemma(w_nonzero)),
            rayleigh=(w,),
        ),
        because(
            16 * gamma**2 * exp(-2 * gamma) * largest_norm**6 * squared(offset) / low**3 * later_start,
            uses=(lemma(w_star_nonzero), lemma(w_nonzero)),
        ),
    ),
)
