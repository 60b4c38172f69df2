"""Chebyshev points of one leap, and the matrices that turn values there into coefficients, differences and corrections.

A leap is a polynomial in u = x/X on [0, 1], given by its values at the points (1 − cos(πj/N))/2, ends included. The
clock is t + θ(eˣ − 1), so that one iteration at x is a step of log(1 + e⁻ˣ/θ) in x. Coefficients in powers of u are
large and cancel: they are formed and summed at the precision of ``Grid``, which exceeds that of the values.
Nothing here is rigorous: midpoints only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, arb_mat, arb_poly, ctx, fmpq, fmpz_poly
from numpy.typing import NDArray

Array = NDArray[np.float64]
LOST_BITS = 2.6  # of a value, for each degree, in powers of u: log₂(3 + √8)


@dataclass(frozen=True)
class Grid:
    """The N + 1 Chebyshev points on [0, 1] and the matrix from values there to coefficients in powers of u."""

    points: tuple[arb, ...]
    analysis: Any
    precision: int

    @property
    def degree(self) -> int:
        """N, one less than the number of points."""
        return len(self.points) - 1

    def polynomial(self, values: Sequence[arb]) -> arb_poly:
        """Return the polynomial in u with these values at the points.

        >>> grid_of(2, precision=53).polynomial([arb(0), arb(1) / 4, arb(1)])(arb(3)).str(5, radius=False)
        '9.0000'
        """
        with ctx.workprec(self.precision):
            # a constant stays exact
            changes = self.analysis * arb_mat([[(value - values[0]).mid()] for value in values])
            first, *others = (entry.mid() for entry in changes.entries())
            return arb_poly([(first + values[0]).mid(), *others])

    def values_on(self, other: Grid) -> Any:
        """Return the matrix from values at these points to values at those of another grid.

        >>> grid_of(1, precision=53).values_on(grid_of(2, precision=53)).tolist()[1][0].str(5, radius=False)
        '0.50000'
        """
        with ctx.workprec(max(self.precision, other.precision)):
            powers = arb_mat([[u**k for k in range(self.degree + 1)] for u in other.points])
            return _mid(powers * self.analysis)


@lru_cache(maxsize=32)
def grid_of(degree: int, *, precision: int) -> Grid:
    """Return the grid of a degree for values of ``precision`` bits.

    >>> [point.str(3, radius=False) for point in grid_of(2, precision=53).points]
    ['0', '0.500', '1.00']
    """
    precision += int(LOST_BITS * degree) + 32
    with ctx.workprec(precision):
        cosines = [arb.cos_pi_fmpq(fmpq(k, degree)).mid() for k in range(2 * degree)]
        points = (*(((1 - cosines[j]) / 2).mid() for j in range(degree)), arb(1))
        # values to coefficients of T_k(2u - 1); the first and last terms of both sums count half
        weights = arb_mat(
            [
                [
                    cosines[(degree - j) * k % (2 * degree)] * fmpq(2, degree * (1 + (j in ends)) * (1 + (k in ends)))
                    for j in range(degree + 1)
                ]
                for k in range(degree + 1)
                for ends in [(0, degree)]
            ]
        )
        shifted = [fmpz_poly.chebyshev_t(k)(fmpz_poly([-1, 2])) for k in range(degree + 1)]
        powers = arb_mat([[arb(shifted[k][j]) for k in range(degree + 1)] for j in range(degree + 1)])
        return Grid(points, _mid(powers * weights), precision)


@dataclass(frozen=True)
class Clock:
    """The time scale θ > 0 of a leap and its length X in x; ``flow`` takes derivatives in the place of differences."""

    scale: arb
    length: arb
    flow: bool

    def step(self, u: arb) -> arb:
        """Return what one iteration adds to x at u·X (with ``flow``: to first order)."""
        rate = (-u * self.length).exp() / self.scale
        return (rate if self.flow else rate.log1p()).mid()

    def row(self, u: arb, degree: int) -> list[arb]:
        """Return, for each power of u, its increment over one iteration divided by ``step(u)``.

        >>> clock = Clock(arb(10), arb(1), False)
        >>> u = arb(1) / 2
        >>> later = u + clock.step(u)
        >>> ((later**2 - u**2) / clock.step(u) - clock.row(u, 2)[2]).mid() < 1e-14
        True
        """
        part = arb(0) if self.flow else self.step(u) / self.length
        later = u + part
        powers, row = arb(1), [arb(0)]
        for _ in range(degree):
            # (u + δ)ᵏ − uᵏ over δ, without cancellation
            row.append(row[-1] * later + powers)
            powers *= u
        return [(entry / self.length).mid() for entry in row]

    def rates(self, grid: Grid) -> Any:
        """Return the matrix from values at the points to increments over one iteration, by ``step``, at all but u=0."""
        with ctx.workprec(grid.precision):
            rows = arb_mat([self.row(u, grid.degree) for u in grid.points[1:]])
            return _mid(rows * grid.analysis)


class Solver:
    """Solves A x = b in double precision by elimination with row exchange.

    Only one operation is done at a time on each number: the bits depend on no library's order of summation, so that a
    run goes on bit for bit on any machine. Raises ZeroDivisionError where A is singular or not finite.

    >>> Solver(np.array([[0.0, 2.0], [4.0, 2.0]])).solve(np.array([2.0, 8.0])).tolist()
    [1.5, 1.0]
    """

    def __init__(self, matrix: Array) -> None:
        self.matrix = matrix.copy()
        self.order = np.arange(len(matrix))
        if not np.isfinite(matrix).all():
            raise ZeroDivisionError("the matrix is not finite")
        for k in range(len(matrix)):
            pivot = k + int(np.argmax(np.abs(self.matrix[k:, k])))
            if self.matrix[pivot, k] == 0:
                raise ZeroDivisionError("the matrix is singular")
            if pivot != k:
                self.matrix[[k, pivot]] = self.matrix[[pivot, k]]
                self.order[[k, pivot]] = self.order[[pivot, k]]
            self.matrix[k + 1 :, k] /= self.matrix[k, k]
            self.matrix[k + 1 :, k + 1 :] -= self.matrix[k + 1 :, k, None] * self.matrix[k, None, k + 1 :]

    def solve(self, right: Array) -> Array:
        """Return x for one right side b."""
        x = right[self.order]
        for k in range(len(x)):
            x[k + 1 :] -= self.matrix[k + 1 :, k] * x[k]
        for k in reversed(range(len(x))):
            x[k] /= self.matrix[k, k]
            x[:k] -= self.matrix[:k, k] * x[k]
        return x


def magnitude(value: arb) -> float:
    """Return log₂ |value| to the nearest unit or so, −inf for 0, inf where it is not finite: for the choice of steps.

    >>> magnitude(arb(2) ** -100000), magnitude(arb("nan"))
    (-99999.0, inf)
    """
    if not value.is_finite():
        return math.inf
    mantissa, exponent = value.mid().man_exp()
    return float(int(mantissa).bit_length() + int(exponent)) if mantissa else -math.inf


def _mid(matrix: Any) -> Any:
    return arb_mat([[entry.mid() for entry in row] for row in matrix.tolist()])
