"""The smooth curve through the iterates of gradient descent, as polynomials over one leap.

The iterates lie on a curve Y with Y(t+1) − Y(t) = F(Y(t)). Two changes of variable make the leaps long: time is
t + θ(eˣ − 1), as γ grows like log t, and a mode is followed through its logarithm, of the size of log³ t and smooth
where z_k itself falls by thousands of orders of magnitude within one leap. Near a change of sign a mode is followed as
it is (``plain``), in units of its own scale. With ``flow`` in the clock the difference is a derivative and F is taken
to first order in η: gradient flow.

``collocation`` finds the curve. Nothing here is rigorous; ``Curve.residual`` tests the curve against the
step itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flint import arb, arb_poly, ctx, fmpq

from verify.batchnorm.dynamics.leaps.chebyshev import Clock, magnitude
from verify.batchnorm.dynamics.leaps.deviations import Deviations, Pieces, pieces
from verify.batchnorm.dynamics.leaps.modes import Modes

Links = list[list[tuple[int, arb, arb]]]


class LeapError(ArithmeticError):
    """No leap of useful length meets the tolerance: one line that says where and what to change."""


class Increments(NamedTuple):
    """What one step adds to γ, to the mean, to each mode's track, to ‖w‖² and to ⟨w, w*⟩."""

    gamma: arb
    mean: arb
    tracks: list[arb]
    norm_squared: arb
    alignment: arb


class Residual(NamedTuple):
    """Y(t+1) − Y(t) − F(Y(t)) at one point, component by component, as absolute values.

    ``tracks`` is relative to the mode, or to the size at which its forcing and its decay balance if that is larger;
    ``rates[k]`` is what mode k forgets of an error at each step.
    """

    gamma: arb
    mean: arb
    tracks: tuple[arb, ...]
    rates: tuple[arb, ...]
    norm_squared: arb


@dataclass(frozen=True)
class Curve:
    """Polynomials in u, 0 ≤ u ≤ 1, for one leap: mode k is ``bases[k]``·exp(``tracks[k]``(u)), without exp if plain.

    The coefficients are to be summed at ``precision`` bits.
    """

    clock: Clock
    gamma: arb_poly
    mean: arb_poly
    bases: tuple[arb, ...]
    tracks: tuple[arb_poly, ...]
    norm_squared: arb_poly
    alignment: arb_poly | None
    plain: frozenset[int]
    precision: int

    def place(self, elapsed: fmpq) -> arb:
        """Return the u at which a time has elapsed."""
        with ctx.workprec(self.precision):
            return ((arb(elapsed) / self.clock.scale).log1p() / self.clock.length).mid()

    def at(self, u: arb) -> Deviations:
        """Return the iterate at u."""
        tracks = [self._value(track, u) for track in self.tracks]
        return Deviations(
            mean=self._value(self.mean, u),
            modes=followed(self.bases, tracks, self.plain),
            gamma=self._value(self.gamma, u),
            norm_squared=self._value(self.norm_squared, u),
            alignment=None if self.alignment is None else self._value(self.alignment, u),
        )

    def residual(self, modes: Modes, links: Links, u: arb) -> Residual:
        """Return how far the curve is from a step of the descent (of the flow) at u."""
        here = self.at(u)
        parts = pieces(modes, links, here.mean, list(here.modes), here.gamma)
        step = increments(modes, parts, here.modes, bases=self.bases, plain=self.plain, flow=self.clock.flow)
        with ctx.workprec(self.precision):
            degree = max(p.degree() for p in (self.gamma, self.mean, self.norm_squared, *self.tracks))
            row, length = self.clock.row(u, max(degree, 1)), self.clock.step(u)

        def gap(polynomial: arb_poly, increment: arb) -> arb:
            with ctx.workprec(self.precision):
                coefficients = polynomial.coeffs()
                total = sum((a * b for a, b in zip(row, coefficients, strict=False)), arb(0)) * length
                return (abs(total - increment).mid() + 0).mid()

        gaps, rates = [], []
        for k, (track, increment) in enumerate(zip(self.tracks, step.tracks, strict=True)):
            z, force, decay = here.modes[k], parts.force[k], parts.decay[k]
            scale = arb(1)
            if k in self.plain:
                scale = abs(self.bases[k]) / max(abs(z), abs(force / decay).mid(), key=magnitude)
            rate = parts.kappa * (decay if k in self.plain else force / z)
            gaps.append((gap(track, increment) * (scale if scale.is_finite() else 1)).mid())
            rates.append(rate.mid())
        return Residual(
            gap(self.gamma, step.gamma),
            gap(self.mean, step.mean),
            tuple(gaps),
            tuple(rates),
            gap(self.norm_squared, step.norm_squared),
        )

    def _value(self, polynomial: arb_poly, u: arb) -> arb:
        with ctx.workprec(self.precision):
            value = polynomial(u)
        return (value.mid() + 0).mid()


def followed(bases: Sequence[arb], tracks: Sequence[arb], plain: frozenset[int]) -> tuple[arb, ...]:
    """Return the modes that stand at these points of their tracks.

    >>> followed([arb(2), arb(2)], [arb(0), arb(-1)], frozenset({1}))
    (2.00000000000000, -2.00000000000000)
    """
    return tuple(
        (base * (track if k in plain else track.exp())).mid()
        for k, (base, track) in enumerate(zip(bases, tracks, strict=True))
    )


def increments(
    modes: Modes, parts: Pieces, coordinates: Sequence[arb], *, bases: Sequence[arb], plain: frozenset[int], flow: bool
) -> Increments:
    """Return what one step adds; with ``flow``, the rates of the gradient flow.

    ``bases`` has the unit of each mode that is followed as it is (``plain``); the others are followed through their
    logarithm, whose increment is not finite where a step changes their sign.
    """
    kappa, uniform = parts.kappa, parts.uniform
    cross = square = arb(0)
    for b, y in zip(modes.drift, parts.pull, strict=True):
        cross += b * y
        square += y * y
    along = cross + uniform * modes.total
    tracks = []
    for k, (z, d, force) in enumerate(zip(coordinates, parts.decay, parts.force, strict=True)):
        if k in plain:
            tracks.append(kappa * (force - d * z) / bases[k])
            continue
        ratio = kappa * (force / z - d)
        tracks.append(ratio if flow else ratio.log1p())
    return Increments(
        gamma=parts.lift,
        mean=kappa * along / modes.problem.rows,
        tracks=tracks,
        norm_squared=arb(0) if flow else kappa * kappa * (square + uniform * (cross + along)),
        alignment=kappa * uniform * modes.problem.rows,
    )
