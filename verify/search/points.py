"""Many values at once for the variables of a statement: arrays of floats, or of exact fractions for a single point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from verify.search.evaluation.nodes import nodes
from verify.statement.formulas import Hypothesis, Node, Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import to_fmpq, to_fraction
from verify.statement.tree import Indexed, Symbol, Vector
from verify.statement.walk import free_symbols, index_kinds

Array: TypeAlias = NDArray[Any]
Key: TypeAlias = tuple[str, str]
Points: TypeAlias = dict[Key, Array]


def key_of(node: Node) -> Key | None:
    """Return the variable that a node is, or is a member of; None where it is neither."""
    match node:
        case Symbol(name):
            return ("symbol", name)
        case Indexed(name, _):
            return ("family", name)
        case Vector(name, _):
            return ("vector", name)
    return None


# at most so many samples, patches and dimensions are drawn where nothing else is said
USUAL = (4, 3, 4)
# the labels of keys, in the order in which variables are drawn
LABELS = ("symbol", "family", "vector")


@dataclass(frozen=True)
class Shape:
    """How many samples n, patches P and dimensions d a point has."""

    n: int = 1
    P: int = 1
    d: int = 1

    def size(self, kind: str) -> int:
        """Return n for samples and P for patches."""
        return self.n if kind == "sample" else self.P


def _place(key: Key) -> tuple[int, str]:
    return LABELS.index(key[0]), key[1]


def two_of_everything(shapes: list[Shape]) -> Shape:
    """Return the shape with two samples, patches and dimensions, as far as there are two in the last of some shapes."""
    most = shapes[-1]
    return Shape(min(2, most.n), min(2, most.P), min(2, most.d))


@dataclass(frozen=True)
class Variables:
    """What a statement speaks of: keys ("symbol" | "family" | "vector", name) with the kinds of their indices.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> (x,) = symbols("x")
    >>> Variables.of(claim_that(x**2 >= 0)).kinds
    {('symbol', 'x'): ()}
    """

    kinds: Mapping[Key, tuple[str, ...]]
    sizes: frozenset[str]

    @classmethod
    @lru_cache(maxsize=64)  # a search and its symmetries ask for those of one statement several times
    def of(cls, statement: Statement) -> Variables:
        """Return the variables of a statement, in alphabetical order of their names."""
        return cls.joined(map(cls.of_one, (*statement.hypotheses, *statement.conclusions)))

    @classmethod
    @lru_cache(maxsize=1024)  # the claims of a page share their hypotheses
    def of_one(cls, formula: Hypothesis) -> Variables:
        """Return the variables of a hypothesis or a conclusion."""
        kinds: dict[Key, tuple[str, ...]] = {("symbol", name): () for name in free_symbols(formula)}
        for node in nodes(formula):
            if isinstance(node, Indexed | Vector):
                label = "family" if isinstance(node, Indexed) else "vector"
                kinds[label, node.name] = tuple(index.kind for index in node.indices)
        return cls(kinds, index_kinds(formula))

    @classmethod
    def joined(cls, parts: Iterable[Variables]) -> Variables:
        """Return the variables of several parts together."""
        kinds: dict[Key, tuple[str, ...]] = {}
        sizes: set[str] = set()
        for part in parts:
            kinds.update(part.kinds)
            sizes |= part.sizes
        return cls({key: kinds[key] for key in sorted(kinds, key=_place)}, frozenset(sizes))

    def keys(self, label: str) -> list[Key]:
        """Return the keys of the symbols, the families or the vectors."""
        return [key for key in self.kinds if key[0] == label]

    def shapes(self, *, n_max: int, P_max: int, d_max: int) -> list[Shape]:
        """Return the shapes to look at, small ones first; a size the statement does not speak of stays 1."""
        tops = (
            n_max if "sample" in self.sizes else 1,
            P_max if "patch" in self.sizes else 1,
            d_max if self.keys("vector") else 1,
        )
        found = [Shape(*sizes) for sizes in product(*(range(1, top + 1) for top in tops))]
        return sorted(found, key=lambda shape: (shape.n * shape.P * shape.d, shape.n, shape.P))

    def entries(self, key: Key, shape: Shape) -> tuple[int, ...]:
        """Return the shape of one variable's array, without the leading axis that counts the points."""
        sizes = tuple(shape.size(kind) for kind in self.kinds[key])
        return (*sizes, shape.d) if key[0] == "vector" else sizes

    def flatten(self, points: Points) -> Array:
        """Return one row of numbers for each point."""
        return np.concatenate([points[key].reshape(len(points[key]), -1) for key in self.kinds], axis=1)

    def unflatten(self, rows: Array, shape: Shape) -> Points:
        """Return the points of which ``flatten`` made these rows."""
        points: Points = {}
        start = 0
        for key in self.kinds:
            entries = self.entries(key, shape)
            stop = start + prod(entries)
            points[key] = points_together(rows[:, start:stop].reshape(len(rows), *entries))
            start = stop
        return points

    def instance(self, points: Points, shape: Shape) -> Instance:
        """Return the first of some exact points as an instance."""
        scalars = {key[1]: _fraction(points[key].tolist()[0]) for key in self.keys("symbol")}
        families = {
            key[1]: {at: _fraction(points[key][0][at]) for at in self._positions(key, shape)}
            for key in self.keys("family")
        }
        vectors = {
            key[1]: {at: tuple(map(_fraction, points[key][0][at])) for at in self._positions(key, shape)}
            for key in self.keys("vector")
        }
        return Instance(shape.n, shape.P, scalars, families, vectors)

    def points(self, instance: Instance) -> tuple[Points, Shape]:
        """Return an instance as a single exact point, with its shape."""
        vectors = [entries for members in instance.vectors.values() for entries in members.values()]
        shape = Shape(instance.n, instance.P, len(vectors[0]) if vectors else 1)
        points: Points = {}
        for key in self.kinds:
            array = np.empty((1, *self.entries(key, shape)), dtype=object)
            for at in self._positions(key, shape):
                if key[0] == "symbol":
                    array[0] = instance.scalars[key[1]]
                elif key[0] == "family":
                    array[(0, *at)] = instance.families[key[1]][at]
                else:
                    array[(0, *at)] = instance.vectors[key[1]][at]
            points[key] = array
        return points, shape

    def _positions(self, key: Key, shape: Shape) -> Iterator[tuple[int, ...]]:
        return product(*(range(shape.size(kind)) for kind in self.kinds[key]))


