"""A few steps of gradient descent on batch-normalised models, to look at points where real trajectories go.

Only proposals come from here: nothing rests on these floats.
"""

from __future__ import annotations

import numpy as np

from verify.search.points import Array, Key, Points

DIRECTION: Key = ("vector", "w")
SCALE: Key = ("symbol", "γ")
DATA: Key = ("vector", "z")


def can_descend(points: Points) -> bool:
    """Return whether points have a w, a γ and data z."""
    return {DIRECTION, SCALE, DATA} <= points.keys() and points[DATA].ndim in (3, 4)


def along_a_trajectory(rng: np.random.Generator, points: Points) -> Points | None:
    """Return the points after 1, 4 or 16 steps of gradient descent; None where they have no w, γ and z.

    >>> along_a_trajectory(np.random.default_rng(0), {("symbol", "x"): np.zeros(3)}) is None
    True
    """
    return descended(rng, points, steps=int(rng.choice([1, 4, 16]))) if can_descend(points) else None


def descended(rng: np.random.Generator, points: Points, *, steps: int) -> Points:
    """Return the points with w and γ after some steps of gradient descent, each point with a step size of its own."""
    w, gamma, z = points[DIRECTION], points[SCALE], points[DATA]
    z = z if z.ndim == 4 else z[:, :, None, :]
    rate = 10 ** rng.uniform(-2, 1.5, len(w))
    for _ in range(steps):
        along_w, along_gamma = _downhill(w, gamma, z)
        w, gamma = w + rate[:, None] * along_w, gamma + rate * along_gamma
    return {**points, DIRECTION: w, SCALE: gamma}


def _downhill(w: Array, gamma: Array, z: Array) -> tuple[Array, Array]:
    n, patches = z.shape[1:3]
    margins = (z * w[:, None, None, :]).sum(-1)
    scale = np.sqrt((margins**2).mean(axis=(1, 2)))
    sums = margins.sum(2)
    weight = 1 / (1 + np.exp(gamma[:, None] * sums / scale[:, None]))
    pull = (weight * sums).sum(1) / (n * patches * scale**2)
    coefficients = weight[:, :, None] - pull[:, None, None] * margins
    along_w = (gamma / (n * scale))[:, None] * (coefficients[..., None] * z).sum((1, 2))
    return along_w, (weight * sums).sum(1) / (n * scale)
