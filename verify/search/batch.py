"""The values of expressions at many points at once; every index is an axis, so a sum over it is a sum along an axis."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from verify.search.points import Array, Axes, Key, Points, Shape, key_of
from verify.statement.derivatives import differentiate
from verify.statement.formulas import Node, Statement
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.readings.arithmetic import Rationals
from verify.statement.readings.arrays import nearest_float
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Scaled,
    Size,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)
from verify.statement.walk import BINDERS, children, plain_indices, rebuild, substitute, subtrees

T = TypeVar("T")
NOISE, EQUATION_NOISE = 1e-11, 1e-9
LEAST_SIZE = 1e-60


def without_derivatives(node: Node) -> Any:
    """Return the node with every derivative carried out."""
    node = rebuild(node, without_derivatives)
    if isinstance(node, Diff):
        return without_derivatives(substitute(differentiate(node.body, node.variable), {node.variable: node.at}))
    return node


def shared(statement: Statement) -> Statement:
    """Return an equal statement without derivatives in which equal parts are one object."""
    known: dict[Any, Any] = {}

    def visit(node: Node) -> Any:
        return known.setdefault(node, rebuild(node, visit)) if node not in known else known[node]

    result: Statement = visit(without_derivatives(statement))
    return result


def axes_of(statement: Statement) -> Axes:
    """Return an axis for every index of a statement; axis 0 counts the points."""
    found: set[Index] = set()
    for node in subtrees(statement):
        if isinstance(node, Indexed | Vector | Named):
            found.update(plain_indices(node))
        elif isinstance(node, BINDERS):
            found.add(node.index)
    return {index: k + 1 for k, index in enumerate(sorted(found, key=lambda index: (index.name, index.kind)))}


class Batch:
    """Values of the expressions of one statement at many points, in floats or, for one point, in exact fractions.

    Arrays have one axis for the points, one for each index (of length 1 where the index is not free) and, for vectors,
    a last one for the entries. In floats an undefined value is nan; in fractions it raises UndefinedError or
    ZeroDivisionError, and a value that is not rational raises NotRationalError.
    """

    def __init__(self, axes: Axes, points: Points, shape: Shape) -> None:
        self.axes, self.points, self.shape = axes, points, shape
        self.exact = any(array.dtype == object for array in points.values())
        self._values: dict[int, Array] = {}
        self._magnitudes: dict[int, Array] = {}
        # the batch at other values of some variables that this one was made from, and these variables
        self._before: Batch | None = None
        self._changed: frozenset[Key] = frozenset()
        # the variables of the expressions, by identity
        self._variables: dict[int, frozenset[Key]] = {}
        self._others: dict[Hashable, Any] = {}

    def after(self, changes: Points) -> Batch:
        """Return the values after a change of some variables; what does not depend on them is not computed again."""
        made = Batch(self.axes, {**self.points, **changes}, self.shape)
        if made.exact == self.exact:
            made._before, made._changed, made._variables = self, frozenset(changes), self._variables
        return made

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key at these points."""
        if key not in self._others:
            self._others[key] = make()
        found: T = self._others[key]
        return found

    def variables(self, node: Node) -> frozenset[Key]:
        """Return the variables of an expression or a hypothesis."""
        if id(node) not in self._variables:
            key = key_of(node)
            own = frozenset[Key]() if key is None else frozenset({key})
            self._variables[id(node)] = own.union(*map(self.variables, children(node)))
        return self._variables[id(node)]

    def value(self, node: Scalar | VectorExpr) -> Array:
        """Return the values of a scalar or of the entries of a vector."""
        if id(node) not in self._values:
            before = self._unchanged(node)
            self._values[id(node)] = self._compute(node, self.value) if before is None else before.value(node)
        return self._values[id(node)]

    def magnitude(self, node: Scalar | VectorExpr) -> Array:
        """Return the sums of the absolute values of the terms, by which rounding errors are measured."""
        if id(node) not in self._magnitudes:
            before = self._unchanged(node)
            self._magnitudes[id(node)] = self._magnitude(node) if before is None else before.magnitude(node)
        return self._magnitudes[id(node)]

    def _unchanged(self, node: Scalar | VectorExpr) -> Batch | None:
        """Return the batch before the change, where the change is of other variables than those of an expression."""
        return None if self._before is None or self._changed & self.variables(node) else self._before

    def residual(self, relation: Relation) -> Array:
        """Return left − right for every value of the free indices."""
        return self.value(relation.left) - self.value(relation.right)

    def _magnitude(self, node: Scalar | VectorExpr) -> Array:
        if isinstance(node, Pow) and node.exponent > 0:
            return self._power(self.magnitude(node.base), node.exponent)
        if isinstance(node, Apply) and len(node.arguments) == 1 and function(node.function).degree == 1:
            return self.magnitude(node.arguments[0])
        if isinstance(node, Pow | Apply):
            return np.abs(self.value(node))
        return np.abs(self._compute(node, self.magnitude))

    def _compute(self, node: Scalar | VectorExpr, value: Callable[[Any], Array]) -> Array:
        match node:
            case Number(number):
                return self._constant(number)
            case Size(kind):
                return self._constant(Fraction(self.shape.size(kind)))
            case Symbol(name):
                return self._place(self.points["symbol", name], (), 0)
            case Indexed(name, _):
                return self._place(self.points["family", name], plain_indices(node), 0)
            case Vector(name, _):
                return self._place(self.points["vector", name], plain_indices(node), 1)
            case Named(_, _, body, _):
                return value(body)
            case Add(terms) | VectorAdd(terms):
                return _fold(np.add, [value(term) for term in terms])
            case Mul(factors):
                return _fold(np.multiply, [value(factor) for factor in factors])
            case Scaled(coefficient, vector):
                return np.asarray(value(coefficient)[..., None] * value(vector))
            case Inner(left, right):
                return np.asarray((value(left) * value(right)).sum(axis=-1))
            case Pow(base, exponent):
                return self._power(value(base), exponent)
            case Apply(name, arguments):
                return self._apply(name, [value(argument) for argument in arguments])
            case Sum(index, body) | VectorSum(index, body):
                return self._sum(index, value(body))
            case Extremum(which, index, body):
                found = value(body)
                return np.asarray((found.max if which == "max" else found.min)(axis=self.axes[index], keepdims=True))
        raise TypeError(f"{type(node).__name__} has no value at many points")

    def _constant(self, number: Fraction) -> Array:
        filled = np.empty((1,) * (len(self.axes) + 1), dtype=object if self.exact else float)
        filled[...] = number if self.exact else nearest_float(number)
        return filled

    def _place(self, array: Array, indices: tuple[Index, ...], trailing: int) -> Array:
        present = list(indices)
        k = 0
        while k < len(present):
            first = present.index(present[k])
            if first < k:
                array = np.moveaxis(np.diagonal(array, axis1=first + 1, axis2=k + 1), -1, first + 1)
                del present[k]
            else:
                k += 1
        order = sorted(range(len(present)), key=lambda position: self.axes[present[position]])
        last = [array.ndim - 1] * trailing
        array = array.transpose(0, *(position + 1 for position in order), *last)
        shape = [len(array)] + [1] * len(self.axes) + list(array.shape[array.ndim - trailing :])
        for index in present:
            shape[self.axes[index]] = self.shape.size(index.kind)
        return array.reshape(shape)

    def _sum(self, index: Index, body: Array) -> Array:
        axis = self.axes[index]
        if body.shape[axis] == 1:
            return body * self.shape.size(index.kind)
        return np.asarray(body.sum(axis=axis, keepdims=True))

    def _power(self, base: Array, exponent: Fraction) -> Array:
        if self.exact:
            return each(lambda x: Rationals().power(x, exponent), base)
        if exponent.denominator == 1:
            result = np.power(base, float(exponent)) if exponent.numerator < 0 else base**exponent.numerator
        else:
            result = np.power(base, float(exponent))
        return np.where(base == 0, np.nan, result) if exponent < 0 else np.asarray(result)

    def _apply(self, name: str, arguments: list[Array]) -> Array:
        if not self.exact:
            return np.asarray(function(name).floats(*arguments))
        entries: list[Any] = list(np.broadcast_arrays(*arguments))
        result = np.empty(entries[0].shape, dtype=object)
        for at in np.ndindex(result.shape):
            result[at] = Rationals().apply(name, [entry[at] for entry in entries])
        return result


