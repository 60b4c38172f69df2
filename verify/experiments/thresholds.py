"""Is my step small enough, and my start? The largest of both from which descent goes as predicted, beside those proved.

As predicted means as for η → 0, where ‖w‖ never grows: γ → +∞, the loss is 1/(ηP²t), D falls, and the constant of its
law, which goes with 1/‖w‖², is the one that ‖w(0)‖ gives. A step is too large where the run misses one of these by more
than a given share at the end: most often because ‖w‖ has grown. A start is too long where even gradient flow misses.
Both are bisected, and are what was seen, not proved. Proved is what the repaired Theorem 2.2 asks for (``sufficient``),
for the linear model; no such constants are proved for the CNN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import HANDOVER, leap_until
from verify.batchnorm.dynamics.leaps.deviations import deviation_start
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import LeapState, Record, Settings
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.batchnorm.sufficient import BITS, Sufficient
from verify.data import Dataset, Infeasible, UniformMargin, check_assumption
from verify.errors import InputError
from verify.experiments.experiment import Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIGITS, TOLERANCE = 5, 8
FACTOR = 4
WIDENINGS = 4  # of a bracket: by that factor to the powers 1, 2, 4 and 8
MOST_STEPS = 20_000  # a run that no leap fits ends at this time
FEWEST = 10**4


@dataclass(frozen=True)
class Tried:
    """One run: η (0 for gradient flow), r = ‖P w(0)‖, and how it missed the prediction; ``missed`` is empty if it kept.

    ``grown`` is ‖P w‖² at the end over r², ``loss`` is ηP²t·L there; None for a run that was lost.
    """

    eta: fmpq
    r: arb
    grown: arb | None
    loss: arb | None
    missed: str

    @property
    def kept(self) -> bool:
        """Whether the run went as predicted."""
        return not self.missed


@dataclass(frozen=True)
class Thresholds:
    """The run asked about, and the largest η and r seen to go as predicted, each beside the one that is proved.

    ``limit`` is the run for η → 0. ``largest_eta`` is for this start, ``largest_start`` for η → 0; each is the largest
    that was tried and kept, None where none was, and ``open_ended`` names those beyond which nothing failed.
    ``proved_eta`` is None where the theorem does not speak of this start (``refused`` says why), ``proved_start`` for
    the CNN.
    """

    data: str
    patches: int
    asked: Tried
    limit: Tried
    largest_eta: fmpq | None
    largest_start: arb | None
    open_ended: tuple[str, ...]
    proved_eta: arb | None
    proved_start: arb | None
    refused: str
    tried: tuple[Tried, ...]

    @property
    def proved(self) -> bool:
        """Whether the theorem covers the run asked about."""
        return self.proved_eta is not None and bool(arb(self.asked.eta) <= self.proved_eta)

    @property
    def sentence(self) -> str:
        """Whether η is small enough, in one sentence."""
        eta = _number(self.asked.eta)
        if self.proved:
            assert self.proved_eta is not None
            return f"{self.data}: η = {eta} is small enough: proved, as it is at most {_short(self.proved_eta)}"
        why = self.refused or f"proved is η ≤ {'' if self.proved_eta is None else _short(self.proved_eta)}"
        if self.asked.kept:
            room = "" if self.largest_eta is None else f" (seen up to η = {_number(self.largest_eta)})"
            return f"{self.data}: η = {eta} is small enough as far as a run can tell{room}; not proved: {why}"
        if not self.limit.kept:
            return f"{self.data}: no η is small enough for this start: for η → 0, {self.limit.missed}"
        smaller = "no smaller η tried is better"
        if self.largest_eta is not None and self.largest_eta < self.asked.eta:
            smaller = f"η = {_number(self.largest_eta)} is small enough as far as a run can tell"
        return f"{self.data}: η = {eta} is too large: {self.asked.missed}; {smaller}"

    def tables(self) -> tuple[Table, ...]:
        """Return the thresholds, seen and proved, and the runs that were made."""
        more = {name: ">" if name in self.open_ended else "" for name in ("eta", "start")}
        seen_eta = "none" if self.largest_eta is None else more["eta"] + _number(self.largest_eta)
        seen_start = "none" if self.largest_start is None else more["start"] + _short(self.largest_start)
        rows = (
            ("η, for this start", _number(self.asked.eta), seen_eta, _or_not(self.proved_eta)),
            ("‖w(0)‖, for η → 0", _short(self.asked.r), seen_start, _or_not(self.proved_start)),
        )
        runs = tuple(
            (
                _number(one.eta) if one.eta else "→ 0",
                _short(one.r),
                "" if one.grown is None else one.grown.str(4, radius=False),
                "" if one.loss is None else one.loss.str(4, radius=False),
                one.missed or "as predicted",
            )
            for one in self.tried
        )
        tables = [Table(f"{self.data}: the largest", ("", "asked", "seen", "proved"), rows)]
        tables.append(Table("Runs", ("η", "‖w(0)‖", "‖w‖² grew", "ηP²tL", "what happened"), runs))
        return tuple(tables)

    def draw(self, figure: Figure) -> None:
        """Draw by how much ‖w‖² grew in the runs of each η, and mark the thresholds."""
        axes = figure.subplots()
        for kept, mark, label in ((True, "C0o", "as predicted"), (False, "C3x", "not as predicted")):
            mine = [one for one in self.tried if one.eta and one.grown is not None and one.kept is kept]
            growth = [max(float(one.grown or 1) - 1, 1e-18) for one in mine]
            axes.loglog([float(arb(one.eta)) for one in mine], growth, mark, label=label)
        if self.proved_eta is not None:
            axes.axvline(float(self.proved_eta), color="k", linestyle=":", label="proved: at most")
        axes.axvline(float(arb(self.asked.eta)), color="k", linewidth=0.5, label="asked")
        axes.set(xlabel="η", ylabel="‖w‖² over ‖w(0)‖² at the end, less 1", title=f"{self.data}: how far w grows")
        axes.legend()


def thresholds(
    *,
    data: Annotated[Dataset, "The data."],
    eta: Annotated[fmpq, "The step size asked about, of w and of γ."] = fmpq(1, 10),
    start: Annotated[tuple[fmpq, ...] | None, "w(0); without it, random."] = None,
    scale: Annotated[fmpq, "Standard deviation of the entries of the random w(0)."] = fmpq(1),
    until: Annotated[int, "Last time of each run, in units of 1/η."] = 10**6,
    miss: Annotated[fmpq, "The share by which a run may miss the prediction."] = fmpq(1, 10),
    halvings: Annotated[int, "Bisections of each logarithm, from a factor of 4."] = 3,
    seed: Annotated[int, "Seed of w(0), and of drawn data."] = 0,
    observe: Observer = quietly,
) -> Thresholds:
    """Tell whether η is small enough for a dataset and a start, and find the largest η and ‖w(0)‖ that still are.

    Raises InputError where the data admit no w* or leave D no room, and for numbers outside their ranges.

    >>> data = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")
    >>> found = thresholds(data=data, start=(fmpq(3, 5), fmpq(4, 5)), halvings=1)
    >>> found.asked.kept, found.proved, found.largest_eta > fmpq(1, 10)
    (True, False, True)
    """
    if eta <= 0 or not 0 < miss < 1:
        raise InputError(f"eta {eta}, miss {miss}: give η above 0, and a share between 0 and 1")
    if until < FEWEST or not 0 <= halvings <= 20:
        raise InputError(f"until {until}, halvings {halvings}: give {FEWEST} or more, and 0 to 20 halvings")
    uniform = check_assumption(data)
    if isinstance(uniform, Infeasible):
        raise InputError(f"Assumption 2.1 fails: {uniform.describe()}; D does not go to 0 on these data")
    weights = random_weights(data.d, seed=seed, scale=scale) if start is None else start
    if len(weights) != data.d:
        raise InputError(f"{len(weights)} numbers in start: w has {data.d}")
    judge = _Judge(data, uniform, start_at(data.z, weights, gamma=fmpq(1), uniform=uniform.w_star), until, miss)
    name = data.name or "the data"
    of = 8 + 2 * halvings
    observe(0, of, f"{name}: the run asked about")
    asked, limit = judge.descend(eta), judge.flow(fmpq(1))
    proved_eta, proved_start, refused = _proved(data, uniform, asked.r, judge.start)
    result = Thresholds(name, data.P, asked, limit, None, None, (), proved_eta, proved_start, refused, (asked, limit))

    def watched(judged: Callable[[fmpq], Tried], doing: str) -> Callable[[fmpq], Tried]:
        def run(value: fmpq) -> Tried:
            nonlocal result
            observe(min(len(result.tried), of - 1), of, f"{name}: {doing} {_number(value)}", result)
            result = replace(result, tried=(*result.tried, judged(value)))
            return result.tried[-1]

        return run

    if asked.kept or limit.kept:
        steps = _Search(watched(judge.descend, "η ="), halvings).run(eta, asked)
        kept = [one.eta for one in steps if one.kept]
        ends: tuple[str, ...] = () if any(not one.kept for one in steps) else ("eta",)
        result = replace(result, largest_eta=max(kept, default=None), open_ended=ends)
    sizes = _Search(watched(judge.flow, "w(0) times"), halvings).run(fmpq(1), limit)
    longest = max((one.r for one in sizes if one.kept), key=float, default=None)
    beyond = result.open_ended if any(not one.kept for one in sizes) else (*result.open_ended, "start")
    return replace(result, largest_start=longest, open_ended=beyond)


@dataclass(frozen=True)
class _Search:
    """Finds where runs cease to go as predicted: a bracket by powers of 4, then bisections of the logarithm."""

    judge: Callable[[fmpq], Tried]
    halvings: int

    def run(self, value: fmpq, first: Tried) -> list[Tried]:
        """Return all runs in the order in which they were made, the first being that of ``value``."""
        tried, near, far, stride = [first], value, value, 1
        for _ in range(WIDENINGS):
            near, far = far, far * fmpq(FACTOR) ** (stride if first.kept else -stride)
            tried.append(self.judge(far))
            if tried[-1].kept is not first.kept:
                break
            stride *= 2
        else:
            return tried
        low, high = (near, far) if first.kept else (far, near)
        ratio = high / low
        enough = FACTOR ** (0.5**self.halvings) * 1.01
        while _float(ratio) > enough:
            ratio = _root(ratio)
            middle = low * ratio
            tried.append(self.judge(middle))
            low = middle if tried[-1].kept else low
        return tried


def _root(ratio: fmpq) -> fmpq:
    """Return about the square root, with few digits."""
    return fmpq(round(1000 * _float(ratio) ** 0.5), 1000)


def _float(value: fmpq) -> float:
    return int(value.p) / int(value.q)


@dataclass(frozen=True)
class _Judge:
    data: Dataset
    uniform: UniformMargin
    start: Start
    until: int
    miss: fmpq

    def descend(self, eta: fmpq) -> Tried:
        """Judge a run of descent with a step size."""
        return self._judged(Problem(self.data.gram, eta, eta, self.data.P), self.start, eta)

    def flow(self, size: fmpq) -> Tried:
        """Judge gradient flow from the start made longer by a factor."""
        margins = tuple(m * size for m in self.start.margins)
        along = None if self.start.alignment is None else self.start.alignment * size
        longer = Start(margins, self.start.gamma, self.start.norm_squared * size**2, along)
        return self._judged(Problem(self.data.gram, fmpq(1), fmpq(1), self.data.P), longer, fmpq(0))

    def _judged(self, problem: Problem, start: Start, eta: fmpq) -> Tried:
        modes = modes_of(problem, precision=Settings(DIGITS, TOLERANCE, False).precision)
        if not modes.count:
            raise InputError(f"{self.data.name or 'the data'} leave D no room (D = 0 always): give more samples")
        flow = not eta
        with ctx.workprec(BITS):
            square = self._seen(modes, start)
            r = square.sqrt().mid()
        try:
            run = leap_until(
                problem,
                start,
                until=self.until if flow else max(1, int(self.until / eta)),
                digits=DIGITS,
                tolerance_digits=TOLERANCE,
                flow=flow,
                handover=1 if flow else HANDOVER,
                observe=_give_up,
            )
        except (LeapError, InputError) as fault:
            return Tried(eta, r, None, None, str(fault))
        with ctx.workprec(BITS):
            last = run.final
            clock = arb(problem.eta_gamma) * problem.patches**2 * last.time
            grown = 1 + (last.norm_squared - arb(start.norm_squared)) / square
            missed = self._missed(run.records, last, grown, clock * last.loss)
            return Tried(eta, r, grown.mid(), (clock * last.loss).mid(), missed)

    def _seen(self, modes: Modes, start: Start) -> arb:
        """Return ‖P w(0)‖²: what of w(0) the data do not see stays as it is, and has no part in the run."""
        assert start.alignment is not None
        beside: arb = sum((z * z for z in deviation_start(modes, start).modes), arb(0))
        return (beside + arb(start.alignment) ** 2 / arb(self.uniform.norm_squared)).mid()

    def _missed(self, records: tuple[Record, ...], last: Record, grown: arb, loss: arb) -> str:
        """Return what the run missed at its end, in a few words."""
        if not last.gamma > 0 or not last.mean > 0:
            return f"γ ends at {_short(last.gamma)}, not on its way to +∞"
        if not abs(loss - 1) <= arb(self.miss):
            return f"the loss is {_short(loss)}/(ηP²t)"
        if not abs(grown - 1) <= arb(self.miss):
            return f"w grows, so −log D is {_short(grown)} times smaller"
        half = records[len(records) // 2]
        if not last.discrepancy < half.discrepancy:
            return f"D does not fall: it is {_short(last.discrepancy)}"
        return ""


def _give_up(state: LeapState) -> None:
    if state.direct_steps > MOST_STEPS:
        raise LeapError(f"no smooth curve in {MOST_STEPS} steps")


def _proved(data: Dataset, uniform: UniformMargin, r: arb, start: Start) -> tuple[arb | None, arb | None, str]:
    """Return the proved η̄ for this start, the proved M, and why there is no η̄ where there is none."""
    if data.P > 1:
        return None, None, "no constants are proved for the CNN"
    numbers = Sufficient.of(data, uniform)
    longest = numbers.largest_start()
    if not r <= longest:
        return None, longest, f"the theorem asks for ‖w(0)‖ ≤ {_short(longest)}, here it is {_short(r)}"
    if not arb(start.alignment or 0) >= numbers.least_alignment(r):
        return None, longest, "w(0) lies in the cone around −w* that the theorem leaves out"
    return numbers.largest_step(r), longest, ""


def _short(value: arb) -> str:
    return value.str(3, radius=False)


def _number(value: fmpq) -> str:
    number = _float(value)
    return f"{number:.3g}" if number else arb(value).str(3, radius=False)


def _or_not(value: arb | None) -> str:
    return "not proved" if value is None else _short(value)


EXPERIMENT = Experiment("thresholds", "is η small enough, and w(0)? the largest seen, and those proved", thresholds)
