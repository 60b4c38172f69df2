"""How each part of a statement is evaluated at many points: read from its tree once, run at each batch of points.

A search evaluates the same few expressions at thousands of small batches, so that going through the tree takes longer
than NumPy's arithmetic. An expression becomes a ``Part``: an operation on the arrays of the parts below it, with all
that does not depend on the points (axes, exponents, functions) in place. Equal expressions are one part, in whichever
hypothesis, conclusion or step they stand, so that a batch computes each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Protocol, TypeAlias

import numpy as np
from flint import fmpq

from verify.search.evaluation.nodes import nodes
from verify.search.points import Array, Key, Points, Shape, key_of
from verify.statement.formulas import Hypothesis, Node, Statement
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.readings.arithmetic import Rationals, to_fmpq
from verify.statement.readings.arrays import nearest_float
from verify.statement.tree import (
    Add,
    Apply,
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
from verify.statement.walk import BINDERS, children, plain_indices

Expression: TypeAlias = Scalar | VectorExpr
NO_KEYS = frozenset[Key]()


class Here(Protocol):
    """The points at which an operation is done."""

    points: Points
    shape: Shape
    exact: bool


Operation: TypeAlias = Callable[[list[Array], Here], Array]


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """An operation on the values of the parts ``below``, and the one on their magnitudes.

    ``on_magnitudes`` is None where the magnitude is the absolute value: of what is no sum, and holds none.
    """

    below: tuple[Part, ...]
    operation: Operation
    on_magnitudes: Operation | None
    variables: frozenset[Key]


@dataclass(frozen=True, eq=False, slots=True)
class Sides:
    """The two sides of a relation.

    ``by_size`` tells whether slacks are measured by the size of the terms: where one side is 0, and where no side is a
    sum, as their size is then the sum of the sides' absolute values.
    """

    left: Part
    right: Part
    operator: str
    by_size: bool
    variables: frozenset[Key]


class Axes(dict[Index, int]):
    """An axis for every index of a statement, and the parts found so far; axis 0 counts the points."""

    def __init__(self, indices: Iterable[Index]) -> None:
        ordered = sorted(indices, key=lambda index: (index.name, index.kind))
        super().__init__({index: k + 1 for k, index in enumerate(ordered)})
        self._parts: dict[Expression, Part] = {}
        self._sides: dict[Relation, Sides] = {}
        # what was found for an object, with the object, so that no other one has its identity
        self._known: dict[int, tuple[Node, Any]] = {}
        self._orders: dict[tuple[Index, ...], tuple[int, ...]] = {}

    def joined(self, others: Axes) -> Axes:
        """Return axes for the indices of both: these, with their parts, where there is none but theirs."""
        return self if others.keys() <= self.keys() else Axes({**self, **others})

    def order(self, indices: tuple[Index, ...]) -> tuple[int, ...]:
        """Return all axes: that of the points, those of some indices in their order, and the others."""
        if indices not in self._orders:
            own = dict.fromkeys(self[index] for index in indices)
            self._orders[indices] = tuple(dict.fromkeys((0, *own, *range(1, len(self) + 1))))
        return self._orders[indices]

    def part(self, node: Expression) -> Part:
        """Return the part of an expression."""
        known = self._known.get(id(node))
        if known is None:
            found = self._parts.get(node)
            if found is None:
                found = self._parts[node] = self._made(node)
            known = self._known[id(node)] = node, found
        part: Part = known[1]
        return part

    def sides(self, relation: Relation) -> Sides:
        """Return the sides of a relation."""
        known = self._known.get(id(relation))
        if known is None:
            found = self._sides.get(relation)
            if found is None:
                left, right = self.part(relation.left), self.part(relation.right)
                sums = left.on_magnitudes is not None or right.on_magnitudes is not None
                zero = any(isinstance(side, Number) and not side.value for side in (relation.left, relation.right))
                variables = left.variables | right.variables
                found = self._sides[relation] = Sides(left, right, relation.operator, zero or not sums, variables)
            known = self._known[id(relation)] = relation, found
        sides: Sides = known[1]
        return sides

    def variables(self, hypothesis: Hypothesis) -> frozenset[Key]:
        """Return the variables of a hypothesis."""
        if isinstance(hypothesis, Relation):
            return self.sides(hypothesis).variables
        known = self._known.get(id(hypothesis))
        if known is None:
            keys = map(key_of, children(hypothesis))
            known = self._known[id(hypothesis)] = hypothesis, frozenset(key for key in keys if key is not None)
        found: frozenset[Key] = known[1]
        return found

    def _made(self, node: Expression) -> Part:
        match node:
            case Named(_, _, body, _):
                return self.part(body)
            case Number(number):
                return self._leaf(node, self._constant(number))
            case Size(kind):
                return self._leaf(node, self._size(kind))
            case Symbol() | Indexed() | Vector():
                return self._leaf(node, self._placed(node))
            case Add(terms) | VectorAdd(terms):
                return self._of_sum(node, terms, _folded(np.add))
            case Mul(factors):
                return self._of_product(node, factors, _folded(np.multiply))
            case Scaled(coefficient, vector):
                return self._of_product(node, (coefficient, vector), _scaled)
            case Inner(left, right):
                return self._of_sum(node, (left, right), _inner)
            case Pow(base, exponent):
                operation = _power(exponent)
                apart = exponent > 0 and (exponent.denominator > 1 or self.part(base).on_magnitudes)
                return self._inside(node, (base,), operation, operation if apart else None)
            case Apply(name, arguments):
                # what scales with its only argument has its rounding errors
                scales = len(arguments) == 1 and function(name).degree == 1
                return self._inside(node, arguments, _applied(name), _same if scales else None)
            case Sum(index, body) | VectorSum(index, body):
                return self._of_sum(node, (body,), _total(self[index], index.kind))
            case Extremum(which, index, body):
                return self._of_sum(node, (body,), _extremum(which, self[index]))
        raise TypeError(f"{type(node).__name__} has no value at many points")

    def _leaf(self, node: Expression, operation: Operation) -> Part:
        return self._inside(node, (), operation, None)

    def _of_sum(self, node: Expression, parts: tuple[Expression, ...], operation: Operation) -> Part:
        """Return a part that is done to magnitudes as it is to values."""
        return self._inside(node, parts, operation, operation)

    def _of_product(self, node: Expression, parts: tuple[Expression, ...], operation: Operation) -> Part:
        """Return a product; of what is no sum, the product of the sizes is the size of the product, to the last bit."""
        below = map(self.part, parts)
        return self._inside(node, parts, operation, operation if any(part.on_magnitudes for part in below) else None)

    def _inside(
        self, node: Expression, parts: tuple[Expression, ...], operation: Operation, on_magnitudes: Operation | None
    ) -> Part:
        below = tuple(map(self.part, parts))
        key = key_of(node)
        own = NO_KEYS if key is None else frozenset((key,))
        return Part(below, operation, on_magnitudes, own.union(*(part.variables for part in below)))

    def _constant(self, number: Fraction) -> Operation:
        ones = (1,) * (len(self) + 1)
        floats = np.full(ones, nearest_float(number))
        floats.setflags(write=False)  # all batches share it

        @cache  # few numbers are asked for as fractions
        def fractions() -> Array:
            array = np.full(ones, to_fmpq(number), dtype=object)
            array.setflags(write=False)
            return array

        return lambda _, here: fractions() if here.exact else floats

    def _size(self, kind: str) -> Operation:
        ones = (1,) * (len(self) + 1)

        def size(_: list[Array], here: Here) -> Array:
            number = here.shape.size(kind)
            return np.full(ones, fmpq(number), dtype=object) if here.exact else np.full(ones, float(number))

        return size

    def _placed(self, node: Symbol | Indexed | Vector) -> Operation:
        """Return the operation that takes a variable's array and puts each of its indices on that index's axis."""
        key = key_of(node)
        assert key is not None
        trailing = int(isinstance(node, Vector))
        present = [] if isinstance(node, Symbol) else list(plain_indices(node))
        same: list[tuple[int, int]] = []
        k = 0
        while k < len(present):
            first = present.index(present[k])
            if first < k:
                same.append((first + 1, k + 1))
                del present[k]
            else:
                k += 1
        order = [0, *(k + 1 for k in sorted(range(len(present)), key=lambda k: self[present[k]]))]
        order += [len(order)] * trailing
        turned = order != sorted(order)
        places = [(self[index], index.kind) for index in present]
        length = len(self) + 1

        def operation(_: list[Array], here: Here) -> Array:
            array = here.points[key]
            for first, second in same:
                array = np.moveaxis(np.diagonal(array, axis1=first, axis2=second), -1, first)
            if turned:
                array = array.transpose(order)
            shape = [1] * length
            shape[0] = len(array)
            for axis, kind in places:
                shape[axis] = here.shape.size(kind)
            if trailing:
                shape.append(array.shape[-1])
            return array.reshape(shape)

        return operation


def axes_of(statement: Statement) -> Axes:
    """Return an axis for every index of a statement; axis 0 counts the points."""
    return Axes(frozenset[Index]().union(*map(_indices, (*statement.hypotheses, *statement.conclusions))))


# claims of a page have their hypotheses in common
@lru_cache(maxsize=1024)
def _indices(formula: Hypothesis) -> frozenset[Index]:
    found: set[Index] = set()
    for node in nodes(formula):
        if isinstance(node, Indexed | Vector | Named):
            found.update(plain_indices(node))
        elif isinstance(node, BINDERS):
            found.add(node.index)
    return frozenset(found)


def each(function: Callable[[Any], Any], array: Array) -> Array:
    """Return an array of objects: the function's value at every entry."""
    result = np.empty(array.shape, dtype=object)
    for at in np.ndindex(array.shape):
        result[at] = function(array[at])
    return result


