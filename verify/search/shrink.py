"""From any exact counterexample to one that a person would write down: fewer samples, smaller whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isfinite, lcm, prod
from typing import TypeAlias

import numpy as np

from verify.errors import InputError
from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Array, Key, Points, Shape
from verify.search.statement_search import Search
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.arrays import nearest_float
from verify.statement.readings.values import refutes
from verify.statement.tree import Relation

SMALL = tuple(map(Fraction, ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3")))
LIKELIHOOD = np.array([0.28, 0.2, 0.2, 0.1, 0.1, 0.03, 0.03, 0.03, 0.03])
POWERS = tuple(map(Fraction, ("1", "10", "1/10", "100", "1/100", "1000", "1/1000")))
POWERS_LIKELIHOOD = np.array([0.64, 0.08, 0.08, 0.06, 0.06, 0.04, 0.04])
FRESH_DRAWS = 800
SMALL_SAMPLE, MOST_ENTRIES = 8, 96
DENOMINATORS = (1, 2, 3, 4, 6, 10, 100)
# which fractions are recognised in floats
MOST_DENOMINATOR, NEAR = 512, 1e-9


# the fractions of the row of that number
Exact: TypeAlias = Callable[[int], Array]


@dataclass(frozen=True, order=True)
class Cost:
    """How much there is to read: rows of data, dimensions, and the digits of the entries."""

    rows: int
    dimensions: int
    digits: int


def shrink(instance: Instance, statement: Statement, *, effort: int = 1500) -> Instance:
    """Return a smaller exact instance that refutes the same conclusion, after at most ``effort`` exact evaluations.

    Raises InputError where the instance given does not refute the statement.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> given = Instance(scalars={"x": Fraction(-731, 100), "y": Fraction(12, 7)})
    >>> shrink(given, claim_that(x + y >= 0)).scalars
    {'x': Fraction(0, 1), 'y': Fraction(-1, 1)}
    """
    broken = refutes(instance, statement)
    if broken is None:
        raise InputError("the instance does not refute the statement: give one that falsify returned")
    return Shrinking(statement, broken, effort).smallest(instance)


@dataclass(frozen=True)
class _Failing:
    """A row that floats let fail, whether it keeps the hypotheses as it is, and where the steps bring it in floats."""

    row: Array
    keeps: bool
    after: Array

    @property
    def least_digits(self) -> int:
        """How many digits there are at least after the steps: a number that is no short fraction has many."""
        return _digits(self.row) if self.keeps else sum(map(_least_digit, self.after.tolist()))


class Shrinking:
    """One run of shrinking, with the exact evaluations that are left."""

    def __init__(self, statement: Statement, broken: Relation, effort: int) -> None:
        self.left = effort
        # whether floats cannot tell that the instance fails: it lies beyond them, or within their rounding
        self.blind = False
        self.search = Search(statement, 0)
        self.number = statement.conclusions.index(broken)

    def smallest(self, instance: Instance) -> Instance:
        """Return the smallest instance found."""
        variables = self.search.variables
        shape = variables.points(instance)[1]
        if not variables.kinds:
            return instance
        with np.errstate(all="ignore"):
            self.search.prepare_once()
            best = instance
            row = variables.flatten(variables.points(instance)[0])[0]
            self.blind = not self._seen_to_fail(*_with_floats([row]), shape)
            # an exact evaluation of many samples takes longer
            self.left = self.left * SMALL_SAMPLE // max(SMALL_SAMPLE, shape.n * shape.P)
            for smaller in variables.shapes(n_max=min(shape.n, SMALL_SAMPLE), P_max=shape.P, d_max=shape.d):
                fresh = self._first(best, *self._fresh(smaller), smaller)
                if fresh is not None:
                    best = fresh
                    break
            while (better := self._one_better(best)) is not None:
                best = better
        return best

    def _one_better(self, best: Instance) -> Instance | None:
        points, shape = self.search.variables.points(best)
        for smaller, fewer in _without_one(self.search.variables.kinds, points, shape):
            rows = [self.search.variables.flatten(fewer)[0]]
            found = self._first(best, *_with_floats(rows), smaller)
            if found is not None:
                return found
        row = self.search.variables.flatten(points)[0]
        return self._first(best, *_with_floats([*self._whole_variables(points, row), *_simpler_rows(row)]), shape)

    def _first(self, best: Instance, floats: Array, exact: Exact, shape: Shape) -> Instance | None:
        """Return a better instance made from one of the rows, the first in the order of their cost."""
        limit = self.cost(best)
        for found in sorted(self._seen_to_fail(floats, exact, shape), key=lambda found: _digits(found.row)):
            if self.left <= 0:
                return None
            if Cost(shape.n * shape.P, shape.d, found.least_digits) >= limit:
                continue
            # a row that keeps the hypotheses is left as it is by the steps, which take long on fractions
            written = self.search.instance if found.keeps else self.search.exact_instance
            instance = written(found.row, shape)
            if self.cost(instance) >= limit:
                continue
            self.left -= 1
            if self.search.broken(instance) == self.number:
                return instance
        return None

    def _seen_to_fail(self, floats: Array, exact: Exact, shape: Shape) -> list[_Failing]:
        """Return the rows that floats let fail after the steps."""
        if not len(floats):
            return []
        search = self.search
        plain = search.variables.unflatten(floats, shape)
        keeps = hypotheses_hold(search.statement.hypotheses, Batch(search.axes, plain, shape))
        batch = Batch(search.axes, search.repaired(plain, shape), shape)
        slack = batch.slack(search.statement.conclusions[self.number])
        fails = ~(slack.value > 0) if self.blind else slack.fails
        fails = fails & hypotheses_hold(search.statement.hypotheses, batch, lost=self.blind)
        after = search.variables.flatten(batch.points)
        return [_Failing(exact(k), bool(keeps[k]), after[k]) for k in np.flatnonzero(fails).tolist()]

    def cost(self, instance: Instance) -> Cost:
        """Return what is to be made small."""
        points, shape = self.search.variables.points(instance)
        return Cost(shape.n * shape.P, shape.d, _digits(self.search.variables.flatten(points)[0]))

    def _fresh(self, shape: Shape) -> tuple[Array, Exact]:
        """Return rows of small numbers, in floats, and how each is written in fractions."""
        lengths = [prod(self.search.variables.entries(key, shape)) for key in self.search.variables.kinds]
        rng = np.random.default_rng(0)
        picks = np.unique(rng.choice(len(SMALL), size=(FRESH_DRAWS, sum(lengths)), p=LIKELIHOOD), axis=0)
        powers = rng.choice(len(POWERS), size=(len(picks), len(lengths)), p=POWERS_LIKELIHOOD)
        powers = powers.repeat(lengths, axis=1)
        small, tenfold = _objects(SMALL), _objects(POWERS)
        floats = small.astype(float)[picks] * tenfold.astype(float)[powers]
        return floats, lambda k: np.asarray(small[picks[k]] * tenfold[powers[k]])

    def _whole_variables(self, points: Points, row: Array) -> Iterator[Array]:
        keys: list[Key] = list(points)
        for key in keys:
            entries = points[key].reshape(-1)
            top = gcd(*(entry.numerator for entry in entries))
            bottom = lcm(*(entry.denominator for entry in entries))
            for factor in (Fraction(bottom, top or 1), Fraction(-bottom, top or 1), Fraction(-1), *POWERS[1:]):
                yield self.search.variables.flatten({**points, key: points[key] * factor})[0]
            for denominator in DENOMINATORS:
                rounded = _rounded(points[key].reshape(-1), denominator).reshape(points[key].shape)
                yield self.search.variables.flatten({**points, key: rounded})[0]


def _with_floats(rows: list[Array]) -> tuple[Array, Exact]:
    return np.array([[nearest_float(entry) for entry in row] for row in rows]), rows.__getitem__


def _without_one(kinds: Mapping[Key, tuple[str, ...]], points: Points, shape: Shape) -> Iterator[tuple[Shape, Points]]:
    for kind, size in (("sample", shape.n), ("patch", shape.P)):
        halves = [list(range(size // 2)), list(range(size // 2, size))] if size > SMALL_SAMPLE else []
        for gone in (*halves, *([position] for position in range(size if size > 1 else 0))):
            n, P = shape.n - len(gone) * (kind == "sample"), shape.P - len(gone) * (kind == "patch")
            yield Shape(n, P, shape.d), {key: _drop(array, kinds[key], kind, gone) for key, array in points.items()}
    for position in range(shape.d if shape.d > 1 else 0):
        fewer = {key: np.delete(array, position, -1) if key[0] == "vector" else array for key, array in points.items()}
        yield Shape(shape.n, shape.P, shape.d - 1), fewer


def _drop(array: Array, kinds: tuple[str, ...], kind: str, positions: list[int]) -> Array:
    for axis, own in enumerate(kinds):
        if own == kind:
            array = np.delete(array, positions, axis + 1)
    return array


def _simpler_rows(row: Array) -> Iterator[Array]:
    for position, entry in enumerate(row if len(row) <= MOST_ENTRIES else ()):
        for value in _simpler_values(entry):
            yield _with(row, {position: value})
    yield from (_rounded(row, denominator) for denominator in DENOMINATORS)
    if len(row) <= 24:
        for first, entry in enumerate(row):
            for second in range(first):
                for pair in ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)), (entry, entry)):
                    yield _with(row, {first: pair[0], second: pair[1]})
                yield _with(row, {first: row[second], second: entry})


def _simpler_values(entry: Fraction) -> Iterator[Fraction]:
    found = {*SMALL[:5], Fraction(round(entry)), Fraction(int(entry)), entry / 2, -entry, abs(entry), entry - 1}
    found.update(entry.limit_denominator(limit) for limit in (2, 3, 10, 100))
    found.add(entry + 1 if entry < 0 else entry - 1)
    found.add(Fraction(int(entry / 2)))
    if abs(entry) > 10:
        place = Fraction(10) ** (len(str(abs(int(entry)))) - 1)
        found.update((int(entry / place) + shift) * place for shift in (-1, 0, 1))
    if 0 < abs(entry) < 1:
        found.update(Fraction(1 if entry > 0 else -1, part) for part in (2, 3, 4, 10, 100, 1000, 10000))
        found.add(2 * entry)
    found.discard(entry)
    yield from (value for value in sorted(found) if _digit(value) < _digit(entry))


def _with(row: Array, changes: dict[int, Fraction]) -> Array:
    result = row.copy()
    for position, value in changes.items():
        result[position] = value
    return result


def _rounded(row: Array, denominator: int) -> Array:
    return _objects(tuple(Fraction(round(entry * denominator), denominator) for entry in row))


def _objects(values: tuple[Fraction, ...]) -> Array:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result


def _digits(row: Array) -> int:
    return sum(_digit(entry) for entry in row)


def _least_digit(value: float) -> int:
    """Return how many digits a fraction near a float has at least; one that is not short is taken as 1/1024 is."""
    if not isfinite(value):
        return 0
    found = Fraction(value)
    if found.denominator <= MOST_DENOMINATOR:
        return _digit(found)
    near = found.limit_denominator(MOST_DENOMINATOR)
    return _digit(near if abs(near - found) <= abs(value) * NEAR else Fraction(1, 2 * MOST_DENOMINATOR))


def _digit(entry: Fraction) -> int:
    # of whole numbers alone, which are compared ten times faster than fractions: rows have many entries
    numerator, denominator = entry.numerator, entry.denominator
    if not numerator:
        return 0
    size = abs(numerator)
    fraction = 4 * (denominator.bit_length() + 1) if denominator > 1 else 0
    significant = len(str(size).rstrip("0"))
    return 4 * size.bit_length() + 16 * significant - 16 + min(size, 8) + fraction + (1 if numerator < 0 else 0)
