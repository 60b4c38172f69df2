"""The method *lemmas* on a claim: a conclusion proved by a certificate from small lemmas, each proved by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verify.claims.claim import CERTIFICATE, Certificate, CertificatePart, Claim, certificate_to_json
from verify.exact.certificates.words import certificate_words
from verify.exact.functions.method import Functions
from verify.exact.lemmas.inequalities.gram_forms import by_gram_form
from verify.exact.lemmas.inequalities.separable import by_separable, is_tied_sum
from verify.exact.lemmas.reductions.abstraction import is_between_variables
from verify.exact.lemmas.reductions.separation import separates
from verify.exact.lemmas.tactics import found
from verify.exact.lemmas.work import ShareUsedError, Work
from verify.exact.protocol import Lookup, Part, Reason, is_ordered
from verify.json_types import Json, JsonObject
from verify.statement.readings.interchange import scalar_from_json, statement_from_json, to_json
from verify.statement.readings.notation import to_text
from verify.statement.tree import Relation
from verify.statement.walk import free_symbols

DEPTH = 4


class LemmasPart(Part):
    """Lemmas in the order in which they are proved, and the certificate that uses them.

    A lemma holds its ``name``, its ``statement`` with one conclusion, and the ``part`` that proves it.
    """

    lemmas: list[JsonObject]
    last: Json


@dataclass(frozen=True)
class Lemmas:
    """Proves inequalities from small lemmas of its own; only those that are cheap to find before the search.

    Where it tries ``tangents_only``, it takes milliseconds, and comes before all that looks at several variables.
    """

    name: str = "lemmas"
    after_search: bool = True
    kind: str = "lemmas"
    tangents_only: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality, and before the search one that other methods do not decide."""
        relation = claim.plain.conclusions[number]
        if self.tangents_only:
            return is_ordered(relation) and is_tied_sum(relation, claim.plain.hypotheses)
        if self.after_search or not is_between_variables(relation):
            return is_ordered(relation)
        # an equation that ties variables together seldom leaves a goal that separates true part by part
        tied = any(
            isinstance(h, Relation) and h.operator == "=" and len(free_symbols(h)) > 1 for h in claim.plain.hypotheses
        )
        return is_ordered(relation) and separates(relation) and not tied

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> LemmasPart | CertificatePart | Reason:
        """Return the lemmas and the certificate that rests on them."""
        work = Work(claim, lookup, searching=self.after_search)
        try:
            relation = claim.plain.conclusions[number]
            certificate = by_separable(work, relation) if self.tangents_only else found(work, relation, DEPTH)
        except ShareUsedError:
            certificate = None
        if certificate is None:
            return Reason("no lemmas were found that prove it" if self.after_search else "")
        last = certificate_to_json(certificate)
        made = [
            {"name": one.name, "statement": to_json(one.statement), "part": one.part}
            for one in work.needed(certificate)
        ]
        return {"kind": self.kind, "lemmas": made, "last": last} if made else last

    def words(self, claim: Claim, number: int, part: LemmasPart) -> Iterator[str]:
        """Return the lemmas one by one, and how the conclusion follows."""
        for made in part["lemmas"]:
            statement = statement_from_json(made["statement"])
            own = [given for given in statement.hypotheses if given not in claim.plain.hypotheses]
            under = f", given {' and '.join(map(to_text, own))}" if own else ""
            yield f"{made['name']}: {to_text(statement.conclusions[0])}{under}"
            if isinstance(relation := statement.conclusions[0], Relation):
                yield from (f"  {line}" for line in _words(made["part"], relation))
        yield from _words(part["last"], claim.plain.conclusions[number])


@dataclass(frozen=True)
class GramForms:
    """Proves quadratic inequalities in several vectors, with the hypotheses as they stand (see ``gram_forms``)."""

    name: str = "gram forms"
    after_search: bool = True
    kind: str = CERTIFICATE

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality."""
        return is_ordered(claim.plain.conclusions[number])

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return the certificate that a semidefinite program proposed and the checker accepted."""
        certificate = by_gram_form(Work(claim, lookup), claim.plain.conclusions[number], DEPTH)
        return Reason() if certificate is None else certificate_to_json(certificate)

    def words(self, claim: Claim, number: int, part: CertificatePart) -> Iterator[str]:
        """Return the certificate as a referee would write it."""
        yield from _words(part, claim.plain.conclusions[number])


def _words(part: Json, relation: Relation) -> Iterator[str]:
    if part["kind"] == "function":
        yield from Functions().words(None, 0, part)  # type: ignore[arg-type]
        return
    certificate = Certificate(
        terms=tuple(scalar_from_json(term) for term in part["terms"]),
        multiplier=None if part["multiplier"] is None else scalar_from_json(part["multiplier"]),
        layer_cake=part["layer_cake"],
    )
    yield from certificate_words(certificate, relation)
    for one in part["uses"]:
        values = ", ".join(
            f"{to_text(scalar_from_json(key))} = {to_text(scalar_from_json(value))}" for key, value in one["mapping"]
        )
        yield f"  by {one['claim']}" + (f" with {values}" if values else "")
