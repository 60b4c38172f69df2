"""The little linear algebra that works on floats, for many points, and on exact rationals alike."""

from __future__ import annotations

import numpy as np
from flint import fmpq

from verify.search.points import Array


def divide(above: Array, below: Array) -> Array:
    """Return the quotients, with 0 for a numerator 0; a division by zero is nan in floats and an error in fractions."""
    if not above.dtype.hasobject and not below.dtype.hasobject:
        if np.count_nonzero(below) < below.size:
            below = np.where(below == 0, np.nan, below)
        quotient = above / below
        return quotient if np.count_nonzero(above) == above.size else np.where(above == 0, 0.0, quotient)
    above, below = np.broadcast_arrays(above, below)
    result = np.empty(above.shape, dtype=object)
    for at in np.ndindex(above.shape):
        result[at] = fmpq(0) if above[at] == 0 else above[at] / below[at]
    return result


class Span:
    """The span of each point's members, from which any number of vectors is projected."""

    def __init__(self, members: Array) -> None:
        members = members.reshape(len(members), -1, members.shape[-1])
        self._basis, self._count = _Basis(members, exact=members.dtype == object), members.shape[1]
        for position in range(self._count):
            self._basis.take(position)

    def projection(self, vector: Array) -> Array:
        """Return the orthogonal projection of each point's vector."""
        return vector * 0 + self._basis.part_of(vector, self._count)


def least_step(rows: Array, wanted: Array) -> Array:
    """Return for each point the shortest step x with rows · x = wanted, or where none exists one for the first rows.

    ``rows`` has one matrix for each point. What a row asks is left out where it depends on the earlier ones.
    """
    step = rows[:, 0] * 0
    basis = _Basis(rows, exact=rows.dtype == object or wanted.dtype == object)
    for position in range(rows.shape[1]):
        rest, square = basis.take(position)
        gap = wanted[:, position] - np.add.reduce(rows[:, position] * step, -1)
        step = step + rest * divide(gap, square)[:, None]
    return step


class _Basis:
    """For each point the parts of its rows that are orthogonal to all rows before them, each with its square.

    A row that depends on earlier ones has the part 0, with the square 1. All earlier parts are taken from a row at
    once; in floats a second time, which restores the orthogonality that cancellation lost.
    """

    def __init__(self, rows: Array, *, exact: bool) -> None:
        self._rows, self._exact = rows, exact
        self._parts, self._squares = rows * 0, rows[..., 0] * 0 + 1

    def take(self, position: int) -> tuple[Array, Array]:
        """Return the part of one row, of which all before it were taken, and its square."""
        rest = row = self._rows[:, position]
        # nothing is taken from the first one
        for _ in range(0 if not position else 1 if self._exact else 2):
            rest = rest - self.part_of(rest, position)
        square = np.add.reduce(rest * rest, -1)
        dependent = square <= (0 if self._exact else 1e-18) * np.add.reduce(row * row, -1)
        self._parts[:, position] = np.where(dependent[:, None], 0 * rest, rest)
        self._squares[:, position] = np.where(dependent, square * 0 + 1, square)
        return self._parts[:, position], self._squares[:, position]

    def part_of(self, vector: Array, count: int) -> Array:
        """Return the projection of a vector to the first parts."""
        parts = self._parts[:, :count]
        # no square is 0
        along = np.add.reduce(parts * vector[:, None], -1) / self._squares[:, :count]
        return np.asarray(np.add.reduce(parts * along[..., None], 1))
