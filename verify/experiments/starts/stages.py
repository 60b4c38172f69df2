"""Both stages of the repaired Theorem 2.2 at their own bounds: Lemmas 4.5 and 4.6 held against runs.

Each run begins at the largest ‖w(0)‖ that the theorem allows and takes the largest step η̄ that it allows there: from a
random start, from one orthogonal to w*, and from one on the edge of the cone around −w* that is left out. The first
stage ends at the first record in which w has entered the cone around w*; from there on the second stage is measured.
The lemmas are proved: a run outside a bound shows an error in the proof or in the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import decades, leap_until
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import LeapRun, LeapState, Record
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import random_weights
from verify.batchnorm.sufficient import BITS, Sufficient, loss_bounds
from verify.data import Dataset, Infeasible, UniformMargin, check_assumption
from verify.errors import InputError
from verify.experiments.datasets import dataset_called
from verify.experiments.experiment import Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = (
    *("gaussian:2x2", "gaussian:2x6", "gaussian:3x5", "gaussian:3x12", "gaussian:4x30", "gaussian:6x60"),
    *("flat:3x2", "flat:4x2", "flat:5x3", "flat:8x3"),
)
STARTS = ("generic", "orthogonal to w*", "beside −w*")
BELOW = arb("0.999")  # of a bound: the start and the step are to keep theirs strictly
OUTSIDE = arb("1.001")
DIGITS, TOLERANCE = 5, 8
PER_DECADE = 8
HANDOVER = 256  # before this step η is so small that nothing moves
REFINEMENTS, POINTS = 2, 64


@dataclass(frozen=True)
class Bound:
    """A number of a run between the two bounds it is proved to keep; a side without a bound is infinite."""

    name: str
    least: arb
    value: arb
    greatest: arb

    @property
    def kept(self) -> bool:
        """Whether the value lies within its bounds."""
        return bool(self.least <= self.value <= self.greatest)


@dataclass(frozen=True)
class Staged:
    """One run: r and η, x = ηt₀ beside its bound, and every bound of both lemmas where the run comes nearest to it."""

    data: str
    start: str
    r: arb
    eta: arb
    entered: arb
    longest: arb
    first: tuple[Bound, ...]
    second: tuple[Bound, ...]
    records: int

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the bounds that the run does not keep."""
        return tuple(bound.name for bound in (*self.first, *self.second) if not bound.kept)


