"""Lemma D.2: the mean squared difference of patch margins as a squared distance to span{w*}.

The printed left side carries no patch superscripts. Both readings are decided: with the superscripts put back, and as
it stands, z_i being Σ_p z_i^(p).
"""

from proofs.cao2023.cnn.vocabulary import *

(c,) = symbols("c")
pair_mean = (
    1 / (n**2 * P**2) * total(i, j, p, q, (inner(w, model.z(j, q)) - inner(w, model.z(i, p))) ** 2)
)  # the printed left side, superscripts put back


def sigma_norm_squared(v: VectorExpr) -> Scalar:
    """Return ‖v‖_Σ²."""
    return model.squared_norm(v)


distance = named(
    "‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    sigma_norm_squared(residual),
    latex=r"\lVert w-\langle w^*,w\rangle_\Sigma w^*\rVert_\Sigma^2",
)
D_2_w_star_unit = paper.claim(
    "D.2-w*-unit",
    equal(sigma_norm_squared(w_star), 1),
    given=assumption,
    source="Lemma D.2, as Appendix C.3",
    title="‖w*‖_Σ = 1 over samples and patches",
)
D_2_mean_margin = paper.claim(
    "D.2-mean-margin",
    equal(sigma_product, model.mean_margin()),
    given=assumption,
    source="Lemma D.2, as Appendix C.3",
    title="⟨w*,w⟩_Σ is the mean of the patch margins",
)
lemma_D_2_D_patch = paper.claim(
    "lemma-D.2-D_patch",
    equal(model.squared_norm() * model.discrepancy(), pair_mean),
    source="Lemma D.2, as Lemma 4.3",
    title="‖w‖_Σ² D_patch(w) is the mean squared difference of patch margins",
)
lemma_D_2, lemma_D_2_repaired = paper.mended(
    "lemma-D.2",
    printed=wording(
        equal(pair_mean, distance),
        title="The mean squared difference of patch margins is ‖w − ⟨w*,w⟩_Σ w*‖_Σ² (superscripts put back)",
        remark="Lost factor 2 on the right, which Lemma 4.3 has. Lemma D.3 gains by it: its constant may be doubled.",
    ),
    repaired=wording(
        equal(pair_mean, 2 * distance),
        title="The mean squared difference of patch margins is 2‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
        rests_on=(D_2_w_star_unit, D_2_mean_margin),
    ),
    given=assumption,
    source="Lemma D.2",
    fault="slip",
)
summed_pair_mean = 1 / (n**2 * P**2) * total(i, j, p, q, (model.margin(j) - model.margin(i)) ** 2)
lemma_D_2_superscripts, lemma_D_2_superscripts_repaired = paper.mended(
    "lemma-D.2-superscripts",
    printed=wording(
        equal(summed_pair_mean, distance),
        title="Lemma D.2 letter by letter, with z_i = Σ_p z_i^(p)",
        remark="The superscripts (p') and (p) are lost on the left; without them differences within a sample do not "
        "count.",
    ),
    repaired=wording(
        equal(summed_pair_mean, 2 * mean(i, total(p, inner(residual, model.z(i, p))) ** 2)),
        title="What the letter by letter left side is: twice the mean square of the summed residual margins",
        rests_on=(D_2_w_star_unit,),
    ),
    given=assumption,
    source="Lemma D.2, without superscripts",
    fault="slip",
)
D_2_projection = paper.claim(
    "D.2-projection",
    distance <= sigma_norm_squared(w - c * w_star),
    given=assumption,
    source="Lemma D.2, as Appendix C.3",
    title="⟨w*,w⟩_Σ w* is the nearest point of span{w*} in ‖·‖_Σ",
    certificates=(because((sigma_product - c) ** 2),),
    rests_on=(D_2_w_star_unit,),
)
