"""The choice of one leap: its order, its length, the modes that are slaved, and what its residual says of its error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flint import arb, arb_poly, fmpq, fmpz

from verify.dynamics.deviation import Deviations, Pieces, pieces
from verify.dynamics.leap_curve import Curve, Forms, LeapError, Links, Residual, curve_from
from verify.dynamics.leap_state import Habit, LeapState
from verify.dynamics.modes import Modes
from verify.dynamics.series import magnitude

WORTH = 512  # a leap over fewer iterations is not worth its series
ORDERS = range(12, 73, 4)
CHECKS = (fmpq(3, 10), fmpq(3, 5), fmpq(17, 20), fmpq(1))  # parts of the leap at which the residual is taken
SHRINK = fmpq(4, 5)
RETRIES = 25
STIFF = 30  # forcing rates per unit of x beyond which a mode is tried as slaved
LONGEST_WAIT = 32
PLAIN_LEAPS = 8
FLOW_GRAIN = 2**30  # leaps of the flow end at multiples of 1/FLOW_GRAIN


@dataclass(frozen=True)
class Leap:
    """An accepted leap: its curve, the time it spans, its estimated errors, and how the next one is to be tried.

    ``gamma_error`` is absolute, ``mean_error`` relative, ``log_error`` that of
    the worst log|z_k|; all of this leap alone.
    """

    curve: Curve
    x: arb
    elapsed: fmpq
    gamma_error: arb
    mean_error: arb
    log_error: arb
    order: int
    reach: float
    rejections: int
    habits: tuple[Habit, ...]

    def at(self, elapsed: fmpq) -> Deviations:
        """Return the iterate after a time not beyond the end of the leap."""
        return self.curve.at((arb(elapsed) / self.curve.scale).log1p().mid())


def find_leap(modes: Modes, links: Links, state: LeapState) -> Leap:
    """Return the next leap of a run; raises LeapError where none of useful length meets the tolerance."""
    now = state.now
    parts = pieces(modes, links, now.mean, list(now.modes), now.gamma)
    if parts.lift.is_zero():
        raise LeapError("γ stands still, so time has no scale")
    scale = (1 / abs(modes.problem.patches * parts.lift)).mid()
    search = _Search(modes, links, state, parts, scale)
    curve = search.curve()
    leap = _accepted(modes, links, state, curve, search.rejections)
    return replace(leap, habits=tuple(habit.older() for habit in search.habits))


class _Search:
    """Tries the forms in which the modes can be followed, and keeps what it learns of them."""

    def __init__(self, modes: Modes, links: Links, state: LeapState, parts: Pieces, scale: arb) -> None:
        self.modes, self.links, self.state, self.scale = modes, links, state, scale
        self.habits = list(state.habits)
        self.rejections = 0
        now = state.now
        self.plain = frozenset(k for k, z in enumerate(now.modes) if z.is_zero() or self.habits[k].plain)
        self.slaved = frozenset(k for k in _stiff(parts, now, scale) if not self.habits[k].pause)

    def curve(self) -> Curve:
        """Return the best curve found; raises LeapError where there is none."""
        curve = self._consistent()
        limiting = self._limiting(curve)
        if limiting is None or self.habits[limiting].settled:
            return curve
        before, self.plain = self.plain, self.plain ^ {limiting}
        try:
            other = self._consistent()
        except LeapError:
            other = None
        self.rejections += 1
        habit = self.habits[limiting]
        if other is None or self._reach(other) < self._reach(curve) + 0.3:
            self.plain = before
            wait = min(2 * habit.last_settled, LONGEST_WAIT)
            self.habits[limiting] = replace(habit, settled=wait, last_settled=wait)
            return curve
        turned = PLAIN_LEAPS if limiting in self.plain else 0
        self.habits[limiting] = replace(habit, plain=turned, last_settled=1)
        return other

    def _consistent(self) -> Curve:
        """Return a curve on whose slaved modes the iterate lies, with as many of them as may be."""
        while True:
            try:
                curve = self._solved()
                strangers = _strangers(curve, self.state)
                if not strangers:
                    return curve
            except LeapError:
                if not self.slaved:
                    raise
                strangers = self.slaved
            for k in strangers:
                wait = min(2 * self.habits[k].last_pause, LONGEST_WAIT)
                self.habits[k] = replace(self.habits[k], pause=wait, last_pause=wait)
            self.rejections += 1
            self.slaved = self.slaved - strangers

    def _solved(self) -> Curve:
        return curve_from(
            self.modes,
            self.links,
            self.state.now,
            scale=self.scale,
            order=self.state.order,
            reach=self.state.reach,
            tolerance=self.state.settings.tolerance_bits,
            forms=Forms(self.plain, self.slaved),
            flow=self.state.settings.flow,
        )

    def _reach(self, curve: Curve) -> float:
        return _reach(self.modes, self.state, curve, self.state.order)

    def _limiting(self, curve: Curve) -> int | None:
        """Return the one mode that makes the leap less than half as long as it would be without it, if there is one."""
        reaches = sorted(
            (_reach_of(track, self.state.settings.tolerance_bits + 4, self.state.order), k)
            for k, track in enumerate(curve.tracks)
            if not self.state.now.modes[k].is_zero()
        )
        rest = _reach(self.modes, self.state, replace(curve, tracks=()), self.state.order)
        if reaches and reaches[0][0] < min(reaches[1][0] if reaches[1:] else rest, rest) - 1:
            return reaches[0][1]
        return None


def after_leap(state: LeapState, leap: Leap) -> LeapState:
    """Return the state at the end of a leap, its errors carried along.

    An error of γ fades as the flow of γ contracts; one of the mean stays; both change how fast the modes fall.
    """
    bend = max((abs(track(leap.x)).mid() for track in leap.curve.tracks), default=arb(0))
    rounding = (1 + bend) * arb((fmpz(1), fmpz(6 - state.settings.precision)))
    gamma_error = state.gamma_error + leap.gamma_error + rounding
    mean_error = state.mean_error + leap.mean_error + rounding
    log_error = state.log_error + leap.log_error + bend * (4 * gamma_error + 4 * mean_error) + rounding
    return replace(
        state,
        time=state.time + leap.elapsed,
        now=leap.at(leap.elapsed),
        order=leap.order,
        reach=leap.reach,
        habits=leap.habits,
        leaps=state.leaps + 1,
        rejections=state.rejections + leap.rejections,
        gamma_error=(gamma_error * (-leap.x).exp()).mid(),
        mean_error=mean_error.mid(),
        log_error=log_error.mid(),
    )


def _stiff(parts: Pieces, now: Deviations, scale: arb) -> list[int]:
    stiff = []
    for k, z in enumerate(now.modes):
        if z.is_zero():
            continue
        forcing = abs(parts.kappa * parts.force[k] / z)
        if forcing * scale > STIFF and 100 * forcing > abs(parts.kappa * parts.decay[k]):
            stiff.append(k)
    return stiff


def _strangers(curve: Curve, state: LeapState) -> frozenset[int]:
    """Return the slaved modes whose iterate is not on the slaved solution to the tolerance."""
    allowed = arb((fmpz(1), fmpz(4 - state.settings.tolerance_bits)))
    return frozenset(k for k in curve.forms.slaved if not curve.mismatch[k] < allowed)


def _accepted(modes: Modes, links: Links, state: LeapState, curve: Curve, rejections: int) -> Leap:
    order, reach = _best_order(modes, state, curve)
    x = arb(2) ** arb(min(_reach(modes, state, curve, state.order), state.reach + 1))
    tolerance = arb((fmpz(1), fmpz(-state.settings.tolerance_bits)))
    for retry in range(RETRIES):
        elapsed = _elapsed(state, curve, x)
        if not state.settings.flow and elapsed < WORTH:
            raise LeapError(f"a leap of {elapsed} iterations is all that meets the tolerance")
        end = (arb(elapsed) / curve.scale).log1p().mid()
        errors = _errors(modes, links, curve, end, elapsed)
        if all(error < tolerance for error in errors[3:]):
            return Leap(
                curve=curve,
                x=end,
                elapsed=elapsed,
                gamma_error=errors[0],
                mean_error=errors[1],
                log_error=errors[2],
                order=order,
                reach=min(reach, float(magnitude(end)) + 1),
                rejections=rejections + retry,
                habits=state.habits,
            )
        x = (x * SHRINK).mid()
    raise LeapError("the residual stays above the tolerance however short the leap is")


def _elapsed(state: LeapState, curve: Curve, x: arb) -> fmpq:
    span = curve.scale * x.expm1()
    grain = FLOW_GRAIN if state.settings.flow else 1
    return fmpq(int(str((span * grain).mid().floor().unique_fmpz())), grain)


def _errors(modes: Modes, links: Links, curve: Curve, end: arb, elapsed: fmpq) -> list[arb]:
    """Return the estimated errors of γ, mean and logs, and then all that the tolerance is held against."""
    worst: list[Residual] = [curve.residual(modes, links, (end * part).mid()) for part in CHECKS]
    span = arb(elapsed)
    gamma = (span * _largest(r.gamma for r in worst)).mid()
    here = curve.at(end)
    mean = (span * _largest(r.mean for r in worst) / abs(here.mean)).mid()
    norm = (span * _largest(r.norm_squared for r in worst) / here.norm_squared).mid()
    logs = [
        _largest(r.tracks[k] for r in worst) * (1 if k in curve.forms.slaved else span) + curve.mismatch[k]
        for k in range(modes.count)
    ]
    bend = 1 + max((abs(track(end)).mid() for track in curve.tracks), default=arb(0))
    worst_log = _largest(logs)
    return [gamma, mean, worst_log, gamma * (1 + modes.problem.patches) * bend, mean * bend, worst_log, norm]


def _largest(values: Iterable[arb]) -> arb:
    return max((value.mid() for value in values), default=arb(0))


def _best_order(modes: Modes, state: LeapState, curve: Curve) -> tuple[int, float]:
    """Return the order that would have gone farthest for its cost, one more rung where that is the present one."""
    tried = [k for k in ORDERS if k <= state.order]
    reaches = {k: _reach(modes, state, curve, k) for k in tried}
    best = max(tried, key=lambda k: (reaches[k] - 2.2 * magnitude(arb(k) ** 8) / 8, k))
    if best == tried[-1] and best < ORDERS[-1]:
        return best + ORDERS.step, reaches[best]
    return best, reaches[best]


def _reach(modes: Modes, state: LeapState, curve: Curve, order: int) -> float:
    """Return log₂ of the x at which the last three of ``order`` coefficients fall below the tolerance."""
    bits = state.settings.tolerance_bits + 4
    bend = max((magnitude(track[1]) for track in curve.tracks), default=0.0) + state.reach
    careful = bits + max(bend, 0.0)
    wanted: list[tuple[arb_poly, float]] = [(track, float(bits)) for track in curve.tracks]
    wanted.append((curve.mean, careful - magnitude(curve.mean[0])))
    wanted.append((curve.gamma, careful + modes.problem.patches))
    wanted.append((curve.norm_squared, bits - magnitude(curve.norm_squared[0])))
    return min(_reach_of(polynomial, need, order) for polynomial, need in wanted)


def _reach_of(polynomial: arb_poly, bits: float, order: int) -> float:
    return min((-bits - magnitude(polynomial[k])) / k for k in range(order - 3, order))
