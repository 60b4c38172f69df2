"""A neighbour of a refuted statement: what might have been meant, with what was decided of it."""

from __future__ import annotations

from dataclasses import dataclass

from verify.claims.claim import Status
from verify.claims.evidence import Evidence
from verify.json_types import Json, JsonObject
from verify.statement.formulas import AnyStatement
from verify.statement.readings.interchange import statement_from_json, to_json
from verify.statement.readings.notation import to_latex, to_text


@dataclass(frozen=True)
class Neighbour:
    """A statement near a refuted one: ``change`` says in words what differs; ``evidence`` is a proof or a campaign.

    A proof is said only where the re-checker agrees. A campaign says that no instance failed: the neighbour survives
    the search, and nothing more.
    """

    change: str
    statement: AnyStatement
    evidence: Evidence

    @property
    def proved(self) -> bool:
        """Whether the neighbour is proved."""
        return self.evidence.status is Status.PROVED

    @property
    def words(self) -> str:
        """The neighbour in a line: its status in words, what it says, and what was changed."""
        status = "PROVED" if self.proved else "survives the search"
        said = "; ".join(map(to_text, self.statement.conclusions))
        return f"{status}: {said} ({self.change})"

    def to_json(self) -> JsonObject:
        """Return the neighbour as a ledger shows it; its evidence can be re-checked."""
        return {
            "change": self.change,
            "statement": to_json(self.statement),
            "text": to_text(self.statement),
            "latex": to_latex(self.statement),
            "status": self.evidence.status.value,
            "method": self.evidence.method,
            "evidence": self.evidence.to_json(),
        }


def neighbour_from_json(data: Json) -> Neighbour:
    """Return the neighbour that ``to_json`` made this data of.

    Raises InputError, KeyError or TypeError for other data.
    """
    evidence = dict(data["evidence"])
    kind = evidence.pop("kind")
    return Neighbour(data["change"], statement_from_json(data["statement"]), Evidence(kind, data["method"], evidence))
