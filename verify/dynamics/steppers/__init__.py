"""The backends that take the steps: one formula, four arithmetics."""

from __future__ import annotations

from typing import Protocol

from verify.dynamics.problem import Problem
from verify.dynamics.state import State
from verify.dynamics.steppers.flint_stepper import FlintStepper
from verify.dynamics.steppers.mpmath_stepper import MpmathStepper
from verify.dynamics.steppers.numpy_stepper import DOUBLE_BITS, NumpyStepper
from verify.errors import InputError

__all__ = ["BACKENDS", "FlintStepper", "MpmathStepper", "NumpyStepper", "Stepper", "make_stepper", "working_bits"]

BACKENDS = ("flint", "mpmath", "float64")


class Stepper(Protocol):
    """What every backend offers: go on, and say where it stands."""

    def advance(self, count: int) -> None:
        """Take ``count`` steps."""

    def state(self) -> State:
        """Return the exact state after the steps taken so far."""


def working_bits(digits: int, backend: str = "flint") -> int:
    """Bits of the working precision: the least with 2^bits > 10^digits, no guard digits added; 53 for ``float64``.

    >>> working_bits(50), working_bits(15), working_bits(15, "float64")
    (167, 50, 53)
    """
    return DOUBLE_BITS if backend == "float64" else int(10**digits).bit_length()


def make_stepper(backend: str, problem: Problem, state: State, *, bits: int) -> Stepper:
    """Put the named backend at ``state``; raise InputError for a backend that does not exist.

    >>> from flint import fmpq, fmpq_mat
    >>> make_stepper("gpu", Problem(fmpq_mat([[1]]), fmpq(1), fmpq(1)), None, bits=53)
    Traceback (most recent call last):
        ...
    verify.errors.InputError: unknown backend 'gpu': take one of flint, mpmath, float64
    """
    match backend:
        case "flint":
            return FlintStepper(problem, state, bits=bits)
        case "mpmath":
            return MpmathStepper(problem, state, bits=bits)
        case "float64":
            return NumpyStepper(problem, state, bits=bits)
    raise InputError(f"unknown backend {backend!r}: take one of {', '.join(BACKENDS)}")
