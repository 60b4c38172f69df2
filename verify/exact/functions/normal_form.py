"""From expressions to the normal forms of *functions* and back; inserting values, and derivatives.

Beside the identities of ``quotients`` these are used: σ̄(x) = 1/(1+e^x), ℓ(x) = log(1+e^-x),
(c e^P)^q = e^(q log c + q P) for c > 0, and (c x^k e^P)^q = e^(q log c + qk log x + q P) for c > 0, odd k and q < 0
not whole, which is defined for x > 0 only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from math import isqrt

from gmpy2 import mpq

from verify.errors import InputError
from verify.exact.effort import remembering
from verify.exact.functions.quotients import (
    ONE,
    UNIT,
    ZERO,
    Atom,
    Below,
    Frozen,
    Monomial,
    NotSupportedError,
    Quotient,
    Rational,
    exp_of,
    lambertw_of,
    log_of,
    log_of_number,
    names_of,
    normal_value,
    order,
)
from verify.statement.derivatives import differentiate
from verify.statement.expansion import reduced
from verify.statement.functions import function
from verify.statement.rewriting.substitution import substitute as substitute_tree
from verify.statement.tree import Add, Apply, Diff, Mul, Named, Number, Pow, Scalar, Symbol, call

# what makes the atoms of each kind, and what they are called where that is not their kind
_MADE: dict[str, Callable[[Quotient], Quotient]] = {
    "log": log_of, "w": lambertw_of, "phi": partial(normal_value, "phi"), "Phi": partial(normal_value, "Phi"),
}  # fmt: skip
_NAMES = {"w": "lambertw"}
ONE_TIME = mpq(1)


def _root_of(quotient: Quotient, exponent: Fraction) -> Quotient:
    """Return a power that is not whole of c·e^P, or of c·x^k·e^P with k odd if the exponent is negative."""
    ((powers, inside), coefficient), *others = [*quotient.above.items()] or [(UNIT, mpq(0))]
    single = len(powers) == 1 and powers[0][0][0] == "v" and powers[0][1] % 2 == 1 and exponent < 0
    if others or quotient.below or coefficient <= 0 or not (single or not powers):
        raise NotSupportedError("root of what is no exponential")
    root = exp_of({monomial: c * mpq(exponent) for monomial, c in inside})
    for atom, k in powers:
        # a negative power of x^k is defined for x > 0 only, as k is odd
        root = root * exp_of((Quotient.number(mpq(exponent) * k) * log_of(Quotient.atom(atom))).above)
    for part, sign in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
        if exponent.denominator == 2 and isqrt(part) ** 2 == part:
            root = root * Quotient.number(isqrt(part)).power(sign * exponent.numerator)
        else:
            logarithm = log_of_number(part) * Quotient.number(sign * mpq(exponent))
            root = root * exp_of(logarithm.above)
    return root


# the parts of a goal are read again in every branch of a search
@remembering(20_000)
def normal(expression: Scalar) -> Quotient:
    """Return the normal form of an expression without abs, max, min, indices and vectors.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp, log
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
            return normal(carried_out(body, variable, at))
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
        case Apply(name, arguments):
            if (simpler := reduced(expression)) is not None:
                return normal(simpler)
            formula = function(name).formula
            if formula is not None and (written := formula(call, *arguments)) is not None:
                return normal(written)
            if len(arguments) == 1:
                return _function(name, normal(arguments[0]))
    raise NotSupportedError(f"{type(expression).__name__} is no function of real variables")


def carried_out(body: Scalar, variable: Symbol, at: Scalar) -> Scalar:
    """Return a derivative taken at a place; NotSupportedError where the language has none."""
    try:
        return substitute_tree(differentiate(body, variable), {variable: at})
    except InputError as fault:
        raise NotSupportedError(str(fault)) from fault


def _sum(parts: Iterable[Quotient]) -> Quotient:
    result = ZERO
    for part in parts:
        result = result + part
    return result


