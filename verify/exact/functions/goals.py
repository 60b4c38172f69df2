"""Goals of the method *functions*: a normal form, a box, and whether strict; signs of constants; the rule *sign*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from flint import arb, ctx, fmpq
from gmpy2 import mpq

from verify.exact.functions.normal_form import insert
from verify.exact.functions.quotients import ONE, UNIT, Frozen, Monomial, Polynomial, Quotient, freeze, names
from verify.statement.functions import function

CONSTANT_BITS = (64, 256, 1024)
_BALLS: Mapping[str, Callable[[Any], Any]] = {
    "log": lambda x: x.log(),
    "w": lambda x: x.lambertw(),
    "phi": function("phi").balls,
    "Phi": function("Phi").balls,
}
Box: TypeAlias = Mapping[str, "Interval"]


@dataclass(frozen=True)
class Interval:
    """An interval that begins at 0, or the whole line; ``high`` is a constant > 0, or None for ∞."""

    bounded: bool = False
    low_open: bool = False
    high: Quotient | None = None
    high_open: bool = False

    @property
    def interior(self) -> Interval:
        """The interval without its ends."""
        if self.low_open and self.high_open:
            return self
        return Interval(self.bounded, True, self.high, True)


@dataclass(frozen=True)
class Goal:
    """That a normal form is > 0 (strict) or ≥ 0 at every point of a box where it is defined."""

    expression: Quotient
    strict: bool
    box: Box

    @classmethod
    def on(cls, expression: Quotient, strict: bool, box: Box) -> Goal:
        """Return a goal; one that is not strict is proved on the interior of its box."""
        return cls(expression, strict, box if strict else interior(box))


def interior(box: Box) -> Box:
    """Return a box without its ends."""
    return {name: interval.interior for name, interval in box.items()}


def number_ball(value: Fraction | int) -> arb:
    """Return the ball around a rational at the precision in force."""
    return arb(fmpq(int(value.numerator), int(value.denominator)))


def ball(quotient: Quotient, values: Mapping[str, arb]) -> arb:
    """Return the ball of a normal form at the precision in force; not finite where it may be undefined."""
    result = terms_ball(tuple(quotient.above.items()), values)
    for factor, power in quotient.below:
        result = result / terms_ball(factor, values) ** power
    return result


def terms_ball(terms: Frozen, values: Mapping[str, arb]) -> arb:
    """Return the ball of a polynomial."""
    total = arb(0)
    for (powers, exponent), coefficient in terms:
        term = number_ball(coefficient)
        for (kind, inside), k in powers:
            if kind == "v":
                base = values[inside]
            else:
                argument = terms_ball(inside, values)
                base = _BALLS[kind](argument)
            term = term * base**k if k > 0 else term / base**-k
        if exponent:
            term = term * terms_ball(exponent, values).exp()
        total = total + term
    return total


def sign_of_constant(constant: Quotient) -> int | None:
    """Return 1 or −1 for the sign of a constant, 0 if its normal form is 0, None if balls leave it open.

    >>> sign_of_constant(Quotient.number(mpq(-1, 3)))
    -1
    """
    if constant.is_zero:
        return 0
    if not constant.below and len(constant.above) == 1 and (number := constant.above.get(UNIT)) is not None:
        return 1 if number > 0 else -1
    return _sign_by_balls(freeze(constant.above), constant.below)


@lru_cache(maxsize=20_000)
def _sign_by_balls(above: Frozen, below: tuple[tuple[Frozen, int], ...]) -> int | None:
    for bits in CONSTANT_BITS:
        with ctx.workprec(bits):
            value = ball(Quotient(dict(above), below), {})
            if value > 0:
                return 1
            if value < 0:
                return -1
    return None


def holds_by_sign(goal: Goal) -> bool:
    """Tell whether the rule ``sign`` proves a goal: a sum of products of things that are never negative.

    >>> x = Quotient.variable("x")
    >>> holds_by_sign(Goal.on(x * x + ONE, True, {"x": Interval()}))
    True
    >>> holds_by_sign(Goal.on(x + ONE, True, {"x": Interval()}))
    False
    """
    if not goal.expression.is_polynomial:
        return False
    groups: dict[Monomial, Polynomial] = {}
    for monomial, coefficient in goal.expression.above.items():
        varying, constant = _separated(monomial)
        groups.setdefault(varying, {})[constant] = coefficient
    if any(sign_of_constant(Quotient(constant)) != 1 for constant in groups.values()):
        return False
    if not all(_never_negative(varying, goal.box, False) for varying in groups):
        return False
    return not goal.strict or any(_never_negative(varying, goal.box, True) for varying in groups)


@lru_cache(maxsize=100_000)
def _separated(monomial: Monomial) -> tuple[Monomial, Monomial]:
    """Return the part of a monomial that holds variables, and the constant part."""
    powers, exponent = monomial
    varying = tuple(item for item in powers if names(Quotient({((item,), ()): mpq(1)})))
    moving = tuple(term for term in exponent if names(Quotient({term[0]: mpq(1)})))
    fixed = (tuple(item for item in powers if item not in varying), tuple(t for t in exponent if t not in moving))
    return (varying, moving), fixed


def _never_negative(varying: Monomial, box: Box, strict: bool) -> bool:
    """Tell whether a product of variables, logarithms and exponentials is ≥ 0, or > 0, on a box."""
    for (kind, inside), k in varying[0]:
        if kind == "v":
            interval = box[inside]
            fine = interval.bounded and (interval.low_open or not strict)
        else:
            fine = holds_by_sign(Goal(Quotient(dict(inside)) - ONE, strict, box))
        if not fine and (strict or k % 2):
            return False
    return True


def is_positive(expression: Quotient, box: Box) -> bool:
    """Tell whether the rule ``sign`` proves an expression > 0 on a box."""
    return holds_by_sign(Goal(expression, True, box))


def is_defined(quotient: Quotient, box: Box, *, with_powers: bool = False) -> bool:
    """Tell whether every logarithm's argument and every denominator is > 0 on a box, by the rule ``sign``.

    Negative powers of variables are allowed only ``with_powers``, and where the variable's interval is open at 0.
    """
    return _terms_defined(tuple(quotient.above.items()), box, with_powers) and all(
        _terms_defined(factor, box, with_powers) and is_positive(Quotient(dict(factor)), box)
        for factor, _ in quotient.below
    )


def _terms_defined(terms: Frozen, box: Box, with_powers: bool) -> bool:
    for (powers, exponent), _ in terms:
        if not _terms_defined(exponent, box, with_powers):
            return False
        for (kind, inside), k in powers:
            if kind == "log":
                argument = Quotient(dict(inside))
                if not (_terms_defined(inside, box, with_powers) and is_positive(argument, box)):
                    return False
            if k < 0 and kind != "w" and not (kind == "v" and not with_powers):
                if not is_positive(Quotient.atom((kind, inside)), box):
                    return False
            elif k < 0 and kind == "v":
                return False
    return True


def is_real(quotient: Quotient) -> bool:
    """Tell whether every constant logarithm and W₀ in a normal form is shown to be a real number by its ball."""
    everything = [tuple(quotient.above.items()), *(factor for factor, _ in quotient.below)]
    if all(map(_has_variables_only, everything)):
        return True
    with ctx.workprec(CONSTANT_BITS[0]):
        return all(map(_terms_real, everything))


def _has_variables_only(terms: Frozen) -> bool:
    for (powers, exponent), _ in terms:
        if exponent and not _has_variables_only(exponent):
            return False
        for atom, _k in powers:
            if atom[0] != "v":
                return False
    return True


def _terms_real(terms: Frozen) -> bool:
    for (powers, exponent), _ in terms:
        if not _terms_real(exponent):
            return False
        for atom, _k in powers:
            if atom[0] == "v":
                continue
            if not _terms_real(atom[1]):
                return False
            if not names(Quotient.atom(atom)) and not ball(Quotient.atom(atom), {}).is_finite():
                return False
    return True


def has_no_denominator(quotient: Quotient) -> bool:
    """Tell whether nothing with variables has a negative power in a normal form, not even inside an exponential."""
    return not quotient.below and _terms_whole(tuple(quotient.above.items()))


def _terms_whole(terms: Frozen) -> bool:
    for (powers, exponent), _ in terms:
        if not _terms_whole(exponent):
            return False
        for atom, k in powers:
            if k < 0 and names(Quotient.atom(atom)):
                return False
            if atom[0] != "v" and not _terms_whole(atom[1]):
                return False
    return True


def moved(goal: Goal, values: Mapping[str, Quotient], box: Box) -> Goal:
    """Return a goal with expressions put in the place of variables, on a new box."""
    return Goal.on(insert(goal.expression, values), goal.strict, box)
