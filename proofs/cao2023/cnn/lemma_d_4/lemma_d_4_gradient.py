"""What Lemma D.4 rests on in this house: ∇_w L as a mean of c_ip z_i^(p), and bounds for both. Ours.

The gradient is −(γP/‖w‖_Σ) times the mean of c_ip z_i^(p), where c is what is left of |ℓ'_i|, taken as a function on
all patches, after its projection on the patch margins.
"""

from collections.abc import Callable

from proofs.cao2023.cnn.lemma_d_2 import (
    D_2_projection,
    distance,
    lemma_D_2_repaired,
)
from proofs.cao2023.cnn.model import (
    cnn_gradient_w,
)
from proofs.cao2023.cnn.vocabulary import *

a, b, c = symbols("a b c")
w_start = vector("w(0)")
squared_s, M = model.squared_norm(), model.margin
spread = named("λ_max − λ_min", high - low, latex=r"\lambda_{\max}-\lambda_{\min}")
in_span = InSpan(w, model.z(i, p))
first_step = (model.uniform(w_star), InSpan(w_star, model.z(i, p)), in_span, spectrum, model.defined, equal(gamma, 1))
length = inner(w, w)
stepped = inner(model.descended_w(eta), model.descended_w(eta))
gradient_squared = named("‖∇_w L‖₂²", inner(gradient, gradient), latex=r"\lVert\nabla_wL\rVert_2^2")


def x_squared(sample: Index) -> Scalar:
    """Return ‖x_i‖₂², the sum over its patches."""
    return total(p, inner(model.z(sample, p), model.z(sample, p)))


def residual_of(sample: Index, patch: Index) -> Scalar:
    """Return c_ip = |ℓ'_i| − m_ip Σ_j |ℓ'_j| M_j / (nP‖w‖_Σ²)."""
    return slope(sample) - inner(w, model.z(sample, patch)) * model.pull() / (P * squared_s)


longest = greatest(i, x_squared(i))
mean_square = mean(i, p, inner(model.z(i, p), model.z(i, p)))
c_squared = named("mean c²", mean(i, p, residual_of(i, p) ** 2), latex=r"\frac1{nP}\sum c_{ip}^2")


def weight(sample: Index, patch: Index) -> Scalar:
    """Return a_ip, a member of an arbitrary family."""
    return family("a", sample, patch)


def mean_vector(of: Callable[[Index, Index], Scalar]) -> VectorExpr:
    """Return the mean of of(i, p) z_i^(p)."""
    return 1 / (n * P) * vector_total(i, p, of(i, p) * model.z(i, p))


def squared_length(of: Callable[[Index, Index], Scalar]) -> Scalar:
    """Return the squared length of that mean."""
    return inner(mean_vector(of), mean_vector(of))


