"""Lemma 4.1 and Appendix C.1: how fast the gradient step moves w along w*."""

from verify.author import LinearBN, claim, equal, n, samples, total, vector
from verify.statement.tree import Index, Scalar

model = LinearBN()
i, j = samples("i j")
w_star = vector("w*")
assumption = (model.uniform(w_star),)
gamma, s, u = model.gamma, model.norm(), model.margin


def slope(index: Index) -> Scalar:
    """Return ℓ'_i, which is negative."""
    return -model.slope(index)


C_1 = claim(
    "C.1",
    equal(
        model.derivative_along(w_star),
        gamma / (n**2 * s**3) * (total(i, j, slope(i) * u(j) ** 2) - total(i, j, slope(i) * u(j) * u(i))),
    ),
    given=assumption,
    source="(C.1)",
    title="The derivative of L along w*",
    expected="PROVED",
)
C_2 = claim(
    "C.2",
    equal(
        model.derivative_along(w_star),
        gamma / (n**2 * s**3) * (total(i, j, slope(j) * u(i) ** 2) - total(i, j, slope(j) * u(j) * u(i))),
    ),
    given=assumption,
    source="(C.2)",
    title="(C.1) with i and i' exchanged",
    steps=(C_1,),
    expected="PROVED",
)
C_1_plus_C_2 = claim(
    "C.1+C.2",
    equal(
        2 * model.derivative_along(w_star),
        gamma / (n**2 * s**3) * total(i, j, (u(j) - u(i)) * (slope(i) * u(j) - slope(j) * u(i))),
    ),
    given=assumption,
    source="Appendix C.1, the sum of (C.1) and (C.2)",
    title="The sum of the two, factored",
    steps=(C_1, C_2),
    expected="PROVED",
)
lemma_4_1 = claim(
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
    expected="PROVED",
)
