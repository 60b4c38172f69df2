"""Finds conclusions that one hypothesis alone already says: such a claim proves nothing of its display.

A conclusion is restated where a hypothesis has the same normal form, up to a positive factor that is a number, and is
at least as strong; for equations the factor may be negative. Nothing is decided by this: it only warns.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TypeGuard

from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.sums.atoms import Polynomial
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Formula
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
    statement = claim.statement
    goals = [(number, _Gap(found)) for number, found in enumerate(statement.conclusions, 1) if _is_relation(found)]
    facts = [(number, _Gap(found)) for number, found in enumerate(statement.hypotheses, 1) if _is_relation(found)]
    found = []
    for number, goal in goals:
        position = next((position for position, fact in facts if fact.says(goal)), None)
        if position is not None:
            found.append((number, position))
    return tuple(found)


def _is_relation(formula: Formula) -> TypeGuard[Relation]:
    return isinstance(formula, Relation)


class _Gap:
    """What a relation says of the difference of its sides; read only as far as a comparison needs it."""

    def __init__(self, relation: Relation) -> None:
        self.operator, self.expression = _oriented(relation)

    def says(self, goal: _Gap) -> bool:
        """Return whether the one relation is the other, up to a factor that is a number."""
        if goal.operator not in GIVES[self.operator] or self.names is None or self.names != goal.names:
            return False
        one, other = self.form, goal.form
        if one is None or other is None:
            return False
        factor = _ratio(one, other) if one and other else Fraction(1)
        signs = (1, -1) if self.operator == goal.operator and self.operator in ("=", "!=") else (1,)
        return any(factor != 0 and sign * factor > 0 and _equal(one, other, factor) for sign in signs)

    @cached_property
    def names(self) -> frozenset[str] | None:
        """What the expression speaks of; None where it is too large to be compared."""
        nodes = list(islice(subtrees(self.expression), LARGEST + 1))
        if len(nodes) > LARGEST:
            return None
        return frozenset(
            f"{type(node).__name__} {getattr(node, 'name', getattr(node, 'function', ''))}"
            for node in nodes
            if isinstance(node, Symbol | Vector | Indexed | Apply | Extremum | Diff)
        )

    @cached_property
    def form(self) -> Polynomial | None:
        """The normal form; None outside its language, such as a derivative that cannot be carried out."""
        try:
            return Normaliser.given(()).of(self.expression)
        except InputError:
            return None


def _oriented(relation: Relation) -> tuple[str, Scalar]:
    """Return the relation as 0 ≤ gap, 0 < gap, 0 = gap or 0 ≠ gap."""
    if relation.operator in (">", ">="):
        return relation.operator.replace(">", "<"), relation.left - relation.right
    return relation.operator, relation.right - relation.left


def _ratio(one: Polynomial, other: Polynomial) -> Fraction:
    """Return the number that the second is of the first, by one of their monomials, or 0 where they share none."""
    shared = next((monomial for monomial in one if monomial in other), None)
    return Fraction(0) if shared is None else Fraction(other[shared]) / Fraction(one[shared])


def _equal(one: Polynomial, other: Polynomial, factor: Fraction) -> bool:
    return one.keys() == other.keys() and all(other[monomial] == factor * one[monomial] for monomial in one)
