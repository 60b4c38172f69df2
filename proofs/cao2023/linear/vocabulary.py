"""The words of the linear part: the model of Section 2, what it is written with, and the assumptions.

w is the weight vector, γ the scale, s = ‖w‖_Σ, u_i = ⟨w,z_i⟩ the margin of a sample, |ℓ'_i| its slope, ŵ the point of
span{w*} that is nearest to w, and w_⊥ = w − ŵ what is left.
"""

from proofs.cao2023.vocabulary import *

model = LinearBN()
w, gamma, s, s_square = model.w, model.gamma, model.norm(), model.squared_norm()
z, u, slope, output = model.z, model.margin, model.slope, model.output
gradient = model.gradient_w()
next_w, next_gamma = model.descended_w(eta), model.gamma - eta * model.gradient_gamma()
assumption = (model.uniform(w_star),)
assumed = (*assumption, model.defined)
spectrum = Spectrum(low, high, z(i))
largest_square = greatest(k, squared(z(k)))  # max‖x_i‖₂², as x_i = y_i z_i
largest_norm = sqrt(largest_square)
w_norm, star_norm = norm(w), norm(w_star)
alignment = inner(w_star, w) / squared(w_star)
nearest = alignment * w_star  # ŵ
offset = w - nearest  # w_⊥
sigma_product = named("⟨w*,w⟩_Σ", mean(i, inner(w_star, z(i)) * u(i)), latex=r"\langle w^*,w\rangle_\Sigma")
residual = w - sigma_product * w_star
growth = named("⟨w⁺ − w, w*⟩", inner(next_w, w_star) - inner(w, w_star), latex=r"\langle w^{+}-w, w^{*}\rangle")
