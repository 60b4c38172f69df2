"""Running statistics: the mean square that a layer keeps for use beyond training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from verify.testing.layers.layer import Allowance, Layer, LayerError, Point, called

Weighs: TypeAlias = Literal["new", "old"]
MOMENTA = (0.1, 0.5, 0.9)


def running_statistics(update: Callable[..., Any], weighs: Weighs) -> Callable[[Layer, Point], None]:
    """Return the property of ``update(running, w, x, momentum)``, which gives the new running mean square.

    It is (1 − μ)·old + μ·batch where the momentum μ weighs the "new" (PyTorch), μ·old + (1 − μ)·batch where it weighs
    the "old" (TensorFlow, Flax); batch is ‖w‖_Σ² over samples and patches, without ε.
    """

    def check(layer: Layer, point: Point) -> None:
        batch = float(((point.x @ point.w) ** 2).mean())
        allowed = Allowance.at(point, layer).output / (abs(point.gamma) + 1e-300) * (1 + batch)
        allowed = min(allowed, 1e3 * layer.precision * (1 + batch) * point.x.size)
        for momentum in MOMENTA:
            old = 3 * batch + 1
            share = momentum if weighs == "new" else 1 - momentum
            right = (1 - share) * old + share * batch
            x = point.x if layer.patches else point.x[:, 0]
            given = called("running", update, old, layer.to_library(point.w), layer.to_library(x), momentum)
            found = float(layer.to_numpy(given, (), "the running mean square"))
            if not abs(found - right) <= allowed + 1e3 * layer.precision * right:
                words = f"momentum {momentum} of the {weighs} gives {found!r} where {right!r} is right"
                raise LayerError(f"the running mean square from {old!r} on a batch of {batch!r}: {words}")

    return check
