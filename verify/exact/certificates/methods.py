"""The methods whose parts are certificates: given on the page, read off the form, added up from steps, or found.

They are accepted by one checker only (see ``checker``); they differ in where the terms come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from verify.claims.claim import CERTIFICATE, Certificate, CertificatePart, Claim, Use, certificate_to_json
from verify.errors import InputError
from verify.exact.certificates.checker import Rejection, check_certificate
from verify.exact.certificates.finder.find import find_certificate, nothing_found
from verify.exact.certificates.finder.linear import linear_combination
from verify.exact.certificates.finder.terms import of_polynomial
from verify.exact.certificates.signs import oriented
from verify.exact.certificates.words import certificate_words
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup, Method, Reason, is_ordered
from verify.statement.expansion import carry_out_derivatives
from verify.statement.readings.interchange import scalar_from_json
from verify.statement.tree import Add, Mul, Named, Number, Pow, Relation, Symbol
from verify.statement.walk import distinct, free_symbols

FEW_TERMS = 2


@dataclass(frozen=True)
class _WithCertificates:
    """What these methods share."""

    name: str
    after_search: bool = False
    kind: str = CERTIFICATE

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality."""
        return is_ordered(claim.plain.conclusions[number])

    def words(self, claim: Claim, number: int, part: CertificatePart) -> Iterable[str]:
        """Return the certificate as a referee would write it."""
        return certificate_words(_read(claim, number, part), claim.plain.conclusions[number])


@dataclass(frozen=True)
class GivenCertificate(_WithCertificates):
    """Checks the certificate that the page gives."""

    name: str = "given certificate"

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return the page's certificate where it proves the conclusion."""
        certificate = given(claim, number)
        if certificate is None:
            return Reason()
        verdict = check_certificate(claim, number, certificate, lookup)
        if isinstance(verdict, Rejection):
            return Reason(f"certificate rejected: {verdict.why}")
        return certificate_to_json(certificate)


@dataclass(frozen=True)
class ByForm(_WithCertificates):
    """Checks the certificate whose only term is greater − smaller, as it stands or in short: its sign may be seen."""

    name: str = "by form"

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return that certificate where it proves the conclusion."""
        difference = oriented(claim.plain.conclusions[number])[0]
        hint = given(claim, number) or Certificate(())
        form = Knowledge.of(lookup).normaliser(claim.plain.hypotheses).of(difference)
        # where most of it cancels, the sign of what is left may be seen
        short = (of_polynomial(form),) if 0 < len(form) <= FEW_TERMS else ()
        for term in dict.fromkeys((difference, *short)):
            certificate = replace(hint, terms=(term,), multiplier=None, layer_cake=None)
            if check_certificate(claim, number, certificate, lookup) is None:
                return certificate_to_json(certificate)
        return Reason()


@dataclass(frozen=True)
class LinearCombination(_WithCertificates):
    """Checks the nonnegative combination of the hypotheses that is the conclusion, where there is one."""

    name: str = "linear combination"

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return that certificate where it proves the conclusion."""
        hint = given(claim, number) or Certificate(())
        certificate = linear_combination(claim, number, hint, Knowledge.of(lookup).normaliser(claim.plain.hypotheses))
        if certificate is None or check_certificate(claim, number, certificate, lookup) is not None:
            return Reason()
        return certificate_to_json(certificate)


