"""A point of floats as exact points: fractions of small denominators, few decimal digits, the floats themselves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from verify.search.points import Array, exact

ROUNDINGS = (1, 2, 3, 4, 6, 8, 10, 12, 64, 100, 1000, 1024, 2**20)
DIGITS = (1, 2, 4, 8)


def roundings(row: Array) -> Iterator[Array]:
    """Yield a row of floats as fractions, coarse ones first, the floats' own values last."""
    for denominator in ROUNDINGS:
        yield as_fractions([Fraction(round(float(entry) * denominator), denominator) for entry in row])
    for digits in DIGITS:
        yield as_fractions([Fraction(f"{float(entry):.{digits}e}") for entry in row])
    yield exact(row)


def as_fractions(entries: list[Fraction]) -> Array:
    """Return fractions as a row of numbers."""
    result = np.empty(len(entries), dtype=object)
    result[:] = entries
    return result
