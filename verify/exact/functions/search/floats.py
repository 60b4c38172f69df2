"""Looking around with floats for the search of the method *functions*: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from verify.exact.effort import remembering, spend
from verify.exact.functions.goals import Goal, Interval, ball, sign_of_constant
from verify.exact.functions.quotients import Atom, Below, Frozen, Quotient, names
from verify.statement.readings.arrays import nearest_float

Array: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = dict[str, Array]
Grid: TypeAlias = tuple[tuple[str, tuple[float, ...]], ...]
STEPS = (1e-4, 1e-2, 0.1, 0.35, 0.8, 1.3, 2.0, 3.1, 5.0, 8.0, 13.0, 30.0, 90.0)
ALL_STEPS = (*(-step for step in reversed(STEPS)), *STEPS)
SHARES = (1e-4, 0.01, 0.08, 0.2, 0.37, 0.5, 0.63, 0.8, 0.92, 0.99, 0.9999)
# where it is looked whether a value stays, and how far a variable is moved there
PLACES, MOVED = (1.1, 2.3, 0.6), 0.21
# what may be evaluated at once: points times operations, and a few points of what is huge
MOST_DIPS, MOST_WORK, FEWEST_POINTS = 3, 2**22, 2**10
# grids of so many points are kept for the next goals
MOST_KEPT = 2**12
# so many operations on floats take as long as a product of two terms
FLOATS_A_PRODUCT = 1000


def float_of(constant: Quotient) -> float:
    """Return the nearest float of a constant."""
    return float(ball(constant, {}).mid())


def points_of(interval: Interval) -> list[float]:
    """Return a few points inside an interval."""
    if interval.high is not None:
        end = float_of(interval.high)
        return [share * end for share in SHARES]
    return list(STEPS if interval.bounded else ALL_STEPS)


def columns_of(goal: Goal) -> Columns:
    """Return a grid of points inside a goal's box, one array for each variable; of a huge grid some points only."""
    return _columns(goal.expression, _grid_of(goal))


def _grid_of(goal: Goal) -> Grid:
    return tuple((name, tuple(points_of(goal.box[name]))) for name in sorted(names(goal.expression)))


