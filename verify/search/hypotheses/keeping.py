"""Keeping the hypotheses: steps that change points so that equations, signs, orders and spans hold.

A step is chosen by trial on random points and used as it is on floats and on exact fractions; whether a hypothesis
holds in the end is always decided again, so that a step that does too little costs draws and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np

from verify.search.draws import draw_points
from verify.search.evaluation.batch import EQUATION_NOISE, Batch
from verify.search.evaluation.parts import Axes, axes_of
from verify.search.hypotheses.equations import Solve, Stretch, chords, is_affine
from verify.search.hypotheses.moves import Align, Move, Project, Root, Step, projected
from verify.search.hypotheses.spectral import Spectral, spectrum_holds
from verify.search.points import USUAL, Array, Key, Points, Shape, Variables, key_of, two_of_everything
from verify.statement.formulas import Hypothesis, InSpan, Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.tree import Indexed, Relation, Symbol, Vector
from verify.statement.walk import free_indices, free_symbols, plain_indices, subtrees

Trial: TypeAlias = tuple[Points, Shape]
# with a fair share no other order is tried; below the least, other shapes are: a sixth of one shape misleads (D.18)
FAIR_SHARE, LEAST_SHARE = 0.15, 0.2
GOOD_SHARE, ENOUGH, LEAST_GAIN, AHEAD, WIPED = 0.6, 0.9, 0.02, 0.1, 1e-9
# how far beyond the boundary a variable is moved; where far helps nowhere, to move less is not tried
LONG, SHORT = Fraction(1), (Fraction(1, 16), Fraction(0))
MOST_ON_A_CHORD = 4
MOST_TURNED = 8


def apply_steps(steps: tuple[Step, ...], axes: Axes, points: Points, shape: Shape) -> Points:
    """Return the points after all steps, in their order."""
    here = Batch(axes, points, shape)
    for step in steps:
        here = moved(step, here)
    return here.points


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
        if isinstance(hypothesis, Relation):
            slack = batch.slack(hypothesis)
            result &= slack.holds | np.isnan(slack.value) if lost else slack.holds
        else:
            result &= batch.of_some(hypothesis, batch.variables(hypothesis), partial(_where_it_holds, hypothesis))
    return result


def _where_it_holds(hypothesis: InSpan | Spectrum, batch: Batch) -> Array:
    if isinstance(hypothesis, Spectrum):
        return spectrum_holds(hypothesis, batch.points, EQUATION_NOISE)
    vector = batch.points["vector", hypothesis.vector.name]
    left = vector - projected(hypothesis, batch)
    return np.asarray(np.abs(left).max(axis=-1) <= EQUATION_NOISE * np.abs(vector).max(axis=-1))


@lru_cache(maxsize=1024)
def steps_of(hypotheses: tuple[Hypothesis, ...]) -> tuple[Step, ...]:
    """Return the steps for some hypotheses, chosen by trial on their own variables.

    The claims of a page share their hypotheses, and to choose the steps takes longer than a search with them. A trial
    takes as long at few points as at many, so that many of one shape come first, with two of everything; where hardly
    any is kept, a few of the smallest, a middle and the largest shape tell the steps apart better.
    """
    if not hypotheses:
        return ()
    alone = Statement((), hypotheses)
    variables = Variables.of(alone)
    shapes = variables.shapes(n_max=USUAL[0], P_max=USUAL[1], d_max=USUAL[2])
    rng = np.random.default_rng(0)
    axes = axes_of(alone)
    two = two_of_everything(shapes)
    first = _planned(alone, variables, axes, [(draw_points(rng, variables, two, 64), two)], FAIR_SHARE)
    if first.share >= LEAST_SHARE or len(shapes) == 1:
        return first.steps
    chosen = [shapes[0], shapes[len(shapes) // 2], shapes[-1]]
    trials = [(draw_points(rng, variables, shape, 32), shape) for shape in chosen]
    return _planned(alone, variables, axes, trials, FAIR_SHARE).steps


@dataclass(frozen=True)
class _Plan:
    """Steps, and the share of the points tried that keep all hypotheses after them."""

    steps: tuple[Step, ...]
    share: float


def plan_steps(
    statement: Statement, variables: Variables, axes: Axes, trials: list[Trial], *, good: float = GOOD_SHARE
) -> tuple[Step, ...]:
    """Return steps that bring random points to the hypotheses, chosen one hypothesis at a time by trial.

    A chain such as x > y ≥ s ≥ 0 is repaired from one of its ends, so several orders of the hypotheses are tried; for
    long lists two, as more of them hardly ever did better, and one where that loses all points. Where a later step
    undoes what an earlier one did, all are taken twice. ``good`` is the share of points that ends the trials: a
    decision draws few points, and may lose some of them; a campaign draws many.
    """
    return _planned(statement, variables, axes, trials, good).steps


def _planned(statement: Statement, variables: Variables, axes: Axes, trials: list[Trial], good: float) -> _Plan:
    given = list(statement.hypotheses)
    turned = [given[k:] + given[:k] for k in range(1, min(len(given), 3))] if len(given) <= MOST_TURNED else []
    best = _Plan((), -1.0)
    orders = (sorted(order, key=_difficulty) for order in (given, given[::-1], *turned))
    # orders that differ in nothing but difficulty are one
    for order in {tuple(map(id, order)): order for order in orders}.values():
        steps, reached = _plan_in_order(order, statement.hypotheses, variables, axes, trials)
        share = _share_of(statement.hypotheses, reached)
        if share < GOOD_SHARE and len(steps) > 1:
            again = _share_of(statement.hypotheses, [trial.after(steps) for trial in reached])
            if again > share + LEAST_GAIN:
                steps, share = steps * 2, again
        if share > best.share:
            best = _Plan(steps, share)
        if share >= good or (not share and len(given) > MOST_TURNED):
            break
    return best


def _plan_in_order(
    hypotheses: list[Hypothesis],
    everything: tuple[Hypothesis, ...],
    variables: Variables,
    axes: Axes,
    trials: list[Trial],
) -> tuple[tuple[Step, ...], list[_Trial]]:
    """Return the steps for hypotheses in one order, and where they bring the points."""
    accepted: tuple[Step, ...] = ()
    kept: tuple[Hypothesis, ...] = ()
    here = [_Trial(Batch(axes, points, shape)) for points, shape in trials]
    for hypothesis in hypotheses:
        # a step for one more hypothesis seldom keeps points that the hypotheses before it have lost
        enough = ENOUGH * _share_of(kept, here)
        if not enough:
            break  # no point is left that one more step could keep
        kept = (*kept, hypothesis)
        best: Step | None = None
        best_share = _share_of(kept, here)
        if best_share >= 0.999:
            continue
        short: set[object] = set()
        for candidate in _candidates(hypothesis, kept, variables, axes, trials):
            if isinstance(candidate, Move) and candidate.margin in SHORT and candidate.way in short:
                continue
            tried = [_Tried(trial, moved(candidate, trial.batch), kept) for trial in here]
            share = _worth(candidate, tried, everything, best_share + LEAST_GAIN)
            if isinstance(candidate, Move) and candidate.margin == LONG and not any(map(_Tried.helps, tried)):
                short.add(candidate.way)
            if share > best_share + LEAST_GAIN:
                best, best_share = candidate, share
            if best_share >= enough > 0 and not isinstance(hypothesis, Spectrum):
                break
        if best is not None:
            accepted = (*accepted, best)
            # the points go on from where the accepted steps have brought them
            here = [_Trial(moved(best, trial.batch)) for trial in here]
            trials = [(trial.batch.points, trial.batch.shape) for trial in here]
    return accepted, here


def _share_of(hypotheses: tuple[Hypothesis, ...], here: list[_Trial]) -> float:
    return sum(float(trial.all_of(hypotheses).mean()) for trial in here) / len(here)


class _Trial:
    """Random points, and where each hypothesis holds there: a step on other variables changes nothing of that."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        # by identity: to compare long hypotheses takes longer than to look whether they hold
        self._where: dict[int, Array] = {}

    def all_of(self, hypotheses: Iterable[Hypothesis]) -> Array:
        """Return where all of some hypotheses hold."""
        result: Array = np.ones(1, dtype=bool)
        for one in hypotheses:
            if id(one) not in self._where:
                self._where[id(one)] = hypotheses_hold((one,), self.batch)
            result = result & self._where[id(one)]
        return result

    def after(self, steps: tuple[Step, ...]) -> _Trial:
        """Return the points after some steps."""
        batch = self.batch
        for step in steps:
            batch = moved(step, batch)
        return _Trial(batch)


