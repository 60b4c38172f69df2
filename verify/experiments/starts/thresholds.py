"""Is my step small enough, and my start? The largest of both from which descent goes as predicted, beside those proved.

As predicted means as for η → 0, where ‖w‖ never grows: γ → +∞, the loss is 1/(ηP²t), D falls, and the constant of its
law, which goes with 1/‖w‖², is the one that ‖w(0)‖ gives. A step is too large where the run misses one of these by more
than a given share at the end: most often because ‖w‖ has grown. A start is too long where even gradient flow misses.
Both are bisected, and are what was seen, not proved. Proved is what the repaired Theorem 2.2 asks for (``sufficient``),
for the linear model; no such constants are proved for the CNN. ``judging`` says how a run is judged, and ended early.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from flint import arb, fmpq

from verify.batchnorm.dynamics.problem import Start
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.batchnorm.sufficient import Sufficient
from verify.data import Dataset, Infeasible, UniformMargin, check_assumption
from verify.errors import InputError
from verify.experiments.experiment import Experiment, Observer, Table, quietly
from verify.experiments.starts.judging import Judge, Tried, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FACTOR = 4
WIDENINGS = 4  # of a bracket: by that factor to the powers 1, 2, 4 and 8
FEWEST = 10**4
LEAST_MISS = fmpq(1, 1000)
USUAL = fmpq(1, 10)  # η where none is asked about
LARGE = 10**300  # doubles go a little further


@dataclass(frozen=True)
class Thresholds:
    """The run asked about, and the largest η and r seen to go as predicted, each beside the one that is proved.

    ``limit`` is the run for η → 0, None where the answer did not need it. ``largest_eta`` is for this start,
    ``largest_start`` for η → 0; each is the largest that was tried and kept, None where none was, and ``open_ended``
    names those beyond which nothing failed or was tried.
    ``proved_eta`` is None where the theorem does not speak of this start (``refused`` says why), ``proved_start`` for
    the CNN.
    """

    data: str
    patches: int
    asked: Tried
    limit: Tried | None
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
            return f"{self.data}: η = {eta} is small enough: proved, as it is at most {short(self.proved_eta)}"
        why = self.refused or f"proved is η ≤ {'' if self.proved_eta is None else short(self.proved_eta)}"
        if self.asked.kept:
            more = self.largest_eta is not None and self.largest_eta > self.asked.eta
            room = f" (seen up to η = {_number(self.largest_eta)})" if more and self.largest_eta else ""
            return f"{self.data}: η = {eta} is small enough as far as a run can tell{room}; not proved: {why}"
        smaller = ""
        if self.largest_eta is not None and self.largest_eta < self.asked.eta:
            smaller = f"; η = {_number(self.largest_eta)} is small enough as far as a run can tell"
        if self.asked.lost:
            why = f"it is lost: {self.asked.missed}{smaller}"
            return f"{self.data}: no run tells whether η = {eta} is small enough: {why}"
        if self.limit is None or self.limit.lost:
            return f"{self.data}: η = {eta} does not go as predicted: {self.asked.missed}{smaller}"
        if not self.limit.kept:
            other = "" if self.largest_start is None else f"; ‖w(0)‖ = {short(self.largest_start)} is short enough"
            return f"{self.data}: no η is small enough for this start: for η → 0, {self.limit.missed}{other}"
        return f"{self.data}: η = {eta} is too large: {self.asked.missed}{smaller or '; no smaller η tried is better'}"

    def tables(self) -> tuple[Table, ...]:
        """Return the thresholds, seen and proved, and the runs that were made."""
        more = {name: ">" if name in self.open_ended else "" for name in ("eta", "start")}
        seen_eta = (
            ("none" if self.tried else "not run")
            if self.largest_eta is None
            else more["eta"] + _number(self.largest_eta)
        )
        seen_start = "none" if any(not one.eta for one in self.tried) else "not run"
        if self.largest_start is not None:
            seen_start = more["start"] + short(self.largest_start)
        rows = (
            ("η, for this start", _number(self.asked.eta), seen_eta, _or_not(self.proved_eta)),
            ("‖w(0)‖, for η → 0", short(self.asked.r), seen_start, _or_not(self.proved_start)),
        )
        runs = tuple(
            (
                _number(one.eta) if one.eta else "→ 0",
                short(one.r),
                "" if one.grown is None else one.grown.str(4, radius=False),
                "" if one.loss is None else one.loss.str(4, radius=False),
                one.missed or "as predicted",
            )
            for one in self.tried
        )
        largest = Table(f"{self.data}: the largest", ("", "asked", "seen", "proved"), rows)
        return (
            (largest, Table("Runs", ("η", "‖w(0)‖", "‖w‖² grew", "ηP²tL", "what happened"), runs))
            if runs
            else (largest,)
        )

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
        shown = [self.asked.eta, *(one.eta for one in self.tried if one.eta)]
        ends = [float(arb(min(shown))) / FACTOR, float(arb(max(shown))) * FACTOR]
        if self.proved_eta is not None:
            ends[0] = min(ends[0], float(self.proved_eta) / FACTOR)
        axes.set(
            xscale="log",
            yscale="log",
            xlim=ends,
            xlabel="η",
            ylabel="‖w‖² over ‖w(0)‖² when decided, less 1",
            title=f"{self.data}: how far w grows",
        )
        axes.legend()


def thresholds(
    *,
    data: Annotated[Dataset, "The data."],
    eta: Annotated[
        fmpq | None, "The step size asked about, of w and of γ; without it, the largest is looked for."
    ] = None,
    start: Annotated[tuple[fmpq, ...] | None, "w(0); without it, random."] = None,
    scale: Annotated[fmpq, "Standard deviation of the entries of the random w(0)."] = fmpq(1),
    until: Annotated[int, "Last time of each run, in units of 1/η."] = 10**6,
    miss: Annotated[fmpq, "The share by which a run may miss the prediction."] = fmpq(1, 10),
    halvings: Annotated[int, "Bisections of each logarithm, from a factor of 4, without --eta."] = 3,
    seed: Annotated[int, "Seed of w(0), and of drawn data."] = 0,
    observe: Observer = quietly,
) -> Thresholds:
    """Tell whether η is small enough for a dataset and a start; without η, find the largest η and ‖w(0)‖ that are.

    Where the theorem covers η, nothing is run. Where η is too large, smaller ones are tried until one is small enough.
    Raises InputError where the data admit no w* or leave D no room, and for numbers outside their ranges.

    >>> data = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")
    >>> found = thresholds(data=data, start=(fmpq(3, 5), fmpq(4, 5)), eta=fmpq(1, 10))
    >>> found.asked.kept, found.proved
    (True, False)
    """
    if (eta is not None and eta <= 0) or scale <= 0:
        raise InputError(f"eta {eta}, scale {scale}: give numbers above 0")
    if not LEAST_MISS <= miss < 1:
        raise InputError(f"miss {miss}: give a share from {LEAST_MISS} to below 1, as the runs have few digits")
    if until < FEWEST or not 0 <= halvings <= 20:
        raise InputError(f"until {until}, halvings {halvings}: give {FEWEST} or more, and 0 to 20 halvings")
    uniform = check_assumption(data)
    if isinstance(uniform, Infeasible):
        raise InputError(f"Assumption 2.1 fails: {uniform.describe()}; D does not go to 0 on these data")
    weights = random_weights(data.d, seed=seed, scale=scale) if start is None else start
    if len(weights) != data.d:
        raise InputError(f"{len(weights)} numbers in start: w has {data.d}")
    judge = Judge(data, uniform, start_at(data.z, weights, gamma=fmpq(1), uniform=uniform.w_star), until, miss)
    return _Hunt(judge, eta, halvings, observe).run()


class _Hunt:
    """Makes the runs that an answer needs, and tells each result so far."""

    def __init__(self, judge: Judge, eta: fmpq | None, halvings: int, observe: Observer) -> None:
        self.judge, self.halvings, self.observe = judge, halvings, observe
        self.asked_about, self.eta = eta is not None, USUAL if eta is None else eta
        self.expected = WIDENINGS + 2 if self.asked_about else 8 + 2 * halvings
        proved_eta, proved_start, refused = _proved(judge.data, judge.uniform, judge.length(), judge.start)
        name, ends = judge.data.name or "the data", ("eta", "start")
        nothing = Tried(self.eta, judge.length(), None, None, "")
        self.found = Thresholds(
            name, judge.data.P, nothing, None, None, None, ends, proved_eta, proved_start, refused, ()
        )

    def run(self) -> Thresholds:
        """Return what was found."""
        if self.asked_about and self.found.proved:
            return self.found
        asked = self._descend(self.eta)
        self.found = replace(self.found, asked=asked, largest_eta=asked.eta if asked.kept else None)
        if self.asked_about and asked.kept:
            return self.found
        limit = self._flow(fmpq(1))
        self.found = replace(self.found, limit=limit, largest_start=limit.r if limit.kept else None)
        search = _Search(0 if self.asked_about else self.halvings, bisected=not self.asked_about)
        if asked.kept or limit.kept:
            tried = search.run(self._descend, self.eta, asked)
            largest = max((one.eta for one in tried if one.kept), default=None)
            self.found = replace(self.found, largest_eta=largest, open_ended=_open("eta", tried, self.found))
        if not self.asked_about or not limit.kept:
            tried = search.run(self._flow, fmpq(1), limit)
            longest = max((one.r for one in tried if one.kept), key=float, default=None)
            self.found = replace(self.found, largest_start=longest, open_ended=_open("start", tried, self.found))
        return self.found

    def _descend(self, eta: fmpq) -> Tried:
        return self._noted(self.judge.descend, eta, "η =")

    def _flow(self, size: fmpq) -> Tried:
        return self._noted(self.judge.flow, size, "η → 0, w(0) times")

    def _noted(self, judged: Callable[[fmpq], Tried], value: fmpq, doing: str) -> Tried:
        found = self.found
        partial = found if found.tried else None  # before the first run there is nothing to keep
        self.observe(
            min(len(found.tried), self.expected - 1), self.expected, f"{found.data}: {doing} {_number(value)}", partial
        )
        one = judged(value)
        self.found = replace(found, tried=(*found.tried, one))
        return one


def _open(name: str, tried: list[Tried], found: Thresholds) -> tuple[str, ...]:
    """Return what stays without an upper end, after runs of one kind."""
    return tuple(end for end in found.open_ended if end != name or all(one.kept for one in tried))


@dataclass(frozen=True)
class _Search:
    """Finds where runs cease to go as predicted: a bracket by powers of 4, then bisections of the logarithm."""

    halvings: int
    bisected: bool

    def run(self, judge: Callable[[fmpq], Tried], value: fmpq, first: Tried) -> list[Tried]:
        """Return all runs in the order in which they were made, the first being that of ``value``."""
        tried, near, far, stride = [first], value, value, 1
        for _ in range(WIDENINGS):
            near, far = far, far * fmpq(FACTOR) ** (stride if first.kept else -stride)
            tried.append(judge(far))
            if tried[-1].kept is not first.kept:
                break
            stride *= 2
        else:
            return tried
        low, high = (near, far) if first.kept else (far, near)
        ratio = high / low
        enough = FACTOR ** (0.5**self.halvings) * 1.01
        while self.bisected and _float(ratio) > enough:
            ratio = _root(ratio)
            middle = low * ratio
            tried.append(judge(middle))
            low = middle if tried[-1].kept else low
        return tried


def _root(ratio: fmpq) -> fmpq:
    """Return about the square root, with few digits."""
    return fmpq(round(1000 * _float(ratio) ** 0.5), 1000)


def _float(value: fmpq) -> float:
    return int(value.p) / int(value.q)


def _proved(data: Dataset, uniform: UniformMargin, r: arb, start: Start) -> tuple[arb | None, arb | None, str]:
    """Return the proved η̄ for this start, the proved M, and why there is no η̄ where there is none."""
    if data.P > 1:
        return None, None, "no constants are proved for the CNN"
    numbers = Sufficient.of(data, uniform)
    longest = numbers.largest_start()
    if not r <= longest:
        return None, longest, f"the theorem asks for ‖w(0)‖ ≤ {short(longest)}, here it is {short(r)}"
    if not arb(start.alignment or 0) >= numbers.least_alignment(r):
        return None, longest, "w(0) lies in the cone around −w* that the theorem leaves out"
    return numbers.largest_step(r), longest, ""


def _number(value: fmpq) -> str:
    # the tiny and the huge have no double
    return f"{_float(value):.3g}" if fmpq(1, LARGE) < value < LARGE else arb(value).str(3, radius=False)


def _or_not(value: arb | None) -> str:
    return "not proved" if value is None else short(value)


EXPERIMENT = Experiment("thresholds", "is η small enough, and w(0)? the largest seen, and those proved", thresholds)