def _function(name: str, argument: Quotient) -> Quotient:
    match name:
        case "exp" if not argument.below:
            return exp_of(argument.above)
        case "log":
            return log_of(argument)
        case "lambertw":
            return lambertw_of(argument)
        case "phi" | "Phi":
            return normal_value(name, argument)
    raise NotSupportedError(f"{name} of such an argument")


def insert(quotient: Quotient, values: Mapping[str, Quotient]) -> Quotient:
    """Return a normal form with expressions put in the place of variables, all at once."""
    put_in = tuple((name, tuple(value.above.items()), value.below) for name, value in values.items())
    return _inserted(tuple(quotient.above.items()), quotient.below, put_in)


@remembering(20_000)
def _inserted(above: Frozen, below: Below, put_in: tuple[tuple[str, Frozen, Below], ...]) -> Quotient:
    values = {name: Quotient(dict(over), under) for name, over, under in put_in}
    result = _insert(above, values)
    for factor, power in below:
        result = result * _insert(factor, values).power(-power)
    return result


def _insert(terms: Iterable[tuple[Monomial, Rational]], values: Mapping[str, Quotient]) -> Quotient:
    result, kept = ZERO, dict[Monomial, Rational]()
    for monomial, coefficient in terms:
        if names_of(((monomial, ONE_TIME),)).isdisjoint(values):
            kept[monomial] = coefficient  # it is in normal form
            continue
        powers, exponent = monomial
        term = Quotient.number(coefficient)
        for (kind, inside), k in powers:
            if kind == "v":
                value = values.get(inside) or Quotient.variable(inside)
            else:
                value = _MADE[kind](_insert(inside, values))
            term = term * value.power(k)
        if exponent:
            moved = _insert(exponent, values)
            if moved.below:
                raise NotSupportedError("exponential of a quotient")
            term = term * exp_of(moved.above)
        result = result + term
    return result + Quotient(kept) if kept else result


def derivative(quotient: Quotient, name: str) -> Quotient:
    """Return the derivative of a normal form in one variable.

    >>> derivative(normal(Symbol("x") ** 2), "x") == normal(2 * Symbol("x"))
    True
    """
    return _derivative_of(tuple(quotient.above.items()), quotient.below, name)


@remembering(5000)
def _derivative_of(above: Frozen, below: Below, name: str) -> Quotient:
    slope = _derivative(above, name)
    for factor, power in below:
        inner = _derivative(factor, name)
        if not inner.is_zero:
            slope = slope - Quotient(dict(above)) * inner * Quotient({UNIT: mpq(power)}, ((factor, 1),))
    return slope * Quotient({UNIT: mpq(1)}, below)


def _derivative(terms: Iterable[tuple[Monomial, Rational]], name: str) -> Quotient:
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
    if kind == "log" and name in names_of(inside):
        return _derivative(inside, name) * Quotient(dict(inside)).inverse()
    return ZERO


def tree(quotient: Quotient) -> Scalar:
    """Return an expression of the language with the given normal form."""
    factors = [_tree(tuple(quotient.above.items()))]
    factors += [Pow(_tree(factor), Fraction(-power)) for factor, power in quotient.below]
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def fraction(value: Rational) -> Fraction:
    """Return a coefficient as a Fraction."""
    return Fraction(int(value.numerator), int(value.denominator))


def _tree(terms: Frozen) -> Scalar:
    made = []
    for (powers, exponent), coefficient in sorted(terms, key=order):
        factors: list[Scalar] = [Number(fraction(coefficient))]
        for (kind, inside), k in powers:
            if kind == "v":
                base: Scalar = Symbol(inside)
            else:
                base = Apply(_NAMES.get(kind, kind), (_tree(inside),))
            factors.append(base if k == 1 else Pow(base, Fraction(k)))
        if exponent:
            factors.append(Apply("exp", (_tree(exponent),)))
        made.append(
            Mul(tuple(factors[1:] if coefficient == 1 and len(factors) > 1 else factors))
            if len(factors) > 1
            else factors[0]
        )
    return Number(Fraction(0)) if not made else made[0] if len(made) == 1 else Add(tuple(made))
