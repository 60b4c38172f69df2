"""Finds conclusions that one hypothesis alone already says: such a claim proves nothing of its display.

A conclusion is restated where a hypothesis has the same normal form, up to a positive factor that is a number, and is
at least as strong; for equations the factor may be negative. Nothing is decided by this: it only warns.
"""

from __future__ import annotations

from fractions import Fraction

from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.sums.atoms import Polynomial
from verify.exact.sums.normal_form import Normaliser
from verify.statement.tree import Apply, Diff, Extremum, Indexed, Relation, Scalar, Symbol, Vector
from verify.statement.walk import subtrees

# which relations a hypothesis gives, both sides being greater − smaller
LARGEST = 300  # parts of an expression: normal forms of larger ones take long, and large lines are seldom hypotheses
GIVES = {"<": ("<", "<="), "<=": ("<=",), "=": ("=", "<="), "!=": ("!=",)}


def restated(claim: Claim) -> tuple[tuple[int, int], ...]:
    """Return (conclusion, hypothesis), from 1, for each conclusion that a hypothesis alone says.

    >>> from verify.author import claim, symbols
    >>> x, y = symbols("x y")
    >>> restated(claim("a", 2 * x <= 2 * y, x**2 >= 0, given=(y - x > 0,)))
    ((1, 1),)
    """
    found = []
    for number, conclusion in enumerate(claim.statement.conclusions, 1):
        for position, hypothesis in enumerate(claim.statement.hypotheses, 1):
            if isinstance(hypothesis, Relation) and isinstance(conclusion, Relation) and _says(hypothesis, conclusion):
                found.append((number, position))
                break
    return tuple(found)


def _says(hypothesis: Relation, conclusion: Relation) -> bool:
    (given, gap), (asked, goal) = _oriented(hypothesis), _oriented(conclusion)
    if asked not in GIVES[given] or not _comparable(gap, goal):
        return False
    try:
        normal = Normaliser.given(())
        one, other = normal.of(gap), normal.of(goal)
    except InputError:
        return False  # outside the language of normal forms, such as a derivative that cannot be carried out
    factors = [Fraction(1)] if not (one and other) else [_ratio(one, other)]
    signs = (1, -1) if given == asked and given in ("=", "!=") else (1,)
    return any(factor != 0 and sign * factor > 0 and _equal(one, other, factor) for factor in factors for sign in signs)


def _oriented(relation: Relation) -> tuple[str, Scalar]:
    """Return the relation as 0 ≤ gap, 0 < gap, 0 = gap or 0 ≠ gap."""
    if relation.operator in (">", ">="):
        return relation.operator.replace(">", "<"), relation.left - relation.right
    return relation.operator, relation.right - relation.left


def _comparable(one: Scalar, other: Scalar) -> bool:
    """Return whether two expressions speak of the same things: a cheap test before the normal forms are made."""
    return _names(one) == _names(other) and all(sum(1 for _ in subtrees(side)) <= LARGEST for side in (one, other))


def _names(expression: Scalar) -> frozenset[str]:
    return frozenset(
        f"{type(node).__name__} {getattr(node, 'name', getattr(node, 'function', ''))}"
        for node in subtrees(expression)
        if isinstance(node, Symbol | Vector | Indexed | Apply | Extremum | Diff)
    )


def _ratio(one: Polynomial, other: Polynomial) -> Fraction:
    """Return the number that the second is of the first, by one of their monomials, or 0 where they share none."""
    shared = next((monomial for monomial in one if monomial in other), None)
    return Fraction(0) if shared is None else Fraction(other[shared]) / Fraction(one[shared])


def _equal(one: Polynomial, other: Polynomial, factor: Fraction) -> bool:
    return one.keys() == other.keys() and all(other[monomial] == factor * one[monomial] for monomial in one)
