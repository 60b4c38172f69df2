"""Lemma D.4: how much ‖w‖₂² grows in one step of the CNN.

x_i is all its patches together, so ‖x_i‖₂² = Σ_p ‖x_i^(p)‖₂². λ_min and λ_max are those of Σ over all patches, and w
lies in their span, as the paper takes all norms there. The first bound fails by its power of ‖x_i‖. Both bounds are
proved with better powers than printed: the first needs one power of ‖x‖²/λ_min and one of P; the second needs no
condition on w, no e^-2γ and no sign of γ.
"""

from proofs.cao2023.cnn.lemma_d_2 import (
    distance,
)
from proofs.cao2023.cnn.lemma_d_4.lemma_d_4_gradient import (
    D_4_data_not_zero,
    D_4_distance_by_mean,
    D_4_gradient_by_mean,
    D_4_residual_bound,
    D_4_residual_is_least,
    D_4_sigma_by_mean,
    D_4_w_not_zero,
    c_squared,
    deviation,
    first_step,
    gradient_squared,
    in_span,
    largest_slope,
    length,
    length_of,
    longest,
    mean_square,
    slopes_squared,
    stepped,
    x_squared,
)
from proofs.cao2023.cnn.model import (
    cnn_norm_update,
)
from proofs.cao2023.cnn.vocabulary import *

