"""Ball arithmetic on boxes: subdivision trees that prove an expression positive on a compact box."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from flint import arb, ctx, fmpq

from verify.statement.readings.arithmetic import Balls, UndefinedError
from verify.statement.tree import Add, Apply, Mul, Named, Number, Pow, Scalar, Symbol

Side: TypeAlias = tuple[Fraction, Fraction]


def interval_ball(side: Side) -> arb:
    """Return a ball that holds every point of an interval."""
    low, high = (arb(fmpq(end.numerator, end.denominator)) for end in side)
    return low.union(high)


def tree_ball(expression: Scalar, values: dict[str, arb], arithmetic: Balls) -> arb:
    """Return the ball of an expression where its variables lie in balls; UndefinedError where it may be undefined."""
    match expression:
        case Number(value):
            return arithmetic.number(value)
        case Symbol(name):
            return values[name]
        case Named(_, _, body, _):
            return tree_ball(body, values, arithmetic)
        case Add(terms):
            return sum((tree_ball(term, values, arithmetic) for term in terms), arb(0))
        case Mul(factors):
            return math.prod((tree_ball(factor, values, arithmetic) for factor in factors), start=arb(1))
        case Pow(base, exponent):
            return arithmetic.power(tree_ball(base, values, arithmetic), exponent)
        case Apply(function, arguments):
            return arithmetic.apply(function, [tree_ball(argument, values, arithmetic) for argument in arguments])
    raise UndefinedError(f"{type(expression).__name__} has no ball")


def is_positive_on(expression: Scalar, names: list[str], sides: list[Side]) -> bool:
    """Tell whether the ball of an expression over a box is > 0, at the precision in force."""
    values = {name: interval_ball(side) for name, side in zip(names, sides, strict=True)}
    try:
        return bool(tree_ball(expression, values, Balls()) > 0)
    except UndefinedError:
        return False


def halves(sides: list[Side], position: int) -> tuple[list[Side], list[Side]]:
    """Return the lower and the upper half of a box."""
    low, high = sides[position]
    middle = (low + high) / 2
    before, after = sides[:position], sides[position + 1 :]
    return [*before, (low, middle), *after], [*before, (middle, high), *after]


def boxes_close(expression: Scalar, names: list[str], until: list[Fraction], bits: int, tree: str) -> bool:
    """Tell whether a subdivision tree, in preorder, proves an expression positive on the box from 0 to ``until``.

    >>> x = Symbol("x")
    >>> boxes_close(x * x - x + 1, ["x"], [Fraction(1)], 53, "."), boxes_close(x * x - x, ["x"], [Fraction(1)], 53, ".")
    (False, False)
    >>> boxes_close(x * x - x + 1, ["x"], [Fraction(1)], 53, "0..")
    True
    """
    waiting: list[list[Side]] = [[(Fraction(0), end) for end in until]]
    with ctx.workprec(bits):
        for letter in tree:
            if not waiting:
                return False
            sides = waiting.pop()
            if letter == ".":
                if not is_positive_on(expression, names, sides):
                    return False
            elif letter in "0123456789"[: len(names)]:
                lower, upper = halves(sides, int(letter))
                waiting += [upper, lower]
            else:
                return False
    return not waiting


def find_tree(expression: Scalar, names: list[str], until: list[Fraction], bits: int, most: int) -> str | None:
    """Return a subdivision tree that closes, or None once ``most`` boxes were tried; the longest side is halved."""
    waiting: list[list[Side]] = [[(Fraction(0), end) for end in until]]
    letters: list[str] = []
    with ctx.workprec(bits):
        while waiting:
            sides = waiting.pop()
            if len(letters) >= most:
                return None
            if is_positive_on(expression, names, sides):
                letters.append(".")
                continue
            widths = [(high - low) / end for (low, high), end in zip(sides, until, strict=True)]
            position = widths.index(max(widths))
            letters.append(str(position))
            lower, upper = halves(sides, position)
            waiting += [upper, lower]
    return "".join(letters)
