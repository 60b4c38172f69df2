"""Random numbers that are the same for the same seed: dyadic numbers of 40 bits behind the point.

Python promises the same uniform numbers in every version; the inverse of the normal distribution and the gamma
distribution are computed from them and rounded to 2^-40, so that the last bits of a machine's log do not show.
"""

from __future__ import annotations

import random
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from verify.errors import InputError

SCALE = 2.0**40
Floats = NDArray[np.float64]


class Draws:
    """A stream of random numbers.

    >>> Draws(1).normals(2).tolist() == Draws(1).normals(2).tolist()
    True
    """

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(f"examples {seed}")
        self._inverse = NormalDist().inv_cdf

    def normals(self, *shape: int) -> Floats:
        """Return standard normal numbers in an array of some shape."""
        uniform, inverse = self._random.random, self._inverse
        count = int(np.prod(shape))
        # the middles of 2^53 cells: never 0 or 1
        values = np.array([inverse((uniform() * (1 - 2.0**-53)) + 2.0**-54) for _ in range(count)])
        return np.round(values * SCALE).reshape(shape) / SCALE

    def signs(self, count: int) -> Floats:
        """Return so many signs, 1 and −1 with equal chances."""
        return np.array([1.0 if self._random.random() < 0.5 else -1.0 for _ in range(count)])

    def chances(self, chance: float, count: int) -> NDArray[np.bool_]:
        """Return so many truth values, each true with a chance."""
        return np.array([self._random.random() < chance for _ in range(count)], dtype=bool)

    def chi_squares(self, degrees: Floats) -> Floats:
        """Return χ² numbers of given degrees of freedom."""
        values = np.array([self._random.gammavariate(degree / 2, 2.0) for degree in degrees])
        return np.round(values * SCALE) / SCALE

    def gaussian_rows(self, rows: int, dimensions: int) -> Floats:
        """Return standard normal vectors of so many dimensions, seen in coordinates of their own span.

        Where there are fewer rows than dimensions, Bartlett's triangle has the same inner products in law: its Gram
        matrix is Wishart, drawn from rows(rows+1)/2 numbers however many dimensions there are.

        >>> Draws(0).gaussian_rows(3, 10**6).shape
        (3, 3)
        """
        if rows < 1 or dimensions < 1:
            raise InputError(f"{rows} vectors of {dimensions} dimensions: give at least 1 of each")
        if rows >= dimensions:
            return self.normals(rows, dimensions)
        triangle = np.tril(self.normals(rows, rows), -1)
        roots = np.sqrt(self.chi_squares(dimensions - np.arange(float(rows))))
        triangle[np.diag_indices(rows)] = np.round(roots * SCALE) / SCALE
        return triangle
