"""How each kind of run goes on from a kept state: in pieces short enough that little is lost with any of them.

How a run is cut into pieces depends on the clock, its numbers do not: every engine continues from its states bit for
bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from verify.batchnorm.dynamics.certified.descent import Enclosure, certify
from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import decades, leap_until
from verify.batchnorm.dynamics.leaps.state import LeapState
from verify.batchnorm.dynamics.record import measure, record_steps
from verify.batchnorm.dynamics.runs.plan import RunPlan
from verify.batchnorm.dynamics.runs.snapshot import Snapshot, of_enclosure, of_leap_record, of_record
from verify.batchnorm.dynamics.state import State
from verify.batchnorm.dynamics.steppers import Stepper, make_stepper
from verify.errors import InputError

SHORTEST_PIECE, LONGEST_PIECE = 0.05, 0.2
SHORTEST_LEAPS, LONGEST_LEAPS = 3.0, 10.0
FIRST_LEAPS = 64


@dataclass(frozen=True)
class Moment:
    """A run between two pieces: the step it is at, how to go on from there, and what was recorded since the last one.

    ``state`` writes the text of the state; that of a certified run is empty until its end, where it is the line that
    says what is certified. ``look`` measures the moment, recorded or not; None where that costs too much.
    """

    t: int
    state: Callable[[], str]
    snapshots: tuple[Snapshot, ...] = ()
    look: Callable[[], Snapshot] | None = None


Emit = Callable[[Moment], object]


def go_on(plan: RunPlan, *, target: int, state: str, emit: Emit) -> None:
    """Take a run from ``state`` (empty: from its start) to step ``target``, handing each moment to ``emit``.

    Certified runs have no state to go on from. Raises InputError where a number is out of range, the state is
    damaged or beyond ``target``, an iterate leaves the finite numbers, or no leap meets the tolerance.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.problem import Problem, Start
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1),), gamma=fmpq(1), norm_squared=fmpq(1))
    >>> plan = RunPlan(digest="00", name="one", problem=problem, start=start, digits=30)
    >>> moments = []
    >>> go_on(plan, target=2, state="", emit=moments.append)
    >>> [moment.t for moment in moments]
    [0, 1, 2]
    """
    if plan.mode == "certify":
        _certify(plan, target, emit)
    elif plan.leaps:
        _leap(plan, target, state, emit)
    else:
        _step(plan, target, state, emit)


def is_recorded(plan: RunPlan, target: int) -> Callable[[int], bool]:
    """Return which steps an unbroken run to ``target`` records: others come from runs that ended there before."""
    if plan.mode == "certify":
        return lambda t: t <= target
    if not plan.leaps:
        return set(record_steps(target)).__contains__
    times = {target}
    for t in decades():
        if t > target:
            return times.__contains__
        times.add(t)
    raise AssertionError("decades never end")


def _step(plan: RunPlan, target: int, text: str, emit: Emit) -> None:
    problem, start = plan.problem, plan.start
    kept = State.parse(text) if text else None
    # no step is taken: this checks the numbers and gives the state to begin with
    begun = descend(
        problem,
        start,
        steps=kept.t if kept else 0,
        digits=plan.digits,
        backend=plan.backend,
        resume=kept,
    )
    if target < begun.state.t:
        raise InputError(f"{target} steps, but the kept state is at step {begun.state.t}: give at least as many steps")
    schedule = record_steps(target)
    look = partial(_measured, plan, begun.state)
    emit(Moment(begun.state.t, begun.state.text, () if kept else (look(),), look))
    stepper, at, pace = make_stepper(plan.backend, problem, begun.state, bits=plan.bits), begun.state.t, 1
    for t in schedule:
        while at < t:
            count = min(pace, t - at)
            seconds = _timed_steps(plan, stepper, at, count)
            at += count
            if seconds < SHORTEST_PIECE and count == pace:
                pace *= 2
            elif seconds > LONGEST_PIECE:
                pace = max(1, pace // 2)
            state = stepper.state()
            look = partial(_measured, plan, state)
            emit(Moment(at, state.text, (look(),) if at == t else (), look))


def _measured(plan: RunPlan, state: State) -> Snapshot:
    record = measure(plan.problem, plan.start, state, bits=plan.bits, keep_margins=True)
    return of_record(record, bits=plan.bits)


def _timed_steps(plan: RunPlan, stepper: Stepper, at: int, count: int) -> float:
    double = plan.backend == "float64"
    begun = time.monotonic()
    # overflow is noticed by the state, which refuses numbers that are not finite
    with np.errstate(all="ignore") if double else nullcontext():
        try:
            stepper.advance(count)
        except (ZeroDivisionError, OverflowError) as fault:
            raise InputError(
                f"‖w‖_Σ left the range of {plan.backend} between steps {at} and {at + count}: "
                "take backend flint, or give another start or step size"
            ) from fault
    return time.monotonic() - begun


def _leap(plan: RunPlan, target: int, text: str, emit: Emit) -> None:
    state = LeapState.from_text(text) if text else None
    at, stride, fixed = (-1 if state is None else state.seen), Fraction(1), 0.0
    if target < at:
        raise InputError(f"--until {target}, but the kept state is at {at}: give a later time")
    while at < target:
        goal = 0 if at < 0 else min(target, at + max(FIRST_LEAPS, int(at * stride)))
        begun = time.monotonic()
        try:
            run = leap_until(
                plan.problem, state or plan.start, until=goal, digits=plan.digits, flow=plan.mode == "flow"
            )
        except LeapError as fault:
            raise InputError(str(fault)) from fault
        seconds = time.monotonic() - begun
        # the cost of one call that does nothing
        fixed = fixed or seconds
        stride *= 2 if seconds < max(SHORTEST_LEAPS, 10 * fixed) else 1
        stride /= 2 if seconds > max(LONGEST_LEAPS, 30 * fixed) else 1
        records = {record.time: record for record in (*run.records, run.final) if record.time > at}
        snapshots = tuple(of_leap_record(record, bits=plan.bits) for record in records.values())
        state, at = run.state, goal
        emit(Moment(at, state.text, snapshots, partial(snapshots.__getitem__, -1) if snapshots else None))


def _certify(plan: RunPlan, target: int, emit: Emit) -> None:
    def pass_on(enclosure: Enclosure) -> None:
        snapshot = of_enclosure(enclosure, bits=plan.bits)
        emit(Moment(enclosure.step, str, (snapshot,), lambda: snapshot))

    run = certify(plan.problem, plan.start, steps=target, digits=plan.digits, guard_digits=plan.guard, observe=pass_on)
    emit(Moment(run.last.step, run.describe))
