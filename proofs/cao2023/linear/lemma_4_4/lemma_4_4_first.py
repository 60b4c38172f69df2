"""Lemma 4.4, first part, and Appendix C.4 up to it: the growth of ‖w‖₂² in one step, line by line.

(C.11) and (C.12) stand in ``model``. Each line is decided for all w and γ of any sign. The operator norm of Σww^⊤ is
written as what it is, ‖Σw‖₂‖w‖₂; max ‖x_i‖₂ is the root of max ‖z_i‖₂². As f does not change when all x_i are
multiplied by c, nor does ‖∇_w L‖₂: a bound max‖x_i‖₂^p/λ_min² must have p = 4.
"""

from proofs.cao2023.linear.facts.chord import (
    product_of_absolutes,
    slope_below_one,
)
from proofs.cao2023.linear.facts.norms import (
    cauchy_schwarz,
    combination_largest,
    combination_spectral,
    sample_nonzero,
    sigma_w,
    sigma_w_nonzero,
    spectrum_positive,
    w_nonzero,
    x,
    y,
)
from proofs.cao2023.linear.model import (
    C_12,
    gradient_w,
    norm_grows,
)
from proofs.cao2023.linear.vocabulary import *

a, b = symbols("a b")
scalar_x = symbols("x")[0]
given = (model.uniform(w_star), model.defined)
in_span = (*given, InSpan(w, z(i)), InSpan(w_star, z(i)), spectrum)
grown = squared(model.descended_w(eta))
ratio = norm(sigma_w) * norm(w) / s_square


def pushed(index: Index) -> VectorExpr:
    """Return (I − Σww^⊤/‖w‖_Σ²) z_i."""
    return z(index) - u(index) / s_square * sigma_w


