"""The values of expressions at many points at once; every index is an axis, so a sum over it is a sum along an axis."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from verify.search.evaluation.nodes import nodes
from verify.search.evaluation.parts import Axes, Expression, Part, Sides
from verify.search.points import Array, Key, Points, Shape
from verify.statement.derivatives import differentiate
from verify.statement.formulas import Hypothesis, Node, Statement
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Diff, Relation
from verify.statement.walk import rebuild

T = TypeVar("T")
NOISE, EQUATION_NOISE = 1e-11, 1e-9
LEAST_SIZE = 1e-60


def without_derivatives(node: Node) -> Any:
    """Return the node with every derivative carried out; most have none."""
    return _carried_out(node) if any(isinstance(found, Diff) for found in nodes(node)) else node


def _carried_out(node: Node) -> Any:
    node = rebuild(node, _carried_out)
    if isinstance(node, Diff):
        return _carried_out(substitute(differentiate(node.body, node.variable), {node.variable: node.at}))
    return node


def with_shared_parts(statement: Statement) -> Statement:
    """Return an equal statement without derivatives in which equal parts are one object."""
    known: dict[Any, Any] = {}
    # by identity, as most equal parts are one object already; the statement holds them
    met: dict[int, Any] = {}

    def visit(node: Node) -> Any:
        found = met.get(id(node))
        if found is None:
            found = known.get(node)
            if found is None:
                found = known.setdefault(node, rebuild(node, visit))
            met[id(node)] = found
        return found

    plain = without_derivatives(statement)
    result: Statement = visit(plain)
    return result


class Batch:
    """Values of the expressions of one statement at many points, in floats or, for one point, in FLINT's rationals.

    Arrays have one axis for the points, one for each index (of length 1 where the index is not free) and, for vectors,
    a last one for the entries. In floats an undefined value is nan; in rationals it raises UndefinedError or
    ZeroDivisionError, and a value that is not rational raises NotRationalError.
    """

    def __init__(self, axes: Axes, points: Points, shape: Shape) -> None:
        self.axes, self.points, self.shape = axes, points, shape
        self.exact = True in [array.dtype.hasobject for array in points.values()]
        self._values: dict[Part, Array] = {}
        self._magnitudes: dict[Part, Array] = {}
        self._slacks: dict[Sides, Slack] = {}
        # the batch at other values of some variables that this one was made from, and these variables
        self._before: Batch | None = None
        self._changed: frozenset[Key] = frozenset()
        self._others: dict[Hashable, Any] = {}

    def after(self, changes: Points) -> Batch:
        """Return the values after a change of some variables; what does not depend on them is not computed again."""
        made = Batch(self.axes, {**self.points, **changes}, self.shape)
        if made.exact == self.exact:
            made._before, made._changed = self, frozenset(changes)
        return made

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key at these points."""
        if key not in self._others:
            self._others[key] = make()
        found: T = self._others[key]
        return found

    def of_some(self, key: Hashable, variables: frozenset[Key], make: Callable[[Batch], T]) -> T:
        """Return what was made for a key from some of the variables alone: a change of others leaves it as it was."""
        if key not in self._others and self._before is not None and self._changed.isdisjoint(variables):
            self._others[key] = self._before.of_some(key, variables, make)
        return self.once(key, lambda: make(self))

    def variables(self, hypothesis: Hypothesis) -> frozenset[Key]:
        """Return the variables of a hypothesis."""
        return self.axes.variables(hypothesis)

    def value(self, node: Expression) -> Array:
        """Return the values of a scalar or of the entries of a vector."""
        return self._value(self.axes.part(node))

    def magnitude(self, node: Expression) -> Array:
        """Return the sums of the absolute values of the terms, by which rounding errors are measured."""
        return self._magnitude(self.axes.part(node))

    def residual(self, relation: Relation) -> Array:
        """Return left − right for every value of the free indices."""
        sides = self.axes.sides(relation)
        return self._value(sides.left) - self._value(sides.right)

    def slack(self, relation: Relation) -> Slack:
        """Return how far a relation is from failing at each point."""
        return self._slack(self.axes.sides(relation))

    def _value(self, part: Part) -> Array:
        known = self._values
        found = known.get(part)
        if found is None:
            if self._before is not None and self._changed.isdisjoint(part.variables):
                found = self._before._value(part)
            else:
                # most of what is below is known: that is looked up here, as a call takes longer than the looking up
                below = []
                for one in part.below:
                    array = known.get(one)
                    below.append(self._value(one) if array is None else array)
                found = part.operation(below, self)
            known[part] = found
        return found

    def _magnitude(self, part: Part) -> Array:
        found = self._magnitudes.get(part)
        if found is None:
            if self._before is not None and self._changed.isdisjoint(part.variables):
                found = self._before._magnitude(part)
            elif part.on_magnitudes is None:
                found = np.abs(self._value(part))
            else:
                found = part.on_magnitudes([self._magnitude(one) for one in part.below], self)
            self._magnitudes[part] = found
        return found

    def _slack(self, sides: Sides) -> Slack:
        found = self._slacks.get(sides)
        if found is None:
            if self._before is not None and self._changed.isdisjoint(sides.variables):
                found = self._before._slack(sides)
            else:
                values = self._value(sides.left), self._value(sides.right)
                found = Slack(sides, *values, self._magnitude(sides.left) + self._magnitude(sides.right))
            self._slacks[sides] = found
        return found


