"""Goes through a ledger: each claim's evidence, its status and effective status, and the lemmas that it uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from verify.recheck.data import check_combination, check_enclosure, check_solution, check_subject
from verify.recheck.functions import check_function
from verify.recheck.proofs import check_certificate, check_identity
from verify.recheck.reading import RecheckError, RejectedError, check_statement, entry, load, short
from verify.recheck.values import check_counterexample, check_example

SCHEMA = "bnverify-ledger-1"
STATUS = {
    "proof": "PROVED",
    "solution": "PROVED",
    "enclosure": "CERTIFIED",
    "campaign": "TESTED",
    "counterexample": "REFUTED",
    "combination": "REFUTED",
    "none": "OPEN",
}
ABOUT_DATA = ("solution", "combination", "enclosure")
EDITIONS = ("printed", "repaired", "beyond")
WEAKEST_LAST = ("PROVED", "CERTIFIED", "TESTED", "OPEN", "REFUTED")
Key = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What the re-checker found of one claim; ``detail`` says why, where it is not simply rechecked."""

    id: str
    edition: str
    status: str
    result: Literal["rechecked", "not re-checkable", "rejected"]
    detail: str = ""

    def __str__(self) -> str:
        said = {"rechecked": "rechecked", "rejected": f"rejected: {self.detail}"}
        return f"{self.id} ({self.edition}) {self.status}: {said.get(self.result, f'{self.result} ({self.detail})')}"


