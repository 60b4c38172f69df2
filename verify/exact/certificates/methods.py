"""The methods whose parts are certificates: given on the page, read off the form, or found.

All three are accepted by one checker only (see ``checker``); they differ in where the terms come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from verify.claims.claim import CERTIFICATE, Certificate, CertificatePart, Claim, certificate_to_json
from verify.exact.certificates.checker import Rejection, check_certificate
from verify.exact.certificates.finder.find import find_certificate, nothing_found
from verify.exact.certificates.signs import oriented
from verify.exact.certificates.words import certificate_words
from verify.exact.protocol import Lookup, Reason, is_ordered
from verify.statement.interchange import scalar_from_json


@dataclass(frozen=True)
class _WithCertificates:
    """What the three methods share."""

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
    """Checks the certificate whose only term is greater − smaller: its sign may be seen by its form or from a fact."""

    name: str = "by form"

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return that certificate where it proves the conclusion."""
        difference = oriented(claim.plain.conclusions[number])[0]
        hint = given(claim, number) or Certificate(())
        certificate = replace(hint, terms=(difference,), multiplier=None, layer_cake=None)
        refused = check_certificate(claim, number, certificate, lookup) is not None
        return Reason() if refused else certificate_to_json(certificate)


@dataclass(frozen=True)
class FoundCertificate(_WithCertificates):
    """Looks for a certificate; the page may name the lemmas."""

    name: str = "found certificate"
    after_search: bool = True

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> CertificatePart | Reason:
        """Return a certificate that was found and checked."""
        certificate = find_certificate(claim, number, lookup, given(claim, number))
        return Reason(nothing_found()) if certificate is None else certificate_to_json(certificate)


def given(claim: Claim, number: int) -> Certificate | None:
    """Return the certificate that the page gives for a conclusion, if any."""
    return claim.certificates[number] if number < len(claim.certificates) else None


def _read(claim: Claim, number: int, part: CertificatePart) -> Certificate:
    """Return the page's certificate, with its names, or the one that was found and stands in the evidence only."""
    page = given(claim, number)
    if page is not None and certificate_to_json(page) == part:
        return page
    factor = part["multiplier"]
    return Certificate(
        terms=tuple(scalar_from_json(term) for term in part["terms"]),
        multiplier=None if factor is None else scalar_from_json(factor),
        uses=() if page is None else page.uses,
        layer_cake=part["layer_cake"],
    )
