"""The words of the CNN's part: the model of Section 3, what it is written with, and the assumptions.

w is the weight vector, γ the scale, s = ‖w‖_Σ, |ℓ'_i| the slope of a sample, ŵ the point of span{w*} that is nearest to
w, and w_⊥ = w − ŵ what is left. A margin of a sample is a sum over its patches; pages say which margins they call u.
"""

from proofs.cao2023.vocabulary import *

model = ConvBN()
w, gamma, s, s_square = model.w, model.gamma, model.norm(), model.squared_norm()
z, slope, output = model.z, model.slope, model.output
gradient = model.gradient_w()
next_w, next_gamma = model.descended_w(eta), model.gamma - eta * model.gradient_gamma()
assumption = (model.uniform(w_star),)
assumed = (*assumption, model.defined)
spectrum = Spectrum(low, high, z(i, p))
w_norm, star_norm = norm(w), norm(w_star)
alignment = inner(w_star, w) / squared(w_star)
nearest = alignment * w_star  # ŵ
offset = w - nearest  # w_⊥
sigma_product = named(
    "⟨w*,w⟩_Σ", mean(i, p, inner(w_star, z(i, p)) * inner(w, z(i, p))), latex=r"\langle w^*,w\rangle_\Sigma"
)
residual = w - sigma_product * w_star
growth = named("⟨w⁺ − w, w*⟩", inner(next_w, w_star) - inner(w, w_star), latex=r"\langle w^{+}-w, w^{*}\rangle")
