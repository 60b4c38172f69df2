"""One step of the descent in deviation coordinates: D keeps full relative accuracy however small it is.

The margins are m = a·1 + e with Σe = 0 and e = Q z (``modes``). With M_i the sum of the margins of
sample i over its patches, E_i that of e, f_i = γE_i/s, p̂ = 1/(1 + exp(γPa/s)), C = p̂(1 − p̂)γ/s, v = mean e² and
s² = a² + v, the loss derivatives are p_i = p̂ − p̂(1 − p̂)f_i + r_i, where
r_i = p̂(1 − p̂)((1 − p̂)f_i x_i − (x_i − f_i))/(1 + (1 − p̂)x_i), x_i = expm1(f_i), is of second order in e and formed
without cancellation. Then with q = mean_i (p_i − p̄)E_i/P, A = (p̄a + q)/s² and ū = (p̄v − aq)/s² the pull on the
margins is u = ū·1 − A e − C J e + (r − r̄), every term of which is accurate relative to itself. A step needs no more:
Gu is taken apart along 1 and along the modes, where the data enter through exact zeros and well-scaled numbers only.

Nothing here is rigorous: midpoints of balls are iterated and their radii dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.leaps.modes import Modes, mode_coordinates
from verify.batchnorm.dynamics.problem import Start

TAYLOR_BITS = 12  # below 2^-12 the remainder of exp is summed, above it is subtracted


@dataclass(frozen=True)
class Deviations:
    """An iterate in deviation coordinates: m = mean·1 + Q·modes, γ, and the by-products ‖w‖² and ⟨w, w*⟩.

    Numbers are midpoints, exact binary numbers at the precision of the modes; ``alignment`` is None where unknown.
    """

    mean: arb
    modes: tuple[arb, ...]
    gamma: arb
    norm_squared: arb
    alignment: arb | None


class Pieces(NamedTuple):
    """The parts of one step: z_k gains κ(force_k − decay_k z_k), γ gains ``lift``.

    ``pull`` is Qᵀu without the uniform part ū of u, which is ``uniform``.
    """

    kappa: arb
    decay: list[arb]
    force: list[arb]
    pull: list[arb]
    uniform: arb
    lift: arb


def deviation_start(modes: Modes, start: Start) -> Deviations:
    """Return an exact start in deviation coordinates, each mode rounded once.

    Raises InputError where no w has the margins of the start.

    >>> from flint import fmpq_mat
    >>> from verify.batchnorm.dynamics.leaps.modes import modes_of
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> problem = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
    >>> start = Start((1 + fmpq(1, 10**200), fmpq(1)), fmpq(1), fmpq(1))
    >>> now = deviation_start(modes_of(problem, precision=100), start)
    >>> discrepancy(modes_of(problem, precision=100), now).str(10, radius=False)
    '5.000000000e-401'
    """
    coordinates = mode_coordinates(modes, start.margins)
    with ctx.workprec(modes.precision):
        return Deviations(
            mean=_rounded(sum(start.margins, fmpq(0)) / len(start.margins)),
            modes=coordinates,
            gamma=_rounded(start.gamma),
            norm_squared=_rounded(start.norm_squared),
            alignment=None if start.alignment is None else _rounded(start.alignment),
        )


def deviation_steps(modes: Modes, now: Deviations, count: int) -> Deviations:
    """Take ``count`` steps of gradient descent, the reference the leaps are held against.

    >>> from flint import fmpq_mat
    >>> from verify.batchnorm.dynamics.leaps.modes import modes_of
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> problem = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
    >>> modes = modes_of(problem, precision=100)
    >>> now = deviation_start(modes, Start((fmpq(2), fmpq(1)), fmpq(1), fmpq(1)))
    >>> deviation_steps(modes, now, 100).gamma.str(10, radius=False)
    '2.420288605'
    """
    links = modes.off_diagonal()
    drift, total, rows = modes.drift, modes.total, modes.problem.rows
    mean, coordinates, gamma = now.mean, list(now.modes), now.gamma
    norm_squared, alignment = now.norm_squared, now.alignment
    with ctx.workprec(modes.precision):
        for _ in range(count):
            parts = pieces(modes, links, mean, coordinates, gamma)
            kappa, uniform, lift = parts.kappa, parts.uniform, parts.lift
            along = uniform * total
            twice = along + along
            for b, y in zip(drift, parts.pull, strict=True):
                along += b * y
                twice += 2 * (b * y)
            square = uniform * (twice - uniform * total)
            for y in parts.pull:
                square += y * y
            norm_squared = (norm_squared + kappa * kappa * square).mid()
            if alignment is not None:
                alignment = (alignment + kappa * uniform * rows).mid()
            mean = (mean + kappa * along / rows).mid()
            coordinates = [
                (z + kappa * (n - d * z)).mid() for z, d, n in zip(coordinates, parts.decay, parts.force, strict=True)
            ]
            gamma = (gamma + lift).mid()
    return Deviations(mean, tuple(coordinates), gamma, norm_squared, alignment)


def pieces(
    modes: Modes,
    links: list[list[tuple[int, arb, arb]]],
    mean: arb,
    coordinates: list[arb],
    gamma: arb,
    *,
    second_order: bool = True,
) -> Pieces:
    """Return the parts of a step at an iterate.

    Without ``second_order`` the terms of second order in e are left out, which is right to the working precision once
    e is below it.
    """
    problem = modes.problem
    n, patches, rows = problem.n, problem.patches, problem.rows
    metric, coupling, sums, drift = modes.metric, modes.coupling, modes.sums, modes.drift
    spread = arb(0)
    if second_order:
        for k, z in enumerate(coordinates):
            inner = metric[k][k] * z
            for j, entry, _ in links[k]:
                inner += entry * coordinates[j]
            spread += inner * z
        spread = spread / rows
    square = mean * mean + spread
    scale = square.sqrt()
    slope = gamma / scale
    odds = (slope * mean * patches).exp()
    weight = 1 / (1 + odds)
    rest = odds * weight
    curve = weight * rest * slope
    remainders = []
    covariance = bar = arb(0)
    if second_order:
        for i in range(n):
            total = arb(0)
            for k, z in enumerate(coordinates):
                total += sums[k][i] * z
            f = slope * total
            x = f.expm1()
            # 1 + rest·x would cancel where one margin dominates, p̂ being far below p_i then
            share = weight + rest * f.exp()
            r = weight * rest * (f * share - x if f < -1 else rest * x * f - remainder_of_exp(f, x)) / share
            remainders.append(r)
            bar += r
            covariance += (r - curve * total) * total
        bar = bar / n
        covariance = covariance / rows
    weight = weight + bar
    grip = weight * mean + covariance
    strength = grip / square
    uniform = (weight * spread - mean * covariance) / square
    decay, force, pull = [], [], []
    for k, z in enumerate(coordinates):
        damping = strength * metric[k][k] + curve * coupling[k][k]
        own = arb(0)
        for j, entry, coupled in links[k]:
            own -= (strength * entry + curve * coupled) * coordinates[j]
        for part, r in zip(sums[k], remainders, strict=False):
            own += part * (r - bar)
        decay.append(damping)
        pull.append(own - damping * z)
        force.append(own + drift[k] * uniform)
    kappa = slope * _step(problem.eta_w, n)
    lift = grip / scale * _step(problem.eta_gamma * patches, 1)
    return Pieces(kappa, decay, force, pull, uniform, lift)


def remainder_of_exp(f: arb, x: arb) -> arb:
    """Return expm1(f) − f with no cancellation, given x = expm1(f).

    Raises OverflowError where f is not finite.

    >>> remainder_of_exp(arb(1), arb(1).expm1()).str(10, radius=False)
    '0.7182818285'
    >>> tiny = arb(2) ** -1000
    >>> remainder_of_exp(tiny, tiny.expm1()) / (tiny * tiny)
    0.500000000000000
    """
    if not f.is_finite():
        raise OverflowError("an iterate left the finite numbers")
    mantissa, exponent = f.mid().man_exp()
    bits = -(int(mantissa).bit_length() + int(exponent))
    if bits < TAYLOR_BITS or not mantissa:
        return x - f
    total = arb(1)
    for j in range(2 + ctx.prec // bits, 2, -1):
        total = 1 + f * total / j
    return f * f * total / 2


def deviations(modes: Modes, now: Deviations) -> tuple[arb, ...]:
    """Return the nP deviations e = Q z of the margins from their mean."""
    with ctx.workprec(modes.precision):
        return tuple(
            sum((column[i] * z for column, z in zip(modes.basis, now.modes, strict=True)), arb(0)).mid()
            for i in range(modes.problem.rows)
        )


def discrepancy(modes: Modes, now: Deviations) -> arb:
    """Return the margin discrepancy D = 2 mean(e²)/s² (for P > 1 over all patches), accurate relative to itself."""
    with ctx.workprec(modes.precision):
        spread = _spread(modes, now)
        return (2 * spread / (now.mean * now.mean + spread)).mid()


def log10_discrepancy(modes: Modes, now: Deviations) -> arb | None:
    """Return log₁₀ D, or None where D = 0."""
    value = discrepancy(modes, now)
    with ctx.workprec(modes.precision):
        return None if value.is_zero() else (value.log() / arb(10).log()).mid()


def amplitudes(modes: Modes, now: Deviations) -> tuple[arb, ...]:
    """Return the signed length of each mode's part of e, |z_k|·‖column k of Q‖, slowest mode first."""
    with ctx.workprec(modes.precision):
        return tuple((z * modes.metric[k][k].sqrt()).mid() for k, z in enumerate(now.modes))


def loss(modes: Modes, now: Deviations) -> arb:
    """Return the training loss, the mean of log(1 + exp(−F_i)) over the samples."""
    problem = modes.problem
    with ctx.workprec(modes.precision):
        slope = now.gamma / (now.mean * now.mean + _spread(modes, now)).sqrt()
        total = arb(0)
        for i in range(problem.n):
            deviation = sum((row[i] * z for row, z in zip(modes.sums, now.modes, strict=True)), arb(0))
            total += (-slope * (problem.patches * now.mean + deviation)).exp().log1p()
        return (total / problem.n).mid()


def _spread(modes: Modes, now: Deviations) -> arb:
    return sum((e * e for e in deviations(modes, now)), arb(0)) / modes.problem.rows


def _step(eta: fmpq, n: int) -> arb:
    return arb(eta / n)


def _rounded(value: fmpq) -> arb:
    return arb(value).mid()
