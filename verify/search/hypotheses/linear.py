"""The little linear algebra that works on floats, for many points, and on exact fractions alike."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from verify.search.points import Array


def divide(above: Array, below: Array) -> Array:
    """Return the quotients, with 0 for a numerator 0; a division by zero is nan in floats and an error in fractions."""
    if above.dtype != object and below.dtype != object:
        return np.where(above == 0, 0.0, above / np.where(below == 0, np.nan, below))
    above, below = np.broadcast_arrays(above, below)
    result = np.empty(above.shape, dtype=object)
    for at in np.ndindex(above.shape):
        result[at] = Fraction(0) if above[at] == 0 else above[at] / below[at]
    return result


def projection(vector: Array, members: Array) -> Array:
    """Return the orthogonal projection of each point's vector to the span of its members."""
    members = members.reshape(len(members), -1, members.shape[-1])
    tiny = 0 if vector.dtype == object else 1e-18
    basis: list[tuple[Array, Array]] = []
    result = vector * 0
    for position in range(members.shape[1]):
        rest = member = members[:, position]
        # in floats a second pass restores the orthogonality that cancellation lost
        for _ in range(1 if vector.dtype == object else 2):
            for earlier, square in basis:
                rest = rest - earlier * divide((rest * earlier).sum(-1), square)[:, None]
        square = (rest * rest).sum(-1)
        dependent = square <= tiny * (member * member).sum(-1)
        rest = np.where(dependent[:, None], 0 * rest, rest)
        square = np.where(dependent, square * 0 + 1, square)
        basis.append((rest, square))
        result = result + rest * divide((vector * rest).sum(-1), square)[:, None]
    return result


def least_step(rows: Array, wanted: Array) -> Array:
    """Return for each point the shortest step x with rows · x = wanted, or where none exists one for the first rows.

    ``rows`` has one matrix for each point. What a row asks is left out where it depends on the earlier ones.
    """
    exact = rows.dtype == object or wanted.dtype == object
    step = rows[:, 0] * 0
    basis: list[tuple[Array, Array]] = []
    for position in range(rows.shape[1]):
        rest = row = rows[:, position]
        # in floats a second pass restores the orthogonality that cancellation lost
        for _ in range(1 if exact else 2):
            for earlier, square in basis:
                rest = rest - earlier * divide((rest * earlier).sum(-1), square)[:, None]
        square = (rest * rest).sum(-1)
        dependent = square <= (0 if exact else 1e-18) * (row * row).sum(-1)
        rest = np.where(dependent[:, None], 0 * rest, rest)
        square = np.where(dependent, square * 0 + 1, square)
        gap = wanted[:, position] - (row * step).sum(-1)
        step = step + rest * divide(gap, square)[:, None]
        basis.append((rest, square))
    return step
