"""Three arithmetics in which a statement is evaluated: exact rationals, balls, and floats for looking around."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Protocol

from flint import arb, fmpq


class UndefinedError(ArithmeticError):
    """A term has no real value here: a division by zero, or a function outside its domain."""


class NotRationalError(ArithmeticError):
    """A term's value is not (known to be) a rational number."""


class Arithmetic(Protocol):
    """What an evaluation needs beyond +, - and *: exact constants, powers and functions."""

    def number(self, value: Fraction) -> Any:
        """Return a constant."""

    def power(self, base: Any, exponent: Fraction) -> Any:
        """Return a rational power; raise UndefinedError outside its domain."""

    def apply(self, function: str, arguments: list[Any]) -> Any:
        """Return a function's value; raise UndefinedError outside its domain."""


RATIONAL_VALUES = {
    ("exp", Fraction(0)): Fraction(1),
    ("log", Fraction(1)): Fraction(0),
    ("sigmabar", Fraction(0)): Fraction(1, 2),
    ("lambertw", Fraction(0)): Fraction(0),
}


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
        """Return |x|, max or min, and the few rational values of the other functions."""
        if function == "abs":
            return abs(arguments[0])
        if function in ("max", "min"):
            return max(arguments) if function == "max" else min(arguments)
        if (function, arguments[0]) in RATIONAL_VALUES:
            return RATIONAL_VALUES[function, arguments[0]]
        if function == "log" and arguments[0] <= 0:
            raise UndefinedError("logarithm of a number that is not positive")
        raise NotRationalError(function)


class Balls:
    """Ball arithmetic at the precision in force: each result contains the true value.

    >>> Balls().apply("exp", [Balls().number(Fraction(1))]) > Balls().number(Fraction(27182, 10000))
    True
    """

    def number(self, value: Fraction) -> Any:
        """Return a ball around an exact constant."""
        return arb(fmpq(value.numerator, value.denominator))

    def power(self, base: Any, exponent: Fraction) -> Any:
        """Return a power; UndefinedError where the ball touches a place with no value."""
        if exponent < 0 and base.contains(0):
            raise UndefinedError("division by a ball that contains zero")
        if exponent.denominator != 1:
            if not base >= 0:
                raise UndefinedError("root of a ball that may be negative")
            base = base.sqrt() if exponent.denominator == 2 else base.root(exponent.denominator)
        power = _ball_power(base, abs(exponent.numerator))
        return power if exponent >= 0 else 1 / power

    def apply(self, function: str, arguments: list[Any]) -> Any:
        """Return a function's ball; UndefinedError where the argument may leave the domain."""
        if function in ("max", "min"):
            result = arguments[0]
            for argument in arguments[1:]:
                result = result.max(argument) if function == "max" else result.min(argument)
            return result
        x = arguments[0]
        match function:
            case "exp":
                return x.exp()
            case "abs":
                return abs(x)
            case "sigmabar":
                return 1 / (1 + x.exp()) if x <= 0 else (-x).exp() / (1 + (-x).exp())
            case "ell":
                return (-x).exp().log1p() if x >= 0 else x.exp().log1p() - x
            case "log" if x > 0:
                return x.log()
            case "lambertw" if x > arb(-1).exp() * -1:
                return x.lambertw()
        raise UndefinedError(f"{function} of a ball that may leave its domain")


class Floats:
    """Binary floats, for looking around only: nothing is decided with them."""

    def number(self, value: Fraction) -> float:
        """Return the nearest float."""
        return float(value)

    def power(self, base: float, exponent: Fraction) -> float:
        """Return a power; UndefinedError outside the domain."""
        if (base == 0 and exponent < 0) or (base < 0 and exponent.denominator != 1):
            raise UndefinedError("power outside its domain")
        try:
            return float(base ** (exponent.numerator if exponent.denominator == 1 else float(exponent)))
        except OverflowError:
            return math.inf

    def apply(self, function: str, arguments: list[float]) -> float:
        """Return a function's value; UndefinedError outside the domain."""
        x = arguments[0]
        match function:
            case "max":
                return max(arguments)
            case "min":
                return min(arguments)
            case "abs":
                return abs(x)
            case "exp":
                return math.exp(x) if x < 700 else math.inf
            case "sigmabar":
                return 1 / (1 + math.exp(x)) if x < 700 else 0.0
            case "ell":
                return math.log1p(math.exp(-x)) if x > -700 else -x
            case "log" if x > 0:
                return math.log(x)
            case "lambertw" if x > -1 / math.e:
                return float(arb(x).lambertw().mid())
        raise UndefinedError(f"{function} outside its domain")


def _ball_power(base: Any, exponent: int) -> Any:
    """Return a whole power by multiplication: python-flint's own ** is NaN for a ball that contains zero."""
    if exponent % 2 == 0:
        base = abs(base)
    result = arb(1)
    for _ in range(exponent):
        result *= base
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
