"""Moves that several conclusions begin with are gone through once, and only where all that they look at is the same."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from verify.recheck.reading import RejectedError
from verify.recheck.row import check_row
from verify.recheck.runs.rules import Rules, check_run

ZERO, ONE, START = ["num", "0"], ["num", "1"], ["step", None, "0"]
T = ["t", "step"]
END = ["step", ["sym", "T"], "0"]
KNOWN = {"rule": "known", "at": []}


def a(step: Any, name: str = "a") -> list[Any]:
    return ["idx", name, [step]]


def now(name: Any = T) -> list[Any]:
    return ["step", name, "0"]


def gap(greater: Any) -> list[Any]:
    """Return 1 − greater at the step u, as a certificate has it: without steps."""
    return ["add", ONE, ["mul", ["num", "-1"], ["sym", f"{greater}(u)"]]]


NONPOSITIVE = ["<=", a(now(["sym", "u"])), ZERO]
AT_MOST_ONE = ["<=", a(now(["sym", "u"])), ONE]
HAVE = {
    "rule": "have",
    "fact": AT_MOST_ONE,
    "proof": {
        "fix": [],
        "moves": [],
        "end": {
            "rule": "decided",
            "at": [now(["sym", "u"])],
            "part": {"kind": "certificate", "multiplier": None, "terms": [gap("a")], "uses": []},
        },
    },
}
PROOF = {"fix": ["u"], "moves": [HAVE], "end": KNOWN}


def row(then: list[Any], proofs: list[Any], given: list[Any], needs: list[Any] | None = None) -> dict[str, Any]:
    parts = [{"kind": "run", "proof": proof} for proof in proofs]
    return deepcopy(
        {
            "id": "one",
            "form": "beyond",
            "status": "PROVED",
            "depends_on": needs or [],
            "statement": {"given": given, "then": then},
            "evidence": {"kind": "proof", "parts": parts},
        }
    )


def below(stop: Any, name: str = "a", bound: Any = ONE) -> list[Any]:
    return ["all", T, START, stop, ["<=", a(now(), name), bound]]


@pytest.fixture
def gone_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the rules of the moves that are gone through."""
    found: list[str] = []
    plain = Rules._move

    def noted(self: Rules, facts: Any, move: Any) -> Any:
        found.append(move["rule"])
        return plain(self, facts, move)

    monkeypatch.setattr(Rules, "_move", noted)
    return found


def test_the_same_move_from_the_same_facts_is_gone_through_once(gone_through: list[str]) -> None:
    wider = ["all", T, START, END, ["<=", a(now()), ["num", "2"]]]
    by_one = deepcopy(PROOF)
    by_one["end"] = {
        "rule": "decided",
        "at": [now(["sym", "u"])],
        "part": {"kind": "certificate", "multiplier": None, "terms": [gap("a"), ONE], "uses": []},
    }
    assert check_row(row([below(END), wider], [PROOF, by_one], [below(END, bound=ZERO)]), {}).result == "rechecked"
    assert gone_through == ["have"]


def test_the_same_move_from_other_facts_is_rejected(gone_through: list[str]) -> None:
    # a(t) ≤ 0 before T only: what is shown at u + 1 ≤ T is not shown at every u
    given = [below(END, bound=ZERO)]
    assert check_row(row([below(END)], [PROOF], given), {}).result == "rechecked"
    found = check_row(row([below(END), below(None)], [PROOF, PROOF], given), {})
    assert found.result == "rejected"
    assert found.detail.startswith("conclusion 1")
    assert gone_through == ["have"] * 3


def test_what_a_move_showed_in_one_row_is_not_known_in_the_next() -> None:
    given = [below(END, bound=ZERO)]
    assert check_row(row([below(END)], [PROOF], given), {}).result == "rechecked"
    assert check_row(row([below(END)], [PROOF], [below(END, bound=["num", "2"])]), {}).result == "rejected"


LARGER = {"given": [], "then": [["some", [["sym", "N"]], [">=", ["sym", "N"], ["sym", "x"]]]]}


