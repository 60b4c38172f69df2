"""The smooth curve through the iterates of gradient descent, as power series about one of them.

The iterates lie on a curve Y with Y(t+1) − Y(t) = F(Y(t)), and D/(e^D − 1) = Σ B_k D^k/k! turns that into
dY/dt = Σ B_k/k! (d/dt)ᵏ F(Y), a fixed point reached by iterating truncated power series. Two changes of variable make
the leaps long: time is t + θ(eˣ − 1), as γ grows like log t, and a mode is followed through its logarithm, of the size
of log³ t and smooth where z_k itself falls by thousands of orders of magnitude within one leap. Near a change of sign
a mode is followed as it is (``plain``), in units of its own scale. A mode that only follows its forcing (``slaved``)
is found from z_k = κN_k/(κd_k + expm1(log z_k(t+1) − log z_k(t))), or where it is plain from
z_k = (κN_k − (z_k(t+1) − z_k(t)))/(κd_k), which needs no small step however stiff the mode is; whether the iterate lies
on that solution is measured.

With ``flow`` the Bernoulli series is cut to its first term and F to first order in η: gradient flow in the same clock.
Nothing here is rigorous; ``Curve.residual`` tests the curve against the step itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import log2
from typing import Any, NamedTuple

from flint import arb, arb_poly, ctx

from verify.dynamics import series as ps
from verify.dynamics.deviation import Deviations, Pieces, pieces
from verify.dynamics.modes import Modes

PICARD_EXTRA = 60  # iterations allowed beyond the order before the series counts as divergent
BERNOULLI_LIMIT = 40  # terms of the asymptotic series tried before a leap is refused


Links = list[list[tuple[int, arb, arb]]]


class LeapError(ArithmeticError):
    """No leap of useful length meets the tolerance: one line that says where and what to change."""


class Forms(NamedTuple):
    """Which modes are followed as they are (not through their logarithm), and which are slaved to their forcing."""

    plain: frozenset[int]
    slaved: frozenset[int]


class Increments(NamedTuple):
    """What one step adds to the mean, to γ, to each mode's track, to ‖w‖² and to ⟨w, w*⟩."""

    mean: Any
    gamma: Any
    tracks: list[Any]
    norm_squared: Any
    alignment: Any


class Residual(NamedTuple):
    """Y(t+1) − Y(t) − F(Y(t)) at one point, component by component, as absolute values."""

    mean: arb
    gamma: arb
    tracks: tuple[arb, ...]
    norm_squared: arb


@dataclass(frozen=True)
class Curve:
    """Polynomials in x for one leap: mode k is ``bases[k]``·exp(``tracks[k]``(x)), or without exp where it is plain.

    ``mismatch[k]`` is the relative distance of the iterate from the slaved solution, 0 for the other modes, and
    ``terms`` the number of terms of the Bernoulli series that were needed.
    """

    scale: arb
    mean: arb_poly
    gamma: arb_poly
    bases: tuple[arb, ...]
    tracks: tuple[arb_poly, ...]
    norm_squared: arb_poly
    alignment: arb_poly | None
    mismatch: tuple[arb, ...]
    forms: Forms
    terms: int
    flow: bool

    def at(self, x: arb) -> Deviations:
        """Return the iterate at x."""
        modes = []
        for k, (base, track) in enumerate(zip(self.bases, self.tracks, strict=True)):
            value = track(x)
            modes.append((base * (value if k in self.forms.plain else value.exp())).mid())
        return Deviations(
            mean=self.mean(x).mid(),
            modes=tuple(modes),
            gamma=self.gamma(x).mid(),
            norm_squared=self.norm_squared(x).mid(),
            alignment=None if self.alignment is None else self.alignment(x).mid(),
        )

    def residual(self, modes: Modes, links: Links, x: arb) -> Residual:
        """Return how far the curve is from a step of the descent (of the flow) at x, slaved modes over their rate."""
        here = self.at(x)
        parts = pieces(modes, links, here.mean, list(here.modes), here.gamma)
        plain = {k: self.bases[k] for k in self.forms.plain}
        shares = [force / z for force, z in zip(parts.force, here.modes, strict=True)]
        step = increments(modes, parts, list(here.modes), shares, plain=plain, flow=self.flow, log1p=arb.log1p)
        unit = (1 / (self.scale * x.exp())).mid()

        def gap(polynomial: arb_poly, increment: arb) -> arb:
            if self.flow:
                return abs(polynomial.derivative()(x) * unit - increment).mid()
            return abs(ps.difference_at(polynomial, x, unit.log1p().mid()) - increment).mid()

        tracks = [gap(track, increment) for track, increment in zip(self.tracks, step.tracks, strict=True)]
        for k in self.forms.slaved:
            rate = parts.decay[k] if k in self.forms.plain else parts.force[k] / here.modes[k]
            tracks[k] = (tracks[k] / abs(parts.kappa * rate)).mid()
        return Residual(
            gap(self.mean, step.mean),
            gap(self.gamma, step.gamma),
            tuple(tracks),
            gap(self.norm_squared, step.norm_squared),
        )


