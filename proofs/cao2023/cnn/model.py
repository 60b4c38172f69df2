"""Section 3: the single-filter CNN normalised over samples and patches, its symmetries and its gradients.

The closed forms are what the engine in ``verify.batchnorm.dynamics`` runs: with N = nP margins m_ip, M_i = Σ_p m_ip,
s² = Σ m_ip²/N, p_i = σ̄(γ M_i/s), u_ip = p_i − m_ip (Σ_j p_j M_j)/(N s²) and c = (ηγ/(ns)) u.
"""

from proofs.cao2023.cnn.vocabulary import *

(c,) = symbols("c")


cnn_homogeneity_w = paper.claim(
    "cnn-homogeneity-w",
    equal(model.output(i, c * w), model.output(i)),
    given=(c > 0,),
    source="Section 3, homogeneity of g",
    title="g is 0-homogeneous in w",
)
cnn_homogeneity_gamma = paper.claim(
    "cnn-homogeneity-gamma",
    equal(model.output(i, w, c * model.gamma), c * model.output(i)),
    source="Section 3, homogeneity of g",
    title="g is 1-homogeneous in γ",
)
cnn_homogeneity_both = paper.claim(
    "cnn-homogeneity-both",
    equal(model.output(i, c * w, c * model.gamma), c * model.output(i)),
    given=(c > 0,),
    source="Section 3, homogeneity of g",
    title="g(cw, cγ, x) = c g(w, γ, x)",
)
cnn_gradient_w = paper.claim(
    "cnn-gradient-w",
    equal(model.derivative_along(v), inner(model.gradient_w(), v)),
    source="Appendix D, gradient of L",
    title="The closed form of ∇_w L is the derivative along every direction v",
)
cnn_gradient_gamma = paper.claim(
    "cnn-gradient-gamma",
    equal(model.derivative_in_gamma(), model.gradient_gamma()),
    source="Appendix D, gradient of L",
    title="The closed form of ∂L/∂γ is the derivative",
)
cnn_orthogonality = paper.claim(
    "cnn-orthogonality",
    equal(model.derivative_along(w), 0),
    source="Appendix D.4",
    title="The gradient in w is orthogonal to w",
    rests_on=(cnn_homogeneity_w,),
)
cnn_norm_update = paper.claim(
    "cnn-norm-update",
    equal(
        inner(model.descended_w(eta), model.descended_w(eta)),
        inner(w, w) + eta**2 * inner(model.gradient_w(), model.gradient_w()),
    ),
    source="Appendix D.4",
    title="‖w‖₂² grows by η²‖∇_w L‖₂² in one step",
    rests_on=(cnn_gradient_w,),
    steps=(cnn_orthogonality,),
)
cnn_norm_grows = paper.claim(
    "cnn-norm-grows",
    inner(model.descended_w(eta), model.descended_w(eta)) >= inner(w, w),
    source="Lemma D.4, first inequality",
    title="‖w‖₂ never falls",
    certificates=(because(eta**2 * inner(model.gradient_w(), model.gradient_w())),),
    rests_on=(cnn_norm_update,),
)
cnn_discrepancy_variance = paper.claim(
    "cnn-discrepancy-variance",
    equal(model.norm() ** 2 * model.discrepancy(), 2 * (model.norm() ** 2 - model.mean_margin() ** 2)),
    edition="beyond",
    source="ours",
    title="s²D_patch = 2(s² − ū²), with s = ‖w‖_Σ and ū the mean over all patches",
)
cnn_mean_margin_bound = paper.claim(
    "cnn-mean-margin-bound",
    model.mean_margin() ** 2 <= model.squared_norm(),
    edition="beyond",
    source="ours",
    title="The mean patch margin is at most ‖w‖_Σ in absolute value",
    certificates=(because(mean(i, j, p, q, (inner(w, model.z(i, p)) - inner(w, model.z(j, q))) ** 2) / 2),),
)
cnn_margin_recursion = paper.claim(
    "cnn-margin-recursion",
    equal(
        inner(model.descended_w(eta), model.z(i, p)),
        inner(w, model.z(i, p)) + total(j, q, inner(model.z(i, p), model.z(j, q)) * model.coefficient(eta, j, q)),
    ),
    edition="beyond",
    source="ours",
    title="m⁺ = m + G c: the margins after one step need the Gram matrix of the patches only",
    rests_on=(cnn_gradient_w,),
)
cnn_alignment_recursion = paper.claim(
    "cnn-alignment-recursion",
    equal(inner(model.descended_w(eta), w_star), inner(w, w_star) + total(i, p, model.coefficient(eta, i, p))),
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="⟨w⁺, w*⟩ = ⟨w, w*⟩ + Σ c",
    rests_on=(cnn_gradient_w,),
)
