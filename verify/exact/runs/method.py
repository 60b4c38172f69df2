"""The method *runs* on a claim about runs: a derivation, whose leaves the other methods prove (see ``derive``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verify.claims.certificate import Certificate
from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.protocol import Lookup, Method, Part, Reason
from verify.exact.runs.automatic import derivations
from verify.exact.runs.derive import Deriver, NotDerivedError, Proof
from verify.exact.runs.freezing import Sequent, closed
from verify.exact.runs.words import derivation_words
from verify.statement.tree import RunStatement, Statement


class RunPart(Part):
    """A derivation; ``verify.exact.runs.derive`` says what its rules are."""

    proof: Proof


@dataclass(frozen=True)
class Runs:
    """Proves statements about runs; ``plain`` are the methods for statements without steps, in their order."""

    plain: tuple[Method[Any], ...]
    name: str = "runs"
    kind: str = "run"
    after_search: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the claim is about runs."""
        return isinstance(claim.statement, RunStatement)

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> RunPart | Reason:
        """Return the derivation that the page gives, or a simple one that is found."""
        facts = tuple(closed(hypothesis) for hypothesis in claim.statement.hypotheses)
        sequent = Sequent(facts, closed(claim.statement.conclusions[number]))
        hint = claim.derivations[number] if number < len(claim.derivations) else None
        tried = derivations(claim.statement.conclusions, number, facts) if hint is None else iter((hint,))
        deriver = Deriver(lambda statement, certificate: self.decide(statement, certificate, lookup), lookup)
        reasons = []
        for derivation in tried:
            try:
                return {"kind": self.kind, "proof": deriver.derive(sequent, derivation)}
            except NotDerivedError as fault:
                reasons.append(str(fault))
        return Reason("; or ".join(dict.fromkeys(reasons)))

    def decide(self, statement: Statement, certificate: Certificate | None, lookup: Lookup) -> Part | Reason:
        """Return what proves the only conclusion of a statement without steps."""
        claim = Claim("a step of a derivation", "", "", statement, certificates=(certificate,) if certificate else ())
        reasons = []
        for method in self.plain:
            if not method.can_decide(claim, 0):
                continue
            try:
                found: Part | Reason = method.prove(claim, 0, lookup)
            except InputError as fault:
                found = Reason(str(fault))
            if not isinstance(found, Reason):
                return found
            if found.why:
                reasons.append(found.why)
        return Reason("; ".join(dict.fromkeys(reasons)) or "no method proves it")

    def words(self, claim: Claim, number: int, part: RunPart) -> Iterator[str]:
        """Return the derivation move by move."""
        yield from derivation_words(part["proof"])