def increments(
    modes: Modes,
    parts: Pieces,
    coordinates: list[Any],
    shares: list[Any],
    *,
    plain: dict[int, arb],
    flow: bool,
    log1p: Callable[[Any], Any],
) -> Increments:
    """Return what one step adds, as numbers or as series; with ``flow``, the rates of the gradient flow.

    ``shares[k]`` is force_k/z_k. ``plain`` has the unit of each mode that is followed as it is; the others are
    followed through their logarithm.
    """
    kappa, uniform = parts.kappa, parts.uniform
    cross = uniform * 0
    square = uniform * 0
    for b, y in zip(modes.drift, parts.pull, strict=True):
        cross += b * y
        square += y * y
    along = cross + uniform * modes.total
    tracks = []
    for k, (z, d, force) in enumerate(zip(coordinates, parts.decay, parts.force, strict=True)):
        if k in plain:
            tracks.append(kappa * (force - d * z) / plain[k])
            continue
        ratio = kappa * (shares[k] - d)
        tracks.append(ratio if flow else log1p(ratio))
    return Increments(
        mean=kappa * along / modes.problem.rows,
        gamma=parts.lift,
        tracks=tracks,
        norm_squared=kappa * 0 if flow else kappa * kappa * (square + uniform * (cross + along)),
        alignment=kappa * uniform * modes.problem.rows,
    )


def curve_from(
    modes: Modes,
    links: Links,
    now: Deviations,
    *,
    scale: arb,
    order: int,
    reach: float,
    tolerance: int,
    forms: Forms,
    flow: bool,
) -> Curve:
    """Return the curve through an iterate as series of ``order`` terms.

    ``reach`` is log₂ of the x up to which it is wanted, and terms below 2^-``tolerance`` there are left out.
    Raises LeapError where the Bernoulli series is not small enough or the iteration does not settle.
    """
    with ps.truncation(order=order, precision=modes.precision):
        try:
            return _Solver(modes, links, now, scale, order, reach, tolerance, forms, flow).solve()
        except (ValueError, ZeroDivisionError) as error:
            raise LeapError("the power series of the leap meet a zero they are divided by") from error


