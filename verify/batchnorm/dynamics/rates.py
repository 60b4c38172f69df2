"""The rate at which D falls: the power k and the constant c in log D ≈ −c logᵏ t, from theory and from records.

Derivation. Let m = a·1 + e with e small, ε = e/a, p = 1/(1 + exp(γP)) for a > 0 (else replace γ, a by −γ, −a), and J
the sum over the patches of a sample. To first order in e the pull is u = −p(ε + (1 − p)γ J ε), so a step adds
−(η_w γ p/(n a²)) K (e + (1 − p)γ J e) to e, with K = ΠGΠ, while γ gains η_γ P p. Hence along the descent

    de/dγ = −(η_w/η_γ) γ/(nP a²) · K (1 + (1 − p)γ J) e,      γ = log(η_γ P² t)/P + o(1).

For P = 1, J = 1: every mode falls by the factor exp(−(η_w/η_γ) λ/(n a²) (γ³/3 + γ²/2)), so with λ the least nonzero
eigenvalue of K, **log D ≈ −(2/3)(η_w/η_γ) λ/(n a²) log³ t**: the power is 3. A bound with log² is true but not sharp.
For P > 1 the modes that no sum over patches sees (JK^{1/2} = 0 on them) miss the factor γ of the others: with μ the
least eigenvalue of K on them, log D ≈ −(η_w/η_γ) μ/(n P³ a²) log² t: the power is 2. Where there are none, the
least nonzero eigenvalue β of K^{1/2}JK^{1/2} gives log D ≈ −(2/3)(η_w/η_γ) β/(n P⁴ a²) log³ t.

The derivation drops terms of second order in e; it is a heuristic that records can be held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flint import acb, arb, ctx

from verify.batchnorm.dynamics.leaps.modes import Modes
from verify.batchnorm.dynamics.leaps.state import Record
from verify.errors import InputError


@dataclass(frozen=True)
class Rate:
    """log D ≈ −``constant``·log(t)^``power``, natural logarithms."""

    power: int
    constant: arb


def predicted_rate(modes: Modes, mean: arb) -> Rate:
    """Return the power and the constant that theory gives where the mean margin tends to ``mean``.

    Raises InputError where there is no mode, as D is 0 then.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.leaps.modes import modes_of
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> modes = modes_of(Problem(fmpq_mat([[2, 0], [0, 2]]), fmpq(1, 10), fmpq(1, 10)), precision=100)
    >>> rate = predicted_rate(modes, arb(1))
    >>> rate.power, rate.constant.str(5, radius=False)
    (3, '0.66667')
    """
    problem = modes.problem
    if not modes.count:
        raise InputError("no deviation is possible on these data (D = 0), so it has no rate: give more samples")
    with ctx.workprec(modes.precision):
        factor = arb(problem.eta_w / problem.eta_gamma) / (problem.n * mean * mean)
        if modes.slow:
            return Rate(2, (factor * modes.metric[0][0] / problem.patches**3).mid())
        return Rate(3, (2 * factor * modes.coupling[0][0] / (3 * problem.patches**4)).mid())


def slowing(gamma: arb) -> arb:
    """Return Φ(γ) = ∫₀^γ x(1 + xσ(x))dx for γ ≥ 0: a mode of eigenvalue λ falls like exp(−(η_w/η_γ)(λ/(n a²))Φ(γ)).

    It is γ³/3 + γ²/2 − (3/2)ζ(3) + o(1), and in closed form by polylogarithms, at the precision in force.

    >>> with ctx.workprec(100):
    ...     slowing(arb(10)).str(10, radius=False), slowing(arb(0)).mid() < 1e-20
    ('381.5357867', True)
    """
    tail = -acb((-gamma).exp())
    left = sum((c * tail.polylog(k) for k, c in ((1, gamma**2), (2, 2 * gamma), (3, arb(2)))), acb(0))
    return (gamma**3 / 3 + gamma**2 / 2 - 3 * arb(3).zeta() / 2 - left.real).mid()


def told_power(records: Sequence[Record]) -> arb:
    """Return the power that the last half of the records tells: 1 + d log(−d log D/dγ)/d log γ, as γ grows like log t.

    The derivative leaves out what was lost early; what remains is of the order 1/γ. It wants records close together,
    and is a reading of data, no proof. Raises InputError where fewer than five records are late enough, or where a time
    comes twice (``(*run.records, run.final)`` may hold the last one so).
    """
    late = _late(records, 5)
    middle = len(late) // 2
    (first, speed), (last, later) = _speed(late[middle - 1], late[middle]), _speed(late[-2], late[-1])
    return (1 + (later / speed).log() / (last / first).log()).mid()


def _speed(before: Record, after: Record) -> tuple[arb, arb]:
    gain = abs(after.gamma) - abs(before.gamma)
    return (abs(after.gamma) + abs(before.gamma)) / 2, (_logs(after)[1] - _logs(before)[1]) / gain


def _late(records: Sequence[Record], needed: int) -> list[Record]:
    for before, after in pairwise(records):
        if after.time <= before.time:
            raise InputError(
                f"records at t = {before.time} and then t = {after.time}: give each time once, in increasing order"
            )
    late = [r for r in records if r.time >= 10 and r.log10_discrepancy is not None and r.log10_discrepancy < -1]
    if len(late) < needed:
        raise InputError(f"{len(late)} records with t ≥ 10 and 0 < D < 1/10: {needed} are needed, run for longer")
    return late


def _logs(record: Record) -> tuple[arb, arb]:
    drop = record.log10_discrepancy
    assert drop is not None
    return arb(record.time).log(), -drop * arb(10).log()
