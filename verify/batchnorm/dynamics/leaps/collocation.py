"""Finds the curve of a leap by collocation: polynomials that satisfy the step equation at Chebyshev points.

With Y(t+1) − Y(t) = F(Y(t)) asked for at N points of the leap beside its start, the values there solve a system in
which a mode may relax as fast as it likes: no step need resolve its own time scale, and no derivative of F is formed.
The system is solved by Newton's method on a few points first, and from there on all of them with the Jacobian matrix
taken over: residuals are formed at full precision, corrections in double precision, each of which gains the digits that
this Jacobian matrix is good for. Nothing here is rigorous: midpoints only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb, arb_mat, ctx, fmpz

from verify.batchnorm.dynamics.leaps.chebyshev import Array, Clock, Grid, Solver, grid_of, magnitude
from verify.batchnorm.dynamics.leaps.curve import Curve, Increments, LeapError, Links, followed, increments
from verify.batchnorm.dynamics.leaps.deviations import Deviations, pieces
from verify.batchnorm.dynamics.leaps.modes import Modes

COARSE_BITS = 128
NUDGE = arb((fmpz(1), fmpz(-40)))
NEWTON_STEPS = 16
CHORD_STEPS = 40
CLOSE = -12.0  # log₂ of the last correction on the few points

Values = list[list[arb]]  # by component (γ, mean over its start, tracks), then by point


@dataclass(frozen=True)
class System:
    """The step equation in the unknowns of a leap: γ, the mean in units of its start, and the track of each mode."""

    modes: Modes
    links: Links
    now: Deviations
    bases: tuple[arb, ...]
    plain: frozenset[int]
    flow: bool

    @property
    def start(self) -> list[arb]:
        """The unknowns at the iterate itself."""
        tracks = [
            (z / base).mid() if k in self.plain else arb(0)
            for k, (z, base) in enumerate(zip(self.now.modes, self.bases, strict=True))
        ]
        return [self.now.gamma, arb(1), *tracks]

    def step(self, unknowns: Sequence[arb]) -> Increments:
        """Return what one step adds at a point; raises LeapError where that is not finite."""
        gamma, mean = unknowns[0], unknowns[1] * self.now.mean
        coordinates = followed(self.bases, unknowns[2:], self.plain)
        second_order = _needs_second_order(coordinates, gamma, mean)
        parts = pieces(self.modes, self.links, mean, list(coordinates), gamma, second_order=second_order)
        return increments(self.modes, parts, coordinates, bases=self.bases, plain=self.plain, flow=self.flow)

    def rates(self, unknowns: Sequence[arb], unit: arb) -> list[arb]:
        """Return the increments of the unknowns at a point, over ``unit``; raises LeapError where one is not finite."""
        step = self.step(unknowns)
        found = [(value / unit).mid() for value in (step.gamma, step.mean / self.now.mean, *step.tracks)]
        if not all(rate.is_finite() for rate in found):
            raise LeapError("a mode changes sign from one step to the next, so no smooth curve joins the iterates")
        return found

    def jacobian(self, unknowns: Sequence[arb], unit: arb, rates: Sequence[arb]) -> Array:
        """Return the derivatives of ``rates`` by the unknowns, as double numbers."""
        matrix = np.empty((len(unknowns), len(unknowns)))
        for column, value in enumerate(unknowns):
            nudged = [*unknowns]
            nudged[column] = (value + NUDGE).mid()
            moved = self.rates(nudged, unit)
            matrix[:, column] = [float((a - b) / NUDGE) for a, b in zip(moved, rates, strict=True)]
        return matrix


def solve_curve(system: System, clock: Clock, *, degree: int, tolerance: int, guard: int = 0) -> Curve:
    """Return the curve through the iterate over the length of ``clock``, to a relative 2^-``tolerance``.

    γ and the mean are found to ``guard`` bits more, for the sake of later leaps in which the modes fall farther.

    Raises LeapError where the iterations do not settle, or where no smooth curve joins the iterates.
    """
    few = grid_of(max(8, degree // 4), precision=COARSE_BITS)
    all_ = grid_of(degree, precision=system.modes.precision)
    try:
        with ctx.workprec(COARSE_BITS):
            guess, jacobians, units = _newton(system, clock, few)
        spread = few.values_on(all_)
        values = [(spread * arb_mat([[v] for v in component])).entries() for component in guess]
        values = [[start, *(v.mid() for v in rest[1:])] for start, rest in zip(system.start, values, strict=True)]
        return _refined(system, clock, all_, values, _interpolated(spread, jacobians), units, tolerance, guard)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise LeapError("the equations of the leap have no finite solution") from error


def _newton(system: System, clock: Clock, grid: Grid) -> tuple[Values, Array, Array]:
    """Return the solution on a few points, to about a double number, the Jacobian matrices at all, and the units.

    The unit of an unknown is a power of 2 about as large as its change over the leap, and at least 1: a logarithm that
    falls by 10^9 would otherwise take the place of γ, on which it depends, when rows are exchanged.
    """
    lengths = [clock.step(u) for u in grid.points]
    operator = clock.rates(grid)
    slopes = system.rates(system.start, lengths[0])
    values = [
        [_guessed(start, slope * u * clock.length, falls=c - 2 in system.plain) for u in grid.points]
        for c, (start, slope) in enumerate(zip(system.start, slopes, strict=True))
    ]
    units = np.array([2.0 ** max(0.0, magnitude(component[-1] - component[0])) for component in values])
    last = math.inf
    for _ in range(NEWTON_STEPS):
        columns = list(zip(*values, strict=True))
        rates = [system.rates(column, length) for column, length in zip(columns, lengths, strict=True)]
        jacobians = np.array([system.jacobian(*point) for point in zip(columns, lengths, rates, strict=True)])
        solver = Solver(_assembled(operator, jacobians[1:], units))
        values, size = _corrected(values, rates, operator, solver, units)
        if size < CLOSE:
            return values, jacobians, units
        if size > last + 8:
            break
        last = size
    raise LeapError("the equations of the leap do not settle")


def _guessed(start: arb, gain: arb, *, falls: bool) -> arb:
    """Return where an unknown may stand after a gain to first order; what falls does so exponentially.

    A mode of the straight line would change its sign, and modes that it drives, followed by logarithms, cannot.
    """
    if falls and not start.is_zero() and gain / start < 0:
        return (start * (gain / start).exp()).mid()
    return (start + gain).mid()


def _refined(
    system: System, clock: Clock, grid: Grid, values: Values, jacobians: Array, units: Array, tolerance: int, guard: int
) -> Curve:
    lengths = [clock.step(u) for u in grid.points]
    operator = clock.rates(grid)
    solver = Solver(_assembled(operator, jacobians[1:], units))
    # an error of γ, or of a mode in its unit, is multiplied by the largest unit before it is one of a logarithm
    enough = -tolerance - 8 - max(math.log2(units.max()), guard)
    last = math.inf
    for _ in range(CHORD_STEPS):
        columns = list(zip(*values, strict=True))
        rates = [system.rates(column, length) for column, length in zip(columns, lengths, strict=True)]
        values, size = _corrected(values, rates, operator, solver, units)
        if size < enough:
            return _curve(system, clock, grid, values, operator, lengths)
        if size > last - 0.5:
            break
        last = size
    raise LeapError("the equations of the leap do not settle")


def _corrected(
    values: Values, rates: list[list[arb]], operator: arb_mat, solver: Solver, units: Array
) -> tuple[Values, float]:
    """Return the values after one correction, and log₂ of its size in their units."""
    scales = [arb(float(unit)) for unit in units]
    moved = arb_mat([[(v - component[0]).mid() for v in component] for component in values]) * operator.transpose()
    residual = [
        [((moved[c, j] - rates[j + 1][c]) / scale).mid() for j in range(moved.ncols())]
        for c, scale in enumerate(scales)
    ]
    largest = max(magnitude(r) for row in residual for r in row)
    if largest == -math.inf:
        return values, largest
    shift = arb((fmpz(1), fmpz(int(largest))))
    right = np.array([float(r / shift) for row in residual for r in row])
    correction = solver.solve(right)
    if not np.isfinite(correction).all():
        raise ZeroDivisionError("the correction is not finite")
    rows = correction.reshape(len(values), -1)
    corrected = [
        [component[0], *((v - arb(float(d)) * (shift * scale)).mid() for v, d in zip(component[1:], row, strict=True))]
        for component, row, scale in zip(values, rows, scales, strict=True)
    ]
    size = float(np.abs(correction).max())
    return corrected, largest + (math.log2(size) if size else -math.inf)


def _assembled(operator: arb_mat, jacobians: Array, units: Array) -> Array:
    """Return the matrix of the equations at all points, each unknown and its equation in the unknown's unit."""
    if not np.isfinite(jacobians).all():
        raise OverflowError("slopes are beyond double precision")
    points, count = jacobians.shape[:2]
    rates = np.array([[float(entry) for entry in row[1:]] for row in operator.tolist()])
    matrix = np.zeros((count, points, count, points))
    along = np.arange(points)
    for c in range(count):
        matrix[c, :, c, :] = rates
        for other in range(count):
            matrix[c, along, other, along] -= jacobians[:, c, other] * (units[other] / units[c])
    return matrix.reshape(count * points, count * points)


