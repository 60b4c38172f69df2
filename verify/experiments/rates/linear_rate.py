"""How fast D falls in the linear model: the candidate laws against a run to t = 10^100, and the constant predicted.

Prediction (``rates`` derives it, heuristically): along a run, with Φ(γ) = ∫₀^γ x(1 + xσ(x))dx = γ³/3 + γ²/2 + O(1),

    −log D = (η_w/η_γ)(2μ₁/s_∞²) Φ(γ) + C₀ + o(1),   γ = log(η_γ t) + o(1),   s_∞ = ‖w_∞‖/‖w*‖,

with μ₁ the least non-zero eigenvalue of Π(ZZᵀ/n)Π, Π = I − 11ᵀ/n, and w_∞ the limit of w in the span of the data; so
−log D/log³ t → (η_w/η_γ)·2μ₁‖w*‖²/(3‖w_∞‖²). The constant is measured between two late times as Δ(−log D)/(3ΔΦ(γ)),
from which every power of log t but the third is gone. The run in ordinary arithmetic stops where rounding stops it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.deviations import deviation_start
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import LeapState, Record, Settings
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.rates import slowing
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.data import Dataset, Infeasible, UniformMargin, check_assumption
from verify.data.spectrum import least_eigenvalue
from verify.errors import InputError
from verify.experiments.experiment import Comparison, Experiment, Observer, Table, quietly
from verify.report.text import time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAWS = ("log t", "log² t", "log³ t", "t")
DRIFT = 0.1  # a law is excluded if its constant changes by more than this between two windows
BITS = 256
FEWEST = 4
MOST_ROWS = 14
LOG10 = math.log(10)


@dataclass(frozen=True)
class Point:
    """A run at one time: natural logarithms of D and of the loss; ``coarse`` is log D in double precision."""

    t: int
    gamma: arb
    log_discrepancy: arb
    log_loss: arb
    coarse: float | None


@dataclass(frozen=True)
class Fit:
    """A law −log D = a·φ(t) + b fitted in one window of times: ``residual`` is its worst miss over the fall.

    ``window`` holds the powers of ten it spans.
    """

    law: str
    window: tuple[float, float]
    constant: float
    residual: float


@dataclass(frozen=True)
class LinearRate:
    """The course of a run, the fits of all laws in all windows, and the constant of log³ measured and predicted.

    ``constant`` is None in a run too short to measure it.
    """

    data: str
    rank: int
    points: tuple[Point, ...]
    fits: tuple[Fit, ...]
    constant: Comparison | None

    def drift(self, law: str) -> float:
        """Return the factor by which a law's constant changes from the last window but one to the last."""
        before, after = [fit.constant for fit in self.fits if fit.law == law][-2:]
        return after / before if before else float("inf")

    @property
    def kept(self) -> tuple[str, ...]:
        """The laws that are not excluded: their constant drifts by less than a tenth."""
        return tuple(law for law in LAWS if self.fits and abs(self.drift(law) - 1) < DRIFT)

    @property
    def sentence(self) -> str:
        """Which laws are excluded, and how the constant compares."""
        if not self.fits:
            return f"{self.data}: no law is told from another: the run is too short, or D stands still"
        others = ", ".join(f"{law} (by a factor {self.drift(law):.3g})" for law in LAWS if law not in self.kept)
        kept = " and ".join(self.kept) or "no law"
        text = f"{self.data}: −log D follows {kept}; excluded: {others or 'none'}"
        if self.constant is None:
            return text
        found, told = (value.str(12, radius=False) for value in (self.constant.computed, self.constant.predicted))
        return f"{text}; constant of log³ t: {found} measured, {told} predicted ({self.constant.digits:.0f} digits)"

    def tables(self) -> tuple[Table, ...]:
        """Return the course and the fits."""
        course = tuple(
            (
                time_words(p.t),
                p.gamma.str(8, radius=False),
                _log10(p.log_discrepancy),
                "" if p.coarse is None else f"{p.coarse / LOG10:.6g}",
                _log10(p.log_loss),
            )
            for p in _picked(self.points)
        )
        fits = []
        for law in LAWS:
            mine = [fit for fit in self.fits if fit.law == law]
            if mine:
                worst = f"{mine[-1].residual:.2g}"
                verdict = "kept" if law in self.kept else f"excluded: ×{self.drift(law):.3g}"
                fits.append((law, *(f"{fit.constant:.4g}" for fit in mine), worst, verdict))
        windows = [f"10^{a:.3g}–{b:.3g}" for a, b in sorted({fit.window for fit in self.fits})]
        headings = ("t", "γ", "log₁₀ D", "in doubles", "log₁₀ loss")
        tables = [Table(f"{self.data}, rank {self.rank}", headings, course)]
        if fits:
            tables.append(Table("a in −log D = a·law + b", ("law", *windows, "miss", "verdict"), tuple(fits)))
        return tuple(tables)

    def draw(self, figure: Figure) -> None:
        """Draw how each law's constant changes (the right one's settles), and the run in doubles beside the leaps."""
        late = [p for p in self.points if p.t >= 10 and p.log_discrepancy < 0]
        left, right = figure.subplots(1, 2)
        times = [math.log10(p.t) for p in late]
        falls = [float(-p.log_discrepancy) for p in late]
        for law in LAWS[:3]:
            phi = [_law(law, time) for time in times]
            steps = [(t, (d - c) / (q - p)) for (p, c, _), (q, d, t) in pairwise(zip(phi, falls, times, strict=True))]
            left.plot([t for t, _ in steps], [a / steps[-1][1] for _, a in steps], ".-", label=law)
        left.set(xlabel="log₁₀ t", ylabel="constant of the law, over its last value", ylim=(0, 1.5))
        left.legend()
        early = [p for p in late if p.coarse is not None]
        right.plot([p.t for p in early], [float(p.log_discrepancy) / LOG10 for p in early], "k-", label="leaps")
        right.plot([p.t for p in early], [p.coarse / LOG10 for p in early if p.coarse], "r.", label="doubles")
        right.set(xscale="log", xlabel="t", ylabel="log₁₀ D")
        right.legend()
        figure.suptitle(f"{self.data}: how D falls")


