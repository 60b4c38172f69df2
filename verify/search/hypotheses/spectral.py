"""Points whose λ_min and λ_max are what a hypothesis says, rational where the points are exact.

The eigenvalues of most rational data are irrational. Where they are, the members are made pairs p + r_k, p − r_k with p
and all r_k mutually orthogonal (and p itself for an odd one): then Σ = pp^⊤ + (2/N) Σ r_k r_k^⊤ has the eigenvalues
‖p‖² (N even or odd) and 2‖r_k‖²/N. Taking p = w*/‖w*‖² keeps unit margins, and keeps w* in the span.

There w* is an eigenvector of Σ. Where it should not be one, the members are framed: Z = Σ_k u_k q_k^⊤ with orthogonal
q_k in ℝ^d and orthogonal u_k in ℝ^N, and Σ has the eigenvalues ‖u_k‖²‖q_k‖²/N. Here q_1 is the first unit vector and
q_2 what w* adds to it; u_1 is scaled and u_2 chosen so that Z w* = 1, the rest is as near to the given members as may
be.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.linear import divide
from verify.search.points import Array, Key, Points
from verify.statement.formulas import Spectrum
from verify.statement.readings.arithmetic import NotRationalError, to_fmpq, to_fraction

RANK_NOISE, LEAST_RATIO, SPAN_NOISE = 1e-11, 1e-4, 1e-9


@dataclass(frozen=True)
class Spectral:
    """Set the two symbols to the ends of the spectrum; ``uniform`` is a vector whose unit margins are kept."""

    hypothesis: Spectrum
    uniform: Key | None

    def __call__(self, here: Batch) -> Points:
        """Return the points made pairs where exact ends need it, in floats every other one, and with the ends set."""
        points = here.points
        key: Key = ("vector", self.hypothesis.member.name)
        z = points[key]
        members = z.reshape(len(z), -1, z.shape[-1])
        if z.dtype == object:
            if rational_ends(members[0]) is None:
                members = self._nearest(points, members)
            ends = rational_ends(members[0])
            if ends is None:
                raise NotRationalError("an end of the spectrum")
            low, high = np.empty(1, dtype=object), np.empty(1, dtype=object)
            low[0], high[0] = map(to_fmpq, ends)
        else:
            turn = (np.arange(len(z)) % 4)[:, None, None]
            framed = self._framed(points, members) if members.shape[2] > 1 else members
            members = np.select([turn % 2 == 0, turn == 1], [self._paired(points, members), framed], members)
            low, high = float_ends(members)
        smallest, largest = ("symbol", self.hypothesis.smallest.name), ("symbol", self.hypothesis.largest.name)
        return {**points, key: members.reshape(z.shape), smallest: low, largest: high}

    def _nearest(self, points: Points, members: Array) -> Array:
        """Return the members paired or framed, whichever changes them less."""
        made = [self._paired(points, members)]
        if members.shape[2] > 1:
            made.append(self._framed(points, members))
        return min(made, key=lambda changed: np.abs(changed - members).max())

    def _framed(self, points: Points, members: Array) -> Array:
        one, ones = members[:, 0] * 0, members[:, :, 0] * 0 + 1
        one[:, 0] += 1
        rest = [np.roll(one, k, axis=1) for k in range(1, members.shape[2])]
        uniform = [] if self.uniform is None else [points[self.uniform]]
        across = _orthogonal([one, *uniform, *rest])
        along: list[Array] = []
        for position, q in enumerate(across):
            size = _or_one((q * q).sum(-1)[:, None])
            u = divide((members * q[:, None]).sum(-1), size)
            if uniform and position == 0:
                reach = (uniform[0] * q).sum(-1)[:, None]
                below = (u * u).sum(-1)[:, None] * reach
                u = u * divide(np.where(below == 0, below, u.sum(-1)[:, None]), _or_one(below))
            elif uniform and position == 1:
                u = divide(ones - along[0] * reach, size)
            else:
                u = _without(u, along)
            along.append(u)
        return np.asarray(sum(u[:, :, None] * q[:, None] for u, q in zip(along, across, strict=True)))

    def _paired(self, points: Points, members: Array) -> Array:
        if self.uniform is None:
            center = members.sum(axis=1) / members.shape[1]
        else:
            uniform = points[self.uniform]
            center = uniform * divide(uniform[:, 0] * 0 + 1, (uniform * uniform).sum(-1))[:, None]
        basis = [center]
        result = []
        for first in range(0, members.shape[1] - 1, 2):
            half = (members[:, first] - members[:, first + 1]) / 2
            for earlier in basis:
                half = half - earlier * divide((half * earlier).sum(-1), (earlier * earlier).sum(-1))[:, None]
            basis.append(half)
            result += [center + half, center - half]
        return np.stack([*result, *[center] * (members.shape[1] - len(result))], axis=1)


def _orthogonal(vectors: list[Array]) -> list[Array]:
    found: list[Array] = []
    for vector in vectors:
        found.append(_without(vector, found))
    return found


def _without(vector: Array, others: list[Array]) -> Array:
    """Return what a vector adds to mutually orthogonal ones, for each point; zero where it lies in their span."""
    left = vector
    for _ in range(1 if vector.dtype == object else 2):
        for other in others:
            left = left - other * divide((left * other).sum(-1)[:, None], _or_one((other * other).sum(-1)[:, None]))
    if vector.dtype == object:
        return left
    small = np.abs(left).max(axis=-1) <= SPAN_NOISE * np.abs(vector).max(axis=-1)
    return np.where(small[:, None], 0.0, left)


def _or_one(square: Array) -> Array:
    return np.where(square == 0, square * 0 + 1, square)


def float_ends(members: Array) -> tuple[Array, Array]:
    """Return the least nonzero and the greatest eigenvalue of Σ for each point; nan where floats lose the least one."""
    finite: Array = np.asarray(np.isfinite(members).all(axis=(1, 2)))
    usable: NDArray[np.float64] = np.where(finite[:, None, None], members, 0.0).astype(np.float64)
    values = np.linalg.svd(usable, compute_uv=False)
    high = values.max(axis=1)
    low = np.where(values > RANK_NOISE * high[:, None], values, np.inf).min(axis=1)
    good = finite & (high > 0) & (low > LEAST_RATIO * high)
    ends = (np.where(good, end**2 / members.shape[1], np.nan) for end in (low, high))
    return next(ends), next(ends)


def rational_ends(members: Array) -> tuple[Fraction, Fraction] | None:
    """Return the least nonzero and the greatest eigenvalue of Σ, or None where some eigenvalue is not rational.

    >>> rational_ends(np.array([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(-1)]], dtype=object))
    (Fraction(1, 1), Fraction(1, 1))
    """
    z: Any = fmpq_mat([[fmpq(entry.numerator, entry.denominator) for entry in row] for row in members.tolist()])
    factors = (z * z.transpose() / fmpq(z.nrows())).charpoly().factor()[1]
    if any(factor.degree() > 1 for factor, _ in factors):
        return None
    roots = [-factor[0] / factor[1] for factor, _ in factors]
    positive = [to_fraction(root) for root in map(fmpq, roots) if root > 0]
    return (min(positive), max(positive)) if positive else None


def spectrum_holds(hypothesis: Spectrum, points: Points, noise: float) -> Array:
    """Return where the two symbols are the ends of the spectrum, as far as floats can tell."""
    z = points["vector", hypothesis.member.name]
    low, high = float_ends(z.reshape(len(z), -1, z.shape[-1]))
    smallest, largest = points["symbol", hypothesis.smallest.name], points["symbol", hypothesis.largest.name]
    agree: Array = (np.abs(smallest - low) <= 1e3 * noise * low) & (np.abs(largest - high) <= noise * high)
    return agree
