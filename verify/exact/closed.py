"""The method *closed*: a relation without any variable is decided by the values of its sides, exactly or in balls.

Sound: a closed expression has one value, whatever the data are. Rationals are compared as such, and two balls that do
not overlap enclose numbers in the same order; two that do at the finest precision prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verify.claims.claim import Claim
from verify.exact.protocol import Lookup, Part, Reason
from verify.statement.functions import UndefinedError
from verify.statement.instance import Instance
from verify.statement.readings.values import holds_at
from verify.statement.tree import Add, Apply, Mul, Named, Number, Pow, Relation
from verify.statement.walk import distinct


def is_closed(relation: Relation) -> bool:
    """Tell whether a relation is one between numbers: no variable, index, vector, size or step stands in it.

    >>> from verify.statement.writing.variables import rational, symbols
    >>> from verify.statement.writing.calls import exp
    >>> is_closed(exp(rational(1)) <= 3), is_closed(symbols("x")[0] <= 3)
    (True, False)
    """
    return all(isinstance(node, Relation | Number | Add | Mul | Pow | Apply | Named) for node in distinct(relation))


@dataclass(frozen=True)
class Closed:
    """Proves a relation between numbers, such as 3 < π."""

    name: str = "closed"
    kind: str = "closed"
    after_search: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is a relation between numbers."""
        return is_closed(claim.plain.conclusions[number])

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> Part | Reason:
        """Return a part where the sides' values show that the relation holds."""
        try:
            holds = holds_at(claim.plain.conclusions[number], Instance(), {}) is True
        except UndefinedError as fault:
            return Reason(f"a side has no value: {fault}")
        return {"kind": self.kind} if holds else Reason("the values of the two sides do not show it")

    def words(self, claim: Claim, number: int, part: Part) -> Iterator[str]:
        """Return that the values show it."""
        yield "both sides are numbers, and their values show it (exactly, or by balls that do not overlap)"
