"""The ledger: every claim with its status, its effective status, and the evidence; JSON underneath."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from verify.claims.claim import Claim, Edition, Status, reference_to_json
from verify.claims.evidence import Evidence
from verify.claims.neighbour import Neighbour
from verify.errors import InputError
from verify.json_types import Json, JsonObject
from verify.statement.readings.interchange import to_json
from verify.statement.readings.notation import to_latex, to_text

SCHEMA = "bnverify-ledger-1"
# REFUTED is weaker than OPEN for what rests on it: a false lemma carries nothing; a vacuous one carries no more
WEAKEST_LAST = (Status.PROVED, Status.CERTIFIED, Status.TESTED, Status.OPEN, Status.VACUOUS, Status.REFUTED)


@dataclass(frozen=True)
class Verdict:
    """What was decided of one claim."""

    claim: Claim
    evidence: Evidence
    seconds: float = 0.0

    @property
    def status(self) -> Status:
        """The status computed from the evidence."""
        return self.evidence.status

    @property
    def as_expected(self) -> bool:
        """Whether the status is the one the claim expects, where it expects one."""
        return self.claim.expected is None or self.claim.expected == self.status


@dataclass(frozen=True)
class Ledger:
    """All verdicts of a run, in the order of their pages; (full id, edition) is unique.

    ``neighbours`` are what would make refuted claims right, where that was looked for; ``cut_off`` are the claims for
    which the search for them took too long, and others may be nearer.
    """

    verdicts: tuple[Verdict, ...]
    disagreements: tuple[str, ...] = field(default=())
    neighbours: Mapping[tuple[str, Edition], tuple[Neighbour, ...]] = field(default_factory=dict)
    cut_off: frozenset[tuple[str, Edition]] = frozenset()

    @cached_property
    def by_key(self) -> dict[tuple[str, Edition], Verdict]:
        """Each verdict under its (id, edition)."""
        return {verdict.claim.key: verdict for verdict in self.verdicts}

    @cached_property
    def effective(self) -> dict[tuple[str, Edition], Status]:
        """The weakest status among each claim and all it rests on; a claim that is not there counts as OPEN."""
        known: dict[tuple[str, Edition], Status] = {}
        for verdict in self.verdicts:
            self._settle(verdict.claim.key, known)
        return known

    def _settle(self, first: tuple[str, Edition], known: dict[tuple[str, Edition], Status]) -> None:
        """Find the effective status of a claim, and of all it rests on before it.

        There is no recursion: a derivation may be thousands of claims long.
        """
        # from the first claim down to one it rests on, each with those of its needs that are yet to be looked at
        path = {} if first in known else {first: iter(self.by_key[first].claim.needs)}
        while path:
            key = next(reversed(path))
            for need in path[key]:
                if need in path:
                    circle = " → ".join(found[0] for found in path)
                    raise InputError(f"claim {need[0]} ({need[1]}) rests on itself: break the circle {circle}")
                if need in self.by_key and need not in known:
                    path[need] = iter(self.by_key[need].claim.needs)
                    break
            else:
                verdict = self.by_key[key]
                below = (known.get(need, Status.OPEN) for need in verdict.claim.needs)
                # a refuted claim stays refuted whatever it rests on: its counterexample needs no lemma
                own = verdict.status
                known[key] = own if own is Status.REFUTED else max([own, *below], key=WEAKEST_LAST.index)
                del path[key]

    @property
    def surprises(self) -> tuple[Verdict, ...]:
        """The verdicts whose status differs from the expected one."""
        return tuple(verdict for verdict in self.verdicts if not verdict.as_expected)

    def to_json(self) -> JsonObject:
        """Return the whole ledger as the schema bnverify-ledger-1 has it."""
        return {
            "schema": SCHEMA,
            "claims": [self._row(verdict) for verdict in self.verdicts],
            "disagreements": list(self.disagreements),
        }

    def _row(self, verdict: Verdict) -> JsonObject:
        claim = verdict.claim
        return {
            "id": claim.id,
            "paper": claim.paper,
            "source": claim.source,
            "form": claim.edition,
            "kind": claim.kind,
            "title": claim.title,
            "statement": to_json(claim.statement),
            "text": to_text(claim.statement),
            "latex": to_latex(claim.statement),
            "status": verdict.status.value,
            "effective": self.effective[claim.key].value,
            "expected": claim.expected.value if claim.expected else None,
            "method": verdict.evidence.method,
            "depends_on": [reference_to_json(*need) for need in claim.needs],
            "remark": claim.remark,
            "fault": claim.fault,
            "seconds": round(verdict.seconds, 3),
            "evidence": verdict.evidence.to_json(),
            **({"neighbours": [one.to_json() for one in near]} if (near := self.neighbours.get(claim.key)) else {}),
            **({"neighbours_cut_off": True} if claim.key in self.cut_off else {}),
        }


def check_unique(claims: Iterable[Claim]) -> None:
    """Raise InputError where two claims share an (id, edition)."""
    seen: dict[tuple[str, Edition], Claim] = {}
    for claim in claims:
        if claim.key in seen:
            raise InputError(f"claim {claim.full_id} ({claim.edition}) is stated twice: give one of them another id")
        seen[claim.key] = claim


def dump(data: Mapping[str, Json]) -> str:
    """Return JSON text with the characters of formulas left readable."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
