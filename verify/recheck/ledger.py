"""Goes through a ledger: each claim's evidence, its status and effective status, and the lemmas that it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from verify.recheck.data import check_combination, check_enclosure, check_optimum, check_solution, check_subject
from verify.recheck.functions import check_function
from verify.recheck.intervals import forget_forms
from verify.recheck.proofs import check_certificate, check_identity
from verify.recheck.reading import (
    RecheckError,
    RejectedError,
    check_statement,
    entry,
    full_id,
    load,
    natural,
    shared,
    short,
)
from verify.recheck.runs.constants import check_no_constants
from verify.recheck.runs.language import (
    check_run_statement,
    has_constants,
    is_of_runs,
    speaks_of_runs,
)
from verify.recheck.runs.named_functions import check_functions
from verify.recheck.runs.rules import check_run
from verify.recheck.runs.short import check_short_run
from verify.recheck.values import check_counterexample, check_example, decide

SCHEMA = "bnverify-ledger-1"
STATUS = {
    "proof": "PROVED",
    "solution": "PROVED",
    "optimum": "PROVED",
    "enclosure": "CERTIFIED",
    "campaign": "TESTED",
    "counterexample": "REFUTED",
    "combination": "REFUTED",
    "no constants": "REFUTED",
    "contradiction": "VACUOUS",
    "none": "OPEN",
}
ABOUT_DATA = ("solution", "combination", "optimum", "enclosure")
EDITIONS = ("printed", "repaired", "beyond")
WEAKEST_LAST = ("PROVED", "CERTIFIED", "TESTED", "OPEN", "VACUOUS", "REFUTED")
FEW = 20
Key = tuple[str, str]
Lemma = Callable[[str, str], dict[str, Any]]
Result: TypeAlias = Literal["rechecked", "not re-checkable", "rejected"]


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

    def to_json(self) -> dict[str, Any]:
        """Return the outcomes as JSON-ready data."""
        return {"schema": "bnverify-recheck-1", "accepted": self.accepted, "claims": [vars(o) for o in self.outcomes]}

    @property
    def last_line(self) -> str:
        """The counts in one line."""
        counts = ", ".join(f"{self.count(r)} {r}" for r in ("rechecked", "not re-checkable", "rejected"))
        return f"{len(self.outcomes)} claims: {counts}"


@dataclass(frozen=True)
class Own:
    """What one row's evidence shows by itself: its lemmas' statements are taken as proved, and named in ``uses``."""

    result: Result
    detail: str = ""
    uses: tuple[Key, ...] = ()


def check_row(row: Any, lemmas: Mapping[Key, Any]) -> Own:
    """Return what a row's evidence shows, given the statements of the claims that it depends on.

    Raises RecheckError, one line, where the row is not readable.

    >>> x, row = ["sym", "x"], {"id": "a", "form": "beyond", "status": "PROVED", "depends_on": []}
    >>> row |= {"statement": {"given": [], "then": [["=", x, x]]}}
    >>> check_row(row | {"evidence": {"kind": "proof", "parts": [{"kind": "identity"}]}}, {}).result
    'rechecked'
    """
    uses: list[Key] = []
    try:
        alike: dict[Any, list[Any]] = {}
        known = {key: shared(statement, alike) for key, statement in lemmas.items()}
        detail = _check(shared(row, alike), known, uses)
    except RejectedError as fault:
        return Own("rejected", str(fault), tuple(uses))
    except RecursionError:
        return Own("rejected", "it is nested too deeply", tuple(uses))
    except RecheckError as fault:
        raise RecheckError(f"claim {short(row.get('id'))} ({row.get('form')}): {fault}") from fault
    finally:
        # a row's forms are of no use to the next one, and a large ledger's would fill the memory
        forget_forms()
    return Own("not re-checkable" if detail else "rechecked", detail, tuple(dict.fromkeys(uses)))


def _check(row: dict[str, Any], lemmas: Mapping[Key, Any], uses: list[Key]) -> str:
    """Return why a claim is not re-checkable, or the empty string where its evidence holds."""
    evidence, statement = entry(row, "evidence", dict), entry(row, "statement", dict)
    check_any_statement(statement)
    kind: str = entry(evidence, "kind", str)
    if kind not in STATUS:
        raise RecheckError(f"evidence of kind {short(kind)} is unknown: use a newer bnverify")
    if row.get("status") != STATUS[kind]:
        raise RejectedError(f"its status is {short(row.get('status'))}, and evidence {kind} gives {STATUS[kind]}")
    if kind in ABOUT_DATA:
        check_subject(row)
    for number, near in enumerate(entry(row, "neighbours", list) if "neighbours" in row else ()):
        _check_neighbour(number, near)
    if speaks_of_runs(statement) and evidence.get("example") is not None:
        raise RejectedError("an instance without steps says nothing of a statement about runs")
    if (kind == "no constants") != has_constants(statement) and kind != "none":
        raise RejectedError(f"evidence of kind {kind} does not decide a statement that speaks of this")
    match kind:
        case "proof":
            _check_proof(row, lemmas, uses)
        case "no constants":
            check_no_constants(statement, evidence, _lemmas_of(row, lemmas, uses))
        case "counterexample" if speaks_of_runs(statement) and "functions" in evidence:
            check_functions(statement, evidence)
        case "counterexample" if speaks_of_runs(statement):
            check_short_run(statement, evidence)
        case "counterexample":
            check_counterexample(statement, evidence)
        case "solution":
            check_solution(evidence)
        case "optimum":
            check_optimum(evidence)
        case "combination":
            check_combination(evidence)
        case "contradiction":
            _check_contradiction(statement, evidence)
        case "enclosure":
            return check_enclosure(evidence)
        case _:
            return kind
    return ""


def _check_neighbour(number: int, near: Any) -> None:
    """Reject what is said of a statement near a refuted one where its own evidence does not show it."""
    one = {name: entry(near, name, dict) for name in ("statement", "evidence")}
    if near.get("status") not in ("PROVED", "TESTED"):
        raise RejectedError(f"neighbour {number}: {short(near.get('status'))} makes nothing right")
    try:
        _check({**one, "status": near["status"], "depends_on": []}, {}, [])
    except RejectedError as fault:
        raise RejectedError(f"neighbour {number}: {fault}") from fault


def check_any_statement(statement: Any) -> None:
    """Raise RecheckError where a statement, about runs or not, is not well formed."""
    if speaks_of_runs(statement):
        check_run_statement(statement)
    else:
        check_statement(statement)


def _identity(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    check_identity(statement, relation)


def _function(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    check_function(statement, relation, part)


def _closed(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    """Reject a relation that holds something else than numbers, or that their values do not show."""
    if not all(map(_is_a_number, relation[1:])):
        raise RejectedError("a relation with variables is not decided by the values of its sides")
    nothing: dict[str, Any] = {"sizes": {}, "scalars": {}, "families": {}, "vectors": {}}
    if not decide(relation, nothing, {})[0]:
        raise RejectedError("the values of the two sides do not show the relation")


def _is_a_number(node: Any) -> bool:
    match node:
        case ["num", _]:
            return True
        case ["add" | "mul", *parts] | ["fn", _, *parts]:
            return all(map(_is_a_number, parts))
        case ["pow", base, _] | ["named", _, _, _, base]:
            return _is_a_number(base)
    return False


def _both_ways(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    """Reject an equation unless one part proves left ≤ right and another left ≥ right."""
    if relation[0] != "=":
        raise RejectedError("both ways prove an equation, and this is none")
    for name, operator in (("at_most", "<="), ("at_least", ">=")):
        half = entry(part, name, dict)
        kind = entry(half, "kind", str)
        if kind not in ("certificate", "function", "lemmas"):
            raise RejectedError(f"a part of kind {short(kind)} is to prove one half of an equation")
        PARTS[kind](statement, [operator, *relation[1:]], half, lemma)


def _lemmas(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    """Reject what a certificate does not prove from lemmas, each proved in turn, from those before it alone."""
    known: dict[str, dict[str, Any]] = {}

    def own(name: str, edition: str) -> dict[str, Any]:
        return known[name] if name in known and edition == "beyond" else lemma(name, edition)

    for made in entry(part, "lemmas", list):
        name, stated = entry(made, "name", str), entry(made, "statement", dict)
        check_statement(stated)
        if name in known or len(stated["then"]) != 1:
            raise RejectedError(f"lemma {short(name)} stands twice, or has not one conclusion")
        try:
            _of_lemmas(stated, stated["then"][0], entry(made, "part", dict), own)
        except RejectedError as fault:
            raise RejectedError(f"lemma {short(name)}: {fault}") from fault
        known[name] = stated
    _of_lemmas(statement, relation, entry(part, "last", dict), own)


def _of_lemmas(statement: dict[str, Any], relation: list[Any], part: Any, lemma: Lemma) -> None:
    kind = entry(part, "kind", str)
    if kind not in ("identity", "certificate", "function"):
        raise RejectedError(f"a part of kind {short(kind)} stands among lemmas")
    PARTS[kind](statement, relation, part, lemma)


# how each kind of part of a proof is checked: a check raises RejectedError where the part does not prove the relation
PARTS: dict[str, Callable[[dict[str, Any], list[Any], Any, Lemma], None]] = {
    "identity": _identity,
    "certificate": check_certificate,
    "function": _function,
    "closed": _closed,
    "both ways": _both_ways,
    "lemmas": _lemmas,
    "run": check_run,
}


def _check_proof(row: dict[str, Any], lemmas: Mapping[Key, Any], uses: list[Key]) -> None:
    evidence, statement = row["evidence"], row["statement"]
    parts = entry(evidence, "parts", list)
    if len(parts) != len(statement["then"]) or not parts:
        raise RejectedError(f"{len(parts)} parts are to prove {len(statement['then'])} conclusions")
    if evidence.get("example") is not None:
        check_example(statement, entry(evidence, "example", dict))
    lemma = _lemmas_of(row, lemmas, uses)

    def without_steps(name: str, edition: str) -> dict[str, Any]:
        stated = lemma(name, edition)
        if speaks_of_runs(stated):
            raise RejectedError(f"it uses {name} ({edition}), which speaks of runs")
        return stated

    for position, (relation, part) in enumerate(zip(statement["then"], parts, strict=True)):
        try:
            kind = entry(part, "kind", str)
            if kind not in PARTS:
                raise RecheckError(f"a part of kind {short(kind)} is unknown: use a newer bnverify")
            if (kind == "run") != speaks_of_runs(statement):
                raise RejectedError(f"a part of kind {kind} does not prove a statement that speaks of this")
            PARTS[kind](statement, relation, part, lemma if kind == "run" else without_steps)
        except RejectedError as fault:
            raise RejectedError(f"conclusion {position}: {fault}") from fault


def _lemmas_of(row: Any, lemmas: Mapping[Key, Any], uses: list[Key]) -> Lemma:
    """Return how the statement of a lemma is found, which notes that it is used; reject one that is not named."""
    allowed = depends(row)

    def lemma(name: str, edition: str) -> dict[str, Any]:
        if (name, edition) not in lemmas or (name, edition) not in allowed:
            raise RejectedError(f"it uses {name} ({edition}), which is not in the ledger, or not in depends_on")
        stated = lemmas[name, edition]
        check_any_statement(stated)
        uses.append((name, edition))
        return dict(stated)

    return lemma


NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _check_contradiction(statement: dict[str, Any], evidence: dict[str, Any]) -> None:
    """Reject what does not prove, from the hypotheses, that one of them fails, or that 1 ≤ 0.

    A hypothesis with free indices is for all of their values, and so is its negation here: as there is one value at
    least, both cannot hold. Of a statement about runs only the hypotheses without steps are used.
    """
    given = [one for one in statement["given"] if not (speaks_of_runs(statement) and is_of_runs(one))]
    goal = ["<=", ["num", "1"], ["num", "0"]]
    if evidence.get("against") is not None:
        number = natural(evidence["against"], most=max(0, len(statement["given"]) - 1))
        against = statement["given"][number] if statement["given"] else []
        if against not in given or against[0] not in NEGATED:
            raise RejectedError(f"hypothesis {number} is no inequality without steps that could fail")
        goal = [NEGATED[against[0]], *against[1:]]
    absurd = {"given": given, "then": [goal]}
    check_statement(absurd)
    part = entry(evidence, "part", dict)
    kind = entry(part, "kind", str)
    if kind not in ("certificate", "function", "lemmas"):
        raise RejectedError(f"a part of kind {short(kind)} is to prove a contradiction")
    try:
        PARTS[kind](absurd, goal, part, _no_lemma)
    except RejectedError as fault:
        raise RejectedError(f"the contradiction: {fault}") from fault


def _no_lemma(name: str, edition: str) -> dict[str, Any]:
    raise RejectedError(f"it uses {name} ({edition}), and a contradiction is to be shown by itself")


def depends(row: Any) -> list[Key]:
    """Return the claims that a row says it depends on."""
    return [(full_id(need), entry(need, "form", str)) for need in entry(row, "depends_on", list)]


class _Table:
    """The rows of a ledger, each once, in an order in which every row comes after all it depends on."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows: dict[Key, dict[str, Any]] = {}
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

    def _needs(self, key: Key, row: dict[str, Any]) -> tuple[Key, ...]:
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

    def task(self, key: Key) -> tuple[dict[str, Any], dict[Key, Any]]:
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


def recheck_file(path: str | Path, *, jobs: int = 1) -> Report:
    """Return the outcome of every claim of a ledger's file; RecheckError, one line, where it cannot be read."""
    try:
        return recheck(load(path), jobs=jobs)
    except RecheckError as fault:
        raise RecheckError(str(fault) if str(path) in str(fault) else f"{path}: {fault}") from fault
