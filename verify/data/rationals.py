"""Exact rationals from what people write: integers, decimals, fractions, floats."""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real

from flint import fmpq, fmpz

from verify.data.tables.messages import shown
from verify.errors import InputError

MAX_EXPONENT = 400
MAX_CHARACTERS = 1000

_DECIMAL = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
# str.strip takes these for blanks, other readers for line ends or for damage
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FRACTION = re.compile(r"([+-]?)([0-9]+)/([0-9]+)")
_REMEDY = "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3"


def rational(value: object, *, where: str = "") -> fmpq:
    """Return a number as the exact rational its writer means; ``where`` is its place, for the message.

    Text is an integer, a decimal ("0.1" is 1/10) or a fraction ("2/3"). A binary float is read as the shortest decimal
    that prints it, so that 0.1 in a program and 0.1 in a file are the same number; for the binary value itself
    pass ``Fraction(x)``. Raises InputError for anything else: NaN and infinities, exponents beyond 400 in absolute
    value (they would fill the memory), texts of more than 1000 characters, booleans.

    >>> rational("0.1"), rational(0.1), rational("1e-3"), rational("-2/3"), rational(7)
    (1/10, 1/10, 1/1000, -2/3, 7)
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, bool):
        raise _fault(value, where, f"is a truth value, not a number: {_REMEDY}")
    if isinstance(value, (Integral, fmpz)):
        return fmpq(operator.index(value) if isinstance(value, Integral) else value)
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    if isinstance(value, str):
        return _parsed(value, where)
    if isinstance(value, float):
        return _parsed(float.__repr__(value), where)
    if isinstance(value, (Decimal, Real)):
        return _parsed(str(value), where)
    raise _fault(value, where, f"is not a number: {_REMEDY}")


def decimal_text(value: fmpq) -> str:
    """Return the exact decimal of a rational where one of at most 30 places exists, and else its fraction.

    >>> decimal_text(fmpq(1, 8)), decimal_text(fmpq(-3, 2000)), decimal_text(fmpq(2, 3)), decimal_text(fmpq(5))
    ('0.125', '-0.0015', '2/3', '5')
    """
    for places in range(31):
        scaled = value * fmpz(10) ** places
        if scaled.q == 1:
            if places == 0:
                return str(scaled)
            digits = str(abs(scaled)).rjust(places + 1, "0")
            return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return str(value)


def _parsed(text: str, where: str) -> fmpq:
    stripped = text if _CONTROL.search(text) else text.strip()
    if len(stripped) > MAX_CHARACTERS:
        raise _fault(text, where, f"has {len(stripped)} characters: write numbers of at most {MAX_CHARACTERS}")
    if match := _FRACTION.fullmatch(stripped):
        sign, numerator, denominator = match.groups()
        if not fmpz(denominator):
            raise _fault(text, where, f"divides by 0: {_REMEDY}")
        return fmpq(fmpz(sign.replace("+", "") + numerator), fmpz(denominator))
    match = _DECIMAL.fullmatch(stripped)
    if match is None:
        raise _fault(text, where, f"is not a finite number: {_REMEDY}")
    sign, whole, places, power = match.groups(default="")
    exponent = fmpz(power.replace("+", "")) if power else fmpz(0)
    if abs(exponent) > MAX_EXPONENT:
        raise _fault(text, where, f"has an exponent beyond ±{MAX_EXPONENT}: rescale it")
    shift = int(exponent) - len(places)
    mantissa = fmpz(sign.replace("+", "") + whole + places)
    return fmpq(mantissa * fmpz(10) ** shift) if shift >= 0 else fmpq(mantissa, fmpz(10) ** -shift)


def _fault(value: object, where: str, problem: str) -> InputError:
    return InputError(f"{shown(value)}{' in ' + where if where else ''} {problem}")
