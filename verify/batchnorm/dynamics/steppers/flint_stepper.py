"""The stepper on python-flint alone, at any precision: midpoints of ball matrices, in few and wide operations."""

from __future__ import annotations

from typing import Any

from flint import arb, arb_mat, ctx

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import Dyadic, State

_ORIGIN = (0, 0)


class FlintStepper:
    """Gradient descent in margin space on midpoints of python-flint's balls, at ``bits`` bits.

    Each step agrees with ``margin_step`` to a few units of the last bit; radii are dropped after every step.

    >>> from flint import fmpq, fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> stepper = FlintStepper(problem, State(0, Dyadic(0), (Dyadic(3),), (Dyadic(0),)), bits=53)
    >>> stepper.advance(1)
    >>> stepper.state().gamma, stepper.state().margins
    (Dyadic(mantissa=1, exponent=-1), (Dyadic(mantissa=3, exponent=0),))
    """

    def __init__(self, problem: Problem, state: State, *, bits: int) -> None:
        self._bits, self._t, self._problem = bits, state.t, problem
        rows, n = problem.rows, problem.n
        with ctx.workprec(bits):
            self._factors = [arb_mat(factor).mid() for factor in problem.factors]
            self._w_scale = arb(problem.eta_w / n).mid()
            self._gamma_scale = arb(problem.eta_gamma / problem.eta_w).mid()
            self._root = arb(rows).sqrt().mid()
        self._coefficients = _column([value.ball for value in state.coefficients])
        self._margins = _column([value.ball for value in state.margins])
        self._gamma = state.gamma.ball
        self._ones = arb_mat(problem.patches, 1, [1] * problem.patches)

    def state(self) -> State:
        """Return the exact state after the steps taken so far."""
        return State(
            t=self._t,
            gamma=Dyadic.of(self._gamma),
            margins=tuple(map(Dyadic.of, self._margins.entries())),
            coefficients=tuple(map(Dyadic.of, self._coefficients.entries())),
        )

    def advance(self, count: int) -> None:
        """Take ``count`` steps.

        Raises InputError where an iterate leaves the finite numbers.
        """
        end = self._t + count
        with ctx.workprec(self._bits):
            while self._t < end:
                if self._gamma.is_zero():
                    self._step_at_zero()
                else:
                    self._t += self._run(end - self._t)
        Dyadic.of(self._gamma)

    def _run(self, count: int) -> int:
        """Take up to ``count`` steps, stopping early where γ is 0; return how many."""
        factors, m, gamma, coefficients = self._factors[::-1], self._margins, self._gamma, self._coefficients
        root, w_scale, gamma_scale = self._root, self._w_scale, self._gamma_scale
        n, patches, rows, one, origin = self._problem.n, self._problem.patches, self._problem.rows, arb(1), _ORIGIN
        ones, ones_row = self._ones, self._ones.transpose()
        scalar, weights, keys = arb_mat(1, 1), arb_mat(n, 1), [(i, 0) for i in range(n)]
        taken = 0
        for taken in range(1, count + 1):  # noqa: B007 - read after the loop
            row = m.transpose()
            squares = (row * m)[origin]
            scalar[origin] = slope = gamma * root / squares.sqrt()
            totals = m if patches == 1 else arb_mat(n, patches, m.entries()) * ones
            outputs = (totals * scalar).mid()  # exp is dearer on a ball with a radius
            numerator = slope * w_scale
            for key in keys:
                weights[key] = numerator / (one + outputs[key].exp())
            spread_weights = weights if patches == 1 else arb_mat(rows, 1, (weights * ones_row).entries())
            pull = (row * spread_weights)[origin]
            scalar[origin] = pull / squares
            change = spread_weights - m * scalar
            moved = change
            for factor in factors:
                moved = factor * moved
            m = (m + moved).mid()
            coefficients = coefficients + change
            gamma = (gamma + pull * gamma_scale / gamma).mid()
            if gamma.is_zero():
                break
        self._margins, self._gamma, self._coefficients = m, gamma, coefficients.mid()
        return taken

    def _step_at_zero(self) -> None:
        """Take the step from γ = 0: every p_i is 1/2 and w does not move."""
        squares = (self._margins.transpose() * self._margins)[_ORIGIN]
        total = sum(self._margins.entries(), arb(0))
        gain = arb(self._problem.eta_gamma / (2 * self._problem.n)) * total * self._root / squares.sqrt()
        self._gamma = gain.mid()
        self._t += 1


def _column(values: list[Any]) -> Any:
    return arb_mat(len(values), 1, values)
