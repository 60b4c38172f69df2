"""From any exact counterexample to one that a person would write down: fewer samples, smaller whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import gcd, isfinite, lcm, prod
from typing import TypeAlias

import numpy as np

from verify.errors import InputError
from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Array, Key, Points, Shape
from verify.search.statement_search import Search
from verify.statement.formulas import Spectrum, Statement
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
# the entries of a row that are changed, by their places
Changes: TypeAlias = Mapping[int, Fraction]


@dataclass(frozen=True)
class _Rows:
    """Rows to try: in floats, how many digits each has, and how the one of a number is written in fractions."""

    floats: Array
    digits: Array
    exact: Callable[[int], Array]


@dataclass(frozen=True, order=True)
class Cost:
    """How much there is to read: rows of data, dimensions, and the digits of the entries."""

    rows: int
    dimensions: int
    digits: int


def shrink(instance: Instance, statement: Statement, *, effort: int = 1500, search: Search | None = None) -> Instance:
    """Return a smaller exact instance that refutes the same conclusion, after at most ``effort`` exact evaluations.

    ``search`` is the statement's own, where one was made; it is left as it is.
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
    return Shrinking(statement, broken, effort, search).smallest(instance)


@dataclass(frozen=True)
class _Failing:
    """The number of a row that floats let fail, its digits, and where the steps bring it in floats.

    It is left as it is where it ``keeps`` the hypotheses.
    """

    number: int
    digits: int
    keeps: bool
    after: Array

    @property
    def least_digits(self) -> int:
        """How many digits there are at least after the steps: a number that is no short fraction has many."""
        return self.digits if self.keeps else sum(map(_least_digit, self.after.tolist()))


class Shrinking:
    """One run of shrinking, with the exact evaluations that are left."""

    def __init__(self, statement: Statement, broken: Relation, effort: int, search: Search | None = None) -> None:
        self.left = effort
        # whether floats cannot tell that the instance fails: it lies beyond them, or within their rounding
        self.blind = False
        self.search = search or Search(statement, 0)
        self.number = statement.conclusions.index(broken)
        self.refused: set[tuple[object, ...]] = set()
        # the steps towards a spectrum take turns by the number of a row, which is then to stay what it is
        self.in_turns = any(isinstance(one, Spectrum) for one in statement.hypotheses)

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
            self.blind = not self._seen_to_fail(_rows([row]), shape)
            # an exact evaluation of many samples takes longer
            self.left = self.left * SMALL_SAMPLE // max(SMALL_SAMPLE, shape.n * shape.P)
            for smaller in variables.shapes(n_max=min(shape.n, SMALL_SAMPLE), P_max=shape.P, d_max=shape.d):
                fresh = self._first(self.cost(best), self._fresh(smaller), smaller)
                if fresh is not None:
                    best = fresh
                    break
            while (better := self._one_better(best)) is not None:
                best = better
        return best

    def _one_better(self, best: Instance) -> Instance | None:
        limit = self.cost(best)
        points, shape = self.search.variables.points(best)
        without = _without_one(self.search.variables.kinds, points, shape)
        for smaller, several in groupby(without, key=lambda one: one[0]):
            rows = [self.search.variables.flatten(fewer)[0] for _, fewer in several]
            # many rows are evaluated as fast as one; of equal size, the first that is found is taken
            for some in [rows] if not self.in_turns else [[row] for row in rows]:
                found = self._first(limit, _rows(some), smaller, in_order=True)
                if found is not None:
                    return found
        row = self.search.variables.flatten(points)[0]
        return self._first(limit, _changed(row, [*self._whole_variables(row, shape), *_simpler_rows(row)]), shape)

    def _first(self, limit: Cost, rows: _Rows, shape: Shape, *, in_order: bool = False) -> Instance | None:
        """Return an instance made from one of the rows that costs less, the first by their digits or ``in_order``."""
        failing = self._seen_to_fail(rows, shape, limit)
        for found in failing if in_order else sorted(failing, key=lambda found: found.digits):
            if self.left <= 0:
                return None
            if Cost(shape.n * shape.P, shape.d, found.least_digits) >= limit:
                continue
            # a row that keeps the hypotheses is left as it is by the steps, which take long on fractions
            written = self.search.instance if found.keeps else self.search.exact_instance
            row = rows.exact(found.number)
            # of what is refused once the limit is lower, or the instance breaks nothing, whenever it is met again
            if (place := (shape, *row.tolist())) in self.refused:
                continue
            instance = written(row, shape)
            if self.cost(instance) < limit:
                self.left -= 1
                if self.search.broken(instance) == self.number:
                    return instance
            self.refused.add(place)
        return None

    def _seen_to_fail(self, rows: _Rows, shape: Shape, limit: Cost | None = None) -> list[_Failing]:
        """Return the rows that floats let fail after the steps, without those that keep the hypotheses at no less cost.

        Such a row is left as it is, so that its digits are known before the steps and its conclusion are looked at.
        """
        search = self.search
        plain = Batch(search.axes, search.variables.unflatten(rows.floats, shape), shape)
        keeps = hypotheses_hold(search.statement.hypotheses, plain)
        numbers = np.arange(len(keeps))
        if limit is not None and not self.in_turns and (shape.n * shape.P, shape.d) == (limit.rows, limit.dimensions):
            numbers = np.flatnonzero(~keeps | (rows.digits < limit.digits))
        if not len(numbers):
            return []
        if len(numbers) < len(keeps):
            plain = Batch(search.axes, search.variables.unflatten(rows.floats[numbers], shape), shape)
        batch = search.brought(plain)
        slack = batch.slack(search.statement.conclusions[self.number])
        fails = ~(slack.value > 0) if self.blind else slack.fails
        fails = fails & hypotheses_hold(search.statement.hypotheses, batch, lost=self.blind)
        after = search.variables.flatten(batch.points)
        return [
            _Failing(int(numbers[k]), int(rows.digits[numbers[k]]), bool(keeps[numbers[k]]), after[k])
            for k in np.flatnonzero(fails).tolist()
        ]

    def cost(self, instance: Instance) -> Cost:
        """Return what is to be made small."""
        points, shape = self.search.variables.points(instance)
        return Cost(shape.n * shape.P, shape.d, sum(map(_digit, self.search.variables.flatten(points)[0])))

    def _fresh(self, shape: Shape) -> _Rows:
        """Return rows of small numbers."""
        return _small_rows(*(prod(self.search.variables.entries(key, shape)) for key in self.search.variables.kinds))

    def _whole_variables(self, row: Array, shape: Shape) -> Iterator[Changes]:
        start = 0
        for key in self.search.variables.kinds:
            places = range(start, start + prod(self.search.variables.entries(key, shape)))
            start = places.stop
            entries = [row[place] for place in places]
            top = gcd(*(entry.numerator for entry in entries))
            bottom = lcm(*(entry.denominator for entry in entries))
            for factor in (Fraction(bottom, top or 1), Fraction(-bottom, top or 1), Fraction(-1), *POWERS[1:]):
                yield {place: entry * factor for place, entry in zip(places, entries, strict=True)}
            for denominator in DENOMINATORS:
                yield {place: _rounded(entry, denominator) for place, entry in zip(places, entries, strict=True)}


