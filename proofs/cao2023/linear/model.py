"""Section 2: the model, its symmetries, and the two update rules of gradient descent."""

from proofs.cao2023 import both_models
from proofs.cao2023.linear.vocabulary import *

homogeneity_w = both_models.homogeneity_w(model, "homogeneity-w", source="Section 2, homogeneity of f")
homogeneity_gamma = both_models.homogeneity_gamma(model, "homogeneity-gamma", source="Section 2, homogeneity of f")
homogeneity_both = both_models.homogeneity_both(model, "homogeneity-both", source="Section 2, homogeneity of f")
homogeneity_sign = paper.claim(
    "homogeneity-sign",
    equal(model.output(i, -w, -model.gamma), model.output(i)),
    edition="beyond",
    source="ours",
    title="f(−w, −γ, x) = f(w, γ, x): every trajectory has a mirror image",
)
gradient_w = both_models.gradient_w(model, "gradient-w", source="Appendix C.1")
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
orthogonality = both_models.orthogonality(
    model, "orthogonality", source="Appendix C.4, before (C.12)", rests_on=homogeneity_w
)
C_12 = both_models.norm_update(model, "C.12", source="(C.12)", rests_on=gradient_w, steps=orthogonality)
norm_grows = both_models.norm_grows(model, "norm-grows", source="Appendix C.4, after (C.12)", rests_on=C_12)
discrepancy_variance = both_models.discrepancy_variance(
    model, "discrepancy-variance", title="s²D = 2(s² − ū²), with s = ‖w‖_Σ and ū the mean margin"
)
mean_margin_bound = both_models.mean_margin_bound(
    model, "mean-margin-bound", title="The mean margin is at most ‖w‖_Σ in absolute value"
)
