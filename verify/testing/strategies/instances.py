"""Strategies of exact instances of a statement: every hypothesis holds, decided exactly.

An instance drawn from small whole numbers rarely keeps inequalities. So for each shape some instance that keeps them is
found first, the anchor, and a draw that fails is moved half-way to it until it holds: nothing is thrown away.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TypeAlias

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Shape
from verify.search.roundings import roundings
from verify.search.statement_search import Search
from verify.statement.formulas import RunStatement, Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import UndefinedError
from verify.statement.readings.values import holds
from verify.testing.strategies.arguments import Draw, whole_range
from verify.testing.strategies.small_numbers import blocks, numbers, spread

Array: TypeAlias = NDArray[np.float64]

HALVINGS = 6
DRAWS, TURNS, TRIED = 32, 6, 24
LONGEST_BLOCK = 1000


def instances(statement: Statement, *, n_max: int = 3, P_max: int = 2, d_max: int = 3) -> SearchStrategy[Instance]:
    """Return a strategy of exact instances that keep every hypothesis of a statement, decided exactly.

    Some are built from small numbers and shrink well; some are the corners in which ``falsify`` looks. Sizes in which
    no instance is found are left out. Raises InvalidArgument where a size is no whole number from 1, for a statement
    about runs, and, at the first draw, where no instance is found at all.

    >>> from hypothesis import find
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> found = find(instances(claim_that(x > y, given=(x + y >= 3,))), lambda instance: True)
    >>> found.scalars["x"] + found.scalars["y"] >= 3
    True
    """
    for name, value in (("n_max", n_max), ("P_max", P_max), ("d_max", d_max)):
        if isinstance(value, tuple):
            raise InvalidArgument(f"{name}={value!r}: give a whole number of at least 1")
        whole_range(name, value)
    if not isinstance(statement, Statement):
        given = "a statement about runs" if isinstance(statement, RunStatement) else f"a {type(statement).__name__}"
        raise InvalidArgument(f"statement is {given}: give a Statement without steps, such as claim.statement")
    return st.deferred(lambda: _instances(_Anchors(statement, n_max=n_max, P_max=P_max, d_max=d_max)))


class _Anchors:
    """The instances found for the shapes of a statement, made ready when a shape is first drawn."""

    def __init__(self, statement: Statement, *, n_max: int, P_max: int, d_max: int) -> None:
        self.search = Search(statement, 0)
        self.shapes = self.search.variables.shapes(n_max=n_max, P_max=P_max, d_max=d_max)
        with np.errstate(all="ignore"):
            self.search.prepare(self.shapes)
        self.found: dict[Shape, Array | None] = {}

    def at(self, shape: Shape) -> Array | None:
        """Return a row of fractions that keeps the hypotheses, of the shape or else of a smaller one; None if none."""
        if shape not in self.found:
            self.found[shape] = self._anchor(shape)
        return self.found[shape]

    def instance(self, row: Array, shape: Shape) -> Instance | None:
        """Return the instance of a row where it keeps every hypothesis, else None."""
        try:
            instance = self.search.exact_instance(row, shape) if len(row) else Instance(shape.n, shape.P)
            kept = all(holds(hypothesis, instance) is True for hypothesis in self.search.original.hypotheses)
        except (UndefinedError, ArithmeticError, ValueError):
            return None
        return instance if kept else None

    def length(self, shape: Shape) -> int:
        """Return how many numbers an instance of a shape has."""
        variables = self.search.variables
        return sum(int(np.prod(variables.entries(key, shape))) for key in variables.kinds)

    def corner(self, shape: Shape, seed: int) -> Array | None:
        """Return a row of fractions near one that ``falsify`` would look at; None where none keeps the hypotheses."""
        self.search.reseed(seed)
        rows = self._kept_rows(shape, seed % 3)
        return None if not len(rows) else _fractions([Fraction(f"{entry:.3e}") for entry in rows[0]])

    def _kept_rows(self, shape: Shape, turn: int) -> Array:
        with np.errstate(all="ignore"):
            points = self.search.draw(shape, DRAWS, turn)
            kept = hypotheses_hold(self.search.statement.hypotheses, Batch(self.search.axes, points, shape))
        return self.search.variables.flatten(points)[kept]

    def _anchor(self, shape: Shape) -> Array | None:
        if not self.search.original.hypotheses or not self.length(shape):
            return _fractions([Fraction(1)] * self.length(shape))
        self.search.reseed(0)
        for turn in range(TURNS):
            rows = self._kept_rows(shape, turn)
            order = np.argsort(np.abs(np.log2(np.abs(rows) + 0.05)).max(axis=1, initial=0), kind="stable")
            candidates = (rounded for row in rows[order][:4] for rounded in roundings(row))
            for row in islice(candidates, TRIED):
                if self.instance(row, shape) is not None:
                    return row
        return None


@st.composite
def _instances(draw: Draw, anchors: _Anchors) -> Instance:
    shape = draw(st.sampled_from(anchors.shapes))
    anchor = anchors.at(shape)
    if anchor is None:
        shape, anchor = _other_shape(anchors, shape)
    length = anchors.length(shape)
    row = None
    if length and draw(st.sampled_from((False, False, True))):
        row = anchors.corner(shape, draw(st.integers(0, 2**16 - 1)))
    if row is None:
        block = draw(blocks(length)) if length <= LONGEST_BLOCK else spread(draw(blocks(LONGEST_BLOCK)), (length,))
        divisor = draw(st.sampled_from((1, 1, 2, 3, 10)))
        row = _fractions([Fraction(int(entry), divisor) for entry in numbers(block)])
    for _ in range(HALVINGS):
        instance = anchors.instance(row, shape)
        if instance is not None:
            return instance
        row = (row + anchor) / 2
    kept = anchors.instance(anchor, shape)
    if kept is None:
        raise InvalidArgument("an instance that kept the hypotheses does so no longer")
    return kept


def _other_shape(anchors: _Anchors, shape: Shape) -> tuple[Shape, Array]:
    """Return the shape nearest to one without instances that has some, with its anchor."""

    def away(other: Shape) -> int:
        return abs(other.n - shape.n) + abs(other.P - shape.P) + abs(other.d - shape.d)

    for other in sorted(anchors.shapes, key=away):
        anchor = anchors.at(other)
        if anchor is not None:
            return other, anchor
    raise InvalidArgument("no instance that keeps the hypotheses was found: do they contradict each other?")


def _fractions(entries: list[Fraction]) -> Array:
    row = np.empty(len(entries), dtype=object)
    row[:] = entries
    return row
