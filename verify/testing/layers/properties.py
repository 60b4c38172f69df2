"""The properties that a batch-normalised layer has, each a function of the layer and a case.

A property raises LayerError where it fails, with the numbers. Those that compare two calls of the layer need no exact
value; they say what is wrong where the comparison with the exact values only says that something is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from verify.testing.layers.layer import Allowance, Array, Layer, LayerError, Point, called, seen_by_numpy
from verify.testing.trajectories import discrepancy, gradient

Property: TypeAlias = Callable[[Layer, Point], None]

STEPS, SLACK = 40, 1e-3


def normalised_output(layer: Layer, point: Point) -> None:
    """The mean of f² over the batch is γ² times the exact share: γ² itself for one patch and ε = 0."""
    exact = point.reference(layer).outputs
    allowed = Allowance.at(point, layer).output * (2 * abs(point.gamma) * point.x.shape[1] + 1)
    _require("mean f²", (layer.outputs(point) ** 2).mean(), (exact**2).mean(), allowed)


def exact_output(layer: Layer, point: Point) -> None:
    """Each output is γ Σ_p ⟨w, x_i^(p)⟩/√(‖w‖_Σ² + ε)."""
    exact = point.reference(layer).outputs
    _require("the output", layer.outputs(point), exact, Allowance.at(point, layer).output)


def scale_invariance(layer: Layer, point: Point) -> None:
    """With ε = 0 the output is the same for c·w and c·x, c > 0, and turns its sign with w."""
    if layer.epsilon:
        return
    before, allowed = layer.outputs(point), 2 * Allowance.at(point, layer).output
    for factor in (4.0, 2.0**-7, 3.0):
        _require(f"the output for {factor} w", layer.outputs(point.but(w=factor * point.w)), before, allowed)
        _require(f"the output for {factor} x", layer.outputs(point.but(x=factor * point.x)), before, allowed)
    _require("the output for -w", layer.outputs(point.but(w=-point.w)), -before, allowed)


def orthogonality(layer: Layer, point: Point) -> None:
    """With ε = 0 the gradient in w is orthogonal to w."""
    if layer.epsilon:
        return
    along_w, _ = layer.gradient(point)
    allowed = Allowance.at(point, layer).in_w * float(np.abs(point.w).sum())
    _require("⟨∇_w L, w⟩", along_w @ point.w, 0.0, allowed)


def exact_gradient_in_w(layer: Layer, point: Point) -> None:
    """∇_w L is the exact derivative of the mean logistic loss, the statistics being functions of w as well."""
    exact, _ = point.reference(layer).gradient
    _require("∇_w L", layer.gradient(point)[0], exact, Allowance.at(point, layer).in_w)


def exact_gradient_in_gamma(layer: Layer, point: Point) -> None:
    """∂L/∂γ is the exact derivative."""
    _, exact = point.reference(layer).gradient
    _require("∂L/∂γ", layer.gradient(point)[1], exact, Allowance.at(point, layer).in_gamma)


def label_flip(layer: Layer, point: Point) -> None:
    """Turning all labels is turning γ, which turns ∂L/∂γ and leaves ∇_w L; only y·x counts."""
    allowed = Allowance.at(point, layer)
    flipped, turned = layer.gradient(point.but(y=-point.y)), layer.gradient(point.but(gamma=-point.gamma))
    _require("∇_w L for labels -y, against that for -γ", flipped[0], turned[0], 2 * allowed.in_w)
    _require("∂L/∂γ for labels -y, against minus that for -γ", flipped[1], -turned[1], 2 * allowed.in_gamma)
    signed = layer.gradient(point.but(x=point.z, y=np.ones(point.n)))
    plain = layer.gradient(point)
    _require("∇_w L for samples y·x with labels 1", signed[0], plain[0], 2 * allowed.in_w)
    _require("∂L/∂γ for samples y·x with labels 1", signed[1], plain[1], 2 * allowed.in_gamma)


def permuted_batch(layer: Layer, point: Point) -> None:
    """The order of samples, and of patches, only orders the outputs."""
    allowed = Allowance.at(point, layer)
    outputs, along_w = layer.outputs(point), layer.gradient(point)[0]
    turned = point.but(x=point.x[::-1, ::-1], y=point.y[::-1])
    _require("the output of samples and patches in reverse", layer.outputs(turned), outputs[::-1], 2 * allowed.output)
    _require("∇_w L of samples and patches in reverse", layer.gradient(turned)[0], along_w, 2 * allowed.in_w)


def no_memory(layer: Layer, point: Point) -> None:
    """What the layer computed before changes nothing: not other data, not a forward pass without its backward."""
    other = point.but(w=-3 * point.w, x=2 * point.x[::-1], y=-point.y[::-1])
    allowed = Allowance.at(point, layer)
    outputs, (along_w, along_gamma) = layer.outputs(point), layer.gradient(point)
    layer.outputs(other)
    _require("the output after other data", layer.outputs(point), outputs, allowed.output / 4)
    layer.outputs(other)
    again = layer.gradient(point)
    _require("∇_w L after a forward pass on other data", again[0], along_w, allowed.in_w / 4)
    _require("∂L/∂γ after a forward pass on other data", again[1], along_gamma, allowed.in_gamma / 4)
    layer.gradient(other)
    _require("∇_w L after other data", layer.gradient(point)[0], along_w, allowed.in_w / 4)


def inputs_left_alone(layer: Layer, point: Point) -> None:
    """Neither function writes into what it is given."""
    arrays = [layer.to_library(value) for value in (point.w, point.x if layer.patches else point.x[:, 0], point.y)]
    before = [seen_by_numpy(array) for array in arrays]
    w, x, y = arrays
    called("forward", layer.forward, w, point.gamma, x)
    called("backward", layer.backward, w, point.gamma, x, y)
    for name, array, was in zip("wxy", map(seen_by_numpy, arrays), before, strict=True):
        if not np.array_equal(array, was):
            raise LayerError(f"{name} is {array.tolist()} after the call where {was.tolist()} was given")


def descent_towards_uniform_margins(layer: Layer, point: Point) -> None:
    """Descent by the layer's gradient brings D (with patches D_patch) where descent by the exact formulas brings it."""
    eta = _gentle(layer, point)
    mine, theirs = (point.w, point.gamma), (point.w, point.gamma)
    z, epsilon = point.z, float(layer.epsilon)
    for _ in range(STEPS):
        at = point.but(w=_in_type(mine[0], layer), gamma=mine[1])
        along_w, along_gamma = layer.gradient(at)
        mine = (mine[0] - eta * along_w, mine[1] - eta * along_gamma)
        along_w, along_gamma = gradient(theirs[0], theirs[1], z, epsilon=epsilon)
        theirs = (theirs[0] - eta * along_w, theirs[1] - eta * along_gamma)
    allowed = SLACK + 1e4 * STEPS * layer.precision
    _require(f"D after {STEPS} steps of size {eta:.3g}", discrepancy(mine[0], z), discrepancy(theirs[0], z), allowed)


