"""Hypotheses that Section 3 does not spell out: when Assumption 3.1 can hold, and what the sign of γ decides.

Assumption 3.1 asks one w* for margin 1 on every patch. That is possible just where no combination of patches with
weights of sum 1 vanishes; the claims here are the direction that forbids, with the least length of a combination.
The other direction is linear algebra over a given dataset (see ``verify.data.assumption``).
"""

from proofs.cao2023.cnn.lemma_d_3.lemma_d_3_slopes import (
    D_9_patch_norm,
)
from proofs.cao2023.cnn.lemma_d_4.lemma_d_4 import (
    D_4_unit_slope,
)
from proofs.cao2023.cnn.model import (
    cnn_gradient_gamma,
)
from proofs.cao2023.cnn.vocabulary import *

x, a = symbols("x a")
shrink = 1 / (1 + inner(w_star, w_star))


def length_of(v: VectorExpr) -> Scalar:
    """Return ‖v‖₂²."""
    return inner(v, v)


combination = vector_total(i, p, family("a", i, p) * model.z(i, p))
weights_sum_to_one = equal(total(i, p, family("a", i, p)), 1)
assumption_3_1_combinations = paper.claim(
    "assumption-3.1-combinations",
    length_of(combination) * inner(w_star, w_star) >= 1,
    given=(*assumption, weights_sum_to_one, inner(w_star, w_star) > 0),
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="Under Assumption 3.1 no combination of patches with weights of sum 1 is shorter than 1/‖w*‖₂",
    certificates=(
        because(
            length_of(inner(w_star, w_star) * combination - w_star),
            times=inner(w_star, w_star),
        ),
    ),
)
assumption_3_1_zero_patch = paper.claim(
    "assumption-3.1-zero-patch",
    inner(model.z(i, p), model.z(i, p)) > 0,
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="Assumption 3.1 fails as soon as one patch of one sample is zero, such as a blank corner of an image",
    certificates=(because(length_of(model.z(i, p) - shrink * w_star), shrink + shrink**2),),
)
assumption_3_1_shared_patch = paper.claim(
    "assumption-3.1-shared-patch",
    length_of(model.z(i, p) + model.z(j, q)) > 0,
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="z_i^(p) = −z_j^(q) is impossible: two classes cannot share a patch, such as a common background",
    certificates=(because(length_of(model.z(i, p) + model.z(j, q) - 2 * shrink * w_star), 4 * shrink + 4 * shrink**2),),
)
assumption_3_1_difference = paper.claim(
    "assumption-3.1-difference",
    equal(inner(w_star, model.z(i, p) - model.z(j, q)), 0),
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="Coinciding patches of one class cost nothing, but w* is orthogonal to every difference of patches",
)
overlapping = vector_total(p, family("b", p) * model.z(i, p))
assumption_3_1_overlap = paper.claim(
    "assumption-3.1-overlap",
    equal(inner(w_star, overlapping), total(p, family("b", p))),
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="A linear relation Σ b_p z_i^(p) = 0 among overlapping patches is allowed only where Σ b_p = 0",
)
assumption_3_1_centred = paper.claim(
    "assumption-3.1-centred",
    equal(inner(w_star, vector_total(i, p, family("y", i) * model.z(i, p))), P * total(i, family("y", i))),
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="Data centred over all patches, Σ y_i z_i^(p) = 0, need as many samples of one class as of the other",
)
assumption_3_1_gives_2_1 = paper.claim(
    "assumption-3.1-gives-2.1",
    equal(model.margin(i, 1 / P * w_star), 1),
    given=assumption,
    edition="beyond",
    source="ours, on Assumption 3.1",
    title="Assumption 3.1 implies Assumption 2.1 for the summed patches, with w*/P",
)
u_, noise = vector("u"), vector("ξ", i, p)
assumption_3_1_example_3_1 = paper.claim(
    "assumption-3.1-example-3.1",
    equal(inner(1 / inner(u_, u_) * u_, u_ + family("y", i) * noise), 1),
    given=(equal(inner(u_, noise), 0), inner(u_, u_) > 0),
    edition="beyond",
    source="ours, on Example 3.1",
    title="D_1 satisfies Assumption 3.1 always, with w* = u/‖u‖²: z_i^(p) = u + y_i ξ_i^(p) with ξ orthogonal to u",
)
new_patch = vector("x", p)
raw = total(p, inner(w, new_patch))
prediction = total(p, gamma * inner(w, new_patch) / s)
prediction_positive = paper.claim(
    "prediction-positive",
    prediction > 0,
    given=(raw > 0, gamma > 0, model.defined),
    source="Section 3.2, the prediction at test time",
    title="For γ > 0 the prediction is positive where ⟨w, Σ_p x^(p)⟩ is",
    certificates=(because(gamma / s * raw),),
)
prediction_negative = paper.claim(
    "prediction-negative",
    prediction < 0,
    given=(raw < 0, gamma > 0, model.defined),
    source="Section 3.2, the prediction at test time",
    title="For γ > 0 the prediction is negative where ⟨w, Σ_p x^(p)⟩ is",
    certificates=(because(gamma / s * (0 - raw)),),
)
prediction_reversed = paper.claim(
    "prediction-reversed",
    prediction < 0,
    given=(raw > 0, gamma < 0, model.defined),
    edition="beyond",
    source="ours, on the prediction at test time",
    title="For γ < 0 every prediction is reversed",
    certificates=(because((0 - gamma) / s * raw),),
)
gamma_stays_positive = paper.claim(
    "gamma-stays-positive",
    gamma - eta * model.derivative_in_gamma() > 0,
    given=(*assumption, model.defined, equal(gamma, 1), eta > 0),
    edition="beyond",
    source="ours, on “as long as γ > 0”",
    title="γ stays positive after the first step, whatever w(0) and η",
    expected="REFUTED",
    remark="False for misclassified data and a large step: γ > 0 is a hypothesis and no consequence.",
)
modulus_above_minus = paper.claim(
    "modulus-above-minus",
    absolute(x) + x >= 0,
    edition="beyond",
    source="ours, on “as long as γ > 0”",
    title="|x| ≥ −x",
)
margin, signed_slope = model.margin(j), model.slope(j)
gamma_stays_positive_small_step = paper.claim(
    "gamma-stays-positive-small-step",
    gamma - eta * model.derivative_in_gamma() >= 1 - eta * P,
    given=(model.defined, equal(gamma, 1), eta > 0),
    edition="beyond",
    source="ours, on “as long as γ > 0”",
    title="After the first step γ is at least 1 − ηP",
    certificates=(
        because(
            eta / s * mean(j, signed_slope * (absolute(margin) + margin)),
            eta / s * mean(j, (1 - signed_slope) * absolute(margin)),
            eta * (P - mean(j, absolute(model.output(j)))),
            uses=(
                lemma(modulus_above_minus, {x: margin}),
                lemma(D_4_unit_slope, {a: model.output(j)}),
                lemma(D_9_patch_norm, {Symbol("γ"): rational(1)}),
            ),
        ),
    ),
    rests_on=(cnn_gradient_gamma,),
)