def _columns(expression: Quotient, grid: Grid) -> Columns:
    each, points = operations(expression), prod(len(ends) for _, ends in grid)
    most = max(FEWEST_POINTS, MOST_WORK // each)
    spend(each * min(most, points) // FLOATS_A_PRODUCT)
    if points > most:
        rng = np.random.default_rng(0)
        few = max(FEWEST_POINTS, most // 8)
        return {name: rng.choice(ends, few) for name, ends in grid}
    return (_kept_mesh if points <= MOST_KEPT else _mesh)(grid)


def _mesh(grid: Grid) -> Columns:
    columns = np.meshgrid(*(np.array(ends, dtype=float) for _, ends in grid), indexing="ij")
    return {name: column.ravel() for (name, _), column in zip(grid, columns, strict=True)}


# the boxes of a search are few, and most end nowhere
_kept_mesh = lru_cache(maxsize=64)(_mesh)


def operations(quotient: Quotient) -> int:
    """Return how many operations an evaluation takes, so that long expressions are looked at in fewer points.

    >>> operations(Quotient.number(1))
    2
    """
    terms = [tuple(quotient.above.items()), *(factor for factor, _ in quotient.below)]
    return 1 + sum(map(_operations, terms))


def _operations(terms: Frozen) -> int:
    return sum(
        1 + sum(2 + (_operations(atom[1]) if atom[0] == "log" else 0) for atom, _ in powers) + _operations(exponent)
        for (powers, exponent), _ in terms
    )


def values(quotient: Quotient, columns: Columns) -> tuple[Array, Array]:
    """Return the values at points and, for each, the size of the terms above, which bounds the rounding."""
    with np.errstate(all="ignore"):
        value, size = _terms(tuple(quotient.above.items()), columns)
        for factor, power in quotient.below:
            below = _terms(factor, columns)[0] ** power
            value, size = value / below, size / abs(below)
    return value, size


def _terms(terms: Frozen, columns: Columns) -> tuple[Array, Array]:
    value = size = np.zeros(len(next(iter(columns.values()))) if columns else 1)
    for (powers, exponent), coefficient in terms:
        term: Any = nearest_float(coefficient)
        bound = term
        for atom, k in powers:
            factor = _atom(atom, columns)
            power = factor if k == 1 else factor ** float(k)
            term = term * power
            # log(1+x) of a tiny x has lost its digits
            bound = bound * (np.maximum(abs(factor), 1e-6) ** float(k) if atom[0] == "log" else power)
        if exponent:
            growth = np.exp(_terms(exponent, columns)[0])
            term, bound = term * growth, bound * growth
        value, size = value + term, size + abs(bound)
    return value, size


def _atom(atom: Atom, columns: Columns) -> Array:
    kind, inside = atom
    if kind == "v":
        return columns[inside]
    if kind == "log":
        logs: Array = np.log(_terms(inside, columns)[0])
        return logs
    return np.asarray(float_of(Quotient.atom(atom)))


def is_plausible(goal: Goal) -> bool:
    """Tell whether floats show no point of the box where the goal fails."""
    if not names(goal.expression):
        return sign_of_constant(goal.expression) in ((1,) if goal.strict else (0, 1))
    return _shows_no_fault(tuple(goal.expression.above.items()), goal.expression.below, _grid_of(goal))


# searches beside one another look at the same goals
@remembering(5000)
def _shows_no_fault(above: Frozen, below: Below, grid: Grid) -> bool:
    expression = Quotient(dict(above), below)
    value, size = values(expression, _columns(expression, grid))
    return not bool(np.any(value < -1e-9 * size))


def combinations(quotient: Quotient, factors: Iterable[Fraction]) -> list[tuple[str, str, Fraction]]:
    """Return x, y and c where floats let the value depend on x + cy alone: it stays where y grows and x falls by c.

    >>> x, y = Quotient.variable("x"), Quotient.variable("y")
    >>> combinations(x + y, (Fraction(1), Fraction(2)))
    [('x', 'y', Fraction(1, 1)), ('y', 'x', Fraction(1, 1))]
    >>> combinations(x + x, (Fraction(1),))
    []
    """
    used = sorted(names(quotient))
    if len(used) < 2:
        return []
    tried = [(x, y, c) for x in used for y in used if x != y for c in factors]
    here = {name: np.array(PLACES) * (1 + position / 7) for position, name in enumerate(used)}
    there = {name: np.tile(column, (len(tried), 1)) for name, column in here.items()}
    for row, (first, second, factor) in enumerate(tried):
        there[first][row] -= float(factor) * MOVED
        there[second][row] += MOVED
    before, size = values(quotient, here)
    after, later_size = (
        found.reshape(-1, len(PLACES)) for found in values(quotient, {n: c.ravel() for n, c in there.items()})
    )
    with np.errstate(invalid="ignore"):  # what is infinite on both sides may depend on any combination
        differ = np.any(abs(after - before) > 1e-7 * (size + later_size), axis=1)
    return [one for one, other in zip(tried, differ, strict=True) if not other]


def is_far_from_zero(goal: Goal, share: float) -> bool:
    """Tell whether the expression stays above a share of the size of its terms at the points looked at.

    The corners of the box are looked at first, also where its ends are open: the balls around boxes hold them, so that
    what is not finite there, as log y at 0, is never seen to be positive however small the boxes are.
    """
    for columns in (_corners(goal), columns_of(goal)):
        value, size = values(goal.expression, columns)
        with np.errstate(invalid="ignore"):
            if not np.all(np.isfinite(value) & (value > share * size)):
                return False
    return True


def _corners(goal: Goal) -> Columns:
    """Return the corners of a box that has ends, in the variables of the goal."""
    used = sorted(names(goal.expression))
    ends = [(0.0, 0.0 if (high := goal.box[name].high) is None else float_of(high)) for name in used]
    columns = np.meshgrid(*(np.array(pair) for pair in ends), indexing="ij")
    return {name: column.ravel() for name, column in zip(used, columns, strict=True)}


def lowest_points(goal: Goal, name: str) -> list[tuple[float, float]]:
    """Return the few lowest local minima inside the box of a function of one variable, as (place, value over size)."""
    interval = goal.box[name]
    if interval.high is not None:
        end = float_of(interval.high)
        if not np.isfinite(end):
            return []
        grid = np.linspace(0.0, end, 801)[1:-1]
    else:
        grid = np.concatenate([np.linspace(0.0, 6.0, 601)[1:], np.geomspace(6.0, 60.0, 100)[1:]])
        grid = grid if interval.bounded else np.concatenate([-grid[::-1], [0.0], grid])
    value, size = values(goal.expression, {name: grid})
    with np.errstate(all="ignore"):
        share = value / size
        inner, left, right = value[1:-1], value[:-2], value[2:]
        dips = (inner <= left) & (inner <= right) & (left + right - 2 * inner > 1e-13 * size[1:-1])
    places = sorted((np.nonzero(dips)[0] + 1).tolist(), key=lambda k: float(share[k]))
    return [_refined(goal, name, grid[k - 1], grid[k + 1]) for k in places[:MOST_DIPS]]


def _refined(goal: Goal, name: str, low: float, high: float) -> tuple[float, float]:
    for _ in range(12):
        grid = np.linspace(low, high, 21)
        value, size = values(goal.expression, {name: grid})
        k = int(np.nanargmin(value))
        low, high = grid[max(k - 1, 0)], grid[min(k + 1, 20)]
    # Python's floats, as NumPy's warn of what is infinite
    least, scale = float(value[k]), float(size[k])
    return float(grid[k]), least / scale if scale else 0.0


def simple_fraction(value: float, tolerance: float) -> Fraction | None:
    """Return a fraction with a small denominator near a float, or None."""
    for denominator in range(1, 25):
        found = Fraction(round(value * denominator), denominator)
        if abs(float(found) - value) <= tolerance:
            return found
    return None


def constants_in(quotient: Quotient) -> list[Quotient]:
    """Return the constant atoms of a normal form."""
    found: dict[Atom, None] = {}
    for (powers, exponent), _ in quotient.above.items():
        for atom, _k in powers:
            if atom[0] != "v" and not names(Quotient.atom(atom)):
                found[atom] = None
        found.update(dict.fromkeys(atom for c in constants_in(Quotient(dict(exponent))) for atom in [_lone(c)]))
    return [Quotient.atom(atom) for atom in found]


def _lone(constant: Quotient) -> Atom:
    return next(iter(constant.above))[0][0][0]


def recognised(place: float, goal: Goal) -> Iterator[Quotient]:
    """Yield constants that a float may stand for: simple fractions, or one constant of the goal added."""
    tolerance = 2e-6
    if (found := simple_fraction(place, tolerance)) is not None:
        yield Quotient.number(found)
    for constant in constants_in(goal.expression):
        for factor in (1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2)):
            rest = simple_fraction(place - float(factor) * float_of(constant), tolerance)
            if rest is not None:
                yield Quotient.number(rest) + Quotient.number(factor) * constant
