"""Gradient descent with its finite step size to any time, 10^100 included: direct steps first, then leaps.

A leap follows the smooth curve through the iterates (``curve``) over many of them. It is accepted
only if at points inside it the residual Y(t+1) − Y(t) − F(Y(t)), summed over the iterations it spans (over those after
which a mode has forgotten it, where these are fewer), stays below the tolerance in every component, a mode being
measured relative to itself; the length of the next one is what this residual allows. The residual is formed from the
curve and the step alone. The errors so estimated are carried along and reported; they are estimates, not bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import log, log10

from flint import arb, ctx, fmpq, fmpz

from verify.batchnorm.dynamics.leaps.choice import SHORT, WORTH, Leap, after_leap, find_leap
from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.deviations import Deviations, deviation_start, deviation_steps
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import (
    FIRST_REACH,
    LeapRun,
    LeapState,
    Record,
    Settings,
    fresh_state,
    guard_digits,
    record_of,
)
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.errors import InputError

HANDOVER = 2048  # iterations before the first leap is tried
PATIENT = 10**6  # beyond this time a refused leap ends the run instead of being stepped over
LONGEST_WALK = 10**5  # direct steps between two tries
CRAWL = 400  # short leaps in turn that end a run


def leap_until(
    problem: Problem,
    start: Start | LeapState,
    *,
    until: int,
    digits: int = 30,
    tolerance_digits: int | None = None,
    flow: bool = False,
    observe: Callable[[LeapState], None] | None = None,
    record_times: Iterable[int] | None = None,
    handover: int = HANDOVER,
) -> LeapRun:
    """Run the descent from an exact start, or on from the state of an earlier run, to the iteration ``until``.

    ``tolerance_digits`` bounds the estimated error of one leap (default ``digits`` + 10, as D loses the digits of its
    own logarithm); ``record_times`` increase (default: four in a decade); ``observe`` is handed each state that a run
    can be continued from; a run so continued is bit-identical, with the same settings, to one that never stopped.
    With ``flow`` it is gradient flow in the clock of the iterations, η_w and η_γ being its speeds.
    Raises InputError where the state belongs to other settings, LeapError where no leap meets the tolerance.

    >>> from flint import fmpq_mat
    >>> problem = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
    >>> run = leap_until(problem, Start((fmpq(2), fmpq(1)), fmpq(1), fmpq(1)), until=10**20, digits=15)
    >>> run.final.gamma.str(15, radius=False), run.final.log10_discrepancy.str(12, radius=False)
    ('43.7491167668869', '-11180.2814163')
    """
    guard = start.settings.guard if isinstance(start, LeapState) else guard_digits(problem, start)
    settings = Settings(digits, digits + 10 if tolerance_digits is None else tolerance_digits, flow, guard)
    _check(settings, until, handover)
    modes = modes_of(problem, precision=settings.precision)
    if isinstance(start, LeapState):
        state = start
        if state.settings != settings or len(state.now.modes) != modes.count:
            raise InputError(f"state made with {state.settings} and {len(state.now.modes)} modes: continue it so")
    else:
        state = fresh_state(deviation_start(modes, start), settings, handover)
    with ctx.workprec(settings.precision):
        return _Runner(modes, state, until, observe, _times(state, until, record_times)).run()


def decades(*, per_decade: int = 4) -> Iterator[int]:
    """Yield 0, 1 and then about ``per_decade`` increasing times in each decade, without end.

    >>> from itertools import islice
    >>> list(islice(decades(), 8))
    [0, 1, 3, 5, 10, 17, 31, 56]
    """
    yield 0
    last = 0
    k = 0
    while True:
        now = int((fmpz(10) ** k).root(per_decade))
        if now > last:
            yield now
            last = now
        k += 1


def _times(state: LeapState, until: int, times: Iterable[int] | None) -> Iterator[int]:
    last = -1
    for time in decades() if times is None else times:
        if time <= last or time < 0:
            raise InputError(f"record time {time} after {last}: give increasing times from 0 on")
        last = time
        if time > until:
            return
        if time > state.seen:
            yield time


def _check(settings: Settings, until: int, handover: int) -> None:
    if not 5 <= settings.digits <= 10000:
        raise InputError(f"digits = {settings.digits} is out of range: give 5 to 10000")
    if settings.tolerance_digits < 5:
        raise InputError(f"tolerance_digits = {settings.tolerance_digits} is too low: give at least 5")
    if until < 0:
        raise InputError(f"until = {until} is negative: give a number of iterations from 0 on")
    if handover < 1:
        raise InputError(f"handover = {handover} is not positive: give the iteration of the first leap")


class _Runner:
    def __init__(
        self,
        modes: Modes,
        state: LeapState,
        until: int,
        observe: Callable[[LeapState], None] | None,
        times: Iterator[int],
    ) -> None:
        self.modes, self.state, self.until, self.observe = modes, state, until, observe
        self.links = modes.off_diagonal()
        self.times = times
        self.next_time = next(times, None)
        self.records: list[Record] = []

    def run(self) -> LeapRun:
        begun = self.state
        if self.until < begun.time:
            raise InputError(f"until = {self.until} lies before the state's own time {begun.time}: give a later one")
        while True:
            state = self.state
            if state.time == self.until:
                self._record_up_to(None, state, state)
                return self._result(begun, self._record(self.until, state.now, state))
            self._refuse_saddle()
            if state.time < state.attempt:
                self._step()
                continue
            leap = self._leap()
            if leap is None:
                continue
            after = after_leap(state, leap)
            self._require_progress(after, leap)
            if after.time > self.until:
                self._record_up_to(leap, state, after)
                final = self._record(self.until, leap.at(self.until - self.state.time), after)
                return self._result(begun, final)
            self._record_up_to(leap, state, after)
            self._keep(replace(after, seen=int(after.time.p // after.time.q)))

    def _result(self, begun: LeapState, final: Record) -> LeapRun:
        state = self.state = replace(self.state, seen=self.until)
        return LeapRun(
            records=tuple(self.records),
            final=final,
            state=state,
            direct_steps=state.direct_steps - begun.direct_steps,
            leaps=state.leaps - begun.leaps,
            rejections=state.rejections - begun.rejections,
            error=final.error,
        )

    def _keep(self, state: LeapState) -> None:
        self.state = state
        if self.observe is not None:
            self.observe(state)

    def _record(self, time: int, now: Deviations, state: LeapState) -> Record:
        error = (2 * (state.log_error + state.mean_error)).mid()
        return record_of(self.modes, now, time=time, error=error)

    def _record_up_to(self, leap: Leap | None, before: LeapState, after: LeapState) -> None:
        """Record the times up to the end of a leap (or up to the iterate itself), but none beyond ``until``."""
        while self.next_time is not None and self.next_time <= after.time and self.next_time <= self.until:
            time = self.next_time
            inside = leap is not None and time > before.time
            now = leap.at(time - self.state.time) if leap is not None and inside else before.now
            self.records.append(self._record(time, now, after if inside else before))
            self.next_time = next(self.times, None)

    def _step(self) -> None:
        state = self.state
        self._record_up_to(None, state, state)
        stop = min(state.attempt, fmpq(self.until))
        if self.next_time is not None:
            stop = min(stop, fmpq(self.next_time))
        count = int((stop - state.time).p)
        rounding = count * arb(2) ** (4 - self.modes.precision)
        try:
            now = deviation_steps(self.modes, state.now, count)
        except OverflowError as fault:
            raise InputError(
                f"the descent left the finite numbers between steps {state.time} and {stop}: give a smaller step size "
                "or another start"
            ) from fault
        self._keep(
            replace(
                state,
                time=stop,
                seen=int(stop.p),
                now=now,
                direct_steps=state.direct_steps + count,
                gamma_error=(state.gamma_error + rounding).mid(),
                mean_error=(state.mean_error + rounding).mid(),
                log_error=(state.log_error + rounding).mid(),
            )
        )

    def _refuse_saddle(self) -> None:
        """Raise LeapError where γ and the mean margin are 0 beside the working precision: the run stays at a saddle.

        A run that only passes one is led away before by its rounding errors; here only a symmetry of data and start
        keeps it, and time has no scale on which anything moves.
        """
        now = self.state.now
        tiny = arb(2) ** -self.modes.precision
        if abs(now.gamma) < tiny and abs(now.mean) <= tiny * max((abs(z) for z in now.modes), default=arb(0)):
            at = f"at t = {self.state.time}" if self.state.time else "at its start"
            raise LeapError(
                f"the run stays at a saddle {at}: γ and the mean margin are 0 to all digits, the loss is log 2, and no "
                "step leads away; take another γ or w"
            )

    def _require_progress(self, after: LeapState, leap: Leap) -> None:
        if after.slow <= CRAWL or after.time >= self.until:
            return
        part, time = leap.elapsed / after.time, int(after.time)
        left = (log(self.until) - log(time)) * int(part.q) / int(part.p)
        raise LeapError(
            f"at t = 10^{log10(time):.2f}: each of the last {after.slow} leaps was below t/{SHORT}, the end is about "
            f"{left:.2g} leaps away: take other digits, smaller steps or an earlier end"
        )

    def _leap(self) -> Leap | None:
        """Return the next leap, or None after putting the next try off, where none is worth taking."""
        state = self.state
        try:
            return find_leap(self.modes, self.links, state)
        except LeapError as error:
            if state.settings.flow or state.time > PATIENT:
                raise LeapError(f"at t = {state.time}: {_why(error, state)}") from error
            wait = min(max(WORTH, int(state.time.p) // 2), LONGEST_WALK)
            self.state = replace(state, attempt=state.time + wait, reach=FIRST_REACH)
            return None


def _why(error: LeapError, state: LeapState) -> str:
    if state.now.mean.is_zero():
        return "the mean margin is 0, and leaps measure it relative to itself: take another w"
    return f"{error}: take smaller steps or other digits"
