"""The first draws of a search, brought to the hypotheses: once for all claims with those hypotheses and variables."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np

from verify.search.draws import first_points
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import Axes, axes_of
from verify.search.hypotheses.keeping import brought, hypotheses_hold
from verify.search.hypotheses.moves import Step
from verify.search.points import Array, Key, Points, Shape, Variables
from verify.statement.formulas import Hypothesis, Statement

Kinds: TypeAlias = tuple[tuple[Key, tuple[str, ...]], ...]


@lru_cache(maxsize=256)
def first_draws(
    seed: int,
    hypotheses: tuple[Hypothesis, ...],
    steps: tuple[Step, ...],
    kinds: Kinds,
    sizes: frozenset[str],
    shape: Shape,
    count: int,
) -> tuple[Points, Array]:
    """Return the points of the first draws after the steps, and where the hypotheses hold; nobody may change them.

    They follow from what a page's claims have in common. Whoever searches one of them has other axes, of which the
    points themselves know nothing.
    """
    drawn = first_points(seed, Variables(dict(kinds), sizes), shape, count)
    with np.errstate(all="ignore"):
        here = brought(steps, Batch(_axes_of(hypotheses), drawn, shape))
        kept = hypotheses_hold(hypotheses, here)
    for array in (*here.points.values(), kept):
        array.setflags(write=False)
    return here.points, kept


@lru_cache(maxsize=64)
def _axes_of(hypotheses: tuple[Hypothesis, ...]) -> Axes:
    return axes_of(Statement((), hypotheses))
