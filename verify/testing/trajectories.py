"""A trajectory of gradient descent in w-space, in floats: what a layer of one's own is held against.

The closed forms are (2.1), (2.2) of the paper and their analogues with patches; ``proofs`` decides that they are the
derivatives of the objective.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from verify.data.dataset import Dataset
from verify.data.exports import number_code
from verify.data.rationals import rational
from verify.errors import InputError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Trajectory:
    """``steps`` steps of gradient descent of size ``eta`` from (``w``, ``gamma``) on a dataset; arrays are floats.

    ``repr`` is code that makes it again. Raises InputError where w has not d entries or a number cannot be read.

    >>> found = Trajectory(Dataset.from_rows([[1, 0], [1, 1]], [1, 1]), w=(1, 1), gamma=1, eta="1/10", steps=2)
    >>> found.weights.shape, found.gammas.shape, bool(found.losses[2] < found.losses[0])
    ((3, 2), (3,), True)
    >>> found
    Trajectory(Dataset.from_rows([[1, 0], [1, 1]], [1, 1]), w=(1, 1), gamma=1, eta='1/10', steps=2)
    """

    dataset: Dataset
    w: tuple[fmpq, ...]
    gamma: fmpq
    eta: fmpq
    steps: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "w", tuple(rational(entry, where="w") for entry in self.w))
        object.__setattr__(self, "gamma", rational(self.gamma, where="gamma"))
        object.__setattr__(self, "eta", rational(self.eta, where="eta"))
        if len(self.w) != self.dataset.d:
            raise InputError(f"w has {len(self.w)} entries for {self.dataset.d} features: give one a feature")

    def __repr__(self) -> str:
        w = ", ".join(map(number_code, self.w)) + "," * (len(self.w) == 1)
        numbers = f"gamma={number_code(self.gamma)}, eta={number_code(self.eta)}, steps={self.steps}"
        return f"Trajectory({self.dataset!r}, w=({w}), {numbers})"

    @cached_property
    def _iterates(self) -> tuple[Floats, Floats]:
        z = signed_samples(self.dataset)
        w, gamma, eta = as_floats(self.w), as_float(self.gamma), as_float(self.eta)
        weights, gammas = [w], [gamma]
        for _ in range(self.steps):
            along_w, along_gamma = gradient(w, gamma, z)
            w, gamma = w - eta * along_w, gamma - eta * along_gamma
            weights.append(w)
            gammas.append(gamma)
        return np.array(weights), np.array(gammas)

    @property
    def weights(self) -> Floats:
        """The iterates w, of shape (steps + 1, d)."""
        return self._iterates[0]

    @property
    def gammas(self) -> Floats:
        """The iterates γ, of shape (steps + 1,)."""
        return self._iterates[1]

    @cached_property
    def losses(self) -> Floats:
        """The objective along the way, of shape (steps + 1,)."""
        z = signed_samples(self.dataset)
        return np.array([loss(w, g, z) for w, g in zip(self.weights, self.gammas, strict=True)])

    @cached_property
    def discrepancies(self) -> Floats:
        """D along the way, D_patch with patches, of shape (steps + 1,)."""
        z = signed_samples(self.dataset)
        return np.array([discrepancy(w, z) for w in self.weights])


def signed_samples(dataset: Dataset) -> Floats:
    """Return z_i^(p) as floats of shape (n, P, d).

    >>> signed_samples(Dataset.from_rows([[1, 2]], [-1])).tolist()
    [[[-1.0, -2.0]]]
    """
    return np.array([as_float(entry) for entry in dataset.z.entries()]).reshape(dataset.n, dataset.P, dataset.d)


def as_float(value: fmpq) -> float:
    """Return the float nearest to an exact number.

    >>> as_float(fmpq(1, 2))
    0.5
    """
    return int(value.p) / int(value.q)


def as_floats(values: tuple[fmpq, ...]) -> Floats:
    """Return floats of exact numbers.

    >>> as_floats((fmpq(1, 2),))
    array([0.5])
    """
    return np.array([as_float(value) for value in values])


def outputs(w: Floats, gamma: float, z: Floats, *, epsilon: float = 0.0) -> Floats:
    """Return F_i = γ Σ_p ⟨w, z_i^(p)⟩/√(‖w‖_Σ² + ε), of shape (n,).

    >>> outputs(np.array([2.0]), 3.0, np.ones((2, 1, 1))).tolist()
    [3.0, 3.0]
    """
    margins = z @ w
    found: Floats = gamma * margins.sum(axis=1) / np.sqrt((margins**2).mean() + epsilon)
    return found


def loss(w: Floats, gamma: float, z: Floats, *, epsilon: float = 0.0) -> float:
    """Return the mean of log(1 + exp(−F_i)).

    >>> round(loss(np.array([1.0]), 0.0, np.ones((2, 1, 1))), 6)
    0.693147
    """
    return float(np.logaddexp(0, -outputs(w, gamma, z, epsilon=epsilon)).mean())


def gradient(w: Floats, gamma: float, z: Floats, *, epsilon: float = 0.0) -> tuple[Floats, float]:
    """Return ∇_w L of shape (d,) and ∂L/∂γ: (2.1) and (2.2), with s² + ε where the layer adds ε inside the root.

    >>> along_w, along_gamma = gradient(np.array([2.0]), 1.0, np.ones((2, 1, 1)))
    >>> bool(along_w[0] == 0), round(along_gamma, 6)
    (True, -0.268941)
    """
    n, patches, _ = z.shape
    margins = z @ w
    square = (margins**2).mean() + epsilon
    sums = margins.sum(axis=1)
    slopes = _sigmabar(gamma * sums / np.sqrt(square))
    pull = float((slopes * sums).mean())
    share = slopes[:, None] - pull / (patches * square) * margins
    along_w: Floats = -gamma / (n * np.sqrt(square)) * np.einsum("ip,ipd->d", share, z)
    return along_w, float(-pull / np.sqrt(square))


def discrepancy(w: Floats, z: Floats) -> float:
    """Return D(w), D_patch(w) with patches: twice the variance of all margins by ‖w‖_Σ².

    >>> discrepancy(np.array([1.0, 0.0]), np.array([[[1.0, 0]], [[3.0, 0]]]))
    0.4
    """
    margins: Any = z @ w
    return float(2 * margins.var() / (margins**2).mean())


def _sigmabar(values: Floats) -> Floats:
    """Return 1/(1 + e^v) without overflow."""
    found: Floats = np.exp(-np.logaddexp(0, values))
    return found
