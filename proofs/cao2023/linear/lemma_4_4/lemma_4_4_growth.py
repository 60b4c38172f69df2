"""Ours, in the place of (C.13)–(C.20): how much ‖w‖₂ grows near span{w*}, without a condition on the distance.

∇_w L is −(γ/‖w‖_Σ) times the mean of r_i z_i, where r is what is left of |ℓ'| after its projection to u. By Lagrange's
identity mean r_i² is the mean of (u_i|ℓ'_j| − u_j|ℓ'_i|)²/(2‖w‖_Σ²), and each pair is small where u_i is near u_j.
This holds for γ and ⟨w,w*⟩ of any sign, and gives the second part of Lemma 4.4 (``lemma_4_4_second``).
"""

from proofs.cao2023.linear.facts.chord import (
    maximum_above_both,
    product_of_absolutes,
    slope_lipschitz,
)
from proofs.cao2023.linear.facts.norms import (
    cauchy_schwarz,
    cauchy_schwarz_squared,
    combination_largest,
    combination_spectral,
    largest_positive,
    sample_nonzero,
    sigma_norm_largest,
    spectrum_positive,
    w_nonzero,
    x,
    y,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import (
    combined,
    gradient_combination,
    residuals,
    with_residual,
)
from proofs.cao2023.linear.vocabulary import *

a, b, e, h, m, t, B, A, Q, T = symbols("a b e h m t B A Q T")
given = (model.uniform(w_star), model.defined)
in_span = (*given, InSpan(w, z(i)), InSpan(w_star, z(i)), spectrum)
bounded = slope(i) <= m
reach = largest_norm * norm(w)  # max‖x_i‖₂‖w‖₂
speed = absolute(gamma) / s

w_star_nonzero = paper.claim(
    "w*-nonzero",
    squared(w_star) > 0,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="⟨w*,z_i⟩ = 1 gives w* ≠ 0",
    certificates=(
        because(
            mean(k, squared(w_star - 1 / (1 + mean(j, squared(z(j)))) * z(k))),
            1 / (1 + mean(j, squared(z(j)))),
            1 / (1 + mean(j, squared(z(j)))) ** 2,
        ),
    ),
)
lagrange = paper.claim(
    "lagrange",
    equal(residuals, mean(i, j, (u(i) * slope(j) - u(j) * slope(i)) ** 2) / (2 * s_square)),
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="Lagrange's identity for mean r_i²",
)
absolute_product = paper.claim(
    "absolute-product",
    equal(absolute(t * h), absolute(t) * absolute(h)),
    edition="beyond",
    source="ours",
    title="|th| = |t||h|",
)
absolute_triangle = paper.claim(
    "absolute-triangle",
    absolute(a + b) <= absolute(a) + absolute(b),
    edition="beyond",
    source="ours",
    title="|a + b| ≤ |a| + |b|",
)
pair_scalar = paper.claim(
    "pair-scalar",
    (h * A + e * Q) ** 2 <= m**2 * (1 + T * B) ** 2 * h**2,
    given=(m >= 0, T >= 0, B >= 0, A >= 0, m >= A, absolute(Q) <= B, absolute(e) <= m * T * absolute(h)),
    edition="beyond",
    source="ours",
    title="(hP + eQ)² ≤ m²(1 + TB)²h² for 0 ≤ P ≤ m, |Q| ≤ B and |e| ≤ mT|h|",
    certificates=(
        because(
            h**2 * (m - A) * (m + A),
            B**2 * (m * T * absolute(h) - absolute(e)) * (m * T * absolute(h) + absolute(e)),
            e**2 * (B - absolute(Q)) * (B + absolute(Q)),
            2 * m * B * absolute(h) * (m * T * absolute(h) - absolute(e)),
            2 * absolute(h) * absolute(e) * (m - A) * B,
            2 * absolute(h) * absolute(e) * A * (B - absolute(Q)),
            2 * A * (absolute(h) * absolute(e * Q) - h * (e * Q)),
            uses=(lemma(product_of_absolutes, {a: h, b: e * Q}),),
        ),
    ),
)
halves_below = paper.claim(
    "halves-below",
    (a + b) / 2 <= m,
    given=(a <= m, b <= m),
    edition="beyond",
    source="ours",
    title="(a + b)/2 ≤ m for a, b ≤ m",
    certificates=(because((m - a) / 2, (m - b) / 2),),
)
larger = maximum(slope(i), slope(j))
slope_difference = paper.claim(
    "slope-difference",
    absolute(slope(j) - slope(i)) <= m * speed * absolute(u(i) - u(j)),
    given=(model.defined, bounded, m >= 0),
    edition="beyond",
    source="ours, from (C.18)",
    title="|ℓ'_i − ℓ'_j| ≤ m (|γ|/‖w‖_Σ)|u_i − u_j| for m ≥ max|ℓ'_i|",
    certificates=(
        because(
            larger * absolute(output(i) - output(j)) - absolute(slope(j) - slope(i)),
            (m - larger) * absolute(output(i) - output(j)),
            m * (speed * absolute(u(i) - u(j)) - absolute(gamma / s * (u(i) - u(j)))),
            uses=(
                lemma(slope_lipschitz, {a: output(i), b: output(j)}),
                lemma(absolute_product, {t: gamma / s, h: u(i) - u(j)}),
            ),
        ),
    ),
)
norm_below_largest = paper.claim(
    "norm-below-largest",
    norm(z(i)) <= largest_norm,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="‖x_i‖₂ ≤ max‖x_i‖₂",
    certificates=(
        because(
            largest_square - squared(z(i)),
            times=largest_norm + norm(z(i)),
            uses=(lemma(sample_nonzero), lemma(largest_positive)),
        ),
    ),
)
margin_below_reach = paper.claim(
    "margin-below-reach",
    absolute(u(i)) <= reach,
    given=given,
    edition="beyond",
    source="ours",
    title="|⟨w,z_i⟩| ≤ max‖x_i‖₂‖w‖₂",
    certificates=(
        because(
            norm(w) * norm(z(i)) - absolute(u(i)),
            (largest_norm - norm(z(i))) * norm(w),
            uses=(
                lemma(sample_nonzero),
                lemma(w_nonzero),
                lemma(cauchy_schwarz, {x: w, y: z(i)}),
                lemma(norm_below_largest),
            ),
        ),
    ),
)
middle_below_reach = paper.claim(
    "middle-below-reach",
    absolute((u(i) + u(j)) / 2) <= reach,
    given=given,
    edition="beyond",
    source="ours",
    title="The same for the middle of two margins",
    certificates=(
        because(
            (absolute(u(i)) + absolute(u(j)) - absolute(u(i) + u(j))) / 2,
            (reach - absolute(u(i))) / 2,
            (reach - absolute(u(j))) / 2,
            absolute(rational(1, 2)) * absolute(u(i) + u(j)) - absolute(rational(1, 2) * (u(i) + u(j))),
            uses=(
                lemma(absolute_triangle, {a: u(i), b: u(j)}),
                lemma(margin_below_reach),
                lemma(absolute_product, {t: rational(1, 2), h: u(i) + u(j)}),
            ),
        ),
    ),
)
pair_bound = paper.claim(
    "pair-bound",
    (u(i) * slope(j) - u(j) * slope(i)) ** 2 <= m**2 * (1 + speed * reach) ** 2 * (u(i) - u(j)) ** 2,
    given=(*given, bounded, m >= 0),
    edition="beyond",
    source="ours",
    title="|u_i|ℓ'_j| − u_j|ℓ'_i|| ≤ m(1 + |γ| max‖x_i‖₂‖w‖₂/‖w‖_Σ)|u_i − u_j|, squared",
    certificates=(
        because(
            m**2 * (1 + speed * reach) ** 2 * (u(i) - u(j)) ** 2
            - ((u(i) - u(j)) * ((slope(i) + slope(j)) / 2) + (slope(j) - slope(i)) * ((u(i) + u(j)) / 2)) ** 2,
            uses=(
                lemma(slope_difference),
                lemma(middle_below_reach),
                lemma(halves_below, {a: slope(i), b: slope(j)}),
                lemma(
                    pair_scalar,
                    {
                        h: u(i) - u(j),
                        e: slope(j) - slope(i),
                        A: (slope(i) + slope(j)) / 2,
                        Q: (u(i) + u(j)) / 2,
                        T: speed,
                        B: reach,
                    },
                ),
            ),
        ),
    ),
)
spread = mean(i, j, (u(i) - u(j)) ** 2) / 2
offset_spread = paper.claim(
    "offset-spread",
    spread <= high * squared(offset),
    spread <= largest_square * squared(offset),
    given=in_span,
    edition="beyond",
    source="ours, from Lemma 4.3",
    title="Half the mean of (u_i − u_j)² is at most λ_max‖w − ŵ*‖₂², and max‖x_i‖₂²‖w − ŵ*‖₂²",
    certificates=(
        because(
            (mean(i, u(i)) - alignment) ** 2,
            high * squared(offset) - model.squared_norm(offset),
            uses=(lemma(w_star_nonzero),),
            rayleigh=(offset,),
        ),
        because(
            (mean(i, u(i)) - alignment) ** 2,
            mean(i, (largest_square - squared(z(i))) * squared(offset)),
            mean(i, squared(offset) * squared(z(i)) - inner(offset, z(i)) ** 2),
            uses=(
                lemma(w_star_nonzero),
                lemma(sample_nonzero),
                lemma(cauchy_schwarz_squared, {x: offset, y: z(i)}),
            ),
        ),
    ),
)
residual_bound = paper.claim(
    "residual-bound",
    residuals <= m**2 * (1 + speed * reach) ** 2 * spread / s_square,
    given=(*given, bounded, m >= 0),
    edition="beyond",
    source="ours",
    title="mean r_i² is at most m²(1 + |γ| max‖x_i‖₂‖w‖₂/‖w‖_Σ)² times the spread of the margins",
    certificates=(
        because(
            1
            / (2 * s_square)
            * mean(
                i,
                j,
                m**2 * (1 + speed * reach) ** 2 * (u(i) - u(j)) ** 2 - (u(i) * slope(j) - u(j) * slope(i)) ** 2,
            ),
            uses=(lemma(pair_bound),),
        ),
    ),
    rests_on=(lagrange,),
)
steepness = gamma**2 * m**2 * (1 + speed * reach) ** 2 / s**4
gradient_near_span = paper.claim(
    "gradient-near-span",
    squared(gradient) <= steepness * high**2 * squared(offset),
    squared(gradient) <= steepness * largest_square**2 * squared(offset),
    given=(*in_span, bounded, m >= 0),
    edition="beyond",
    source="ours",
    title="‖∇_w L‖₂ ≤ |γ| λ_max m (1 + |γ| max‖x_i‖₂‖w‖₂/‖w‖_Σ)‖w − ŵ*‖₂/‖w‖_Σ², also with max‖x_i‖₂² for λ_max",
    certificates=(
        because(
            gamma**2 / s**2 * (high * residuals - squared(combined)),
            gamma**2 / s**2 * high * (m**2 * (1 + speed * reach) ** 2 * spread / s_square - residuals),
            steepness * high * (high * squared(offset) - spread),
            uses=(
                lemma(spectrum_positive),
                lemma(combination_spectral, with_residual),
                lemma(residual_bound),
                lemma(w_star_nonzero),
                lemma(offset_spread),
            ),
        ),
        because(
            gamma**2 / s**2 * (largest_square * residuals - squared(combined)),
            gamma**2 / s**2 * largest_square * (m**2 * (1 + speed * reach) ** 2 * spread / s_square - residuals),
            steepness * largest_square * (largest_square * squared(offset) - spread),
            uses=(
                lemma(combination_largest, with_residual),
                lemma(residual_bound),
                lemma(w_star_nonzero),
                lemma(offset_spread, conclusion=1),
            ),
        ),
    ),
    rests_on=(gradient_combination,),
)
sigma_norm_below_reach = paper.claim(
    "sigma-norm-below-reach",
    s <= reach,
    given=given,
    edition="beyond",
    source="ours",
    title="‖w‖_Σ ≤ max‖x_i‖₂‖w‖₂",
    certificates=(
        because(
            largest_square * squared(w) - s_square,
            times=reach + s,
            uses=(lemma(largest_positive), lemma(w_nonzero), lemma(sigma_norm_largest)),
        ),
    ),
)
powers = maximum(gamma**2, gamma**4)
powers_of_gamma = paper.claim(
    "powers-of-gamma",
    gamma**2 * (1 + absolute(gamma)) ** 2 <= 4 * powers,
    edition="beyond",
    source="ours, for the last line of Appendix C.4",
    title="γ²(1 + |γ|)² ≤ 4 max{γ², γ⁴}",
    certificates=(
        because(
            (absolute(gamma) - gamma**2) ** 2,
            2 * (powers - gamma**2),
            2 * (powers - gamma**4),
            uses=(
                lemma(maximum_above_both, {a: gamma**2, b: gamma**4}),
                lemma(maximum_above_both, {a: gamma**2, b: gamma**4}, conclusion=1),
            ),
        ),
    ),
)
cubes = s_square**2 + s_square * low * squared(w) + low**2 * squared(w) ** 2
gradient_near_span_powers = paper.claim(
    "gradient-near-span-powers",
    steepness <= 4 * powers * m**2 * largest_square / (low**3 * squared(w) ** 2),
    given=(*in_span, bounded, m >= 0),
    edition="beyond",
    source="ours",
    title="‖∇_w L‖₂² ≤ 4 max{γ²,γ⁴} m² λ_max² max‖x_i‖₂² λ_min⁻³ ‖w‖₂⁻⁴ ‖w − ŵ*‖₂²: the factor of λ_max²‖w − ŵ*‖₂²",
    certificates=(
        because(
            gamma**2 * m**2 / s**5 * (reach - s) * (1 + reach / s + 2 * speed * reach),
            m**2 * reach**2 / s**6 * (4 * powers - gamma**2 * (1 + absolute(gamma)) ** 2),
            4
            * powers
            * m**2
            * largest_square
            * (s_square - low * squared(w))
            * cubes
            / (low**3 * squared(w) ** 2 * s**6),
            uses=(lemma(sigma_norm_below_reach), lemma(powers_of_gamma), lemma(w_nonzero)),
            rayleigh=(w,),
        ),
    ),
    rests_on=(gradient_near_span,),
)
