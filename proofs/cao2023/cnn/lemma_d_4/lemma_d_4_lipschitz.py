"""The displayed lines in the proof of Lemma D.4: ∇_w L, and the chain that bounds ∇_w f on the ball around w(t).

Norms of vectors are compared by their squares. X² stands for max_{i,p} ‖x_i^(p)‖₂². Lines 2 to 4 of the chain write an
operator norm and a triangle inequality; they are decided in one step, from ‖∇_w f‖ to the fourth line. w lies in the
span of the data; the paper's ball has no such condition, and without it λ_min bounds nothing.
"""

from proofs.cao2023.cnn.lemma_d_1 import (
    D_1_gradient_projected,
)
from proofs.cao2023.cnn.lemma_d_4.lemma_d_4_gradient import (
    D_4_data_not_zero,
    D_4_mean_of_vectors,
    D_4_w_not_zero,
    in_span,
    length,
    length_of,
    mean_square,
    squared_length,
    weight,
)
from proofs.cao2023.cnn.repeated import (
    RepeatedPatches,
    cnn_patches_six_times,
)
from proofs.cao2023.cnn.vocabulary import *

sixfold = RepeatedPatches(copies=6)
(r,) = patches("r")
x, y, c = symbols("x y c")
w_t = vector("w(t)")
a_vector, b_vector = vector("a"), vector("b")
squared_s = model.squared_norm()
sigma_w = 1 / (n * P) * vector_total(j, q, inner(w, model.z(j, q)) * model.z(j, q))
largest = greatest(i, greatest(p, inner(model.z(i, p), model.z(i, p))))  # X²


def margin(sample: Index, patch: Index) -> Scalar:
    """Return ⟨w, z_i^(p)⟩."""
    return inner(w, model.z(sample, patch))


def x_squared(sample: Index, patch: Index) -> Scalar:
    """Return ‖x_i^(p)‖₂²."""
    return inner(model.z(sample, patch), model.z(sample, patch))


def below_largest(sample: Index, patch: Index, factor: Scalar) -> tuple[Scalar, Scalar]:
    """Return factor · (X² − ‖x_i^(p)‖²) as two terms, each nonnegative by its form."""
    over_patches = greatest(p, x_squared(sample, p))
    return factor * (largest - over_patches), factor * (over_patches - x_squared(sample, patch))


