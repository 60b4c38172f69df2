"""The backends that take the steps: one formula, four arithmetics.

In: a problem, a state, a number of steps. Out: the state after them, bit for bit the same however they are split.
Trusted: ``formula``, the one that all of them follow; each is tested against gradient descent on w itself.
"""

from __future__ import annotations

from typing import Protocol

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import State
from verify.batchnorm.dynamics.steppers.flint_arrays import arrays_offered, rounded_up
from verify.batchnorm.dynamics.steppers.flint_stepper import FlintStepper
from verify.batchnorm.dynamics.steppers.mpmath_stepper import MpmathStepper
from verify.batchnorm.dynamics.steppers.nfloat_stepper import NfloatStepper
from verify.batchnorm.dynamics.steppers.numpy_stepper import DOUBLE_BITS, NumpyStepper
from verify.errors import InputError

__all__ = [
    "BACKENDS",
    "FlintStepper",
    "MpmathStepper",
    "NfloatStepper",
    "NumpyStepper",
    "Stepper",
    "default_backend",
    "make_stepper",
    "working_bits",
]

BACKENDS = ("nfloat", "flint", "mpmath", "float64")
# from the digits whose bits fill one word to those whose bits fit in 66
NFLOAT_DIGITS = range(19, 1272)


class Stepper(Protocol):
    """What every backend offers: go on, and say where it stands."""

    def advance(self, count: int) -> None:
        """Take ``count`` steps."""

    def state(self) -> State:
        """Return the exact state after the steps taken so far."""


def default_backend(digits: int) -> str:
    """Name the fastest backend of this machine: nfloat between one word of bits and 66, where FLINT offers it.

    Fewer digits than a word holds are asked for to see where they end: they get no more.

    >>> default_backend(15), default_backend(100_000)
    ('flint', 'flint')
    """
    return "nfloat" if digits in NFLOAT_DIGITS and arrays_offered() else "flint"


def working_bits(digits: int, backend: str = "flint") -> int:
    """Bits of the working precision: the least with 2^bits > 10^digits, no guard digits added.

    ``nfloat`` rounds them up to whole words; ``float64`` has 53.

    >>> working_bits(50), working_bits(50, "nfloat"), working_bits(15, "float64")
    (167, 192, 53)
    """
    bits = DOUBLE_BITS if backend == "float64" else int(10**digits).bit_length()
    return rounded_up(bits) if backend == "nfloat" else bits


def make_stepper(backend: str, problem: Problem, state: State, *, bits: int) -> Stepper:
    """Put the named backend at ``state``; raise InputError for a backend that does not exist.

    >>> from flint import fmpq, fmpq_mat
    >>> make_stepper("gpu", Problem(fmpq_mat([[1]]), fmpq(1), fmpq(1)), None, bits=53)
    Traceback (most recent call last):
        ...
    verify.errors.InputError: unknown backend 'gpu': take one of nfloat, flint, mpmath, float64
    """
    match backend:
        case "nfloat":
            return NfloatStepper(problem, state, bits=bits)
        case "flint":
            return FlintStepper(problem, state, bits=bits)
        case "mpmath":
            return MpmathStepper(problem, state, bits=bits)
        case "float64":
            return NumpyStepper(problem, state, bits=bits)
    raise InputError(f"unknown backend {backend!r}: take one of {', '.join(BACKENDS)}")