# of one shape and of alike variables most statements are
@lru_cache(maxsize=64)
def _small_rows(*lengths: int) -> _Rows:
    """Return rows of small numbers, of variables with so many entries; nobody may change them."""
    rng = np.random.default_rng(0)
    picks = np.unique(rng.choice(len(SMALL), size=(FRESH_DRAWS, sum(lengths)), p=LIKELIHOOD), axis=0)
    powers = rng.choice(len(POWERS), size=(len(picks), len(lengths)), p=POWERS_LIKELIHOOD)
    powers = powers.repeat(lengths, axis=1)
    small, tenfold = _objects(SMALL), _objects(POWERS)
    floats = small.astype(float)[picks] * tenfold.astype(float)[powers]
    floats.setflags(write=False)
    digits = np.array([[_digit(entry * power) for power in POWERS] for entry in SMALL])[picks, powers].sum(axis=1)
    return _Rows(floats, digits, lambda k: np.asarray(small[picks[k]] * tenfold[powers[k]]))


def _rows(rows: list[Array]) -> _Rows:
    floats = np.array([[nearest_float(entry) for entry in row] for row in rows])
    return _Rows(floats, np.array([sum(map(_digit, row)) for row in rows]), rows.__getitem__)


def _changed(row: Array, changes: list[Changes]) -> _Rows:
    """Return the rows that differ from one in some places: what stays as it is is looked at once for all of them."""
    floats = np.array([[nearest_float(entry) for entry in row]]).repeat(len(changes), axis=0)
    own = [_digit(entry) for entry in row]
    digits = np.full(len(changes), sum(own))
    for number, change in enumerate(changes):
        for place, value in change.items():
            floats[number, place], digit = _float_and_digits(*value.as_integer_ratio())
            digits[number] += digit - own[place]
    return _Rows(floats, digits, lambda number: _with(row, changes[number]))


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


def _simpler_rows(row: Array) -> Iterator[Changes]:
    for position, entry in enumerate(row if len(row) <= MOST_ENTRIES else ()):
        for value in _simpler_values(entry):
            yield {position: value}
    yield from ({place: _rounded(entry, part) for place, entry in enumerate(row)} for part in DENOMINATORS)
    if len(row) <= 24:
        for first, entry in enumerate(row):
            for second in range(first):
                for both in (Fraction(0), Fraction(1), entry):
                    yield {first: both, second: both}
                yield {first: row[second], second: entry}


@lru_cache(maxsize=4096)
def _simpler_values(entry: Fraction) -> tuple[Fraction, ...]:
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
    return tuple(value for value in sorted(found) if _digit(value) < _digit(entry))


def _with(row: Array, changes: Changes) -> Array:
    result = row.copy()
    for position, value in changes.items():
        result[position] = value
    return result


def _rounded(entry: Fraction, denominator: int) -> Fraction:
    return Fraction(round(entry * denominator), denominator)


def _objects(values: tuple[Fraction, ...]) -> Array:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result


@lru_cache(maxsize=4096)
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
    return _float_and_digits(*entry.as_integer_ratio())[1]


# the same few hundred numbers stand in all rows
@lru_cache(maxsize=4096)
def _float_and_digits(numerator: int, denominator: int) -> tuple[float, int]:
    return nearest_float(Fraction(numerator, denominator)), _digits(numerator, denominator)


def _digits(numerator: int, denominator: int) -> int:
    # of whole numbers alone, which are compared ten times faster than fractions: rows have many entries
    if not numerator:
        return 0
    size = abs(numerator)
    fraction = 4 * (denominator.bit_length() + 1) if denominator > 1 else 0
    significant = len(str(size).rstrip("0"))
    return 4 * size.bit_length() + 16 * significant - 16 + min(size, 8) + fraction + (1 if numerator < 0 else 0)
