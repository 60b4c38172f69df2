"""The reference steppers: the formula, run on mpmath's numbers."""

from __future__ import annotations

from flint import fmpq
from mpmath import MPContext, mpf

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers.formula import margin_step


class MpmathStepper:
    """Gradient descent in margin space by ``margin_step`` on mpmath numbers of ``bits`` bits, in a context of its own.

    >>> from flint import fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> stepper = MpmathStepper(problem, State(0, Dyadic(0), (Dyadic(3),), (Dyadic(0),)), bits=53)
    >>> stepper.advance(1)
    >>> stepper.state().gamma
    Dyadic(mantissa=1, exponent=-1)
    """

    def __init__(self, problem: Problem, state: State, *, bits: int) -> None:
        self._t, self._problem = state.t, problem
        self._context = context = mpmath_context(bits)
        self._factors = [
            [[mpmath_number(context, entry) for entry in row] for row in factor.tolist()] for factor in problem.factors
        ]
        self._eta_w, self._eta_gamma = (mpmath_number(context, eta) for eta in (problem.eta_w, problem.eta_gamma))
        self._gamma = _load(context, state.gamma)
        self._margins = [_load(context, value) for value in state.margins]
        self._coefficients = [_load(context, value) for value in state.coefficients]

    def state(self) -> State:
        """Return the exact state after the steps taken so far."""
        margins, coefficients = (tuple(map(Dyadic.of, vector)) for vector in (self._margins, self._coefficients))
        return State(t=self._t, gamma=Dyadic.of(self._gamma), margins=margins, coefficients=coefficients)

    def advance(self, count: int) -> None:
        """Take ``count`` steps."""
        problem, context = self._problem, self._context
        for _ in range(count):
            self._margins, self._gamma, change = margin_step(
                self._margins,
                self._gamma,
                self._factors,
                self._eta_w,
                self._eta_gamma,
                problem.n,
                problem.patches,
                exp=context.exp,
                sqrt=context.sqrt,
            )
            self._coefficients = [total + c for total, c in zip(self._coefficients, change, strict=True)]
        self._t += count


def mpmath_context(bits: int) -> MPContext:
    """Make an mpmath context of ``bits`` bits, apart from the global one.

    >>> mpmath_context(100).prec
    100
    """
    context = MPContext()
    context.prec = bits
    return context


def mpmath_number(context: MPContext, value: fmpq) -> mpf:
    """Round an exact rational to the context's precision.

    >>> mpmath_number(mpmath_context(53), fmpq(1, 2))
    mpf('0.5')
    """
    return context.mpf(int(value.numer())) / int(value.denom())


def _load(context: MPContext, value: Dyadic) -> mpf:
    return context.ldexp(context.mpf(value.mantissa), value.exponent)
