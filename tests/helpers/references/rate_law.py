"""The law of the slowest mode, which records of D are held against: see ``verify.batchnorm.dynamics.rates``."""

from __future__ import annotations

from flint import arb, ctx

from verify.batchnorm.dynamics.leaps.modes import Modes


def fall(modes: Modes, mean: arb, before: arb, after: arb) -> arb:
    """Return the log D that theory says is lost while γ goes from ``before`` to ``after``, its slowest mode alone.

    For P = 1 this leaves out only what is exponentially small in γ; for P > 1 it is the leading order in 1/γ.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.leaps.modes import modes_of
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> modes = modes_of(Problem(fmpq_mat([[2, 0], [0, 2]]), fmpq(1, 10), fmpq(1, 10)), precision=100)
    >>> fall(modes, arb(1), arb(0), arb(3)).str(5, radius=False)
    '27.000'
    """
    problem = modes.problem
    with ctx.workprec(modes.precision):
        factor = 2 * arb(problem.eta_w / problem.eta_gamma) / (problem.rows * mean * mean)
        square = (after * after - before * before) * modes.metric[0][0] / 2
        cube = (abs(after) ** 3 - abs(before) ** 3) * modes.coupling[0][0] / 3
        return (factor * (square + cube)).mid()