class Slack:
    """How far a relation is from failing at many points, over all values of its free indices.

    ``value`` is negative where it fails, at most 1 in size; 0 stands for equality within rounding; nan is undefined or
    lost in floats.
    """

    def __init__(self, batch: Batch, relation: Relation) -> None:
        left, right = batch.value(relation.left), batch.value(relation.right)
        size = batch.magnitude(relation.left) + batch.magnitude(relation.right)
        noise = EQUATION_NOISE if relation.operator == "=" else NOISE
        difference = left - right if relation.operator in (">", ">=") else right - left
        if relation.operator in ("=", "!="):
            difference = np.abs(difference) * (-1 if relation.operator == "=" else 1)
        one_sided = any(isinstance(side, Number) and side.value == 0 for side in (relation.left, relation.right))
        scale = size if one_sided else np.abs(left) + np.abs(right)
        slack = np.where(np.abs(difference) <= noise * size, 0.0, difference / scale)
        # where the terms are this small their own factors may have underflowed
        lost = (size > 0) & (size < LEAST_SIZE)
        slack = np.where(~lost & np.isfinite(left) & np.isfinite(right) & np.isfinite(size), slack, np.nan)
        self.value: Array = slack.reshape(len(slack), -1).min(axis=1)
        self.strict = relation.operator in ("<", ">", "!=")

    @property
    def holds(self) -> Array:
        """Where the relation holds, as far as floats can tell."""
        return self.value > 0 if self.strict else self.value >= 0

    @property
    def fails(self) -> Array:
        """Where the relation may fail."""
        return self.value <= 0 if self.strict else self.value < 0


def _fold(operation: Any, arrays: list[Array]) -> Array:
    result = arrays[0]
    for array in arrays[1:]:
        result = operation(result, array)
    return result


def each(function: Callable[[Any], Any], array: Array) -> Array:
    """Return an array of objects: the function's value at every entry."""
    result = np.empty(array.shape, dtype=object)
    for at in np.ndindex(array.shape):
        result[at] = function(array[at])
    return result