def discrepancy_above_its_bound(layer: Layer, point: Point) -> None:
    """Where no w has all margins 1, the outputs keep D ≥ 2(1 − ρ), ρ being the share of 1 in the span of Z's columns.

    For one patch: (n D)/2 = n − (Σ f)²/(n γ²) at outputs of mean square γ², and (Σ m)² ≤ ρ n Σ m² for margins m = Z w.
    """
    if point.x.shape[1] > 1 or point.gamma == 0:
        return
    z = point.z[:, 0]
    ones = np.ones(len(z))
    projected = z @ np.linalg.lstsq(z, ones, rcond=1e-9)[0]
    bound = 2 * (1 - float(projected @ ones) / len(z))
    square = ((z @ point.w) ** 2).mean()
    share = square / (square + float(layer.epsilon))
    normal = layer.outputs(point) * point.y / point.gamma
    found = 2 * (1 - float(normal.mean()) ** 2 / share)
    allowed = 1e-6 + 8 * Allowance.at(point, layer).output / abs(point.gamma) / share
    if found < bound - allowed:
        raise LayerError(f"D of the outputs is {found!r} below its bound {bound!r} (allowed {allowed:.1e})")


def _gentle(layer: Layer, point: Point) -> float:
    """Return a step size that turns w by a small angle at first, and does not move γ far."""
    along_w, along_gamma = gradient(point.w, point.gamma, point.z, epsilon=float(layer.epsilon))
    size = float(np.linalg.norm(point.w)) / (50 * float(np.linalg.norm(along_w)) + 1e-300)
    return min(size, 1 / (50 * abs(along_gamma) + 1e-300), 1e6)


def _in_type(w: Array, layer: Layer) -> Array:
    narrowed: Array = w.astype(layer.dtype).astype(float)
    return narrowed


def _require(what: str, found: Array | float, right: Array | float, allowed: float) -> None:
    difference = float(np.abs(np.asarray(found) - np.asarray(right)).max(initial=0))
    if not difference <= allowed:
        shown, wanted = (np.asarray(value).tolist() for value in (found, right))
        raise LayerError(f"{what} is {shown} where {wanted} is right, off by {difference:.2e} (allowed {allowed:.1e})")


PROPERTIES: tuple[tuple[str, Property], ...] = (
    ("normalised output", normalised_output),
    ("scale invariance", scale_invariance),
    ("no memory", no_memory),
    ("inputs left alone", inputs_left_alone),
    ("permuted batch", permuted_batch),
    ("exact output", exact_output),
    ("orthogonality", orthogonality),
    ("label flip", label_flip),
    ("exact gradient in w", exact_gradient_in_w),
    ("exact gradient in γ", exact_gradient_in_gamma),
    ("descent towards uniform margins", descent_towards_uniform_margins),
    ("violated assumption keeps D above its bound", discrepancy_above_its_bound),
)
