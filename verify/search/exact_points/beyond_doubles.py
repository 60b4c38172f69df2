"""Exact points beyond the doubles: powers of ten, and what stands near the huge and tiny numbers of a statement.

A double ends near 10^±308. Of x ≤ 10^400 every draw in floats tells the same, so that the points are made of the
statement's own numbers and of powers of ten, and decided exactly; the plainest come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from verify.search.evaluation.nodes import nodes
from verify.statement.formulas import Node
from verify.statement.tree import Number

ZERO, ONE = Fraction(0), Fraction(1)
# numbers with so many digits are far from what is drawn in floats
FAR_DIGITS = 60
# a longer number is not written in a ledger
MOST_DIGITS = 3_800
PLAIN = (ONE, ZERO, -ONE, Fraction(2))
POWERS = (2, 3, 4, 400, 1000)
MOST_NUMBERS, MOST_TOGETHER = 6, 10


def magnitude(value: Fraction) -> int:
    """Return the whole number next to log₁₀ of the size of a number that is not 0, by its count of bits.

    >>> magnitude(Fraction(10**400)), magnitude(Fraction(-1, 1000))
    (400, -3)
    """
    return round((abs(value.numerator).bit_length() - value.denominator.bit_length()) * 0.30103)


def far_numbers(node: Node) -> tuple[Fraction, ...]:
    """Return the huge and the tiny numbers that occur, a few of them.

    >>> from verify.statement.writing.variables import symbols
    >>> (x,) = symbols("x")
    >>> [magnitude(one) for one in far_numbers(x <= 10**400)], far_numbers(x <= 10**9)
    ([400], ())
    """
    found = dict.fromkeys(
        one.value
        for one in nodes(node)
        if isinstance(one, Number) and one.value and FAR_DIGITS <= abs(magnitude(one.value)) <= MOST_DIGITS
    )
    return tuple(found)[:MOST_NUMBERS]


def values(far: tuple[Fraction, ...]) -> list[Fraction]:
    """Return values for one variable, plain ones first: powers of ten, and what stands near the far numbers."""
    exponents = [*POWERS]
    for number in far:
        e = abs(magnitude(number))
        exponents += [e + 1, e // 2 + 1, e // 3 + 1, 2 * e]
    powers = [Fraction(10**e) for e in dict.fromkeys(exponents) if e <= MOST_DIGITS]
    near = [made for number in far for made in (number, 2 * number, number + 1, number - 1, number / 2)]
    sizes = [
        *PLAIN,
        *powers[:3],
        *near,
        *(1 / one for one in powers[:3]),
        *powers[3:],
        *(1 / one for one in powers[3:]),
    ]
    return list(dict.fromkeys(made for size in sizes for made in (size, -size)))


def rows(count: int, far: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    """Yield values for so many variables: one of them far and the others plain, then all alike, then pairs.

    >>> next(rows(2, (Fraction(10**400),)))
    (Fraction(1, 1), Fraction(1, 1))
    """
    pool = values(far)
    plain: tuple[Fraction, ...] = PLAIN[:2] if count > 2 else PLAIN
    yield from ((value,) * count for value in pool)
    for value in pool:
        for place in range(count):
            for others in product(plain, repeat=1 if count > 1 else 0):
                yield tuple(value if k == place else others[0] for k in range(count))
    if 2 <= count <= 3:
        yield from product([one for one in pool if one > 0][:MOST_TOGETHER], repeat=count)
