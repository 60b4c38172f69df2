"""The method *both ways*: an equation proved as ≤ and as ≥, by the methods for inequalities.

Sound because real numbers with a ≤ b and a ≥ b are equal. Each half is a conclusion of its own, in the place of the
equation and under the same hypotheses, and its part is checked as such; the equation is used for neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from verify.claims.claim import Claim
from verify.exact.protocol import Lookup, Method, Part, Reason, first_part
from verify.statement.tree import Relation

KIND = "both ways"
Half = Literal["<=", ">="]


class BothWaysPart(Part):
    """The parts that prove left ≤ right and left ≥ right."""

    at_most: Part
    at_least: Part


@dataclass(frozen=True)
class BothWays:
    """Proves an equation by ``methods``, which prove inequalities; those tried after the search make it one too."""

    methods: tuple[Method[Any], ...]
    name: str = "both ways"
    after_search: bool = False
    kind: str = KIND

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an equation."""
        return claim.plain.conclusions[number].operator == "="

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> BothWaysPart | Reason:
        """Return a part for each half, or why one has none."""
        found: list[Part] = []
        operators: tuple[Half, Half] = ("<=", ">=")
        for operator in operators:
            part = first_part(self.methods, half(claim, number, operator), number, lookup)
            if isinstance(part, Reason):
                return Reason(f"left {'≤' if operator == '<=' else '≥'} right is not proved: {part.why}")
            found.append(part)
        return {"kind": self.kind, "at_most": found[0], "at_least": found[1]}

    def words(self, claim: Claim, number: int, part: BothWaysPart) -> Iterator[str]:
        """Return how each half is proved."""
        halves: tuple[tuple[Half, str, Part], ...] = (
            ("<=", "≤", part["at_most"]),
            (">=", "≥", part["at_least"]),
        )
        for operator, sign, own in halves:
            yield f"left {sign} right:"
            method = next((method for method in self.methods if method.kind == own["kind"]), None)
            lines = () if method is None else method.words(half(claim, number, operator), number, own)
            yield from (f"  {line}" for line in lines)


def half(claim: Claim, number: int, operator: Half) -> Claim:
    """Return the claim with ≤ or ≥ in the place of the equation of that number.

    >>> from verify.claims.build import claim as make
    >>> from verify.statement.writing.relations import equal
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> half(make("a", equal(x, y)), 0, "<=").statement.conclusions[0] == (x <= y)
    True
    """
    conclusions = list(claim.plain.conclusions)
    relation = conclusions[number]
    conclusions[number] = Relation(operator, relation.left, relation.right)
    return replace(claim, statement=replace(claim.plain, conclusions=tuple(conclusions)))
