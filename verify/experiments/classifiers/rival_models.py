"""The rivals of the paper's BN that are compared on one dataset, and the data that each of them sees."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from verify.batchnorm.rivals import (
    BatchNorm,
    FeatureNorm,
    HiddenBatchNorm,
    HiddenUnits,
    Patches,
    Trainer,
    Unnormalised,
    WeightNorm,
)
from verify.batchnorm.rivals.descent import Pace, by_curvature, by_loss
from verify.batchnorm.rivals.features import Floats

UNITS = 4
BOTH_CLASSES = 2


@dataclass(frozen=True)
class Rival:
    """A model on data, and how it is trained; ``proved`` names the claims that speak of it."""

    name: str
    trainer: Trainer
    proved: tuple[str, ...] = ()
    batch: int | None = None
    momentum: float = 0.0
    pace: Pace = by_curvature


def scaled(patches: Patches, *, like: Patches | None = None) -> Patches:
    """Return the data scaled so that λ_max of Σ is 1."""
    table = (like or patches).z.reshape(-1, patches.z.shape[2])
    return replace(patches, z=patches.z * (math.sqrt(len(table)) / float(np.linalg.norm(table, 2))))


def all_rivals(data: Patches, epsilon: float) -> tuple[tuple[Rival, ...], tuple[str, ...]]:
    """Return the rivals that can be run on data, and why others cannot."""
    n, count, d = data.z.shape
    paper = "gradient-w" if count == 1 else "cnn-gradient-w"
    greatest = tuple(
        f"{part}-{'linear' if count == 1 else 'cnn'}" for part in ("uniform-is-greatest", "greatest-is-uniform")
    )
    plain, centred = Trainer(BatchNorm(), data), BatchNorm(centred=True)
    bias = BatchNorm(centred=True, bias=True)
    found = [
        Rival("no normalisation", Trainer(Unnormalised(), data), ("unnormalised-gradient",), pace=by_loss),
        Rival(
            "weight norm",
            Trainer(WeightNorm(), data),
            ("weight-norm-gradient-w", "weight-norm-orthogonality"),
            pace=by_loss,
        ),
        Rival("BN", plain, (paper, *greatest)),
        Rival(f"BN (ε = {epsilon:g})", Trainer(BatchNorm(epsilon=True), data, epsilon), ("bn-epsilon-radial",)),
        Rival("BN (momentum 0.9)", plain, momentum=0.9),
    ]
    left_out = []
    for batch in sorted({n // 2, n // 4}, reverse=True):
        if batch >= BOTH_CLASSES:
            stationary = f"uniform-is-stationary-{'linear' if count == 1 else 'cnn'}"
            found.append(Rival(f"BN (batches of {batch})", plain, (stationary,), batch=batch))
    if n // 4 < BOTH_CLASSES:
        left_out.append(f"batches of {n // 4}: a batch of one sample has no spread to normalise by")
    for word, rows in _balances(data.labels):
        part = data.taken(rows)
        shares = ("bn-centred-gradient-w", "bn-centred-orthogonality")
        found.append(Rival(f"BN − mean ({word})", Trainer(centred, part), shares))
        found.append(Rival(f"BN − mean + bias ({word})", Trainer(bias, part), ("bn-centred-gradient-beta", *shares)))
    if count > 1:
        found.append(
            Rival("RMS norm of patches", Trainer(FeatureNorm(), data), ("rms-norm-greatest", "rms-norm-reached"))
        )
    found += _layers(data)
    for word, made in (("duplicated", _duplicated), ("overlapping", _overlapping)):
        patches = made(data)
        if patches is None:
            left_out.append(f"{word} patches: {count} patches of {d} features cannot be cut so")
        else:
            found.append(Rival(f"BN of {word} patches", Trainer(BatchNorm(), scaled(patches)), ("cnn-gradient-w",)))
    return tuple(found), tuple(left_out)


def _layers(data: Patches) -> Iterator[Rival]:
    """Yield the models of hidden units, on whole samples."""
    n = len(data.z)
    units = HiddenUnits(data.z.reshape(n, -1), data.labels, UNITS)
    yield Rival("RMS norm of 4 units", Trainer(FeatureNorm(), units), ("rms-norm-greatest", "rms-norm-orthogonality"))
    layer = ("layer-norm-reached", "layer-norm-stationary", "layer-norm-orthogonality")
    yield Rival("layer norm of 4 units", Trainer(FeatureNorm(centred=True), units), layer)
    yield Rival(
        "BN in two layers", Trainer(HiddenBatchNorm(), units), ("hidden-bn-gradient-w", "hidden-bn-orthogonality")
    )
    relu = Trainer(HiddenBatchNorm(), replace(units, units=2 * UNITS), relu=True)
    yield Rival("BN of 8 ReLU units", relu, ("hidden-bn-gradient-w",))


def _balances(labels: Floats) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the rows of as many samples of both classes, and those of twice as many or more of one."""
    minus, plus = np.flatnonzero(labels < 0), np.flatnonzero(labels > 0)
    few = min(len(minus), len(plus))
    yield "balanced", np.sort(np.concatenate([minus[:few], plus[:few]]))
    more, fewer = (plus, minus) if len(plus) >= len(minus) else (minus, plus)
    if len(more) > 1:
        yield "unbalanced", np.sort(np.concatenate([more, fewer[: max(1, len(more) // 2)]]))


def _duplicated(data: Patches) -> Patches | None:
    """Return every patch twice."""
    return replace(data, z=np.concatenate([data.z, data.z], axis=1))


def _overlapping(data: Patches) -> Patches | None:
    """Return three windows of a bit more than half a sample, each a quarter of it behind the one before."""
    whole = data.z.reshape(len(data.z), -1)
    step = whole.shape[1] // 4
    width = whole.shape[1] - 2 * step
    return (
        replace(data, z=np.stack([whole[:, k * step : k * step + width] for k in range(3)], axis=1)) if step else None
    )
