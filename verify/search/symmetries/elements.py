"""Elements of the groups that keep the hypotheses: how each of them changes points, in floats or in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

import numpy as np

from verify.search.evaluation.nodes import nodes
from verify.search.points import Array, Key, Points, Shape, Variables
from verify.search.symmetries.degrees import Reflection, Scaling
from verify.statement.formulas import InSpan, Node, Statement
from verify.statement.tree import Inner, Vector
from verify.statement.walk import children

T = TypeVar("T")
Kinds = Mapping[Key, tuple[str, ...]]
COSINE, SINE = Fraction(3, 5), Fraction(4, 5)


class Element(Protocol):
    """One element of a symmetry group; ``str`` says it in words."""

    def __call__(self, kinds: Kinds, points: Points, shape: Shape) -> tuple[Points, Shape]:
        """Return the changed points; exact ones stay exact."""


@dataclass(frozen=True)
class Scaled:
    """A scaling by one c > 0; a whole one where the scaling repeats samples or patches."""

    scaling: Scaling
    c: Fraction

    def __call__(self, kinds: Kinds, points: Points, shape: Shape) -> tuple[Points, Shape]:
        """Return the points with every variable scaled and every sample or patch repeated."""
        result = dict(points)
        if self.scaling.resizes:
            times = {kind: self.times(kind) for kind in ("sample", "patch")}
            for key, array in points.items():
                for axis, kind in enumerate(kinds[key]):
                    if times[kind] > 1:
                        array = np.concatenate([array] * times[kind], axis=axis + 1)
                result[key] = array
            shape = Shape(shape.n * times["sample"], shape.P * times["patch"], shape.d)
        for key, weight in self.scaling.weights:
            if key[0] != "size":
                exact, nearest = _power(self.c, weight)
                result[key] = result[key] * (exact if result[key].dtype.hasobject else nearest)
        return result, shape

    def times(self, kind: str) -> int:
        """Return how many copies of each sample or patch there are."""
        return int(self.c ** dict(self.scaling.weights).get(("size", kind), 0))

    def __str__(self) -> str:
        return f"{self.scaling} with c = {self.c}"


@dataclass(frozen=True)
class Reflected:
    """The variables of a reflection with their signs changed."""

    reflection: Reflection

    def __call__(self, kinds: Kinds, points: Points, shape: Shape) -> tuple[Points, Shape]:
        """Return the points with those signs changed."""
        flipped = {key: -points[key] for key in self.reflection.variables}
        return {**points, **flipped}, shape

    def __str__(self) -> str:
        return str(self.reflection)


@dataclass(frozen=True)
class Rotated:
    """Some vectors turned in the plane of the first two coordinates, by a quarter or by the angle with cosine 3/5."""

    names: tuple[str, ...]
    quarter: bool

    def __call__(self, kinds: Kinds, points: Points, shape: Shape) -> tuple[Points, Shape]:
        """Return the points with those vectors turned; in one dimension there is nothing to turn."""
        return {key: self._turned(array) if self._moves(key, shape) else array for key, array in points.items()}, shape

    def _moves(self, key: Key, shape: Shape) -> bool:
        return key[0] == "vector" and key[1] in self.names and shape.d > 1

    def _turned(self, array: Array) -> Array:
        cosine, sine = (Fraction(0), Fraction(1)) if self.quarter else (COSINE, SINE)
        if array.dtype != object:
            cosine, sine = float(cosine), float(sine)  # type: ignore[assignment]
        result = array.copy()
        first, second = array[..., 0], array[..., 1]
        result[..., 0], result[..., 1] = cosine * first - sine * second, sine * first + cosine * second
        return result

    def __str__(self) -> str:
        angle = "a quarter turn" if self.quarter else "the angle with cosine 3/5"
        return f"{', '.join(self.names)} turned by {angle}"


@dataclass(frozen=True)
class Permuted:
    """The samples, or the patches, of some families in the reverse order, or each moved on by one."""

    keys: tuple[Key, ...]
    kind: str
    reverse: bool

    def __call__(self, kinds: Kinds, points: Points, shape: Shape) -> tuple[Points, Shape]:
        """Return the points with those families' members permuted."""
        result = dict(points)
        for key in self.keys:
            for axis, kind in enumerate(kinds[key], 1):
                if kind == self.kind:
                    array = result[key]
                    result[key] = np.flip(array, axis) if self.reverse else np.roll(array, 1, axis)
        return result, shape

    def __str__(self) -> str:
        order = "reversed" if self.reverse else "moved on by one"
        return f"the {self.kind} order of {', '.join(name for _, name in self.keys)} {order}"