@dataclass(frozen=True)
class FoundCertificate(_WithCertificates):
    """Looks for a certificate; the page may name the lemmas."""

    name: str = "found certificate"
    after_search: bool = True

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return a certificate that was found and checked."""
        certificate = find_certificate(claim, number, lookup, given(claim, number))
        return Reason(nothing_found()) if certificate is None else certificate_to_json(certificate)


@dataclass(frozen=True)
class OfTiedVariables(FoundCertificate):
    """Looks for a certificate before the search where a polynomial equation ties the variables of a polynomial goal.

    The method *functions* reads an equation as two inequalities and takes long over it; multiples of an equation are
    what the search for certificates begins with.
    """

    name: str = "found certificate of tied variables"
    after_search: bool = False

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the goal and an equation between several of its variables are polynomials."""
        relation = claim.plain.conclusions[number]
        if not super().can_decide(claim, number) or not _is_polynomial(relation):
            return False
        names = free_symbols(relation)
        return any(
            isinstance(h, Relation)
            and h.operator == "="
            and (len(free_symbols(h) & names) > 1 or _names_a_symbol(h, names))
            and _is_polynomial(h)
            for h in claim.plain.hypotheses
        )

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return a certificate that was found and checked; what fails is not told, as it is tried again later."""
        found = super().prove(claim, number, lookup)
        return Reason() if isinstance(found, Reason) else found


def _names_a_symbol(h: Relation, names: frozenset[str]) -> bool:
    """Tell whether an equation says what one of some variables stands for."""
    return any(isinstance(side, Symbol) and side.name in names for side in (h.left, h.right))


def _is_polynomial(relation: Relation) -> bool:
    """Tell whether both sides are polynomials in real variables, with roots of numbers at most."""
    nodes = [*distinct(relation)]
    plain = all(isinstance(node, Relation | Number | Symbol | Add | Mul | Named | Pow) for node in nodes)
    return plain and all(
        (node.exponent > 0 and node.exponent.denominator == 1) or not free_symbols(node)
        for node in nodes
        if isinstance(node, Pow)
    )


@dataclass(frozen=True)
class FromSteps(_WithCertificates):
    """Adds up the steps of a derivation a ? b ? c: the terms are the differences of its steps, which are lemmas.

    The steps must be proved by ``methods``, so that a whole is never called proved by a step that is false.
    """

    methods: tuple[Method[Any], ...] = ()
    name: str = "from its steps"
    after_search: bool = True

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether the conclusion is an inequality and the claim has steps."""
        return bool(claim.steps) and super().can_decide(claim, number)

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return the certificate of the steps' differences where they lead from one side to the other."""
        relation = claim.plain.conclusions[number]
        steps = [lookup(*key) for key in claim.steps]
        links = [found.plain.conclusions[0] for found in steps if found is not None]
        at = relation.left
        for link in links:
            if link.left != at:
                return Reason("the steps are not a way from one side to the other")
            at = link.right
        if len(links) < len(steps) or at != relation.right:
            return Reason("the steps are not a way from one side to the other")
        for step in filter(None, steps):
            if not self._proves(step, lookup):
                return Reason(f"step {step.id} is not proved")
        up = relation.operator in ("<", "<=")
        differences = ((link.right - link.left) if up else (link.left - link.right) for link in links)
        terms = tuple(carry_out_derivatives(difference) for difference in differences)
        certificate = Certificate(terms, uses=tuple(Use(*key) for key in claim.steps))
        verdict = check_certificate(claim, number, certificate, lookup)
        if isinstance(verdict, Rejection):
            return Reason(f"its steps do not add up: {verdict.why}")
        return certificate_to_json(certificate)

    def _proves(self, step: Claim, lookup: Lookup) -> bool:
        for method in self.methods:
            if not method.can_decide(step, 0):
                continue
            try:
                found = method.prove(step, 0, lookup)
            except InputError:
                continue  # outside the language of this method
            if not isinstance(found, Reason):
                return True
        return False


def given(claim: Claim, number: int) -> Certificate | None:
    """Return the certificate that the page gives for a conclusion, if any."""
    return claim.certificates[number] if number < len(claim.certificates) else None


def says_terms(claim: Claim, number: int) -> bool:
    """Tell whether the page gives a certificate for a conclusion that is more than lemmas to be used."""
    certificate = given(claim, number)
    return certificate is not None and bool(certificate.terms or certificate.multiplier or certificate.layer_cake)


def _read(claim: Claim, number: int, part: CertificatePart) -> Certificate:
    """Return the page's certificate, with its names, or the one that was found and stands in the evidence only."""
    page = given(claim, number)
    if page is not None and certificate_to_json(page) == part:
        return page
    factor = part["multiplier"]
    return Certificate(
        terms=tuple(scalar_from_json(term) for term in part["terms"]),
        multiplier=None if factor is None else scalar_from_json(factor),
        uses=_uses(part) if page is None else page.uses,
        layer_cake=part["layer_cake"],
    )


def _uses(part: CertificatePart) -> tuple[Use, ...]:
    """Return the lemmas of a certificate that no page gives: they stand for their own variables."""
    return tuple(
        Use(f"{use['paper']}:{use['claim']}" if "paper" in use else use["claim"], use["form"], {}, use["conclusion"])
        for use in part["uses"]
        if not use["mapping"]
    )
