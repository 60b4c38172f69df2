"""The gradients that the float engine runs for the rivals of the paper's BN are the derivatives of their objectives.

The features h_ip = ⟨w, z_i^(p)⟩ are those of an arbitrary family z: patches under one filter, or hidden units.
"""

from verify.author import Claim, P, claim, equal, family, inner, n, patches, samples, symbols, total, vector
from verify.batchnorm.rivals.models import BatchNorm, FeatureNorm, HiddenBatchNorm, Unnormalised, WeightNorm
from verify.statement.tree import Scalar

v = vector("v")
gamma, beta = symbols("γ β")
(i,), (p,) = samples("i"), patches("p")

unnormalised, weight_norm = Unnormalised(), WeightNorm()
batch_norm = BatchNorm(epsilon=True)
centred_norm = BatchNorm(centred=True, bias=True, epsilon=True)
rms_norm, layer_norm = FeatureNorm(), FeatureNorm(centred=True)
hidden = HiddenBatchNorm()


def two_denominators(model: FeatureNorm) -> Scalar:
    """Return a share of −∇_w L as the product rule gives it: a_p/s_i − c_ip Σ a c/(P s_i³)."""
    back = model.activation(i, p) * model.weighted(i) / P * model.scale(i) ** -3
    return model.gamma * model.slope(i) / n * (model.weight(p) / model.scale(i) - back)


def over_two_denominators(model: FeatureNorm) -> Scalar:
    """Return ⟨−∇_w L, v⟩ with these shares."""
    return total(i, p, two_denominators(model) * inner(v, vector("z", i, p)))


def share_of(model: FeatureNorm, name: str) -> Claim:
    """Return the claim that the share which the engine runs is the one of the product rule."""
    return claim(
        f"{name}-share",
        equal(model.share(i, p), two_denominators(model)),
        edition="beyond",
        source="ours",
        title="the engine's share of z_i^(p) in −∇_w L is the one in the gradient",
        expected="PROVED",
    )


unnormalised_w = claim(
    "unnormalised-gradient",
    equal(unnormalised.derivative_along(v), -inner(unnormalised.descent_w(), v)),
    edition="beyond",
    source="ours",
    title="No normalisation: the closed form of ∇_w L is the derivative along every v",
    expected="PROVED",
)
weight_norm_w = claim(
    "weight-norm-gradient-w",
    equal(weight_norm.derivative_along(v), -inner(weight_norm.descent_w(), v)),
    edition="beyond",
    source="ours",
    title="Weight norm: the closed form of ∇_w L is the derivative along every v",
    expected="PROVED",
)
weight_norm_gamma = claim(
    "weight-norm-gradient-gamma",
    equal(weight_norm.derivative_in(gamma), -weight_norm.descent_scalars()[gamma]),
    edition="beyond",
    source="ours",
    title="Weight norm: the closed form of ∂L/∂γ is the derivative",
    expected="PROVED",
)
batch_norm_w = claim(
    "bn-epsilon-gradient-w",
    equal(batch_norm.derivative_along(v), -inner(batch_norm.descent_w(), v)),
    edition="beyond",
    source="ours",
    title="BN with ε: the closed form of ∇_w L is the derivative along every v",
    expected="PROVED",
)
batch_norm_gamma = claim(
    "bn-epsilon-gradient-gamma",
    equal(batch_norm.derivative_in(gamma), -batch_norm.descent_scalars()[gamma]),
    edition="beyond",
    source="ours",
    title="BN with ε: the closed form of ∂L/∂γ is the derivative",
    expected="PROVED",
)
centred_w = claim(
    "bn-centred-gradient-w",
    equal(centred_norm.derivative_along(v), -inner(centred_norm.descent_w(), v)),
    edition="beyond",
    source="ours",
    title="BN with mean subtraction, ε and bias: the closed form of ∇_w L is the derivative along every v",
    expected="PROVED",
)
centred_gamma = claim(
    "bn-centred-gradient-gamma",
    equal(centred_norm.derivative_in(gamma), -centred_norm.descent_scalars()[gamma]),
    edition="beyond",
    source="ours",
    title="BN with mean subtraction, ε and bias: the closed form of ∂L/∂γ is the derivative",
    expected="PROVED",
)
centred_beta = claim(
    "bn-centred-gradient-beta",
    equal(centred_norm.derivative_in(beta), -centred_norm.descent_scalars()[beta]),
    edition="beyond",
    source="ours",
    title="BN with mean subtraction, ε and bias: the closed form of ∂L/∂β is the derivative",
    expected="PROVED",
)
rms_norm_share = share_of(rms_norm, "rms-norm")
rms_norm_w = claim(
    "rms-norm-gradient-w",
    equal(rms_norm.derivative_along(v), -over_two_denominators(rms_norm)),
    edition="beyond",
    source="ours",
    title="RMS norm: ∇_w L along every v",
    steps=(rms_norm_share,),
    expected="PROVED",
)
rms_norm_gamma = claim(
    "rms-norm-gradient-gamma",
    equal(rms_norm.derivative_in(gamma), -rms_norm.descent_scalars()[gamma]),
    edition="beyond",
    source="ours",
    title="RMS norm: the closed form of ∂L/∂γ is the derivative",
    expected="PROVED",
)
layer_norm_share = share_of(layer_norm, "layer-norm")
layer_norm_w = claim(
    "layer-norm-gradient-w",
    equal(layer_norm.derivative_along(v), -over_two_denominators(layer_norm)),
    edition="beyond",
    source="ours",
    title="Layer norm: ∇_w L along every v",
    steps=(layer_norm_share,),
    expected="PROVED",
)
layer_norm_gamma = claim(
    "layer-norm-gradient-gamma",
    equal(layer_norm.derivative_in(gamma), -layer_norm.descent_scalars()[gamma]),
    edition="beyond",
    source="ours",
    title="Layer norm: the closed form of ∂L/∂γ is the derivative",
    expected="PROVED",
)
hidden_w = claim(
    "hidden-bn-gradient-w",
    equal(hidden.derivative_along(v), -inner(hidden.descent_w(), v)),
    edition="beyond",
    source="ours",
    title="Two layers, linear or ReLU between kinks: the closed form of ∇_w L is the derivative along every v",
    expected="PROVED",
)
hidden_a = claim(
    "hidden-bn-gradient-a",
    equal(hidden.derivative_along_head("b"), -total(p, hidden.descent_head(p) * family("b", p))),
    edition="beyond",
    source="ours",
    title="Two layers, linear or ReLU between kinks: the closed form of ∇_a L is the derivative along every b",
    expected="PROVED",
)
