"""Deciding one claim: proof attempts, then searches for a counterexample; the two must not contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from verify.claims.claim import Claim, Edition, certificate_to_json
from verify.claims.evidence import Evidence, no_instance
from verify.errors import InputError
from verify.exact.certificates.checker import Rejection, check_certificate
from verify.exact.certificates.finder.find import find_certificate, nothing_found
from verify.exact.functions.prove import prove_inequality
from verify.exact.sums.decision import equal_sides
from verify.exact.sums.normal_form import Normaliser
from verify.search.evidence import campaign_evidence, counterexample_evidence
from verify.search.example import find_example
from verify.search.falsify import Falsified, Search, Survived, falsify
from verify.search.shrink import shrink
from verify.search.symmetries.images import Extent, Unbalanced, falsify_by_symmetries
from verify.statement.instance import Instance
from verify.statement.tree import Statement

Lookup = Callable[[str, Edition], Claim | None]
DOUBLE_CHECK, FULL_SEARCH = 60, 4000


class DisagreementError(Exception):
    """Two methods contradict each other on a claim: one proves it and the other refutes it."""


@dataclass(frozen=True)
class Attempt:
    """What the proof methods said of one conclusion: a part of a proof, or why there is none."""

    part: dict[str, Any] | None
    why: str = ""


def decide(claim: Claim, *, lookup: Lookup, seed: int = 0, cases: int = FULL_SEARCH) -> Evidence:
    """Return the evidence on a claim.

    A proof is looked for first: an identity by normal forms, a certificate where the page gives one, an inequality
    of functions by ball arithmetic. A proved claim is still searched for a counterexample with a small budget, and
    one found raises DisagreementError. Without a proof, scalings under which the two sides of a conclusion scale
    differently are tried, then ``cases`` random and cornered instances, then the images under all symmetries; where
    none refutes the claim, certificates are looked for. With a proof goes an exact example that keeps the hypotheses,
    or None where none is met: they may contradict one another.
    """
    attempts = [attempt(claim, number, lookup) for number in range(len(claim.statement.conclusions))]
    proved = _all_proved(attempts)
    try:
        search = Search(claim.statement, seed)
    except InputError as fault:
        # outside the language of all methods, such as the derivative of a maximum over an index
        return Evidence("none", "none", {"why": "; ".join(dict.fromkeys((*(one.why for one in attempts), str(fault))))})
    found = _searched(search, seed=seed, cases=DOUBLE_CHECK if proved else cases, proved=proved)
    if isinstance(found, Falsified):
        if proved:
            raise DisagreementError(
                f"{claim.full_id} ({claim.edition}): proved, yet refuted at {found.instance.to_json()}"
            )
        return _refuted(found, claim.statement)
    if not proved:
        attempts = _with_found_certificates(claim, attempts, lookup)
    if _all_proved(attempts):
        return _proved(attempts, find_example(claim.statement, search=search))
    why = "; ".join(found.why for found in attempts if found.part is None)
    if not found.cases:
        return Evidence("none", "none", {"why": f"no proof ({why}), and {no_instance(claim.statement)}"})
    tested = campaign_evidence(found)
    return Evidence(tested.kind, tested.method, {**tested.data, "why_no_proof": why})


def _all_proved(attempts: Sequence[Attempt]) -> bool:
    return all(found.part is not None for found in attempts)


def _proved(attempts: Sequence[Attempt], example: Instance | None) -> Evidence:
    parts = [found.part for found in attempts if found.part is not None]
    shown = None if example is None else example.to_json()
    return Evidence(
        "proof", "+".join(dict.fromkeys(part["kind"] for part in parts)), {"parts": parts, "example": shown}
    )


def _with_found_certificates(claim: Claim, attempts: Sequence[Attempt], lookup: Lookup) -> list[Attempt]:
    """Return the attempts with certificates that are found for the conclusions that no other method has proved."""
    made = list(attempts)
    missing = [number for number, found in enumerate(attempts) if found.part is None]
    if any(claim.statement.conclusions[number].operator not in ("<", "<=", ">", ">=") for number in missing):
        return made  # one conclusion without a proof leaves the claim without one
    for number in missing:
        hint = claim.certificates[number] if number < len(claim.certificates) else None
        try:
            certificate = find_certificate(claim, number, lookup, hint)
        except InputError as fault:
            made[number] = Attempt(None, f"{made[number].why}; {fault}")
            return made
        if certificate is None:
            made[number] = Attempt(None, f"{made[number].why}; {nothing_found()}")
            return made
        made[number] = Attempt(certificate_to_json(certificate))
    return made


def _searched(search: Search, *, seed: int, cases: int, proved: bool) -> Falsified | Survived:
    statement = search.original
    if not proved:
        # sides that scale differently say more of a fault than the instance that a search would meet
        unbalanced = falsify_by_symmetries(statement, seed=seed, extent="unbalanced", search=search)
        if unbalanced is not None:
            return unbalanced
    found = falsify(statement, seed=seed, budget=cases, refine=not proved, search=search)
    if isinstance(found, Falsified):
        return found
    extent: Extent = "few" if proved else "all"
    return falsify_by_symmetries(statement, seed=seed, extent=extent, search=search) or found


def _refuted(found: Falsified, statement: Statement) -> Evidence:
    smallest = replace(found, instance=shrink(found.instance, statement))
    evidence = counterexample_evidence(smallest, statement)
    if isinstance(found, Unbalanced):
        # what was found is kept in words, as the smallest instance need not be an image any more
        return replace(evidence, method="symmetries", data={**evidence.data, "symmetry": found.words})
    return evidence


def attempt(claim: Claim, number: int, lookup: Lookup) -> Attempt:
    """Return what the proof methods say of one conclusion of a claim."""
    relation = claim.statement.conclusions[number]
    certificate = claim.certificates[number] if number < len(claim.certificates) else None
    why = "no method proves it"
    try:
        if relation.operator == "=":
            normaliser = Normaliser.given(claim.statement.hypotheses)
            sides = equal_sides(relation, normaliser)
            return (
                Attempt({"kind": "identity", "terms": list(sides)}) if sides else Attempt(None, "normal forms differ")
            )
        if certificate is not None:
            verdict = check_certificate(claim, number, certificate, lookup)
            if not isinstance(verdict, Rejection):
                return Attempt(certificate_to_json(certificate))
            why = f"certificate rejected: {verdict.why}"
        proof = prove_inequality(claim.statement, number)
    except InputError as fault:
        return Attempt(None, str(fault))
    return Attempt(proof.to_json() if proof else None, why)
