"""Keeping the hypotheses: points after the steps that ``planning`` chose, and where the hypotheses hold.

A step is used as it is on floats and on exact fractions; whether a hypothesis holds in the end is always decided again,
so that a step that does too little costs draws and nothing else.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from verify.search.evaluation.batch import EQUATION_NOISE, Batch
from verify.search.hypotheses.moves import Step, projected
from verify.search.hypotheses.spectral import spectrum_holds
from verify.search.points import Array
from verify.statement.formulas import Hypothesis, InSpan, Spectrum
from verify.statement.tree import Relation


def brought(steps: tuple[Step, ...], here: Batch) -> Batch:
    """Return the points after all steps, with the values of what these leave as it was."""
    for step in steps:
        here = moved(step, here)
    return here


def moved(step: Step, here: Batch) -> Batch:
    """Return the points after a step, with the values of what it leaves as it was."""
    changed = {key: value for key, value in step(here).items() if value is not here.points[key]}
    return here.after(changed) if changed else here


def hypotheses_hold(hypotheses: tuple[Hypothesis, ...], batch: Batch, *, lost: bool = False) -> Array:
    """Return where all hypotheses hold, as far as floats can tell.

    Where a side is lost in floats (exp(1000) is one) they can't; ``lost`` says what is returned there.
    """
    count = max((len(array) for array in batch.points.values()), default=1)
    result = np.ones(count, dtype=bool)
    for hypothesis in hypotheses:
        where = holds_where(hypothesis, batch)
        if lost and isinstance(hypothesis, Relation):
            where = where | np.isnan(batch.slack(hypothesis).value)
        result &= where
    return result


def holds_where(hypothesis: Hypothesis, batch: Batch) -> Array:
    """Return where one hypothesis holds, as far as floats can tell."""
    if isinstance(hypothesis, Relation):
        return batch.slack(hypothesis).holds
    return batch.of_some(hypothesis, batch.variables(hypothesis), partial(_where_it_holds, hypothesis))


def _where_it_holds(hypothesis: InSpan | Spectrum, batch: Batch) -> Array:
    if isinstance(hypothesis, Spectrum):
        return spectrum_holds(hypothesis, batch.points, EQUATION_NOISE)
    vector = batch.points["vector", hypothesis.vector.name]
    left = vector - projected(hypothesis, batch)
    return np.asarray(np.abs(left).max(axis=-1) <= EQUATION_NOISE * np.abs(vector).max(axis=-1))
