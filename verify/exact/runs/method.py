"""The method *runs* on a claim about runs: a derivation, whose leaves the other methods prove (see ``derive``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from verify.claims.certificate import Certificate
from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup, Method, Part, Reason
from verify.exact.runs.automatic import derivations
from verify.exact.runs.derive import Deriver, NotDerivedError, Proof
from verify.exact.runs.freezing.sequents import Sequent, closed
from verify.exact.runs.moves_made import MovesMade
from verify.exact.runs.words import derivation_words
from verify.statement.formulas import RunStatement, Statement


class RunPart(Part):
    """A derivation; ``verify.exact.runs.derive`` says what its rules are."""

    proof: Proof


@dataclass(frozen=True)
class Runs:
    """Proves statements about runs by the methods for statements without steps: the quick ones, then the slow too."""

    quick: tuple[Method[Any], ...]
    slow: tuple[Method[Any], ...] = ()
    name: str = "runs"
    kind: str = "run"
    after_search: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the claim is about runs."""
        return isinstance(claim.statement, RunStatement)

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> RunPart | Reason:
        """Return the derivation that the page gives, or a simple one that is found."""
        facts = tuple(closed(hypothesis) for hypothesis in claim.statement.hypotheses)
        conclusions = tuple(closed(conclusion) for conclusion in claim.statement.conclusions)
        sequent = Sequent.of(facts, conclusions[number], *conclusions)
        hint = claim.derivations[number] if number < len(claim.derivations) else None
        tried = [hint] if hint else list(derivations(claim.statement.conclusions, number, facts))
        # where several derivations are tried, all are with the quick methods first
        rounds = [(*self.quick, *self.slow)] if hint else [self.quick, (*self.quick, *self.slow)]
        reasons: dict[str, None] = {}
        knowledge = Knowledge.of(lookup)
        for methods in rounds:
            made = knowledge.once((self.name, *(method.name for method in methods)), MovesMade)
            deriver = Deriver(partial(self.decide, lookup=knowledge, methods=methods), knowledge, made)
            for derivation in tried:
                try:
                    return {"kind": self.kind, "proof": deriver.derive(sequent, derivation)}
                except NotDerivedError as fault:
                    reasons[str(fault)] = None
        return Reason("; or ".join(reasons))

    def decide(
        self,
        statement: Statement,
        certificate: Certificate | None,
        *,
        lookup: Lookup,
        methods: tuple[Method[Any], ...],
    ) -> Part | Reason:
        """Return what proves the only conclusion of a statement without steps."""
        claim = Claim("a step of a derivation", "", "", statement, certificates=(certificate,) if certificate else ())
        reasons = []
        for method in methods:
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
