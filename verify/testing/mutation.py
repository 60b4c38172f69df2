"""Mutated mathematics: the checker is run on neighbours of proved claims, and must not prove a false one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any

from verify.campaigns.campaign import FAULT, Campaign, Item, Result
from verify.campaigns.driving import Done, work_version
from verify.claims.claim import Claim, Edition, Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.kept.cache import evidence_key
from verify.deciding.many_claims import DEFAULT_CASES, decide_each
from verify.errors import InputError
from verify.json_types import JsonObject
from verify.recheck import recheck
from verify.search.falsify import Falsified, falsify
from verify.statement.formulas import Statement
from verify.statement.readings.interchange import digest, to_json
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.mutants import mutants
from verify.testing.implied import why_true

SECOND_LOOK = 4000
Key = tuple[str, Edition]


@dataclass(frozen=True)
class Decided:
    """A mutant with its verdict: ``change`` says what was changed in which claim, ``origin``.

    ``why_true`` says in words why it follows from that claim, where that is seen by comparing the two; it is looked for
    where the mutant is not refuted.
    """

    origin: str
    change: str
    verdict: Verdict
    contradiction: str = ""
    why_true: str = ""

    @property
    def digest(self) -> str:
        """The mutant's statement in 16 hexadecimal digits, by which it is known whatever else is drawn."""
        return digest(self.verdict.claim.plain)[:16]

    def to_json(self) -> JsonObject:
        """Return the mutant as JSON, with its statement and evidence."""
        return {
            "origin": self.origin,
            "change": self.change,
            "statement": to_json(self.verdict.claim.plain),
            "text": to_text(self.verdict.claim.plain),
            "status": self.verdict.status.value,
            "evidence": self.verdict.evidence.to_json(),
            "digest": self.digest,
            "why_true": self.why_true,
            "contradiction": self.contradiction,
        }


@dataclass(frozen=True)
class MutationReport:
    """What became of all mutants of a campaign, in the order they were drawn."""

    decided: tuple[Decided, ...]

    def of(self, *statuses: Status) -> tuple[Decided, ...]:
        """Return the mutants that came out with one of the statuses."""
        return tuple(found for found in self.decided if found.verdict.status in statuses)

    @property
    def undecided(self) -> tuple[Decided, ...]:
        """The mutants that are neither refuted nor seen to follow from their claim."""
        return tuple(
            found for found in self.decided if found.verdict.status is not Status.REFUTED and not found.why_true
        )

    @property
    def contradictions(self) -> tuple[Decided, ...]:
        """The mutants on which methods contradict each other: each of them is a bug in the checker."""
        return tuple(found for found in self.decided if found.contradiction)


@dataclass(frozen=True)
class _Task:
    """A mutant with all that a process needs to decide it."""

    mutant: Claim
    origin: Claim
    lemmas: Mapping[Key, Claim]
    seed: int


@dataclass(frozen=True)
class Mutation:
    """The mutants that were drawn, as a campaign that decides each; ``known`` holds the claims that may be used."""

    campaign: Campaign
    drawn: tuple[tuple[Claim, Claim, str], ...]
    known: Mapping[Key, Claim]
    seed: int

    def decided(self, number: int, result: Result) -> Decided:
        """Return what a result says of the mutant of that number."""
        made, origin, change = self.drawn[number]
        origin_name = f"{origin.id} ({origin.edition})"
        if FAULT in result:
            return Decided(
                origin_name, change, Verdict(made, Evidence("none", "none", {"why": result[FAULT]})), result[FAULT]
            )
        verdict = Verdict(made, Evidence(result["kind"], result["method"], result["data"]))
        return Decided(origin_name, change, verdict, result["contradiction"], result["why_true"])

    def report(self, done: Done, *, jobs: int = 1) -> MutationReport:
        """Return what became of the mutants, the evidence of all of them re-checked beside the lemmas that they use."""
        lost = {number: {FAULT: why} for number, why in done.lost.items()}
        results = {**done.results, **lost}
        found = [self.decided(number, results[number]) for number in sorted(results)]
        rejected = dict(_rejected([one.verdict for one in found], self.known, jobs=jobs, seed=self.seed))
        return MutationReport(tuple(_with(one, rejected.get(one.verdict.claim.key, "")) for one in found))


def _with(decided: Decided, rejected: str) -> Decided:
    return decided if decided.contradiction or not rejected else replace(decided, contradiction=rejected)


