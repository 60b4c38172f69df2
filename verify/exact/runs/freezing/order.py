"""Which steps come before which: what relations between steps imply, by shortest paths.

A relation x + a ≤ y + b between steps says x − y ≤ b − a; for whole numbers x < y is x ≤ y − 1. Together with x ≥ 0
these are edges of a graph, and x − y ≤ c follows where a path from y to x has length ≤ c. So every answer "known" is
true in whole numbers; "not known" says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from verify.statement.formulas import Formula
from verify.statement.indices import Index
from verify.statement.tree import Number, Relation, Scalar, Step, Symbol

Edge = tuple[str, str, int]


@dataclass(frozen=True)
class Order:
    """What is known of the order of steps; the name "" stands for 0.

    >>> t, T = Step(Symbol("t")), Step(Symbol("T"))
    >>> Order.of([t + 1 <= T]).knows_at_most(t, T - 1), Order.of([t <= T]).knows_at_most(t + 1, T)
    (True, False)
    """

    distances: dict[tuple[str, str], int]

    @classmethod
    def of(cls, facts: Iterable[Formula]) -> Order:
        """Return the order that those of the facts imply which are relations between two steps."""
        edges: list[Edge] = [edge for fact in facts for edge in _edges(fact)]
        names = {"", *(name for edge in edges for name in edge[:2])}
        shortest = {(x, y): 0 for x in names for y in names if x == y}
        for x, y, length in [*edges, *(("", name, 0) for name in names)]:
            shortest[x, y] = min(length, shortest.get((x, y), length))
        for middle, x, y in product(names, names, names):
            if (x, middle) in shortest and (middle, y) in shortest:
                length = shortest[x, middle] + shortest[middle, y]
                shortest[x, y] = min(length, shortest.get((x, y), length))
        return cls(shortest)

    def knows_at_most(self, first: Step, second: Step) -> bool:
        """Tell whether first ≤ second is known."""
        x, y = _name(first), _name(second)
        gap = second.shift - first.shift
        if x == y:
            return gap >= 0
        # every step is at least 0, also one that no fact speaks of
        known = self.distances.get((x, y), 0 if x == "" else None)
        return known is not None and known <= gap


def _edges(fact: Formula) -> list[Edge]:
    """Return what a relation says as (x, y, c) for x − y ≤ c."""
    if not isinstance(fact, Relation):
        return []
    low, high = as_step(fact.left), as_step(fact.right)
    if low is None or high is None:
        return []
    if fact.operator in (">", ">="):
        low, high = high, low
    both = (low, high), (high, low)
    pairs = both if fact.operator == "=" else both[:1] if fact.operator != "!=" else ()
    strict = fact.operator in ("<", ">")
    return [(_name(x), _name(y), y.shift - x.shift - strict) for x, y in pairs]


def as_step(scalar: Scalar) -> Step | None:
    """Return a scalar as a step where it is one, or a whole number; else None."""
    if isinstance(scalar, Number) and scalar.value.denominator == 1:
        return Step(None, scalar.value.numerator)
    return scalar if isinstance(scalar, Step) and not isinstance(scalar.base, Index) else None


def _name(step: Step) -> str:
    if step.base is None:
        return ""
    if not isinstance(step.base, Symbol):
        raise TypeError(f"{step.name} is not fixed")
    return step.base.name