def linear_rate(
    *,
    data: Annotated[Dataset, "The data."],
    eta: Annotated[fmpq, "Step size, of w and of γ."] = fmpq(1, 10),
    scale: Annotated[fmpq, "Standard deviation of the entries of the random w(0)."] = fmpq(1),
    until: Annotated[int, "Last time."] = 10**100,
    steps: Annotated[int, "Last step of the run in doubles."] = 10_000,
    digits: Annotated[int, "Digits of the run by leaps."] = 30,
    seed: Annotated[int, "Seed of w(0), and of Gaussian data."] = 0,
    observe: Observer = quietly,
) -> LinearRate:
    """Follow D to ``until`` by leaps, fit the laws in windows that double in log t, and measure the constant of log³.

    Raises InputError where the data have patches, do not keep Assumption 2.1 or leave D no room, and as leaps do.

    >>> data = Dataset.from_rows([[1, 1], [1, -2], [2, 3]][:2], [1, 1])
    >>> found = linear_rate(data=data, until=10**40, steps=100)
    >>> found.kept, found.constant.digits > 8
    (('log³ t',), True)
    """
    if data.P > 1:
        raise InputError(f"{data.P} patches in linear-rate: use cnn-rate, or data of 1 patch")
    if until < 10**4:
        raise InputError(f"until {until}: a rate shows late, give 10000 or more")
    assumption = check_assumption(data)
    if isinstance(assumption, Infeasible):
        raise InputError(f"Assumption 2.1 fails: {assumption.describe()}; D does not go to 0 on these data")
    name = data.name or "the data"
    observe(0, 1, f"{name}: in doubles")
    problem = Problem(data.gram, eta, eta)
    weights = random_weights(data.d, seed=seed, scale=scale)
    start = start_at(data.z, weights, gamma=fmpq(1), uniform=assumption.w_star)
    coarse = {
        record.t: float(record.log10_discrepancy) * LOG10
        for record in descend(problem, start, steps=steps, digits=15, backend="float64").records
        if record.log10_discrepancy is not None
    }
    records: list[Record] = []
    state: LeapState | Start = start
    modes = modes_of(problem, precision=Settings(digits, digits + 10, False).precision)
    if not modes.count:
        raise InputError(f"{name} leaves D no room (D = 0 always): give more samples")

    def result() -> LinearRate:
        constant = _constant(data, modes, start, assumption, records)
        return LinearRate(name, modes.count + 1, _points(records, coarse), _fits(records), constant)

    end = math.log10(until)
    for time in _pieces(until):
        part = leap_until(problem, state, until=time, digits=digits, record_times=_times(time, coarse))
        seen = records[-1].time if records else -1
        # the last record and the end of the run may be the same
        later = {record.time: record for record in (*part.records, part.final) if record.time > seen}
        records += later.values()
        state = part.state
        observe(math.log10(time), end, f"{name}: t = {time_words(time)}", result())
    return result()


