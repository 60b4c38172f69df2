"""Exact numbers and balls in words: as people read them, with a decimal where the fraction is none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

# longer numbers are shortened, and so many zeros written as a power of ten
LONGEST_NUMBER, FEWEST_ZEROS = 40, 12
DIGITS, MOST_DIGITS = 6, 2560


def number_words(text: str, *, digits: int = DIGITS) -> str:
    """Return an exact number or a ball as people read it, with a decimal where the fraction is none.

    >>> number_words("22/7"), number_words("-3"), number_words("[2.718281828459045 +/- 4.5e-16]")
    ('22/7 ≈ 3.14286', '-3', '2.71828182845… (enclosed to 4.5e-16)')
    """
    if text.startswith("["):
        middle, _, radius = text.strip("[]").partition("+/- ")
        return f"{_cut_decimal(middle.strip() or '0', 2 * digits)} (enclosed to {radius})" if radius else text
    try:
        # an exponent would have to be written out
        value = Fraction(text) if "e" not in text else None
    except ValueError:
        value = None
    if value is None:
        return text
    if value.denominator == 1 and len(text) <= LONGEST_NUMBER:
        return str(value.numerator)
    decimal = decimal_words(value, digits=digits)
    exact = Fraction(decimal) == value
    if len(text) <= LONGEST_NUMBER:
        return f"{text} {'=' if exact else '≈'} {decimal}"
    return decimal if exact else f"≈ {decimal} (an exact number of {len(text)} characters)"


def value_words(text: str) -> str:
    """Return an exact number of any length: a power of ten in the place of many zeros, shortened where it is long.

    >>> value_words("-22/7"), value_words("3" + "0" * 400), value_words("1/1" + "0" * 400)
    ('-22/7', '3·10^400', '1/10^400')
    """
    if len(text) <= LONGEST_NUMBER:
        return text
    parts = text.split("/")
    compact = [_with_power_of_ten(part) for part in parts]
    if all(len(part) <= LONGEST_NUMBER for part in compact):
        return "/".join(f"({part})" if k and "·" in part else part for k, part in enumerate(compact))
    return number_words(text)


def _with_power_of_ten(digits: str) -> str:
    kept = digits.rstrip("0")
    zeros = len(digits) - len(kept)
    if zeros < FEWEST_ZEROS:
        return digits
    sign, size = ("-", kept[1:]) if kept.startswith("-") else ("", kept)
    return f"{sign}10^{zeros}" if size == "1" else f"{kept}·10^{zeros}"


def sides_words(left: str, right: str) -> tuple[str, str]:
    """Return two numbers in words, with as many digits as tell them apart where they differ.

    >>> sides_words("[2.71828182845904523 +/- 4e-18]", "[2.71828182845904519 +/- 3e-18]")
    ('2.71828182845904523 (enclosed to 4e-18)', '2.71828182845904519 (enclosed to 3e-18)')
    >>> sides_words("1" + "0" * 399 + "1", "1" + "0" * 400)
    ('10^400 + 1', '10^400')
    >>> sides_words("1/3", "333333333333/1000000000000")
    ('1/3 ≈ 0.3333333333333333', '333333333333/1000000000000 = 0.333333333333')
    """
    if left == right:
        return number_words(left), number_words(right)  # a strict relation fails where its sides meet
    for digits in (DIGITS, 10, 16, 24, LONGEST_NUMBER):
        shown = number_words(left, digits=digits), number_words(right, digits=digits)
        if _decimal_of(shown[0]) != _decimal_of(shown[1]):
            return shown
    if "[" not in left + right:
        gap = Fraction(left) - Fraction(right)
        sign = "+" if gap > 0 else "-"
        return f"{value_words(right)} {sign} {value_words(str(abs(gap)))}", value_words(right)
    return number_words(left, digits=MOST_DIGITS), number_words(right, digits=MOST_DIGITS)


def _decimal_of(words: str) -> str:
    """Return the decimal in the words of a number, without what is said beside it."""
    plain = words.partition(" (")[0].rpartition("≈ ")[2].rpartition("= ")[2]
    mantissa, separator, exponent = plain.replace("…", "").partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + separator + exponent


def capped(items: Sequence[str], most: int = 8) -> list[str]:
    """Return the first items, and how many more there are."""
    return [*items[:most], f"… {len(items) - most} more"] if len(items) > most else list(items)


def _cut_decimal(text: str, digits: int) -> str:
    mantissa, separator, exponent = text.partition("e")
    most = digits + (2 if mantissa.startswith("-") else 1)
    return f"{mantissa[:most]}{'…' if len(mantissa) > most else ''}{separator}{exponent}"


def decimal_words(value: Fraction, *, digits: int = DIGITS) -> str:
    """Return some significant digits, for any size of the fraction."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(64 + 4 * digits):
        text = str(arb(fmpq(value.numerator, value.denominator)).str(digits, radius=False))
    mantissa, separator, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + separator + exponent
