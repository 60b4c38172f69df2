"""Normal forms of functions of a normal form: exponentials of sums, roots and logarithms of numbers, values at −x.

Sound because each is an identity of real functions: e^(kX+Y) = (e^X)^k e^Y for whole k, log of a product of primes, the
root of a square, and what the record of a function says of its value at −x.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from verify.exact.sums.atoms import (
    Atom,
    Monomial,
    Polynomial,
    add,
    as_monomial,
    constant,
    freeze,
    merge,
    of_atom,
    order,
    times,
)
from verify.statement.functions import function


def mirrored(name: str, argument: Polynomial) -> Polynomial:
    """Return a function's value, at x or −x alike where its record says what f(−x) is: f(x), −f(x) or 2c − f(x)."""
    record = function(name)
    whole = of_atom(("function", name, (freeze(argument),)))
    if not argument or not (record.parity or record.centre is not None):
        return whole
    turned = freeze(times(argument, constant(-1)))
    if min(freeze(argument), turned, key=order) != turned:
        return whole
    other = of_atom(("function", name, (turned,)))
    if record.parity == "even":
        return other
    return add(constant(2 * (record.centre or 0)), times(other, constant(-1)))


def exponential(argument: Polynomial) -> Polynomial:
    """Return e to a polynomial: e^(kX+Y) is (e^X)^k e^Y for whole k."""
    whole = {monomial: k for monomial, k in argument.items() if k.denominator == 1}
    rest = {monomial: k for monomial, k in argument.items() if k.denominator != 1}
    powers = [(("function", "exp", (freeze(as_monomial(monomial)),)), k) for monomial, k in whole.items()]
    if rest:
        powers.append((("function", "exp", (freeze(rest),)), Fraction(1)))
    return as_monomial(merge(powers))


def log_of_number(whole: int) -> Polynomial:
    """Return the logarithm of a whole number > 0: log 12 is 2·log 2 + log 3, as far as primes below 100 divide it."""
    parts: list[int] = []
    for prime in range(2, 100):
        while whole % prime == 0:  # a divisor that is no prime is gone when its turn comes
            whole //= prime
            parts.append(prime)
    result: Polynomial = {}
    for part in (*parts, *(() if whole == 1 else (whole,))):
        result = add(result, of_atom(("function", "log", (freeze(constant(part)),))))
    return result


def root_of_number(value: Fraction, exponent: Fraction) -> Polynomial:
    """Return a fractional power of a number; the square root of a square is a number."""
    if value == 1:
        return constant(1)
    if exponent.denominator == 2 and value > 0:
        root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
        if root**2 == value:
            return constant(root**exponent.numerator)
    return of_atom(("root", freeze(constant(value)), exponent.denominator), exponent.numerator)


def clearing_of(polynomial: Polynomial) -> Monomial:
    """Return the monomial that clears the negative powers of roots standing outside every sum."""
    needed: dict[Atom, Fraction] = {}
    for monomial in polynomial:
        for atom, exponent in monomial:
            if atom[0] == "root" and exponent < 0:
                needed[atom] = max(needed.get(atom, Fraction(0)), -exponent)
    return merge(needed.items())