def larger(name: str, value: Any) -> dict[str, Any]:
    """Return the use of the lemma that there is a number above any other."""
    return {
        "rule": "lemma",
        "claim": "larger",
        "form": "beyond",
        "mapping": [[["sym", "x"], value]],
        "over": None,
        "shown": [],
        "names": [name],
    }


def test_a_name_that_is_new_to_one_conclusion_is_not_so_to_the_next(gone_through: list[str]) -> None:
    used = larger("y", a(START))
    ends = [
        {"rule": "witness", "values": [[["sym", "N"], ["sym", "y"]]], "parts": [{"fix": [], "moves": [], "end": KNOWN}]}
    ] * 2
    first = ["some", [["sym", "N"]], [">=", ["sym", "N"], a(START)]]
    # there is a number N ≥ a(0) that is at least y: the y of the statement, not the one that the lemma speaks of
    second = ["some", [["sym", "N"]], [">=", ["sym", "y"], a(START)]]
    proofs = [{"fix": [], "moves": [used], "end": end} for end in ends]
    needs = [{"id": "larger", "form": "beyond"}]
    lemmas = {("larger", "beyond"): LARGER}
    found = check_row(row([first, first], proofs, [], needs), lemmas)
    assert found.result == "rechecked"
    found = check_row(row([first, second], proofs, [], needs), lemmas)
    assert (found.result, found.detail) == ("rejected", "conclusion 1: 'y' is no new name")
    assert gone_through == ["lemma"] * 2


@pytest.mark.parametrize("name", ["y", "N"])
def test_what_a_lemma_says_there_is_has_no_name_of_a_value_put_into_it(name: str) -> None:
    # with N called y, the lemma N ≥ x would say y ≥ y + a(0)² + 1, which shows everything
    square = ["pow", ["sym", "a(0)"], "2"]
    goal = ["<=", ["add", ["pow", a(START), "2"], ONE], ZERO]
    terms = [["mul", ["num", "-1"], ["add", square, ONE]]]
    part = {"kind": "certificate", "multiplier": None, "terms": terms, "uses": []}
    move = larger(name, ["add", ["sym", "y"], ["pow", a(START), "2"], ONE])
    proof = {"fix": [], "moves": [move], "end": {"rule": "decided", "at": [], "part": part}}
    with pytest.raises(RejectedError, match="'y' is no new name" if name == "y" else "not shown nonnegative"):
        check_run({"given": [], "then": [goal]}, goal, {"kind": "run", "proof": proof}, lambda *_: deepcopy(LARGER))


NEGATIVE = {
    "given": [["<=", ["add", ["pow", ["sym", "x"], "2"], ["sym", "y"]], ZERO]],
    "then": [["<=", ["sym", "y"], ZERO]],
}


@pytest.mark.parametrize(("stop", "told"), [(END, False), (["step", ["sym", "T"], "1"], True), (None, True)])
def test_a_lemma_used_at_the_steps_of_a_range_says_nothing_where_there_is_none(stop: Any, told: bool) -> None:
    # a(t)² + c ≤ 0 for all t < T says c ≤ 0 where there is such a t, and so not at T = 0
    given = ["all", T, START, stop, ["<=", ["add", ["pow", a(now()), "2"], ["sym", "c"]], ZERO]]
    move = {"rule": "lemma", "claim": "negative", "form": "beyond", "over": [T, START, stop], "names": []}
    move["mapping"] = [[["sym", "x"], a(now())], [["sym", "y"], ["sym", "c"]]]
    move["shown"] = [{"fix": ["u"], "moves": [], "end": {"rule": "known", "at": [now(["sym", "u"])]}}]
    goal = ["<=", ["sym", "c"], ZERO]
    proof = {"fix": [], "moves": [move], "end": KNOWN}
    found = check_row(
        row([goal], [proof], [given], [{"id": "negative", "form": "beyond"}]), {("negative", "beyond"): NEGATIVE}
    )
    assert found.result == ("rechecked" if told else "rejected")
    # at each step of the range it says so
    there = ["all", T, START, stop, goal]
    proof = {"fix": ["v"], "moves": [move], "end": {"rule": "known", "at": [now(["sym", "v"])]}}
    found = check_row(
        row([there], [proof], [given], [{"id": "negative", "form": "beyond"}]), {("negative", "beyond"): NEGATIVE}
    )
    assert found.result == "rechecked"