@dataclass(frozen=True)
class Report:
    """The outcome of every claim, in the ledger's order."""

    outcomes: tuple[Outcome, ...]

    def count(self, result: str) -> int:
        """Return how many claims had a result."""
        return sum(outcome.result == result for outcome in self.outcomes)

    @property
    def accepted(self) -> bool:
        """Whether nothing was rejected."""
        return self.count("rejected") == 0

    @property
    def rejected(self) -> tuple[Outcome, ...]:
        """The outcomes of the claims whose evidence does not hold."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "rejected")

    @property
    def last_line(self) -> str:
        """The counts in one line."""
        counts = ", ".join(f"{self.count(r)} {r}" for r in ("rechecked", "not re-checkable", "rejected"))
        return f"{len(self.outcomes)} claims: {counts}"


class _Checker:
    def __init__(self, rows: list[Any]) -> None:
        self.rows: dict[Key, dict[str, Any]] = {}
        for position, row in enumerate(rows):
            if not isinstance(row, dict) or row.get("form") not in EDITIONS or not isinstance(row.get("id"), str):
                raise RecheckError(f"claim number {position} has no id or no form: correct the ledger")
            if (row["id"], row["form"]) in self.rows:
                raise RecheckError(f"claim {short(row['id'])} ({row['form']}) stands twice: keep one of them")
            self.rows[row["id"], row["form"]] = row
        self.known: dict[Key, Outcome] = {}
        self.weakest: dict[Key, str] = {}

    def outcome(self, key: Key, above: tuple[Key, ...] = ()) -> Outcome:
        if key not in self.known:
            self.known[key] = self._found(key, above)
        return self.known[key]

    def _found(self, key: Key, above: tuple[Key, ...]) -> Outcome:
        row = self.rows[key]
        result: Literal["rechecked", "not re-checkable", "rejected"] = "rejected"
        try:
            detail = self._check(row, key, above)
            result = "not re-checkable" if detail else "rechecked"
        except RejectedError as fault:
            detail = str(fault)
        except RecursionError:
            detail = "it is nested too deeply"
        except RecheckError as fault:
            raise RecheckError(f"claim {short(key[0])} ({key[1]}): {fault}") from fault
        return Outcome(*key, status=str(row.get("status"))[:20], result=result, detail=detail)

    def _check(self, row: dict[str, Any], key: Key, above: tuple[Key, ...]) -> str:
        """Return why a claim is not re-checkable, or the empty string where its evidence holds."""
        evidence, statement = entry(row, "evidence", dict), entry(row, "statement", dict)
        check_statement(statement)
        kind: str = entry(evidence, "kind", str)
        if kind not in STATUS:
            raise RecheckError(f"evidence of kind {short(kind)} is unknown: use a newer bnverify")
        if row.get("status") != STATUS[kind]:
            raise RejectedError(f"its status is {short(row.get('status'))}, and evidence {kind} gives {STATUS[kind]}")
        if row.get("effective") != self.effective(key, ()):
            raise RejectedError(f"its effective status is not {self.effective(key, ())}, the weakest it rests on")
        if kind in ABOUT_DATA:
            check_subject(row)
        match kind:
            case "proof":
                return self._proof(row, statement, evidence, (*above, key))
            case "counterexample":
                check_counterexample(statement, evidence)
            case "solution":
                check_solution(evidence)
            case "combination":
                check_combination(evidence)
            case "enclosure":
                return check_enclosure(evidence)
            case _:
                return kind
        return ""

    def _proof(self, row: Any, statement: dict[str, Any], evidence: Any, above: tuple[Key, ...]) -> str:
        parts, unproved = entry(evidence, "parts", list), ""
        if len(parts) != len(statement["then"]) or not parts:
            raise RejectedError(f"{len(parts)} parts are to prove {len(statement['then'])} conclusions")
        if evidence.get("example") is not None:
            check_example(statement, entry(evidence, "example", dict))

        def lemma(name: str, edition: str) -> dict[str, Any]:
            nonlocal unproved
            if (name, edition) in above:
                raise RejectedError(f"it uses {name} ({edition}), which rests on itself")
            if (name, edition) not in self.rows or (name, edition) not in depends(row):
                raise RejectedError(f"it uses {name} ({edition}), which is not in the ledger, or not in depends_on")
            found = self.outcome((name, edition), above)
            if found.result == "rejected":
                raise RejectedError(f"it uses {name} ({edition}), which is rejected")
            if found.result != "rechecked" or found.status != "PROVED":
                unproved = unproved or f"it uses {name} ({edition}), which is {found.status}"
            if self.rows[name, edition]["evidence"]["kind"] in ABOUT_DATA:
                raise RejectedError(f"it uses {name} ({edition}), which speaks of one dataset only")
            stated: dict[str, Any] = entry(self.rows[name, edition], "statement", dict)
            return stated

        for position, (relation, part) in enumerate(zip(statement["then"], parts, strict=True)):
            try:
                match entry(part, "kind", str):
                    case "identity":
                        check_identity(statement, relation)
                    case "certificate":
                        check_certificate(statement, relation, part, lemma)
                    case "function":
                        check_function(statement, relation, part)
                    case other:
                        raise RecheckError(f"a part of kind {short(other)} is unknown: use a newer bnverify")
            except RejectedError as fault:
                raise RejectedError(f"conclusion {position}: {fault}") from fault
        return unproved

    def effective(self, key: Key, above: tuple[Key, ...]) -> str:
        """Return the weakest status among a claim and all it rests on; what is not there counts as OPEN."""
        if key in above:
            raise RejectedError(f"it rests on {key[0]} ({key[1]}), which rests on itself")
        if key not in self.rows:
            return "OPEN"
        if key not in self.weakest:
            own: str = self.rows[key].get("status", "")
            if own not in WEAKEST_LAST:
                raise RejectedError(f"{short(own)} is no status")
            needs = [self.effective(other, (*above, key)) for other in depends(self.rows[key])]
            self.weakest[key] = own if own == "REFUTED" else max([own, *needs], key=WEAKEST_LAST.index)
        return self.weakest[key]


def depends(row: Any) -> list[Key]:
    """Return the claims that a row says it depends on."""
    return [(entry(need, "id", str), entry(need, "form", str)) for need in entry(row, "depends_on", list)]


def recheck(ledger: Any) -> Report:
    """Return the outcome of every claim of a ledger's JSON.

    Raises RecheckError, one line, where it is no ledger: another schema, an unknown kind of evidence, a number or a
    statement that does not parse.

    >>> x, nought = ["sym", "x"], ["num", "0"]
    >>> row = {"id": "square", "form": "beyond", "status": "REFUTED", "effective": "REFUTED", "depends_on": []}
    >>> row["statement"] = {"given": [], "then": [[">", ["pow", x, "2"], nought]]}
    >>> row["evidence"] = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": "0", "right": "0"}
    >>> row["evidence"]["instance"] = {"n": 1, "P": 1, "scalars": {"x": "0"}, "families": {}, "vectors": {}}
    >>> recheck({"schema": "bnverify-ledger-1", "claims": [row]}).last_line
    '1 claims: 1 rechecked, 0 not re-checkable, 0 rejected'
    """
    if not isinstance(ledger, dict) or ledger.get("schema") != SCHEMA:
        schema = ledger.get("schema") if isinstance(ledger, dict) else ledger
        raise RecheckError(f"schema {short(schema)} is not {SCHEMA}: write the ledger with bnverify check --json")
    checker = _Checker(entry(ledger, "claims", list))
    return Report(tuple(checker.outcome(key) for key in checker.rows))


def recheck_file(path: str | Path) -> Report:
    """Return the outcome of every claim of a ledger's file; RecheckError, one line, where it cannot be read."""
    try:
        return recheck(load(path))
    except RecheckError as fault:
        raise RecheckError(str(fault) if str(path) in str(fault) else f"{path}: {fault}") from fault