weights = mean(i, p, weight(i, p) ** 2)
D_4_mean_of_vectors = paper.claim(
    "D.4-mean-of-vectors",
    squared_length(weight) <= weights * mean_square,
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖mean of a_ip z_ip‖₂² ≤ mean a² · mean ‖z‖²",
    certificates=(
        because(
            mean(
                i,
                j,
                p,
                q,
                inner(
                    weight(i, p) * model.z(j, q) - weight(j, q) * model.z(i, p),
                    weight(i, p) * model.z(j, q) - weight(j, q) * model.z(i, p),
                ),
            )
            / 2
        ),
    ),
)
D_4_mean_by_spectrum = paper.claim(
    "D.4-mean-by-spectrum",
    squared_length(weight) <= high * weights,
    given=(spectrum,),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖mean of a_ip z_ip‖₂² ≤ λ_max · mean a²",
    certificates=(
        because(
            mean(j, q, (inner(mean_vector(weight), model.z(j, q)) - high * weight(j, q)) ** 2),
            high * squared_length(weight) - mean(j, q, inner(mean_vector(weight), model.z(j, q)) ** 2),
            times=low + spread,
            rayleigh=(mean_vector(weight),),
        ),
    ),
)
uses_of_mean = (lemma(D_4_mean_of_vectors, {weight(i, p): residual_of(i, p)}),)
uses_of_spectrum = (lemma(D_4_mean_by_spectrum, {weight(i, p): residual_of(i, p)}),)
D_4_gradient_by_mean = paper.claim(
    "D.4-gradient-by-mean",
    gradient_squared <= gamma**2 * P**2 / squared_s * c_squared * mean_square,
    given=(model.defined,),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖∇_w L‖₂² ≤ (γP/‖w‖_Σ)² · mean c² · mean ‖x^(p)‖²",
    certificates=(
        because(
            gamma**2 * P**2 / squared_s * (c_squared * mean_square - squared_length(residual_of)), uses=uses_of_mean
        ),
    ),
    rests_on=(cnn_gradient_w,),
)
D_4_gradient_by_spectrum = paper.claim(
    "D.4-gradient-by-spectrum",
    gradient_squared <= gamma**2 * P**2 / squared_s * c_squared * high,
    given=(model.defined, spectrum),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖∇_w L‖₂² ≤ (γP/‖w‖_Σ)² · mean c² · λ_max",
    certificates=(
        because(gamma**2 * P**2 / squared_s * (high * c_squared - squared_length(residual_of)), uses=uses_of_spectrum),
    ),
    rests_on=(cnn_gradient_w,),
)
D_4_residual_is_least = paper.claim(
    "D.4-residual-is-least",
    c_squared <= mean(i, p, (slope(i) - c * inner(w, model.z(i, p))) ** 2),
    given=(model.defined,),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="mean c² is the least squared distance of |ℓ'| from a multiple of the patch margins",
    certificates=(because(squared_s * (c - model.pull() / (P * squared_s)) ** 2),),
)
slopes_squared = mean(i, slope(i) ** 2)

D_4_chord_slope = paper.claim(
    "D.4-chord-slope",
    absolute(sigmabar(a) - sigmabar(b)) <= absolute(a - b) * maximum(sigmabar(a), sigmabar(b)),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="σ̄ changes by at most its larger value times the distance",
)
largest_slope = greatest(i, slope(i))
mean_slope = mean(i, slope(i))
mean_margin = model.mean_margin()
slope_gap, output_gap = absolute(slope(i) - slope(j)), absolute(model.output(i) - model.output(j))
larger_slope = maximum(slope(i), slope(j))
D_4_slope_spread = paper.claim(
    "D.4-slope-spread",
    mean(i, (slope(i) - mean_slope) ** 2)
    <= largest_slope**2 * gamma**2 / squared_s * mean(i, (M(i) - P * mean_margin) ** 2),
    given=(model.defined,),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="The variance of |ℓ'| is at most max|ℓ'|² times that of F",
    certificates=(
        because(
            mean(i, j, (output_gap * larger_slope - slope_gap) * (output_gap * larger_slope + slope_gap)) / 2,
            mean(i, j, output_gap**2 * (largest_slope - larger_slope) * (largest_slope + larger_slope)) / 2,
            uses=(lemma(D_4_chord_slope, {a: model.output(i), b: model.output(j)}),),
        ),
    ),
)
D_4_patch_spread = paper.claim(
    "D.4-patch-spread",
    mean(i, (M(i) - P * mean_margin) ** 2) <= P**2 * distance,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="The variance of the summed margins is at most P² times that of the patch margins",
    certificates=(because(total(i, p, q, (inner(w, model.z(i, p)) - inner(w, model.z(i, q))) ** 2) / (2 * n)),),
    rests_on=(lemma_D_2_repaired,),
)
multiple = mean_slope * mean_margin / squared_s
D_4_residual_bound = paper.claim(
    "D.4-residual-bound",
    c_squared <= 2 * largest_slope**2 * (1 + gamma**2 * P**2) * distance / squared_s,
    given=(model.uniform(w_star), model.defined),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="mean c² ≤ 2 max|ℓ'|² (1 + γ²P²) ‖w − ⟨w*,w⟩_Σ w*‖_Σ²/‖w‖_Σ²",
    certificates=(
        because(
            mean(i, p, (slope(i) - multiple * inner(w, model.z(i, p))) ** 2) - c_squared,
            mean(
                i,
                p,
                (slope(i) - mean_slope - mean_slope * (1 - mean_margin * inner(w, model.z(i, p)) / squared_s)) ** 2,
            ),
            2
            * (
                largest_slope**2 * gamma**2 / squared_s * mean(i, (M(i) - P * mean_margin) ** 2)
                - mean(i, (slope(i) - mean_slope) ** 2)
            ),
            2 * largest_slope**2 * gamma**2 / squared_s * (P**2 * distance - mean(i, (M(i) - P * mean_margin) ** 2)),
            2 * distance / squared_s * mean(i, largest_slope - slope(i)) * (largest_slope + mean_slope),
            uses=(lemma(D_4_residual_is_least, {c: multiple}), lemma(D_4_slope_spread), lemma(D_4_patch_spread)),
        ),
    ),
)
D_4_data_not_zero = paper.claim(
    "D.4-data-not-zero",
    mean_square > 0,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="Assumption 3.1 leaves no room for data that are all zero",
    certificates=(
        because(
            mean(
                i,
                p,
                inner(
                    model.z(i, p) - 1 / (1 + inner(w_star, w_star)) * w_star,
                    model.z(i, p) - 1 / (1 + inner(w_star, w_star)) * w_star,
                ),
            ),
            1 / (1 + inner(w_star, w_star)) + 1 / (1 + inner(w_star, w_star)) ** 2,
        ),
    ),
)


