"""What a campaign of looks has covered, and what failed; a failure is looked at again before it is told.

Nothing here says that a claim is true. A claim that is proved and fails is a bug of bnverify, whichever of the two is
wrong: ``Finding.is_contradiction`` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from verify.campaigns.campaign import FAULT, Campaign, Result
from verify.campaigns.corners import CORNERS, SIZES
from verify.campaigns.driving import Done
from verify.claims.claim import Claim, Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger
from verify.deciding.rechecking import objection
from verify.json_types import JsonObject

SCHEMA = "bnverify-campaign-1"
PROVED = (Status.PROVED, Status.CERTIFIED)


@dataclass(frozen=True)
class Covered:
    """What was drawn of one claim in ``looks``: ``examples`` in all, of which ``kept`` kept every hypothesis.

    ``failure`` is the exact counterexample where there is one, ``faults`` what broke down, ``beyond`` why the claim
    cannot be searched. ``corners`` has those only in which its examples can be.
    """

    claim: Claim
    looks: int = 0
    examples: int = 0
    kept: int = 0
    corners: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    failure: Evidence | None = None
    faults: tuple[str, ...] = ()
    beyond: str = ""

    def to_json(self) -> JsonObject:
        """Return the counts and the counterexample as JSON."""
        return {
            "id": self.claim.full_id,
            "edition": self.claim.edition,
            "looks": self.looks,
            "examples": self.examples,
            "kept": self.kept,
            "corners": dict(self.corners),
            "sizes": {name: {str(size): count for size, count in sizes.items()} for name, sizes in self.sizes.items()},
            "failure": None if self.failure is None else self.failure.to_json(),
            "faults": list(self.faults),
            "beyond": self.beyond,
        }


@dataclass(frozen=True)
class Summary:
    """What a campaign has covered of each claim; ``lost`` says which items brought down whoever did them."""

    rows: tuple[Covered, ...]
    lost: Mapping[int, str] = field(default_factory=dict)
    whole: bool = True

    @property
    def failures(self) -> tuple[Covered, ...]:
        """The claims with a counterexample."""
        return tuple(row for row in self.rows if row.failure is not None)

    @property
    def untested(self) -> tuple[Covered, ...]:
        """The claims of which no example was drawn that keeps the hypotheses, so that nothing was tested."""
        found = (row for row in self.rows if row.looks and not row.kept)
        return tuple(row for row in found if row.failure is None and not row.beyond and not row.faults)

    @property
    def untouched(self) -> tuple[Covered, ...]:
        """The claims at which there was no time to look."""
        return tuple(row for row in self.rows if not row.looks)

    @property
    def broken(self) -> bool:
        """Whether some of the work broke down."""
        return bool(self.lost) or any(row.faults for row in self.rows)

    def corner(self, name: str) -> tuple[int, int, int]:
        """Return how many examples were in a corner, of how many claims, and of how many claims they could be."""
        counts = [row.corners[name] for row in self.rows if name in row.corners]
        return sum(counts), sum(map(bool, counts)), len(counts)

    def sizes(self, name: str) -> dict[int, int]:
        """Return how many examples had each size n, P or d."""
        total: Counter[int] = Counter()
        for row in self.rows:
            total.update(row.sizes.get(name, {}))
        return dict(sorted(total.items()))

    def to_json(self) -> JsonObject:
        """Return all counts as JSON; the same campaign gives the same text, whoever did its work."""
        return {
            "schema": SCHEMA,
            "whole": self.whole,
            "examples": sum(row.examples for row in self.rows),
            "kept": sum(row.kept for row in self.rows),
            "corners": {name: self.corner(name)[0] for name in CORNERS if self.corner(name)[2]},
            "sizes": {name: {str(size): count for size, count in self.sizes(name).items()} for name in SIZES},
            "claims": [row.to_json() for row in self.rows],
            "lost": {str(number): why for number, why in sorted(self.lost.items())},
        }


def summarise(claims: Sequence[Claim], campaign: Campaign, done: Done) -> Summary:
    """Return what the results of a campaign of looks cover.

    >>> from verify.author import claim, symbols
    >>> from verify.campaigns.driving import drive
    >>> from verify.campaigns.executors import local_workers
    >>> from verify.campaigns.looks import look_campaign
    >>> x, = symbols("x")
    >>> claims = [claim("a", x**2 >= 0), claim("b", x <= 5)]
    >>> campaign = look_campaign(claims, seed=0, examples=300)
    >>> found = summarise(claims, campaign, drive(campaign, local_workers(1)))
    >>> [row.claim.id for row in found.failures], found.rows[0].kept
    (['b'], 300)
    """
    of_claim: dict[str, list[Result]] = {"/".join(claim.key): [] for claim in claims}
    for number, result in done.results.items():
        of_claim[campaign.item(number).group].append(result)
    rows = tuple(_covered(claim, of_claim["/".join(claim.key)]) for claim in claims)
    return Summary(rows, done.lost, done.whole)


def _covered(claim: Claim, results: Sequence[Result]) -> Covered:
    examples = kept = 0
    corners: Counter[str] = Counter()
    sizes: dict[str, Counter[int]] = {}
    failure, faults, beyond = None, [], ""
    for result in results:
        examples, kept = examples + result.get("draws", 0), kept + result.get("kept", 0)
        for name, count in result.get("corners", {}).items():
            corners[name] += count
        for name, counts in result.get("sizes", {}).items():
            sizes.setdefault(name, Counter()).update({int(size): count for size, count in counts.items()})
        if (found := result.get("failure")) is not None:
            failure = Evidence(found["kind"], found["method"], found["data"])
        if FAULT in result:
            faults.append(result[FAULT])
        beyond = result.get("beyond", beyond)
    # sorted, because kept results and new ones arrive in different orders
    ordered = {name: corners[name] for name in CORNERS if name in corners}
    sized = {name: dict(sorted(sizes[name].items())) for name in SIZES if name in sizes}
    return Covered(claim, len(results), examples, kept, ordered, sized, failure, tuple(dict.fromkeys(faults)), beyond)


@dataclass(frozen=True)
class Finding:
    """A claim that failed, with what the methods say of it; ``objection`` is the re-checker's against the failure."""

    covered: Covered
    status: Status | None
    disagreement: str = ""
    objection: str = ""

    @property
    def is_contradiction(self) -> bool:
        """Whether a proof and a counterexample stand against each other, which is the worst of bugs."""
        return self.status in PROVED or bool(self.disagreement) or bool(self.objection)

    @property
    def is_known(self) -> bool:
        """Whether the claim's page expects that it is refuted."""
        return self.covered.claim.expected is Status.REFUTED and not self.is_contradiction


def findings(summary: Summary, decide: Callable[[Sequence[Claim]], Ledger]) -> tuple[Finding, ...]:
    """Return the failures with the status that the methods compute, where a page does not expect the failure.

    ``decide`` returns the ledger of some claims. Each counterexample is checked by the re-checker once more, as it may
    come from a file.
    """
    wanted = [row.claim for row in summary.failures if row.claim.expected is not Status.REFUTED]
    ledger = decide(wanted) if wanted else Ledger(())
    found = []
    for row in summary.failures:
        verdict = ledger.by_key.get(row.claim.key)
        label = f"{row.claim.full_id} ({row.claim.edition})"
        disagreement = next((line for line in ledger.disagreements if line.startswith(label)), "")
        against = objection(row.claim, row.failure, {}) if row.failure is not None else ""
        found.append(Finding(row, None if verdict is None else verdict.status, disagreement, against))
    return tuple(found)
