"""Lemma D.1: how fast the gradient step of the CNN moves w along w*, every displayed line of its proof.

Vectors are compared along an arbitrary direction v. M_i = Σ_p m_ip stands for the printed ⟨w, z_i⟩, z_i = Σ_p z_i^(p).
"""

from proofs.cao2023.cnn.model import (
    cnn_gradient_w,
)
from proofs.cao2023.cnn.vocabulary import *

squared_s, summed = model.squared_norm(), model.margin
sigma_w = vector_total(j, q, inner(w, model.z(j, q)) * model.z(j, q))  # nP Σw, as x x^⊤ = z z^⊤


def u(sample: Index, patch: Index) -> Scalar:
    """Return u_i^(p) = ⟨w, z_i^(p)⟩."""
    return named("u", inner(w, model.z(sample, patch)), sample, patch)


def signed_slope(index: Index) -> Scalar:
    """Return ℓ'_i, which is negative."""
    return named("ℓ'", -model.slope(index), index, latex=r"\ell'")


def weight(index: Index) -> Scalar:
    """Return |ℓ'_i|."""
    return model.slope(index)


D_1_gradient_chain_rule = paper.claim(
    "D.1-gradient-chain-rule",
    equal(
        model.derivative_along(v),
        mean(i, signed_slope(i) * derivative(model.output(i, w + epsilon * v), epsilon, 0)),
    ),
    source="Proof of Lemma D.1, first display",
    title="∇_w L is the mean of ℓ'_i y_i ∇_w f",
)
D_1_gradient_projected = paper.claim(
    "D.1-gradient-projected",
    equal(
        model.derivative_along(v),
        1 / (s * n) * total(
            i, signed_slope(i) * total(
                p, gamma * inner(model.z(i, p) - u(i, p) / (squared_s * n * P) * sigma_w, v)
            )
        ),
    ),
    source="Proof of Lemma D.1, second display, line 1",
    title="∇_w f with the projection I − Σww^⊤/‖w‖_Σ²",
    rests_on=(cnn_gradient_w,),
)  # fmt: skip
D_1_gradient_cleared = paper.claim(
    "D.1-gradient-cleared",
    equal(
        model.derivative_along(v),
        gamma
        / (s**3 * n)
        * total(i, p, signed_slope(i) * inner(squared_s * model.z(i, p) - u(i, p) / (n * P) * sigma_w, v)),
    ),
    source="Proof of Lemma D.1, second display, line 2",
    title="The same with ‖w‖_Σ³ below the line",
    steps=(D_1_gradient_projected,),
)
D_1_gradient_written_out = paper.claim(
    "D.1-gradient-written-out",
    equal(
        model.derivative_along(v),
        gamma
        / (s**3 * n)
        * total(
            i,
            p,
            signed_slope(i)
            * (
                mean(j, q, u(j, q) ** 2) * inner(model.z(i, p), v)
                - mean(j, q, u(j, q) * inner(model.z(j, q), v) * u(i, p))
            ),
        ),
    ),
    source="Proof of Lemma D.1, second display, line 3",
    title="‖w‖_Σ² and Σ written as means over all patches",
    steps=(D_1_gradient_cleared,),
)
D_1_gradient_pairs = paper.claim(
    "D.1-gradient-pairs",
    equal(
        model.derivative_along(v),
        gamma
        / (s**3 * n**2 * P)
        * total(
            i,
            j,
            p,
            q,
            signed_slope(i) * u(j, q) ** 2 * inner(model.z(i, p), v)
            - signed_slope(i) * u(j, q) * u(i, p) * inner(model.z(j, q), v),
        ),
    ),
    source="Proof of Lemma D.1, second display, line 4",
    title="The gradient as a sum over pairs of patches",
    steps=(D_1_gradient_written_out,),
)
D_1_along_w_star_signed = paper.claim(
    "D.1-along-w*-signed",
    equal(
        -model.derivative_along(w_star),
        -gamma
        / (s**3 * n**2 * P)
        * total(i, j, p, q, signed_slope(i) * u(j, q) ** 2 - signed_slope(i) * u(j, q) * u(i, p)),
    ),
    given=assumption,
    source="Proof of Lemma D.1, third display, line 1",
    title="The inner product with −w*",
    steps=(D_1_gradient_pairs,),
)
D_1_along_w_star = paper.claim(
    "D.1-along-w*",
    equal(
        -model.derivative_along(w_star),
        gamma / (s**3 * n**2 * P) * total(i, j, p, q, weight(i) * u(j, q) ** 2 - weight(i) * u(j, q) * u(i, p)),
    ),
    given=assumption,
    source="Proof of Lemma D.1, third display, line 2; fourth display, line 1",
    title="The same with |ℓ'_i|",
    steps=(D_1_along_w_star_signed,),
)
D_1_along_w_star_inside = paper.claim(
    "D.1-along-w*-inside",
    equal(
        -model.derivative_along(w_star),
        gamma
        / (s**3 * n**2 * P)
        * total(i, j, weight(i) * (total(p, q, u(j, q) ** 2) - total(p, q, u(j, q) * u(i, p)))),
    ),
    given=assumption,
    source="Proof of Lemma D.1, fourth display, line 2",
    title="The sums over patches taken inside",
    steps=(D_1_along_w_star,),
)
D_1_along_w_star_factored = paper.claim(
    "D.1-along-w*-factored",
    equal(
        -model.derivative_along(w_star),
        gamma
        / (s**3 * n**2 * P)
        * total(i, j, weight(i) * (P * total(q, u(j, q) ** 2) - total(p, u(i, p)) * total(q, u(j, q)))),
    ),
    given=assumption,
    source="Proof of Lemma D.1, fourth display, line 3",
    title="The double sums over patches factored",
    steps=(D_1_along_w_star_inside,),
)
between_samples = named(
    "I_1", gamma / (s**3 * n**2 * P) * total(i, j, weight(i) * (summed(j) ** 2 - summed(i) * summed(j)))
)
within_samples = named(
    "I_2", gamma / (s**3 * n**2 * P) * total(i, j, weight(i) * (P * total(q, u(j, q) ** 2) - summed(j) ** 2))
)
D_2 = paper.claim(
    "D.2",
    equal(-model.derivative_along(w_star), between_samples + within_samples),
    given=assumption,
    source="(D.2)",
    title="⟨−∇_w L, w*⟩ = I_1 + I_2: differences between samples, and within them",
    steps=(D_1_along_w_star_factored,),
)
D_3 = paper.claim(
    "D.3",
    equal(
        between_samples,
        gamma / (s**3 * n**2 * P) * total(i, j, weight(i) * summed(j) ** 2 - weight(i) * summed(j) * summed(i)),
    ),
    source="(D.3)",
    title="I_1 in terms of u_i = Σ_p u_i^(p)",
)
D_4 = paper.claim(
    "D.4",
    equal(
        between_samples,
        gamma / (s**3 * n**2 * P) * total(i, j, weight(j) * summed(i) ** 2 - weight(j) * summed(j) * summed(i)),
    ),
    source="(D.4)",
    title="(D.3) with i and i' exchanged",
    steps=(D_3,),
)
D_3_plus_D_4 = paper.claim(
    "D.3+D.4",
    equal(
        2 * between_samples,
        gamma
        / (s**3 * n**2 * P)
        * total(
            i,
            j,
            weight(i) * summed(j) ** 2
            - weight(i) * summed(j) * summed(i)
            + weight(j) * summed(i) ** 2
            - weight(j) * summed(j) * summed(i),
        ),
    ),
    equal(
        2 * between_samples,
        gamma
        / (s**3 * n**2 * P)
        * total(i, j, (summed(j) - summed(i)) * (weight(i) * summed(j) - weight(j) * summed(i))),
    ),
    equal(
        2 * between_samples,
        gamma
        / (s**3 * n**2 * P)
        * total(
            i,
            j,
            weight(i) * weight(j) * (summed(j) - summed(i)) * (summed(j) / weight(j) - summed(i) / weight(i)),
        ),
    ),
    source="Proof of Lemma D.1, the sum of (D.3) and (D.4), its three lines",
    title="2 I_1, written out, factored, and with |ℓ'|⁻¹",
    steps=(D_3, D_4),
)
pairs_of_samples = total(
    i, j, weight(i) * weight(j) * (summed(j) - summed(i)) * (summed(j) / weight(j) - summed(i) / weight(i))
)
D_5 = paper.claim(
    "D.5",
    equal(between_samples, gamma / (2 * s**3 * n**2 * P) * pairs_of_samples),
    source="(D.5)",
    title="I_1 as a sum over pairs of samples",
    steps=(D_3_plus_D_4,),
)
D_1_patch_variance = paper.claim(
    "D.1-patch-variance",
    equal(
        total(p, q, (u(j, p) - u(j, q)) ** 2) / 2,
        total(p, q, u(j, p) ** 2 + u(j, q) ** 2 - 2 * u(j, p) * u(j, q)) / 2,
    ),
    equal(
        total(p, q, (u(j, p) - u(j, q)) ** 2) / 2,
        P * total(q, u(j, q) ** 2) - total(q, u(j, q)) ** 2,
    ),
    source="Proof of Lemma D.1, the display before (D.6)",
    title="Half the sum over pairs of patches is P Σ(u^(p))² − (Σ u^(p))²",
)
pairs_of_patches = total(j, p, q, (u(j, p) - u(j, q)) ** 2)
D_6 = paper.claim(
    "D.6",
    equal(
        within_samples,
        gamma / (s**3 * n**2 * P) * total(i, j, weight(i) * total(p, q, (u(j, p) - u(j, q)) ** 2) / 2),
    ),
    equal(
        within_samples,
        gamma / (2 * s**3 * n**2 * P) * total(i, j, p, q, weight(i) * (u(j, p) - u(j, q)) ** 2),
    ),
    equal(within_samples, gamma / (2 * s**3 * n**2 * P) * total(i, weight(i)) * pairs_of_patches),
    source="(D.6), its three lines",
    title="I_2 as a sum over pairs of patches of one sample",
    steps=(D_1_patch_variance,),
)
lemma_D_1_conclusion = equal(
    -model.derivative_along(w_star),
    gamma / (2 * n**2 * P * s**3) * pairs_of_samples
    + gamma / (2 * n**2 * P * s**3) * total(i, weight(i)) * pairs_of_patches,
)
lemma_D_1 = paper.claim(
    "lemma-D.1",
    lemma_D_1_conclusion,
    given=assumption,
    source="Lemma D.1",
    title="⟨−∇_w L, w*⟩ as sums over pairs of samples and over pairs of patches, for all n, P and d",
    steps=(D_1_gradient_chain_rule, D_1_gradient_pairs, D_1_along_w_star_factored, D_2, D_5, D_6),
    remark="Decided with Assumption 3.1, by which (D.1) defines w*; the lemma's text names Assumption 2.1. (In the "
    "proof the print lacks a superscript in u_i^(p) = ⟨w, z_i^(p)⟩.)",
)
lemma_D_1_assumption = paper.claim(
    "lemma-D.1-assumption",
    lemma_D_1_conclusion,
    given=(equal(summed(i, w_star), 1),),
    edition="beyond",
    kind="hidden hypothesis",
    source="ours, on the hypothesis of Lemma D.1",
    title="Lemma D.1 for a w* that only has ⟨w*, z_i⟩ = 1 for z_i = Σ_p z_i^(p)",
    expected="REFUTED",
    remark="The lemma's text names Assumption 2.1; what is needed, and what (D.1) gives, is Assumption 3.1.",
)
