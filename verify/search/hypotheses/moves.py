"""Steps that change points so that a hypothesis holds: along a line, at a root, in an order, into a span.

Each is used as it is on floats and on exact fractions; ``keeping`` chooses among them by trial.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import Axes, each
from verify.search.hypotheses.linear import Span, divide
from verify.search.points import Array, Key, Points
from verify.statement.formulas import InSpan
from verify.statement.indices import Index
from verify.statement.readings.arithmetic import NotRationalError, Rationals, to_fmpq
from verify.statement.tree import Relation


class Step(Protocol):
    """One change of points towards a hypothesis."""

    def __call__(self, here: Batch) -> Points:
        """Return the changed points; raise ArithmeticError where exact arithmetic ends."""


@dataclass(frozen=True)
class Move:
    """Move one variable along a direction until a relation, affine in that move, has the residual it should have.

    ``margin`` is None to mirror a residual of the wrong sign; else a wrong residual r becomes one of the other sign
    and of size margin·|r|/(1+|r|), which is the boundary for margin 0. An equation's residual becomes 0.
    """

    relation: Relation
    key: Key
    indices: tuple[Index, ...]
    direction: Key | None
    away_from: Key | None = None
    margin: Fraction | None = None

    def __call__(self, here: Batch) -> Points:
        """Return the points with the variable moved."""
        # moves that differ in how far they go only are tried one after another
        along, residual, slope = here.once((self.relation, *self.way), lambda: self._slope(here))
        steps = divide(self._target(residual) - residual, slope)
        return {**here.points, self.key: here.points[self.key] + self._fit(steps, here.axes) * along}

    def _slope(self, here: Batch) -> tuple[Array, Array, Array]:
        """Return the direction, the residual, and by how much it changes with the variable moved once along it."""
        along, residual = self._along(here.points), here.residual(self.relation)
        ahead = here.after({self.key: here.points[self.key] + along}).residual(self.relation)
        return along, residual, ahead - residual

    @property
    def way(self) -> tuple[object, ...]:
        """What is moved and along what, however far."""
        return self.key, self.indices, self.direction, self.away_from

    def _along(self, points: Points) -> Array:
        value = points[self.key]
        if self.direction is None:
            return value * 0 + 1
        along = points[self.direction]
        if self.away_from is not None:
            other = points[self.away_from]
            along = along - other * divide((along * other).sum(-1), (other * other).sum(-1))[..., None]
        if along.ndim == value.ndim:
            return along
        return along.reshape(len(along), *[1] * (value.ndim - 2), along.shape[-1])

    def _target(self, residual: Array) -> Array:
        if self.relation.operator == "=":
            return residual * 0
        wrong = residual > 0 if self.relation.operator in ("<", "<=") else residual < 0
        aim = -residual
        if self.margin is not None:
            margin = to_fmpq(self.margin) if residual.dtype == object else float(self.margin)
            aim = -residual * margin / (1 + np.abs(residual))
        return np.where(wrong, aim, residual)

    def _fit(self, steps: Array, axes: Axes) -> Array:
        trailing = (1,) if self.key[0] == "vector" else ()
        if not self.indices:
            return steps.reshape(len(steps), *trailing)
        turned = steps.transpose(axes.order(self.indices))
        unique = list(dict.fromkeys(self.indices))
        sizes = turned.shape[1 : 1 + len(unique)]
        fitted = turned.reshape(len(steps), *sizes, *trailing)
        if len(unique) == len(self.indices):
            return fitted
        # a hypothesis on x_ii moves the members on the diagonal, and no others
        size = dict(zip(unique, sizes, strict=True))
        spread = np.zeros((len(steps), *(size[index] for index in self.indices), *trailing), dtype=fitted.dtype)
        for at in np.ndindex(*sizes):
            place = dict(zip(unique, at, strict=True))
            spread[(slice(None), *(place[index] for index in self.indices))] = fitted[(slice(None), *at)]
        return spread


@dataclass(frozen=True)
class Root:
    """Solve an equation that is a·s² + c = 0 in a symbol s; exactly, change another variable where s is not rational.

    That other variable X (of which c is a quadratic form) is then moved on the line from a point where the equation
    holds by its symmetry (X all equal to s, or s times another vector) to where the line meets the quadric again.
    """

    relation: Relation
    key: Key

    def __call__(self, here: Batch) -> Points:
        """Return the points with the symbol set to a root of its present sign."""
        points, value = here.points, here.points[self.key]
        at_zero, at_one = (self._residual(here.after({self.key: value * 0 + k})) for k in (0, 1))
        square = -divide(at_zero, at_one - at_zero)
        sign = np.where(value < 0, -1, 1)
        if value.dtype != object:
            return {**points, self.key: sign * np.sqrt(square)}
        try:
            return {**points, self.key: sign * each(lambda x: Rationals().power(x, Fraction(1, 2)), square)}
        except NotRationalError:
            return self._second_meeting(here)

    def _residual(self, batch: Batch) -> Array:
        residual = batch.residual(self.relation)
        return residual.reshape(len(residual), -1)[:, 0]

    def _second_meeting(self, here: Batch) -> Points:
        points = here.points
        for key, base in self._bases(points):
            towards = points[key] - base
            at = [self._residual(here.after({key: base + k * towards}))[0] for k in (0, 1, -1)]
            bend, slope = (at[1] + at[2]) / 2 - at[0], (at[1] - at[2]) / 2
            if at[0] == 0 and bend != 0:
                return {**points, key: base - slope / bend * towards}
        raise NotRationalError("the root in a hypothesis")

    def _bases(self, points: Points) -> Iterator[tuple[Key, Array]]:
        s = points[self.key][0]
        vectors = [key for key, array in points.items() if key[0] == "vector" and array.ndim == 2]
        for key, array in points.items():
            if key[0] == "family":
                yield key, array * 0 + s
            elif key in vectors:
                yield from ((key, points[other] * s) for other in vectors if other != key)


@dataclass(frozen=True)
class Align:
    """Permute a family so that it is ordered as another one is, or the other way round."""

    key: Key
    like: Key
    falling: bool

    def __call__(self, here: Batch) -> Points:
        """Return the points with the family permuted."""
        points = here.points
        ranks = np.argsort(np.argsort(points[self.like], axis=1, kind="stable"), axis=1, kind="stable")
        values = np.sort(points[self.key], axis=1)
        ordered = values[:, ::-1] if self.falling else values
        return {**points, self.key: np.take_along_axis(ordered, ranks, axis=1)}


@dataclass(frozen=True)
class Project:
    """Replace a vector by its projection to the span of a family; margins of the family's members are kept."""

    hypothesis: InSpan

    def __call__(self, here: Batch) -> Points:
        """Return the points with the vector projected."""
        return {**here.points, ("vector", self.hypothesis.vector.name): projected(self.hypothesis, here)}


def projected(hypothesis: InSpan, here: Batch) -> Array:
    """Return the projections of a hypothesis' vector to the span that it speaks of."""
    family: Key = ("vector", hypothesis.member.name)
    # the span's basis takes long, and few steps change the family
    span = here.of_some(("span", family), frozenset({family}), lambda batch: Span(batch.points[family]))
    return span.projection(here.points["vector", hypothesis.vector.name])
