"""How features come from weights, in float64: patches under one filter, or hidden units with weights of their own.

Both are ⟨w, z_i^(p)⟩ of a family z; neither stores the products that are 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from verify.data import Dataset
from verify.errors import InputError

Floats = NDArray[np.float64]


class Features(Protocol):
    """Data as a model's features: n samples with P features each, and weights of some shape."""

    @property
    def z(self) -> Floats:
        """The patches, n × P × d, or the samples, n × d."""

    @property
    def labels(self) -> Floats:
        """The n labels y_i."""

    @property
    def sums(self) -> Floats:
        """The samples z_i, n × d; with patches, the sums over these."""

    @property
    def samples(self) -> int:
        """Number of samples n."""

    @property
    def count(self) -> int:
        """Number of features P of a sample."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the weights w."""

    def of(self, w: Floats) -> Floats:
        """Return the features ⟨w, z_i^(p)⟩, n × P."""

    def combined(self, shares: Floats) -> Floats:
        """Return Σ shares_ip z_i^(p), of the shape of w."""

    def taken(self, rows: NDArray[np.intp]) -> Features:
        """Return the features of some of the samples."""


@dataclass(frozen=True)
class Patches:
    """The patches of each sample under one filter w of d weights: ``z`` is n × P × d, ``labels`` are the n signs.

    >>> patches = Patches.of_dataset(Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2))
    >>> patches.of(np.array([1.0, 0.0]))
    array([[-1., -3.]])
    """

    z: Floats
    labels: Floats

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> Patches:
        """Return the patches of a dataset, rounded to doubles; InputError where an entry has no double."""
        try:
            z = np.array([[int(e.p) / int(e.q) for e in row] for row in dataset.z.tolist()], dtype=float)
        except OverflowError as fault:
            name = dataset.name or "the dataset"
            raise InputError(f"an entry of {name} is too large for a double: scale the data") from fault
        return cls(z.reshape(dataset.n, dataset.P, dataset.d), np.array(dataset.labels, dtype=float))

    @property
    def samples(self) -> int:
        """Number of samples n."""
        return len(self.z)

    @property
    def sums(self) -> Floats:
        """Σ_p z_i^(p), n × d."""
        added: Floats = self.z.sum(axis=1)
        return added

    @property
    def count(self) -> int:
        """Number of patches P of a sample."""
        return int(self.z.shape[1])

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the weights w: (d,)."""
        return (int(self.z.shape[2]),)

    def of(self, w: Floats) -> Floats:
        """Return the patch margins ⟨w, z_i^(p)⟩."""
        product: Floats = self.z @ w
        return product

    def combined(self, shares: Floats) -> Floats:
        """Return Σ shares_ip z_i^(p)."""
        product: Floats = shares.reshape(-1) @ self.z.reshape(-1, self.z.shape[2])
        return product

    def taken(self, rows: NDArray[np.intp]) -> Patches:
        """Return the patches of some of the samples."""
        return Patches(self.z[rows], self.labels[rows])


@dataclass(frozen=True)
class HiddenUnits:
    """A layer of ``units`` linear units on samples z (n × d): feature k of sample i is ⟨w_k, z_i⟩, w is units × d.

    >>> HiddenUnits(np.array([[1.0, 2.0]]), np.array([1.0]), units=2).of(np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([[1., 2.]])
    """

    z: Floats
    labels: Floats
    units: int

    @property
    def samples(self) -> int:
        """Number of samples n."""
        return len(self.z)

    @property
    def sums(self) -> Floats:
        """The samples z_i, n × d."""
        return self.z

    @property
    def count(self) -> int:
        """Number of hidden units."""
        return self.units

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the weights w: (units, d)."""
        return (self.units, int(self.z.shape[1]))

    def of(self, w: Floats) -> Floats:
        """Return the activations ⟨w_k, z_i⟩."""
        product: Floats = self.z @ w.T
        return product

    def combined(self, shares: Floats) -> Floats:
        """Return Σ_i shares_ik z_i for every unit k."""
        product: Floats = shares.T @ self.z
        return product

    def taken(self, rows: NDArray[np.intp]) -> HiddenUnits:
        """Return the units on some of the samples."""
        return HiddenUnits(self.z[rows], self.labels[rows], self.units)
