"""Two arithmetics in which a statement is evaluated: exact rationals and balls."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, TypeVar

from flint import arb, fmpq, fmpz

from verify.statement.functions import NotRationalError, UndefinedError
from verify.statement.functions import function as record

__all__ = [
    "Arithmetic",
    "Balls",
    "NotRationalError",
    "Rationals",
    "UndefinedError",
    "to_fmpq",
    "to_fraction",
]


N = TypeVar("N")
# a power of more bits is not written out: FLINT ends the process where memory ends
MOST_BITS = 2**27


class Arithmetic(Protocol[N]):
    """What an evaluation in numbers N needs beyond +, - and *: exact constants, powers and functions."""

    def number(self, value: Fraction) -> N:
        """Return a constant."""

    def power(self, base: N, exponent: Fraction) -> N:
        """Return a rational power; raise UndefinedError outside its domain."""

    def apply(self, function: str, arguments: list[N]) -> N:
        """Return a function's value; raise UndefinedError outside its domain."""


def to_fmpq(value: Fraction) -> fmpq:
    """Return a fraction as FLINT's rational, which is some ten times as fast.

    The two kinds are not to meet: + and < refuse them with TypeError, but == calls equal ones unequal.

    >>> to_fmpq(Fraction(1, 2)) * 2 == 1, to_fmpq(Fraction(1, 2)) == Fraction(1, 2)
    (True, False)
    """
    return fmpq(value.numerator, value.denominator)


def to_fraction(value: fmpq) -> Fraction:
    """Return FLINT's rational as a fraction, which is what instances, claims and ledgers hold.

    >>> to_fraction(to_fmpq(Fraction(-3, 4)))
    Fraction(-3, 4)
    """
    return Fraction(int(value.p), int(value.q))


class Rationals:
    """Exact arithmetic in FLINT's rationals; raises NotRationalError for a value that is not rational.

    >>> Rationals().power(Rationals().number(Fraction(9, 4)), Fraction(1, 2))
    3/2
    """

    def number(self, value: Fraction) -> fmpq:
        """Return a constant."""
        return to_fmpq(value)

    def power(self, base: fmpq, exponent: Fraction) -> fmpq:
        """Return a power, where the root is rational."""
        if base == 0 and exponent < 0:
            raise UndefinedError("division by zero")
        if exponent.denominator != 1:
            base = _rational_root(base, exponent.denominator)
        if base.height_bits() * abs(exponent.numerator) > MOST_BITS:
            raise NotRationalError("a power of millions of digits")  # balls have its first digits
        return base**exponent.numerator

    def apply(self, function: str, arguments: list[fmpq]) -> fmpq:
        """Return a function's value where it is known to be rational."""
        value = record(function).exact(*map(to_fraction, arguments))
        if value is None:
            raise NotRationalError(function)
        return to_fmpq(value)


class Balls:
    """Ball arithmetic at the precision in force: each result contains the true value.

    >>> Balls().apply("exp", [Balls().number(Fraction(1))]) > Balls().number(Fraction(27182, 10000))
    True
    """

    def number(self, value: Fraction) -> arb:
        """Return a ball around an exact constant."""
        return arb(to_fmpq(value))

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


def _rational_root(base: fmpq, degree: int) -> fmpq:
    if base < 0:
        raise UndefinedError("root of a negative number")
    root = fmpq(_integer_root(base.p, degree), _integer_root(base.q, degree))
    if root**degree != base:
        raise NotRationalError("root")
    return root


def _integer_root(value: fmpz, degree: int) -> fmpz:
    return value.isqrt() if degree == 2 else value.root(degree)
