"""Fractions and atoms that remember their hash, as the exponents, coefficients and long atoms of monomials do.

A monomial is looked up in dictionaries again and again, and Python's own fractions raise to a power modulo a prime at
each time: a quarter of the time of deciding claims went there. Python's own tuples go through all that they hold, and
an atom such as σ̄(F_i) holds whole polynomials. These are equal to Python's, hash and print as they do.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

from gmpy2 import mpq


class Remembered(Fraction):
    """A fraction that is equal to Python's own of the same value and stands in its place in each dictionary.

    >>> half = remembered(Fraction(1, 2))
    >>> half, half == Fraction(1, 2), {half: "half"}[Fraction(1, 2)], type(half + half).__name__
    (Fraction(1, 2), True, 'half', 'Fraction')
    """

    __slots__ = ("_hash",)
    _hash: int

    def __new__(cls, *value: Any) -> Self:
        """Return the fraction that ``Fraction`` makes of the same arguments."""
        made = super().__new__(cls, *value)
        made._hash = Fraction.__hash__(made)
        return made

    def __hash__(self) -> int:  # type: ignore[override]
        return self._hash

    def __eq__(self, other: object) -> bool:
        if type(other) is Remembered or type(other) is Fraction:
            return self.numerator == other.numerator and self.denominator == other.denominator
        return Fraction.__eq__(self, other)

    def __mpq__(self) -> mpq:
        # gmpy2 knows Python's own fractions by the name of their class
        return mpq(self.numerator, self.denominator)

    def __repr__(self) -> str:
        # by this text monomials are put in order
        return f"Fraction({self.numerator}, {self.denominator})"


def remembered(value: Fraction) -> Fraction:
    """Return an equal fraction that remembers its hash; the same few stand in most monomials."""
    return value if type(value) is Remembered else _made(value.numerator, value.denominator)


@lru_cache(maxsize=10_000)
def _made(numerator: int, denominator: int) -> Remembered:
    return Remembered(numerator, denominator)


class Long(tuple[Any, ...]):
    """An atom with polynomials or monomials inside, equal to the tuple of the same parts.

    >>> atom = ("function", "exp", (((), Fraction(2)),))
    >>> long = long_remembered(atom)
    >>> long == atom, {long: "found"}[atom], repr(long) == repr(atom), long_remembered(long) is long
    (True, 'found', True, True)
    """

    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = tuple.__hash__(self)
            return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        # the hashes of names differ from process to process
        return Long, (tuple(self),)


LONG = ("function", "root", "sum", "extremum")


def long_remembered(atom: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an equal atom that remembers its hash where that takes long to find."""
    return Long(atom) if type(atom) is tuple and atom[0] in LONG else atom
