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
from verify.statement.formulas import Hypothesis, Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import UndefinedError
from verify.statement.readings.values import Readings, assignments, holds, holds_at, verdicts_at
from verify.statement.tree import Relation

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
    {'x': Fraction(2, 1), 'y': Fraction(3, 1)}
    >>> find_example(claim_that(x > 0, given=(x > 1, x < 0))) is None
    True
    """
    with np.errstate(all="ignore"):
        search = search or Search(statement, seed)
        # where there are no derivatives, equal parts are one object there, and have their value computed once
        asked = search.statement if search.without_derivatives else statement
        return next((one for one in _candidates(search) if is_example(one, asked)), None)


def holds_somewhere(statement: Statement, *, search: Search) -> bool:
    """Tell whether a point is met that keeps every hypothesis and where every conclusion has a value, by closed forms.

    The points are those of ``find_example``, and two sides of roots, exponentials and logarithms that have one closed
    form are equal. Such a point is no example, whose equations hold in rationals; but as surely as one it shows that
    no proof can be found of a contradiction among the hypotheses, or of conclusions that are defined nowhere.

    >>> from verify.statement.writing.calls import exp
    >>> from verify.statement.writing.relations import claim_that, equal
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> tied = claim_that(x >= -5, given=(x > 1, y > 0, equal(exp(x) * exp(y), exp(x + y))))
    >>> find_example(tied) is None, holds_somewhere(tied, search=Search(tied, 0))
    (True, True)
    """
    with np.errstate(all="ignore"):
        return any(_holds_by_closed_forms(one, statement) for one in _candidates(search))


def _candidates(search: Search) -> Iterator[Instance]:
    """Yield exact instances near points at which all hypotheses and conclusions hold in floats, the plainest first."""
    if not search.variables.kinds:
        yield Instance()
        return
    n_max, P_max, d_max = USUAL
    usual = search.variables.shapes(n_max=n_max, P_max=P_max, d_max=d_max)
    search.prepare_once()
    found = (
        instance
        for shape, turn in _looked_at(search, usual)
        for row in _kept_rows(search, shape, turn)
        for instance in _exact(search, row, shape)
    )
    yield from islice(found, MOST_TRIED)


def is_example(instance: Instance, statement: Statement) -> bool:
    """Tell whether an instance surely keeps every hypothesis, breaks no conclusion, and gives every side a value."""
    verdicts = verdicts_at(instance, statement)
    return verdicts is not None and False not in verdicts


def _holds_by_closed_forms(instance: Instance, statement: Statement) -> bool:
    readings = Readings(instance)
    try:
        kept = all(_is_kept(hypothesis, instance, readings) for hypothesis in statement.hypotheses)
        return kept and not any(holds(one, instance, readings) is False for one in statement.conclusions)
    except UndefinedError:
        return False


def _is_kept(hypothesis: Hypothesis, instance: Instance, readings: Readings) -> bool:
    """Tell whether a hypothesis surely holds, in rationals and balls or as sides of one closed form."""
    if (verdict := holds(hypothesis, instance, readings)) is not None:
        return verdict
    if not isinstance(hypothesis, Relation) or hypothesis.operator not in ("=", "<=", ">="):
        return False
    return all(
        holds_at(hypothesis, instance, at, readings) or readings.meet(hypothesis, at)
        for at in assignments(hypothesis, instance)
    )


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
