"""What a descent leaves behind: when it is recorded, and what of the state is worth a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx
from gmpy2 import iroot

from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.errors import InputError


@dataclass(frozen=True)
class Record:
    """The state at step ``t`` as a reader wants it, each number rounded to the working precision.

    ``loss`` is L; ``discrepancy`` is D, or D_patch for P > 1, and ``log10_discrepancy`` its logarithm, None where
    D = 0; ``norm_squared`` is ‖w‖², ``alignment`` ⟨w, w*⟩, None where the start has none; ``margins`` are m = Z w,
    None unless asked for. The numbers are exact functions of the state, so D shows the state's rounding, not its own.

    >>> Record(t=0, gamma=Dyadic(1), loss=Dyadic(1), discrepancy=Dyadic(1, -9), log10_discrepancy=None,
    ...        norm_squared=Dyadic(1), alignment=None, margins=None).discrepancy.decimal(4)
    '0.001953'
    """

    t: int
    gamma: Dyadic
    loss: Dyadic
    discrepancy: Dyadic
    log10_discrepancy: Dyadic | None
    norm_squared: Dyadic
    alignment: Dyadic | None
    margins: tuple[Dyadic, ...] | None


def record_steps(steps: int, *, per_decade: int = 10) -> Iterator[int]:
    """Yield 0, 1, …, 10, then about ``per_decade`` whole numbers ⌊10^(k/per_decade)⌋ a decade, and last ``steps``.

    >>> list(record_steps(30))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 19, 25, 30]
    >>> list(record_steps(3)), list(record_steps(100, per_decade=2))
    ([0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 100])

    Raises InputError where ``steps`` is negative or ``per_decade`` below 1.
    """
    if steps < 0:
        raise InputError(f"{steps} steps: a descent takes 0 steps or more")
    if per_decade < 1:
        raise InputError(f"{per_decade} records a decade: give at least 1")
    return _record_steps(steps, per_decade)


def _record_steps(steps: int, per_decade: int) -> Iterator[int]:
    yield from range(min(steps, 10) + 1)
    last, k = 10, per_decade + 1
    while last < steps:
        # An integer root: no rounding, so the same steps on every machine.
        t = min(int(iroot(10**k, per_decade)[0]), steps)
        if t > last:
            yield t
            last = t
        k += 1


def measure(problem: Problem, start: Start, state: State, *, bits: int, keep_margins: bool = False) -> Record:
    """Compute the record of ``state`` at ``bits`` bits.

    ‖w‖² = ‖w(0)‖² + Cᵀ(m(0) + m) and ⟨w, w*⟩ = ⟨w(0), w*⟩ + Σ C follow from the coefficients C of the state.
    Raises InputError where ‖w‖_Σ = 0.

    >>> from flint import fmpq, fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1), fmpq(7)), gamma=fmpq(0), norm_squared=fmpq(50))
    >>> state = State(0, Dyadic(0), (Dyadic(1), Dyadic(7)), (Dyadic(0), Dyadic(0)))
    >>> record = measure(problem, start, state, bits=53)
    >>> record.discrepancy.decimal(10), record.loss.decimal(10), record.norm_squared.decimal(10)
    ('0.7200000000', '0.6931471806', '50.00000000')
    """
    with ctx.workprec(_measuring_bits(bits)):
        coefficients = [value.ball for value in state.coefficients]
        moved = (c * (arb(m0) + m.ball) for c, m0, m in zip(coefficients, start.margins, state.margins, strict=True))
        norm_squared = sum(moved, arb(start.norm_squared))
        alignment = None if start.alignment is None else sum(coefficients, arb(start.alignment))
    return measure_margins(
        state.t,
        state.gamma,
        state.margins,
        patches=problem.patches,
        norm_squared=norm_squared,
        alignment=alignment,
        bits=bits,
        keep_margins=keep_margins,
    )


def measure_margins(
    t: int,
    gamma: Dyadic,
    margins: Sequence[Dyadic],
    *,
    patches: int,
    norm_squared: Any,
    alignment: Any,
    bits: int,
    keep_margins: bool = False,
) -> Record:
    """Compute the record of margins and γ at ``bits`` bits; ‖w‖² and ⟨w, w*⟩ are given, as balls.

    Raises InputError where every margin is 0.
    """
    if not any(value.mantissa for value in margins):
        raise InputError(f"‖w‖_Σ = 0 at step {t} (every margin is 0): give another w(0) or a smaller step size")
    with ctx.workprec(_measuring_bits(bits)):
        m = [value.ball for value in margins]
        loss, discrepancy = _loss(m, gamma.ball, patches), _discrepancy(m)
        log10 = discrepancy.log_base(10) if discrepancy > 0 else None
    return Record(
        t=t,
        gamma=gamma,
        loss=_round(loss, bits),
        discrepancy=_round(discrepancy, bits),
        log10_discrepancy=None if log10 is None else _round(log10, bits),
        norm_squared=_round(norm_squared, bits),
        alignment=None if alignment is None else _round(alignment, bits),
        margins=tuple(margins) if keep_margins else None,
    )


def _measuring_bits(bits: int) -> int:
    """Enough for the differences of nearly equal numbers of ``bits`` bits to keep ``bits`` bits."""
    return 2 * bits + 64


def _loss(m: list[Any], gamma: Any, patches: int) -> Any:
    """Mean over the samples of log(1 + exp(−γ M_i/s))."""
    rows = len(m)
    s = (sum(value * value for value in m) / rows).sqrt()
    outputs = [gamma * sum(m[row : row + patches]) / s for row in range(0, rows, patches)]
    return sum((-output).exp().log1p() for output in outputs) / len(outputs)


def _discrepancy(m: list[Any]) -> Any:
    """2(1 − m̄²/s²) as 2 Σ (m − m̄)²/Σ m², which keeps its relative accuracy as it goes to 0."""
    rows, total = len(m), sum(m)
    deviations = [rows * value - total for value in m]
    return 2 * sum(value * value for value in deviations) / (rows * rows * sum(value * value for value in m))


def _round(value: Any, bits: int) -> Dyadic:
    with ctx.workprec(bits):
        return Dyadic.of(value * 1)