claim_4_4_plugged = paper.claim(
    "4.4-plugged",
    equal(grown, squared(w) + eta**2 * squared(1 / (n * s) * vector_total(i, -slope(i) * gamma * pushed(i)))),
    given=given,
    source="Appendix C.4, after (C.12)",
    title="(C.12) with the gradient written out",
    rests_on=(gradient_w, C_12),
)
claim_4_4_jensen = paper.claim(
    "4.4-jensen",
    squared(1 / (n * s) * vector_total(i, -slope(i) * gamma * pushed(i)))
    <= gamma**2 / (n * s**2) * total(i, squared(pushed(i))),
    given=given,
    source="Appendix C.4, first inequality",
    title="Jensen's inequality and |ℓ'_i| ≤ 1",
    certificates=(
        because(
            gamma**2 / s**2 * mean(i, j, squared(slope(i) * pushed(i) - slope(j) * pushed(j))) / 2,
            gamma**2 / s**2 * mean(i, (1 - slope(i)) * (1 + slope(i)) * squared(pushed(i))),
            uses=(lemma(slope_below_one, {scalar_x: model.output(i)}),),
        ),
    ),
)
u_i, sigma_i = inner(w, z(i)), inner(z(i), sigma_w)
lengthened = (
    1 / s**4 * squared(sigma_w) * (norm(z(i)) * norm(w) - absolute(u_i)) * (norm(z(i)) * norm(w) + absolute(u_i)),
    2 / s**2 * (norm(z(i)) * norm(w) - absolute(u_i)) * (norm(z(i)) * norm(sigma_w)),
    2 / s**2 * absolute(u_i) * (norm(z(i)) * norm(sigma_w) - absolute(sigma_i)),
    2 / s**2 * (absolute(-u_i) * absolute(sigma_i) - (-u_i) * sigma_i),
)
why_lengthened = (
    lemma(sample_nonzero),
    lemma(w_nonzero),
    lemma(sigma_w_nonzero),
    lemma(cauchy_schwarz, {x: w, y: z(i)}),
    lemma(cauchy_schwarz, {x: z(i), y: sigma_w}),
    lemma(product_of_absolutes, {a: -u_i, b: sigma_i}),
)
claim_4_4_operator = paper.claim(
    "4.4-operator",
    squared(pushed(i)) <= largest_square * (1 + ratio) ** 2,
    squared(pushed(i)) <= squared(z(i)) * (1 + ratio) ** 2,
    given=given,
    source="Appendix C.4, second inequality and the equality after it",
    title="‖(I − Σww^⊤/‖w‖_Σ²)x_i‖₂ ≤ ‖x_i‖₂(1 + ‖Σw‖₂‖w‖₂/‖w‖_Σ²) ≤ max‖x_i‖₂(1 + …)",
    certificates=(
        because((largest_square - squared(z(i))) * (1 + ratio) ** 2, *lengthened, uses=why_lengthened),
        because(*lengthened, uses=why_lengthened),
    ),
)
claim_4_4_sigma = paper.claim(
    "4.4-sigma",
    s_square <= norm(sigma_w) * norm(w),
    given=given,
    source="Appendix C.4, ‖w‖_Σ² = ⟨w, Σw⟩ ≤ ‖Σw‖₂‖w‖₂",
    title="‖w‖_Σ² ≤ ‖Σw‖₂‖w‖₂",
    certificates=(
        because(
            norm(sigma_w) * norm(w) - absolute(inner(sigma_w, w)),
            uses=(lemma(sigma_w_nonzero), lemma(w_nonzero), lemma(cauchy_schwarz, {x: sigma_w, y: w})),
        ),
    ),
)
claim_4_4_four = paper.claim(
    "4.4-four",
    gamma**2 * largest_square / s**2 * (1 + ratio) ** 2 <= 4 * gamma**2 * largest_square / s**2 * ratio**2,
    equal(
        4 * gamma**2 * largest_square / s**2 * ratio**2,
        4 * gamma**2 * largest_square / s**6 * squared(sigma_w) * squared(w),
    ),
    given=given,
    source="Appendix C.4, third inequality and the equality after it",
    title="(1 + r)² ≤ 4r² for r = ‖Σw‖₂‖w‖₂/‖w‖_Σ² ≥ 1",
    certificates=(
        because(
            gamma**2 * largest_square / s**4 * (norm(sigma_w) * norm(w) - s_square) * (1 + 3 * ratio),
            uses=(lemma(claim_4_4_sigma),),
        ),
        None,
    ),
)
claim_4_4_gamma_power, claim_4_4_gamma_power_repaired = paper.mended(
    "4.4-gamma-power",
    printed=wording(
        gamma**2 * largest_square / s**2 * (1 + ratio) ** 2 <= 4 * gamma * largest_square / s**2 * ratio**2,
        given=(*given, InSpan(w, z(i)), InSpan(w_star, z(i)), gamma > 0),
        title="Its third inequality as that line has it, with γ where the lines before and after have γ²",
        remark="A square is missing at γ(t). Nothing changes at t = 0, where γ = 1; γ(t) tends to ∞.",
    ),
    repaired=wording(
        gamma**2 * largest_square / s**2 * (1 + ratio) ** 2 <= 4 * gamma**2 * largest_square / s**2 * ratio**2,
        given=given,
        title="The same with γ²",
        certificates=(
            because(
                4 * gamma**2 * largest_square / s**2 * ratio**2 - gamma**2 * largest_square / s**2 * (1 + ratio) ** 2,
                uses=(lemma(claim_4_4_four),),
            ),
        ),
    ),
    source="Appendix C.4, first display after (C.12), fifth line",
    fault="slip",
)
claim_4_4_first_display = paper.claim(
    "4.4-first-display",
    grown <= squared(w) + 4 * eta**2 * gamma**2 * largest_square / s**6 * squared(sigma_w) * squared(w),
    given=given,
    source="Appendix C.4, first display after (C.12)",
    title="‖w‖₂² grows by at most 4η²γ² max‖x_i‖₂² ‖Σw‖₂²‖w‖₂²/‖w‖_Σ⁶",
    certificates=(
        because(
            eta**2
            * (
                gamma**2 / (n * s**2) * total(i, squared(pushed(i)))
                - squared(1 / (n * s) * vector_total(i, -slope(i) * gamma * pushed(i)))
            ),
            eta**2 * gamma**2 / s**2 * mean(i, largest_square * (1 + ratio) ** 2 - squared(pushed(i))),
            eta**2
            * (4 * gamma**2 * largest_square / s**2 * ratio**2 - gamma**2 * largest_square / s**2 * (1 + ratio) ** 2),
            uses=(lemma(claim_4_4_jensen), lemma(claim_4_4_operator), lemma(claim_4_4_four)),
        ),
    ),
    steps=(claim_4_4_plugged,),
)
mean_absolute = mean(i, absolute(u(i)))
claim_4_4_power = paper.claim(
    "4.4-power",
    largest_square * squared(sigma_w) <= largest_norm**3 * mean_absolute**2,
    given=(*given, InSpan(w, z(i)), InSpan(w_star, z(i))),
    source="Appendix C.4, second display, second line",
    title="‖(1/n)Σx_i⟨x_i,w⟩‖₂ taken into the mean, with max‖x_i‖₂³",
    expected="REFUTED",
    remark="The power of max‖x_i‖₂ must be 4: its square comes in twice. With 3 both sides scale differently in x.",
    fault="slip",
)


