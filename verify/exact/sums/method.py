"""The method *sums* on a claim: an equation whose sides have one normal form (see ``decision``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verify.claims.claim import Claim
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup, Part, Reason
from verify.exact.sums.decision import equal_sides


class IdentityPart(Part):
    """An identity; ``terms`` counts the terms of the two normal forms."""

    terms: list[int]


@dataclass(frozen=True)
class Sums:
    """Proves equations by normal forms, for all sizes and dimensions."""

    name: str = "sums"
    kind: str = "identity"
    after_search: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an equation."""
        return claim.plain.conclusions[number].operator == "="

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> IdentityPart | Reason:
        """Return the sizes of equal normal forms."""
        statement = claim.plain
        sides = equal_sides(statement.conclusions[number], Knowledge.of(lookup).normaliser(statement.hypotheses))
        return Reason("normal forms differ") if sides is None else {"kind": self.kind, "terms": list(sides)}

    def words(self, claim: Claim, number: int, part: IdentityPart) -> Iterator[str]:
        """Return that both sides are the same, with the sizes of their normal forms."""
        left, right = part["terms"]
        yield f"both sides have one normal form, for all sizes and dimensions ({left} and {right} terms)"
