"""Two arithmetics in which a statement is evaluated: exact rationals and balls."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Protocol, TypeVar

from flint import arb, fmpq

from verify.statement.functions import NotRationalError, UndefinedError
from verify.statement.functions import function as record

__all__ = ["Arithmetic", "Balls", "NotRationalError", "Rationals", "UndefinedError"]


N = TypeVar("N")


class Arithmetic(Protocol[N]):
    """What an evaluation in numbers N needs beyond +, - and *: exact constants, powers and functions."""

    def number(self, value: Fraction) -> N:
        """Return a constant."""

    def power(self, base: N, exponent: Fraction) -> N:
        """Return a rational power; raise UndefinedError outside its domain."""

    def apply(self, function: str, arguments: list[N]) -> N:
        """Return a function's value; raise UndefinedError outside its domain."""


class Rationals:
    """Exact rational arithmetic; raises NotRationalError for a value that is not rational.

    >>> Rationals().power(Rationals().number(Fraction(9, 4)), Fraction(1, 2))
    Fraction(3, 2)
    """

    def number(self, value: Fraction) -> Fraction:
        """Return the constant itself."""
        return value

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        """Return a power, where the root is rational."""
        if base == 0 and exponent < 0:
            raise UndefinedError("division by zero")
        if exponent.denominator != 1:
            base = _rational_root(base, exponent.denominator)
        return Fraction(base**exponent.numerator)

    def apply(self, function: str, arguments: list[Fraction]) -> Fraction:
        """Return a function's value where it is known to be rational."""
        value = record(function).exact(*arguments)
        if value is None:
            raise NotRationalError(function)
        return value


class Balls:
    """Ball arithmetic at the precision in force: each result contains the true value.

    >>> Balls().apply("exp", [Balls().number(Fraction(1))]) > Balls().number(Fraction(27182, 10000))
    True
    """

    def number(self, value: Fraction) -> arb:
        """Return a ball around an exact constant."""
        return arb(fmpq(value.numerator, value.denominator))

    def power(self, base: arb, exponent: Fraction) -> arb:
        """Return a power; UndefinedError where the ball touches a place with no value."""
        if exponent < 0 and base.contains(0):
            raise UndefinedError("division by a ball that contains zero")
        if exponent.denominator != 1:
            if not base >= 0:
                raise UndefinedError("root of a ball that may be negative")
            base = base.sqrt() if exponent.denominator == 2 else base.root(exponent.denominator)
        power = _ball_power(base, abs(exponent.numerator))
        return power if exponent >= 0 else 1 / power

    def apply(self, function: str, arguments: list[arb]) -> arb:
        """Return a function's ball; UndefinedError where the argument may leave the domain."""
        return record(function).balls(*arguments)


def _ball_power(base: arb, exponent: int) -> arb:
    """Return a whole power by squaring: python-flint's own ** is NaN for a ball that contains zero."""
    if exponent % 2 == 0:
        base = abs(base)
    result = arb(1)
    while exponent:
        if exponent % 2:
            result *= base
        base, exponent = base * base, exponent // 2
    return result


def _rational_root(base: Fraction, degree: int) -> Fraction:
    if base < 0:
        raise UndefinedError("root of a negative number")
    root = Fraction(_integer_root(base.numerator, degree), _integer_root(base.denominator, degree))
    if root**degree != base:
        raise NotRationalError("root")
    return root


def _integer_root(value: int, degree: int) -> int:
    if degree == 2:
        return math.isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low
