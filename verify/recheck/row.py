"""The re-checker's look at one row by itself: a claim's statement, its evidence, and the statements it may use.

Here stands which kinds of evidence there are, what status each gives, and who checks the parts of a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from verify.recheck.data import check_combination, check_enclosure, check_optimum, check_solution, check_subject
from verify.recheck.forms.remembered import LEVELS, REMEMBERED, once
from verify.recheck.proofs.certificates import check_cases, check_certificate, check_identity
from verify.recheck.proofs.functions import check_function
from verify.recheck.proofs.intervals import end_row
from verify.recheck.proofs.needs import necessary
from verify.recheck.reading import (
    OPERATORS,
    JsonObject,
    Node,
    RecheckError,
    RejectedError,
    check_statement,
    entry,
    full_id,
    natural,
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
Key = tuple[str, str]
Lemma = Callable[[str, str], JsonObject]
Result: TypeAlias = Literal["rechecked", "not re-checkable", "rejected"]


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
        known = {key: REMEMBERED.alike(statement, LEVELS) for key, statement in lemmas.items()}
        detail = _check(REMEMBERED.alike(row, LEVELS), known, uses)
    except RejectedError as fault:
        return Own("rejected", str(fault), tuple(uses))
    except RecursionError:
        return Own("rejected", "it is nested too deeply", tuple(uses))
    except RecheckError as fault:
        raise RecheckError(f"claim {short(row.get('id'))} ({row.get('form')}): {fault}") from fault
    finally:
        end_row()
    return Own("not re-checkable" if detail else "rechecked", detail, tuple(dict.fromkeys(uses)))


def objection_to(row: Any, lemmas: Mapping[Key, Any]) -> str:
    """Return why a row's evidence is not accepted, or why the row is not readable; the empty string for neither."""
    try:
        own = check_row(row, lemmas)
    except RecheckError as fault:
        return f"it cannot be read: {fault}"
    return "" if own.result == "rechecked" else own.detail


def _check(row: JsonObject, lemmas: Mapping[Key, Any], uses: list[Key]) -> str:
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
        case "contradiction" if "undefined" in evidence:
            _check_undefined(statement, evidence)
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


@once
def check_any_statement(statement: Any) -> None:
    """Raise RecheckError where a statement, about runs or not, is not well formed."""
    if speaks_of_runs(statement):
        check_run_statement(statement)
    else:
        check_statement(REMEMBERED.alike(statement), REMEMBERED.towers)