def margin_along_v(sample: Index, patch: Index) -> Scalar:
    """Return ⟨v, z_i^(p)⟩."""
    return inner(v, model.z(sample, patch))


D_4_sigma_by_mean = paper.claim(
    "D.4-sigma-by-mean",
    model.squared_norm(v) <= mean_square * inner(v, v),
    given=(mean_square > 0,),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖v‖_Σ² ≤ mean‖x^(p)‖² ‖v‖₂²",
    certificates=(
        because(
            inner(mean_square * v - mean_vector(margin_along_v), mean_square * v - mean_vector(margin_along_v)),
            model.squared_norm(v) * mean_square - squared_length(margin_along_v),
            times=mean_square,
            uses=(lemma(D_4_mean_of_vectors, {weight(i, p): margin_along_v(i, p)}),),
        ),
    ),
)


def length_of(x: VectorExpr) -> Scalar:
    """Return ‖x‖₂²."""
    return inner(x, x)


mean_z = vector_total(i, p, model.z(i, p))
D_4_w_star_not_zero = paper.claim(
    "D.4-w*-not-zero",
    inner(w_star, w_star) > 0,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="w* is not zero",
    certificates=(
        because(
            length_of(w_star - n * P / (n**2 * P**2 + length_of(mean_z)) * mean_z),
            n**2 * P**2 / (n**2 * P**2 + length_of(mean_z)) + n**4 * P**4 / (n**2 * P**2 + length_of(mean_z)) ** 2,
        ),
    ),
)
D_4_w_not_zero = paper.claim(
    "D.4-w-not-zero",
    length > 0,
    given=(model.uniform(w_star), model.defined),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="w is not zero where ‖w‖_Σ is not",
    certificates=(
        because(
            mean_square * length - squared_s,
            squared_s,
            times=mean_square,
            uses=(lemma(D_4_data_not_zero), lemma(D_4_sigma_by_mean, {v: w})),
        ),
    ),
)
off_w_star = w - inner(w_star, w) / inner(w_star, w_star) * w_star
deviation = named(
    "‖w − ⟨w*,w⟩‖w*‖⁻²w*‖₂²",
    length_of(off_w_star),
    latex=r"\lVert w-\langle w^*,w\rangle\lVert w^*\rVert_2^{-2}w^*\rVert_2^2",
)
D_4_distance_by_mean = paper.claim(
    "D.4-distance-by-mean",
    distance <= mean_square * deviation,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours, for Lemma D.4",
    title="‖w − ⟨w*,w⟩_Σ w*‖_Σ² ≤ mean‖x^(p)‖² ‖w − ⟨w*,w⟩‖w*‖⁻²w*‖₂²",
    certificates=(
        because(
            model.squared_norm(off_w_star) - distance,
            mean_square * length_of(off_w_star) - model.squared_norm(off_w_star),
            uses=(
                lemma(D_2_projection, {c: inner(w_star, w) / inner(w_star, w_star)}),
                lemma(D_4_data_not_zero),
                lemma(D_4_w_star_not_zero),
                lemma(D_4_sigma_by_mean, {v: off_w_star}),
            ),
        ),
    ),
)
