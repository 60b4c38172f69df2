"""The double-precision stepper, on NumPy arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from flint import arb, ctx, fmpq
from numpy.typing import NDArray

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.errors import InputError

DOUBLE_BITS = 53
# sizes within which neither a step's products nor a number's last bits are lost to the range of double precision
SMALLEST, LARGEST = 2.0**-1000, 2.0**1000


class NumpyStepper:
    """Gradient descent in margin space in float64; ``bits`` must be 53.

    The step is ``margin_step`` in wide operations. Bits may differ from one BLAS to the next, never from run to run.
    Raises InputError where the largest margin, the largest entry of the Gram matrix, γ or a step size is not between
    2^-1000 and 2^1000.

    >>> from flint import fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> stepper = NumpyStepper(problem, State(0, Dyadic(0), (Dyadic(3),), (Dyadic(0),)), bits=53)
    >>> stepper.advance(1)
    >>> stepper.state().gamma
    Dyadic(mantissa=1, exponent=-1)
    """

    def __init__(self, problem: Problem, state: State, *, bits: int) -> None:
        if bits != DOUBLE_BITS:
            raise InputError(
                f"backend 'float64' with {bits} bits: it has {DOUBLE_BITS}, take backend 'flint' for others"
            )
        self._t, self._problem = state.t, problem
        self._factors = [np.array([_doubles(row) for row in factor.tolist()]) for factor in problem.factors]
        self._eta_w, self._eta_gamma, self._gamma = _doubles([problem.eta_w, problem.eta_gamma, state.gamma.rational])
        self._margins, self._coefficients = (
            np.array(_doubles([value.rational for value in v])) for v in (state.margins, state.coefficients)
        )
        whole = problem.samples is None
        # the entries of G, or those of Z whose squares make them
        _require_range(
            "the largest entry of the Gram matrix" if whole else "the square of the largest entry of the data",
            self._factors[0] if whole else self._factors[0] ** 2,
        )
        _require_range("the largest margin", self._margins)
        for name, value in (("eta_w", self._eta_w), ("eta_gamma", self._eta_gamma), ("γ", self._gamma)):
            _require_range(name, np.array([value]), zero=state.gamma.mantissa == 0 and name == "γ")

    def state(self) -> State:
        """Return the exact state after the steps taken so far.

        Raises InputError where an iterate left the finite numbers.
        """
        margins, coefficients = (tuple(map(Dyadic.of, v.tolist())) for v in (self._margins, self._coefficients))
        return State(t=self._t, gamma=Dyadic.of(self._gamma), margins=margins, coefficients=coefficients)

    def advance(self, count: int) -> None:
        """Take ``count`` steps."""
        n, patches, rows = self._problem.n, self._problem.patches, self._problem.rows
        m, gamma = self._margins, self._gamma
        for _ in range(count):
            # the step's formula for m/2^k, with |m|/2^k about 1, so that no square leaves the range of doubles
            unit = 2.0 ** math.frexp(float(np.abs(m).max()))[1]
            near_one = m / unit
            squares = float(near_one @ near_one)
            s = math.sqrt(squares / rows)
            sums = near_one.reshape(n, patches).sum(axis=1)
            weights = _loss_slopes(gamma / s * sums)
            pull = float(weights @ sums)
            change = (self._eta_w * gamma / (n * s) / unit) * (
                np.repeat(weights, patches) - near_one * (pull / squares)
            )
            moved = change
            for factor in reversed(self._factors):
                moved = factor @ moved
            m = m + moved
            gamma = gamma + self._eta_gamma * pull / (n * s)
            self._coefficients = self._coefficients + change
        self._margins, self._gamma = m, gamma
        self._t += count


def _loss_slopes(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """1/(1 + exp(x)) without overflow at either end."""
    small = np.exp(-np.abs(outputs))
    return np.where(outputs > 0, small, 1.0) / (1.0 + small)


def _doubles(values: Sequence[fmpq]) -> list[float]:
    """Round to double precision; what is beyond it becomes infinite."""
    with ctx.workprec(DOUBLE_BITS):
        return [float(arb(value).mid()) for value in values]


def _require_range(name: str, values: NDArray[np.float64], *, zero: bool = False) -> None:
    """Raise InputError where the largest of some numbers is so large or small that double precision would lose it."""
    largest = float(np.abs(values).max())
    if not (zero and largest == 0) and not SMALLEST <= largest <= LARGEST:
        raise InputError(
            f"{name} is {largest:.3g}, beyond what float64 steps without loss (2^-1000 to 2^1000): take backend flint"
        )
