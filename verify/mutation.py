"""Mutated mathematics: the checker is run on neighbours of proved claims, and must not prove a false one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from verify.claims.claim import Claim, Form, Status
from verify.claims.ledger import Verdict
from verify.run import decide_each
from verify.search.falsify import Falsified, falsify
from verify.statement.interchange import to_json
from verify.statement.mutants import mutants
from verify.statement.notation import to_text

SECOND_LOOK = 4000


@dataclass(frozen=True)
class Decided:
    """A mutant with its verdict: ``change`` says what was changed in which claim."""

    origin: str
    change: str
    verdict: Verdict
    contradiction: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the mutant as JSON, with its statement and evidence."""
        return {
            "origin": self.origin,
            "change": self.change,
            "statement": to_json(self.verdict.claim.statement),
            "text": to_text(self.verdict.claim.statement),
            "status": self.verdict.status.value,
            "evidence": self.verdict.evidence.to_json(),
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
    def contradictions(self) -> tuple[Decided, ...]:
        """The mutants on which methods contradict each other: each of them is a bug in the checker."""
        return tuple(found for found in self.decided if found.contradiction)


def mutate(
    claims: Sequence[Claim],
    *,
    count: int,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[Decided], None] | None = None,
) -> MutationReport:
    """Decide ``count`` mutants, drawn at random from those of all claims that are expected to be PROVED.

    A mutant keeps the certificates of its claim, so that near misses of proofs are tried and not only of statements.
    One that comes out PROVED is searched again with the full budget; a counterexample then is a contradiction.

    >>> from verify.author import claim, symbols, because
    >>> x, = symbols("x")
    >>> square = claim("square", x**2 >= 0, certificates=(because(x**2),), expected="PROVED")
    >>> report = mutate([square], count=3)
    >>> len(report.decided), report.contradictions
    (3, ())
    """
    known: dict[tuple[str, Form], Claim] = {claim.key: claim for claim in claims}
    drawn = _draw(claims, count, seed)
    changes = {claim.key: (origin, change) for claim, origin, change in drawn}
    found: dict[tuple[str, Form], Decided] = {}
    for verdict, failure in decide_each([claim for claim, _, _ in drawn], known, jobs=jobs, seed=seed):
        origin, change = changes[verdict.claim.key]
        decided = Decided(origin, change, verdict, failure or _second_look(verdict, seed))
        found[verdict.claim.key] = decided
        if progress:
            progress(decided)
    return MutationReport(tuple(found[claim.key] for claim, _, _ in drawn))


def _draw(claims: Sequence[Claim], count: int, seed: int) -> list[tuple[Claim, str, str]]:
    rng = Random(seed)
    proved = [claim for claim in claims if claim.expected is Status.PROVED]
    every: Mapping[int, list[Any]] = {k: list(mutants(claim.statement)) for k, claim in enumerate(proved)}
    for pool in every.values():
        rng.shuffle(pool)
    drawn: list[tuple[Claim, str, str]] = []
    while len(drawn) < count and any(every.values()):
        # a claim first and then a mutant of it, so that long statements do not crowd out short ones
        k = rng.choice([k for k, pool in every.items() if pool])
        mutant, origin = every[k].pop(), proved[k]
        made = replace(origin, id=f"{origin.id}~{len(drawn) + 1}", statement=mutant.statement, expected=None)
        drawn.append((made, f"{origin.id} ({origin.form})", mutant.change))
    return drawn


def _second_look(verdict: Verdict, seed: int) -> str:
    if verdict.status is not Status.PROVED:
        return ""
    found = falsify(verdict.claim.statement, seed=seed + 1, budget=SECOND_LOOK)
    return f"proved, yet refuted at {found.instance.to_json()}" if isinstance(found, Falsified) else ""
