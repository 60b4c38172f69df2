"""Lemma 4.3 and Appendix C.3: the margin discrepancy as a squared distance to span{w*}."""

from proofs.cao2023.linear.vocabulary import *

pair_mean = mean(i, j, (model.margin(j) - model.margin(i)) ** 2)


def sigma_norm_squared(v: VectorExpr) -> Scalar:
    """Return ‖v‖_Σ²."""
    return model.squared_norm(v)


w_star_unit = paper.claim(
    "w*-unit",
    equal(sigma_norm_squared(w_star), 1),
    given=assumption,
    source="Appendix C.3",
    title="‖w*‖_Σ = 1",
)
C_3_expansion = paper.claim(
    "C.3-expansion",
    equal(
        pair_mean,
        mean(
            i,
            j,
            model.margin(j) ** 2 - 2 * model.margin(j) * model.margin(i) + model.margin(i) ** 2,
        ),
    ),
    equal(pair_mean, 2 / n * total(i, model.margin(i) ** 2) - 2 * mean(i, model.margin(i)) ** 2),
    source="Appendix C.3, first display, lines 2 and 3",
    title="The mean over pairs is twice a variance",
)
C_3_centred = paper.claim(
    "C.3-centred",
    equal(
        pair_mean,
        2 / n * total(i, model.margin(i) ** 2) - 4 * mean(i, model.margin(i)) ** 2 + 2 * mean(i, model.margin(i)) ** 2,
    ),
    equal(
        pair_mean,
        2 / n * total(i, model.margin(i) ** 2)
        - 4 / n * total(i, model.margin(i)) * mean(j, model.margin(j))
        + 2 / n * total(i, mean(j, model.margin(j)) ** 2),
    ),
    equal(pair_mean, 2 / n * total(i, (model.margin(i) - mean(j, model.margin(j))) ** 2)),
    source="Appendix C.3, first display, lines 4 to 6",
    title="The same with the margins centred",
    steps=(C_3_expansion,),
)
C_3_matrix = paper.claim(
    "C.3-matrix",
    equal(pair_mean, 2 / n * total(i, model.margin(i) * (model.margin(i) - mean(j, model.margin(j))))),
    source="Appendix C.3, first display, lines 7 and 8",
    title="It is (2/n) w^⊤Z(I − 11^⊤/n)Z^⊤w, Z = [z_1, …, z_n], here in components",
    steps=(C_3_centred,),
)
C_3_projected = paper.claim(
    "C.3-projected",
    equal(model.margin(i) - mean(j, model.margin(j)), inner(residual, model.z(i))),
    given=assumption,
    source="Appendix C.3, second display",
    title="The projection of Z^⊤w on 1^⊥ is Z^⊤(w − ⟨w*,w⟩_Σ w*), in components",
    remark="The print drops transposes: it is Z^⊤w* that is 1, so 11^⊤Z^⊤w/n = Z^⊤w*w*^⊤ZZ^⊤w/n.",
)
lemma_4_3_D = paper.claim(
    "lemma-4.3-D",
    equal(model.squared_norm() * model.discrepancy(), pair_mean),
    source="Lemma 4.3, first equality",
    title="‖w‖_Σ² D(w) is the mean squared difference of margins",
)
lemma_4_3 = paper.claim(
    "lemma-4.3",
    equal(model.squared_norm() * model.discrepancy(), pair_mean),
    equal(pair_mean, 2 * sigma_norm_squared(residual)),
    given=assumption,
    source="Lemma 4.3",
    title="‖w‖_Σ² D(w) = mean over pairs = 2‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    steps=(w_star_unit, C_3_expansion, C_3_centred, C_3_matrix, C_3_projected, lemma_4_3_D),
)
(c,) = symbols("c")
C_3_projection = paper.claim(
    "C.3-projection",
    sigma_norm_squared(residual) <= sigma_norm_squared(w - c * w_star),
    given=assumption,
    source="Appendix C.3",
    title="⟨w*,w⟩_Σ w* is the nearest point of span{w*} in ‖·‖_Σ",
    certificates=(because((sigma_product - c) ** 2),),
    rests_on=(w_star_unit,),
)
C_3_euclidean_projection = paper.claim(
    "C.3-euclidean-projection",
    inner(w - inner(w_star, w) / inner(w_star, w_star) * w_star, w - inner(w_star, w) / inner(w_star, w_star) * w_star)
    <= inner(w - c * w_star, w - c * w_star),
    given=(inner(w_star, w_star) > 0,),
    source="Appendix C.3",
    title="⟨w*,w⟩‖w*‖₂⁻² w* is the nearest point of span{w*} in ‖·‖₂",
    certificates=(because(inner(w_star, w_star) * (inner(w_star, w) / inner(w_star, w_star) - c) ** 2),),
)
lemma_4_3_distances = paper.claim(
    "lemma-4.3-distances",
    sigma_norm_squared(residual) <= sigma_norm_squared(offset),
    sigma_norm_squared(offset) <= high * inner(offset, offset),
    low * inner(offset, offset) <= low * inner(residual, residual),
    low * inner(residual, residual) <= sigma_norm_squared(residual),
    given=(
        *assumption,
        InSpan(w_star, model.z(i)),
        InSpan(w, model.z(i)),
        Spectrum(low, high, model.z(i)),
        inner(w_star, w_star) > 0,
    ),
    source="Lemma 4.3, second line, and the last two displays of Appendix C.3",
    title="λ_min‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² ≤ ‖w − ⟨w*,w⟩_Σ w*‖_Σ² ≤ λ_max‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂², line by line",
    certificates=(
        because(
            sigma_norm_squared(offset) - sigma_norm_squared(residual),
            uses=(lemma(C_3_projection, {c: inner(w_star, w) / inner(w_star, w_star)}),),
        ),
        because(high * inner(offset, offset) - sigma_norm_squared(offset), rayleigh=(offset,)),
        because(
            low * (inner(residual, residual) - inner(offset, offset)),
            uses=(lemma(C_3_euclidean_projection, {c: mean(i, inner(w_star, model.z(i)) * model.margin(i))}),),
        ),
        because(sigma_norm_squared(residual) - low * inner(residual, residual), rayleigh=(residual,)),
    ),
)
