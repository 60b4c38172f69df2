"""Normal forms of functions of several real variables: quotients of polynomials in variables, exponentials and logs.

A polynomial maps monomials to rational coefficients. A monomial is (powers, exponent): powers of the atoms
("v", name), ("log", polynomial) and ("w", polynomial) for W₀, and the polynomial under one exponential. A quotient
has a polynomial above and powers of polynomials below. Two expressions with one normal form agree wherever both are
defined, because only these identities are used: the laws of a field, e^P e^Q = e^(P+Q), e^0 = 1,
e^(k log A) = A^k and e^(k W₀(u)) = (u/W₀(u))^k for whole k, log(c e^P) = log c + P for c > 0,
log(e^P A) = P + log A, log 1 = 0, σ̄(x) = 1/(1+e^x), ℓ(x) = log(1+e^-x), and (c e^P)^q = e^(q log c + q P), c > 0,
and (c x^k e^P)^q = e^(q log c + qk log x + q P) for c > 0, odd k and q < 0 not whole, which is defined for x > 0 only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any, TypeAlias
from zlib import crc32

from verify.statement.derive import differentiate
from verify.statement.tree import Add, Apply, Diff, Mul, Named, Number, Pow, Scalar, Symbol
from verify.statement.walk import substitute as substitute_tree

Atom: TypeAlias = tuple[str, Any]
Frozen: TypeAlias = tuple[tuple[Any, Fraction], ...]
Monomial: TypeAlias = tuple[tuple[tuple[Atom, int], ...], Frozen]
Polynomial: TypeAlias = dict[Monomial, Fraction]

UNIT: Monomial = ((), ())
MOST_TERMS = 4000


class NotSupportedError(ArithmeticError):
    """An expression lies outside the class of functions treated here, or grows too large."""


@lru_cache(maxsize=200_000)
def order(part: Any) -> str:
    """Return the key by which monomials and atoms are put in order."""
    return repr(part)


def freeze(polynomial: Polynomial) -> Frozen:
    """Return a polynomial as a hashable tuple in canonical order."""
    return tuple(sorted(polynomial.items(), key=order))


def plus(left: Polynomial, right: Polynomial, factor: Fraction | int = 1) -> Polynomial:
    """Return left + factor·right."""
    result = dict(left)
    for monomial, coefficient in right.items():
        value = result.get(monomial, Fraction(0)) + factor * coefficient
        if value:
            result[monomial] = value
        else:
            result.pop(monomial, None)
    return result


@dataclass(frozen=True)
class Quotient:
    """A polynomial divided by powers of polynomials of several terms.

    >>> x = Quotient.variable("x")
    >>> ((x + ONE) * (x - ONE) - x * x + ONE).is_zero
    True
    """

    above: Polynomial
    below: tuple[tuple[Frozen, int], ...] = ()

    @classmethod
    def number(cls, value: Fraction | int) -> Quotient:
        """Return a constant."""
        return cls({UNIT: Fraction(value)} if value else {})

    @classmethod
    def variable(cls, name: str) -> Quotient:
        """Return a variable."""
        return cls.atom(("v", name))

    @classmethod
    def atom(cls, atom: Atom) -> Quotient:
        """Return one atom."""
        return cls({(((atom, 1),), ()): Fraction(1)})

    @property
    def is_zero(self) -> bool:
        """Whether the normal form is 0, which proves that the expression is 0 wherever it is defined."""
        return not self.above

    @property
    def is_polynomial(self) -> bool:
        """Whether nothing stands below and no variable has a negative power."""
        return not self.below and all(k > 0 or atom[0] != "v" for powers, _ in self.above for atom, k in powers)

    def __add__(self, other: Quotient) -> Quotient:
        below = dict(self.below)
        for factor, power in other.below:
            below[factor] = max(power, below.get(factor, 0))
        above = plus(_raised(self, below), _raised(other, below)) if below else plus(self.above, other.above)
        return _reduced(above, below) if above else ZERO

    def __neg__(self) -> Quotient:
        return Quotient({monomial: -c for monomial, c in self.above.items()}, self.below)

    def __sub__(self, other: Quotient) -> Quotient:
        return self + -other

    def __mul__(self, other: Quotient) -> Quotient:
        product = _product(self.above, other.above)
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
        result = ONE
        for _ in range(exponent):
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
        return result if rest == ((UNIT, Fraction(1)),) else result * Quotient({UNIT: Fraction(1)}, ((rest, 1),))


def _reduced(above: Polynomial, below: Mapping[Frozen, int]) -> Quotient:
    """Return a quotient in which no polynomial below divides the one above."""
    left: dict[Frozen, int] = {}
    for factor, power in below.items():
        while power and (divided := _divided(above, factor)) is not None:
            above, power = divided, power - 1
        if power:
            left[factor] = power
    return Quotient(above, tuple(sorted(left.items(), key=order)))


def _divided(above: Polynomial, factor: Frozen) -> Polynomial | None:
    """Return above/factor where division by leading terms ends, else None."""
    leading, leading_coefficient = max(factor, key=lambda term: _height(term[0]))
    rest, result = dict(above), {}
    for _ in range(len(above)):
        if not rest:
            break
        top = max(rest, key=_height)
        ratio = _monomial_ratio(top, leading)
        if ratio is None:
            return None
        c = rest[top] / leading_coefficient
        result[ratio] = c
        product = _product({ratio: c}, dict(factor))
        if product.below:
            return None
        rest = plus(rest, product.above, -1)
    return None if rest else result


def _monomial_ratio(top: Monomial, bottom: Monomial) -> Monomial | None:
    powers = _merged(top[0], tuple((atom, -k) for atom, k in bottom[0]))
    exponent = plus(dict(top[1]), dict(bottom[1]), -1)
    if any(k < 0 for _, k in powers) or any(_pulls(monomial, c) for monomial, c in exponent.items()):
        return None
    return powers, freeze(exponent)


@lru_cache(maxsize=200_000)
def _height(monomial: Monomial) -> Fraction:
    """Return a number that grows with a monomial and adds up under products, so that it orders them."""
    powers, exponent = monomial
    own = sum((k * _weight(atom) for atom, k in powers), Fraction(0))
    return own + sum((c * _weight(part) for part, c in exponent), Fraction(0))


def _weight(part: Any) -> int:
    return 1 + crc32(order(part).encode())


ZERO, ONE = Quotient({}), Quotient({UNIT: Fraction(1)})


def _raised(quotient: Quotient, below: Mapping[Frozen, int]) -> Polynomial:
    """Return what stands above once everything in ``below`` stands below."""
    own = dict(quotient.below)
    result = Quotient(quotient.above)
    for factor, power in below.items():
        result = result * Quotient(dict(factor)).power(power - own.get(factor, 0))
    if result.below:
        raise NotSupportedError("nested denominators")
    return result.above


def _product(left: Polynomial, right: Polynomial) -> Quotient:
    if len(left) * len(right) > MOST_TERMS:
        raise NotSupportedError("too many terms")
    result: Polynomial = {}
    later: list[Quotient] = []
    for (powers, exponent), a in left.items():
        for (other_powers, other_exponent), b in right.items():
            merged = _merged(powers, other_powers)
            if exponent and other_exponent:
                joined = plus(dict(exponent), dict(other_exponent))
                if any(_pulls(monomial, c) for monomial, c in joined.items()):
                    later.append(exp_of(joined) * Quotient({(merged, ()): a * b}))
                    continue
                key = (merged, freeze(joined))
            else:
                key = (merged, exponent or other_exponent)
            value = result.get(key, Fraction(0)) + a * b
            if value:
                result[key] = value
            else:
                result.pop(key, None)
    total = Quotient(result)
    for part in later:
        total = total + part
    return total


def _merged(left: tuple[tuple[Atom, int], ...], right: tuple[tuple[Atom, int], ...]) -> tuple[tuple[Atom, int], ...]:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, k in right:
        powers[atom] = powers.get(atom, 0) + k
    return tuple(sorted(((atom, k) for atom, k in powers.items() if k), key=order))


def _pulls(monomial: Monomial, coefficient: Fraction) -> bool:
    """Tell whether e^(c·atom) is rewritten: the atom a logarithm or W₀, and c not in [0, 1)."""
    powers, exponent = monomial
    lone = not exponent and len(powers) == 1 and powers[0][1] == 1 and powers[0][0][0] != "v"
    return lone and not 0 <= coefficient < 1


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
    return result * Quotient({((), freeze(rest)): Fraction(1)}) if rest else result


def _primitive(polynomial: Polynomial) -> tuple[Fraction, Monomial, Frozen]:
    """Return (c, m, A) with polynomial = c·m·A, where A is the same for all multiples by monomials."""
    common = dict(next(iter(polynomial))[0])
    for powers, _ in polynomial:
        own = dict(powers)
        common = {atom: min(k, own.get(atom, 0)) for atom, k in {**dict.fromkeys(own, 0), **common}.items()}
    shared = tuple(sorted(((atom, k) for atom, k in common.items() if k), key=order))
    unshared = Quotient({(tuple((atom, -k) for atom, k in shared), ()): Fraction(1)})
    best: tuple[str, Fraction, Frozen, Frozen] | None = None
    for exponent in {exponent for _, exponent in polynomial}:
        moved = Quotient(polynomial) * unshared * Quotient({((), tuple((m, -c) for m, c in exponent)): Fraction(1)})
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
    inside = Quotient(dict(rest)) * Quotient({(powers, ()): Fraction(1)})
    result = result + Quotient(dict(exponent))
    if inside.above == ONE.above:
        if scale < 0:
            raise NotSupportedError("logarithm of a negative number")
        return result + _log_of_number(scale.numerator) - _log_of_number(scale.denominator)
    return result + Quotient.atom(("log", freeze((inside * Quotient.number(scale)).above)))


def _log_of_number(value: int) -> Quotient:
    return ZERO if value == 1 else Quotient.atom(("log", ((UNIT, Fraction(value)),)))


def _lambertw_of(quotient: Quotient) -> Quotient:
    if quotient.is_zero:
        return ZERO
    if quotient.below or len(quotient.above) != 1 or names(quotient):
        raise NotSupportedError("W₀ of what is no simple constant")
    return Quotient.atom(("w", freeze(quotient.above)))


def _root_of(quotient: Quotient, exponent: Fraction) -> Quotient:
    """Return a power that is not whole of c·e^P, or of c·x^k·e^P with k odd if the exponent is negative."""
    ((powers, inside), coefficient), *others = [*quotient.above.items()] or [(UNIT, Fraction(0))]
    single = len(powers) == 1 and powers[0][0][0] == "v" and powers[0][1] % 2 == 1 and exponent < 0
    if others or quotient.below or coefficient <= 0 or not (single or not powers):
        raise NotSupportedError("root of what is no exponential")
    root = exp_of({monomial: c * exponent for monomial, c in inside})
    for atom, k in powers:
        # a negative power of x^k is defined for x > 0 only, as k is odd
        root = root * exp_of((Quotient.number(exponent * k) * log_of(Quotient.atom(atom))).above)
    for part, sign in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
        if exponent.denominator == 2 and isqrt(part) ** 2 == part:
            root = root * Quotient.number(isqrt(part)).power(sign * exponent.numerator)
        else:
            logarithm = _log_of_number(part) * Quotient.number(sign * exponent)
            root = root * exp_of(logarithm.above)
    return root


def normal(expression: Scalar) -> Quotient:
    """Return the normal form of an expression without abs, max, min, indices and vectors.

    >>> from verify.statement.build import exp, log, symbols
    >>> x, y = symbols("x y")
    >>> normal(exp(x) * exp(y) - exp(x + y)).is_zero, normal(log(exp(x)) - x).is_zero
    (True, True)
    """
    match expression:
        case Number(value):
            return Quotient.number(value)
        case Symbol(name):
            return Quotient.variable(name)
        case Named(_, _, body, _):
            return normal(body)
        case Diff(body, variable, at):
            return normal(substitute_tree(differentiate(body, variable), {variable: at}))
        case Add(terms):
            return _sum(normal(term) for term in terms)
        case Mul(factors):
            result = ONE
            for factor in factors:
                result = result * normal(factor)
            return result
        case Pow(base, exponent):
            inside = normal(base)
            return inside.power(exponent.numerator) if exponent.denominator == 1 else _root_of(inside, exponent)
        case Apply(function, (argument,)):
            return _function(function, normal(argument))
    raise NotSupportedError(f"{type(expression).__name__} is no function of real variables")


def _sum(parts: Iterable[Quotient]) -> Quotient:
    result = ZERO
    for part in parts:
        result = result + part
    return result


def _function(function: str, argument: Quotient) -> Quotient:
    if function == "exp" and not argument.below:
        return exp_of(argument.above)
    if function == "log":
        return log_of(argument)
    if function == "lambertw":
        return _lambertw_of(argument)
    if function == "sigmabar" and not argument.below:
        return (ONE + exp_of(argument.above)).inverse()
    if function == "ell" and not argument.below:
        return log_of(ONE + exp_of((-argument).above))
    raise NotSupportedError(f"{function} of such an argument")


def names(quotient: Quotient) -> frozenset[str]:
    """Return the names of the variables in a normal form."""
    below = frozenset[str]().union(*(_names(factor) for factor, _ in quotient.below))
    return below | _names(tuple(quotient.above.items()))


@lru_cache(maxsize=100_000)
def _names(frozen: Frozen) -> frozenset[str]:
    found: set[str] = set()
    for (powers, exponent), _ in frozen:
        found |= _names(exponent)
        for (kind, inside), _k in powers:
            found |= {inside} if kind == "v" else _names(inside)
    return frozenset(found)


def insert(quotient: Quotient, values: Mapping[str, Quotient]) -> Quotient:
    """Return a normal form with expressions put in the place of variables, all at once."""
    result = _insert(quotient.above.items(), values)
    for factor, power in quotient.below:
        result = result * _insert(factor, values).power(-power)
    return result


def _insert(terms: Iterable[tuple[Monomial, Fraction]], values: Mapping[str, Quotient]) -> Quotient:
    result = ZERO
    for (powers, exponent), coefficient in terms:
        term = Quotient.number(coefficient)
        for (kind, inside), k in powers:
            if kind == "v":
                value = values.get(inside) or Quotient.variable(inside)
            else:
                moved = _insert(inside, values)
                value = log_of(moved) if kind == "log" else _lambertw_of(moved)
            term = term * value.power(k)
        if exponent:
            moved = _insert(exponent, values)
            if moved.below:
                raise NotSupportedError("exponential of a quotient")
            term = term * exp_of(moved.above)
        result = result + term
    return result


def derivative(quotient: Quotient, name: str) -> Quotient:
    """Return the derivative of a normal form in one variable.

    >>> derivative(normal(Symbol("x") ** 2), "x") == normal(2 * Symbol("x"))
    True
    """
    slope = _derivative(tuple(quotient.above.items()), name)
    for factor, power in quotient.below:
        inner = _derivative(factor, name)
        if not inner.is_zero:
            slope = slope - Quotient(quotient.above) * inner * Quotient({UNIT: Fraction(power)}, ((factor, 1),))
    return slope * Quotient({UNIT: Fraction(1)}, quotient.below)


def _derivative(terms: Iterable[tuple[Monomial, Fraction]], name: str) -> Quotient:
    result = ZERO
    for (powers, exponent), coefficient in terms:
        for position, (atom, k) in enumerate(powers):
            slope = _slope(atom, name)
            if slope.is_zero:
                continue
            others = powers[:position] + (((atom, k - 1),) if k != 1 else ()) + powers[position + 1 :]
            result = result + Quotient({(others, exponent): coefficient * k}) * slope
        if exponent and not (slope := _derivative(exponent, name)).is_zero:
            result = result + Quotient({(powers, exponent): coefficient}) * slope
    return result


def _slope(atom: Atom, name: str) -> Quotient:
    kind, inside = atom
    if kind == "v":
        return ONE if inside == name else ZERO
    if kind == "log" and name in _names(inside):
        return _derivative(inside, name) * Quotient(dict(inside)).inverse()
    return ZERO


def tree(quotient: Quotient) -> Scalar:
    """Return an expression of the language with the given normal form."""
    factors = [_tree(tuple(quotient.above.items()))]
    factors += [Pow(_tree(factor), Fraction(-power)) for factor, power in quotient.below]
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def _tree(terms: Frozen) -> Scalar:
    made = []
    for (powers, exponent), coefficient in sorted(terms, key=order):
        factors: list[Scalar] = [Number(coefficient)]
        for (kind, inside), k in powers:
            if kind == "v":
                base: Scalar = Symbol(inside)
            else:
                base = Apply("log" if kind == "log" else "lambertw", (_tree(inside),))
            factors.append(base if k == 1 else Pow(base, Fraction(k)))
        if exponent:
            factors.append(Apply("exp", (_tree(exponent),)))
        made.append(
            Mul(tuple(factors[1:] if coefficient == 1 and len(factors) > 1 else factors))
            if len(factors) > 1
            else factors[0]
        )
    return Number(Fraction(0)) if not made else made[0] if len(made) == 1 else Add(tuple(made))