@dataclass(frozen=True)
class Stages:
    """All runs, to x = ηt = ``until``; ``lost`` says which could not be made, and why."""

    until: int
    runs: tuple[Staged, ...]
    lost: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Whether every run kept every bound, and how much of the first stage was needed."""
        broken = [f"{run.data} ({run.start}): {', '.join(run.broken)}" for run in self.runs if run.broken]
        held = f"{len(self.runs)} runs at the bounds of Lemmas 4.5 and 4.6, to ηt = {self.until:.0e}"
        lost = f"; {len(self.lost)} could not be made" if self.lost else ""
        if not self.runs:
            return f"no run was made yet{lost}"
        if broken:
            return f"{held}: {len(broken)} do not keep them: {'; '.join(broken)}{lost}"
        shares = [float(run.entered / run.longest) for run in self.runs]
        return f"{held}: all keep every bound; the first stage takes at most {max(shares):.2g} of its bound{lost}"

    def tables(self) -> tuple[Table, ...]:
        """Return the conditions, the first stage and the second, a row a run."""
        begun = tuple(
            (run.data, run.start, _short(run.r), _short(run.eta), _short(run.entered), _short(run.longest))
            for run in self.runs
        )
        tables = [Table("At the bounds: r = M, η = η̄(r)", ("data", "w(0)", "r", "η", "ηt₀", "≤"), begun)]
        for title, part in (("First stage", "first"), ("Second stage", "second")):
            bounds: list[tuple[Bound, ...]] = [getattr(run, part) for run in self.runs]
            names = [bound.name for bound in bounds[0]] if bounds else []
            rows = []
            for k, name in enumerate(names):
                values = [found[k] for found in bounds]
                rows.append((name, *_span(values), f"{sum(bound.kept for bound in values)} of {len(values)}"))
            tables.append(Table(f"{title}: over all runs", ("", "bound", "from", "to", "bound", "kept"), tuple(rows)))
        if self.lost:
            tables.append(Table("Not made", ("why",), tuple((why,) for why in self.lost)))
        return tuple(tables)

    def draw(self, figure: Figure) -> None:
        """Draw how long the first stage is beside its bound, for each run."""
        axes = figure.subplots()
        for start, mark in zip(STARTS, "o^s", strict=True):
            mine = [(k, run) for k, run in enumerate(self.runs) if run.start == start]
            axes.semilogy([k for k, _ in mine], [float(run.entered) for _, run in mine], f"C0{mark}", label=start)
        places = range(len(self.runs))
        axes.semilogy(places, [float(run.longest) for run in self.runs], "k_", markersize=12, label="proved: at most")
        axes.set(xlabel="run", ylabel="ηt₀", title="How long the first stage lasts")
        axes.legend()


def stages(
    *,
    on: Annotated[tuple[str, ...], "Datasets, as DATA of other experiments, with x in the place of a comma."] = NAMES,
    until: Annotated[int, "Last time, in units of 1/η."] = 10**4,
    seed: Annotated[int, "Seed of w(0), and of drawn data."] = 0,
    observe: Observer = quietly,
) -> Stages:
    """Run descent at the theorem's own bounds from three starts on each dataset, and hold both lemmas against it.

    Raises InputError for data with patches or without w*, and where ``until`` is below 100.

    >>> stages(on=("digits",), until=10)
    Traceback (most recent call last):
        ...
    verify.errors.InputError: until 10: the second stage shows later, give 100 or more
    """
    if until < 100:
        raise InputError(f"until {until}: the second stage shows later, give 100 or more")
    made: list[Staged] = []
    lost: list[str] = []
    for index, name in enumerate(on):
        data = dataset_called(name, seed=seed)
        uniform = check_assumption(data)
        if isinstance(uniform, Infeasible):
            raise InputError(f"{name}: Assumption 2.1 fails: {uniform.describe()}; leave it out")
        for k, start in enumerate(STARTS):
            observe(index + k / len(STARTS), len(on), f"{name}: {start}", Stages(until, tuple(made), tuple(lost)))
            try:
                made.append(_staged(name, data, uniform, start, until, seed))
            except LeapError as fault:
                lost.append(f"{name}, {start}: {fault}")
    return Stages(until, tuple(made), tuple(lost))


def starts_within(data: Dataset, uniform: UniformMargin, *, seed: int) -> dict[str, fmpq_mat]:
    """Return coefficients c of w(0) = Zᵀc for the three kinds of start, of any length.

    Raises InputError where w has no direction beside w*.

    >>> data = Dataset.from_rows([[1, 1], [1, -1]], [1, 1])
    >>> sum(starts_within(data, check_assumption(data), seed=0)["orthogonal to w*"].entries())
    0
    """
    rows, gram = data.rows, data.gram
    star = fmpq_mat(rows, 1, list(uniform.coefficients))
    drawn = fmpq_mat(rows, 1, list(random_weights(rows, seed=seed, scale=fmpq(1))))
    across = drawn - star * (sum(drawn.entries(), fmpq(0)) / uniform.norm_squared)
    square = (across.transpose() * gram * across)[0, 0]
    if not square:
        raise InputError(f"{data.name or 'the data'} leave w no direction beside w*: give more samples")
    with ctx.workprec(BITS):
        epsilon = 1 / (2304 * arb(max_square(data) * uniform.norm_squared))
        tangent = ((1 / (1 - epsilon) ** 2 - 1) * arb(uniform.norm_squared / square)).sqrt()
        edge = across * exact(tangent * OUTSIDE) - star
    return dict(zip(STARTS, (drawn, across, edge), strict=True))


def max_square(data: Dataset) -> fmpq:
    """Return max‖x_i‖² from the Gram matrix."""
    return max(data.gram[i, i] for i in range(data.rows))


def exact(value: arb) -> fmpq:
    """Return the middle of a ball as a rational.

    >>> exact(arb("0.5"))
    1/2
    """
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    return fmpq(mantissa) * fmpq(2) ** exponent


def _staged(name: str, data: Dataset, uniform: UniformMargin, kind: str, until: int, seed: int) -> Staged:
    numbers, gram = Sufficient.of(data, uniform), data.gram
    coefficients = starts_within(data, uniform, seed=seed)[kind]
    square = (coefficients.transpose() * gram * coefficients)[0, 0]
    with ctx.workprec(BITS):
        coefficients = coefficients * exact(BELOW * numbers.largest_start() / arb(square).sqrt())
        square = (coefficients.transpose() * gram * coefficients)[0, 0]
        r = arb(square).sqrt().mid()
        eta = exact(BELOW * numbers.largest_step(r))
    alignment = sum(coefficients.entries(), fmpq(0))
    start = Start(tuple((gram * coefficients).entries()), fmpq(1), square, alignment)
    problem = Problem(gram, eta, eta)
    end = int(fmpq(until) / eta)
    states: list[LeapState] = []
    run = _follow(problem, start, end, decades(per_decade=PER_DECADE), states.append)
    modes = modes_of(problem, precision=run.state.settings.precision)
    with ctx.workprec(BITS):
        inside = (arb(numbers.epsilon_squared) * r * r).mid()
        seen = {record.time: _seen(modes, record) for record in (*run.records, run.final)}
        # t₀ is the first step inside, to which the sparse records are too coarse
        for _ in range(REFINEMENTS):
            before, after = _entrance(seen, inside)
            between = sorted({before + (after - before) * k // POINTS for k in range(1, POINTS)} - seen.keys())
            earlier = [state for state in states if state.seen <= before]
            finer = _follow(problem, earlier[-1] if earlier else start, after, between, None)
            seen |= {record.time: _seen(modes, record) for record in finer.records if record.time not in seen}
        return _held(name, kind, numbers, arb(eta).mid(), [seen[time] for time in sorted(seen)], r, inside)


def _follow(
    problem: Problem,
    start: Start | LeapState,
    until: int,
    times: Iterable[int],
    observe: Callable[[LeapState], None] | None,
) -> LeapRun:
    return leap_until(
        problem,
        start,
        until=until,
        digits=DIGITS,
        tolerance_digits=TOLERANCE,
        record_times=times,
        observe=observe,
        handover=HANDOVER,
    )


def _entrance(seen: Mapping[int, _Seen], inside: arb) -> tuple[int, int]:
    """Return the last time before w has entered the cone, and the first after; raises LeapError where it has not."""
    before = 0
    for time in sorted(seen):
        if seen[time].within(inside):
            return before, time
        before = time
    raise LeapError(f"w has not entered the cone by t = {before}, so nothing can be held: go on longer")


@dataclass(frozen=True)
class _Seen:
    """What the lemmas speak of at one record."""

    time: int
    gamma: arb
    length: arb
    along: arb
    away: arb
    record: Record

    def within(self, inside: arb) -> bool:
        """Whether ⟨w, w*⟩ > 0 and ‖w_⊥‖² is at most ``inside``."""
        return bool(self.along > 0 and self.away <= inside)


def _seen(modes: Modes, record: Record) -> _Seen:
    parts = zip(record.amplitudes, range(modes.count), strict=True)
    away = sum((z * z / modes.metric[k][k] for z, k in parts), arb(0)).mid()
    return _Seen(record.time, record.gamma, record.norm_squared, record.alignment or arb(0), away, record)


def _held(name: str, kind: str, numbers: Sufficient, eta: arb, seen: Sequence[_Seen], r: arb, inside: arb) -> Staged:
    first = next(k for k, one in enumerate(seen) if one.within(inside))
    return Staged(
        data=name,
        start=kind,
        r=r,
        eta=eta,
        entered=(eta * seen[first].time).mid(),
        longest=(eta * numbers.first_stage(r, eta)).mid(),
        first=tuple(_first(numbers, r, eta, seen[: first + 1])),
        second=tuple(_second(numbers, r, eta, seen[first:])),
        records=len(seen),
    )


def _first(numbers: Sufficient, r: arb, eta: arb, seen: Sequence[_Seen]) -> Iterator[Bound]:
    """Yield the conclusions of Lemma 4.5 up to t₀, each where the run comes nearest to a bound."""
    last, epsilon = seen[-1], arb(numbers.epsilon_squared).sqrt()
    half = arb(1) / 2
    endless = arb("inf")
    yield Bound("ηt₀ over its bound", arb(0), last.time / numbers.first_stage(r, eta), arb(1))
    yield Bound("γ, least", half, _least(one.gamma for one in seen), 3 * half)
    yield Bound("γ, greatest", half, -_least(-one.gamma for one in seen), 3 * half)
    grown = -_least(1 - one.length / r**2 for one in seen)
    yield Bound("(‖w‖²/r² − 1)/ε", arb(0), _clean(grown) / epsilon, arb(1))
    floor = seen[0].away.min(arb(numbers.epsilon_squared) * r**2 / 4)
    yield Bound("‖w_⊥(t₀)‖² over its least", arb(1), last.away / floor, endless)


def _second(numbers: Sufficient, r: arb, eta: arb, seen: Sequence[_Seen]) -> Iterator[Bound]:
    """Yield the conclusions of Lemma 4.6 from t₀ on; logarithms of what falls by many orders of magnitude."""
    begun = seen[0]
    clock = [eta * (one.time - begun.time) for one in seen]
    losses = [one.record.loss * 9 * (x + 1) for one, x in zip(seen, clock, strict=True)]
    limit = 9 * loss_bounds(arb(0))[1]
    yield Bound("9(x + 1)·L, least", arb(1), _least(losses), limit)
    yield Bound("9(x + 1)·L, greatest", arb(1), -_least(-loss for loss in losses), limit)
    grown = -_least(1 - (one.length / r**2).sqrt() for one in seen)
    yield Bound("48(‖w‖/r − 1)", arb(0), 48 * _clean(grown), arb(1))
    pairs = list(zip(seen, clock, strict=True))
    rises = [(one.gamma.exp() - begun.gamma.exp()) / x for one, x in pairs if x > 0]
    if rises:
        yield Bound("(e^γ − e^γ(t₀))/x, least", arb(1) / 2, _least(rises), arb(5) / 4)
        yield Bound("(e^γ − e^γ(t₀))/x, greatest", arb(1) / 2, -_least(-rise for rise in rises), arb(5) / 4)
    endless = arb("inf")
    falls, levels, spreads = [], [], []
    for one, x in pairs:
        most, least = numbers.log_shrinking(r, x)
        fall = (one.away / begun.away).log()
        if most < 0:
            falls.append(fall / most)
            spreads.append(fall / least)
        drop = one.record.log10_discrepancy
        if drop is not None:
            low, high = numbers.log_discrepancy(r, x, begun.away)
            level = drop * arb(10).log()
            levels += [(high - level) / (1 + abs(high)), (level - low) / (1 + abs(low))]
    if falls:
        yield Bound("log‖w_⊥‖² over its least", arb(1), _least(falls), endless)
        yield Bound("… over its greatest", -endless, -_least(-share for share in spreads), arb(1))
    if levels:
        yield Bound("log D: room to a bound over it", arb(0), _least(levels), endless)
    never = [after.away / before.away for before, after in pairwise(seen) if before.away > 0]
    if never:
        yield Bound("‖w_⊥‖², later over before", arb(0), -_least(-share for share in never), arb(1))


def _least(values: Iterable[arb]) -> arb:
    least, *rest = (value.mid() for value in values)
    for value in rest:
        least = value if value < least else least
    return least


def _clean(value: arb) -> arb:
    """Return 0 for what is 0 to the digits of the run: ‖w‖² is known to them, and its growth is a difference."""
    return arb(0) if abs(value) < arb(10) ** -DIGITS else value.mid()


def _short(value: arb) -> str:
    return value.str(3, radius=False)


def _span(bounds: Sequence[Bound]) -> tuple[str, str, str, str]:
    low, high = _least([b.value for b in bounds]), -_least([-b.value for b in bounds])
    least, greatest = bounds[0].least, bounds[0].greatest
    return (
        "" if not least.is_finite() else _short(least),
        _short(low),
        _short(high),
        "" if not greatest.is_finite() else _short(greatest),
    )


EXPERIMENT = Experiment("stages", "Lemmas 4.5 and 4.6 held against runs at their own bounds", stages)
