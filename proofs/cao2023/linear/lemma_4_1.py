"""Lemma 4.1 and Appendix C.1: how fast the gradient step moves w along w*."""

from proofs.cao2023.linear.vocabulary import *


def signed_slope(index: Index) -> Scalar:
    """Return ℓ'_i, which is negative."""
    return -model.slope(index)


C_1_chain_rule = paper.claim(
    "C.1-chain-rule",
    equal(
        model.derivative_along(v),
        mean(i, signed_slope(i) * derivative(model.output(i, w + epsilon * v), epsilon, 0)),
    ),
    source="Appendix C.1, first display",
    title="∇_w L is the mean of ℓ'_i y_i ∇_w f, seen along every direction v",
)
sigma_w = mean(j, u(j) * inner(model.z(j), v))  # ⟨Σw, v⟩, as x x^⊤ = z z^⊤
C_1_gradient = paper.claim(
    "C.1-gradient",
    equal(
        model.derivative_along(v),
        1 / (n * s) * total(i, signed_slope(i) * gamma * (inner(model.z(i), v) - u(i) * sigma_w / s**2)),
    ),
    equal(
        model.derivative_along(v),
        gamma / (n * s**3) * total(i, signed_slope(i) * (s**2 * inner(model.z(i), v) - u(i) * sigma_w)),
    ),
    equal(
        model.derivative_along(v),
        gamma / (n * s**3) * total(i, signed_slope(i) * (mean(j, u(j) ** 2) * inner(model.z(i), v) - u(i) * sigma_w)),
    ),
    equal(
        model.derivative_along(v),
        gamma / (n**2 * s**3) * total(i, j, signed_slope(i) * u(j) ** 2 * inner(model.z(i), v))
        - gamma / (n**2 * s**3) * total(i, j, signed_slope(i) * u(j) * u(i) * inner(model.z(j), v)),
    ),
    source="Appendix C.1, second display, its four lines; the first is also that after (C.11)",
    title="∇_w L, seen along every direction v",
    steps=(C_1_chain_rule,),
)
C_1 = paper.claim(
    "C.1",
    equal(
        model.derivative_along(w_star),
        gamma / (n**2 * s**3) * (total(i, j, signed_slope(i) * u(j) ** 2) - total(i, j, signed_slope(i) * u(j) * u(i))),
    ),
    given=assumption,
    source="(C.1), and the display before it",
    title="The derivative of L along w*",
    steps=(C_1_gradient,),
)
C_2 = paper.claim(
    "C.2",
    equal(
        model.derivative_along(w_star),
        gamma / (n**2 * s**3) * (total(i, j, signed_slope(j) * u(i) ** 2) - total(i, j, signed_slope(j) * u(j) * u(i))),
    ),
    given=assumption,
    source="(C.2)",
    title="(C.1) with i and i' exchanged",
    steps=(C_1,),
)
C_1_plus_C_2 = paper.claim(
    "C.1+C.2",
    equal(
        2 * model.derivative_along(w_star),
        gamma
        / (n**2 * s**3)
        * total(
            i,
            j,
            signed_slope(i) * u(j) ** 2
            - signed_slope(i) * u(j) * u(i)
            + signed_slope(j) * u(i) ** 2
            - signed_slope(j) * u(j) * u(i),
        ),
    ),
    equal(
        2 * model.derivative_along(w_star),
        gamma / (n**2 * s**3) * total(i, j, (u(j) - u(i)) * (signed_slope(i) * u(j) - signed_slope(j) * u(i))),
    ),
    given=assumption,
    source="Appendix C.1, the sum of (C.1) and (C.2), its two lines",
    title="The sum of the two, and factored",
    steps=(C_1, C_2),
)
lemma_4_1 = paper.claim(
    "lemma-4.1",
    equal(
        -model.derivative_along(w_star),
        gamma
        / (2 * n**2 * s**3)
        * total(
            i,
            j,
            model.slope(i) * model.slope(j) * (u(j) - u(i)) * (u(j) / model.slope(j) - u(i) / model.slope(i)),
        ),
    ),
    given=assumption,
    source="Lemma 4.1",
    title="⟨−∇_w L, w*⟩ as a sum over pairs of samples",
    steps=(C_1, C_2, C_1_plus_C_2),
)