def test_an_invariant_speaks_of_no_step_that_is_not_fixed() -> None:
    # b(s) of a free s would be b at the induction's step, where b(t) ≤ t, and then b at every other step: b(u) ≤ 1
    s, end = now(["s", "step"]), now(["sym", "u"])
    invariant = ["<=", ["mul", now(), ["add", a(s), ["mul", ["num", "-1"], now()]]], ZERO]
    ahead = ["add", ["sym", "u"], ["mul", ["num", "-1"], ["sym", "a(u)"]]]
    part = {"kind": "certificate", "multiplier": None, "uses": []}
    after = part | {"terms": [["mul", ["add", ["sym", "u"], ONE], ahead], ["add", ["sym", "u"], ONE]]}
    steps = [{"fix": [], "moves": [], "end": {"rule": "decided", "at": [end], "part": after}}]
    base = [{"fix": [], "moves": [], "end": {"rule": "decided", "at": [], "part": part | {"terms": []}}}]
    move = {"rule": "induction", "index": T, "start": START, "stop": None, "as": "u", "invariants": [invariant]}
    move |= {"base": base, "step": steps}
    least = part | {"terms": [["add", ONE, ["mul", ["num", "-1"], ["sym", "a(u)"]]]]}
    finish = {"rule": "decided", "at": [["step", None, "1"]], "part": least}
    whole = {"fix": ["u"], "moves": [move], "end": finish}
    given = ["all", T, START, None, ["<=", a(now()), now()]]
    found = check_row(row([["<=", a(now()), ONE]], [whole], [given]), {})
    assert (found.result, found.detail) == (
        "rejected",
        "conclusion 0: an invariant speaks of a step that is neither its own nor fixed",
    )


@pytest.mark.parametrize("shift", ["-1", "0"])
def test_what_is_said_of_all_steps_is_not_said_of_one_before_0(shift: str) -> None:
    # x + 0·a(x) ≥ 0 for all steps x is so of every run, and T − 1 ≥ 0 is not
    x, at = ["sym", "x"], ["step", ["sym", "T"], shift]
    body = [">=", ["add", x, ["mul", ZERO, a(now(x))]], ZERO]
    fact = ["all", x, None, None, body]
    move = {"rule": "specialise", "fact": fact, "value": at}
    goal = [">=", ["add", at, ["mul", ZERO, a(at)]], ZERO]
    found = check_row(row([goal], [{"fix": [], "moves": [move], "end": KNOWN}], [fact]), {})
    assert (found.result, found.detail) == (
        ("rejected", "conclusion 0: a step may be before 0") if shift == "-1" else ("rechecked", "")
    )


@pytest.mark.parametrize("value", [["sym", "y"], ["num", "1/2"]])
def test_a_step_of_a_lemma_stays_one_where_its_members_have_values_without_steps(value: Any) -> None:
    # T ≥ 0 of the T of a(T)² says nothing of a number y, also where a(t) is 0 at all steps
    at = ["sym", "T"]
    lemma = {"given": [], "then": [[">=", at, ZERO], [">=", ["pow", a(now(at)), "2"], ZERO]]}
    move = {"rule": "lemma", "claim": "L", "form": "beyond", "over": None, "shown": [], "names": []}
    move["mapping"] = [[["idx", "a", [now()]], ZERO], [at, value]]
    needs, given = [{"id": "L", "form": "beyond"}], [[">=", a(START, "b"), ZERO]]
    forged = row([[">=", value, ZERO]], [{"fix": [], "moves": [move], "end": KNOWN}], given, needs)
    found = check_row(forged, {("L", "beyond"): lemma})
    assert (found.result, found.detail) == (
        "rejected",
        "conclusion 0: what is put in the place of step 'T' is no step",
    )
