"""Quotients of polynomials in variables, exponentials and logarithms: the normal forms of *functions*.

A polynomial maps monomials to rational coefficients. A monomial is (powers, exponent): powers of the atoms
("v", name), ("log", polynomial), ("w", polynomial) for W₀ and ("phi", polynomial), ("Phi", polynomial) for values of
the normal density and distribution at a constant, as φ(0) in π, and the polynomial under one exponential. A quotient
has a polynomial above and powers of polynomials below. Two expressions with one normal form agree wherever both are
defined, because only these identities are used: the laws of a field, e^P e^Q = e^(P+Q), e^0 = 1,
e^(k log A) = A^k and e^(k W₀(u)) = (u/W₀(u))^k for whole k, log(c e^P) = log c + P for c > 0,
log(e^P A) = P + log A, log 1 = 0, and those of ``normal_form``. A common factor may be cancelled: that makes a
quotient defined at more points, never at fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from zlib import crc32

from gmpy2 import mpq

from verify.exact.effort import remembering, spend

Atom: TypeAlias = tuple[str, Any]
Rational: TypeAlias = Any  # gmpy2.mpq, which is several times faster than Fraction
Frozen: TypeAlias = tuple[tuple[Any, Rational], ...]
Below: TypeAlias = tuple[tuple[Frozen, int], ...]
Monomial: TypeAlias = tuple[tuple[tuple[Atom, int], ...], Frozen]
Polynomial: TypeAlias = dict[Monomial, Rational]

UNIT: Monomial = ((), ())
NOUGHT: Rational = mpq(0)
MOST_TERMS = 4000


class NotSupportedError(ArithmeticError):
    """An expression lies outside the class of functions treated here, or grows too large."""


@lru_cache(maxsize=200_000)
def order(part: object) -> str:
    """Return the key by which monomials and atoms are put in order."""
    return repr(part)


def freeze(polynomial: Polynomial) -> Frozen:
    """Return a polynomial as a hashable tuple in canonical order."""
    terms = tuple(polynomial.items())
    return terms if len(terms) < 2 else tuple(sorted(terms, key=order))


def plus(left: Polynomial, right: Polynomial, factor: Rational = 1) -> Polynomial:
    """Return left + factor·right."""
    result = dict(left)
    for monomial, coefficient in right.items():
        more = coefficient if factor == 1 else factor * coefficient
        known = result.get(monomial)
        if known is None:
            result[monomial] = more
        elif value := known + more:
            result[monomial] = value
        else:
            del result[monomial]
    return result


# a hundred thousand are made: not frozen, as Python takes three times as long to make one that is
@dataclass(slots=True)
class Quotient:
    """A polynomial divided by powers of polynomials of several terms. It is never changed.

    >>> x = Quotient.variable("x")
    >>> ((x + ONE) * (x - ONE) - x * x + ONE).is_zero
    True
    """

    above: Polynomial
    below: Below = ()

    @classmethod
    def number(cls, value: Rational) -> Quotient:
        """Return a constant."""
        return cls({UNIT: mpq(value)} if value else {})

    @classmethod
    def variable(cls, name: str) -> Quotient:
        """Return a variable."""
        return cls.atom(("v", name))

    @classmethod
    def atom(cls, atom: Atom) -> Quotient:
        """Return one atom."""
        return cls({(((atom, 1),), ()): mpq(1)})

    @property
    def is_zero(self) -> bool:
        """Whether the normal form is 0, which proves that the expression is 0 wherever it is defined."""
        return not self.above

    @property
    def is_polynomial(self) -> bool:
        """Whether nothing stands below and no variable has a negative power."""
        return not self.below and all(k > 0 or atom[0] != "v" for powers, _ in self.above for atom, k in powers)

    def __add__(self, other: Quotient) -> Quotient:
        if not (self.below or other.below):
            return Quotient(plus(self.above, other.above))  # nothing is there to be reduced
        below = dict(self.below)
        for factor, power in other.below:
            below[factor] = max(power, below.get(factor, 0))
        above = plus(_raised(self, below), _raised(other, below))
        return _reduced(above, below) if above else ZERO

    def __neg__(self) -> Quotient:
        return Quotient({monomial: -c for monomial, c in self.above.items()}, self.below)

    def __sub__(self, other: Quotient) -> Quotient:
        if not (self.below or other.below):
            return Quotient(plus(self.above, other.above, -1))
        return self + -other

    def __mul__(self, other: Quotient) -> Quotient:
        product = _product(self.above, other.above)
        if not (product.below or self.below or other.below):
            return product  # nothing is there to be reduced
        below = dict(product.below)
        for factor, power in (*self.below, *other.below):
            below[factor] = below.get(factor, 0) + power
        if not product.above:
            return ZERO
        return _reduced(product.above, below)

    def power(self, exponent: int) -> Quotient:
        """Return a whole power; NotSupportedError for a negative power of zero."""
        if exponent < 0:
            return self.inverse().power(-exponent)
        if exponent > 64:
            raise NotSupportedError("power too high")
        if exponent == 0:
            return ONE
        result = self
        for _ in range(exponent - 1):
            result = result * self
        return result

    def inverse(self) -> Quotient:
        """Return 1 over the quotient; NotSupportedError for zero."""
        if self.is_zero:
            raise NotSupportedError("division by zero")
        result = ONE
        for factor, power in self.below:
            result = result * Quotient(dict(factor)).power(power)
        scale, (powers, exponent), rest = _primitive(self.above)
        turned = Quotient({(tuple((atom, -k) for atom, k in powers), ()): 1 / scale})
        result = result * turned * exp_of({monomial: -c for monomial, c in exponent})
        return result if rest == ((UNIT, mpq(1)),) else result * Quotient({UNIT: mpq(1)}, ((rest, 1),))


def _reduced(above: Polynomial, below: Mapping[Frozen, int]) -> Quotient:
    """Return a quotient in which no polynomial below divides the one above."""
    left: dict[Frozen, int] = {}
    for factor, power in below.items():
        while power and (divided := _divided(tuple(above.items()), factor)) is not None:
            above, power = divided, power - 1
        if power:
            left[factor] = power
    return Quotient(above, tuple(sorted(left.items(), key=order)))


# the same few sums stand below through a whole search, and the same ones stand above
@remembering(20_000)
def _divided(above: Frozen, factor: Frozen) -> Polynomial | None:
    """Return above/factor where division by leading terms ends, else None.

    Two monomials may have one height, so that none of them leads: what was divided is multiplied back.
    """
    leading, leading_coefficient = max(factor, key=lambda term: _height(term[0]))
    rest = dict(above)
    result: Polynomial = {}
    for _ in range(len(above)):
        if not rest:
            break
        top = max(rest, key=_height)
        ratio = _monomial_ratio(top, leading)
        if ratio is None:
            return None
        c = rest[top] / leading_coefficient
        result = plus(result, {ratio: c})
        product = _product({ratio: c}, dict(factor))
        if product.below:
            return None
        rest = plus(rest, product.above, -1)
    if rest:
        return None
    back = _product(result, dict(factor))
    return result if not back.below and back.above == dict(above) else None


def _monomial_ratio(top: Monomial, bottom: Monomial) -> Monomial | None:
    powers = _merged(top[0], tuple((atom, -k) for atom, k in bottom[0]))
    if any(k < 0 for _, k in powers):
        return None
    if not (top[1] or bottom[1]):
        return powers, ()
    exponent = plus(dict(top[1]), dict(bottom[1]), -1)
    return None if any(_pulls(monomial, c) for monomial, c in exponent.items()) else (powers, freeze(exponent))


@lru_cache(maxsize=200_000)
def _height(monomial: Monomial) -> Rational:
    """Return a number that grows with a monomial and adds up under products, so that it orders them."""
    powers, exponent = monomial
    own = sum((k * _weight(atom) for atom, k in powers), mpq(0))
    return own + sum((c * _weight(part) for part, c in exponent), mpq(0))


def _weight(part: object) -> int:
    return 1 + crc32(order(part).encode())


SMALL_PRIMES = tuple(k for k in range(2, 100) if all(k % other for other in range(2, k)))
ZERO, ONE = Quotient({}), Quotient({UNIT: mpq(1)})


def _raised(quotient: Quotient, below: Mapping[Frozen, int]) -> Polynomial:
    """Return what stands above once everything in ``below`` stands below."""
    own = dict(quotient.below)
    result = Quotient(quotient.above)
    for factor, power in below.items():
        result = result * Quotient(dict(factor)).power(power - own.get(factor, 0))
    if result.below:
        raise NotSupportedError("nested denominators")
    return result.above


def _scaled(polynomial: Polynomial, number: Rational) -> Quotient:
    # polynomials are never changed, so that one may stand in two quotients
    return Quotient(polynomial if number == 1 else {monomial: number * c for monomial, c in polynomial.items()})


def _product(left: Polynomial, right: Polynomial) -> Quotient:
    if len(left) * len(right) > MOST_TERMS:
        raise NotSupportedError("too many terms")
    spend(len(left) * len(right))
    if len(left) == 1 and (number := left.get(UNIT)) is not None:
        return _scaled(right, number)
    if len(right) == 1 and (number := right.get(UNIT)) is not None:
        return _scaled(left, number)
    result: Polynomial = {}
    later: list[Quotient] = []
    for (powers, exponent), a in left.items():
        for (other_powers, other_exponent), b in right.items():
            merged = _merged(powers, other_powers)
            key = (merged, exponent or other_exponent)
            if exponent and other_exponent:
                joined = _exponents_joined(exponent, other_exponent)
                if joined is None:
                    together = exp_of(plus(dict(exponent), dict(other_exponent)))
                    later.append(together * Quotient({(merged, ()): a * b}))
                    continue
                key = (merged, joined)
            known = result.get(key)
            if known is None:
                result[key] = a * b
            elif value := known + a * b:
                result[key] = value
            else:
                del result[key]
    total = Quotient(result)
    for part in later:
        total = total + part
    return total


# products of a goal's terms meet the same few exponents, and powers
@lru_cache(maxsize=20_000)
def _exponents_joined(left: Frozen, right: Frozen) -> Frozen | None:
    """Return the sum of two exponents, or None where a logarithm or W₀ has to be taken out of it."""
    joined = plus(dict(left), dict(right))
    return None if any(_pulls(monomial, c) for monomial, c in joined.items()) else freeze(joined)


@lru_cache(maxsize=20_000)
def _merged(left: tuple[tuple[Atom, int], ...], right: tuple[tuple[Atom, int], ...]) -> tuple[tuple[Atom, int], ...]:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, k in right:
        powers[atom] = powers.get(atom, 0) + k
    merged = [item for item in powers.items() if item[1]]
    return tuple(merged if len(merged) < 2 else sorted(merged, key=order))


def _pulls(monomial: Monomial, coefficient: Rational) -> bool:
    """Tell whether e^(c·atom) is rewritten: the atom a logarithm or W₀, and c not in [0, 1)."""
    powers, exponent = monomial
    lone = not exponent and len(powers) == 1 and powers[0][1] == 1
    return lone and powers[0][0][0] in ("log", "w") and not 0 <= coefficient < 1


def exp_of(polynomial: Polynomial) -> Quotient:
    """Return e to a polynomial; whole multiples of a logarithm or of W₀(u) leave the exponent."""
    rest: Polynomial = {}
    result = ONE
    for monomial, coefficient in polynomial.items():
        if not _pulls(monomial, coefficient):
            rest[monomial] = coefficient
            continue
        whole = coefficient.numerator // coefficient.denominator
        kind, inside = monomial[0][0][0]
        argument = Quotient(dict(inside))
        if kind == "w":
            argument = argument * Quotient.atom((kind, inside)).inverse()
        result = result * argument.power(whole)
        if coefficient != whole:
            rest[monomial] = coefficient - whole
    return result * Quotient({((), freeze(rest)): mpq(1)}) if rest else result


def _primitive(polynomial: Polynomial) -> tuple[Rational, Monomial, Frozen]:
    """Return (c, m, A) with polynomial = c·m·A, where A is the same for all multiples by monomials."""
    common = dict(next(iter(polynomial))[0])
    for powers, _ in polynomial:
        own = dict(powers)
        common = {atom: min(k, own.get(atom, 0)) for atom, k in {**dict.fromkeys(own, 0), **common}.items()}
    shared = tuple(sorted(((atom, k) for atom, k in common.items() if k), key=order))
    unshared = Quotient({(tuple((atom, -k) for atom, k in shared), ()): mpq(1)})
    best: tuple[str, Rational, Frozen, Frozen] | None = None
    for exponent in {exponent for _, exponent in polynomial}:
        moved = Quotient(polynomial) * unshared * Quotient({((), tuple((m, -c) for m, c in exponent)): mpq(1)})
        if moved.below:
            continue
        frozen = freeze(moved.above)
        scale = abs(frozen[0][1]) if len(frozen) > 1 else frozen[0][1]
        monic = tuple((monomial, c / scale) for monomial, c in frozen)
        if best is None or order(monic) < best[0]:
            best = (order(monic), scale, exponent, monic)
    if best is None:
        raise NotSupportedError("no exponential to take out")
    return best[1], (shared, best[2]), best[3]


def log_of(quotient: Quotient) -> Quotient:
    """Return the logarithm of a quotient, with positive rationals and exponentials taken out."""
    result = ZERO
    for factor, power in quotient.below:
        if not all(c > 0 and not powers for (powers, _), c in factor):
            raise NotSupportedError("logarithm of a quotient whose denominator may be negative")
        result = result - Quotient.number(power) * log_of(Quotient(dict(factor)))
    if quotient.is_zero:
        raise NotSupportedError("logarithm of zero")
    scale, (powers, exponent), rest = _primitive(quotient.above)
    inside = Quotient(dict(rest)) * Quotient({(powers, ()): mpq(1)})
    result = result + Quotient(dict(exponent))
    if inside.above == ONE.above:
        if scale < 0:
            raise NotSupportedError("logarithm of a negative number")
        return result + log_of_number(scale.numerator) - log_of_number(scale.denominator)
    return result + Quotient.atom(("log", freeze((inside * Quotient.number(scale)).above)))


def names(quotient: Quotient) -> frozenset[str]:
    """Return the names of the variables in a normal form."""
    above = names_of(tuple(quotient.above.items()))
    return above.union(*[names_of(factor) for factor, _ in quotient.below]) if quotient.below else above


@lru_cache(maxsize=100_000)
def names_of(frozen: Frozen) -> frozenset[str]:
    """Return the names of the variables in a polynomial."""
    found: set[str] = set()
    for (powers, exponent), _ in frozen:
        found |= names_of(exponent)
        for (kind, inside), _k in powers:
            found |= {inside} if kind == "v" else names_of(inside)
    return frozenset(found)


def log_of_number(value: int) -> Quotient:
    """Return the logarithm of a whole number > 0: log 12 is 2·log 2 + log 3, as far as small primes divide it."""
    result, left = ZERO, int(value)
    for prime in SMALL_PRIMES:
        count = 0
        while left % prime == 0:
            left, count = left // prime, count + 1
        if count:
            result = result + Quotient.number(mpq(count)) * Quotient.atom(("log", ((UNIT, mpq(prime)),)))
    return result if left == 1 else result + Quotient.atom(("log", ((UNIT, mpq(left)),)))


def lambertw_of(quotient: Quotient) -> Quotient:
    """Return W₀ of a constant of one term; NotSupportedError for anything else."""
    if quotient.is_zero:
        return ZERO
    if quotient.below or len(quotient.above) != 1 or names(quotient):
        raise NotSupportedError("W₀ of what is no simple constant")
    return Quotient.atom(("w", freeze(quotient.above)))


def normal_value(name: str, quotient: Quotient) -> Quotient:
    """Return φ or Φ of a constant as an atom; NotSupportedError for anything else."""
    if quotient.below or names(quotient):
        raise NotSupportedError(f"{name} of what is no simple constant")
    return Quotient.atom((name, freeze(quotient.above)))