def _identity(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    check_identity(statement, relation)


def _function(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    check_function(statement, relation, part)


def _closed(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    """Reject a relation that holds something else than numbers, or that their values do not show."""
    if not all(map(_is_a_number, relation[1:])):
        raise RejectedError("a relation with variables is not decided by the values of its sides")
    nothing: JsonObject = {"sizes": {}, "scalars": {}, "families": {}, "vectors": {}}
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


def _both_ways(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    """Reject an equation unless one part proves left ≤ right and another left ≥ right."""
    if relation[0] != "=":
        raise RejectedError("both ways prove an equation, and this is none")
    for name, operator in (("at_most", "<="), ("at_least", ">=")):
        half = entry(part, name, dict)
        kind = entry(half, "kind", str)
        if kind not in ("certificate", "function", "lemmas"):
            raise RejectedError(f"a part of kind {short(kind)} is to prove one half of an equation")
        PARTS[kind](statement, [operator, *relation[1:]], half, lemma)


def _cases(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    """Reject two parts, for where an expression is positive and where it is zero, unless it is one of these everywhere.

    It must not be negative, be defined where the claim is, and have no free index: what holds for all values of one and
    fails for all of them are not the only cases.
    """
    on = entry(part, "on", list)
    REMEMBERED.check(on)
    check_cases(statement, relation, on)
    for name, operator in (("positive", ">"), ("zero", "=")):
        own = entry(part, name, dict)
        kind = entry(own, "kind", str)
        if kind not in ("certificate", "function", "lemmas", "cases"):
            raise RejectedError(f"a part of kind {short(kind)} is to prove one case")
        try:
            PARTS[kind](
                statement | {"given": [*statement["given"], [operator, on, ["num", "0"]]]}, relation, own, lemma
            )
        except RejectedError as fault:
            raise RejectedError(f"the case that it is {name}: {fault}") from fault


def _lemmas(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    """Reject what a certificate does not prove from lemmas, each proved in turn, from those before it alone."""
    known: dict[str, JsonObject] = {}

    def own(name: str, edition: str) -> JsonObject:
        return known[name] if name in known and edition == "beyond" else lemma(name, edition)

    for made in entry(part, "lemmas", list):
        name, stated = entry(made, "name", str), entry(made, "statement", dict)
        check_statement(REMEMBERED.alike(stated), REMEMBERED.towers)
        if name in known or len(stated["then"]) != 1:
            raise RejectedError(f"lemma {short(name)} stands twice, or has not one conclusion")
        try:
            _of_lemmas(stated, stated["then"][0], entry(made, "part", dict), own)
        except RejectedError as fault:
            raise RejectedError(f"lemma {short(name)}: {fault}") from fault
        known[name] = stated
    _of_lemmas(statement, relation, entry(part, "last", dict), own)


def _of_lemmas(statement: JsonObject, relation: Node, part: Any, lemma: Lemma) -> None:
    kind = entry(part, "kind", str)
    if kind not in ("identity", "certificate", "function"):
        raise RejectedError(f"a part of kind {short(kind)} stands among lemmas")
    PARTS[kind](statement, relation, part, lemma)


# how each kind of part of a proof is checked: a check raises RejectedError where the part does not prove the relation
PARTS: dict[str, Callable[[JsonObject, list[Any], Any, Lemma], None]] = {
    "identity": _identity,
    "certificate": check_certificate,
    "function": _function,
    "closed": _closed,
    "both ways": _both_ways,
    "cases": _cases,
    "lemmas": _lemmas,
    "run": check_run,
}


def _check_proof(row: JsonObject, lemmas: Mapping[Key, Any], uses: list[Key]) -> None:
    evidence, statement = row["evidence"], row["statement"]
    parts = entry(evidence, "parts", list)
    if len(parts) != len(statement["then"]) or not parts:
        raise RejectedError(f"{len(parts)} parts are to prove {len(statement['then'])} conclusions")
    if evidence.get("example") is not None:
        check_example(statement, entry(evidence, "example", dict))
    lemma = _lemmas_of(row, lemmas, uses)

    def without_steps(name: str, edition: str) -> JsonObject:
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

    def lemma(name: str, edition: str) -> JsonObject:
        if (name, edition) not in lemmas or (name, edition) not in allowed:
            raise RejectedError(f"it uses {name} ({edition}), which is not in the ledger, or not in depends_on")
        stated: JsonObject = lemmas[name, edition]
        check_any_statement(stated)
        uses.append((name, edition))
        return stated

    return lemma


NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
FAILING = {**NEGATED, "!=": "="}
ABSURD = ["<=", ["num", "1"], ["num", "0"]]
MOST_ASSUMED = 20


def _check_contradiction(statement: JsonObject, evidence: JsonObject) -> None:
    """Reject what does not prove, from the hypotheses, that one of them fails, or that 1 ≤ 0.

    With a goal, it is shown from the others that one of them fails or has no value: an equation, as one side is
    greater, or any, as what a part of it needs to be defined fails.

    A hypothesis with free indices is for all of their values, and so is its negation here: as there is one value at
    least, both cannot hold. Of a statement about runs only the hypotheses without steps are used.
    """
    numbered = [
        (number, one)
        for number, one in enumerate(statement["given"])
        if not (speaks_of_runs(statement) and is_of_runs(one))
    ]
    given, goal = [one for _, one in numbered], ABSURD
    if evidence.get("against") is not None:
        number = natural(evidence["against"], most=max(0, len(statement["given"]) - 1))
        against = dict(numbered).get(number)
        if "goal" in evidence:
            goal = entry(evidence, "goal", list)
            if against is None or against[0] not in OPERATORS or goal not in _excluding(against):
                raise RejectedError(f"hypothesis {number} may hold beside what is shown against it")
            given = [one for place, one in numbered if place != number]
        elif against is None or against[0] not in NEGATED:
            raise RejectedError(f"hypothesis {number} is no inequality without steps that could fail")
        else:
            goal = [NEGATED[against[0]], *against[1:]]
    elif "goal" in evidence:
        raise RejectedError("what is shown is shown against no hypothesis")
    _check_absurd(given, goal, entry(evidence, "part", dict))


def _excluding(hypothesis: Node) -> list[Node]:
    """Return relations beside which a hypothesis cannot hold, or has no value, from its own parts."""
    fails = [[FAILING[need[0]], *need[1:]] for need in necessary(hypothesis)]
    return [*fails, *([operator, *hypothesis[1:]] for operator in ("<", ">") if hypothesis[0] == "=")]


def _check_undefined(statement: JsonObject, evidence: JsonObject) -> None:
    """Reject what does not prove that each conclusion is defined nowhere where the hypotheses hold.

    What it needs to be defined is read off the conclusion here. Some needs are assumed, for all values of their
    indices, and then a need or a hypothesis fails, or 1 ≤ 0. Where the goal is undefined the need that it negates has
    no value, and neither has the conclusion.
    """
    found = entry(evidence, "undefined", list)
    if speaks_of_runs(statement) or not found or len(found) != len(statement["then"]):
        raise RejectedError("each conclusion of a statement without steps is to be shown undefined")
    for position, (conclusion, one) in enumerate(zip(statement["then"], found, strict=True)):
        wanted = necessary(conclusion)
        assumed, fails = entry(one, "assumed", list), one.get("fails")
        if len(assumed) > MOST_ASSUMED or any(need not in wanted for need in assumed):
            raise RejectedError(f"conclusion {position} does not need what is assumed")
        if fails is None:
            goal = ABSURD
        elif (fails in wanted or fails in statement["given"]) and fails[0] in FAILING:
            goal = [FAILING[fails[0]], *fails[1:]]
        else:
            raise RejectedError(f"conclusion {position} does not need what is to fail, and no hypothesis says it")
        try:
            _check_absurd(statement["given"] + assumed, goal, entry(one, "part", dict))
        except RejectedError as fault:
            raise RejectedError(f"conclusion {position}: {fault}") from fault


def _check_absurd(given: list[Node], goal: Node, part: JsonObject) -> None:
    absurd = {"given": given, "then": [goal]}
    check_statement(absurd)
    kind = entry(part, "kind", str)
    if kind not in PARTS or kind == "run":
        raise RejectedError(f"a part of kind {short(kind)} is to prove a contradiction")
    try:
        PARTS[kind](absurd, goal, part, _no_lemma)
    except RejectedError as fault:
        raise RejectedError(f"the contradiction: {fault}") from fault


def _no_lemma(name: str, edition: str) -> JsonObject:
    raise RejectedError(f"it uses {name} ({edition}), and a contradiction is to be shown by itself")


def depends(row: Any) -> list[Key]:
    """Return the claims that a row says it depends on."""
    return [(full_id(need), entry(need, "form", str)) for need in entry(row, "depends_on", list)]