def _worth(step: Step, tried: list[_Tried], everything: tuple[Hypothesis, ...], least: float) -> float:
    """Return the share of points at which the hypotheses hold after a step, by half where it made its variable 0.

    Of two ways to an equal share at a spectrum, the one that is nearer to the hypotheses still to come is worth more.
    As soon as it is seen to be at most ``least``, 0 is returned.
    """
    # what the trials still to come are worth at most: there the hypotheses that the step leaves alone hold
    most = [float(one.good.mean()) for one in tried]
    bonus = AHEAD if isinstance(step, Spectral) else 0.0
    total = 0.0
    for position, one in enumerate(tried):
        rest = sum(most[position + 1 :]) + bonus * (len(tried) - position - 1)
        good, ahead = one.good, 0.0
        if isinstance(step, Spectral):
            ahead = AHEAD * float(np.mean([hypotheses_hold((each,), one.after) for each in everything]))
        elif isinstance(step, Move | Root | Solve | Stretch):
            lengths = [_lengths(step.key, batch.points[step.key]) for batch in (one.before, one.after)]
            wiped = (lengths[0] > 0) & ~(lengths[1] > WIPED * lengths[0])
            good = good * np.where(wiped.reshape(len(wiped), -1).any(axis=1), 0.5, 1.0)
        for hypothesis in one.touched:
            if total + float(good.mean()) + ahead + rest <= least * len(tried):
                return 0.0
            good = good * hypotheses_hold((hypothesis,), one.after)
        total += float(good.mean()) + ahead
    return total / len(tried)


