"""Section 2: the model, its symmetries, and the two update rules of gradient descent."""

from proofs.cao2023.linear.vocabulary import *

(c,) = symbols("c")

homogeneity_w = paper.claim(
    "homogeneity-w",
    equal(model.output(i, c * w), model.output(i)),
    given=(c > 0,),
    source="Section 2, homogeneity of f",
    title="f is 0-homogeneous in w",
)
homogeneity_gamma = paper.claim(
    "homogeneity-gamma",
    equal(model.output(i, w, c * model.gamma), c * model.output(i)),
    source="Section 2, homogeneity of f",
    title="f is 1-homogeneous in γ",
)
homogeneity_both = paper.claim(
    "homogeneity-both",
    equal(model.output(i, c * w, c * model.gamma), c * model.output(i)),
    given=(c > 0,),
    source="Section 2, homogeneity of f",
    title="f(cw, cγ, x) = c f(w, γ, x)",
)
homogeneity_sign = paper.claim(
    "homogeneity-sign",
    equal(model.output(i, -w, -model.gamma), model.output(i)),
    edition="beyond",
    source="ours",
    title="f(−w, −γ, x) = f(w, γ, x): every trajectory has a mirror image",
)
gradient_w = paper.claim(
    "gradient-w",
    equal(model.derivative_along(v), inner(model.gradient_w(), v)),
    source="Appendix C.1",
    title="The closed form of ∇_w L is the derivative along every direction v",
)
loss_slope = named("ℓ'", -model.slope(i), i, latex=r"\ell'")
sigma_w = 1 / n * vector_total(k, inner(w, model.z(k)) * model.z(k))  # Σw, as x_k x_k^⊤ = z_k z_k^⊤
pushed = vector_total(i, loss_slope * (model.z(i) - inner(w, model.z(i)) / model.squared_norm() * sigma_w))
printed_w = w - eta * model.gamma / (n * model.norm()) * pushed
printed_gamma = model.gamma - eta / n * total(i, loss_slope * model.margin(i) / model.norm())

claim_2_1 = paper.claim(
    "2.1",
    equal(inner(printed_w, v), inner(w, v) - eta * model.derivative_along(v)),
    source="(2.1)",
    title="The printed update of w is one step of gradient descent, seen along every direction v",
)
claim_2_2 = paper.claim(
    "2.2",
    equal(printed_gamma, model.gamma - eta * model.derivative_in_gamma()),
    source="(2.2)",
    title="The printed update of γ is one step of gradient descent",
)
orthogonality = paper.claim(
    "orthogonality",
    equal(model.derivative_along(w), 0),
    source="Appendix C.4, before (C.12)",
    title="The gradient in w is orthogonal to w",
    rests_on=(homogeneity_w,),
)
C_12 = paper.claim(
    "C.12",
    equal(
        inner(model.descended_w(eta), model.descended_w(eta)),
        inner(w, w) + eta**2 * inner(model.gradient_w(), model.gradient_w()),
    ),
    source="(C.12)",
    title="‖w‖₂² grows by η²‖∇_w L‖₂² in one step",
    rests_on=(gradient_w,),
    steps=(orthogonality,),
)
norm_grows = paper.claim(
    "norm-grows",
    inner(model.descended_w(eta), model.descended_w(eta)) >= inner(w, w),
    source="Appendix C.4, after (C.12)",
    title="‖w‖₂ never falls",
    certificates=(because(eta**2 * inner(model.gradient_w(), model.gradient_w())),),
    rests_on=(C_12,),
)
discrepancy_variance = paper.claim(
    "discrepancy-variance",
    equal(model.norm() ** 2 * model.discrepancy(), 2 * (model.norm() ** 2 - model.mean_margin() ** 2)),
    edition="beyond",
    source="ours",
    title="s²D = 2(s² − ū²), with s = ‖w‖_Σ and ū the mean margin",
)
mean_margin_bound = paper.claim(
    "mean-margin-bound",
    model.mean_margin() ** 2 <= model.squared_norm(),
    edition="beyond",
    source="ours",
    title="The mean margin is at most ‖w‖_Σ in absolute value",
    certificates=(because(mean(i, j, (model.margin(i) - model.margin(j)) ** 2) / 2),),
)
