"""What the search of the method *functions* looks at in a goal before it chooses a rule."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verify.exact.functions.goals import Goal, is_positive, sign_of_constant
from verify.exact.functions.normal_form import derivative, fraction, insert
from verify.exact.functions.quotients import (
    ONE,
    UNIT,
    Atom,
    Frozen,
    Monomial,
    NotSupportedError,
    Polynomial,
    Quotient,
    exp_of,
    freeze,
    names,
    names_of,
)
from verify.exact.functions.search.floats import float_of


def is_in_exponent(expression: Quotient, name: str) -> bool:
    """Tell whether a variable occurs in an exponent, be it inside a logarithm."""
    return any(name in names_of(exponent) for _, exponent in _monomials(expression))


def holds_logarithm(expression: Quotient, logarithm: Quotient) -> bool:
    """Tell whether a logarithm occurs in an expression."""
    ((((atom, _),), _),) = logarithm.above
    return any(found == atom for powers, _ in _monomials(expression) for found, _k in powers)


def _monomials(expression: Quotient) -> Iterator[Monomial]:
    """Yield every monomial of an expression, also in exponents and logarithms."""
    waiting = [tuple(expression.above.items()), *(factor for factor, _ in expression.below)]
    while waiting:
        for powers, exponent in (monomial for monomial, _ in waiting.pop()):
            yield powers, exponent
            waiting += [exponent, *(inside for (kind, inside), _k in powers if kind != "v")]


def negative_powers(polynomial: Polynomial) -> Quotient:
    """Return the product of variables that clears the negative powers of variables."""
    lowest: dict[str, int] = {}
    for powers, _ in polynomial:
        for (kind, inside), k in powers:
            if kind == "v" and k < lowest.get(inside, 0):
                lowest[inside] = k
    result = ONE
    for name, k in lowest.items():
        result = result * Quotient.variable(name).power(-k)
    return result


def shared_powers(goal: Goal) -> Quotient:
    """Return the variables, positive on the box, that divide every term."""
    if not goal.expression.above:
        return ONE
    shared: dict[str, int] = {}
    for position, (powers, _) in enumerate(goal.expression.above):
        own = {inside: k for (kind, inside), k in powers if kind == "v" and goal.box[inside].low_open}
        shared = own if position == 0 else {name: min(k, own[name]) for name, k in shared.items() if name in own}
    result = ONE
    for name, k in shared.items():
        if k > 0 and goal.box[name].bounded:
            result = result * Quotient.variable(name).power(k)
    return result


def factors(goal: Goal, name: str) -> Iterator[tuple[Quotient, Quotient]]:
    """Yield positive factors by which a goal may become simpler to climb in a variable, and what it becomes."""
    expression, t = goal.expression, Quotient.variable(name)
    yield ONE, expression
    rates: dict[Frozen, Quotient] = {}
    for _, exponent in expression.above:
        rate = derivative(Quotient(dict(exponent)), name)
        if not rate.is_zero and not rate.below and name not in names(rate):
            rates[freeze(rate.above)] = exp_of((-(rate * t)).above)
    for factor in rates.values():
        yield factor, factor * expression
    if not expression.below:
        yield from freed_logarithms(goal, name)


def freed_logarithms(goal: Goal, name: str) -> Iterator[tuple[Quotient, Quotient]]:
    """Yield the factor 1/c, and what it makes of c·log A + rest, where c > 0 has several terms."""
    found: dict[Atom, Polynomial] = {}
    for (powers, exponent), coefficient in goal.expression.above.items():
        for atom, k in powers:
            if atom[0] == "log" and k == 1 and name in names(Quotient.atom(atom)):
                rest = (tuple(item for item in powers if item[0] != atom), exponent)
                found.setdefault(atom, {})[rest] = coefficient
    for atom, polynomial in found.items():
        others = goal.expression - Quotient(polynomial) * Quotient.atom(atom)
        for sign in (Quotient.number(1), Quotient.number(-1)):
            size = Quotient(polynomial) * sign
            if is_positive(size, goal.box) and size.inverse().below:
                yield size.inverse(), Quotient.atom(atom) * sign + others * size.inverse()


def weight(slope: Quotient) -> int:
    """Return how complicated a derivative is; ladders with a simple one are climbed first."""
    logarithms = sum(atom[0] == "log" for powers, _ in slope.above for atom, _k in powers)
    return len(slope.above) + 3 * logarithms + 2 * len(slope.below)


def vanishes_at_an_end(goal: Goal) -> bool:
    """Tell whether the expression is 0 at an end of an interval, so that a strict goal is false."""
    for name, interval in goal.box.items():
        if interval.bounded and not interval.low_open and name in names(goal.expression):
            try:
                if insert(goal.expression, {name: Quotient({})}).is_zero:
                    return True
            except NotSupportedError:
                continue  # not defined there
    return False


def size(goal: Goal) -> int:
    """Return how many terms an expression has, above and below."""
    return len(goal.expression.above) + sum(len(factor) for factor, _ in goal.expression.below)


def around(place: float) -> list[Fraction]:
    """Return rationals on both sides of a place, and near it, other than 0."""
    gap = max(abs(place), 1.0) / 16
    near = [Fraction(round((place + side) * 64), 64) for side in (gap, -gap, 0.0)]
    return [at for at in near if at]


def above(constant: Quotient) -> Fraction:
    """Return a rational that is no smaller than a constant."""
    if not constant.below and set(constant.above) == {UNIT}:
        return fraction(constant.above[UNIT])
    guess = Fraction(round(float_of(constant) * 1024) + 1, 1024)
    if sign_of_constant(Quotient.number(guess) - constant) != 1:
        raise NotSupportedError("an end that balls cannot bound")
    return guess
