"""About where rounding stops the fall of D: from the slowest mode and the working precision."""

from __future__ import annotations

import numpy as np
from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.runs.snapshot import Snapshot
from verify.batchnorm.dynamics.state import Dyadic

LARGEST_D = 2


def rounding_floor(record: Snapshot, problem: Problem, bits: int) -> tuple[Dyadic, Dyadic]:
    """Return about where rounding stops the fall of D at this record, and the least rate ρ it follows from.

    D is never above 2: a floor there says that rounding hides every move.
    """
    rate = _least_rate(record, problem)
    with ctx.workprec(64):
        return Dyadic.of(min(2 * (arb(2) ** -bits / rate) ** 2, arb(LARGEST_D)).mid()), Dyadic.of(rate)


def _least_rate(record: Snapshot, problem: Problem) -> arb:
    """ρ of the slowest mode, at most 1; 1 where the record is not near the uniform margin with γ of the right sign."""
    gamma, mean = record.gamma.ball, record.mean.ball
    least = _least_eigenvalue(problem)
    if record.mean_square is None or not gamma * mean > 0 or least is None:
        return arb(1)
    with ctx.workprec(64):
        s = record.mean_square.ball.sqrt()
        hidden = 1 / (1 + (gamma * problem.patches * mean / s).exp())
        curvature = hidden / abs(mean)
        if problem.patches == 1:
            curvature += hidden * (1 - hidden) * abs(gamma) / s
        rate = (arb(problem.eta_w) * abs(gamma) / (problem.n * s) * least * curvature).mid()
        # e^-γ is above 0, however far it is below the least double number
        return min(rate, arb(1)) if rate > 0 else arb(1)


def _least_eigenvalue(problem: Problem) -> arb | None:
    """The least eigenvalue above 0 of the centred Gram matrix, in double precision; None where there is none."""
    rows, trace = problem.rows, problem.trace()
    if not trace:
        return None
    if problem.samples is None:
        scaled = np.array([[_double(entry / trace) for entry in row] for row in problem.whole_gram().tolist()])
        centre = np.eye(rows) - 1 / rows
        values = np.linalg.eigvalsh(centre @ scaled @ centre)
    else:
        # AAᵀ and AᵀA have the same eigenvalues above 0; A is Z without its mean row
        size = max(map(abs, problem.samples.entries()))
        centred = np.array([[_double(entry / size) for entry in row] for row in problem.samples.tolist()])
        centred -= centred.mean(axis=0)
        values = np.linalg.eigvalsh(centred.T @ centred) * _double(size * size / trace)
    positive = values[values > 1e-13 * rows]
    return arb(trace) * float(positive.min()) if positive.size else None


def _double(value: fmpq) -> float:
    return int(value.numer()) / int(value.denom())
