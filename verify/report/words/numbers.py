"""Exact numbers and balls in words: as people read them, with a decimal where the fraction is none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LONGEST_NUMBER = 40


def number_words(text: str) -> str:
    """Return an exact number or a ball as people read it, with a decimal where the fraction is none.

    >>> number_words("22/7"), number_words("-3"), number_words("[2.718281828459045 +/- 4.5e-16]")
    ('22/7 ≈ 3.14286', '-3', '2.71828182845… (enclosed to 4.5e-16)')
    """
    if text.startswith("["):
        middle, _, radius = text.strip("[]").partition("+/- ")
        return f"{_cut_decimal(middle.strip() or '0')} (enclosed to {radius})" if radius else text
    try:
        # an exponent would have to be written out
        value = Fraction(text) if "e" not in text else None
    except ValueError:
        value = None
    if value is None:
        return text
    if value.denominator == 1 and len(text) <= LONGEST_NUMBER:
        return str(value.numerator)
    decimal = decimal_words(value)
    exact = Fraction(decimal) == value
    if len(text) <= LONGEST_NUMBER:
        return f"{text} {'=' if exact else '≈'} {decimal}"
    return decimal if exact else f"≈ {decimal} (an exact number of {len(text)} characters)"


def capped(items: Sequence[str], most: int = 8) -> list[str]:
    """Return the first items, and how many more there are."""
    return [*items[:most], f"… {len(items) - most} more"] if len(items) > most else list(items)


def _cut_decimal(text: str) -> str:
    mantissa, separator, exponent = text.partition("e")
    most = 14 if mantissa.startswith("-") else 13
    return f"{mantissa[:most]}{'…' if len(mantissa) > most else ''}{separator}{exponent}"


def decimal_words(value: Fraction) -> str:
    """Return six significant digits, for any size of the fraction."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(64):
        text = str(arb(fmpq(value.numerator, value.denominator)).str(6, radius=False))
    mantissa, separator, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + separator + exponent
