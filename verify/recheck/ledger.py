"""Goes through a ledger: each claim's evidence, its status and effective status, and the lemmas that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.recheck.garbage import looking_seldom
from verify.recheck.reading import (
    JsonObject,
    RecheckError,
    entry,
    full_id,
    load,
    short,
)
from verify.recheck.row import ABOUT_DATA, Key, Own, Result, check_row, depends

SCHEMA = "bnverify-ledger-1"
EDITIONS = ("printed", "repaired", "beyond")
WEAKEST_LAST = ("PROVED", "CERTIFIED", "TESTED", "OPEN", "VACUOUS", "REFUTED")
FEW = 20


@dataclass(frozen=True)
class Outcome:
    """What the re-checker found of one claim; ``detail`` says why, where it is not simply rechecked."""

    id: str
    edition: str
    status: str
    result: Result
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

    def to_json(self) -> JsonObject:
        """Return the outcomes as JSON-ready data."""
        return {"schema": "bnverify-recheck-1", "accepted": self.accepted, "claims": [vars(o) for o in self.outcomes]}

    @property
    def last_line(self) -> str:
        """The counts in one line."""
        counts = ", ".join(f"{self.count(r)} {r}" for r in ("rechecked", "not re-checkable", "rejected"))
        return f"{len(self.outcomes)} claims: {counts}"


class _Table:
    """The rows of a ledger, each once, in an order in which every row comes after all it depends on."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows: dict[Key, JsonObject] = {}
        for position, row in enumerate(rows):
            if not isinstance(row, dict) or row.get("form") not in EDITIONS or not isinstance(row.get("id"), str):
                raise RecheckError(f"claim number {position} has no id or no form: correct the ledger")
            if not isinstance(row.get("paper", ""), str):
                raise RecheckError(f"the paper of claim number {position} is no text: correct the ledger")
            key = (full_id(row), row["form"])
            if key in self.rows:
                raise RecheckError(f"claim {short(key[0])} ({row['form']}) stands twice: keep one of them")
            self.rows[key] = row
        self.needs = {key: self._needs(key, row) for key, row in self.rows.items()}
        self.weakest: dict[Key, str] = {}
        waiting = {key: len(needs) for key, needs in self.needs.items()}
        above: dict[Key, list[Key]] = {}
        for key, needs in self.needs.items():
            for need in needs:
                above.setdefault(need, []).append(key)
        # claims that never become ready are in a circle, or rest on one
        ready = [key for key, count in waiting.items() if not count]
        self.order: list[Key] = []
        while ready:
            key = ready.pop()
            self.order.append(key)
            self.weakest[key] = self._weakest(key)
            for other in above.get(key, ()):
                waiting[other] -= 1
                if not waiting[other]:
                    ready.append(other)

    def _needs(self, key: Key, row: JsonObject) -> tuple[Key, ...]:
        try:
            entry(row, "evidence", dict)
            return tuple(dict.fromkeys(need for need in depends(row) if need in self.rows))
        except RecheckError as fault:
            raise RecheckError(f"claim {short(key[0])} ({key[1]}): {fault}") from fault

    def _weakest(self, key: Key) -> str:
        """Return the weakest status among a claim and all it rests on; what is not there counts as OPEN."""
        own = str(self.rows[key].get("status", ""))
        statuses = [own, *(self.weakest.get(need, "OPEN") for need in depends(self.rows[key]))]
        if own == "REFUTED" or not all(status in WEAKEST_LAST for status in statuses):
            return own
        return max(statuses, key=WEAKEST_LAST.index)

    def task(self, key: Key) -> tuple[JsonObject, dict[Key, Any]]:
        """Return a row with the statements that it may use."""
        lemmas: dict[Key, Any] = {}
        for need in self.needs[key]:
            try:
                lemmas[need] = entry(self.rows[need], "statement", dict)
            except RecheckError as fault:
                raise RecheckError(f"claim {short(need[0])} ({need[1]}): {fault}") from fault
        return self.rows[key], lemmas

    def outcomes(self, found: Mapping[Key, Own]) -> Iterator[Outcome]:
        """Yield the outcome of every row, in the ledger's order, from what each shows by itself."""
        settled: dict[Key, tuple[Result, str]] = {}
        for key in (*self.order, *(key for key in self.rows if key not in self.weakest)):
            settled[key] = self._settled(key, found[key], settled)
        for key, row in self.rows.items():
            result, detail = settled[key]
            yield Outcome(*key, status=str(row.get("status"))[:20], result=result, detail=detail)

    def _settled(self, key: Key, own: Own, settled: Mapping[Key, tuple[Result, str]]) -> tuple[Result, str]:
        row = self.rows[key]
        if row.get("status") not in WEAKEST_LAST:
            return "rejected", f"{short(row.get('status'))} is no status"
        if key not in self.weakest:
            circle = next(need for need in self.needs[key] if need not in self.weakest)
            return "rejected", f"it rests on {circle[0]} ({circle[1]}), which rests on itself"
        if own.result == "rejected":
            return own.result, own.detail
        if row.get("effective") != self.weakest[key]:
            return "rejected", f"its effective status is not {self.weakest[key]}, the weakest it rests on"
        unproved = ""
        for use in own.uses:
            name, result = f"it uses {use[0]} ({use[1]}), which", settled[use][0]
            if result == "rejected":
                return "rejected", f"{name} is rejected"
            if self.rows[use]["evidence"]["kind"] in ABOUT_DATA:
                return "rejected", f"{name} speaks of one dataset only"
            if result != "rechecked" or self.rows[use]["status"] != "PROVED":
                unproved = unproved or f"{name} is {self.rows[use]['status']}"
        return ("not re-checkable", unproved) if unproved else (own.result, own.detail)


@looking_seldom()
def recheck(ledger: Any, *, jobs: int = 1) -> Report:
    """Return the outcome of every claim of a ledger's JSON; ``jobs`` processes share the work.

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
    table = _Table(entry(ledger, "claims", list))
    keys = list(table.rows)
    tasks = [table.task(key) for key in keys]
    if jobs > 1 and len(tasks) > FEW:
        from verify.recheck.processes import in_processes

        own = in_processes(check_row, tasks, jobs)
    else:
        own = [check_row(*task) for task in tasks]
    return Report(tuple(table.outcomes(dict(zip(keys, own, strict=True)))))


@looking_seldom()
def recheck_file(path: str | Path, *, jobs: int = 1) -> Report:
    """Return the outcome of every claim of a ledger's file; RecheckError, one line, where it cannot be read."""
    try:
        return recheck(load(path), jobs=jobs)
    except RecheckError as fault:
        raise RecheckError(str(fault) if str(path) in str(fault) else f"{path}: {fault}") from fault
