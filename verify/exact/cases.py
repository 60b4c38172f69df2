"""The method *cases*: a conclusion proved where an expression is positive, and where it is zero.

Sound for an expression that is nonnegative by its form or by the hypotheses and defined wherever the claim is: at every
point it is one of the two. It must have no free index, for a hypothesis with one is for all of its values, and Σ_k a_ik
may be 0 for some i and positive for others. The parts prove the same conclusion under one more hypothesis each.

It is tried on what Hölder's inequality divides by (see ``lemmas.inequalities.hoelder``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.certificates.definedness import Domain
from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.knowledge import Knowledge
from verify.exact.lemmas.inequalities.hoelder import possible_zeros
from verify.exact.lemmas.work import Work
from verify.exact.protocol import Lookup, Method, Part, Reason, first_part, is_ordered
from verify.json_types import Json
from verify.statement.formulas import Hypothesis
from verify.statement.readings.interchange import scalar_from_json, to_json
from verify.statement.readings.notation import to_text
from verify.statement.tree import Number, Relation, Scalar
from verify.statement.walk import free_indices

KIND = "cases"
MOST_DEEP = 3
ZERO = Number(Fraction(0))


class CasesPart(Part):
    """An expression ``on`` that is not negative, and the parts for where it is positive and where it is zero."""

    on: Json
    positive: Part
    zero: Part


@dataclass(frozen=True)
class Cases:
    """Proves an inequality by ``methods`` in the two cases; those tried after the search make it one too."""

    methods: tuple[Method[Any], ...]
    name: str = "cases"
    after_search: bool = True
    kind: str = KIND

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality that divides by what may be zero when it is normalised."""
        return bool(_candidates(claim, number))

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> Part | Reason:
        """Return a part for each case, or why one has none."""
        knowledge = Knowledge.of(lookup)
        return self._proved(claim, number, knowledge, MOST_DEEP)

    def _proved(self, claim: Claim, number: int, lookup: Knowledge, depth: int) -> Part | Reason:
        if depth < MOST_DEEP:  # as it stands the conclusion was tried before the search, by these methods too
            part = first_part(self.methods, claim, number, lookup)
            if not isinstance(part, Reason):
                return part
        for on in _candidates(claim, number) if depth else ():
            if not _is_nonnegative(claim, number, on, lookup):
                continue
            zero = self._proved(_under(claim, Relation("=", on, ZERO)), number, lookup, 0)
            if isinstance(zero, Reason):
                continue
            positive = self._proved(_under(claim, on > 0), number, lookup, depth - 1)
            if isinstance(positive, Reason):
                return positive
            found: CasesPart = {"kind": self.kind, "on": to_json(on), "positive": positive, "zero": zero}
            return found
        return Reason()

    def words(self, claim: Claim, number: int, part: CasesPart) -> Iterator[str]:
        """Return how each case is proved."""
        on = scalar_from_json(part["on"])
        for given, own in ((on > 0, part["positive"]), (Relation("=", on, ZERO), part["zero"])):
            yield f"where {to_text(given)}:"
            method: Method[Any] | None = self if own["kind"] == self.kind else _reader(self.methods, own["kind"])
            lines = () if method is None else method.words(_under(claim, given), number, own)
            yield from (f"  {line}" for line in lines)


def _reader(methods: tuple[Method[Any], ...], kind: str) -> Method[Any] | None:
    return next((method for method in methods if method.kind == kind), None)


def _candidates(claim: Claim, number: int) -> list[Scalar]:
    relation = claim.plain.conclusions[number]
    if not is_ordered(relation):
        return []
    try:
        return [*possible_zeros(Work(claim, lambda name, edition: None), relation)]
    except InputError:
        return []  # it has no normal form


def _is_nonnegative(claim: Claim, number: int, on: Scalar, lookup: Knowledge) -> bool:
    """Tell whether an expression without free indices is defined wherever the claim is, and nonnegative there."""
    if free_indices(on):
        return False
    normaliser = lookup.normaliser(claim.plain.hypotheses)
    signs = Signs(normaliser, facts_of(claim.plain.hypotheses, normaliser))
    domain = Domain(claim.plain, claim.plain.conclusions[number], signs)
    return domain.undefined_part((on,)) is None and signs.nonnegative(on)


def _under(claim: Claim, hypothesis: Hypothesis) -> Claim:
    """Return the claim with one more hypothesis, and without the certificates of its page."""
    statement = replace(claim.plain, hypotheses=(*claim.plain.hypotheses, hypothesis))
    return replace(claim, statement=statement, certificates=())
