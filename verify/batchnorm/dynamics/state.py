"""The state of a descent between two steps, as exact dyadic numbers that survive as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq, fmpz
from mpmath import mpf

from verify.errors import InputError

_DYADIC_TEXT = re.compile(r"(-?[0-9]+)\*2\^(-?[0-9]+)")


@dataclass(frozen=True)
class Dyadic:
    """The exact number ``mantissa`` · 2^``exponent``, in lowest terms: what a binary floating-point variable holds.

    >>> Dyadic(12, -3), str(Dyadic(12, -3)), Dyadic.parse("3*2^-1").rational
    (Dyadic(mantissa=3, exponent=-1), '3*2^-1', 3/2)
    """

    mantissa: int
    exponent: int = 0

    def __post_init__(self) -> None:
        shift = (self.mantissa & -self.mantissa).bit_length() - 1
        object.__setattr__(self, "mantissa", self.mantissa >> max(shift, 0))
        object.__setattr__(self, "exponent", self.exponent + shift if self.mantissa else 0)

    @classmethod
    def parse(cls, text: str) -> Dyadic:
        """Read the form ``man*2^exp`` that ``str`` writes; raise InputError for any other text.

        >>> Dyadic.parse("-5*2^7") == Dyadic(-5, 7)
        True
        """
        match = _DYADIC_TEXT.fullmatch(text)
        if match is None:
            shown = text if len(text) <= 40 else text[:37] + "..."
            raise InputError(f"{shown!r} in a saved state is not a dyadic number: write man*2^exp, such as 3*2^-1")
        # fmpz reads any length; int() stops at 4300 digits.
        return cls(int(fmpz(match[1])), int(fmpz(match[2])))

    @classmethod
    def of(cls, number: arb | float | mpf) -> Dyadic:
        """Take the exact value of a finite int, float, dyadic fmpq, mpmath mpf or the midpoint of an arb.

        Raises InputError where the number is infinite or not a number.

        >>> Dyadic.of(0.375), Dyadic.of(arb(3)), Dyadic.of(mpf(-1.5)), Dyadic.of(fmpq(1, 4))
        (Dyadic(mantissa=3, exponent=-3), Dyadic(mantissa=3, exponent=0), Dyadic(mantissa=-3, exponent=-1), \
Dyadic(mantissa=1, exponent=-2))
        """
        if isinstance(number, arb):
            if not number.is_finite():
                raise _not_finite(number)
            mantissa, exponent = number.mid().man_exp()
            return cls(int(mantissa), int(exponent))
        if hasattr(number, "man_exp"):
            return cls._of_mpf(number)
        if isinstance(number, fmpq):
            numerator, denominator = int(number.numer()), int(number.denom())
        else:
            numerator, denominator = _integer_ratio(number)
        if denominator & (denominator - 1):
            raise InputError(f"{number} is not a dyadic number: its denominator must be a power of 2")
        return cls(numerator, 1 - denominator.bit_length())

    @classmethod
    def _of_mpf(cls, number: mpf) -> Dyadic:
        mantissa, exponent = number.man_exp
        if not mantissa and number != 0:
            raise _not_finite(number)
        return cls(int(-mantissa if number < 0 else mantissa), int(exponent))

    @property
    def rational(self) -> fmpq:
        """The value as an exact rational."""
        power = fmpz(2) ** abs(self.exponent)
        return fmpq(fmpz(self.mantissa) * power) if self.exponent >= 0 else fmpq(fmpz(self.mantissa), power)

    @property
    def ball(self) -> arb:
        """The value as a ball of radius 0."""
        return arb((self.mantissa, self.exponent))

    def decimal(self, digits: int) -> str:
        """Write the value rounded to ``digits`` significant decimal digits.

        >>> Dyadic(1, -10).decimal(3), Dyadic(0).decimal(3)
        ('0.000977', '0')
        """
        with ctx.workdps(digits + 10):
            return str(self.ball.str(digits, radius=False))

    def __float__(self) -> float:
        """Round to the nearest double."""
        return float(mpf((int(self.mantissa < 0), abs(self.mantissa), self.exponent, self.mantissa.bit_length())))

    def __str__(self) -> str:
        return f"{fmpz(self.mantissa)}*2^{self.exponent}"


def _integer_ratio(number: Any) -> tuple[int, int]:
    try:
        numerator, denominator = number.as_integer_ratio()
    except (OverflowError, ValueError):
        raise _not_finite(number) from None
    return int(numerator), int(denominator)


def _not_finite(number: object) -> InputError:
    return InputError(
        f"a descent left the finite numbers ({number}): give a smaller step size or start, or more digits"
    )


@dataclass(frozen=True)
class State:
    """Everything that step ``t`` hands to step t+1: continuing from it gives the bits of the unbroken run.

    ``margins`` are m(t) = Z w(t). ``coefficients`` are the C(t) with w(t) = w(0) + Zᵀ C(t), from which ‖w(t)‖² and
    ⟨w(t), w*⟩ follow without w. Both have nP entries.

    >>> state = State(t=2, gamma=Dyadic(1), margins=(Dyadic(3, -1),), coefficients=(Dyadic(0),))
    >>> state.text()
    't=2 gamma=1*2^0 margins=3*2^-1 coefficients=0*2^0'
    >>> State.parse(state.text()) == state
    True
    """

    t: int
    gamma: Dyadic
    margins: tuple[Dyadic, ...]
    coefficients: tuple[Dyadic, ...]

    def text(self) -> str:
        """Write the state exactly, on one line of printable ASCII."""
        margins, coefficients = (",".join(map(str, vector)) for vector in (self.margins, self.coefficients))
        return f"t={self.t} gamma={self.gamma} margins={margins} coefficients={coefficients}"

    @classmethod
    def parse(cls, text: str) -> State:
        """Read what ``text`` wrote; raise InputError naming what is missing or malformed."""
        words = [word.partition("=") for word in text.split()]
        if [name for name, _, _ in words] != ["t", "gamma", "margins", "coefficients"]:
            raise InputError(
                "a saved state must read 't=... gamma=... margins=... coefficients=...': start the run anew"
            )
        count, gamma, margins, coefficients = (value for _, _, value in words)
        if re.fullmatch(r"[0-9]{1,4000}", count) is None:
            raise InputError(f"step count t={count[:40]} in a saved state is not a whole number: start the run anew")
        return cls(
            t=int(count),
            gamma=Dyadic.parse(gamma),
            margins=tuple(map(Dyadic.parse, margins.split(","))),
            coefficients=tuple(map(Dyadic.parse, coefficients.split(","))),
        )
