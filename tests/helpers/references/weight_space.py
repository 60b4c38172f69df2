"""The reference that the steps in margin space are tested against: gradient descent on w itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.record import Record, measure_margins, record_steps
from verify.batchnorm.dynamics.state import Dyadic
from verify.batchnorm.dynamics.steppers import working_bits
from verify.batchnorm.dynamics.steppers.mpmath_stepper import mpmath_context, mpmath_number


def weight_step(
    weights: Sequence[Any],
    gamma: Any,
    samples: Sequence[Sequence[Any]],
    eta_w: Any,
    eta_gamma: Any,
    n: int,
    patches: int = 1,
    *,
    exp: Callable[[Any], Any],
    sqrt: Callable[[Any], Any],
) -> tuple[list[Any], Any]:
    """Take one step on w itself, from the rows z of Z = ``samples``; return w⁺ and γ⁺.

    With Σ = ZᵀZ/(nP) and v = Σ_i ℓ'_i Σ_p z_ip, w⁺ = w − (η_w γ/(n s)) (v − (⟨w, v⟩/s²) Σ w),
    which is (2.1) of the paper. The cost grows with d: the reference the margin-space step is tested against.

    >>> import math
    >>> w, gamma = weight_step([2.0], 0.0, [[1.0]], 1.0, 1.0, 1, exp=math.exp, sqrt=math.sqrt)
    >>> w, gamma
    ([2.0], 0.5)
    """
    margins = [sum(a * b for a, b in zip(row, weights, strict=True)) for row in samples]
    s = sqrt(sum(m * m for m in margins) / (n * patches))
    sums = [sum(margins[i * patches : (i + 1) * patches]) for i in range(n)]
    slopes = [-1 / (1 + exp(gamma * total / s)) for total in sums]
    pulled = _combine([slopes[row // patches] for row in range(n * patches)], samples)
    stretched = _combine(margins, samples)
    ratio = sum(a * b for a, b in zip(weights, pulled, strict=True)) / (s * s * n * patches)
    scale = eta_w * gamma / (n * s)
    moved = [w - scale * (a - ratio * b) for w, a, b in zip(weights, pulled, stretched, strict=True)]
    slope_gamma = sum(slope * total for slope, total in zip(slopes, sums, strict=True)) / (n * s)
    return moved, gamma - eta_gamma * slope_gamma


def descend_in_weight_space(
    z: fmpq_mat,
    weights: Sequence[fmpq],
    *,
    gamma: fmpq,
    eta_w: fmpq,
    eta_gamma: fmpq,
    steps: int,
    digits: int,
    patches: int = 1,
    uniform: Sequence[fmpq] | None = None,
    records_per_decade: int = 10,
) -> tuple[Record, ...]:
    """Run the reference: ``weight_step`` on w itself, with mpmath, at a cost that grows with d; keeps the margins.

    ``z`` is (nP × d), ``weights`` is w(0), ``uniform`` is w* or None.

    >>> records = descend_in_weight_space(fmpq_mat([[1]]), [fmpq(2)], gamma=fmpq(0), eta_w=fmpq(1), eta_gamma=fmpq(1),
    ...                                   steps=1, digits=15)
    >>> records[-1].gamma
    Dyadic(mantissa=1, exponent=-1)
    """
    bits = working_bits(digits, "mpmath")
    context = mpmath_context(bits)
    w, *samples = ([mpmath_number(context, value) for value in row] for row in (weights, *z.tolist()))
    g, eta_w_, eta_gamma_ = (mpmath_number(context, value) for value in (gamma, eta_w, eta_gamma))
    n = z.nrows() // patches
    records: list[Record] = []
    at = 0
    for t in record_steps(steps, per_decade=records_per_decade):
        for _ in range(t - at):
            w, g = weight_step(w, g, samples, eta_w_, eta_gamma_, n, patches, exp=context.exp, sqrt=context.sqrt)
        at = t
        records.append(_weight_record(t, z, [Dyadic.of(value) for value in w], Dyadic.of(g), uniform, patches, bits))
    return tuple(records)


def _combine(coefficients: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Σ_r coefficients[r] · rows[r]."""
    total = [coefficients[0] * z for z in rows[0]]
    for coefficient, row in zip(coefficients[1:], rows[1:], strict=True):
        total = [sum_ + coefficient * z for sum_, z in zip(total, row, strict=True)]
    return total


def _weight_record(
    t: int, z: fmpq_mat, w: list[Dyadic], gamma: Dyadic, uniform: Sequence[fmpq] | None, patches: int, bits: int
) -> Record:
    """The record of w itself: margins rounded to the working precision, the norm and the alignment directly."""
    column = fmpq_mat(len(w), 1, [value.rational for value in w])
    norm_squared: Any = (column.transpose() * column)[0, 0]
    alignment = (
        None if uniform is None else sum((a * b for a, b in zip(column.entries(), uniform, strict=True)), fmpq(0))
    )
    with ctx.workprec(bits):
        margins = [Dyadic.of(arb(margin)) for margin in (z * column).entries()]
        balls = arb(norm_squared), None if alignment is None else arb(alignment)
    return measure_margins(
        t,
        gamma,
        margins,
        patches=patches,
        norm_squared=balls[0],
        alignment=balls[1],
        bits=bits,
        keep_margins=True,
    )