plus = squared(z(i) + z(j)) / 2 + (largest_square - squared(z(i))) / 2 + (largest_square - squared(z(j))) / 2
minus = squared(z(i) - z(j)) / 2 + (largest_square - squared(z(i))) / 2 + (largest_square - squared(z(j))) / 2
claim_4_4_power_repaired = paper.claim(
    "4.4-power",
    largest_square * squared(sigma_w) <= largest_norm**4 * mean_absolute**2,
    given=given,
    edition="repaired",
    source="Appendix C.4, second display, second line",
    title="The same with max‖x_i‖₂⁴",
    certificates=(
        because(
            largest_square / 2 * mean(i, j, (absolute(u(i)) * absolute(u(j)) - u(i) * u(j)) * plus),
            largest_square / 2 * mean(i, j, (absolute(-u(i)) * absolute(u(j)) - -u(i) * u(j)) * minus),
            uses=(
                lemma(product_of_absolutes, {a: u(i), b: u(j)}),
                lemma(product_of_absolutes, {a: -u(i), b: u(j)}),
            ),
        ),
    ),
)
claim_4_4_mean_square = paper.claim(
    "4.4-mean-square",
    mean_absolute**2 <= s_square,
    source="Appendix C.4, second display, third line",
    title="(mean |⟨x_i,w⟩|)² ≤ mean ⟨x_i,w⟩² = ‖w‖_Σ²",
    certificates=(because(mean(i, j, (absolute(u(i)) - absolute(u(j))) ** 2) / 2),),
)
claim_4_4_cancelled = paper.claim(
    "4.4-cancelled",
    equal(
        gamma**2 * largest_norm**3 / s**6 * squared(w) * mean(i, u(i) ** 2),
        gamma**2 * largest_norm**3 / s**4 * squared(w),
    ),
    given=(model.defined,),
    source="Appendix C.4, second display, fourth line",
    title="‖w‖_Σ² cancelled",
)
claim_4_4_rayleigh = paper.claim(
    "4.4-rayleigh",
    squared(w) / s**4 <= 1 / (low**2 * squared(w)),
    given=in_span,
    source="Appendix C.4, second display, last two lines",
    title="‖w‖₂²/‖w‖_Σ⁴ ≤ 1/(λ_min²‖w‖₂²)",
    certificates=(
        because(
            (s_square - low * squared(w)) * (s_square + low * squared(w)),
            times=s**4 * low**2 * squared(w),
            uses=(lemma(w_nonzero),),
            rayleigh=(w,),
        ),
    ),
)
lemma_4_4_first = paper.claim(
    "lemma-4.4-first",
    grown >= squared(w),
    grown <= squared(w) + 4 * eta**2 * gamma**2 * largest_norm**3 / (low**2 * squared(w)),
    given=(*in_span, equal(gamma, 1), eta > 0),
    source="Lemma 4.4, first part",
    title="‖w‖₂² never falls, and grows by at most 4η²γ² max‖x_i‖₂³/(λ_min²‖w‖₂²)",
    steps=(
        norm_grows,
        claim_4_4_first_display,
        claim_4_4_power,
        claim_4_4_mean_square,
        claim_4_4_cancelled,
        claim_4_4_rayleigh,
    ),
    expected="REFUTED",
    remark="The power of max‖x_i‖₂ must be 4 (see 4.4-power), or better 2 with λ_min for λ_min² (repaired).",
    fault="slip",
)


