"""The choice of one leap: its length, the form of its modes, and what its residual says of its error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flint import arb, fmpq, fmpz

from verify.batchnorm.dynamics.leaps.chebyshev import Clock, magnitude
from verify.batchnorm.dynamics.leaps.collocation import System, solve_curve
from verify.batchnorm.dynamics.leaps.curve import Curve, LeapError, Links, Residual, increments
from verify.batchnorm.dynamics.leaps.deviations import Deviations, Pieces, pieces
from verify.batchnorm.dynamics.leaps.modes import Modes
from verify.batchnorm.dynamics.leaps.state import FIRST_REACH, LeapState

SHORT = 1000  # a leap below t/1000 is short
WORTH = 512  # a shorter leap costs more than direct steps
LARGEST_DEGREE = 160
CHECKS = (1, 5, 11, 15)  # in sixteenths of the degree: the residual is taken between this point and the next one
RETRIES = 25
PLAIN_FALL = 6.0  # a mode that falls by more than e to this power in a leap is followed by its logarithm
LN2 = math.log(2)
LONGEST_REACH = 4.0  # log₂ of x
FARTHEST = fmpz(10) ** 500  # the most iterations of one leap: more than a run may be asked for
PATIENCE = 4  # rejections in turn after which the length is cut faster
SHRINK, GROW, CUT = 0.7, 2.0, 0.2  # how the length changes: at most to 0.7 after a rejection, never below 0.2
NUDGE = arb((fmpz(1), fmpz(-20)))  # in x or less, to see how a forcing changes
FLOW_GRAIN = 2**30  # leaps of the flow end at multiples of 1/FLOW_GRAIN


@dataclass(frozen=True)
class Leap:
    """An accepted leap: its curve, the time it spans, its estimated errors, and how the next one is to be tried.

    ``gamma_error`` is absolute, ``mean_error`` relative, ``log_error`` that of
    the worst log|z_k|; all of this leap alone.
    """

    curve: Curve
    elapsed: fmpq
    gamma_error: arb
    mean_error: arb
    log_error: arb
    reach: float
    rejections: int

    def at(self, elapsed: fmpq) -> Deviations:
        """Return the iterate after a time not beyond the end of the leap."""
        return self.curve.at(self.curve.place(elapsed))


def find_leap(modes: Modes, links: Links, state: LeapState) -> Leap:
    """Return the next leap of a run; raises LeapError where none of useful length meets the tolerance."""
    now, settings = state.now, state.settings
    parts = pieces(modes, links, now.mean, list(now.modes), now.gamma)
    if not settings.flow and not all(parts.kappa * decay < 1 for decay in parts.decay):
        raise LeapError("a mode overshoots at each step, so no smooth curve joins the iterates")
    if parts.lift.is_zero():
        raise LeapError("γ stands still, so time has no scale")
    scale = (1 / abs(modes.problem.patches * parts.lift)).mid()
    degree, x = degree_for(settings.tolerance_digits + settings.guard), 2.0**state.reach
    if state.reach == FIRST_REACH:
        x = min(x, _first_length(now.modes, parts, scale))
    falls = _falls(modes, links, state, parts, scale)
    reason = ""
    for retry in range(RETRIES):
        elapsed = _elapsed(state, scale, x)
        if not settings.flow and elapsed < WORTH:
            raise LeapError(f"a leap of {elapsed} iterations is all that meets the tolerance{reason}")
        plain = frozenset(k for k, fall in enumerate(falls) if fall.over(x) < PLAIN_FALL)
        bases = tuple(_unit(z, parts, k) if k in plain else z for k, z in enumerate(now.modes))
        clock = Clock(scale, (arb(elapsed) / scale).log1p().mid(), settings.flow)
        system = System(modes, links, now, bases, plain, settings.flow)
        try:
            curve = solve_curve(
                system, clock, degree=degree, tolerance=settings.tolerance_bits, guard=settings.guard_bits
            )
        except LeapError as error:
            reason, x = f" ({error})", x / (2 if retry < PATIENCE else 8)
            continue
        errors = _errors(modes, links, curve, elapsed, degree, settings.guard_bits)
        excess = max(magnitude(error) for error in errors[3:]) + settings.tolerance_bits
        if excess < 0:
            reach = min(math.log2(x * min(GROW, 0.9 * 2.0 ** min(8.0, -excess / degree))), LONGEST_REACH)
            gamma_error, mean_error, log_error = errors[:3]
            return Leap(curve, elapsed, gamma_error, mean_error, log_error, reach, retry)
        reason, x = "", x * max(CUT, SHRINK * 2.0 ** (-2 * excess / degree))
    raise LeapError("the residual stays above the tolerance however short the leap is")


def degree_for(digits: int) -> int:
    """Return the degree of the polynomials of a leap: that of the least work for each decade, as measured.

    ``digits`` are those of its tolerance and the guard digits.

    >>> degree_for(40)
    48
    """
    return min(LARGEST_DEGREE, 8 + digits)


def after_leap(state: LeapState, leap: Leap) -> LeapState:
    """Return the state at the end of a leap, its errors carried along.

    An error of γ fades as the flow of γ contracts; one of the mean stays; both change how fast the modes fall.
    """
    end = arb(1)
    bend = _largest(abs(track(end)) for track in leap.curve.tracks)
    rounding = (1 + bend) * arb((fmpz(1), fmpz(6 - state.settings.precision)))
    gamma_error = state.gamma_error + leap.gamma_error + rounding
    mean_error = state.mean_error + leap.mean_error + rounding
    log_error = state.log_error + leap.log_error + bend * (4 * gamma_error + 4 * mean_error) + rounding
    return replace(
        state,
        time=state.time + leap.elapsed,
        now=leap.at(leap.elapsed),
        reach=leap.reach,
        leaps=state.leaps + 1,
        rejections=state.rejections + leap.rejections,
        slow=state.slow + 1 if leap.elapsed * SHORT < state.time else 0,
        gamma_error=(gamma_error * (-leap.curve.clock.length).exp()).mid(),
        mean_error=mean_error.mid(),
        log_error=log_error.mid(),
    )


def _first_length(coordinates: Sequence[arb], parts: Pieces, scale: arb) -> float:
    """Return the length, in x, in which most modes change by a few times themselves: the first try of a run.

    With a small w(0) the modes fall within a tiny part of the time in which γ moves.
    """
    rates = sorted(
        abs(float(parts.kappa * (force / z - decay) * scale))
        for z, force, decay in zip(coordinates, parts.force, parts.decay, strict=True)
        if not z.is_zero()
    )
    middle = rates[len(rates) // 2] if rates else 0.0
    return 4 / middle if math.isfinite(middle) and middle > 0 else math.inf


class _Fall(NamedTuple):
    """How fast a mode falls, in x: ``free`` on its own, ``forced`` once it follows its forcing, ``room`` e-folds off.

    A forcing far below the mode says nothing of it yet: near its own rounding it may even seem to stand still.
    """

    free: float
    forced: float
    room: float

    def over(self, x: float) -> float:
        """Return by how many e-folds the mode falls in a leap."""
        return min(self.free * x, self.room + self.forced * x)


def _falls(modes: Modes, links: Links, state: LeapState, parts: Pieces, scale: arb) -> list[_Fall]:
    now = state.now
    step = increments(
        modes, parts, now.modes, bases=(arb(1),) * modes.count, plain=frozenset(range(modes.count)), flow=True
    )
    moving = [(z, gain) for z, gain in zip(now.modes, step.tracks, strict=True) if not z.is_zero()]
    # so short a time that every mode changes by little: with a small w(0) they fall far while x is tiny
    shift = NUDGE / _largest([arb(1), *(abs(gain / z * scale) for z, gain in moving)])
    nudge = scale * shift
    later = [(z + nudge * gain).mid() for z, gain in zip(now.modes, step.tracks, strict=True)]
    then = pieces(modes, links, (now.mean + nudge * step.mean).mid(), later, (now.gamma + nudge * step.gamma).mid())
    falls = []
    for z, force, next_force, decay in zip(now.modes, parts.force, then.force, parts.decay, strict=True):
        free = abs(float(parts.kappa * decay * scale))
        forced, room = free, 0.0
        if not force.is_zero():
            forced = max(0.0, float((1 - next_force / force) / shift))
            room = max(0.0, LN2 * (magnitude(decay * z) - magnitude(force)))
        falls.append(_Fall(0.0, 0.0, 0.0) if z.is_zero() else _Fall(free, forced, room))
    return falls


def _unit(z: arb, parts: Pieces, k: int) -> arb:
    """Return the scale of a mode that may vanish: its own size, or that at which its forcing and its decay balance."""
    balance = abs(parts.force[k] / parts.decay[k]).mid()
    unit = max(abs(z), balance) if balance.is_finite() else abs(z)
    return arb(1) if unit.is_zero() else unit.mid()


def _elapsed(state: LeapState, scale: arb, x: float) -> fmpq:
    grain = FLOW_GRAIN if state.settings.flow else 1
    span = (scale * arb(x).expm1()).mid()
    # a span that is not finite compares with nothing
    whole = (min(span, arb(FARTHEST)) * grain).mid().floor().unique_fmpz()
    if whole is None:
        raise LeapError("the time in which the descent changes is not finite")
    return fmpq(whole, grain)


def _errors(modes: Modes, links: Links, curve: Curve, elapsed: fmpq, degree: int, guard: int) -> list[arb]:
    """Return the estimated errors of γ, mean and logs, and then all that the tolerance is held against.

    An error of γ or of the mean stays, and multiplies how far the modes fall: in this leap, or by 2^``guard`` later.
    """
    places = [_between(part * degree // 16, degree) for part in CHECKS]
    worst: list[Residual] = [curve.residual(modes, links, u) for u in places]
    span, end = arb(elapsed), arb(1)
    here = curve.at(end)
    gamma = (span * _largest(r.gamma for r in worst)).mid()
    mean = (span * _largest(r.mean for r in worst) / abs(here.mean)).mid()
    norm = (span * _largest(r.norm_squared for r in worst) / here.norm_squared).mid()
    logs = _largest(
        gap * (1 / rate if rate * span > 1 else span)
        for r in worst
        for gap, rate in zip(r.tracks, r.rates, strict=True)
    )
    bend = max(1 + _largest(abs(track(end)) for track in curve.tracks), arb(2) ** guard)
    return [gamma, mean, logs, gamma * (1 + modes.problem.patches) * bend, mean * bend, logs, norm]


def _between(index: int, degree: int) -> arb:
    """Return the place between two points of the grid where their polynomial is largest."""
    return ((1 - arb.cos_pi_fmpq(fmpq(2 * index + 1, 2 * degree))) / 2).mid()


def _largest(values: Iterable[arb]) -> arb:
    """Return the largest of some values, or one that is not finite: no comparison with such a one holds."""
    largest = arb(0)
    for value in values:
        if not value.is_finite():
            return value
        largest = max(largest, value.mid())
    return largest