def draw_mutation(claims: Sequence[Claim], *, count: int, seed: int = 0, jobs: int = 1) -> Mutation:
    """Draw ``count`` mutants of all claims that are expected to be PROVED, or else are; return what decides them.

    A mutant keeps the certificates of its claim, so that near misses of proofs are tried and not only of statements.
    One that comes out PROVED is searched again with the full budget, and a counterexample then is a contradiction; so
    is evidence that the re-checker rejects, and a counterexample to a mutant that follows from its claim.

    Raises InputError where none of the claims is proved.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> draw_mutation([claim("square", x**2 >= 0, expected="PROVED")], count=3).campaign.count
    3
    """
    known: dict[Key, Claim] = {claim.key: claim for claim in claims}
    claims = [claim for claim in claims if isinstance(claim.statement, Statement)]  # mutants are of single points
    expected = [claim for claim in claims if claim.expected is Status.PROVED]
    # one's own claims may state no expected status
    verdicts = () if expected else decide_each(claims, known, jobs=jobs, seed=seed)
    proved = expected or [verdict.claim for verdict, _ in verdicts if verdict.status is Status.PROVED]
    if not proved:
        raise InputError("none of the claims is proved, so no mutant of one says anything: give claims that are")
    drawn = tuple(islice(_draw(proved, seed), count))

    def item(number: int) -> Item:
        made, origin, change = drawn[number]
        lemmas = {key: known[key] for key in made.needs if key in known}
        return Item(number, _Task(made, origin, lemmas, seed), f"{origin.id}, {change}")

    def lookup(id: str, edition: Edition) -> Claim | None:
        return known.get((id, edition))

    content = {
        "seed": seed,
        "claims": [
            [*claim.key, evidence_key(claim, lookup=lookup, seed=seed, cases=DEFAULT_CASES)] for claim in proved
        ],
        "version": work_version(__name__),
    }
    return Mutation(Campaign("mutants", content, decide_mutant, item, len(drawn)), drawn, known, seed)


def decide_mutant(task: _Task) -> Result:
    """Return the evidence on a mutant, why it is true where that is seen, and what contradicts what."""
    ((verdict, failure),) = decide_each([task.mutant], task.lemmas, jobs=1, seed=task.seed)
    why = why_true(task.origin.plain, verdict.claim.plain)
    evidence = verdict.evidence
    return {
        "kind": evidence.kind,
        "method": evidence.method,
        "data": evidence.data,
        "why_true": why,
        "contradiction": failure or _second_look(verdict, why, task.seed),
    }


def _draw(claims: Sequence[Claim], seed: int) -> Iterator[tuple[Claim, Claim, str]]:
    """Yield each mutant with its claim and the change: first one of every claim, then a second one, and so on.

    A claim's place and the order of its mutants hang on the seed and its own name only, so that another claim more or
    less leaves the others' mutants as they are.
    """
    proved = sorted(claims, key=lambda claim: sha256(f"{seed} {claim.id} {claim.edition}".encode()).digest())
    pools: dict[Key, list[Any]] = {}
    taken = 0
    while proved:
        for origin in tuple(proved):
            if origin.key not in pools:
                pools[origin.key] = list(mutants(origin.plain))
                Random(f"{seed} {origin.id} {origin.edition}").shuffle(pools[origin.key])
            if not pools[origin.key]:
                proved.remove(origin)
                continue
            mutant, taken = pools[origin.key].pop(), taken + 1
            # only the mutant's own proof is tested, not the other claims that it rests on
            made = replace(origin, id=f"{origin.id}~{taken}", statement=mutant.statement, expected=None)
            yield replace(made, rests_on=(), steps=(), counterexamples=(), examples=()), origin, mutant.change


def _second_look(verdict: Verdict, why: str, seed: int) -> str:
    if verdict.status is Status.REFUTED and why:
        return f"refuted, yet true: {why}"
    if verdict.status is not Status.PROVED:
        return ""
    found = falsify(verdict.claim.plain, seed=seed + 1, budget=SECOND_LOOK, proposals=verdict.claim.proposals)
    return f"proved, yet refuted at {found.instance.to_json()}" if isinstance(found, Falsified) else ""


def _rejected(
    verdicts: Sequence[Verdict], known: Mapping[Key, Claim], *, jobs: int, seed: int
) -> Iterator[tuple[Key, str]]:
    """Yield the mutants whose evidence the re-checker rejects, beside the lemmas that they use, and why."""
    wanted = [need for verdict in verdicts if verdict.status is Status.PROVED for need in verdict.claim.needs]
    lemmas: dict[Key, Claim] = {}
    while wanted:
        key = wanted.pop()
        if key in known and key not in lemmas:
            lemmas[key] = replace(known[key], rests_on=(), steps=())
            wanted.extend(lemmas[key].needs)
    decided = [verdict for verdict, _ in decide_each(list(lemmas.values()), known, jobs=jobs, seed=seed)]
    report = recheck(Ledger((*decided, *verdicts)).to_json())
    status = {(verdict.claim.full_id, str(verdict.claim.edition)): verdict for verdict in verdicts}
    for outcome in report.rejected:
        verdict = status.get((outcome.id, outcome.edition))
        if verdict is not None:
            yield verdict.claim.key, f"{verdict.status.value}, yet the re-checker rejects it: {outcome.detail}"
