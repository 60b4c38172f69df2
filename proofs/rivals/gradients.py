"""The gradients that the float engine runs for the rivals of the paper's BN are the derivatives of their objectives.

The features h_ip = ⟨w, z_i^(p)⟩ are those of an arbitrary family z: patches under one filter, or hidden units.
"""

from collections.abc import Iterable

from verify.author import Claim, P, claim, equal, family, inner, n, patches, samples, symbols, total, vector
from verify.batchnorm.rivals.models import BatchNorm, FeatureNorm, HiddenBatchNorm, Unnormalised, WeightNorm
from verify.statement.tree import Relation, Scalar, Symbol

v = vector("v")
gamma, beta = symbols("γ β")
(i,), (p,) = samples("i"), patches("p")

unnormalised, weight_norm = Unnormalised(), WeightNorm()
batch_norm = BatchNorm(epsilon=True)
centred_norm = BatchNorm(centred=True, bias=True, epsilon=True)
rms_norm, layer_norm = FeatureNorm(), FeatureNorm(centred=True)
hidden = HiddenBatchNorm()


CENTRED = "BN with mean subtraction, ε and bias"
TWO_LAYERS = "Two layers, linear or ReLU between kinks"


def ours(id: str, conclusion: Relation, title: str, *, steps: Iterable[Claim] | Claim = ()) -> Claim:
    """Return a claim that no paper prints."""
    return claim(id, conclusion, edition="beyond", source="ours", title=title, steps=steps, expected="PROVED")


def two_denominators(model: FeatureNorm) -> Scalar:
    """Return a share of −∇_w L as the product rule gives it: a_p/s_i − c_ip Σ a c/(P s_i³)."""
    back = model.activation(i, p) * model.weighted(i) / P * model.scale(i) ** -3
    return model.gamma * model.slope(i) / n * (model.weight(p) / model.scale(i) - back)


def over_two_denominators(model: FeatureNorm) -> Scalar:
    """Return ⟨−∇_w L, v⟩ with these shares."""
    return total(i, p, two_denominators(model) * inner(v, vector("z", i, p)))


def share_of(model: FeatureNorm, name: str) -> Claim:
    """Return the claim that the share which the engine runs is the one of the product rule."""
    title = "the engine's share of z_i^(p) in −∇_w L is the one in the gradient"
    return ours(f"{name}-share", equal(model.share(i, p), two_denominators(model)), title)


def closed_in_w(model: Unnormalised, id: str, name: str) -> Claim:
    """Return the claim that the closed form of ∇_w L, which descent runs, is the derivative along every v."""
    closed = equal(model.derivative_along(v), -inner(model.descent_w(), v))
    return ours(id, closed, f"{name}: the closed form of ∇_w L is the derivative along every v")


def in_w_by_shares(model: FeatureNorm, id: str, name: str, share: Claim) -> Claim:
    """Return the claim that the shares of the product rule add up to the derivative along every v."""
    whole = equal(model.derivative_along(v), -over_two_denominators(model))
    return ours(id, whole, f"{name}: ∇_w L along every v", steps=share)


def closed_in(variable: Symbol, model: Unnormalised, id: str, name: str) -> Claim:
    """Return the claim that the closed form of the derivative in γ or β, which descent runs, is the derivative."""
    closed = equal(model.derivative_in(variable), -model.descent_scalars()[variable])
    return ours(id, closed, f"{name}: the closed form of ∂L/∂{variable.name} is the derivative")


unnormalised_w = closed_in_w(unnormalised, "unnormalised-gradient", "No normalisation")
weight_norm_w = closed_in_w(weight_norm, "weight-norm-gradient-w", "Weight norm")
weight_norm_gamma = closed_in(gamma, weight_norm, "weight-norm-gradient-gamma", "Weight norm")
batch_norm_w = closed_in_w(batch_norm, "bn-epsilon-gradient-w", "BN with ε")
batch_norm_gamma = closed_in(gamma, batch_norm, "bn-epsilon-gradient-gamma", "BN with ε")
centred_w = closed_in_w(centred_norm, "bn-centred-gradient-w", CENTRED)
centred_gamma = closed_in(gamma, centred_norm, "bn-centred-gradient-gamma", CENTRED)
centred_beta = closed_in(beta, centred_norm, "bn-centred-gradient-beta", CENTRED)
rms_norm_share = share_of(rms_norm, "rms-norm")
rms_norm_w = in_w_by_shares(rms_norm, "rms-norm-gradient-w", "RMS norm", rms_norm_share)
rms_norm_gamma = closed_in(gamma, rms_norm, "rms-norm-gradient-gamma", "RMS norm")
layer_norm_share = share_of(layer_norm, "layer-norm")
layer_norm_w = in_w_by_shares(layer_norm, "layer-norm-gradient-w", "Layer norm", layer_norm_share)
layer_norm_gamma = closed_in(gamma, layer_norm, "layer-norm-gradient-gamma", "Layer norm")
hidden_w = closed_in_w(hidden, "hidden-bn-gradient-w", TWO_LAYERS)
hidden_a = ours(
    "hidden-bn-gradient-a",
    equal(hidden.derivative_along_head("b"), -total(p, hidden.descent_head(p) * family("b", p))),
    f"{TWO_LAYERS}: the closed form of ∇_a L is the derivative along every b",
)