residuals = mean(k, (slope(k) - u(k) * model.pull() / s_square) ** 2)
gradient_residual = paper.claim(
    "gradient-residual",
    residuals <= mean(k, slope(k) ** 2),
    residuals <= 1,
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="Σ r_i² ≤ Σ |ℓ'_i|² ≤ n for r_i = |ℓ'_i| − u_i (mean |ℓ'_j|u_j)/‖w‖_Σ²",
    certificates=(
        because(model.pull() ** 2 / s_square),
        because(
            model.pull() ** 2 / s_square,
            mean(k, (1 - slope(k)) * (1 + slope(k))),
            uses=(lemma(slope_below_one, {scalar_x: model.output(k)}),),
        ),
    ),
)
combined = 1 / n * vector_total(k, (slope(k) - u(k) * model.pull() / s_square) * z(k))
gradient_combination = paper.claim(
    "gradient-combination",
    equal(squared(gradient), gamma**2 / s**2 * squared(combined)),
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="‖∇_w L‖₂ = |γ|/‖w‖_Σ ‖(1/n) Σ r_i z_i‖₂",
    rests_on=(gradient_w,),
)
with_residual = {family("c", k): slope(k) - u(k) * model.pull() / s_square}
rayleigh_gap = (s_square - low * squared(w)) / (low * squared(w) * s**2)
norm_growth_sharp = paper.claim(
    "norm-growth-sharp",
    grown <= squared(w) + eta**2 * gamma**2 * high / (low * squared(w)) * mean(k, slope(k) ** 2),
    grown <= squared(w) + eta**2 * gamma**2 * largest_square / (low * squared(w)),
    given=in_span,
    edition="beyond",
    source="ours, sharpens Lemma 4.4, first part",
    title="‖w‖₂² grows by at most η²γ² (λ_max/λ_min)‖w‖₂⁻² mean|ℓ'_i|², and by η²γ² max‖x_i‖₂²/(λ_min‖w‖₂²)",
    certificates=(
        because(
            eta**2 * gamma**2 / s**2 * (high * residuals - squared(combined)),
            eta**2 * gamma**2 / s**2 * high * (mean(k, slope(k) ** 2) - residuals),
            eta**2 * gamma**2 * high * mean(k, slope(k) ** 2) * rayleigh_gap,
            uses=(
                lemma(w_nonzero),
                lemma(spectrum_positive),
                lemma(combination_spectral, with_residual),
                lemma(gradient_residual),
            ),
            rayleigh=(w,),
        ),
        because(
            eta**2 * gamma**2 / s**2 * (largest_square * residuals - squared(combined)),
            eta**2 * gamma**2 / s**2 * largest_square * (1 - residuals),
            eta**2 * gamma**2 * largest_square * rayleigh_gap,
            uses=(
                lemma(w_nonzero),
                lemma(combination_largest, with_residual),
                lemma(gradient_residual, conclusion=1),
            ),
            rayleigh=(w,),
        ),
    ),
    rests_on=(gradient_combination,),
)
increment = 4 * eta**2 * gamma**2
lemma_4_4_first_repaired = paper.claim(
    "lemma-4.4-first",
    grown >= squared(w),
    grown <= squared(w) + increment * largest_norm**4 / (low**2 * squared(w)),
    grown <= squared(w) + eta**2 * gamma**2 * largest_square / (low * squared(w)),
    given=in_span,
    edition="repaired",
    source="Lemma 4.4, first part",
    title="With max‖x_i‖₂⁴; and sharper, by at most η²γ² max‖x_i‖₂²/(λ_min‖w‖₂²)",
    certificates=(
        because(grown - squared(w), uses=(lemma(norm_grows),)),
        because(
            squared(w) + increment * largest_square / s**6 * squared(sigma_w) * squared(w) - grown,
            increment / s**6 * squared(w) * (largest_norm**4 * mean_absolute**2 - largest_square * squared(sigma_w)),
            increment / s**6 * squared(w) * largest_norm**4 * (s_square - mean_absolute**2),
            increment * largest_norm**4 * (1 / (low**2 * squared(w)) - squared(w) / s**4),
            uses=(
                lemma(claim_4_4_first_display),
                lemma(claim_4_4_power_repaired),
                lemma(claim_4_4_mean_square),
                lemma(w_nonzero),
                lemma(claim_4_4_rayleigh),
            ),
        ),
        because(
            squared(w) + eta**2 * gamma**2 * largest_square / (low * squared(w)) - grown,
            uses=(lemma(norm_growth_sharp, conclusion=1),),
        ),
    ),
    remark="For every w and every γ, of any sign.",
)
