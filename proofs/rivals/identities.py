"""What the rivals have in common with the paper's BN, and what not: scale invariance, orthogonality, growth of ‖w‖₂.

A model that does not change when w is scaled has ⟨w, ∇_w L⟩ = 0 (Euler), so that ‖w‖₂ only grows. ε > 0 breaks both.
"""

from proofs.rivals.gradients import (
    batch_norm,
    hidden,
    layer_norm,
    layer_norm_w,
    rms_norm,
    weight_norm,
)
from verify.author import Claim, because, claim, equal, inner, patches, samples, symbols, total, vector
from verify.batchnorm.rivals.models import BatchNorm, Unnormalised
from verify.statement.rewriting.substitution import substitute

(i,), (p,) = samples("i"), patches("p")
c, epsilon, eta = symbols("c ε η")
w = vector("w")
centred = BatchNorm(centred=True, bias=True)


def scale_invariance(name: str, model: Unnormalised, title: str) -> Claim:
    """Return the claim that F_i does not change under w → cw, c > 0."""
    return claim(
        f"{name}-homogeneity",
        equal(substitute(model.output(i), {w: c * w}), model.output(i)),
        given=(c > 0,),
        edition="beyond",
        source="ours",
        title=f"{title}: F is 0-homogeneous in w",
        expected="PROVED",
    )


def orthogonality(name: str, model: Unnormalised, title: str) -> Claim:
    """Return the claim that ⟨w, ∇_w L⟩ = 0."""
    return claim(
        f"{name}-orthogonality",
        equal(model.derivative_along(w), 0),
        edition="beyond",
        source="ours",
        title=f"{title}: the gradient in w is orthogonal to w",
        expected="PROVED",
    )


weight_norm_scale = scale_invariance("weight-norm", weight_norm, "Weight norm")
weight_norm_orthogonal = orthogonality("weight-norm", weight_norm, "Weight norm")
rms_norm_scale = scale_invariance("rms-norm", rms_norm, "RMS norm")
rms_norm_orthogonal = orthogonality("rms-norm", rms_norm, "RMS norm")
layer_norm_scale = claim(
    "layer-norm-homogeneity",
    equal(substitute(layer_norm.activation(i, p), {w: c * w}), c * layer_norm.activation(i, p)),
    equal(substitute(layer_norm.squares(i), {w: c * w}), c**2 * layer_norm.squares(i)),
    edition="beyond",
    source="ours",
    title="Layer norm: w → cw scales the centred features by c and their squares by c², so that F stays for c > 0",
    expected="PROVED",
)
layer_norm_orthogonal = claim(
    "layer-norm-orthogonality",
    equal(inner(layer_norm.descent_w(), w), 0),
    edition="beyond",
    source="ours",
    title="Layer norm: the gradient in w is orthogonal to w",
    rests_on=(layer_norm_w,),
    expected="PROVED",
)
hidden_scale = scale_invariance("hidden-bn", hidden, "Two layers")
hidden_orthogonal = orthogonality("hidden-bn", hidden, "Two layers")
centred_scale = claim(
    "bn-centred-homogeneity",
    equal(substitute(centred.activation(i, p), {w: c * w}), c * centred.activation(i, p)),
    equal(substitute(centred.squared_scale(), {w: c * w}), c**2 * centred.squared_scale()),
    edition="beyond",
    source="ours",
    title="BN with mean subtraction: w → cw scales the centred features by c and s² by c², so that F stays for c > 0",
    expected="PROVED",
)
centred_orthogonal = orthogonality("bn-centred", centred, "BN with mean subtraction and bias")

g = vector("g")
orthogonal = (weight_norm_orthogonal, rms_norm_orthogonal, layer_norm_orthogonal, hidden_orthogonal, centred_orthogonal)
growth = claim(
    "orthogonal-steps-grow",
    inner(w + eta * g, w + eta * g) >= inner(w, w),
    given=(equal(inner(w, g), 0),),
    edition="beyond",
    source="ours",
    title="A step along g orthogonal to w never makes ‖w‖₂ smaller: so it only grows with each of these normalisers",
    certificates=(because(eta**2 * inner(g, g)),),
    rests_on=(
        weight_norm_orthogonal,
        rms_norm_orthogonal,
        layer_norm_orthogonal,
        hidden_orthogonal,
        centred_orthogonal,
    ),
    expected="PROVED",
)
layer_is_rms = claim(
    "layer-norm-is-rms-norm",
    equal(layer_norm.output(i), rms_norm.output(i)),
    given=(equal(total(p, rms_norm.feature(i, p)), 0),),
    edition="beyond",
    source="ours",
    title="Where the features of each sample add up to 0, layer norm is RMS norm",
    expected="PROVED",
)
epsilon_radial = claim(
    "bn-epsilon-radial",
    equal(batch_norm.derivative_along(w), -batch_norm.gamma * epsilon * batch_norm.pull() / batch_norm.scale() ** 3),
    edition="beyond",
    source="ours",
    title="BN with ε: ⟨w, ∇_w L⟩ = −γε(mean σ̄(F) Σ h)/s³, so that ‖w‖ is pushed outwards as well, and ε is forgotten",
    expected="PROVED",
)
