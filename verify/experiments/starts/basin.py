"""Where descent goes from a w(0) near −w*: to γ → +∞ after turning round, or to the mirror image with γ → −∞.

Prediction: near −w* the margins are about −s, γ falls from γ(0), and a deviation e of eigenvalue μ of Π(ZZᵀ/n)Π grows,
by gradient flow with equal steps, like d log|e|/dγ = −(μ/s²)γ(1 − γσ̄(γ)). By the time γ is 0 it has grown by
exp(c·μ/s²), c = ∫₀^γ(0) x(1 − xσ̄(x))dx (0.3926 for γ(0) = 1); where it is as large as s by then, w turns round. So the
half-angle of the cone of starts that do not is about exp(−c·μ/s²). The boundary itself leads to a saddle: γ = 0, the
mean margin 0 and the loss log 2. All this is argued by first order in e, not proved; runs of gradient flow tell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.deviations import Deviations
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import LeapRun, LeapState, Settings, fresh_state
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.rates import slowing
from verify.data import Dataset, Infeasible, check_assumption
from verify.errors import InputError
from verify.experiments.experiment import Comparison, Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

END = 256  # in units of 1/η: γ is then about log 256, of one sign or the other
FIRST_GUESS, WIDEN, WIDENINGS = 1.5, 4, 20
LEAST_DIGITS = 8
LARGEST_RATIO = 10**5  # beyond it the flow is too stiff for leaps of useful length
DECIDED = 0.25  # |γ| from which on a run whose γ and mean margin have one sign is taken to keep it


@dataclass(frozen=True)
class Cone:
    """The cone of a size ‖w(0)‖: ``ratio`` μ/s², the half-angle by bisection and its logarithm beside the predicted.

    ``saddle_loss``, ``saddle_gamma`` and ``saddle_cosine`` are the loss less log 2, |γ| and |m̄|/s where a run from the
    boundary has the least |γ| + |m̄|/s.
    """

    ratio: fmpq
    half_angle: arb
    log_angle: Comparison
    saddle_loss: arb
    saddle_gamma: arb
    saddle_cosine: arb


@dataclass(frozen=True)
class Basin:
    """The cones of several sizes, and ``slope`` c between the last two, computed and predicted; None for one size."""

    data: str
    cones: tuple[Cone, ...]
    slope: Comparison | None

    @property
    def sentence(self) -> str:
        """How the half-angle falls, and what lies on the boundary."""
        if self.slope is None:
            return f"{self.data}: sizes of w(0) followed: {len(self.cones)}, too few to say how the cone narrows"
        found, told = (value.str(5, radius=False) for value in (self.slope.computed, self.slope.predicted))
        nearest = min(float(abs(cone.saddle_loss)) for cone in self.cones)
        return (
            f"{self.data}: starts within an angle of about exp(−{found}·μ/s²) of −w* (predicted: {told}) go to γ → −∞, "
            f"all beyond to γ → +∞; on the boundary the loss comes within {nearest:.1e} of log 2"
        )

    def tables(self) -> tuple[Table, ...]:
        """Return a row for each size."""
        rows = tuple(
            (
                str(cone.ratio),
                cone.half_angle.str(8, radius=False),
                cone.log_angle.computed.str(6, radius=False),
                cone.log_angle.predicted.str(6, radius=False),
                cone.saddle_loss.str(2, radius=False),
                cone.saddle_gamma.str(2, radius=False),
                cone.saddle_cosine.str(2, radius=False),
            )
            for cone in self.cones
        )
        headings = ("μ/s²", "half-angle", "its log", "predicted", "L − log 2", "|γ|", "|m̄|/s")
        return (Table(f"{self.data}: the cone around −w*, the saddle on its boundary", headings, rows),)

    def draw(self, figure: Figure) -> None:
        """Draw the logarithm of the half-angle against μ/s²."""
        axes = figure.subplots()
        ratios = [float(arb(cone.ratio)) for cone in self.cones]
        axes.plot(ratios, [float(cone.log_angle.computed) for cone in self.cones], "o", label="bisection")
        axes.plot(ratios, [float(cone.log_angle.predicted) for cone in self.cones], "-", label="−c·μ/s²")
        axes.set(xlabel="μ/s²", ylabel="log of the half-angle", title=f"{self.data}: the cone around −w*")
        axes.legend()


def basin(
    *,
    data: Annotated[Dataset, "The data."],
    ratios: Annotated[tuple[fmpq, ...], "μ/s² for the sizes of w(0), increasing."] = tuple(map(fmpq, (2, 4, 8, 16))),
    gamma: Annotated[fmpq, "γ(0), above 0."] = fmpq(1),
    halvings: Annotated[int, "Bisections of the logarithm of the angle."] = 12,
    fastest: Annotated[bool, "Turn w in the fastest mode of the deviations instead of the slowest."] = False,
    seed: Annotated[int, "Seed of Gaussian data."] = 0,
    observe: Observer = quietly,
) -> Basin:
    """Bisect, by gradient flow, the angle to −w* at which γ → −∞ turns into γ → +∞, for several sizes of w(0).

    Raises InputError for data with patches, without w*, or of one dimension, and for ratios that do not increase.

    >>> data = Dataset.from_rows([[1, 1], [1, -1]], [1, 1])
    >>> found = basin(data=data, ratios=(fmpq(4),), halvings=4)
    >>> abs(float(found.cones[0].log_angle.computed) + 1.3) < 0.5
    True
    """
    if data.P > 1:
        raise InputError(f"{data.P} patches in basin: the prediction is for the linear model, use --patches 1")
    if gamma <= 0 or any(a >= b for a, b in pairwise((fmpq(0), *ratios))):
        raise InputError(
            f"γ(0) = {gamma}, ratios {','.join(map(str, ratios))}: give γ(0) above 0 and positive ratios that increase"
        )
    if ratios and ratios[-1] > LARGEST_RATIO:
        raise InputError(f"ratio {ratios[-1]}: give at most {LARGEST_RATIO}, where the half-angle is about 10^-17000")
    if not 1 <= halvings <= 1000:
        raise InputError(f"{halvings} halvings: give 1 to 1000")
    found = check_assumption(data)
    if isinstance(found, Infeasible):
        raise InputError(f"Assumption 2.1 fails: {found.describe()}; there is no −w* to start near")
    name = data.name or "the data"
    settings = Settings(LEAST_DIGITS, LEAST_DIGITS - 2 + halvings // 3, True, 2)
    problem = Problem(data.gram, fmpq(1), fmpq(1))
    modes = modes_of(problem, precision=settings.precision)
    if not modes.count:
        raise InputError(f"{name} leaves w no direction to turn in: give more samples")
    cones: list[Cone] = []
    for index, ratio in enumerate(ratios):
        observe(index, len(ratios), f"{name}: μ/s² = {ratio}", Basin(name, tuple(cones), _slope(cones)))
        with ctx.workprec(settings.precision):
            cones.append(_cone(_Starts(modes, settings, arb(found.norm_squared), gamma, ratio, fastest), halvings))
    return Basin(name, tuple(cones), _slope(cones))


@dataclass(frozen=True)
class _Starts:
    """Makes and follows the starts at an angle from −w*, of the norm for which μ/s² is ``ratio``."""

    modes: Modes
    settings: Settings
    star: arb
    gamma: fmpq
    ratio: fmpq
    fastest: bool

    @property
    def mode(self) -> int:
        """The mode that w is turned in."""
        return self.modes.count - 1 if self.fastest else 0

    def run(self, angle: arb, *, observe: Callable[[LeapState], None] | None = None) -> LeapRun:
        """Follow gradient flow; raises InputError where the leaps give up."""
        modes, n = self.modes, self.modes.problem.n
        scale = (self.modes.metric[self.mode][self.mode] / n / arb(self.ratio)).sqrt()
        norm = scale * self.star.sqrt()
        z = [arb(0)] * modes.count
        z[self.mode] = (norm * angle.sin()).mid()
        alignment = (-norm * angle.cos() * self.star.sqrt()).mid()
        mean = (alignment / self.star + z[self.mode] * modes.drift[self.mode] / n).mid()
        now = Deviations(mean, tuple(z), arb(self.gamma), (norm * norm).mid(), alignment)
        times = sorted({int(1.2**k) for k in range(31)} | {END})
        try:
            return leap_until(
                modes.problem,
                fresh_state(now, self.settings, 1),
                until=END,
                digits=self.settings.digits,
                tolerance_digits=self.settings.tolerance_digits,
                flow=True,
                record_times=[t for t in times if t <= END],
                observe=observe,
            )
        except LeapError as error:
            raise InputError(f"the flow from angle {angle.str(5, radius=False)} is lost: {error}") from error

    def turns_round(self, angle: arb) -> bool:
        """Return whether γ ends above 0; a run is not followed further than it takes to see."""
        try:
            return bool(self.run(angle, observe=_stop_where_decided).final.gamma > 0)
        except _DecidedError as decided:
            return decided.turns_round


class _DecidedError(Exception):
    """Ends a run whose γ has gone far enough to one side."""

    def __init__(self, turns_round: bool) -> None:
        super().__init__()
        self.turns_round = turns_round


def _stop_where_decided(state: LeapState) -> None:
    gamma, mean = float(state.now.gamma), float(state.now.mean)
    # a start near −w* has γ and the mean margin of different signs: one of the two has to change
    if gamma * mean > 0 and abs(gamma) > DECIDED:
        raise _DecidedError(gamma > 0)


def _cone(starts: _Starts, halvings: int) -> Cone:
    gamma = arb(starts.gamma)
    rate = slowing(gamma) - gamma**3 / 3
    predicted = (-rate * arb(starts.ratio)).mid()
    half_turn = arb.pi() / 2
    low = (predicted.exp() / FIRST_GUESS).min(half_turn / 4).mid()
    high = (low * FIRST_GUESS**2).mid()
    for _ in range(WIDENINGS):
        if not starts.turns_round(low):
            break
        low, high = (low / WIDEN).mid(), low
    else:
        raise InputError("even starts very near −w* turn round: give smaller ratios μ/s²")
    while not starts.turns_round(high):
        if high >= half_turn:
            raise InputError("starts orthogonal to w* do not turn round: give larger ratios μ/s²")
        low, high = high, (high * WIDEN).min(half_turn).mid()
    for _ in range(halvings):
        middle = (low * high).sqrt().mid()
        if starts.turns_round(middle):
            high = middle
        else:
            low = middle
    angle = (low * high).sqrt().mid()
    records = starts.run(high).records
    nearest = min(records, key=lambda r: float(abs(r.gamma)) + _cosine(float(r.discrepancy)))
    return Cone(
        ratio=starts.ratio,
        half_angle=angle,
        log_angle=Comparison(angle.log().mid(), predicted),
        saddle_loss=(nearest.loss - arb.const_log2()).mid(),
        saddle_gamma=abs(nearest.gamma).mid(),
        saddle_cosine=(1 - nearest.discrepancy / 2).max(arb(0)).sqrt().mid(),
    )


def _cosine(discrepancy: float) -> float:
    return math.sqrt(max(0.0, 1 - discrepancy / 2))


def _slope(cones: Sequence[Cone]) -> Comparison | None:
    if len(cones) < 2:
        return None
    before, after = cones[-2:]
    with ctx.workprec(128):
        step = arb(after.ratio - before.ratio)
        computed = (before.log_angle.computed - after.log_angle.computed) / step
        return Comparison(computed.mid(), (-after.log_angle.predicted / arb(after.ratio)).mid())


EXPERIMENT = Experiment("basin", "which starts near −w* end at γ → −∞: a cone, exp(−0.39 μ/s²) wide", basin)
