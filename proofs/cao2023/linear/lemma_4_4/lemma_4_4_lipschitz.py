"""(C.18)–(C.20) of Appendix C.4: f is Lipschitz near ŵ*, so |ℓ'_i − ℓ'*| and I₂ are small.

Norms that may be 0 are compared by their squares, which says the same. (C.19) is proved directly from
y_i f(ŵ*, γ, x_i) = γ, without the segment from w to ŵ* on which the mean value theorem needs f to be defined.
"""

from proofs.cao2023.linear.facts.chord import (
    maximum_above_both,
    slope_lipschitz,
)
from proofs.cao2023.linear.facts.norms import (
    cauchy_schwarz_squared,
    sample_nonzero,
    sigma_norm_largest,
    sigma_w,
    w_nonzero,
)
from proofs.cao2023.linear.facts.norms import (
    x as vector_x,
)
from proofs.cao2023.linear.facts.norms import (
    y as vector_y,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import (
    claim_4_4_mean_square,
    claim_4_4_operator,
    claim_4_4_power_repaired,
    claim_4_4_sigma,
    mean_absolute,
    pushed,
    ratio,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    given,
    in_span,
    w_star_nonzero,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_parts import (
    deviation,
    second_part,
    star_slope,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_second import (
    C_13_output,
    begun,
    later_start,
    slope_below_root,
    slopes_bound,
    slopes_squared,
    w_0,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_uniform import (
    C_17_slope,
)
from proofs.cao2023.linear.vocabulary import *

a, b, m, x = symbols("a b m x")
positive = inner(w, w_star) > 0
slope_root = sqrt(slopes_bound)  # max{|ℓ'_1|, …, |ℓ'_n|, e^-γ}

C_18_second_derivative = paper.claim(
    "C.18-second-derivative",
    derivative(derivative(ell(x), x), x) >= 0,
    derivative(derivative(ell(x), x), x) <= -derivative(ell(x), x),
    kind="display of numbers",
    source="(C.18), the property of ℓ it uses",
    title="0 ≤ ℓ'' ≤ −ℓ'",
)
star_below_root = paper.claim(
    "star-below-root",
    star_slope <= slope_root,
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="|ℓ'*| ≤ max{|ℓ'_1|, …, |ℓ'_n|, e^-γ}",
    certificates=(
        because(
            slopes_bound - exp(-2 * gamma),
            (exp(-gamma) - star_slope) * (exp(-gamma) + star_slope),
            times=slope_root + star_slope,
            uses=(lemma(C_17_slope), lemma(maximum_above_both, {a: slopes_squared, b: exp(-2 * gamma)}, conclusion=1)),
        ),
    ),
)
C_18 = paper.claim(
    "C.18",
    absolute(deviation) <= slope_root * absolute(output(i) - gamma),
    given=(model.defined,),
    source="(C.18)",
    title="|ℓ'_i − ℓ'*| ≤ max{|ℓ'_1|, …, |ℓ'_n|, e^-γ}·|f(w,γ,x_i) − f(ŵ*,γ,x_i)|, as y_i f(ŵ*,γ,x_i) = γ",
    certificates=(
        because(
            maximum(slope(i), star_slope) * absolute(output(i) - gamma) - absolute(deviation),
            (slope_root - maximum(slope(i), star_slope)) * absolute(output(i) - gamma),
            uses=(
                lemma(slope_lipschitz, {a: gamma, b: output(i)}),
                lemma(slope_below_root),
                lemma(star_below_root),
            ),
        ),
    ),
    rests_on=(C_13_output,),
    steps=(C_18_second_derivative,),
)
C_19_gradient = paper.claim(
    "C.19-gradient",
    equal(derivative(output(i, w + epsilon * v), epsilon, 0), gamma / s * inner(pushed(i), v)),
    given=(model.defined,),
    source="before (C.19), first line",
    title="∇_w f = (γ/‖w‖_Σ)(I − Σww^⊤/‖w‖_Σ²)x_i, along every direction v",
)
gradient_square = gamma**2 / s**2 * squared(pushed(i))  # ‖∇_w f‖₂²
C_19_lines = (
    gamma**2 / s**2 * squared(z(i)) * (1 + ratio) ** 2,
    4 * gamma**2 / s**2 * squared(z(i)) * ratio**2,
    4 * gamma**2 / s**6 * largest_square**2 * squared(w) * mean_absolute**2,
    4 * gamma**2 / s**4 * largest_square**2 * squared(w),
)
C_19_chain = paper.claim(
    "C.19-chain",
    gradient_square <= C_19_lines[0],
    C_19_lines[0] <= C_19_lines[1],
    C_19_lines[1] <= C_19_lines[2],
    C_19_lines[2] <= C_19_lines[3],
    given=given,
    source="before (C.19), the first lines",
    title="‖∇_w f‖₂ ≤ 2γ max‖x_i‖₂²‖w‖₂/‖w‖_Σ², line by line (squared)",
    certificates=(
        because(
            gamma**2 / s**2 * (squared(z(i)) * (1 + ratio) ** 2 - squared(pushed(i))),
            uses=(lemma(claim_4_4_operator, conclusion=1),),
        ),
        because(
            gamma**2 / s**4 * squared(z(i)) * (norm(sigma_w) * norm(w) - s_square) * (1 + 3 * ratio),
            uses=(lemma(claim_4_4_sigma),),
        ),
        because(
            4 * gamma**2 / s**6 * squared(w) * squared(sigma_w) * (largest_square - squared(z(i))),
            4 * gamma**2 / s**6 * squared(w) * (largest_norm**4 * mean_absolute**2 - largest_square * squared(sigma_w)),
            uses=(lemma(claim_4_4_power_repaired),),
        ),
        because(
            4 * gamma**2 / s**6 * largest_square**2 * squared(w) * (s_square - mean_absolute**2),
            uses=(lemma(claim_4_4_mean_square),),
        ),
    ),
    steps=(C_19_gradient,),
)
C_19_power = paper.claim(
    "C.19-power",
    2 * gamma / s_square * largest_square * norm(w) <= 2 * gamma / (low * squared(w)) * largest_square * norm(w),
    given=(*in_span, gamma >= 0),
    source="before (C.19), last line but one",
    title="λ_min‖w‖₂² in the place of ‖w‖_Σ²",
    certificates=(
        because(
            2 * gamma * largest_square * (s_square - low * squared(w)) / (s_square * low * norm(w)),
            uses=(lemma(w_nonzero),),
            rayleigh=(w,),
        ),
    ),
)
C_19_ball = paper.claim(
    "C.19-ball",
    squared(w) / 4 <= squared(v),
    given=(squared(v - w) <= squared(w) / 4,),
    source="before (C.19), last line",
    title="‖v‖₂ ≥ ‖w‖₂/2 for all v of the ball B (squared)",
    certificates=(because(squared(2 * v - w) / 2, squared(w) / 4 - squared(v - w)),),
)
below_absolute_value = paper.claim(
    "below-absolute-value",
    x <= absolute(x),
    edition="beyond",
    source="ours",
    title="x ≤ |x|",
)
mean_margin_below = paper.claim(
    "mean-margin-below",
    mean(i, u(i)) <= s,
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="mean ⟨w,z_i⟩ ≤ ‖w‖_Σ",
    certificates=(
        because(
            mean(i, j, (absolute(u(i)) - absolute(u(j))) ** 2) / 2,
            (s + mean_absolute) * mean(i, absolute(u(i)) - u(i)),
            times=s + mean_absolute,
            uses=(lemma(below_absolute_value, {x: u(i)}),),
        ),
    ),
)
from_mean = squared(offset) * squared(z(i)) - inner(offset, z(i)) ** 2
margin_near_sigma_norm = paper.claim(
    "margin-near-sigma-norm",
    (u(i) - s) ** 2 <= 4 * largest_square * squared(offset),
    given=(*given, positive),
    edition="beyond",
    source="ours",
    title="|⟨w,z_i⟩ − ‖w‖_Σ| ≤ 2 max‖x_i‖₂ ‖w − ŵ*‖₂ where ⟨w,w*⟩ > 0 (squared)",
    certificates=(
        because(
            (u(i) - 2 * alignment + s) ** 2,
            2 * from_mean,
            2 * squared(offset) * (largest_square - squared(z(i))),
            4 * alignment * (s - mean(j, u(j))),
            2 * mean(j, squared(offset) * squared(z(j)) - inner(offset, z(j)) ** 2),
            2 * squared(offset) * mean(j, largest_square - squared(z(j))),
            uses=(
                lemma(w_star_nonzero),
                lemma(sample_nonzero),
                lemma(mean_margin_below),
                lemma(cauchy_schwarz_squared, {vector_x: offset, vector_y: z(i)}),
            ),
        ),
    ),
)
reach_square = largest_norm**4 * squared(offset) / (low**2 * squared(w))
C_19 = paper.claim(
    "C.19",
    (output(i) - gamma) ** 2 <= 16 * gamma**2 * reach_square,
    given=(*in_span, positive),
    source="(C.19)",
    title="|f(w,γ,x_i) − f(ŵ*,γ,x_i)| ≤ 4γ max‖x_i‖₂²‖w − ŵ*‖₂/(λ_min‖w‖₂) (squared)",
    certificates=(
        because(
            gamma**2 / s**2 * (4 * largest_square * squared(offset) - (u(i) - s) ** 2),
            4 * gamma**2 * largest_square * squared(offset) * (s_square - low * squared(w)) / (s**2 * low * squared(w)),
            4
            * gamma**2
            * largest_square
            * squared(offset)
            * (largest_square * squared(w) - s_square)
            / (low**2 * squared(w) ** 2),
            4
            * gamma**2
            * largest_square
            * squared(offset)
            * (s_square - low * squared(w))
            / (low**2 * squared(w) ** 2),
            12 * gamma**2 * reach_square,
            uses=(lemma(w_star_nonzero), lemma(w_nonzero), lemma(margin_near_sigma_norm), lemma(sigma_norm_largest)),
            rayleigh=(w,),
        ),
    ),
    rests_on=(C_13_output,),
    steps=(C_19_chain, C_19_power, C_19_ball),
)
C_20_slopes = paper.claim(
    "C.20-slopes",
    deviation**2 <= 16 * slopes_bound * gamma**2 * reach_square,
    given=(*in_span, positive),
    source="before (C.20)",
    title="(C.19) put into (C.18) (squared)",
    certificates=(
        because(
            (slope_root * absolute(output(i) - gamma) - absolute(deviation))
            * (slope_root * absolute(output(i) - gamma) + absolute(deviation)),
            slopes_bound * (16 * gamma**2 * reach_square - (output(i) - gamma) ** 2),
            uses=(lemma(w_star_nonzero), lemma(w_nonzero), lemma(C_18), lemma(C_19)),
            rayleigh=(w,),
        ),
    ),
)
C_20_lines = (
    16 * gamma**4 * slopes_bound * largest_norm**6 * squared(offset) / (s**2 * low**2 * squared(w)),
    16 * gamma**4 * slopes_bound * largest_norm**6 * squared(offset) / (low**3 * squared(w) ** 2),
    16 * gamma**4 * slopes_bound * largest_norm**6 * squared(offset) / (low**3 * squared(w_0) ** 2),
)
pair_of_parts = absolute(deviation) * norm(z(i)) - absolute(slope(j) - star_slope) * norm(z(j))
C_20 = paper.claim(
    "C.20",
    second_part**2 <= C_20_lines[0],
    C_20_lines[0] <= C_20_lines[1],
    C_20_lines[1] <= C_20_lines[2],
    given=(*in_span, *begun, positive),
    source="(C.20)",
    title="I₂ ≤ 4γ² λ_min^-3/2 ‖w₀‖₂⁻² max‖x_i‖₂³ max{|ℓ'_i|, e^-γ} ‖w − ŵ*‖₂, with its two lines before (squared)",
    certificates=(
        because(
            gamma**2 / s**2 * mean(i, j, pair_of_parts**2) / 2,
            gamma**2 / s**2 * mean(i, deviation**2 * (largest_square - squared(z(i)))),
            gamma**2 / s**2 * largest_square * mean(i, 16 * slopes_bound * gamma**2 * reach_square - deviation**2),
            uses=(lemma(w_star_nonzero), lemma(w_nonzero), lemma(C_20_slopes)),
            rayleigh=(w,),
        ),
        because(
            16
            * gamma**4
            * slopes_bound
            * largest_norm**6
            * squared(offset)
            * (s_square - low * squared(w))
            / (low**3 * squared(w) ** 2 * s**2),
            uses=(lemma(w_star_nonzero), lemma(w_nonzero)),
            rayleigh=(w,),
        ),
        because(
            16 * gamma**4 * slopes_bound * largest_norm**6 * squared(offset) / low**3 * later_start,
            uses=(lemma(w_star_nonzero), lemma(w_nonzero)),
        ),
    ),
)