def _fraction(entry: Any) -> Fraction:
    return to_fraction(entry) if isinstance(entry, fmpq) else Fraction(entry)


def points_together(array: Array) -> Array:
    """Return an array with the values at all points next to one another: sums over few entries take a third as long."""
    return array if array.dtype.hasobject else np.asfortranarray(array)


def in_flint(array: Array) -> Array:
    """Return an array of fractions in FLINT's rationals, in which the steps reckon."""
    return _each(to_fmpq, array)


def in_fractions(array: Array) -> Array:
    """Return an array of FLINT's rationals, or of whole numbers among them, in fractions.

    >>> in_fractions(in_flint(np.array([Fraction(1, 2)])))
    array([Fraction(1, 2)], dtype=object)
    """
    return _each(_fraction, array)


def _each(change: Callable[[Any], Any], array: Array) -> Array:
    result = np.empty(array.size, dtype=object)
    result[:] = list(map(change, array.reshape(-1).tolist()))
    return result.reshape(array.shape)


def strangeness(rows: Array) -> Array:
    """Return how hard the numbers of each row are to read: neither huge nor tiny ones are the plainest.

    >>> strangeness(np.array([[1.0, 2.0], [1.0, 1000.0]])).argmin()
    np.int64(0)
    """
    sizes = np.abs(rows)
    return np.asarray(sizes.max(axis=1, initial=0) + 1 / (sizes + 0.05).min(axis=1, initial=1))


def exact(rows: Array) -> Array:
    """Return an array of floats as the fractions they are.

    >>> exact(np.array([0.5]))
    array([Fraction(1, 2)], dtype=object)
    """
    result = np.empty(rows.shape, dtype=object)
    for at in np.ndindex(rows.shape):
        result[at] = Fraction(rows.item(*at))
    return result
