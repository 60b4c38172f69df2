"""Uniform margin is the greatest normalised margin of the BN network, and nothing else reaches it.

The normalised margin is the least F_i at γ = 1. For the linear model it is at most 1, for the CNN at most P, and it is
that only where every (patch) margin is the same. For RMS and layer norm the greatest value is reached as soon as the
features of each sample are positive multiples of the weights a: samples need not agree with one another.
"""

from proofs.rivals.gradients import layer_norm, rms_norm
from verify.author import (
    ConvBN,
    LinearBN,
    P,
    because,
    claim,
    equal,
    family,
    inner,
    mean,
    patches,
    samples,
    symbols,
    total,
    vector,
)

linear, cnn = LinearBN(), ConvBN()
(i,), (p, q) = samples("i"), patches("p q")
t, c = symbols("t c")

linear_greatest = claim(
    "uniform-is-greatest-linear",
    t**2 <= linear.squared_norm(),
    given=(linear.margin(i) >= t, t >= 0),
    edition="beyond",
    source="ours",
    title="BN: where every margin is at least t ≥ 0, so is ‖w‖_Σ: no normalised margin exceeds 1",
    certificates=(because(mean(i, (linear.margin(i) - t) ** 2), 2 * t * mean(i, linear.margin(i) - t)),),
    expected="PROVED",
)
linear_reached = claim(
    "uniform-reaches-linear",
    equal(linear.output(i), linear.gamma),
    given=(equal(linear.margin(i), c), c > 0),
    edition="beyond",
    source="ours",
    title="BN: equal positive margins give F_i = γ, the greatest normalised margin",
    expected="PROVED",
)
linear_only = claim(
    "greatest-is-uniform-linear",
    linear.discrepancy() <= 0,
    given=(linear.margin(i) >= linear.norm(), linear.defined),
    edition="beyond",
    source="ours",
    title="BN: a normalised margin of 1 needs D(w) = 0",
    certificates=(
        because(
            2 * mean(i, linear.margin(i) - linear.norm()) ** 2,
            4 * linear.norm() * mean(i, linear.margin(i) - linear.norm()),
            times=linear.squared_norm(),
        ),
    ),
    expected="PROVED",
)
per_patch = inner(cnn.w, cnn.z(i, p))
cnn_greatest = claim(
    "uniform-is-greatest-cnn",
    t**2 <= P**2 * cnn.squared_norm(),
    given=(cnn.margin(i) >= t, t >= 0),
    edition="beyond",
    source="ours",
    title="BN of the CNN: where every margin is at least t ≥ 0, so is P‖w‖_Σ: no normalised margin exceeds P",
    certificates=(because(mean(i, p, (P * per_patch - t) ** 2), 2 * t * mean(i, cnn.margin(i) - t)),),
    expected="PROVED",
)
cnn_reached = claim(
    "uniform-reaches-cnn",
    equal(cnn.output(i), P * cnn.gamma),
    given=(equal(per_patch, c), c > 0),
    edition="beyond",
    source="ours",
    title="BN of the CNN: equal positive patch margins give F_i = Pγ, the greatest normalised margin",
    expected="PROVED",
)
cnn_only = claim(
    "greatest-is-uniform-cnn",
    cnn.discrepancy() <= 0,
    given=(cnn.margin(i) >= P * cnn.norm(), cnn.defined),
    edition="beyond",
    source="ours",
    title="BN of the CNN: a normalised margin of P needs D_patch(w) = 0",
    certificates=(
        because(
            2 * (mean(i, cnn.margin(i) - P * cnn.norm()) / P) ** 2,
            4 * cnn.norm() * mean(i, cnn.margin(i) - P * cnn.norm()) / P,
            times=cnn.squared_norm(),
        ),
    ),
    expected="PROVED",
)
aligned = (equal(rms_norm.feature(i, p), family("c", i) * family("a", p)), family("c", i) > 0)
crossed = (family("a", p) * rms_norm.feature(i, q) - family("a", q) * rms_norm.feature(i, p)) ** 2
rms_greatest = claim(
    "rms-norm-greatest",
    rms_norm.output(i) ** 2 <= rms_norm.gamma**2 * P * total(p, family("a", p) ** 2),
    given=(rms_norm.squares(i) > 0,),
    certificates=(because(rms_norm.gamma**2 * P * total(p, q, crossed) / 2, times=rms_norm.squares(i)),),
    edition="beyond",
    source="ours",
    title="RMS norm: F_i² is at most γ²PΣa², by Cauchy and Schwarz",
    expected="PROVED",
)
rms_reached = claim(
    "rms-norm-reached",
    equal(rms_norm.output(i) ** 2, rms_norm.gamma**2 * P * total(p, family("a", p) ** 2)),
    given=aligned,
    edition="beyond",
    source="ours",
    title="RMS norm: features c_i·a reach it, whatever the c_i > 0 are",
    expected="PROVED",
)
layer_reached = claim(
    "layer-norm-reached",
    equal(layer_norm.output(i) ** 2, layer_norm.gamma**2 * P * total(p, family("a", p) ** 2)),
    given=(*aligned, equal(total(p, family("a", p)), 0)),
    edition="beyond",
    source="ours",
    title="Layer norm with Σa = 0: features c_i·a reach the same value, whatever the c_i > 0 are",
    expected="PROVED",
)
along = vector("v")
linear_stationary = claim(
    "uniform-is-stationary-linear",
    equal(inner(linear.gradient_w(), along), 0),
    given=(equal(linear.margin(i), c), c > 0),
    edition="beyond",
    source="ours",
    title="BN: at equal positive margins ∇_w L = 0 for any samples whatever, so that mini-batches do not disturb them",
    expected="PROVED",
)
cnn_stationary = claim(
    "uniform-is-stationary-cnn",
    equal(inner(cnn.gradient_w(), along), 0),
    given=(equal(per_patch, c), c > 0),
    edition="beyond",
    source="ours",
    title="BN of the CNN: at equal positive patch margins ∇_w L = 0 for any samples whatever",
    expected="PROVED",
)
layer_stuck = claim(
    "layer-norm-stationary",
    equal(inner(layer_norm.descent_w(), along), 0),
    given=(equal(layer_norm.feature(i, p), family("c", i) * family("a", p)), equal(total(p, family("a", p)), 0)),
    edition="beyond",
    source="ours",
    title="Layer norm with Σa = 0: features c_i·a are stationary for w whatever the signs of the c_i: wrong labels too",
    expected="PROVED",
)
rms_stuck = claim(
    "rms-norm-stationary",
    equal(inner(rms_norm.descent_w(), along), 0),
    given=(equal(rms_norm.feature(i, p), family("c", i) * family("a", p)),),
    edition="beyond",
    source="ours",
    title="RMS norm: features c_i·a are stationary for w whatever the signs of the c_i: wrong labels too",
    expected="PROVED",
)
