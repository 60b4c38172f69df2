"""Lemma 4.3 and Appendix C.3: the margin discrepancy as a squared distance to span{w*}."""

from verify.author import LinearBN, because, claim, equal, inner, mean, n, named, samples, symbols, total, vector
from verify.statement.tree import Scalar, VectorExpr

model = LinearBN()
i, j = samples("i j")
w, w_star = model.w, vector("w*")
assumption = (model.uniform(w_star),)
pair_mean = mean(i, j, (model.margin(j) - model.margin(i)) ** 2)
sigma_product = named(
    "⟨w*,w⟩_Σ", mean(i, inner(w_star, model.z(i)) * model.margin(i)), latex=r"\langle w^*,w\rangle_\Sigma"
)
residual = w - sigma_product * w_star


def sigma_norm_squared(v: VectorExpr) -> Scalar:
    """Return ‖v‖_Σ²."""
    return model.squared_norm(v)


unit_length = claim(
    "w*-unit",
    equal(sigma_norm_squared(w_star), 1),
    given=assumption,
    source="Appendix C.3",
    title="‖w*‖_Σ = 1",
    expected="PROVED",
)
expansion = claim(
    "C.3-expansion",
    equal(pair_mean, 2 / n * total(i, model.margin(i) ** 2) - 2 * mean(i, model.margin(i)) ** 2),
    source="Appendix C.3, first display",
    title="The mean over pairs is twice a variance",
    expected="PROVED",
)
centred = claim(
    "C.3-centred",
    equal(pair_mean, 2 / n * total(i, (model.margin(i) - mean(j, model.margin(j))) ** 2)),
    source="Appendix C.3, first display",
    title="The same with the margins centred",
    steps=(expansion,),
    expected="PROVED",
)
scaled_discrepancy = claim(
    "lemma-4.3-D",
    equal(model.squared_norm() * model.discrepancy(), pair_mean),
    source="Lemma 4.3, first equality",
    title="‖w‖_Σ² D(w) is the mean squared difference of margins",
    expected="PROVED",
)
lemma_4_3 = claim(
    "lemma-4.3",
    equal(model.squared_norm() * model.discrepancy(), pair_mean),
    equal(pair_mean, 2 * sigma_norm_squared(residual)),
    given=assumption,
    source="Lemma 4.3",
    title="‖w‖_Σ² D(w) = mean over pairs = 2‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    steps=(unit_length, expansion, centred, scaled_discrepancy),
    expected="PROVED",
)
(c,) = symbols("c")
projection = claim(
    "C.3-projection",
    sigma_norm_squared(residual) <= sigma_norm_squared(w - c * w_star),
    given=assumption,
    source="Appendix C.3",
    title="⟨w*,w⟩_Σ w* is the nearest point of span{w*} in ‖·‖_Σ",
    certificates=(because((sigma_product - c) ** 2),),
    rests_on=(unit_length,),
    expected="PROVED",
)
euclidean_projection = claim(
    "C.3-euclidean-projection",
    inner(w - inner(w_star, w) / inner(w_star, w_star) * w_star, w - inner(w_star, w) / inner(w_star, w_star) * w_star)
    <= inner(w - c * w_star, w - c * w_star),
    given=(inner(w_star, w_star) > 0,),
    source="Appendix C.3",
    title="⟨w*,w⟩‖w*‖₂⁻² w* is the nearest point of span{w*} in ‖·‖₂",
    certificates=(because(inner(w_star, w_star) * (inner(w_star, w) / inner(w_star, w_star) - c) ** 2),),
    expected="PROVED",
)
