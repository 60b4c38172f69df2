"""The exact points of this room tried on a statement: how many of them follows from the cost of the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from math import prod

import numpy as np

from verify.search.evaluation.nodes import nodes
from verify.search.exact_points.beyond_doubles import far_numbers, rows
from verify.search.exact_points.meeting import meeting_points
from verify.search.points import Array, Shape
from verify.search.statement_search import Search
from verify.statement.instance import Instance

# evaluations of a statement of one node, at most so many of any; sums over samples take the longest
WORK, MOST_POINTS, LESS_WITH_SUMS = 8_000, 160, 8
MOST_SHAPES = 2


def is_far(search: Search) -> bool:
    """Tell whether a statement has numbers so large or so small that draws in floats say little of it."""
    return bool(search.variables.kinds) and bool(far_numbers(search.original))


def look_far(search: Search) -> tuple[Instance, int] | None:
    """Return an exact counterexample beyond the doubles, with its conclusion, or None where none was met.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> (x,) = symbols("x")
    >>> look_far(Search(claim_that(x <= 10**400, given=(x > 0,)), 0))[0].scalars["x"] == 2 * 10**400
    True
    """
    far = far_numbers(search.original)
    kinds = search.variables.kinds

    def points(shape: Shape) -> Iterator[Array]:
        for values in rows(len(kinds), far):
            yield _row(search, shape, dict(zip(kinds, values, strict=True)))

    return _first(search, points) if kinds else None


def look_where_parts_meet(search: Search) -> tuple[Instance, int] | None:
    """Return an exact counterexample where exponents or arguments of functions vanish, or None where none was met.

    >>> from verify.statement.writing.calls import exp
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> u = exp(98765431 * x - 12345679 * y)
    >>> look_where_parts_meet(Search(claim_that(u + 1 / u > 2, given=(x >= 1,)), 0))[0].scalars["x"]
    Fraction(1, 1)
    """
    names = [name for _, name in search.variables.keys("symbol")]

    def points(shape: Shape) -> Iterator[Array]:
        for point in meeting_points(search.statement, names):
            others = {key: Fraction(1) for key in search.variables.kinds if key[0] != "symbol"}
            yield _row(search, shape, {**others, **{("symbol", name): value for name, value in point.items()}})

    return _first(search, points) if names else None


def _row(search: Search, shape: Shape, values: dict[tuple[str, str], Fraction]) -> Array:
    """Return a row in which all entries of a variable are alike."""
    entries = [
        value for key in search.variables.kinds for value in [values[key]] * prod(search.variables.entries(key, shape))
    ]
    row = np.empty(len(entries), dtype=object)
    row[:] = entries
    return row


def _first(search: Search, points: Callable[[Shape], Iterator[Array]]) -> tuple[Instance, int] | None:
    most = min(MOST_POINTS, WORK // (1 + len(nodes(search.statement))))
    most //= LESS_WITH_SUMS if search.variables.sizes else 1
    with np.errstate(all="ignore"):
        search.prepare_once()
        for shape in search.variables.shapes(n_max=2, P_max=1, d_max=1)[:MOST_SHAPES]:
            for row in islice(points(shape), most):
                instance = search.exact_instance(row, shape)
                broken = search.broken(instance)
                if broken is not None:
                    return instance, broken
    return None