def _folded(operation: Any) -> Operation:
    def fold(arrays: list[Array], _: Here) -> Array:
        result = arrays[0]
        for array in arrays[1:]:
            result = operation(result, array)
        return result

    return fold


def _same(arrays: list[Array], _: Here) -> Array:
    return arrays[0]


def _scaled(arrays: list[Array], _: Here) -> Array:
    return np.asarray(arrays[0][..., None] * arrays[1])


def _inner(arrays: list[Array], _: Here) -> Array:
    return np.asarray(np.add.reduce(arrays[0] * arrays[1], -1))


def _total(axis: int, kind: str) -> Operation:
    def total(arrays: list[Array], here: Here) -> Array:
        (body,) = arrays
        if body.shape[axis] == 1:
            return body * here.shape.size(kind)
        return np.asarray(np.add.reduce(body, axis=axis, keepdims=True))

    return total


def _extremum(which: str, axis: int) -> Operation:
    operation = np.maximum if which == "max" else np.minimum
    return lambda arrays, _: np.asarray(operation.reduce(arrays[0], axis=axis, keepdims=True))


def _power(exponent: Fraction) -> Operation:
    above, whole, negative = exponent.numerator, exponent.denominator == 1, exponent < 0
    nearest = float(exponent)

    def power(arrays: list[Array], here: Here) -> Array:
        (base,) = arrays
        if here.exact:
            return each(lambda x: Rationals().power(x, exponent), base)
        if whole and not negative:
            return np.asarray(base**above)
        result = np.power(base, nearest)
        return np.where(base == 0, np.nan, result) if negative else np.asarray(result)

    return power


def _applied(name: str) -> Operation:
    floats = function(name).floats

    def apply(arrays: list[Array], here: Here) -> Array:
        if not here.exact:
            return np.asarray(floats(*arrays))
        entries: list[Any] = list(np.broadcast_arrays(*arrays))
        result = np.empty(entries[0].shape, dtype=object)
        for at in np.ndindex(result.shape):
            result[at] = Rationals().apply(name, [entry[at] for entry in entries])
        return result

    return apply
