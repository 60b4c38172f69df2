"""The method *functions* on a claim: an inequality between functions of a few real variables (see ``prove``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verify.claims.claim import Claim
from verify.exact.functions.prove import BUDGET, prove_inequality
from verify.exact.plausible import is_plausible
from verify.exact.protocol import Lookup, Part, Reason, is_ordered
from verify.json_types import Json


class FunctionPart(Part):
    """A tree of rules; ``verify.exact.functions.prove`` says what its nodes hold."""

    proof: Mapping[str, Json]


@dataclass(frozen=True)
class Functions:
    """Proves inequalities by a checked tree of rules with balls at its leaves."""

    name: str = "functions"
    kind: str = "function"
    after_search: bool = False
    budget: int = BUDGET

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality."""
        return is_ordered(claim.plain.conclusions[number])

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> FunctionPart | Reason:
        """Return a tree of rules that the checker accepts."""
        if not is_plausible(claim.plain.conclusions[number], claim.plain.hypotheses):
            return Reason()  # floats show a point where it fails, which the search looks for exactly
        proof = prove_inequality(claim.plain, number, budget=self.budget)
        return Reason() if proof is None else {"kind": self.kind, "proof": proof.proof}

    def words(self, claim: Claim, number: int, part: FunctionPart) -> Iterator[str]:
        """Return which rules the tree has, and how often."""
        rules = _rules(part["proof"]).items()
        listed = ", ".join(f"{count} × {rule}" if count > 1 else rule for rule, count in rules)
        yield f"a tree of rules for functions of real variables ({listed})"


def _rules(node: Json) -> dict[str, int]:
    found: dict[str, int] = {}
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            if isinstance(item.get("rule"), str):
                found[item["rule"]] = found.get(item["rule"], 0) + 1
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list | tuple):
            waiting.extend(reversed(item))
    return found
