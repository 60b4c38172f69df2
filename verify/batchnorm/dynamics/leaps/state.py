"""What a run of leaps keeps: records at chosen times, and a state from which it continues bit for bit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil

from flint import arb, ctx, fmpq, fmpz

from verify.batchnorm.dynamics.leaps.deviations import Deviations, amplitudes, discrepancy, log10_discrepancy, loss
from verify.batchnorm.dynamics.leaps.modes import Modes
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.errors import InputError
from verify.json_types import JsonObject

SCHEMA = "bnverify-leap-3"
MOST_GUARD = 100
FIRST_REACH = -1.0  # log₂ of x


@dataclass(frozen=True)
class Record:
    """The descent at one time: numbers are midpoints, exact binary numbers (``exact_text``); nothing is rigorous.

    ``log10_discrepancy`` is None where D = 0, ``alignment`` where the data admit no w*; ``error`` is the estimated
    relative error of ``discrepancy``.
    """

    time: int
    gamma: arb
    mean: arb
    discrepancy: arb
    log10_discrepancy: arb | None
    loss: arb
    norm_squared: arb
    alignment: arb | None
    amplitudes: tuple[arb, ...]
    error: arb


@dataclass(frozen=True)
class Settings:
    """What must not change between a run and its continuation.

    ``guard`` are the digits that log D loses beside those of an ordinary run, as a small w(0) makes it large.
    """

    digits: int
    tolerance_digits: int
    flow: bool
    guard: int = 0

    @property
    def precision(self) -> int:
        """Working precision in bits."""
        return int((self.tolerance_digits + self.guard + 14) * 3.33) + 8

    @property
    def guard_bits(self) -> int:
        """The guard digits in bits."""
        return int(self.guard * 3.33)

    @property
    def tolerance_bits(self) -> int:
        """The relative error allowed to one leap, as a power of 2."""
        return int(self.tolerance_digits * 3.33) + 1


@dataclass(frozen=True)
class LeapState:
    """A descent on its way: the iterate at ``time`` and all that decides how it goes on.

    ``seen`` is the last time records were made for, ``reach`` log₂ of the x that the next leap tries to span and
    ``attempt`` the time of that try, ``slow`` the number of short leaps in turn. The errors are estimates: of γ, of the
    mean (relative) and of log|z_k| at its worst.

    >>> state = fresh_state(Deviations(arb(1), (arb(2) ** -9,), arb(3), arb(4), None), Settings(30, 40, False), 2048)
    >>> LeapState.from_text(state.text()) == state
    True
    """

    settings: Settings
    time: fmpq
    seen: int
    now: Deviations
    reach: float
    attempt: fmpq
    direct_steps: int
    leaps: int
    rejections: int
    slow: int
    gamma_error: arb
    mean_error: arb
    log_error: arb

    def text(self) -> str:
        """Return the state as one line of JSON, all numbers exact."""
        now, settings = self.now, self.settings
        return json.dumps(
            {
                "schema": SCHEMA,
                "settings": [settings.digits, settings.tolerance_digits, settings.flow, settings.guard],
                "time": str(self.time),
                "seen": str(self.seen),
                "mean": exact_text(now.mean),
                "modes": [exact_text(z) for z in now.modes],
                "gamma": exact_text(now.gamma),
                "norm_squared": exact_text(now.norm_squared),
                "alignment": None if now.alignment is None else exact_text(now.alignment),
                "reach": self.reach.hex(),
                "attempt": str(self.attempt),
                "counts": [self.direct_steps, self.leaps, self.rejections, self.slow],
                "errors": [exact_text(e) for e in (self.gamma_error, self.mean_error, self.log_error)],
            }
        )

    @classmethod
    def from_text(cls, text: str) -> LeapState:
        """Return the state that ``text`` keeps; raises InputError where it is not such a text."""
        try:
            kept = json.loads(text)
            if kept["schema"] != SCHEMA:
                raise InputError(f"state of schema {kept['schema']!r}: this version reads {SCHEMA!r}, run it again")
            return _state(kept)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"state that cannot be read ({error!r}): give the text a run has kept") from error


@dataclass(frozen=True)
class LeapRun:
    """What a run returns: records, the record at its end, the state to continue from, and what it took.

    ``final.time`` is the last time of the run; ``state.time`` may lie before it, where the leap that passes it starts.
    ``error`` is the estimated relative error of D at the end.
    """

    records: tuple[Record, ...]
    final: Record
    state: LeapState
    direct_steps: int
    leaps: int
    rejections: int
    error: arb


def guard_digits(problem: Problem, start: Start) -> int:
    """Return about how many digits the fall of log D has beyond that of γ³: those of (η_w/η_γ)·tr(G)/(nP s²).

    A first step may be so large that it makes s itself large: then the s after it is meant.

    >>> from flint import fmpq_mat
    >>> problem = Problem(fmpq_mat([[2, 0], [0, 2]]), fmpq(1, 10**9), fmpq(1, 10**9))
    >>> guard_digits(problem, Start((fmpq(7, 500), fmpq(-1, 500)), fmpq(1), fmpq(1, 10**4)))
    5
    """
    rows = problem.rows
    spread = problem.trace() / rows
    square = sum((m * m for m in start.margins), fmpq(0)) / rows
    step = problem.eta_w * spread * min(fmpq(1), abs(start.gamma) + problem.eta_gamma) / 16
    with ctx.workprec(64):
        reached = arb(square) + arb(step * step / square)
        largest = (arb(problem.eta_w / problem.eta_gamma * spread) / reached).log_base(10)
        return min(MOST_GUARD, max(0, ceil(float(largest)))) if largest.is_finite() else 0


def fresh_state(now: Deviations, settings: Settings, handover: int) -> LeapState:
    """Return the state of a descent at time 0."""
    return LeapState(
        settings=settings,
        time=fmpq(0),
        seen=-1,
        now=now,
        reach=FIRST_REACH,
        attempt=fmpq(0 if settings.flow else handover),
        direct_steps=0,
        leaps=0,
        rejections=0,
        slow=0,
        gamma_error=arb(0),
        mean_error=arb(0),
        log_error=arb(0),
    )


def record_of(modes: Modes, now: Deviations, *, time: int, error: arb) -> Record:
    """Return the record of an iterate."""
    return Record(
        time=time,
        gamma=now.gamma,
        mean=now.mean,
        discrepancy=discrepancy(modes, now),
        log10_discrepancy=log10_discrepancy(modes, now),
        loss=loss(modes, now),
        norm_squared=now.norm_squared,
        alignment=now.alignment,
        amplitudes=amplitudes(modes, now),
        error=error,
    )


def exact_text(value: arb) -> str:
    """Return a midpoint as the exact text mantissa*2^exponent.

    >>> exact_text(arb(3) / 4)
    '3*2^-2'
    """
    mantissa, exponent = value.mid().man_exp()
    return f"{int(mantissa)}*2^{int(exponent)}"


def exact_value(text: str) -> arb:
    """Return the number that ``exact_text`` wrote; raises ValueError for another text.

    >>> exact_value('3*2^-2').str(5, radius=False)
    '0.75000'
    """
    mantissa, exponent = text.split("*2^")
    number = int(mantissa)
    with ctx.workprec(max(number.bit_length(), 2)):
        return arb((fmpz(number), fmpz(int(exponent))))


def _state(kept: JsonObject) -> LeapState:
    digits, tolerance_digits, flow, guard = kept["settings"]
    steps, leaps, rejections, slow = kept["counts"]
    gamma_error, mean_error, log_error = (exact_value(e) for e in kept["errors"])
    alignment = kept["alignment"]
    now = Deviations(
        mean=exact_value(kept["mean"]),
        modes=tuple(exact_value(z) for z in kept["modes"]),
        gamma=exact_value(kept["gamma"]),
        norm_squared=exact_value(kept["norm_squared"]),
        alignment=None if alignment is None else exact_value(alignment),
    )
    return LeapState(
        settings=Settings(int(digits), int(tolerance_digits), bool(flow), int(guard)),
        time=_fraction(kept["time"]),
        seen=int(kept["seen"]),
        now=now,
        reach=float.fromhex(kept["reach"]),
        attempt=_fraction(kept["attempt"]),
        direct_steps=int(steps),
        leaps=int(leaps),
        rejections=int(rejections),
        slow=int(slow),
        gamma_error=gamma_error,
        mean_error=mean_error,
        log_error=log_error,
    )


def _fraction(text: str) -> fmpq:
    numerator, _, denominator = text.partition("/")
    return fmpq(int(numerator), int(denominator or "1"))
