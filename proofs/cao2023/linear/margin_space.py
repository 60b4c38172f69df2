"""Ours: gradient descent seen through the margins m = Zw alone, as the engine in ``verify.batchnorm.dynamics`` runs it.

With s² = mᵀm/n, p_i = σ̄(γ m_i/s), u = p − m (pᵀm)/(n s²) and c = (ηγ/(ns)) u: m⁺ = m + G c, γ⁺ = γ + η pᵀm/(ns),
‖w⁺‖² = ‖w‖² + cᵀGc and ⟨w⁺, w*⟩ = ⟨w, w*⟩ + Σ_i c_i. The data enter through G = Z Zᵀ only.
"""

from proofs.cao2023 import both_models
from proofs.cao2023.linear.model import gradient_w
from proofs.cao2023.linear.vocabulary import *

margin_recursion = both_models.margin_recursion(
    model,
    "margin-recursion",
    title="m⁺ = m + G c: the margins after one step need the Gram matrix only",
    rests_on=gradient_w,
)
norm_recursion = paper.claim(
    "norm-recursion",
    equal(
        inner(model.descended_w(eta), model.descended_w(eta)),
        inner(w, w)
        + total(i, j, model.coefficient(eta, i) * inner(model.z(i), model.z(j)) * model.coefficient(eta, j)),
    ),
    edition="beyond",
    source="ours",
    title="‖w⁺‖₂² = ‖w‖₂² + cᵀGc",
    rests_on=(gradient_w,),
)
alignment_recursion = both_models.alignment_recursion(
    model, "alignment-recursion", title="⟨w⁺, w*⟩ = ⟨w, w*⟩ + Σ_i c_i", rests_on=gradient_w
)
