"""What a method returned, as plain data that another program can re-check; the status is computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verify.claims.claim import Status
from verify.json_types import Json, JsonObject
from verify.statement.formulas import AnyStatement

STATUS_OF_KIND = {
    "proof": Status.PROVED,
    "solution": Status.PROVED,
    "optimum": Status.PROVED,
    "enclosure": Status.CERTIFIED,
    "campaign": Status.TESTED,
    "counterexample": Status.REFUTED,
    "combination": Status.REFUTED,
    "no constants": Status.REFUTED,
    "contradiction": Status.VACUOUS,
    "none": Status.OPEN,
}
# the remedy in words where a solver of semidefinite programs might have found a proof, and none is installed
INSTALL_SOLVER = "install 'bnverify[polynomials]'"
RECHECKABLE = (
    "proof", "solution", "optimum", "enclosure", "counterexample", "combination", "no constants", "contradiction",
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """Evidence of one kind: ``data`` is JSON-ready and every number in it is an exact string.

    ``proof`` holds one part for each conclusion (an identity, a certificate, or an inequality of functions);
    ``counterexample`` an exact instance; ``contradiction`` a proof that the hypotheses contradict one another, or each
    conclusion's needs for being defined contradict them; ``campaign`` how many random cases did not fail;
    ``solution`` and ``combination`` decide linear systems; ``optimum`` shows a maximum margin;
    ``no constants`` breaks "there are constants …" whatever these are;
    ``enclosure`` encloses a trajectory; ``none`` says why nothing was decided.

    >>> Evidence("campaign", "falsify", {"cases": 100}).status
    <Status.TESTED: 'TESTED'>
    """

    kind: str
    method: str
    data: Mapping[str, Json] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The status that evidence of this kind gives."""
        return STATUS_OF_KIND[self.kind]

    def to_json(self) -> JsonObject:
        """Return the evidence as the ledger stores it."""
        return {"kind": self.kind, **self.data}


def no_instance(statement: AnyStatement) -> str:
    """Say in words what it may mean that no instance of a statement was met.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import log
    >>> x, = symbols("x")
    >>> no_instance(claim_that(log(-(x**2)) <= x))
    'no instance was met at which all its parts have a value'
    """
    if not statement.hypotheses:
        return "no instance was met at which all its parts have a value"
    return (
        "no instance was met that keeps the hypotheses: they may contradict one another, or hold at irrational points "
        "only, or some part has no value there"
    )
