"""One statement made ready to be searched: points are drawn and judged in floats, and suspects confirmed exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from verify.claims.claim import Proposer
from verify.search.draws import Generator, draw_points
from verify.search.evaluation.batch import Batch, with_shared_parts
from verify.search.evaluation.nodes import nodes
from verify.search.evaluation.parts import Axes, axes_of
from verify.search.hypotheses.first_draws import first_draws
from verify.search.hypotheses.keeping import brought, hypotheses_hold
from verify.search.hypotheses.moves import Step
from verify.search.hypotheses.planning import plan_steps, steps_of
from verify.search.points import USUAL, Array, Points, Shape, Variables, in_flint, strangeness
from verify.search.roundings import roundings
from verify.statement.formulas import Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.instance import Instance
from verify.statement.readings.values import refutes
from verify.statement.tree import Relation, Scalar, VectorExpr
from verify.statement.walk import BINDERS, free_indices

FALSE_ALARMS = 24
# exact evaluations of one conclusion where floats cannot tell; an identity costs them all, in vain
DOUBTS, MOST_DOUBTS = 8, 64
NEARLY_EQUAL = 0.01
WIDER = (
    (1, 4, 2),
    (5, 1, 2),
    (2, 5, 3),
    (6, 2, 2),
    (9, 1, 3),
    (16, 1, 2),
    (2, 9, 2),
    (3, 1, 8),
    (40, 1, 2),
    (300, 1, 2),
)
MOST_ENTRIES, MOST_TERMS, MOST_ROWS_OF_A_SPECTRUM = 2**18, 2**10, 24
WORST_WIDER = 2
# where the points of a batch keep all hypotheses
KEPT = "kept"

# called with the random points that were judged, and with which of them keep the hypotheses
Observer = Callable[[Variables, Batch, Array], None]


@dataclass(frozen=True)
class Found:
    """Points in floats that are worth a closer look: one row of numbers each, with the slack of one conclusion.

    ``anywhere`` is some point of the same draws, from which a way down may lead elsewhere than from the worst ones.
    """

    rows: Array
    slack: Array
    shape: Shape
    conclusion: int
    anywhere: Found | None = None


class Search:
    """One statement made ready for many evaluations, with the steps that keep its hypotheses."""

    def __init__(
        self,
        statement: Statement,
        seed: int,
        proposals: tuple[Proposer, ...] = (),
        observe: Observer | None = None,
    ) -> None:
        self.original, self.proposals = statement, proposals
        self.statement = with_shared_parts(statement)
        self.variables = Variables.of(statement)
        self.axes: Axes = axes_of(self.statement)
        self.reseed(seed)
        self.steps: tuple[Step, ...] = ()
        self.prepared = False
        self.false_alarms: Counter[tuple[Shape, int]] = Counter()
        self.doubts: Counter[int] = Counter()
        self.doubts_left = MOST_DOUBTS
        self.observe = observe
        # of the first draws of each shape, those at which all hypotheses and conclusions hold
        self.held: dict[Shape, Array] = {}

    def reseed(self, seed: int) -> None:
        """Draw as a search with that seed does from here on."""
        self.seed = seed
        self._rng: Generator | None = None

    @property
    def rng(self) -> Generator:
        """The random numbers of all draws but the first ones: made when first asked for, as few searches do."""
        if self._rng is None:
            self._rng = np.random.default_rng(self.seed)
        return self._rng

    def prepare(self, shapes: list[Shape]) -> None:
        """Choose the steps by trial on a few of the shapes."""
        chosen = [shapes[0], shapes[len(shapes) // 2], shapes[-1]]
        trials = [(draw_points(self.rng, self.variables, shape, 32), shape) for shape in chosen]
        self.steps = plan_steps(self.statement, self.variables, self.axes, trials)
        self.prepared = True

    def prepare_once(self) -> None:
        """Take the steps of the hypotheses, unless some were chosen before; to choose them is the longest part."""
        if not self.prepared:
            self.steps = steps_of(self.statement.hypotheses)
            self.prepared = True

    def draw(self, shape: Shape, count: int, turn: int) -> Points:
        """Return random points after the steps; every third time what is proposed in their place."""
        if not turn:
            return self._first_draws(shape, count)[0]
        points = self.repaired(draw_points(self.rng, self.variables, shape, count), shape)
        if turn % 3 == 2 and self.proposals:
            proposed = self.proposals[turn // 3 % len(self.proposals)](self.rng, points)
            if proposed is not None:
                # a page may propose fractions; all that is searched are floats
                floats = {key: np.asarray(value, dtype=float) for key, value in proposed.items()}
                points = self.repaired(floats, shape)
        return points

    def batch(self, shape: Shape, count: int, turn: int) -> Batch:
        """Return the points of ``draw``, with where they keep the hypotheses if that is known."""
        if turn:
            return Batch(self.axes, self.draw(shape, count, turn), shape)
        points, kept = self._first_draws(shape, count)
        batch = Batch(self.axes, points, shape)
        batch.once(KEPT, lambda: kept)
        return batch

    def _first_draws(self, shape: Shape, count: int) -> tuple[Points, Array]:
        given, kinds = self.statement.hypotheses, tuple(self.variables.kinds.items())
        return first_draws(self.seed, given, self.steps, kinds, self.variables.sizes, shape, count)

    def repaired(self, points: Points, shape: Shape) -> Points:
        """Return the points brought to the hypotheses."""
        return self.brought(Batch(self.axes, points, shape)).points

    def brought(self, batch: Batch) -> Batch:
        """Return a batch brought to the hypotheses, with the values of all that the steps leave as it was."""
        return brought(self.steps, batch)

    def wider_shapes(self) -> list[Shape]:
        """Return the shapes larger than usual that are worth a few draws, without those that are too slow to decide."""
        sizes = self.variables.sizes
        clipped = (
            Shape(
                n if "sample" in sizes else 1, P if "patch" in sizes else 1, d if self.variables.keys("vector") else 1
            )
            for n, P, d in WIDER
        )
        usual = Shape(*USUAL)
        spectral = any(isinstance(hypothesis, Spectrum) for hypothesis in self.statement.hypotheses)
        return [
            shape
            for shape in dict.fromkeys(clipped)
            if (shape.n > usual.n or shape.P > usual.P or shape.d > usual.d)
            and self.terms(shape) <= MOST_TERMS
            and not (spectral and shape.n * shape.P > MOST_ROWS_OF_A_SPECTRUM)
        ]

    def terms(self, shape: Shape) -> int:
        """Return for how many values of its indices the most expensive part of the statement is evaluated."""
        return max((prod(shape.size(index.kind) for index in free) for free in self._free_together), default=1)

    @cached_property
    def _free_together(self) -> set[frozenset[Index]]:
        """The sets of indices over which the parts of the statement are evaluated."""
        parts = (node.body if isinstance(node, BINDERS) else node for node in nodes(self.statement))
        return {free_indices(part) for part in parts if isinstance(part, Relation | Scalar | VectorExpr)}

    def look_wider(self) -> tuple[Instance, int] | None:
        """Return a confirmed counterexample among a few draws of larger shapes and around the worst of them, if any."""
        worst: list[Found] = []
        for shape in self.wider_shapes():
            count = min(96, max(6, MOST_ENTRIES // (self.terms(shape) * shape.d)))
            for turn in range(3):
                found = self.judge(self.batch(shape, count, turn))[1]
                for suspects in found:
                    instance = self.confirm(suspects)
                    if instance is not None:
                        return instance
                worst = keep_worst(worst, found, 1)
        for suspects in worst[:WORST_WIDER]:
            instance = self.minimise(suspects)
            if instance is not None:
                return instance
        return None

    def judge(self, batch: Batch) -> tuple[int, list[Found]]:
        """Return at how many points all conclusions held, and for each conclusion the points of least slack."""
        if not self.variables.kinds:
            return 0, [Found(np.zeros((1, 0)), np.array([-1.0]), batch.shape, k) for k in self._conclusions()]
        kept = batch.once(KEPT, lambda: hypotheses_hold(self.statement.hypotheses, batch))
        if self.observe is not None:
            self.observe(self.variables, batch, kept)
        slacks = [batch.slack(conclusion) for conclusion in self.statement.conclusions]
        held = kept.copy()
        found: list[Found] = []
        rows = self.variables.flatten(batch.points)
        for number, slack in enumerate(slacks):
            value = np.where(kept & np.isfinite(slack.value), slack.value, np.inf)
            held &= slack.holds
            value = np.where((value == 0) & ~slack.fails, np.inf, value)
            usable = np.flatnonzero(value < np.inf)
            order = usable[np.argsort(value[usable], kind="stable")[:6]]
            if len(order):
                some = Found(rows[usable[:1]], value[usable[:1]], batch.shape, number)
                found.append(Found(rows[order], value[order], batch.shape, number, some))
        self.held.setdefault(batch.shape, rows[held])
        return int(held.sum()), found

    def _conclusions(self) -> range:
        return range(len(self.statement.conclusions))

    def confirm(self, suspects: Found) -> tuple[Instance, int] | None:
        """Return an exact counterexample near one of the points whose slack is not positive, with its conclusion.

        Where floats were wrong ``FALSE_ALARMS`` times about a shape and a conclusion, they are no longer heard.
        """
        about = suspects.shape, suspects.conclusion
        for row in suspects.rows[suspects.slack <= 0][:4]:
            if self.false_alarms[about] >= FALSE_ALARMS:
                return None
            for rounded in self._promising(row, suspects):
                self.false_alarms[about] += 1
                instance = self.exact_instance(rounded, suspects.shape)
                broken = self.broken(instance)
                if broken is not None:
                    return instance, broken
        return None

    def settle(self, batch: Batch) -> tuple[Instance, int] | None:
        """Decide some points exactly where floats cannot: the sides meet within rounding, or are lost in floats.

        ``DOUBTS`` points of each conclusion are looked at, two of each batch, and as many on each way down;
        ``MOST_DOUBTS`` in all.
        """
        numbers = [k for k in self._conclusions() if self.doubts[k] < DOUBTS and self.doubts_left > 0]
        if not numbers or not self.variables.kinds:
            return None
        rows = self.variables.flatten(batch.points)
        kept = hypotheses_hold(self.statement.hypotheses, batch, lost=True) & np.isfinite(rows).all(axis=1)
        for number in numbers:
            slack = batch.slack(self.statement.conclusions[number])
            unsure = np.flatnonzero(kept & (np.isnan(slack.value) | ((slack.value == 0) & ~slack.fails)))
            order = unsure[np.argsort(strangeness(rows[unsure]), kind="stable")]
            for row in rows[[*order[:1], *order[1:][-1:]]]:  # the plainest, and the one farthest out
                suspects = Found(row.reshape(1, -1), np.zeros(1), batch.shape, number)
                for rounded in self._promising(row, suspects, unsure=True):
                    self.doubts[number] += 1
                    self.doubts_left -= 1
                    broken = self.broken(instance := self.exact_instance(rounded, batch.shape))
                    if broken is not None:
                        return instance, broken
        return None

    def broken(self, instance: Instance) -> int | None:
        """Return the number of the conclusion that an instance breaks, decided for the statement as it was given."""
        # the statement without derivatives is evaluated faster, and settles most instances
        found = refutes(instance, self.statement)
        if found is None or self.without_derivatives:
            return None if found is None else self.statement.conclusions.index(found)
        found = refutes(instance, self.original)
        return None if found is None else self.original.conclusions.index(found)

    @cached_property
    def without_derivatives(self) -> bool:
        """Whether the statement was given without derivatives: what is evaluated is then the same expression."""
        return self.statement == self.original

    def _promising(self, row: Array, suspects: Found, *, unsure: bool = False) -> Iterator[Array]:
        """Yield the roundings of a row at which the conclusion fails in floats, or where ``unsure`` does not hold."""
        candidates = list(roundings(row))
        floats = np.array([[float(entry) for entry in candidate] for candidate in candidates])
        floats = floats.reshape(len(candidates), len(row))
        points = self.variables.unflatten(floats, suspects.shape)
        if not points:
            yield from candidates[:1]
            return
        batch = self.brought(Batch(self.axes, points, suspects.shape))
        slack = batch.slack(self.statement.conclusions[suspects.conclusion])
        fails = ~(slack.value > 0) if unsure else slack.fails
        fails = fails & hypotheses_hold(self.statement.hypotheses, batch, lost=unsure)
        good = [candidate for candidate, bad in zip(candidates, fails, strict=True) if bad]
        yield from good[:1] if unsure else [*good[:3], *good[3:][-1:]]

    def exact_instance(self, row: Array, shape: Shape) -> Instance:
        """Return the instance of a row of fractions, after the steps where these stay in the rationals."""
        points = self.variables.unflatten(in_flint(row.reshape(1, -1)), shape)
        try:
            return self.variables.instance(self.repaired(points, shape), shape)
        except ArithmeticError:
            # a bound such as e is no rational; the row itself may keep the hypotheses with room to spare
            return self.instance(row, shape)

    def instance(self, row: Array, shape: Shape) -> Instance:
        """Return the instance of a row of fractions as it is."""
        return self.variables.instance(self.variables.unflatten(row.reshape(1, -1), shape), shape)

    def minimise(self, start: Found) -> tuple[Instance, int] | None:
        """Go down the slack from some points by random pattern search; return a confirmed counterexample, if any."""
        conclusion = self.statement.conclusions[start.conclusion]
        row, best, step = start.rows[0], float(start.slack[0]), 0.5
        if not len(row):
            return None  # a statement without variables has one point only
        self.false_alarms.clear()
        self.doubts.clear()
        for _ in range(40):
            proposals = _proposals(self.rng, row, 96, step)
            drawn = Batch(self.axes, self.variables.unflatten(proposals, start.shape), start.shape)
            batch = self.brought(drawn)
            slack = batch.slack(conclusion)
            kept = hypotheses_hold(self.statement.hypotheses, batch) & np.isfinite(slack.value)
            value = np.where(kept & ((slack.value != 0) | slack.fails), slack.value, np.inf)
            order = np.argsort(value, kind="stable")[:4]
            if value[order[0]] < best:
                row, best = self.variables.flatten(batch.points)[order[0]], float(value[order[0]])
                step = min(1.0, step * 1.3)
            else:
                step *= 0.7
            if (instance := self.settle(batch)) is not None:
                return instance
            if value[order[0]] <= 0:
                rows = self.variables.flatten(batch.points)[order]
                instance = self.confirm(Found(rows, value[order], start.shape, start.conclusion))
                if instance is not None:
                    return instance
        if conclusion.operator in ("<", ">") and best < NEARLY_EQUAL:
            # where the two sides meet a strict relation fails, and only exact numbers can meet
            return self.confirm(Found(row.reshape(1, -1), np.zeros(1), start.shape, start.conclusion))
        return None


def keep_worst(worst: list[Found], found: list[Found], most: int) -> list[Found]:
    """Return the worst points so far, at most so many batches of each shape and conclusion."""
    counts: Counter[tuple[Shape, int]] = Counter()
    kept = []
    for one in sorted((*worst, *found), key=lambda one: float(one.slack[0])):
        counts[one.shape, one.conclusion] += 1
        if counts[one.shape, one.conclusion] <= most:
            kept.append(one)
    return kept[:16]


def _proposals(rng: Generator, row: Array, count: int, step: float) -> Array:
    size = np.abs(row) + 0.01 * max(float(np.abs(row).max(initial=0.0)), 1e-3)
    noise = rng.normal(size=(count, len(row))) * step * size
    kind = rng.integers(0, 5, (count, 1))
    one = np.arange(len(row)) == rng.integers(0, len(row), (count, 1))
    other = row[rng.integers(0, len(row), (count, 1))]
    some = rng.random((count, len(row))) < 0.5
    scaled = row * 10 ** (step * rng.normal(size=(count, 1)))
    result: Array = np.select(
        [kind == 0, kind == 1, kind == 2, kind == 3],
        [row + noise, np.where(one, row + noise, row), np.where(some, scaled, row), np.where(some, row + noise, row)],
        np.where(one, other + noise * 0.1, row),
    )
    return result
