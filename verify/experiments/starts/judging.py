"""Whether one run of descent, or of gradient flow, goes as predicted for η → 0; it ends as soon as that is decided.

Predicted are γ → +∞, the loss 1/(ηP²t), a D that falls, and a ‖w‖ that does not grow. (a) ‖w‖ never falls, so a run in
which it has grown by too much has missed for good. (b) Where γ and the mean margin are both below 0 and γ is far enough
there, it goes to the mirror image. (c) It is kept where, from ηP²t = 1000 on, it misses the loss and the length by less
than a quarter of the share, and D is small and falls: what is left of both misses falls like 1/t. (b) and (c) are
readings of runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import HANDOVER, leap_until
from verify.batchnorm.dynamics.leaps.deviations import deviation_start, discrepancy, loss
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import LeapState, Record, Settings
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.sufficient import BITS
from verify.data import Dataset, UniformMargin
from verify.errors import InputError

DIGITS, TOLERANCE = 5, 8
MOST_STEPS = 20_000  # a run that no leap fits ends at this time
MIRRORED = -2.0  # γ from which on a run with a negative mean margin is taken to stay at the mirror image
SETTLED, SMALL, CLEAR = 1000, 1e-3, 4  # ηP²t, D, and how many times better than asked, where a run is decided early


@dataclass(frozen=True)
class Tried:
    """One run: η (0 for gradient flow), r = ‖P w(0)‖, and how it missed the prediction; ``missed`` is empty if it kept.

    ``grown`` is ‖P w‖² at the end over r², ``loss`` is ηP²t·L there; None for a run that was lost, or was not needed as
    the theorem covers it.
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

    @property
    def lost(self) -> bool:
        """Whether the run could not be made to its end, so that it tells nothing."""
        return bool(self.missed) and self.grown is None


@dataclass(frozen=True)
class Judge:
    """Judges runs from one start on a dataset, to ``until`` in units of 1/η, by the share that they may miss by."""

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

    def length(self) -> arb:
        """Return r = ‖P w(0)‖ of the start."""
        modes = modes_of(self._problem(fmpq(1)), precision=self._settings.precision)
        with ctx.workprec(BITS):
            return self._seen(modes, self.start).sqrt().mid()

    @property
    def _settings(self) -> Settings:
        return Settings(DIGITS, TOLERANCE, False)

    def _problem(self, eta: fmpq) -> Problem:
        return Problem(self.data.gram, eta, eta, self.data.P)

    def _judged(self, problem: Problem, start: Start, eta: fmpq) -> Tried:
        modes = modes_of(problem, precision=self._settings.precision)
        if not modes.count:
            raise InputError(f"{self.data.name or 'the data'} leave D no room (D = 0 always): give more samples")
        flow = not eta
        with ctx.workprec(BITS):
            square = self._seen(modes, start)
            r = square.sqrt().mid()
        watch = _Watch(modes, start, square, self.miss)
        try:
            run = leap_until(
                problem,
                start,
                until=self.until if flow else max(1, int(self.until / eta)),
                digits=DIGITS,
                tolerance_digits=TOLERANCE,
                flow=flow,
                handover=1 if flow else HANDOVER,
                observe=watch,
            )
        except _DecidedError as decided:
            return Tried(eta, r, decided.grown, decided.loss, decided.missed)
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
            return f"γ ends at {short(last.gamma)}, not on its way to +∞"
        if not abs(loss - 1) <= arb(self.miss):
            return f"the loss is {short(loss)}/(ηP²t)"
        if not abs(grown - 1) <= arb(self.miss):
            return _grows(grown)
        half = records[len(records) // 2]
        if not (last.discrepancy < half.discrepancy or last.discrepancy.is_zero()):
            return f"D does not fall: it is {short(last.discrepancy)}"
        return ""


class _DecidedError(Exception):
    """Ends a run that is decided; ``missed`` is empty where it is kept."""

    def __init__(self, missed: str, grown: arb, loss: arb | None) -> None:
        super().__init__()
        self.missed, self.grown, self.loss = missed, grown, loss


class _Watch:
    """Sees each state of a run, and ends the run where it is decided (see the module's text), or walks without end."""

    def __init__(self, modes: Modes, start: Start, square: arb, miss: fmpq) -> None:
        self.modes, self.miss = modes, arb(miss)
        self.norm_squared, self.square = arb(start.norm_squared), square
        self.last: tuple[fmpq, arb] | None = None

    def __call__(self, state: LeapState) -> None:
        """Raise _DecidedError where the run is decided, LeapError where no leap fits."""
        now, problem = state.now, self.modes.problem
        with ctx.workprec(BITS):
            grown = (1 + (now.norm_squared - self.norm_squared) / self.square).mid()
            if grown > 1 + self.miss:
                raise _DecidedError(_grows(grown), grown, None)
            if now.gamma < MIRRORED and now.mean < 0:
                raise _DecidedError(f"γ falls below {short(now.gamma)}, not on its way to +∞", grown, None)
            clock = arb(problem.eta_gamma * problem.patches**2 * state.time)
            if now.gamma > 0 and now.mean > 0 and clock >= SETTLED:
                self._settle(state, clock, grown)
        if state.direct_steps > MOST_STEPS:
            raise LeapError(f"no smooth curve in {MOST_STEPS} steps")

    def _settle(self, state: LeapState, clock: arb, grown: arb) -> None:
        """End a run that is kept: at two states in turn it misses by little, and D is small and has fallen."""
        small, before = discrepancy(self.modes, state.now), self.last
        times_loss = (clock * loss(self.modes, state.now)).mid()
        room = self.miss / CLEAR
        near = abs(times_loss - 1) <= room and grown <= 1 + room and small < SMALL
        falls = before is not None and before[0] < state.time and (small < before[1] or small.is_zero())
        if near and falls:
            raise _DecidedError("", grown, times_loss)
        self.last = (state.time, small) if near else None


def _grows(grown: arb) -> str:
    return f"w grows: −log D is {short(grown)} or more times smaller"


def short(value: arb) -> str:
    """Return three digits of a number."""
    return value.str(3, radius=False)
