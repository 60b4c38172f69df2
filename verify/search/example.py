"""An exact instance at which a statement's hypotheses hold: that they do not contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import USUAL, Array, Shape, strangeness
from verify.search.roundings import roundings
from verify.search.statement_search import Search
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.values import verdicts_at

DRAWS, TURNS, ROWS, MOST_TRIED = 24, 8, 3, 200
ROOM = 8


def find_example(statement: Statement, *, seed: int = 0, search: Search | None = None) -> Instance | None:
    """Return an exact instance that keeps every hypothesis and where every conclusion has a value; None if none is met.

    Two samples of two patches in the plane are tried first, then other shapes. ``search`` is the statement's own, where
    one was made.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> find_example(claim_that(x * y > 0, given=(x > 1, y > x))).scalars
    {'x': Fraction(3, 2), 'y': Fraction(2, 1)}
    >>> find_example(claim_that(x > 0, given=(x > 1, x < 0))) is None
    True
    """
    search = search or Search(statement, seed)
    if not search.variables.kinds:
        return Instance() if is_example(Instance(), statement) else None
    n_max, P_max, d_max = USUAL
    usual = search.variables.shapes(n_max=n_max, P_max=P_max, d_max=d_max)
    with np.errstate(all="ignore"):
        search.prepare_once()
        candidates = (
            instance
            for shape, turn in _looked_at(search, usual)
            for row in _kept_rows(search, shape, turn)
            for instance in _exact(search, row, shape)
        )
        return next((one for one in islice(candidates, MOST_TRIED) if is_example(one, statement)), None)


def is_example(instance: Instance, statement: Statement) -> bool:
    """Tell whether an instance surely keeps every hypothesis, breaks no conclusion, and gives every side a value."""
    verdicts = verdicts_at(instance, statement)
    return verdicts is not None and False not in verdicts


def _looked_at(search: Search, usual: list[Shape]) -> Iterator[tuple[Shape, int]]:
    yield from ((shape, 0) for shape in sorted(usual, key=_strangeness))
    yield from ((shape, turn) for turn in range(1, TURNS) for shape in (*usual, *search.wider_shapes()))


def _strangeness(shape: Shape) -> tuple[bool, int]:
    """Order shapes: those of about two samples, patches and dimensions first."""
    return max(shape.n, shape.P, shape.d) > 2, abs(shape.n * shape.P * shape.d - ROOM)


def _kept_rows(search: Search, shape: Shape, turn: int) -> Array:
    """Return the plainest rows at which all hypotheses and conclusions hold, first of those that were drawn before."""
    rows = search.held.get(shape) if turn == 0 else None
    if rows is None or not len(rows):
        points = search.draw(shape, DRAWS, turn)
        batch = Batch(search.axes, points, shape)
        kept = hypotheses_hold(search.statement.hypotheses, batch)
        for conclusion in search.statement.conclusions:
            kept = kept & batch.slack(conclusion).holds
        rows = search.variables.flatten(points)[kept]
    return rows[np.argsort(strangeness(rows), kind="stable")][:ROWS]


def _exact(search: Search, row: Array, shape: Shape) -> Iterator[Instance]:
    for rounded in roundings(row):
        try:
            yield search.exact_instance(rounded, shape)
        except (ArithmeticError, ValueError):
            continue  # what the hypotheses ask for is no rational here
