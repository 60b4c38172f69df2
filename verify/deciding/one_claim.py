"""Deciding one claim: proof attempts, then searches for a counterexample; the two must not contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence, no_instance
from verify.deciding.by_functions import refuted_by_functions
from verify.deciding.contradiction import contradiction, plain_hypotheses
from verify.deciding.needs import needs
from verify.deciding.short_runs import refuted_by_a_longer_run, refuted_by_a_run
from verify.deciding.undefined import nowhere_defined
from verify.errors import InputError
from verify.exact.certificates.methods import GivenCertificate, says_terms
from verify.exact.effort import together
from verify.exact.knowledge import Knowledge
from verify.exact.lemmas.missing import missing
from verify.exact.methods import methods
from verify.exact.protocol import Lookup, Part, Reason
from verify.exact.runs.constants import decide_constants, has_constants
from verify.exact.runs.missing import missing_of_runs
from verify.json_types import JsonObject
from verify.search.evidence import campaign_evidence, counterexample_evidence
from verify.search.example import find_example, holds_somewhere, is_example
from verify.search.falsify import Falsified, Survived, falsify
from verify.search.shrink import shrink
from verify.search.statement_search import Search
from verify.search.symmetries.images import Unbalanced, falsify_by_symmetries
from verify.statement.formulas import RunStatement, Statement
from verify.statement.instance import Instance
from verify.statement.readings.values import refutes
from verify.statement.tree import Relation

# a glance takes a few milliseconds once the search is made ready
GLANCE, FULL_SEARCH = 192, 4000
# what all searches for proofs of one claim may multiply together
PRODUCTS = 4_000_000


# looks for an instance that keeps the hypotheses, once at most
Example: TypeAlias = Callable[[], Instance | None]


class DisagreementError(Exception):
    """Two methods contradict each other on a claim: one proves it and the other refutes it."""


@dataclass(frozen=True)
class Attempt:
    """What the proof methods said of one conclusion: a part of a proof, or why there is none.

    ``refused`` says why the certificate that the page gives proves nothing, also where another one does.
    """

    part: Part | None
    why: str = ""
    refused: str = ""


def decide(claim: Claim, *, lookup: Lookup, seed: int = 0, cases: int = FULL_SEARCH) -> Evidence:
    """Return the evidence on a claim.

    Instances that the page offers as counterexamples are tried, checked exactly. Then a glance is taken at ``GLANCE``
    random and cornered instances, which refutes most of what is false before a proof is tried. What survives goes to
    the methods of ``verify.exact.methods`` in turn. A claim that they prove is looked at again, from its symmetries,
    and a counterexample found then raises DisagreementError. Without a proof, scalings under which the two sides of a
    conclusion scale differently are tried, then ``cases`` instances, then the images under all symmetries; where none
    refutes the claim, the slow methods are tried, and what they do not prove is searched around the worst instances.
    With a proof goes an exact example that keeps the hypotheses, or None where none is met. Then it is tried to prove
    that they contradict one another, or that the conclusions are defined nowhere where they hold, which makes the claim
    vacuous. All searches for proofs have ``PRODUCTS`` together.
    """
    with together(PRODUCTS):
        return _decided(claim, lookup, seed, cases)


def _decided(claim: Claim, lookup: Lookup, seed: int, cases: int) -> Evidence:
    knowledge = Knowledge.of(lookup)
    if isinstance(claim.statement, RunStatement):
        return _on_runs(claim, claim.statement, knowledge, seed)
    try:
        search = Search(claim.plain, seed, claim.proposals)
    except InputError as fault:
        # outside the language of all methods, such as the derivative of a maximum over an index
        whys = (*(one.why for one in _attempts(claim, knowledge)), str(fault))
        return Evidence("none", "none", {"why": "; ".join(dict.fromkeys(whys))})
    if (offered := _offered(claim)) is not None:
        # what a page offers is chosen to be read, and is not made smaller
        return counterexample_evidence(offered, claim.plain)
    glance = falsify(claim.plain, seed=seed, budget=GLANCE, refine=False, search=search)
    if isinstance(glance, Falsified):
        # sides that scale differently say more of a fault than the instance that was met
        return _refuted(_unbalanced(search, seed) or glance, search)
    attempts = _attempts(claim, knowledge)
    proved = _all_proved(attempts)
    example = cache(lambda: find_example(claim.plain, search=search))
    if not proved and not glance.cases and (absurd := _vacuous(claim, example, quick=True)) is not None:
        return absurd  # no search would find an instance
    found = _second_look(search, glance, seed=seed) if proved else _searched(search, seed=seed, cases=cases)
    if isinstance(found, Survived) and not proved:
        attempts = _with_slow_methods(claim, attempts, knowledge)
        if not _all_proved(attempts):
            # it takes longer than most slow proofs, and finds little that random instances and their images do not
            found = falsify(claim.plain, seed=seed, budget=cases, search=search)
    if isinstance(found, Falsified):
        if proved:
            raise DisagreementError(
                f"{claim.full_id} ({claim.edition}): proved, yet refuted with {_words(found.instance)}"
            )
        return _refuted(found, search)
    if _all_proved(attempts):
        shown = _offered_example(claim, claim.plain) or example()
        absurd = None
        # at a point where all holds, and be it irrational, no contradiction can be proved
        if shown is None and not holds_somewhere(claim.plain, search=search):
            # other draws may meet one, which takes less time than to look for a contradiction
            shown = find_example(claim.plain, seed=seed)
            absurd = (contradiction(claim) or nowhere_defined(claim)) if shown is None else None
        return absurd or _proved(attempts, shown)
    # floats may keep what numbers do not, as exp(−800) ≤ 0
    if (absurd := _vacuous(claim, example)) is not None:
        return absurd
    why = "; ".join(found.why for found in attempts if found.part is None)
    lacking = _lacking(claim, attempts, knowledge)
    also: JsonObject = {"missing": lacking} if lacking else {}
    if not found.cases:
        return Evidence(
            "none", "none", {"why": f"no proof ({why}), and {found.doubt or no_instance(claim.plain)}", **also}
        )
    tested = campaign_evidence(found)
    return Evidence(tested.kind, tested.method, {**tested.data, "why_no_proof": why, **also})


def _lacking(claim: Claim, attempts: Sequence[Attempt], knowledge: Knowledge) -> list[str]:
    """Return what proofs of a claim lack, in words; nothing where a hypothesis has no form, as the reasons say."""
    try:
        normal = knowledge.normaliser(claim.plain.hypotheses)
    except InputError:
        return []
    missed = (number for number, one in enumerate(attempts) if one.part is None)
    return [line for number in missed for line in missing(claim.plain, number, normal)]


def _words(instance: Instance) -> str:
    """Return an instance in words; members of families are counted from 1."""
    data = instance.to_json()
    said = [f"{name} = {value}" for name, value in data["scalars"].items()]
    for members in (data["families"], data["vectors"]):
        for name, entries in members.items():
            for key, value in entries.items():
                at = ",".join(str(int(part) + 1) for part in key.split(",")) if key else ""
                shown = value if isinstance(value, str) else f"({', '.join(value)})"
                said.append(f"{name}_{at} = {shown}" if at else f"{name} = {shown}")
    return "; ".join((f"n = {data['n']}", f"P = {data['P']}", *said))


def _on_runs(claim: Claim, statement: RunStatement, lookup: Lookup, seed: int) -> Evidence:
    """Return the evidence on a claim about runs: a short run that breaks it, or a derivation."""
    if has_constants(claim):
        return decide_constants(claim, lookup)
    broken = refuted_by_a_run(claim, seed=seed) or refuted_by_functions(claim, seed=seed, quick=True)
    if broken is not None:
        return broken
    example = cache(lambda: _example_beside_runs(claim, seed))
    if (absurd := _absurd_beside_runs(claim, example, quick=True)) is not None:
        return absurd
    # where the page gives no derivation, those that are tried take longer than longer runs do
    if not claim.derivations and (broken := refuted_by_a_longer_run(claim, seed=seed)) is not None:
        return broken
    attempts = _attempts(claim, lookup)
    if _all_proved(attempts):
        parts = [found.part for found in attempts if found.part is not None]
        return Evidence("proof", "runs", {"parts": parts})
    broken = refuted_by_functions(claim, seed=seed, quick=False)
    if broken is None and claim.derivations:
        broken = refuted_by_a_longer_run(claim, seed=seed)
    if broken is not None:
        return broken
    if (absurd := _absurd_beside_runs(claim, example, quick=False)) is not None:
        return absurd
    why = "; ".join(found.why for found in attempts if found.part is None)
    left = [number for number, one in enumerate(attempts) if one.part is None]
    lacking = [line for number in left for line in missing_of_runs(statement, number)]
    return Evidence("none", "none", {"why": f"no proof ({why})", **({"missing": lacking} if lacking else {})})


def _vacuous(claim: Claim, example: Example, *, quick: bool = False) -> Evidence | None:
    """Return a contradiction among the hypotheses of a claim, or between them and what its conclusions need.

    It is looked for only where no example keeps them all.
    """
    may_be = claim.statement.hypotheses or all(map(needs, claim.plain.conclusions))
    if not may_be or example() is not None:
        return None
    return contradiction(claim, quick=quick) or nowhere_defined(claim, quick=quick)


def _absurd_beside_runs(claim: Claim, example: Example, *, quick: bool) -> Evidence | None:
    """Return a contradiction among the hypotheses without steps of a claim about runs, where no instance keeps them.

    What takes long is tried only where no derivation proves the claim: large hypotheses seldom contradict one another.
    """
    may_be = any(isinstance(one, Relation) for one in plain_hypotheses(claim).values())
    return contradiction(claim, quick=quick) if may_be and example() is None else None


def _example_beside_runs(claim: Claim, seed: int) -> Instance | None:
    """Return an instance that keeps the hypotheses without steps of a claim about runs; there is one at least."""
    given = [one for one in plain_hypotheses(claim).values() if isinstance(one, Relation)]
    together = Statement((given[0],), tuple(given))
    return _offered_example(claim, together) or find_example(together, seed=seed)


def _all_proved(attempts: Sequence[Attempt]) -> bool:
    return all(found.part is not None for found in attempts)


def _proved(attempts: Sequence[Attempt], example: Instance | None) -> Evidence:
    parts = [found.part for found in attempts if found.part is not None]
    shown = None if example is None else example.to_json()
    refused = {str(number): found.refused for number, found in enumerate(attempts) if found.refused}
    data = {"parts": parts, "example": shown, **({"refused": refused} if refused else {})}
    return Evidence("proof", "+".join(dict.fromkeys(part["kind"] for part in parts)), data)


def _with_slow_methods(claim: Claim, attempts: Sequence[Attempt], lookup: Lookup) -> list[Attempt]:
    """Return the attempts with those of the slow methods on the conclusions that no other method has proved."""
    made = list(attempts)
    missing = [number for number, found in enumerate(attempts) if found.part is None]
    slow = [method for method in methods(claim) if method.after_search]
    if not all(any(method.can_decide(claim, number) for method in slow) for number in missing):
        return made  # a claim is proved only if all its conclusions are
    for number in missing:
        found = attempt(claim, number, lookup, after_search=True)
        why = "; ".join(dict.fromkeys((made[number].why, found.why))) if found.part is None else ""
        made[number] = replace(found, why=why, refused=made[number].refused)
        if found.part is None:
            break
    return made


def _offered(claim: Claim) -> Falsified | None:
    """Return the first instance that the page offers, checked exactly; InputError where it refutes nothing."""
    for number, instance in enumerate(claim.counterexamples, 1):
        broken = refutes(instance, claim.plain)
        if broken is None:
            raise InputError(f"counterexample {number} of {claim.full_id} refutes nothing: mend it, or leave it out")
        return Falsified(instance, claim.plain.conclusions.index(broken), 0)
    return None


def _offered_example(claim: Claim, statement: Statement) -> Instance | None:
    """Return the first example that the page offers, checked exactly; InputError where it is none of the statement."""
    for number, instance in enumerate(claim.examples, 1):
        try:
            kept = is_example(instance, statement)
        except KeyError as missing:
            raise InputError(f"example {number} of {claim.full_id} has no value of {missing}: give it one") from missing
        if not kept:
            raise InputError(f"example {number} of {claim.full_id} does not keep every hypothesis: mend it")
        return instance
    return None


def _attempts(claim: Claim, lookup: Lookup) -> list[Attempt]:
    return [attempt(claim, number, lookup) for number in range(len(claim.statement.conclusions))]


def _unbalanced(search: Search, seed: int) -> Falsified | None:
    return falsify_by_symmetries(search.original, seed=seed, extent="unbalanced", search=search)


def _second_look(search: Search, glance: Survived, *, seed: int) -> Falsified | Survived:
    """Look for a counterexample of a claim that was proved, beyond the glance before the proof."""
    return falsify_by_symmetries(search.original, seed=seed, extent="few", search=search) or glance


def _searched(search: Search, *, seed: int, cases: int) -> Falsified | Survived:
    """Look for a counterexample of a claim that was not proved: scalings, random instances, all symmetries."""
    unbalanced = _unbalanced(search, seed)
    if unbalanced is not None:
        return unbalanced
    found = falsify(search.original, seed=seed, budget=cases, refine=False, search=search)
    if isinstance(found, Falsified):
        return found
    image = falsify_by_symmetries(search.original, seed=seed, extent="all", search=search)
    if image is None:
        return found
    # where it is known to be false, a plainer instance than the image of one is mostly near the worst instances
    refined = falsify(search.original, seed=seed, budget=cases, search=search)
    return refined if isinstance(refined, Falsified) else image


def _refuted(found: Falsified, search: Search) -> Evidence:
    smallest = replace(found, instance=shrink(found.instance, search.original, search=search))
    evidence = counterexample_evidence(smallest, search.original)
    if isinstance(found, Unbalanced):
        # keep the symmetry in words: the shrunk instance may no longer be an image under it
        return replace(evidence, method="symmetries", data={**evidence.data, "symmetry": found.words})
    return evidence


def attempt(claim: Claim, number: int, lookup: Lookup, *, after_search: bool = False) -> Attempt:
    """Return what the proof methods before (or after) the search say of one conclusion of a claim."""
    reasons: list[str] = []
    refused = ""
    for method in methods(claim):
        if method.after_search != after_search or not method.can_decide(claim, number):
            continue
        try:
            found = method.prove(claim, number, lookup)
        except InputError as fault:
            found = Reason(str(fault))
        if not isinstance(found, Reason):
            return Attempt(found, refused=refused)
        if found.why:
            reasons.append(found.why)
        if isinstance(method, GivenCertificate) and says_terms(claim, number):
            refused = found.why
    return Attempt(None, "; ".join(dict.fromkeys(reasons)) or "no method proves it", refused)