a, b, c = symbols("a b c")
w_start = vector("w(0)")
squared_s = model.squared_norm()
lemma_D_4_first = paper.claim(
    "lemma-D.4-first",
    stepped <= length + 4 * eta**2 * P**2 * gamma**2 * sqrt(longest) ** 3 / (low**2 * length),
    given=(*first_step, eta > 0),
    source="Lemma D.4, first bound, second inequality",
    title="‖w⁺‖₂² ≤ ‖w‖₂² + 4η² P²γ² max‖x_i‖³/(λ_min²‖w‖₂²)",
    expected="REFUTED",
    remark="Wrong power of max‖x_i‖₂: under x → cx the left side does not change and the right side falls like 1/c. "
    "With λ_min² it must be 4; λ_min and the power 2 suffice, and then P instead of P² and no factor 4. The print "
    "leaves open which norm of the d×P matrix x_i is meant; it fails with any, the one taken here being the largest.",
    fault="slip",
)
D_4_unit_slope = paper.claim(
    "D.4-unit-slope",
    sigmabar(a) <= 1,
    edition="beyond",
    source="ours, for Proof of Lemma D.4, as that of Lemma 4.4",
    title="|ℓ'| ≤ 1",
)
D_4_first_by_mean = paper.claim(
    "D.4-first-by-mean",
    stepped <= length + eta**2 * P**2 * gamma**2 * slopes_squared * mean_square / squared_s,
    given=(model.defined,),
    edition="beyond",
    source="ours, sharpens Lemma D.4",
    title="‖w⁺‖₂² ≤ ‖w‖₂² + η²P²γ² mean|ℓ'|² mean‖x^(p)‖²/‖w‖_Σ²: no λ_min, no span",
    certificates=(
        because(
            eta**2 * (gamma**2 * P**2 / squared_s * c_squared * mean_square - gradient_squared),
            eta**2 * gamma**2 * P**2 / squared_s * mean_square * (slopes_squared - c_squared),
            uses=(lemma(D_4_gradient_by_mean), lemma(D_4_residual_is_least, {c: rational(0)})),
        ),
    ),
    rests_on=(cnn_norm_update,),
)
lemma_D_4_first_repaired = paper.claim(
    "lemma-D.4-first",
    stepped <= length + eta**2 * P * gamma**2 * longest / (low * length),
    given=(model.uniform(w_star), in_span, spectrum, model.defined),
    edition="repaired",
    source="Lemma D.4, first bound, second inequality",
    title="‖w⁺‖₂² ≤ ‖w‖₂² + η² Pγ² max‖x_i‖²/(λ_min‖w‖₂²), for every w and γ",
    certificates=(
        because(
            length + eta**2 * P**2 * gamma**2 * slopes_squared * mean_square / squared_s - stepped,
            eta**2 * P**2 * gamma**2 * mean_square / squared_s * mean(i, (1 - slope(i)) * (1 + slope(i))),
            eta**2 * P * gamma**2 / squared_s * mean(i, longest - x_squared(i)),
            eta**2 * P * gamma**2 * longest * (squared_s - low * length) / (low * length * squared_s),
            uses=(lemma(D_4_w_not_zero), lemma(D_4_first_by_mean), lemma(D_4_unit_slope, {a: model.output(i)})),
            rayleigh=(w,),
        ),
    ),
)
some_w = (model.uniform(w_star), model.defined)
D_4_second_by_mean = paper.claim(
    "D.4-second-by-mean",
    stepped
    <= length
    + 2
    * eta**2
    * gamma**2
    * P**2
    * (1 + gamma**2 * P**2)
    * largest_slope**2
    * mean_square**2
    * deviation
    / squared_s**2,
    given=some_w,
    edition="beyond",
    source="ours, sharpens Lemma D.4",
    title="The second bound for every w and γ, with mean‖x^(p)‖² and ‖w‖_Σ: no condition, no λ_min, no span",
    certificates=(
        because(
            eta**2 * (gamma**2 * P**2 / squared_s * c_squared * mean_square - gradient_squared),
            eta**2
            * gamma**2
            * P**2
            / squared_s
            * mean_square
            * (2 * largest_slope**2 * (1 + gamma**2 * P**2) * distance / squared_s - c_squared),
            2
            * eta**2
            * gamma**2
            * P**2
            * (1 + gamma**2 * P**2)
            * largest_slope**2
            * mean_square
            / squared_s**2
            * (mean_square * deviation - distance),
            uses=(lemma(D_4_gradient_by_mean), lemma(D_4_residual_bound), lemma(D_4_distance_by_mean)),
        ),
    ),
    rests_on=(cnn_norm_update,),
)
D_4_trace_ratio = paper.claim(
    "D.4-trace-ratio",
    P * mean_square / squared_s <= longest / (low * length),
    given=(in_span, spectrum, model.defined, length > 0),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="P mean‖x^(p)‖²/‖w‖_Σ² ≤ max‖x_i‖²/(λ_min‖w‖₂²)",
    certificates=(
        because(
            mean(i, longest - x_squared(i)) / squared_s,
            longest * (squared_s - low * length) / (low * length * squared_s),
            rayleigh=(w,),
        ),
    ),
)
D_4_least_eigenvalue = paper.claim(
    "D.4-least-eigenvalue",
    P * low <= longest,
    given=(model.uniform(w_star), in_span, spectrum, length > 0),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="P λ_min ≤ max‖x_i‖²",
    certificates=(
        because(
            mean(i, longest - x_squared(i)) * length,
            P * (mean_square * length - squared_s),
            P * (squared_s - low * length),
            times=length,
            uses=(lemma(D_4_data_not_zero), lemma(D_4_sigma_by_mean, {v: w})),
            rayleigh=(w,),
        ),
    ),
)
D_4_larger = paper.claim(
    "D.4-larger",
    maximum(a, b) >= a,
    maximum(a, b) >= b,
    edition="beyond",
    source="ours, for Lemma D.4",
    title="A maximum is at least each of its entries",
)
r, t, m, mu, R, X, L, L_0, h = symbols("r t m μ R X L L₀ h")
D_4_sharp_algebra = paper.claim(
    "D.4-sharp-algebra",
    2 * gamma**2 * (1 + gamma**2 * P**2) * t**2 * m * R <= 4 * P**2 * mu * r**2 * m * R,
    given=(r >= t, t >= 0, mu >= gamma**2, mu >= gamma**4, m >= 0, R >= 0, P >= 1),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="γ² + γ⁴P² ≤ 2P² max{γ², γ⁴}, with the factors of Lemma D.4",
    certificates=(
        because(
            2 * gamma**2 * (1 + gamma**2 * P**2) * m * R * (r - t) ** 2,
            4 * gamma**2 * (1 + gamma**2 * P**2) * m * R * t * (r - t),
            2 * r**2 * m * R * P**2 * (mu - gamma**4),
            2 * r**2 * m * R * P**2 * (mu - gamma**2),
            2 * r**2 * m * R * (P - 1) * (P + 1) * gamma**2,
        ),
    ),
)
D_4_printed_algebra = paper.claim(
    "D.4-printed-algebra",
    4 * P**2 * mu * X**2 / (low**2 * L**2) * m * R <= 64 * P**3 * X**3 / (low**3 * L_0**2) * mu * h * R,
    given=(P * low <= X, low > 0, L_0 > 0, L >= L_0, L > 0, h >= m, m >= 0, R >= 0, mu >= 0, P >= 1),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="4P²X²/(λ²L²) ≤ 64P³X³/(λ³L₀²) where X ≥ Pλ and L ≥ L₀, with the factors of Lemma D.4",
    certificates=(
        because(
            4 * P**2 * mu * X**2 / low**2 * m * R * (L - L_0) * (L + L_0) / (L**2 * L_0**2),
            64 * P**3 * mu * X**2 / (low**3 * L_0**2) * m * R * (X - P * low),
            4 * P**2 * mu * X**2 / (low**2 * L_0**2) * m * R * (15 * P**2 + (P - 1) * (P + 1)),
            64 * P**3 * X**2 / (low**3 * L_0**2) * mu * R * (h - m) * (X - P * low),
            64 * P**4 * X**2 / (low**2 * L_0**2) * mu * R * (h - m),
        ),
    ),
)
power = maximum(gamma**2, gamma**4)
in_the_span = (*some_w, in_span, spectrum, P >= 1)
ratio, trace = longest / (low * length), P * mean_square / squared_s
by_mean = 2 * gamma**2 * (1 + gamma**2 * P**2) * trace**2 * largest_slope**2 * deviation
sharp = 4 * P**2 * power * ratio**2 * largest_slope**2 * deviation
lemma_D_4_second_sharp = paper.claim(
    "lemma-D.4-second-sharp",
    stepped <= length + eta**2 * sharp,
    given=in_the_span,
    edition="beyond",
    source="ours, sharpens Lemma D.4",
    title="The second bound for every w and γ, with G = 4P² max‖x_i‖⁴ λ_min⁻² ‖w‖⁻⁴ and max|ℓ'_i|² alone",
    certificates=(
        because(
            length + eta**2 * by_mean - stepped,
            eta**2 * (sharp - by_mean),
            uses=(
                lemma(D_4_second_by_mean),
                lemma(D_4_w_not_zero),
                lemma(D_4_trace_ratio),
                lemma(D_4_larger, {a: gamma**2, b: gamma**4}),
                lemma(D_4_larger, {a: gamma**2, b: gamma**4}, conclusion=1),
                lemma(D_4_sharp_algebra, {r: ratio, t: trace, m: largest_slope**2, mu: power, R: deviation}),
            ),
        ),
    ),
)
start_length = inner(w_start, w_start)
printed_slopes = maximum(largest_slope**2, exp(-2 * gamma))
G = 64 * P**3 * longest**3 / (low**3 * start_length**2)
tilted = w - inner(w, w_star) / sqrt(inner(w_star, w_star)) * w_star
lemma_D_4_second = paper.claim(
    "lemma-D.4-second",
    stepped <= length + eta**2 * G * power * printed_slopes * deviation,
    given=(*in_the_span, start_length > 0, length >= start_length, length_of(tilted) <= start_length / 4),
    source="Lemma D.4, second bound",
    title="‖w⁺‖₂² ≤ ‖w‖₂² + η²G max{γ²,γ⁴} max{|ℓ'_i|², e^-2γ} ‖w − ⟨w*,w⟩‖w*‖⁻²w*‖₂²",
    certificates=(
        because(
            length + eta**2 * sharp - stepped,
            eta**2 * (G * power * printed_slopes * deviation - sharp),
            uses=(
                lemma(D_4_w_not_zero),
                lemma(lemma_D_4_second_sharp),
                lemma(D_4_least_eigenvalue),
                lemma(D_4_larger, {a: largest_slope**2, b: exp(-2 * gamma)}),
                lemma(
                    D_4_printed_algebra,
                    {
                        X: longest,
                        L: length,
                        L_0: start_length,
                        m: largest_slope**2,
                        h: printed_slopes,
                        mu: power,
                        R: deviation,
                    },
                ),
            ),
        ),
    ),
    remark="Decided for every w of the span and every γ, w(0) being any vector with ‖w(0)‖ ≤ ‖w‖; ‖x_i‖ is that of all "
    "patches together (with max‖x_i^(p)‖, as in the proof, or a spectral norm it is not decided). The printed "
    "condition, with ‖w*‖⁻¹ where ‖w*‖⁻² is meant, is not needed, nor is e^-2γ.",
)