@lru_cache(maxsize=1024)
def _power(c: Fraction, weight: int) -> tuple[Fraction, float]:
    """Return a power of c and the float next to it."""
    power = c**weight
    return power, float(power)


def rotations_of(statement: Statement) -> tuple[tuple[str, ...], ...]:
    """Return the sets of vectors that can be turned alone and keep all hypotheses.

    Turning all vectors together changes no inner product, so no statement; it is left out, as is a set that no
    conclusion joins to another vector.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.operations import inner
    >>> from verify.statement.writing.variables import vector
    >>> u, v, w = vector("u"), vector("v"), vector("w")
    >>> rotations_of(claim_that(inner(u, w) >= 0, given=(inner(u, v) >= 1,)))
    (('u', 'v'), ('w',))
    """
    names = [name for label, name in Variables.of(statement).kinds if label == "vector"]
    if len(names) < 2:
        return ()
    meetings = [met for hypothesis in statement.hypotheses for met in _meetings(hypothesis)]
    groups = _joined([{name} for name in names], meetings)
    seen = [met for conclusion in statement.conclusions for met in _meetings(conclusion)]
    chosen = [group for group in groups if any(group & met and met - group for met in seen)]
    return tuple(sorted(tuple(sorted(group)) for group in chosen))


def permutations_of(statement: Statement) -> tuple[tuple[tuple[Key, ...], str], ...]:
    """Return the sets of families that can be permuted alone, with the kind of index, and keep all hypotheses.

    Every statement speaks of all samples and all patches alike, so permuting all families together changes nothing.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import family, samples
    >>> from verify.statement.writing.operations import total
    >>> i, = samples("i")
    >>> a, b = family("a", i), family("b", i)
    >>> len(permutations_of(claim_that(total(i, a * b) >= 0, given=(total(i, a) >= 0,))))
    2
    >>> permutations_of(claim_that(total(i, a * b) >= 0, given=(a >= b,)))
    ()
    """
    result: list[tuple[tuple[Key, ...], str]] = []
    for kind in ("sample", "patch"):
        keys = _families(Variables.of(statement), kind)
        given = statement.hypotheses if len(keys) > 1 else ()
        meetings = [_families(Variables.of_one(hypothesis), kind) for hypothesis in given]
        groups = _joined([{key} for key in keys], meetings)
        if len(groups) > 1:
            result.extend(sorted((tuple(sorted(group)), kind) for group in groups))
    return tuple(result)


# claims of a page have their hypotheses in common
@lru_cache(maxsize=4000)
def _meetings(formula: Node) -> tuple[frozenset[str], ...]:
    """Return the vectors of each inner product, and of each span, in a formula."""
    known: dict[int, frozenset[str]] = {}

    def vectors(node: Node) -> frozenset[str]:
        if id(node) not in known:
            own = frozenset({node.name}) if isinstance(node, Vector) else frozenset[str]()
            known[id(node)] = own.union(*map(vectors, children(node)))
        return known[id(node)]

    return tuple(vectors(node) for node in nodes(formula) if isinstance(node, Inner | InSpan))


def _families(variables: Variables, kind: str) -> frozenset[Key]:
    return frozenset(key for key, kinds in variables.kinds.items() if kind in kinds)


def _joined(groups: list[set[T]], meetings: list[frozenset[T]]) -> list[frozenset[T]]:
    for meeting in meetings:
        met = [group for group in groups if group & meeting]
        apart = [group for group in groups if not group & meeting]
        groups = [*apart, set[T]().union(*met)] if met else apart
    return [frozenset(group) for group in groups]