class _Tried:
    """A step tried on some points: the hypotheses that it touches, and where those that it leaves alone hold."""

    def __init__(self, trial: _Trial, after: Batch, kept: tuple[Hypothesis, ...]) -> None:
        self.before, self.after = trial.batch, after
        self._aim, self._held = kept[-1], trial.all_of(kept[-1:])
        changed = {key for key, value in after.points.items() if value is not self.before.points[key]}
        # the last hypothesis, which the step is for, comes first
        self.touched = [one for one in reversed(kept) if changed & self.before.variables(one)]
        self.good = trial.all_of(one for one in kept if not changed & self.before.variables(one)).astype(float)

    def helps(self) -> bool:
        """Tell whether the hypothesis that the step is for holds anywhere where it did not."""
        return bool((hypotheses_hold((self._aim,), self.after) & ~self._held).any())


def _lengths(key: Key, value: Array) -> Array:
    return np.asarray(np.abs(value).max(axis=-1) if key[0] == "vector" else np.abs(value))


def _difficulty(hypothesis: Hypothesis) -> int:
    if isinstance(hypothesis, Spectrum):
        return 1
    if isinstance(hypothesis, InSpan):
        return 2
    if hypothesis.operator == "=":
        return 0
    return 3 if len(free_indices(hypothesis)) < 2 else 4


def _candidates(
    hypothesis: Hypothesis, kept: tuple[Hypothesis, ...], variables: Variables, axes: Axes, trials: list[Trial]
) -> Iterator[Step]:
    if isinstance(hypothesis, InSpan):
        yield Project(hypothesis)
        return
    if isinstance(hypothesis, Spectrum):
        yield from (Spectral(hypothesis, key) for key in variables.keys("vector") if not variables.kinds[key])
        yield Spectral(hypothesis, None)
        return
    families = {node.name for node in subtrees(hypothesis) if isinstance(node, Indexed) and len(node.indices) == 1}
    if hypothesis.operator != "=" and len(free_indices(hypothesis)) == 2:
        ordered = sorted(families)
        for position, name in enumerate(ordered):
            for like in ordered[:position]:
                yield from (Align(("family", name), ("family", like), falling) for falling in (True, False))
    if hypothesis.operator == "!=":
        return
    margins = (None,) if hypothesis.operator == "=" else (None, LONG, *SHORT)
    for margin in margins:
        for key, indices in _movable(hypothesis):
            for direction, away_from in _directions(key, hypothesis, variables):
                yield Move(hypothesis, key, indices, direction, away_from, margin)
    if hypothesis.operator == "=":
        yield from _joint_candidates(hypothesis, kept, variables, axes, trials)


def _joint_candidates(
    hypothesis: Relation, kept: tuple[Hypothesis, ...], variables: Variables, axes: Axes, trials: list[Trial]
) -> Iterator[Step]:
    names = {key for node in subtrees(hypothesis) if (key := key_of(node)) is not None and key[0] != "symbol"}
    points, shape = trials[-1]
    for key in sorted(names):
        if len(variables.kinds[key]) > (key[0] == "family"):
            continue
        equations = [one for one in kept if isinstance(one, Relation) and one.operator == "="]
        together = tuple(one for one in equations if is_affine(one, key, axes, points, shape))
        if hypothesis in together:
            yield Solve(together, key)
        elif key[0] == "vector" and not free_indices(hypothesis):
            yield Stretch(hypothesis, key)
    if not free_indices(hypothesis):
        symbols = sorted(free_symbols(hypothesis))
        yield from (Root(hypothesis, ("symbol", name)) for name in symbols)
        if not names and 1 < len(symbols) <= MOST_ON_A_CHORD:
            yield from chords(hypothesis, symbols, axes, shape)


def _movable(relation: Relation) -> Iterator[tuple[Key, tuple[Index, ...]]]:
    free = free_indices(relation)
    seen: set[tuple[Key, tuple[Index, ...]]] = set()
    for side in (relation.left, relation.right):
        for node in subtrees(side):
            found: tuple[Key, tuple[Index, ...]] | None = None
            if isinstance(node, Symbol) and node.name in free_symbols(relation):
                found = (("symbol", node.name), ())
            elif isinstance(node, Indexed | Vector):
                found = (("family" if isinstance(node, Indexed) else "vector", node.name), plain_indices(node))
            if found is not None and found not in seen and free <= set(found[1]):
                seen.add(found)
                yield found


def _directions(key: Key, relation: Relation, variables: Variables) -> Iterator[tuple[Key | None, Key | None]]:
    if key[0] != "vector":
        yield None, None
        if key[0] == "family":
            yield key, None
        return
    inside = {node.name for node in subtrees(relation) if isinstance(node, Vector)}
    single = [other for other in variables.keys("vector") if not variables.kinds[other]]
    single.sort(key=lambda other: (other[1] not in inside, other == key))
    yield from ((other, None) for other in single)
    yield from ((other, avoided) for other in single for avoided in single if other != avoided)
    yield key, None
