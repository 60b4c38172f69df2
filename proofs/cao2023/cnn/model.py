"""Section 3: the single-filter CNN normalised over samples and patches, its symmetries and its gradients.

The closed forms are what the engine in ``verify.batchnorm.dynamics`` runs: with N = nP margins m_ip, M_i = Σ_p m_ip,
s² = Σ m_ip²/N, p_i = σ̄(γ M_i/s), u_ip = p_i − m_ip (Σ_j p_j M_j)/(N s²) and c = (ηγ/(ns)) u.
"""

from proofs.cao2023 import both_models
from proofs.cao2023.cnn.vocabulary import *

cnn_homogeneity_w = both_models.homogeneity_w(model, "cnn-homogeneity-w", source="Section 3, homogeneity of g")
cnn_homogeneity_gamma = both_models.homogeneity_gamma(
    model, "cnn-homogeneity-gamma", source="Section 3, homogeneity of g"
)
cnn_homogeneity_both = both_models.homogeneity_both(model, "cnn-homogeneity-both", source="Section 3, homogeneity of g")
cnn_gradient_w = both_models.gradient_w(model, "cnn-gradient-w", source="Appendix D, gradient of L")
cnn_gradient_gamma = paper.claim(
    "cnn-gradient-gamma",
    equal(model.derivative_in_gamma(), model.gradient_gamma()),
    source="Appendix D, gradient of L",
    title="The closed form of ∂L/∂γ is the derivative",
)
cnn_orthogonality = both_models.orthogonality(
    model, "cnn-orthogonality", source="Appendix D.4", rests_on=cnn_homogeneity_w
)
cnn_norm_update = both_models.norm_update(
    model, "cnn-norm-update", source="Appendix D.4", rests_on=cnn_gradient_w, steps=cnn_orthogonality
)
cnn_norm_grows = both_models.norm_grows(
    model, "cnn-norm-grows", source="Lemma D.4, first inequality", rests_on=cnn_norm_update
)
cnn_discrepancy_variance = both_models.discrepancy_variance(
    model, "cnn-discrepancy-variance", title="s²D_patch = 2(s² − ū²), with s = ‖w‖_Σ and ū the mean over all patches"
)
cnn_mean_margin_bound = both_models.mean_margin_bound(
    model, "cnn-mean-margin-bound", title="The mean patch margin is at most ‖w‖_Σ in absolute value"
)
cnn_margin_recursion = both_models.margin_recursion(
    model,
    "cnn-margin-recursion",
    title="m⁺ = m + G c: the margins after one step need the Gram matrix of the patches only",
    rests_on=cnn_gradient_w,
)
cnn_alignment_recursion = both_models.alignment_recursion(
    model, "cnn-alignment-recursion", title="⟨w⁺, w*⟩ = ⟨w, w*⟩ + Σ c", rests_on=cnn_gradient_w
)