class Slack:
    """How far a relation is from failing at many points, over all values of its free indices.

    ``value`` is negative where it fails, at most 1 in size; 0 stands for equality within rounding; nan is undefined or
    lost in floats. Whether it ``holds`` or ``fails`` is told by its sign, for which no slack is measured.
    """

    def __init__(self, sides: Sides, left: Array, right: Array, size: Array) -> None:
        operator = sides.operator
        difference = left - right if operator in (">", ">=") else right - left
        distance = np.abs(difference)
        if operator in ("=", "!="):
            difference = -distance if operator == "=" else distance
        self.strict = operator in ("<", ">", "!=")
        self._difference, self._size = difference, size
        self._sides = None if sides.by_size else (left, right)
        self._equal = distance <= (EQUATION_NOISE if operator == "=" else NOISE) * size
        # a difference is finite where both sides are
        known = np.isfinite(distance + size)
        small = size < LEAST_SIZE
        if np.count_nonzero(small):
            # where the terms are this small their own factors may have underflowed
            known &= ~small | (size == 0)
        self._known = known
        self._value: Array | None = None

    @property
    def value(self) -> Array:
        """The least slack at each point."""
        if self._value is None:
            sides = self._sides
            slack = self._difference / (self._size if sides is None else np.abs(sides[0]) + np.abs(sides[1]))
            np.putmask(slack, self._equal, 0.0)
            if np.count_nonzero(self._known) < slack.size:
                np.putmask(slack, ~self._known, np.nan)
            self._value = _over_indices(np.minimum, slack)
        return self._value

    @property
    def holds(self) -> Array:
        """Where the relation holds, as far as floats can tell."""
        if self._value is not None:
            return self._value > 0 if self.strict else self._value >= 0
        ahead = self._difference > 0
        ahead = ahead & ~self._equal if self.strict else ahead | self._equal
        return _over_indices(np.logical_and, ahead & self._known)

    @property
    def fails(self) -> Array:
        """Where the relation may fail."""
        if self._value is not None:
            return self._value <= 0 if self.strict else self._value < 0
        behind = self._difference < 0
        behind = behind | self._equal if self.strict else behind & ~self._equal
        return _over_indices(np.logical_or, behind) & _over_indices(np.logical_and, self._known)


def _over_indices(operation: np.ufunc, array: Array) -> Array:
    """Return one value for each point: those for all values of the indices, reduced by an operation."""
    if array.size == len(array):
        return array.reshape(-1)
    return np.asarray(operation.reduce(array, axis=tuple(range(1, array.ndim))))
