"""Theorem 3.2, as far as one step and exact trajectories take it.

The theorem speaks of polynomials and of constants C_1..C_4 that are not given, for all t ≥ t_0; the language has no
trajectories and no such quantifiers, so the theorem itself is not decided. The paper derives it from Lemmas D.1 to D.4
"by essentially the same" proof as Theorem 2.2; the pages on these lemmas say which hold. Decided here:

- From a start of exactly uniform margins κ > 0 the CNN never leaves it: w stays, γ⁺ = γ + ηPσ̄(γP) and L = ℓ(γP).
  With h = ηP² the number F = γP obeys F⁺ = F + hσ̄(F), hence e^F grows by at least h/2 and at most h e^h in a step, and
  ℓ(F) lies between e^-F/2 and e^-F while F ≥ 0. Summed over the steps, L(t) is at most 1/(1 + ηP²t/2), and at least a
  constant times 1/(ηP²t) for large t. So the rate is 1/(ηP²t) and not 1/(ηPt): in the printed lower bound C_1 must be
  below 4/P for large t, and no positive constant free of P satisfies it. (Read with constants that may depend on P, the
  bound says nothing about P.) That sum over t is an induction and is not checked by machine; its step is.
- x → cx changes no trajectory (``repeated``, "cnn-data-scaling"), while λ_min/λ_max^(3/2) in the printed exponent of
  D_patch becomes λ_min/(c λ_max^(3/2)). The exponent is not a quantity of the trajectory; whether the bound is false
  with constants free of the data depends on the polynomials in its conditions on ‖w(0)‖ and η, and stays open.

Missing for a decision: an explicit form of the stage lemmas (the CNN's versions of Lemmas 4.5 and 4.6).
"""

from proofs.cao2023.cnn.lemma_d_4.lemma_d_4 import (
    D_4_unit_slope,
)
from proofs.cao2023.cnn.model import (
    cnn_gradient_gamma,
    cnn_gradient_w,
)
from proofs.cao2023.cnn.repeated import (
    cnn_patches_repeated,
)
from proofs.cao2023.cnn.vocabulary import *

(i,), (p,) = samples("i"), patches("p")
kappa, F, h, x, y, a = symbols("κ F h x y a")
uniform_start = (equal(inner(w, model.z(i, p)), kappa), kappa > 0)

theorem_3_2_uniform_output = paper.claim(
    "theorem-3.2-uniform-output",
    equal(model.output(i), gamma * P),
    equal(model.loss(), ell(gamma * P)),
    equal(model.discrepancy(), 0),
    given=uniform_start,
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="At uniform margins every output is γP, and L = ℓ(γP)",
)
theorem_3_2_uniform_w = paper.claim(
    "theorem-3.2-uniform-w",
    equal(inner(model.descended_w(eta), v), inner(w, v)),
    given=uniform_start,
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="At uniform margins ∇_w L = 0: w stays where it is",
    rests_on=(cnn_gradient_w,),
)
theorem_3_2_uniform_gamma = paper.claim(
    "theorem-3.2-uniform-gamma",
    equal(gamma - eta * model.gradient_gamma(), gamma + eta * P * sigmabar(gamma * P)),
    equal(P * (gamma - eta * model.gradient_gamma()), gamma * P + eta * P**2 * sigmabar(gamma * P)),
    given=uniform_start,
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="At uniform margins F = γP obeys F⁺ = F + ηP²σ̄(F)",
    rests_on=(cnn_gradient_gamma,),
)
theorem_3_2_slope_floor = paper.claim(
    "theorem-3.2-slope-floor",
    exp(x) * sigmabar(x) >= rational(1, 2),
    exp(x) * sigmabar(x) <= 1,
    given=(x >= 0,),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="e^x σ̄(x) lies between 1/2 and 1 for x ≥ 0",
)
theorem_3_2_exponential = paper.claim(
    "theorem-3.2-exponential",
    exp(x + y) >= exp(x) * (1 + y),
    exp(x + y) <= exp(x) * (1 + y * exp(y)),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="e^x (1 + y) ≤ e^(x+y) ≤ e^x (1 + y e^y)",
)
theorem_3_2_step_size = paper.claim(
    "theorem-3.2-step-size",
    exp(h * y) <= exp(h),
    given=(h >= 0, y <= 1),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="e^hy ≤ e^h for y ≤ 1: one step adds at most h to F",
)
theorem_3_2_growth_from_below = paper.claim(
    "theorem-3.2-growth-from-below",
    exp(F + h * sigmabar(F)) >= exp(F) + h / 2,
    given=(F >= 0, h >= 0),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="For F ≥ 0 one step F⁺ = F + hσ̄(F) adds at least h/2 to e^F",
    certificates=(
        because(
            exp(F + h * sigmabar(F)) - exp(F) * (1 + h * sigmabar(F)),
            h * (exp(F) * sigmabar(F) - rational(1, 2)),
            uses=(lemma(theorem_3_2_exponential, {x: F, y: h * sigmabar(F)}), lemma(theorem_3_2_slope_floor, {x: F})),
        ),
    ),
)
theorem_3_2_growth_from_above = paper.claim(
    "theorem-3.2-growth-from-above",
    exp(F + h * sigmabar(F)) <= exp(F) + h * exp(h),
    given=(F >= 0, h >= 0),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="One step F⁺ = F + hσ̄(F) adds at most h e^h to e^F",
    certificates=(
        because(
            exp(F) * (1 + h * sigmabar(F) * exp(h * sigmabar(F))) - exp(F + h * sigmabar(F)),
            h * exp(h * sigmabar(F)) * (1 - exp(F) * sigmabar(F)),
            h * (exp(h) - exp(h * sigmabar(F))),
            uses=(
                lemma(theorem_3_2_exponential, {x: F, y: h * sigmabar(F)}, conclusion=1),
                lemma(theorem_3_2_slope_floor, {x: F}, conclusion=1),
                lemma(D_4_unit_slope, {a: F}),
                lemma(theorem_3_2_step_size, {y: sigmabar(F)}),
            ),
        ),
    ),
)
theorem_3_2_loss_bounds = paper.claim(
    "theorem-3.2-loss-bounds",
    ell(F) <= exp(-F),
    ell(F) >= exp(-F) / 2,
    given=(F >= 0,),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="For F ≥ 0 the loss lies between e^-F/2 and e^-F",
)
theorem_3_2_rate = paper.claim(
    "theorem-3.2-rate",
    exp(P * (gamma - eta * model.gradient_gamma())) >= exp(gamma * P) + eta * P**2 / 2,
    given=(*uniform_start, gamma > 0, eta > 0),
    edition="beyond",
    source="ours, on Theorem 3.2",
    title="From uniform margins e^γP, of which L is at most the inverse, grows by at least ηP²/2 in every step",
    certificates=(
        because(
            exp(gamma * P + eta * P**2 * sigmabar(gamma * P)) - exp(gamma * P) - eta * P**2 / 2,
            uses=(lemma(theorem_3_2_growth_from_below, {F: gamma * P, h: eta * P**2}),),
        ),
    ),
    rests_on=(
        theorem_3_2_uniform_output,
        theorem_3_2_uniform_w,
        theorem_3_2_uniform_gamma,
        theorem_3_2_loss_bounds,
        cnn_patches_repeated,
    ),
    remark="Hence L(t) ≤ 1/(1 + ηP²t/2) by adding up, and the printed C_1/(ηP(t + 1)) ≤ L(t) forces C_1 ≤ 4/P.",
)
