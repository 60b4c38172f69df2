"""The layer under test, called with arrays of its own library, and what it said on a case, as NumPy arrays."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from verify.testing.layers.cases import LayerCase
from verify.testing.layers.reference import Reference
from verify.testing.trajectories import as_float, as_floats

Array = NDArray[Any]


class LayerError(AssertionError):
    """A property of a layer that fails: which one, the numbers, the case, and a line to paste."""


@dataclass(frozen=True)
class Layer:
    """Two functions of arrays, and what is to be known of them.

    ``forward(w, gamma, x)`` gives the outputs f(w, γ, x_i), shape (n,); ``backward(w, gamma, x, y)`` gives ∇_w L of
    shape (d,) and ∂L/∂γ of the mean logistic loss. w has shape (d,), gamma is a float, x has shape (n, d), or with
    ``patches`` (n, P, d), and y has shape (n,), ±1. Both are called with arrays of ``xp``, of type ``dtype``.
    """

    forward: Callable[..., Any]
    backward: Callable[..., Any]
    epsilon: Fraction
    patches: bool
    dtype: str
    xp: Any

    @property
    def precision(self) -> float:
        """The distance from 1 to the next float of the layer's type."""
        return float(np.finfo(self.dtype).eps)

    def to_library(self, value: Any) -> Any:
        """Return an array of the layer's library. Raises InvalidArgument where the library narrows its type."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # JAX warns of what is refused below
            found = self.xp.asarray(np.array(value, dtype=self.dtype), dtype=getattr(self.xp, self.dtype))
        if self.dtype not in str(found.dtype):
            raise InvalidArgument(
                f"{self.xp.__name__} makes {found.dtype} of {self.dtype}: allow the type (in JAX "
                "jax.config.update('jax_enable_x64', True)), or give dtype='float32'"
            )
        return found

    def to_numpy(self, value: Any, shape: tuple[int, ...], what: str) -> Array:
        """Return what the layer gave as a NumPy array. Raises LayerError for another shape, or what is not finite."""
        try:
            found = seen_by_numpy(value)
        except (TypeError, ValueError) as fault:
            raise LayerError(f"{what} is no array of floats ({fault})") from None
        if found.shape != shape and not (shape == () and found.size == 1):
            raise LayerError(f"{what} has shape {found.shape} where {shape} is right")
        if not np.isfinite(found).all():
            raise LayerError(f"{what} is not finite: {found.tolist()}")
        return found.reshape(shape)

    def outputs(self, point: Point) -> Array:
        """Return f(w, γ, x_i) as the layer computes it."""
        w, gamma, x, _ = self._arguments(point)
        return self.to_numpy(called("forward", self.forward, w, gamma, x), (point.n,), "the output")

    def gradient(self, point: Point) -> tuple[Array, float]:
        """Return ∇_w L and ∂L/∂γ as the layer computes them."""
        w, gamma, x, y = self._arguments(point)
        given = called("backward", self.backward, w, gamma, x, y)
        try:
            along_w, along_gamma = given
        except (TypeError, ValueError):
            raise LayerError(f"backward gave {type(given).__name__}: give the pair (∇_w L, ∂L/∂γ)") from None
        in_w = self.to_numpy(along_w, point.w.shape, "the gradient in w")
        return in_w, float(self.to_numpy(along_gamma, (), "the gradient in γ"))

    def _arguments(self, point: Point) -> tuple[Any, float, Any, Any]:
        x = point.x if self.patches else point.x[:, 0]
        return self.to_library(point.w), point.gamma, self.to_library(x), self.to_library(point.y)


def seen_by_numpy(value: Any) -> Array:
    """Return a copy of an array of any library as floats of NumPy's."""
    if hasattr(value, "detach"):
        value = value.detach()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of an __array__ that knows no copy
        return np.array(np.asarray(value), dtype=np.float64)


def called(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function of the layer gives. Raises LayerError where it raises anything."""
    try:
        return function(*arguments)
    except Exception as fault:  # a layer may fail in any way
        raise LayerError(f"{name} raised {type(fault).__name__}: {fault}") from fault


@dataclass(frozen=True)
class Point:
    """Weights w (d), γ, samples x (n, P, d) and labels y (n), as floats that the layer's type can hold."""

    w: Array
    gamma: float
    x: Array
    y: Array

    @classmethod
    def of(cls, case: LayerCase, dtype: str) -> Point:
        """Return the floats nearest to a case.

        >>> from verify.data import Dataset
        >>> Point.of(LayerCase(Dataset.from_rows([[1, 2]], [-1]), (1, 0), 1), "float64").x.tolist()
        [[[1.0, 2.0]]]
        """
        data = case.dataset
        x = np.array([as_float(entry) for entry in data.x.entries()]).reshape(data.n, data.P, data.d)
        kind = np.dtype(dtype)
        w, gamma = as_floats(case.w).astype(kind), float(kind.type(as_float(case.gamma)))
        return cls(w.astype(float), gamma, x.astype(kind).astype(float), np.array(data.labels, dtype=float))

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.y)

    @property
    def z(self) -> Array:
        """The samples y_i x_i, (n, P, d)."""
        signed: Array = self.x * self.y[:, None, None]
        return signed

    def but(self, **changes: Any) -> Point:
        """Return the point with other w, gamma, x or y."""
        return replace(self, **changes)

    def reference(self, layer: Layer) -> Reference:
        """Return the exact values at this point."""
        return Reference(self.w, self.gamma, self.x, self.y, layer.epsilon)


@dataclass(frozen=True)
class Allowance:
    """By how much outputs and gradients of a float layer may differ from the exact ones at a point.

    A margin ⟨w, z⟩ is rounded by d·u·Σ_k |w_k z_k|, u the unit of the type, whatever the order of the sum; ``loss``
    says how much of ‖w‖_Σ, the root of ‖w‖_Σ² + ε, that is. An output moves by the same share times |γ|P, a slope σ̄ by
    a quarter of that, and a gradient by the share of its largest terms.
    """

    output: float
    in_w: float
    in_gamma: float

    @classmethod
    def at(cls, point: Point, layer: Layer) -> Allowance:
        """Return what is allowed at a point: several times the rounding of any straightforward way to compute."""
        n, patches, d = point.x.shape
        root = float(np.sqrt(((point.z @ point.w) ** 2).mean() + float(layer.epsilon)))
        terms = float((np.abs(point.x) @ np.abs(point.w)).max())
        loss = max(1.0, terms / root)
        unit = 16 * layer.precision * (n * patches + d + 4)
        gamma = abs(point.gamma)
        slope = 1 + gamma * patches * loss
        longest = float(np.abs(point.x).max())
        return cls(
            output=unit * gamma * patches * loss**2,
            in_w=unit * gamma * patches * slope * loss**2 * longest / root,
            in_gamma=unit * patches * slope * loss**2,
        )
