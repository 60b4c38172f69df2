"""Steps that keep equations by changing a whole variable at once: several affine equations, or one of second degree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import lcm

import numpy as np
from flint import fmpq

from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.linear import divide, least_step
from verify.search.points import Array, Key, Points
from verify.statement.readings.arithmetic import NotRationalError, to_fmpq
from verify.statement.tree import Relation

AFFINE_NOISE = 1e-7
COARSEST, FINEST = 4, 1000
MOST_HALVES = 4


@dataclass(frozen=True)
class Solve:
    """Move a variable the shortest way to where equations, all of them affine in it, hold at once."""

    relations: tuple[Relation, ...]
    key: Key

    def __call__(self, here: Batch) -> Points:
        """Return the points with the variable moved."""
        value = here.points[self.key]
        flat = value.reshape(len(value), -1)
        nowhere = self._residuals(here.after({self.key: value * 0}))
        columns = []
        for position in range(flat.shape[1]):
            unit = flat * 0
            unit[:, position] += 1
            columns.append(self._residuals(here.after({self.key: unit.reshape(value.shape)})) - nowhere)
        step = least_step(np.stack(columns, axis=2), -self._residuals(here))
        return {**here.points, self.key: (flat + step).reshape(value.shape)}

    def _residuals(self, batch: Batch) -> Array:
        count = max(len(array) for array in batch.points.values())
        found = [batch.residual(relation) for relation in self.relations]
        tables = [residual.reshape(len(residual), -1) for residual in found]
        return np.concatenate([np.broadcast_to(table, (count, table.shape[1])) for table in tables], axis=1)


@dataclass(frozen=True)
class Stretch:
    """Scale a vector until an equation holds whose residual is a·t² + c when the vector is t times itself.

    Where no rational scaling does it exactly, a rational vector beside the scaled one has the same length: the line
    from a point of the sphere through it meets the sphere a second time.
    """

    relation: Relation
    key: Key

    def __call__(self, here: Batch) -> Points:
        """Return the points with the vector scaled; NotRationalError where no rational vector was found."""
        points, value = here.points, here.points[self.key]
        at_zero = self._residual(here.after({self.key: value * 0}))
        square = -divide(at_zero, self._residual(here) - at_zero)
        if value.dtype != object:
            return {**points, self.key: np.sqrt(square)[:, None] * value}
        return {**points, self.key: _with_length(value[0], square[0] * (value[0] * value[0]).sum())[None]}

    def _residual(self, batch: Batch) -> Array:
        residual = batch.residual(self.relation)
        return residual.reshape(len(residual), -1)[:, 0]


@dataclass(frozen=True)
class Chord:
    """Move symbols along the line from a point of a quadric, the ``base``, to where it meets the quadric again.

    The residual on that line is bend·λ² + slope·λ, so that the second point is rational where the first two are.
    """

    relation: Relation
    base: tuple[tuple[Key, Fraction], ...]

    def __call__(self, here: Batch) -> Points:
        """Return the points with the symbols moved; not a number where the line meets the quadric once."""
        points = here.points
        exact = any(points[key].dtype == object for key, _ in self.base)
        begin = {key: points[key] * 0 + (to_fmpq(at) if exact else float(at)) for key, at in self.base}
        ahead, behind = (
            here.after({key: at + k * (points[key] - at) for key, at in begin.items()}).residual(self.relation)
            for k in (1, -1)
        )
        step = divide(behind - ahead, behind + ahead)
        return {**points, **{key: at + step.reshape(at.shape) * (points[key] - at) for key, at in begin.items()}}


def chords(relation: Relation, names: Sequence[str], here: Batch) -> Iterator[Chord]:
    """Yield a chord from the smallest point with halves and small numbers at which an equation in symbols holds."""
    keys: list[Key] = [("symbol", name) for name in names]
    grid = _grid(len(keys))
    columns = grid / 2
    residual = Batch(here.axes, {key: columns[:, k] for k, key in enumerate(keys)}, here.shape).residual(relation)
    for row in np.nonzero(np.abs(residual.reshape(len(grid), -1)[:, 0]) < AFFINE_NOISE)[0][:1]:
        yield Chord(relation, tuple(zip(keys, (Fraction(at, 2) for at in grid[row].tolist()), strict=True)))


@lru_cache(maxsize=8)
def _grid(dimension: int) -> Array:
    """Return the points with small whole numbers, those that count halves, the smallest first."""
    numbers = product(range(-MOST_HALVES, MOST_HALVES + 1), repeat=dimension)
    return np.array(sorted(numbers, key=lambda at: (sum(map(abs, at)), [-k for k in at])))


def is_affine(relation: Relation, key: Key, here: Batch) -> bool:
    """Return whether a relation's sides differ by something affine in one variable, as far as a few floats can tell."""
    depends = False
    for value in (here.points[key], here.points[key] * 0 + 1):
        batches = [here.after({key: value * k}) for k in (0.0, 1.0, 2.0)]
        first, second, third = (batch.residual(relation) for batch in batches)
        # what is left of terms that cancel is rounding
        noise = AFFINE_NOISE * (batches[2].magnitude(relation.left) + batches[2].magnitude(relation.right))
        # points that an earlier step turned into nan are left out
        if (np.abs(first - 2 * second + third) > noise).any():
            return False
        depends = depends or bool((np.abs(first - second) > noise).any())
    return depends


def _with_length(vector: Array, square: fmpq) -> Array:
    """Return a rational vector beside a multiple of the one given with that squared length."""
    length = (vector * vector).sum()
    if length == 0 or square < 0:
        raise NotRationalError("a length in a hypothesis")
    scale = _root(square / length)
    if scale is not None:
        return np.asarray(vector * scale)
    root = _root(square)
    if root is None:
        raise NotRationalError("a length in a hypothesis")
    # a vector of few digits may move further, so that the one of that length has few digits too
    fineness = max(COARSEST, lcm(*(entry.denominator for entry in vector)))
    ratio = Fraction(float(root) / float(length) ** 0.5).limit_denominator(min(fineness, FINEST))
    near = vector * to_fmpq(ratio)
    base = vector * 0
    base[np.argmin(np.abs(vector))] = root
    towards = near - base
    return np.asarray(base - 2 * (base * towards).sum() / (towards * towards).sum() * towards)


def _root(square: fmpq) -> fmpq | None:
    root = fmpq(square.p.isqrt(), square.q.isqrt())
    return root if root**2 == square else None
