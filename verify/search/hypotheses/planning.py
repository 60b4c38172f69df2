"""The choice of the steps that keep the hypotheses of a statement: by trial on random points, one hypothesis at a time.

Nothing rests on a plan: whether a hypothesis holds is decided again at every point, so that a poor plan costs draws.

The claims of a page share most of their hypotheses, and to choose the steps takes longer than a search with them. So
hypotheses that have no variable in common are planned apart, and lists that begin alike are planned once as far as they
are alike. That is the same whoever asks: the trials of a list are made of its own hypotheses and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np

from verify.search.draws import draw_arrays
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import Axes, axes_of
from verify.search.hypotheses.candidates import LONG, SHORT, candidates, difficulty
from verify.search.hypotheses.equations import Solve, Stretch
from verify.search.hypotheses.keeping import brought, holds_where, hypotheses_hold, moved
from verify.search.hypotheses.moves import Move, Root, Step
from verify.search.hypotheses.spectral import Spectral
from verify.search.points import Array, Key, Points, Shape, Variables
from verify.statement.formulas import Hypothesis, InSpan, Spectrum, Statement

Trial: TypeAlias = tuple[Points, Shape]
Hypotheses: TypeAlias = tuple[Hypothesis, ...]
# how many points of which shapes a plan is tried on
Counts: TypeAlias = tuple[tuple[int, Shape], ...]
# with a fair share no other order is tried; below the least, other shapes are: a sixth of one shape misleads (D.18)
FAIR_SHARE, LEAST_SHARE = 0.15, 0.2
GOOD_SHARE, ENOUGH, LEAST_GAIN, AHEAD, WIPED = 0.6, 0.9, 0.02, 0.1, 1e-9
NEARLY_ALL = 0.999
NO_LOSS = -0.001
MOST_TURNED, MOST_TIMES = 8, 4
# a trial takes as long at few points as at many
OF_ONE_SHAPE: Counts = ((64, Shape(2, 2, 2)),)
OF_SEVERAL: Counts = ((32, Shape(1, 1, 1)), (64, Shape(4, 3, 4)))


@lru_cache(maxsize=1024)
def steps_of(hypotheses: Hypotheses) -> tuple[Step, ...]:
    """Return the steps for some hypotheses, chosen by trial on their own variables.

    Many points with two of everything come first; where hardly any is kept, a few of the smallest and of the largest
    shape tell the steps apart better.
    """
    return tuple(step for part in apart(hypotheses) for step in _steps_of_part(part))


def apart(hypotheses: Hypotheses) -> list[Hypotheses]:
    """Return the hypotheses in parts that have no variable in common, each in the order given.

    A step for a hypothesis changes variables of its own part only, so that no part undoes what was done for another.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y, z = symbols("x y z")
    >>> [len(part) for part in apart((x > 0, y > 0, x < z))]
    [2, 1]
    """
    parts: list[tuple[set[Key], list[int]]] = []
    for position, hypothesis in enumerate(hypotheses):
        keys, places = set(Variables.of_one(hypothesis).kinds), [position]
        met = [part for part in parts if part[0] & keys]
        parts = [part for part in parts if part not in met]
        parts.append((keys.union(*(part[0] for part in met)), sorted(places + [k for part in met for k in part[1]])))
    return [tuple(hypotheses[k] for k in places) for _, places in sorted(parts, key=lambda part: part[1])]


def plan_steps(
    statement: Statement, variables: Variables, axes: Axes, trials: list[Trial], *, good: float = GOOD_SHARE
) -> tuple[Step, ...]:
    """Return steps that bring random points to the hypotheses, chosen one hypothesis at a time by trial.

    ``good`` is the share of points that ends the trials: a decision draws few points, and may lose some of them; a
    campaign draws many.
    """
    begin = _Reached((), (), tuple(_Trial(Batch(axes, points, shape), ()) for points, shape in trials), variables)

    def reached(order: Hypotheses) -> _Reached:
        here = begin
        for hypothesis in order:
            here = _one_more(here, hypothesis, statement.hypotheses) if here.share else here
        return here

    return _planned(statement.hypotheses, reached, good).steps


@lru_cache(maxsize=1024)
def _steps_of_part(part: Hypotheses) -> tuple[Step, ...]:
    first = _planned(part, lambda order: _brought(order, OF_ONE_SHAPE), FAIR_SHARE)
    variables = Variables.joined(map(Variables.of_one, part))
    if first.share >= LEAST_SHARE or not (variables.sizes or variables.keys("vector")):
        return first.steps
    return _planned(part, lambda order: _brought(order, OF_SEVERAL), FAIR_SHARE).steps


@dataclass(frozen=True)
class _Plan:
    """Steps, and the share of the points tried that keep all hypotheses after them."""

    steps: tuple[Step, ...]
    share: float


def _planned(given: Hypotheses, reached: Callable[[Hypotheses], _Reached], good: float) -> _Plan:
    """Return the best plan of a few orders; ``reached`` says where the steps for one order bring the points.

    A chain such as x > y ≥ s ≥ 0 is repaired from one of its ends, so several orders of the hypotheses are tried; for
    long lists two, as more of them hardly ever did better, and one where that loses all points. Where a later step
    undoes what an earlier one did, all are taken twice.
    """
    turned = [given[k:] + given[:k] for k in range(1, min(len(given), 3))] if len(given) <= MOST_TURNED else []
    best = _Plan((), -1.0)
    first, *others = (sorted(order, key=difficulty) for order in (given, given[::-1], *turned))
    # in the order given a variable that is equal to something is settled where it stands, and not before the others
    orders = (first, list(given), *others)
    # orders that differ in nothing but difficulty are one
    for order in {tuple(map(id, order)): order for order in orders}.values():
        here = reached(tuple(order))
        steps, share = here.steps, here.share
        times, rounds = 1, here.again(given)
        while share < GOOD_SHARE and len(steps) > 1 and times < MOST_TIMES:
            again = next(rounds)
            if again <= share + LEAST_GAIN:
                break
            times, share = times + 1, again
        steps *= times
        if share > best.share:
            best = _Plan(steps, share)
        if share >= good or (not best.share and len(given) > MOST_TURNED):
            break
    return best


def _brought(order: Hypotheses, counts: Counts) -> _Reached:
    """Return where the steps for hypotheses in one order bring points that are drawn for them alone."""
    spans = tuple(one for one in order if isinstance(one, InSpan))
    here = _begun((), spans, counts)
    # from the shortest beginning, as each is made from the one before it
    for length in range(1, len(order) + 1):
        if not here.share:
            return here.with_variables(order, counts)  # no point is left that one more step could keep
        here = _begun(order[:length], spans, counts)
    return here


@lru_cache(maxsize=512)
def _begun(order: Hypotheses, spans: Hypotheses, counts: Counts) -> _Reached:
    """Return where the steps for the first hypotheses of a list bring the points: once for all lists that begin so.

    The spans that the whole list speaks of tell of two ways to a spectrum which one is better.
    """
    if not order:
        empty = tuple(_Trial(Batch(Axes(()), {}, shape), ()) for _, shape in counts)
        return _Reached((), (), empty, Variables.of(Statement((), ())))
    last = order[-1]
    new = (last, *spans) if isinstance(last, Spectrum) else (last,)
    before = _begun(order[:-1], spans, counts).with_variables(new, counts)
    return _one_more(before, last, (*order, *new)).alone()


@dataclass(frozen=True)
class _Reached:
    """The steps chosen for some hypotheses, and where they have brought the points."""

    kept: Hypotheses
    steps: tuple[Step, ...]
    trials: tuple[_Trial, ...]
    variables: Variables

    @cached_property
    def share(self) -> float:
        """The share of the points at which the hypotheses so far hold."""
        return sum(_mean(trial.good) for trial in self.trials) / len(self.trials)

    def with_variables(self, hypotheses: Hypotheses, counts: Counts) -> _Reached:
        """Return the same points with values of the variables of some more hypotheses."""
        variables = Variables.joined([self.variables, *map(Variables.of_one, hypotheses)])
        new = {key: kinds for key, kinds in variables.kinds.items() if key not in self.variables.kinds}
        indices = axes_of(Statement((), hypotheses))
        values = _drawn(len(variables.kinds), tuple((key[0], kinds) for key, kinds in new.items()), counts)
        trials = []
        for trial, arrays in zip(self.trials, values, strict=True):
            points = {**trial.batch.points, **dict(zip(new, arrays, strict=True))}
            trials.append(_Trial(Batch(trial.batch.axes.joined(indices), points, trial.batch.shape), trial.held))
        return replace(self, trials=tuple(trials), variables=variables)

    def alone(self) -> _Reached:
        """Return the same points without the values at them and on the way to them, which take much memory."""
        batches = (Batch(trial.batch.axes, trial.batch.points, trial.batch.shape) for trial in self.trials)
        trials = (_Trial(batch, trial.held) for batch, trial in zip(batches, self.trials, strict=True))
        return replace(self, trials=tuple(trials))

    def again(self, everything: Hypotheses) -> Iterator[float]:
        """Yield the shares of the points that keep all hypotheses once all steps are taken again, and again."""
        batches = [trial.batch for trial in self.trials]
        while True:
            batches = [brought(self.steps, batch) for batch in batches]
            yield sum(_mean(hypotheses_hold(everything, batch)) for batch in batches) / len(batches)


@lru_cache(maxsize=256)
def _drawn(seed: int, kinds: tuple[tuple[str, tuple[str, ...]], ...], counts: Counts) -> tuple[tuple[Array, ...], ...]:
    """Return values of so many variables of these kinds, for each of the trials; nobody may change them."""
    rng = np.random.default_rng(seed)
    return tuple(draw_arrays(rng, kinds, shape, count) for count, shape in counts)


def _one_more(before: _Reached, hypothesis: Hypothesis, everything: Hypotheses) -> _Reached:
    """Return the steps for one more hypothesis: those so far, and the best one for it where one is worth it.

    Of two ways to a spectrum, that is better which is nearer to ``everything`` that is still to hold.
    """
    kept = (*before.kept, hypothesis)
    trials = tuple(_Trial(trial.batch, (*trial.held, holds_where(hypothesis, trial.batch))) for trial in before.trials)
    here = replace(before, kept=kept, trials=trials)
    # a projection changes nothing where the vector lies in the span, as in two dimensions it nearly always does
    gain = NO_LOSS if isinstance(hypothesis, InSpan) else LEAST_GAIN
    if here.share >= NEARLY_ALL and gain > 0:
        return here
    # a step for one more hypothesis seldom keeps points that the hypotheses before it have lost
    enough = ENOUGH * before.share
    best, best_share = here, here.share
    short: set[object] = set()
    for step in candidates(hypothesis, kept, here.variables, trials[-1].batch):
        if isinstance(step, Move) and step.margin in SHORT and step.way in short:
            continue
        tried = [_Tried(trial, moved(step, trial.batch), kept) for trial in trials]
        share = _worth(step, tried, everything, best_share + gain)
        if isinstance(step, Move) and step.margin == LONG and not any(map(_Tried.helps, tried)):
            short.add(step.way)
        if share > best_share + gain:
            # the points go on from where the step has brought them
            best, best_share = replace(here, steps=(*here.steps, step), trials=tuple(map(_Tried.trial, tried))), share
        if best_share >= enough > 0 and not isinstance(hypothesis, Spectrum):
            break
    return best


class _Trial:
    """Random points, and where each of the hypotheses so far holds there."""

    def __init__(self, batch: Batch, held: tuple[Array, ...]) -> None:
        self.batch, self.held = batch, held
        self._apart: dict[frozenset[Key], tuple[list[int], Array]] = {}

    @cached_property
    def good(self) -> Array:
        """Where all of them hold."""
        return _all(self.held)

    def apart(self, changed: frozenset[Key], kept: Hypotheses) -> tuple[list[int], Array]:
        """Return which hypotheses speak of some variables, the last first, and where all others hold."""
        if changed not in self._apart:
            touched = [bool(changed & self.batch.variables(one)) for one in kept]
            others = _all([held for held, one in zip(self.held, touched, strict=True) if not one])
            self._apart[changed] = [k for k in reversed(range(len(kept))) if touched[k]], others
        return self._apart[changed]


def _all(held: Iterable[Array]) -> Array:
    result: Array = np.ones(1, dtype=bool)
    for one in held:
        result = result & one
    return result


class _Tried:
    """A step tried on some points: the hypotheses that it touches, and where those that it leaves alone hold."""

    def __init__(self, before: _Trial, after: Batch, kept: Hypotheses) -> None:
        self.before, self.after, self._kept = before, after, kept
        points = before.batch.points
        changed = frozenset(key for key, value in after.points.items() if value is not points[key])
        # the last hypothesis, which the step is for, comes first
        places, self.good = before.apart(changed, kept)
        self.touched = [kept[k] for k in places]
        self._places = places

    def helps(self) -> bool:
        """Tell whether the hypothesis that the step is for holds anywhere where it did not."""
        return bool((holds_where(self._kept[-1], self.after) & ~self.before.held[-1]).any())

    def trial(self) -> _Trial:
        """Return the points after the step, with where the hypotheses hold there."""
        held = list(self.before.held)
        for place in self._places:
            held[place] = holds_where(self._kept[place], self.after)
        return _Trial(self.after, tuple(held))


def _worth(step: Step, tried: list[_Tried], everything: Hypotheses, least: float) -> float:
    """Return the share of points at which the hypotheses hold after a step, by half where it made its variable 0.

    Of two ways to an equal share at a spectrum, the one that is nearer to the hypotheses still to come is worth more.
    As soon as it is seen to be at most ``least``, 0 is returned.
    """
    # what the trials still to come are worth at most: there the hypotheses that the step leaves alone hold
    most = [_mean(one.good) for one in tried]
    bonus = AHEAD if isinstance(step, Spectral) else 0.0
    total, limit = 0.0, least * len(tried)
    goods: list[Array] = []
    for position, one in enumerate(tried):
        rest = sum(most[position + 1 :]) + bonus * (len(tried) - position - 1)
        good, ahead = one.good, 0.0
        if isinstance(step, Spectral):
            ahead = AHEAD * sum(_mean(holds_where(each, one.after)) for each in everything) / len(everything)
        for hypothesis in one.touched:
            if total + _mean(good) + ahead + rest <= limit:
                return 0.0
            good = good & holds_where(hypothesis, one.after)
        goods.append(good)
        total += _mean(good) + ahead
    # most steps are given up before this is looked at
    if total > limit and isinstance(step, Move | Root | Solve | Stretch):
        total = sum(_mean(good * _left(step.key, one)) for one, good in zip(tried, goods, strict=True))
    return total / len(tried)


def _left(key: Key, tried: _Tried) -> Array:
    """Return a half where a step made a variable 0, else 1."""
    before, after = (_lengths(key, batch.points[key]) for batch in (tried.before.batch, tried.after))
    wiped = (before > 0) & ~(after > WIPED * before)
    return np.where(wiped.reshape(len(wiped), -1).any(axis=1), 0.5, 1.0)


def _mean(some: Array) -> float:
    """Return the mean of truth values or numbers; ``mean`` takes several times as long at few of them."""
    total = np.count_nonzero(some) if some.dtype == bool else float(np.add.reduce(some))
    return total / len(some)


def _lengths(key: Key, value: Array) -> Array:
    return np.asarray(np.abs(value).max(axis=-1) if key[0] == "vector" else np.abs(value))