class _Solver:
    def __init__(
        self,
        modes: Modes,
        links: Links,
        now: Deviations,
        scale: arb,
        order: int,
        reach: float,
        tolerance: int,
        forms: Forms,
        flow: bool,
    ) -> None:
        self.modes, self.links, self.now, self.scale, self.flow = modes, links, now, scale, flow
        self.order, self.reach, self.tolerance, self.forms = order, reach, tolerance, forms
        parts = pieces(modes, links, now.mean, list(now.modes), now.gamma)
        self.bases = [_unit(z, parts, k) if k in forms.plain else z for k, z in enumerate(now.modes)]
        self.second_order = self._needs_second_order(parts)
        self.terms, self.chosen = (1, True) if flow else (_likely_terms(scale, tolerance), False)
        self.clock = ps.Clock(scale)
        if not flow and not all(parts.kappa * d < 1 for d in parts.decay):
            raise LeapError("a mode overshoots at each step, so no smooth curve joins the iterates")
        alive = [k for k in range(modes.count) if k not in forms.plain]
        if not flow and not all(parts.kappa * (parts.force[k] / now.modes[k] - parts.decay[k]) > -1 for k in alive):
            raise LeapError("a mode changes sign from one step to the next, so no smooth curve joins the iterates")
        free = [k for k in alive if k not in forms.slaved]
        self.leader = max(free, key=lambda k: ps.magnitude(now.modes[k]), default=None)

    def _units(self) -> dict[int, arb]:
        return {k: self.bases[k] for k in self.forms.plain}

    def _needs_second_order(self, parts: Pieces) -> bool:
        largest = max((ps.magnitude(z) for z in self.now.modes), default=float("-inf"))
        smallest = min((ps.magnitude(z) for z in self.now.modes), default=float("-inf"))
        cost = 2 * ps.magnitude(self.now.gamma + 1) - 2 * ps.magnitude(self.now.mean) + 16
        return 2 * largest - smallest + cost > -self.modes.precision - 16

    def solve(self) -> Curve:
        mean, gamma = ps.constant(self.now.mean), ps.constant(self.now.gamma)
        tracks = [ps.constant(self._origin(k)) for k in range(len(self.bases))]
        previous: list[Any] = []
        for iteration in range(self.order + PICARD_EXTRA):
            ctx.cap = min(self.order, iteration + 3)
            self.clock = ps.Clock(self.scale)
            step, parts = self._increments(mean, gamma, tracks)
            self._choose_terms(step.gamma)
            mean = ps.midpoints(self.now.mean + self._integral(step.mean))
            gamma = ps.midpoints(self.now.gamma + self._integral(step.gamma))
            tracks = [
                self._slaved(k, parts, tracks)
                if k in self.forms.slaved
                else ps.midpoints(self._origin(k) + self._integral(increment))
                for k, increment in enumerate(step.tracks)
            ]
            current = [mean, gamma, *tracks]
            if ctx.cap == self.order and previous and self._settled(previous, current):
                return self._curve(mean, gamma, tracks)
            previous = current if ctx.cap == self.order else []
        raise LeapError("the power series of the leap does not settle")

    def _origin(self, k: int) -> arb:
        return (self.now.modes[k] / self.bases[k]).mid() if k in self.forms.plain else arb(0)

    def _increments(self, mean: Any, gamma: Any, tracks: list[Any]) -> tuple[Increments, Pieces]:
        """Return the increments along a curve, all modes being divided by the course of the leading one.

        Quotients of modes are formed from differences of their logarithms: the series of the modes themselves are too
        steep to be divided by each other.
        """
        course = ps.constant(arb(0)) if self.leader is None else tracks[self.leader]
        unit = course.exp()
        coordinates = [
            base * (track / unit if k in self.forms.plain else (track - course).exp())
            for k, (base, track) in enumerate(zip(self.bases, tracks, strict=True))
        ]
        parts = pieces(
            self.modes,
            self.links,
            mean,
            coordinates,
            gamma,
            unit=unit,
            bend=partial(ps.bend, unit=unit, reach=self.reach),
            second_order=self.second_order,
        )
        shares = [self._share(k, parts, coordinates[k], tracks[k], course) for k in range(len(tracks))]
        whole = [unit * z for z in coordinates]
        plain = self._units()
        return increments(self.modes, parts, whole, shares, plain=plain, flow=self.flow, log1p=ps.log1p), parts

    def _share(self, k: int, parts: Pieces, coordinate: Any, track: Any, course: Any) -> Any:
        if k in self.forms.plain:
            return None
        share = parts.quadratic[k] * (2 * course - track).exp() / self.bases[k]
        return share if parts.linear[k] is None else share + parts.linear[k] / coordinate

    def _integral(self, increment: Any) -> Any:
        return self.clock.integral(increment if self.flow else self.clock.mean_slope(increment, self.terms))

    def _slaved(self, k: int, parts: Pieces, tracks: list[Any]) -> Any:
        """Return the next track of a slaved mode; while the order grows, it is taken to change as its forcing does."""
        track, damping = tracks[k], parts.kappa * parts.decay[k]
        growing = ctx.cap < self.order
        if k in self.forms.plain:
            forcing = parts.kappa * parts.force[k] / self.bases[k]
            change = self._change(forcing / damping if growing else track)
            return ps.midpoints((forcing - change) / damping)
        course = ps.constant(arb(0)) if self.leader is None else tracks[self.leader]
        if parts.linear[k] is None:
            forcing, steep = parts.quadratic[k], 2 * course
        else:
            forcing, steep = parts.linear[k] + course.exp() * parts.quadratic[k], course
        forcing = parts.kappa * forcing
        change = self._change(steep + ps.logarithm(forcing / damping) if growing else track)
        target = forcing / (damping + (change if self.flow else ps.expm1(change)))
        self.bases[k] = target[0].mid()
        return ps.midpoints(steep + ps.logarithm(target))

    def _change(self, track: Any) -> Any:
        return self.clock.slope(track) if self.flow else self.clock.difference(track, self.terms + 1)

    def _choose_terms(self, increment: Any) -> None:
        if self.chosen or ctx.cap < self.order:
            return
        self.chosen = True
        size = ps.magnitude(increment[0])
        term, smallest = increment, 0.0
        for k, weight in enumerate(ps.bernoulli_weights(BERNOULLI_LIMIT)):
            relative = ps.magnitude(weight * term[0]) - size if k < 2 or not k % 2 else float("-inf")
            if k == 1 or (k and not k % 2):
                if relative < -self.tolerance - 16:
                    self.terms = k + 1
                    return
                if relative > smallest:
                    break
                smallest = relative
            term = self.clock.slope(term)
        raise LeapError("the Bernoulli series of the leap does not reach the tolerance")

    def _settled(self, previous: list[Any], current: list[Any]) -> bool:
        for before, after in zip(previous, current, strict=True):
            for k in range(self.order):
                gap = ps.magnitude(before[k] - after[k])
                if gap > -self.tolerance - 8 - k * self.reach:
                    return False
        return all(base.is_finite() for base in self.bases)

    def _curve(self, mean: Any, gamma: Any, tracks: list[Any]) -> Curve:
        step, _ = self._increments(mean, gamma, tracks)
        norm_squared = self.now.norm_squared + self._integral(step.norm_squared)
        alignment = None if self.now.alignment is None else self.now.alignment + self._integral(step.alignment)
        return Curve(
            scale=self.scale,
            mean=_polynomial(mean),
            gamma=_polynomial(gamma),
            bases=tuple(self.bases),
            tracks=tuple(_polynomial(track) for track in tracks),
            norm_squared=_polynomial(norm_squared),
            alignment=None if alignment is None else _polynomial(alignment),
            mismatch=tuple(self._mismatch(k, tracks[k]) for k in range(len(tracks))),
            forms=self.forms,
            terms=self.terms,
            flow=self.flow,
        )

    def _mismatch(self, k: int, track: Any) -> arb:
        if k not in self.forms.slaved:
            return arb(0)
        plain = k in self.forms.plain
        gap = track[0] - self._origin(k) if plain else self.bases[k] / self.now.modes[k] - 1
        return arb(abs(gap).mid())


def _likely_terms(scale: arb, tolerance: int) -> int:
    """Return the terms of the Bernoulli series needed for a function of log t: B_k/k! is about 2/(2π)ᵏ."""
    bits = ps.magnitude(scale) + 1.6
    terms = 2
    while terms < BERNOULLI_LIMIT and terms * bits - terms * log2(terms) < tolerance + 16:
        terms += 2
    return terms + 1


def _unit(z: arb, parts: Pieces, k: int) -> arb:
    """Return the scale of a mode that may vanish: its own size, or that at which its forcing and its decay balance."""
    balance = abs(parts.force[k] / parts.decay[k]).mid()
    unit = max(abs(z), balance) if balance.is_finite() else abs(z)
    return arb(1) if unit.is_zero() else unit.mid()


def _polynomial(series: Any) -> arb_poly:
    return arb_poly([series[k].mid() for k in range(series.prec)])
