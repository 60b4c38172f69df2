"""The search for a counterexample among the images of instances under the symmetries that keep the hypotheses.

A bound whose two sides scale differently fails far out on some orbit; one that is not homogeneous is tried at the
extremes; signs, turned vectors, permuted families and repeated samples or patches are tried likewise. Floats choose
the instances; the base is then rounded and brought to the hypotheses exactly, and its image counts only when
``refutes`` decides, in rationals or balls, that it keeps every hypothesis and breaks a conclusion strictly. So a wrong
analysis of weights or signs can only cost completeness.

>>> from verify.statement.writing.relations import claim_that, equal
>>> from verify.statement.writing.operations import inner
>>> from verify.statement.writing.variables import samples, symbols, vector
>>> i, = samples("i")
>>> z, w_star = vector("z", i), vector("w*")
>>> found = falsify_by_symmetries(claim_that(inner(z, z) * inner(w_star, w_star) ** 2 >= 1,
...                                          given=(equal(inner(w_star, z), 1),)))
>>> str(found.degrees)
'left side × c⁻², right side × 1'
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Literal, TypeAlias

import numpy as np

from verify.search.draws import Generator, draw_points
from verify.search.evaluation.batch import Batch
from verify.search.falsify import Falsified
from verify.search.hypotheses.keeping import hypotheses_hold, moved
from verify.search.points import Array, Key, Points, Shape, in_flint, in_fractions, two_of_everything
from verify.search.roundings import as_fractions
from verify.search.statement_search import MOST_ENTRIES, Search
from verify.search.symmetries.degrees import Degrees, Reflection, Scaling
from verify.search.symmetries.elements import (
    Element,
    Permuted,
    Reflected,
    Rotated,
    Scaled,
    permutations_of,
    rotations_of,
)
from verify.search.symmetries.weights import Analysis, scaling_of
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import UndefinedError
from verify.statement.readings.values import Readings, holds

Extent: TypeAlias = Literal["unbalanced", "few", "all"]
POWERS = (1, 2, 3, 4, 6, 8, 12)
FACTORS = tuple(Fraction(base) ** sign for base in (2, *(10**power for power in POWERS)) for sign in (1, -1))
FEW_FACTORS = tuple(Fraction(10) ** power for power in (3, -3, 9, -9))
COPIES = (2, 3, 8)
MOST_ROWS = 24  # n·P of an image
EXACT_TRIALS, ROWS_OF_AN_ELEMENT = 24, 3


@dataclass(frozen=True)
class Symmetries:
    """What keeps the hypotheses of a statement: bases of the scalings and reflections, and what moves alone.

    ``scalings`` keep all hypotheses; ``loose`` are more, which keep its equations and, for some c, its inequalities.
    """

    scalings: tuple[Scaling, ...]
    loose: tuple[Scaling, ...]
    reflections: tuple[Reflection, ...]
    rotations: tuple[tuple[str, ...], ...]
    permutations: tuple[tuple[tuple[Key, ...], str], ...]


@dataclass(frozen=True)
class Unbalanced(Falsified):
    """An exact counterexample that is the image, under an element, of a base that keeps hypotheses and conclusions.

    ``degrees`` are the powers of c by which the sides of the conclusion scale, where both are homogeneous.
    """

    base: Instance
    element: Element
    degrees: Degrees | None

    @property
    def words(self) -> str:
        """The symmetry in words, with the powers of c where both sides are homogeneous."""
        if isinstance(self.element, Scaled) and self.degrees is not None:
            return f"{self.degrees} under {self.element.scaling}"
        return str(self.element)


def symmetries_of(statement: Statement, analysis: Analysis) -> Symmetries:
    """Return the symmetries that keep the hypotheses of a statement, whatever its variables are called.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.operations import inner
    >>> from verify.statement.writing.variables import vector
    >>> w, v = vector("w"), vector("v")
    >>> statement = claim_that(inner(v, w) >= 0, given=(inner(w, w) >= 1,))
    >>> found = symmetries_of(statement, Analysis(statement))
    >>> [str(scaling) for scaling in found.scalings], [str(scaling) for scaling in found.loose]
    (['v → c·v'], ['w → c·w'])
    >>> [str(reflection) for reflection in found.reflections], found.rotations
    (['v → −v', 'w → −w'], (('v',), ('w',)))
    """
    kept = analysis.scalings()
    loose = tuple(scaling for scaling in analysis.scalings(equations_only=True) if scaling not in kept)
    return Symmetries(kept, loose, analysis.reflections(), rotations_of(statement), permutations_of(statement))


def falsify_by_symmetries(
    statement: Statement, *, seed: int = 0, extent: Extent = "all", search: Search | None = None
) -> Unbalanced | None:
    """Return an exact counterexample that some symmetry makes of an instance at which the statement holds, if found.

    ``extent`` says which images are tried: those under scalings by which a conclusion's sides scale differently
    ("unbalanced"), "all", or "few" of all, of instances of one shape. ``search`` is the statement's, where one is at
    hand; it is left as it is. The same seed gives the same answer.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> print(falsify_by_symmetries(claim_that(x**2 >= y, given=(x >= y, y > 0))).words)
    left side × c², right side × c under x → c·x, y → c·y
    >>> falsify_by_symmetries(claim_that(x**2 >= y, given=(x >= y, y >= 1)))
    """
    search = search or Search(statement, seed)
    elements = tuple(_elements(search.statement, extent))
    if not elements or not search.variables.kinds:
        return None
    with np.errstate(all="ignore"):
        # prepared as ``falsify`` does it, so that a shared search draws the same points as one of its own
        search.prepare_once()
        shapes = search.variables.shapes(n_max=3, P_max=2, d_max=3)
        return Orbits(search, elements, seed, thorough=extent != "few").first(shapes)


class Orbits:
    """One search along the orbits of instances, with the exact trials that are left."""

    def __init__(self, search: Search, elements: tuple[Element, ...], seed: int, *, thorough: bool) -> None:
        self.search, self.elements, self.thorough = search, elements, thorough
        self.seed = seed
        self.left = EXACT_TRIALS
        self._exact: dict[Hashable, _Base] = {}

    @cached_property
    def rng(self) -> Generator:
        """The random numbers of the bases that no search has drawn before."""
        return np.random.default_rng(self.seed)

    def first(self, shapes: list[Shape]) -> Unbalanced | None:
        """Return the first confirmed counterexample, from small shapes to large ones."""
        chosen = [shape for shape in shapes if self.thorough or shape == two_of_everything(shapes)]
        cases = 0
        for shape in chosen:
            bases = self._bases(shape)
            for element, broken in self._with_broken(bases, shape) if len(bases) else ():
                cases += len(bases)
                found = self._along(element, bases[broken], shape, cases)
                if found is not None:
                    return found
        return None

    def _bases(self, shape: Shape) -> Array:
        """Return rows of floats at which the hypotheses and all conclusions hold, for a few those drawn before."""
        search = self.search
        count, most = (96, 24) if self.thorough else (24, 8)
        if not self.thorough and len(drawn := search.held.get(shape, ())):
            return np.asarray(drawn[:most])
        points = draw_points(self.rng, search.variables, shape, count)
        batch = search.brought(Batch(search.axes, points, shape))
        kept = hypotheses_hold(search.statement.hypotheses, batch)
        for conclusion in search.statement.conclusions:
            kept &= batch.slack(conclusion).holds
        rows: Array = search.variables.flatten(batch.points)[kept][:most]
        return rows

    def _with_broken(self, bases: Array, shape: Shape) -> Iterator[tuple[Element, Array]]:
        """Yield each element, in order, with where the images of the bases under it seem to break a conclusion.

        Many small batches cost more than one large one, so images of one size are judged together.
        """
        points = self.search.variables.unflatten(bases, shape)
        for some in self._chunks(len(bases), shape):
            images = [element(self.search.variables.kinds, points, shape) for element in some]
            broken: dict[int, Array] = {}
            for size in dict.fromkeys(size for _, size in images):
                if size.n * size.P > MOST_ROWS:
                    continue
                places = [place for place, image in enumerate(images) if image[1] == size]
                together = {key: np.concatenate([images[place][0][key] for place in places]) for key in points}
                parts = self._seem_broken(together, size).reshape(len(places), len(bases))
                broken |= dict(zip(places, parts, strict=True))
            yield from ((some[place], broken[place]) for place in sorted(broken))

    def _chunks(self, bases: int, shape: Shape) -> Iterator[tuple[Element, ...]]:
        """Yield the elements, so many at once as leave arrays of moderate size."""
        room = MOST_ENTRIES // (shape.d * bases)
        # which indices meet is asked only where they might not fit all together
        at_most = prod(shape.size(index.kind) for index in self.search.axes)
        if room // at_most >= len(self.elements):
            yield self.elements
            return
        most = max(1, room // self.search.terms(shape))
        for start in range(0, len(self.elements), most):
            yield self.elements[start : start + most]

    def _along(self, element: Element, bases: Array, shape: Shape, cases: int) -> Unbalanced | None:
        for row in bases[:ROWS_OF_AN_ELEMENT]:
            for rounded in _roundings(row):
                if self.left <= 0:
                    return None
                found = self._confirmed(element, rounded, shape, cases)
                if found is not None:
                    return found
        return None

    def _seem_broken(self, images: Points, shape: Shape) -> Array:
        search = self.search
        batch = Batch(search.axes, images, shape)
        broken = np.zeros(max(len(array) for array in images.values()), dtype=bool)
        for conclusion in search.statement.conclusions:
            broken |= batch.slack(conclusion).fails
        return broken & hypotheses_hold(search.statement.hypotheses, batch) if broken.any() else broken

    def _confirmed(self, element: Element, row: Array, shape: Shape, cases: int) -> Unbalanced | None:
        search, variables = self.search, self.search.variables
        self.left -= 1
        base = self._base(row, shape)
        moved_points, size = element(variables.kinds, base.points, shape)
        # exact values take much longer: rounded, most images break nothing any more, as those of an equation
        if not self._seem_broken({key: array.astype(float) for key, array in moved_points.items()}, size).any():
            return None
        # the base first: an image may be many times as large
        if not base.holds:
            return None
        image = variables.instance(moved_points, size)
        broken = search.broken(image)
        if broken is None:
            return None
        scaling = element.scaling if isinstance(element, Scaled) else None
        degrees = scaling_of(search.statement.conclusions[broken], scaling) if scaling else None
        return Unbalanced(image, broken, cases, base.instance, element, degrees)

    def _base(self, row: Array, shape: Shape) -> _Base:
        """Return the exact point that a row is brought to: several elements move the same one."""
        key = (shape, *row.tolist())
        if key not in self._exact:
            points = self._brought(self.search.variables.unflatten(row.reshape(1, -1), shape), shape)
            self._exact[key] = _Base(points, self.search.variables.instance(points, shape), self.search.statement)
        return self._exact[key]

    def _brought(self, points: Points, shape: Shape) -> Points:
        """Return an exact point after those steps towards the hypotheses that stay in the rationals."""
        here = Batch(self.search.axes, {key: in_flint(array) for key, array in points.items()}, shape)
        for step in self.search.steps:
            # a hypothesis left out here may hold anyway: all of them are checked at the end
            with suppress(ArithmeticError):
                here = moved(step, here)
        return {key: in_fractions(array) for key, array in here.points.items()}


def _elements(statement: Statement, extent: Extent) -> Iterator[Element]:
    """Yield the elements to try: scalings that unbalance a conclusion first, none that cannot change any of them."""
    analysis = Analysis(statement)
    numbers = range(len(statement.conclusions))
    unbalancing = [one.scaling for number in numbers for one in analysis.imbalances(number)]
    yield from _scaled(unbalancing, extent)
    if extent == "unbalanced":
        return
    found = symmetries_of(statement, analysis)
    others = dict.fromkeys((*found.scalings, *found.loose))
    yield from _scaled([one for one in others if one not in unbalancing and not analysis.balanced(one)], extent)
    for reflection in found.reflections:
        if not all(conditions.keep(reflection) for conditions in analysis.conclusions):
            yield Reflected(reflection)
    for names in found.rotations:
        yield from (Rotated(names, quarter) for quarter in (True, False))
    for keys, kind in found.permutations:
        yield from (Permuted(keys, kind, reverse) for reverse in (True, False))


def _scaled(scalings: list[Scaling], extent: Extent) -> Iterator[Scaled]:
    for scaling in scalings:
        factors = FEW_FACTORS if extent == "few" else FACTORS
        for c in map(Fraction, COPIES) if scaling.resizes else factors:
            yield Scaled(scaling, c)


@dataclass(frozen=True)
class _Base:
    """An exact point, as arrays and as an instance."""

    points: Points
    instance: Instance
    statement: Statement

    @cached_property
    def holds(self) -> bool:
        """Whether every hypothesis and every conclusion surely holds there."""
        readings = Readings(self.instance)
        parts = (*self.statement.hypotheses, *self.statement.conclusions)
        try:
            return all(holds(part, self.instance, readings) is True for part in parts)
        except UndefinedError:
            return False


def _roundings(row: Array) -> Iterator[Array]:
    entries = [float(entry) for entry in row]
    yield as_fractions([Fraction(round(entry)) for entry in entries])
    yield from (as_fractions([Fraction(f"{entry:.{digits}e}") for entry in entries]) for digits in (0, 1, 3))
