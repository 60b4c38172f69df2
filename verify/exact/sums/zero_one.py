"""Normal forms where the members of a family are 0 or 1: every power of a member is the member."""

from __future__ import annotations

from fractions import Fraction

from verify.exact.sums.atoms import (
    Atom,
    Polynomial,
    add,
    arranged,
    merge,
)


def idempotent(polynomial: Polynomial, name: str) -> Polynomial:
    """Return a normal form for a family of zeros and ones: every power of a member is the member."""
    result: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        result = add(result, {merge(_idempotent_factor(atom, e, name) for atom, e in monomial): coefficient})
    return result


def _idempotent_factor(atom: Atom, exponent: Fraction, name: str) -> tuple[Atom, Fraction]:
    if atom[:2] == ("member", name) and exponent.denominator == 1 and exponent > 0:
        return atom, Fraction(1)
    if atom[0] == "sum":
        inside = merge(_idempotent_factor(inner_atom, e, name) for inner_atom, e in atom[2])
        return arranged(atom[1], inside), exponent
    return atom, exponent