slope_gradient = total(
    i,
    p,
    -model.slope(i) * gamma * inner(model.z(i, p) - margin(i, p) / squared_s * sigma_w, v),
)
D_4_gradient = paper.claim(
    "D.4-gradient",
    equal(
        model.derivative_along(v),
        1
        / (n * s)
        * total(
            i,
            -model.slope(i) * total(p, gamma * inner(model.z(i, p) - margin(i, p) / squared_s * sigma_w, v)),
        ),
    ),
    equal(model.derivative_along(v), 1 / (n * s) * slope_gradient),
    source="Proof of Lemma D.4, first display, its two lines",
    title="∇_w L with the projection, as a sum over samples and patches",
    rests_on=(D_1_gradient_projected,),
)
output_gradient = vector_total(p, gamma / s * (model.z(i, p) - margin(i, p) / squared_s * sigma_w))
D_4_output_gradient = paper.claim(
    "D.4-output-gradient",
    equal(derivative(model.output(i, w + epsilon * v), epsilon, 0), inner(output_gradient, v)),
    source="Proof of Lemma D.4, second display, line 1",
    title="y_i ∇_w f along every direction v",
)
D_4_cauchy_schwarz = paper.claim(
    "D.4-cauchy-schwarz",
    inner(a_vector, b_vector) ** 2 <= inner(a_vector, a_vector) * inner(b_vector, b_vector),
    given=(inner(b_vector, b_vector) > 0,),
    edition="beyond",
    source="used in the proof of Lemma D.4",
    title="⟨a, b⟩² ≤ ‖a‖₂² ‖b‖₂² for b ≠ 0",
    certificates=(
        because(
            length_of(inner(b_vector, b_vector) * a_vector - inner(a_vector, b_vector) * b_vector),
            times=inner(b_vector, b_vector),
        ),
    ),
)
D_4_norm_by_image = paper.claim(
    "D.4-norm-by-image",
    squared_s**2 <= length_of(sigma_w) * length,
    given=(model.uniform(w_star), model.defined),
    source="Proof of Lemma D.4, after line 4",
    title="‖w‖_Σ² = ⟨w, Σw⟩ ≤ ‖Σw‖₂ ‖w‖₂ (squared)",
    certificates=(
        because(
            length_of(sigma_w) * length - inner(sigma_w, w) ** 2,
            uses=(lemma(D_4_w_not_zero), lemma(D_4_cauchy_schwarz, {a_vector: sigma_w, b_vector: w})),
        ),
    ),
)
image, added = margin(i, p) / squared_s * sigma_w, model.z(i, p) + margin(i, p) / squared_s * sigma_w
stretch = length_of(sigma_w) * length / squared_s**2
projected = model.z(i, p) - margin(i, p) / squared_s * sigma_w
projected_q = model.z(i, q) - margin(i, q) / squared_s * sigma_w
D_4_chain_4 = paper.claim(
    "D.4-chain-4",
    length_of(output_gradient) <= 4 * P**2 * gamma**2 * largest * length_of(sigma_w) * length / squared_s**3,
    given=(model.uniform(w_star), model.defined),
    source="Proof of Lemma D.4, second display, lines 1 to 4",
    title="‖∇_w f‖₂ ≤ 2Pγ‖w‖_Σ⁻¹ X ‖Σw‖₂‖w‖₂/‖w‖_Σ² (squared)",
    certificates=(
        because(
            gamma**2 / (2 * squared_s) * total(p, q, length_of(projected - projected_q)),
            gamma**2 * P / squared_s * total(p, length_of(added)),
            2
            * gamma**2
            * P
            / squared_s**3
            * length_of(sigma_w)
            * total(p, x_squared(i, p) * length - inner(model.z(i, p), w) ** 2),
            2 * gamma**2 * P / squared_s**3 * total(p, x_squared(i, p)) * (length_of(sigma_w) * length - squared_s**2),
            *(4 * gamma**2 * P / squared_s * stretch * total(p, term) for term in below_largest(i, p, rational(1))),
            uses=(
                lemma(D_4_w_not_zero),
                lemma(D_4_cauchy_schwarz, {a_vector: model.z(i, p), b_vector: w}),
                lemma(D_4_norm_by_image),
            ),
        ),
    ),
    steps=(D_4_output_gradient,),
)
D_4_polarised = paper.claim(
    "D.4-polarised",
    inner(a_vector, b_vector) <= (length_of(a_vector) + length_of(b_vector)) / 2,
    -inner(a_vector, b_vector) <= (length_of(a_vector) + length_of(b_vector)) / 2,
    edition="beyond",
    source="used in the proof of Lemma D.4",
    title="±⟨a, b⟩ is at most the mean of ‖a‖₂² and ‖b‖₂²",
    certificates=(because(length_of(a_vector - b_vector) / 2), because(length_of(a_vector + b_vector) / 2)),
)
D_4_modulus = paper.claim(
    "D.4-modulus",
    absolute(x) <= c,
    given=(x <= c, -x <= c),
    edition="beyond",
    source="used in the proof of Lemma D.4",
    title="|x| ≤ c where ±x ≤ c",
)
D_4_product_of_moduli = paper.claim(
    "D.4-product-of-moduli",
    x * y <= absolute(x) * absolute(y),
    edition="beyond",
    source="used in the proof of Lemma D.4",
    title="xy ≤ |x||y|",
)
mean_modulus = mean(i, p, absolute(margin(i, p)))
gram = inner(model.z(i, p), model.z(j, q))
both, moduli = margin(i, p) * margin(j, q), absolute(margin(i, p)) * absolute(margin(j, q))
D_4_chain_5 = paper.claim(
    "D.4-chain-5",
    length_of(sigma_w) <= largest * mean_modulus**2,
    source="Proof of Lemma D.4, third display, lines 1 and 2",
    title="‖Σw‖₂ ≤ X times the mean of |⟨w, x^(p)⟩| (squared)",
    certificates=(
        because(
            mean(
                i, j, p, q, absolute(margin(i, p) * margin(j, q)) * absolute(gram) - margin(i, p) * margin(j, q) * gram
            ),
            mean(i, j, p, q, moduli * ((x_squared(i, p) + x_squared(j, q)) / 2 - absolute(gram))),
            *(mean(i, j, p, q, term) for term in below_largest(i, p, moduli)),
            uses=(
                lemma(D_4_product_of_moduli, {x: both, y: gram}),
                lemma(D_4_polarised, {a_vector: model.z(i, p), b_vector: model.z(j, q)}),
                lemma(D_4_polarised, {a_vector: model.z(i, p), b_vector: model.z(j, q)}, conclusion=1),
                lemma(D_4_modulus, {x: gram, c: (x_squared(i, p) + x_squared(j, q)) / 2}),
            ),
        ),
    ),
)
D_4_chain_6 = paper.claim(
    "D.4-chain-6",
    mean_modulus**2 <= mean(i, p, margin(i, p) ** 2),
    source="Proof of Lemma D.4, third display, line 3",
    title="Jensen: the mean of |⟨w, x^(p)⟩| is at most ‖w‖_Σ (squared)",
    certificates=(because(mean(i, j, p, q, (absolute(margin(i, p)) - absolute(margin(j, q))) ** 2) / 2),),
)
long = sqrt(length)
root_line = 2 * P * gamma / s**3 * largest * sqrt(mean(i, p, margin(i, p) ** 2))
D_4_chain_7, D_4_chain_7_repaired = paper.mended(
    "D.4-chain-7",
    printed=wording(
        equal(root_line, 2 * P * gamma / squared_s * largest * long),
        given=(
            *(model.uniform(w_star), InSpan(w_star, model.z(i, p)), in_span, model.defined),
            *(equal(gamma, 1), length < 1),
        ),
        title="The root is ‖w‖_Σ, as line 3 has it",
        remark="Line 3 leaves out the factor ‖w‖₂, which stands in the lines before and after.",
    ),
    repaired=wording(
        equal(root_line * long, 2 * P * gamma / squared_s * largest * long),
        given=(model.defined,),
        title="The root is ‖w‖_Σ, with the factor ‖w‖₂ put back",
    ),
    source="Proof of Lemma D.4, third display, line 3 against line 4",
    fault="slip",
)
D_4_chain_8 = paper.claim(
    "D.4-chain-8",
    2 * P * gamma / squared_s * largest * long <= 2 * P * gamma / (low * length) * largest * long,
    given=(in_span, spectrum, model.defined, gamma >= 0, length > 0),
    source="Proof of Lemma D.4, third display, line 5",
    title="‖w‖_Σ² ≥ λ_min‖w‖₂²",
    certificates=(
        because(
            2 * P * gamma * largest * long / (low * length * squared_s) * (squared_s - low * length), rayleigh=(w,)
        ),
    ),
)
in_ball = length_of(w - w_t) <= length_of(w_t) / 4
D_4_ball = paper.claim(
    "D.4-ball",
    length >= length_of(w_t) / 4,
    given=(in_ball,),
    source="Proof of Lemma D.4, after the third display",
    title="‖w‖₂ ≥ ‖w(t)‖₂/2 on the ball (squared)",
    certificates=(because(length_of(2 * w - w_t), 2 * (length_of(w_t) / 4 - length_of(w - w_t)), times=rational(2)),),
)
D_4_center_not_zero = paper.claim(
    "D.4-center-not-zero",
    length_of(w_t) > 0,
    given=(in_ball, length > 0),
    edition="beyond",
    source="used in the proof of Lemma D.4",
    title="w(t) is not zero where its ball holds a w that is not",
    certificates=(
        because(
            length,
            length_of(w - 2 * w_t),
            2 * (length_of(w_t) / 4 - length_of(w - w_t)),
            times=rational(5, 2),
        ),
    ),
)
D_4_gradient_bound = paper.claim(
    "D.4-gradient-bound",
    length_of(output_gradient) <= 4 * P**2 * gamma**2 * largest**2 / (low**2 * length),
    given=(model.uniform(w_star), model.defined, in_span, spectrum),
    source="Proof of Lemma D.4, second and third display, from end to end",
    title="‖∇_w f‖₂ ≤ 2Pγ X²/(λ_min‖w‖₂) (squared)",
    certificates=(
        because(
            4 * P**2 * gamma**2 * largest * length_of(sigma_w) * length / squared_s**3 - length_of(output_gradient),
            4 * P**2 * gamma**2 * largest * length / squared_s**3 * (mean_square * squared_s - squared_length(margin)),
            *(4 * P**2 * gamma**2 * largest * length / squared_s**2 * mean(i, p, term)
              for term in below_largest(i, p, rational(1))),
            4
            * P**2
            * gamma**2
            * largest**2
            / (low**2 * length * squared_s**2)
            * (squared_s - low * length)
            * squared_s,
            4 * P**2 * gamma**2 * largest**2 / (low * squared_s**2) * (squared_s - low * length),
            uses=(
                lemma(D_4_w_not_zero),
                lemma(D_4_data_not_zero),
                lemma(D_4_chain_4),
                lemma(D_4_mean_of_vectors, {weight(i, p): margin(i, p)}),
            ),
            rayleigh=(w,),
        ),
    ),
)  # fmt: skip
D_4_chain_9 = paper.claim(
    "D.4-chain-9",
    4 * P**2 * gamma**2 * largest**2 / (low**2 * length)
    <= 16 * P**2 * gamma**2 * largest**2 / (low**2 * length_of(w_t)),
    given=(in_ball, length > 0, length_of(w_t) > 0, spectrum),
    source="Proof of Lemma D.4, third display, last line",
    title="The bound on the ball: 4Pγ X²/(λ_min‖w(t)‖₂) (squared)",
    certificates=(
        because(
            16 * P**2 * gamma**2 * largest**2 / (low**2 * length * length_of(w_t)) * (length - length_of(w_t) / 4),
            uses=(lemma(D_4_ball),),
        ),
    ),
)
D_4_lipschitz = paper.claim(
    "D.4-lipschitz",
    36 * length_of(output_gradient) <= 16 * gamma**2 * largest**2 / (low**2 * length),
    given=(
        model.uniform(w_star), InSpan(w_star, model.z(i, p)), in_span, spectrum, model.defined, equal(gamma, 1)
    ),
    source="Proof of Lemma D.4, its last display",
    title="f is 4γ X²/(λ_min‖w(t)‖₂)-Lipschitz, at w(t) itself, on 6P patches in six coinciding copies (squared)",
    rests_on=(cnn_patches_six_times,),
    expected="REFUTED",
    remark="Lost factor P: the chain before it ends with 4Pγ X²/(λ_min‖w(t)‖₂). A Lipschitz constant is at least the "
    "length of the gradient at each point of the ball.",
    fault="slip",
)  # fmt: skip
D_4_lipschitz_repaired = paper.claim(
    "D.4-lipschitz",
    length_of(output_gradient) <= 16 * P**2 * gamma**2 * largest**2 / (low**2 * length_of(w_t)),
    given=(model.uniform(w_star), model.defined, in_span, spectrum, in_ball),
    edition="repaired",
    source="Proof of Lemma D.4, its last display",
    title="‖∇_w f‖₂ ≤ 4Pγ X²/(λ_min‖w(t)‖₂) on the ball (squared)",
    certificates=(
        because(
            4 * P**2 * gamma**2 * largest**2 / (low**2 * length) - length_of(output_gradient),
            16 * P**2 * gamma**2 * largest**2 / (low**2 * length_of(w_t))
            - 4 * P**2 * gamma**2 * largest**2 / (low**2 * length),
            uses=(lemma(D_4_w_not_zero), lemma(D_4_center_not_zero), lemma(D_4_gradient_bound), lemma(D_4_chain_9)),
        ),
    ),
)
