"""Gradient descent step by step, at a chosen precision, recorded at geometrically spaced steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import groupby

from flint import arb, ctx

from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.record import Record, measure, record_steps
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers import default_backend, make_stepper, working_bits
from verify.batchnorm.dynamics.steppers.flint_arrays import OutOfRangeError
from verify.errors import InputError

MIN_DIGITS, MAX_DIGITS = 15, 100_000

Observer = Callable[[int, State], object]


@dataclass(frozen=True)
class Descent:
    """A descent as far as it went: its records, and the state from which it can go on.

    ``stopped`` tells that an observer ended it before its last step. ``digits`` are those of the working precision.

    >>> from flint import fmpq, fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1),), gamma=fmpq(0), norm_squared=fmpq(1))
    >>> [record.t for record in descend(problem, start, steps=3, digits=15).records]
    [0, 1, 2, 3]
    """

    problem: Problem
    start: Start
    digits: int
    backend: str
    records: tuple[Record, ...]
    state: State
    stopped: bool = False


def descend(
    problem: Problem,
    start: Start,
    *,
    steps: int,
    digits: int,
    backend: str | None = None,
    resume: State | None = None,
    records_per_decade: int = 10,
    keep_margins: bool = False,
    observe: Observer | None = None,
    observe_every: int | None = None,
) -> Descent:
    """Run gradient descent to step ``steps``, in working precision of ``digits`` decimal digits, no guard digits added.

    ``backend`` is "nfloat" (fast, words of 64 bits), "flint" (any precision), "mpmath" (reference) or "float64" (53
    bits whatever ``digits``); None takes the fastest there is for the digits, and flint from the start again where an
    iterate leaves the range of nfloat: ``observe`` then sees the steps anew. With ``resume`` the run goes on from that
    state of the same problem, backend and digits, and ends with the same bits as an unbroken one; its records are those
    after the state's step. ``observe(t, state)`` is called after each recorded step, and at each
    multiple of ``observe_every``; where it returns a true value the run stops there, with a record.

    Raises InputError for digits outside 15..100000, steps < 0 or before ``resume``, start and problem of different
    sizes, ‖w‖_Σ = 0, or an iterate that leaves the finite numbers.

    >>> from flint import fmpq, fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2, 1], [1, 3]]), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4))
    >>> start = Start(margins=(fmpq(1), fmpq(-1, 2)), gamma=fmpq(1), norm_squared=fmpq(1))
    >>> half = descend(problem, start, steps=20, digits=30)
    >>> descend(problem, start, steps=40, digits=30, resume=half.state).state == descend(
    ...     problem, start, steps=40, digits=30).state
    True
    """
    _require_sizes(problem, start, resume)
    _require_digits(digits)
    if backend is None:
        again = partial(
            descend,
            problem,
            start,
            steps=steps,
            digits=digits,
            resume=resume,
            records_per_decade=records_per_decade,
            keep_margins=keep_margins,
            observe=observe,
            observe_every=observe_every,
        )
        try:
            return again(backend=default_backend(digits))
        except OutOfRangeError:
            return again(backend="flint")
    bits = working_bits(digits, backend)
    schedule = record_steps(steps, per_decade=records_per_decade)
    if resume is not None and resume.t > steps:
        raise InputError(f"{steps} steps, but the saved state is at step {resume.t}: give at least as many steps")
    if observe_every is not None and observe_every < 1:
        raise InputError(f"observe_every = {observe_every}: give 1 or more")
    state = initial_state(start, bits=bits) if resume is None else resume
    stepper = make_stepper(backend, problem, state, bits=bits)
    records: list[Record] = []
    stopped = False
    for t, recorded in _stops(schedule, steps, observe_every if observe else None):
        if resume is not None and t <= resume.t:
            continue
        stepper.advance(t - state.t)
        state = stepper.state()
        stopped = observe is not None and bool(observe(t, state))
        if recorded or stopped:
            records.append(measure(problem, start, state, bits=bits, keep_margins=keep_margins))
        if stopped:
            break
    return Descent(problem, start, digits, backend, tuple(records), state, stopped)


def initial_state(start: Start, *, bits: int) -> State:
    """Truncate an exact start to ``bits`` bits: the state all backends begin from.

    >>> from flint import fmpq
    >>> start = Start(margins=(fmpq(1, 3),), gamma=fmpq(1), norm_squared=fmpq(1))
    >>> initial_state(start, bits=4).margins
    (Dyadic(mantissa=5, exponent=-4),)
    """
    with ctx.workprec(bits):
        gamma, *margins = (Dyadic.of(arb(value)) for value in (start.gamma, *start.margins))
    return State(t=0, gamma=gamma, margins=tuple(margins), coefficients=(Dyadic(0),) * len(margins))


def _require_digits(digits: int) -> None:
    if not MIN_DIGITS <= digits <= MAX_DIGITS:
        raise InputError(f"{digits} digits: give a number of digits from {MIN_DIGITS} to {MAX_DIGITS}")


def _require_sizes(problem: Problem, start: Start, resume: State | None) -> None:
    if len(start.margins) != problem.rows:
        raise InputError(f"start with {len(start.margins)} margins for {problem.rows} rows: give one margin a row")
    if resume is not None and not len(resume.margins) == len(resume.coefficients) == problem.rows:
        raise InputError(
            f"saved state with {len(resume.margins)} margins for {problem.rows} rows: it is another problem's"
        )


def _stops(schedule: Iterator[int], steps: int, every: int | None) -> Iterator[tuple[int, bool]]:
    """The steps at which to pause, in order, each with whether it is recorded."""
    observed = range(every, steps + 1, every) if every else ()
    tagged = merge(((t, True) for t in schedule), ((t, False) for t in observed))
    for t, group in groupby(tagged, key=lambda pair: pair[0]):
        yield t, any(recorded for _, recorded in group)
