"""What a relation needs to be defined, and by which relation one fails."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verify.statement.formulas import Node
from verify.statement.functions import function
from verify.statement.tree import Apply, Diff, Mul, Named, Number, Operator, Pow, Relation, Scalar, Size, call
from verify.statement.walk import children

ZERO, MINUS_ONE = Number(Fraction(0)), Number(Fraction(-1))
# what holds where a relation fails; an equation fails in two ways
NEGATED: dict[str, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
FAILING: dict[str, Operator] = {**NEGATED, "!=": "="}


def needs(relation: Relation) -> tuple[Relation, ...]:
    """Return relations that hold wherever a relation is defined, each once.

    Roots of positive numbers, divisions by n and by numbers are left out; so is what stands in a derivative, as its
    variable has another meaning outside.

    >>> from verify.author import log, symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, y = symbols("x y")
    >>> [to_text(one) for one in needs(log(x) / y >= 0)]
    ['x > 0', 'y ≠ 0']
    """
    return tuple(dict.fromkeys(need for need in _needs(relation) if not _always_holds(need)))


def _always_holds(need: Relation) -> bool:
    """Tell whether a need is one of n or P, or one of a number that keeps it."""
    base = need.left
    return isinstance(base, Size) or (
        isinstance(base, Number) and (base.value > 0 or (need.operator == "!=" and base.value != 0))
    )


def _needs(node: Node) -> Iterator[Relation]:
    match node:
        case Diff():
            return
        case Pow(base, exponent):
            yield from _of_power(base, exponent)
        case Apply(name, (argument,)):
            match function(name).role:
                case "positive":
                    yield argument > 0
                case "W₀":
                    # W₀ is defined from −1/e on
                    yield argument >= MINUS_ONE * call("exp", MINUS_ONE)
    for child in children(node):
        yield from _needs(child)


def _of_power(base: Scalar, exponent: Fraction) -> Iterator[Relation]:
    if exponent.denominator != 1:
        yield Relation(">" if exponent < 0 else ">=", base, ZERO)
    elif exponent < 0:
        yield Relation("!=", base, ZERO)
    if exponent < 0:
        match base:
            case Named(body=body):
                yield from _of_power(body, Fraction(-1))
            case Mul(factors):
                for factor in factors:
                    yield from _of_power(factor, Fraction(-1))
            case Pow(inside, power) if power > 0:
                yield from _of_power(inside, -power)