def _pieces(until: int) -> list[int]:
    """Return the times at which the run is looked at: few, as the leap that passes such a time is made twice."""
    exponent = len(str(until)) - 1
    return sorted({*(10 ** (exponent // k) for k in (8, 4, 2)), until})


def _times(until: int, extra: Mapping[int, float]) -> list[int]:
    """Return the times recorded: those of the run in doubles, and eight in a decade of ten in log t."""
    geometric = (10**k for k in range(len(str(until))))
    return sorted({t for t in (*geometric, *extra, until) if t <= until})


def _points(records: Sequence[Record], coarse: Mapping[int, float]) -> tuple[Point, ...]:
    with ctx.workprec(BITS):
        return tuple(
            Point(r.time, r.gamma, (r.log10_discrepancy * arb(10).log()).mid(), r.loss.log().mid(), coarse.get(r.time))
            for r in records
            if r.log10_discrepancy is not None
        )


def _law(law: str, time: float) -> float:
    log = time * LOG10
    laws: dict[str, float] = {"log t": log, "log² t": log**2, "log³ t": log**3, "t": 10.0 ** min(time, 300.0)}
    return laws[law]


def _fits(records: Sequence[Record]) -> tuple[Fit, ...]:
    """Fit every law in windows that double in log t, ending at the last record; one window alone tells nothing."""
    late = [(math.log10(r.time), r) for r in records if r.time >= 10 and r.log10_discrepancy is not None]
    end = late[-1][0] if late else 0.0
    fits = []
    for low, high in pairwise(end / 2**k for k in (3, 2, 1, 0)):
        inside = [(time, LOG10 * float(_drop(r))) for time, r in late if low <= time <= high]
        # where D stands still to all digits of a double, no law can be fitted
        if len(inside) < FEWEST or len({value for _, value in inside}) == 1:
            continue
        for law in LAWS:
            phi = np.array([_law(law, time) for time, _ in inside])
            fall = np.array([value for _, value in inside])
            shape = (phi - phi.mean()) / np.ptp(phi)
            slope = float(shape @ (fall - fall.mean()) / (shape @ shape))
            miss = np.abs(fall - fall.mean() - slope * shape).max() / np.ptp(fall)
            fits.append(Fit(law, (low, high), slope / float(np.ptp(phi)), float(miss)))
    return tuple(fits) if len({fit.window for fit in fits}) > 1 else ()


def _constant(
    data: Dataset, modes: Modes, start: Start, assumption: UniformMargin, records: Sequence[Record]
) -> Comparison | None:
    """Return the constant of log³ t as the last records tell it, and as the limit of w tells it."""
    late = [r for r in records if r.time > 1 and abs(r.gamma) > 8 and r.log10_discrepancy is not None]
    if len(late) < FEWEST:
        return None
    last = late[-1]
    half = min(late, key=lambda r: abs(2 * math.log(r.time) - math.log(last.time)))
    rows = data.rows
    centre = fmpq_mat(rows, rows, [fmpq(int(i == j)) - fmpq(1, rows) for i in range(rows) for j in range(rows)])
    problem, first = modes.problem, deviation_start(modes, start)
    with ctx.workprec(BITS):
        fall = (_drop(last) - _drop(half)) * arb(10).log()
        measured = fall / (3 * (slowing(abs(last.gamma)) - slowing(abs(half.gamma))))
        star = arb(assumption.norm_squared)
        # the part of w(0) that is orthogonal to the data never changes
        seen = sum((z * z for z in first.modes), arb(start.alignment or 0) ** 2 / star)
        slowest = least_eigenvalue(centre * data.gram * centre, bits=BITS) / data.n
        limit = last.norm_squared - (arb(start.norm_squared) - seen)
        predicted = arb(problem.eta_w / problem.eta_gamma) * 2 * slowest * star / (3 * limit)
        return Comparison(measured.mid(), predicted.mid())


def _drop(record: Record) -> arb:
    """Return −log₁₀ D of a record in which D is not 0."""
    assert record.log10_discrepancy is not None
    return -record.log10_discrepancy


def _picked(points: Sequence[Point]) -> list[Point]:
    if len(points) <= MOST_ROWS:
        return list(points)
    return [points[round(k * (len(points) - 1) / (MOST_ROWS - 1))] for k in range(MOST_ROWS)]


def _log10(value: arb) -> str:
    with ctx.workprec(BITS):
        return (value / arb(10).log()).str(8, radius=False)


EXPERIMENT = Experiment("linear-rate", "how D falls in the linear model: exp(−c log³ t), and c", linear_rate)