def _interpolated(spread: arb_mat, jacobians: Array) -> Array:
    weights = np.array([[float(entry) for entry in row] for row in spread.tolist()])
    total = np.zeros((len(weights), *jacobians.shape[1:]))
    for column, matrix in zip(weights.T, jacobians, strict=True):
        total += column[:, None, None] * matrix
    return total


def _curve(system: System, clock: Clock, grid: Grid, values: Values, operator: arb_mat, lengths: list[arb]) -> Curve:
    columns = list(zip(*values, strict=True))
    steps = [system.step(column) for column in columns[1:]]
    rates = arb_mat(
        [
            [(step.norm_squared / length).mid(), (step.alignment / length).mid()]
            for step, length in zip(steps, lengths[1:], strict=True)
        ]
    )
    inner = arb_mat([row[1:] for row in operator.tolist()])
    gains = inner.solve(rates, algorithm="approx")
    now = system.now
    norm_squared = [now.norm_squared, *((now.norm_squared + gains[j, 0]).mid() for j in range(gains.nrows()))]
    alignment = None
    if now.alignment is not None:
        alignment = [now.alignment, *((now.alignment + gains[j, 1]).mid() for j in range(gains.nrows()))]
    return Curve(
        clock=clock,
        gamma=grid.polynomial(values[0]),
        mean=grid.polynomial([(value * now.mean).mid() for value in values[1]]),
        bases=system.bases,
        tracks=tuple(grid.polynomial(component) for component in values[2:]),
        norm_squared=grid.polynomial(norm_squared),
        alignment=None if alignment is None else grid.polynomial(alignment),
        plain=system.plain,
        precision=grid.precision,
    )


def _needs_second_order(coordinates: Sequence[arb], gamma: arb, mean: arb) -> bool:
    largest = max((magnitude(z) for z in coordinates), default=-math.inf)
    smallest = min((magnitude(z) for z in coordinates), default=-math.inf)
    cost = 2 * magnitude(gamma + 1) - 2 * magnitude(mean) + 16
    return 2 * largest - smallest + cost > -ctx.prec - 16
