"""Runs that break a claim: every hypothesis has a value, ranges are written out, and only a step is sought in steps."""

from __future__ import annotations

from typing import Any

import pytest

from verify.recheck.reading import RejectedError
from verify.recheck.row import check_row
from verify.recheck.runs.constants import check_no_constants
from verify.recheck.runs.named_functions import check_functions

ZERO, START, X = ["num", "0"], ["step", None, "0"], ["sym", "x"]
T = ["t", "step"]


def a(base: Any, by: int = 0) -> list[Any]:
    return ["idx", "a", [["step", base, str(by)]]]


def broken(given: list[Any], then: Any, run: dict[str, Any], scalars: dict[str, str], sides: tuple[str, str]) -> Any:
    """Return what the re-checker says of a run that is to break a conclusion."""
    instance = {"n": 1, "P": 1, "scalars": scalars, "families": {}, "vectors": {}}
    evidence = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": sides[0], "right": sides[1]}
    evidence |= {"instance": instance, "run": run}
    row = {"id": "one", "form": "beyond", "status": "REFUTED", "depends_on": [], "evidence": evidence}
    return check_row(row | {"statement": {"given": given, "then": [then]}}, {})


def quotient(value: Any) -> list[Any]:
    return ["mul", value, ["pow", X, "-1"]]


@pytest.mark.parametrize(
    "hypothesis",
    [
        ["=", a(None, 1), ["pow", X, "-1"]],
        ["all", T, START, ["step", None, "1"], ["=", a(T, 1), quotient(a(T))]],
        ["=", a(None, 1), ["fn", "log", X]],
        ["=", a(None, 1), quotient(ZERO)],
    ],
)
def test_a_hypothesis_that_gives_a_member_has_a_value_on_the_run(hypothesis: Any) -> None:
    # a(1) = 1/x says nothing at x = 0, also where a(1) stands nowhere else
    claim = ["!=", X, ZERO]
    found = broken([hypothesis], claim, {"last": 1, "steps": {}}, {"x": "0", "a(0)": "1"}, ("0", "0"))
    assert found.result == "rejected"
    found = broken([hypothesis], ["=", X, ZERO], {"last": 1, "steps": {}}, {"x": "1", "a(0)": "1"}, ("1", "0"))
    assert found.result == "rechecked"


@pytest.mark.parametrize(
    ("which", "start", "steps"), [("sum", 2, 0), ("sum", 2, 1), ("product", 2, 1), ("max", 0, 0), ("min", 1, 0)]
)
def test_a_range_of_no_steps_has_no_value_of_the_instances_own(which: str, start: int, steps: int) -> None:
    # Σ_{2≤k<T} a(k)² is no number of its own at T = 1, and a maximum over no step has no value
    def ranged(end: Any) -> list[Any]:
        return ["range", which, ["k", "step"], ["step", None, str(start)], end, ["pow", a(["k", "step"]), "2"]]

    name = (
        f'["range","{which}",["s0","step"],["step",null,"{start}"],["step",null,"{steps}"],'
        '["pow",["idx","a",[["step",["s0","step"],"0"]]],"2"]]'
    )
    run = {"last": 2, "steps": {"T": steps}}
    found = broken([], [">=", ranged(["step", ["sym", "T"], "0"]), ZERO], run, {name: "-1"}, ("-1", "0"))
    assert (found.result, found.detail[:38]) == ("rejected", "a range of steps is not written out, a")


ONE, FIVE = ["num", "1"], ["num", "5"]


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        (["mul", a(T), ["pow", ["add", FIVE, ["mul", ["num", "-1"], ["step", T, "0"]]], "-1"]], []),
        (["fn", "log", ["add", FIVE, ["mul", ["num", "-1"], ["step", T, "0"]]]], []),
        (["add", a(T), ["mul", ["num", "-1"], ["step", T, "0"]]], [[">=", a(T), ZERO]]),
    ],
)
def test_a_run_goes_on_at_all_steps_where_the_step_is_a_number(after: Any, kept: list[Any]) -> None:
    # no run has a(t+1) = a(t)/(5−t), which has no value at t = 5, or a(t+1) = a(t) − t ≥ 0
    given = [["=", a(T, 1), after], *kept]
    found = broken(given, ["<=", a(None), ZERO], {"last": 0, "steps": {}}, {"a(0)": "1"}, ("1", "0"))
    assert (found.result, found.detail) == ("rejected", "a hypothesis for all steps may fail after the last one")
    sooner = ["mul", a(T), ["pow", ["add", FIVE, ["step", T, "0"]], "-1"]]
    given = [["=", a(T, 1), sooner], *kept]
    found = broken(given, ["<=", a(None), ZERO], {"last": 0, "steps": {}}, {"a(0)": "1"}, ("1", "0"))
    assert found.result == "rechecked"


def test_a_hypothesis_for_later_steps_that_speaks_of_early_members_is_not_left_out() -> None:
    # a(t−3) ≥ 1 for 3 ≤ t < 5 says a(0) ≥ 1 and a(1) ≥ 1, of which a run of one step had no instance
    early = ["all", T, ["step", None, "3"], ["step", None, "5"], [">=", a(T, -3), ONE]]
    run, scalars = {"last": 1, "steps": {}}, {"a(0)": "1", "a(1)": "0"}
    found = broken([early], [">=", a(None, 1), ONE], run, scalars, ("0", "1"))
    assert (found.result, found.detail) == ("rejected", "a hypothesis speaks of steps after the last one")
    run, scalars = {"last": 4, "steps": {}}, {f"a({t})": "1" for t in range(4)} | {"a(4)": "0"}
    assert broken([early], [">=", a(None, 4), ONE], run, scalars, ("0", "1")).result == "rechecked"
    assert broken([early], [">=", a(None, 4), ONE], run, scalars | {"a(1)": "0"}, ("0", "1")).result == "rejected"


@pytest.mark.parametrize("which", ["sum", "product", "max"])
def test_a_member_in_a_range_is_at_no_later_step_than_the_last(which: str) -> None:
    # Σ_{k<1} a(k+3) is a(3) = a(0), which no equation at steps before 1 says
    total = ["range", which, ["k", "step"], START, ["step", None, "1"], a(["k", "step"], 3)]
    scalars = {"a(0)": "2", "a(3)": "0"}
    stays = ["=", a(T, 1), a(T)]
    for given, claim in [([stays], [">=", total, ONE]), ([stays, ["=", total, ONE]], ["<=", a(None), ONE])]:
        sides = ("0", "1") if claim[0] == ">=" else ("2", "1")
        found = broken(given, claim, {"last": 1, "steps": {}}, scalars, sides)
        assert found.result == "rejected"
        assert found.detail.endswith("speaks of a later step than the last one")


def test_that_there_is_a_number_does_not_fail_where_it_is_none_of_the_steps() -> None:
    # there is m with 2m ≤ 1 and 2m ≥ 1, and it is none of 0, 1, 2, …
    def shown(fixed: list[str], *terms: Any) -> dict[str, Any]:
        part = {"kind": "certificate", "multiplier": None, "terms": [*terms], "uses": []}
        return {"fix": fixed, "moves": [], "end": {"rule": "decided", "at": [], "part": part}}

    one, c, double = ["num", "1"], ["sym", "c"], ["mul", ["num", "2"], ["sym", "m"]]

    def statement(*more: Any) -> dict[str, Any]:
        there = ["some", [["sym", "m"]], ["<=", double, one], [">=", double, one], *more]
        return {"given": [], "then": [["constants", [["c", []]], [["<=", X, c]], [there]]]}

    evidence = {"samples": 1, "dimension": 1, "symbols": [["x", c]], "vectors": [], "steps": [], "runs": []}
    evidence |= {"index": T, "conclusion": 0, "known": [], "shown": [shown([])]}
    evidence["ways"] = [
        {"part": 1, "later": 0, "broken": shown([], one)},
        {"part": 0, "later": 0, "broken": shown(["T"], one, ["mul", ["num", "2"], ["sym", "T"]])},
    ]
    with pytest.raises(RejectedError, match="only that there is a step is shown to fail"):
        check_no_constants(statement(), evidence, lambda *_: {})
    # of a step m it does
    check_no_constants(statement([">=", a(["sym", "m"]), ZERO]), evidence, lambda *_: {})


def test_a_variable_has_one_value_in_the_run_and_in_what_is_said_of_all_points() -> None:
    # f ≤ c everywhere, so f(w) ≤ c: no function breaks it by c = 5 there and c = 1 here
    c, v, w = ["sym", "c"], ["vec", "v", []], ["vec", "w", []]
    statement = {
        "given": [["all", v, None, None, ["<=", ["value", "f", v], c]]],
        "then": [["<=", ["value", "f", w], c]],
    }
    three = {"kind": "quadratic", "matrix": [["0"]], "linear": ["0"], "constant": "3"}
    instance = {"n": 1, "P": 1, "scalars": {"c": "5"}, "families": {}, "vectors": {"w": {"": ["1"]}}}
    data = {"conclusion": 0, "at": {}, "left": "3", "right": "1", "functions": {"f": three}, "instance": instance}
    with pytest.raises(RejectedError, match="has a value as a step and another in the instance"):
        check_functions(statement, data | {"run": {"last": 0, "steps": {"c": 1}}})
    # f < c everywhere is broken by f = 3
    statement["then"] = [["<", ["value", "f", w], c]]
    data |= {"right": "3", "instance": instance | {"scalars": {"c": "3"}}}
    check_functions(statement, data | {"run": {"last": 0, "steps": {}}})


def test_a_step_of_one_conclusion_is_no_other_number_where_another_one_speaks_of_it() -> None:
    # T is a step in the whole statement, and so T ≥ 0, which no instance breaks by T = −1
    square = [">=", ["pow", a(["sym", "T"]), "2"], ZERO]
    run, scalars = {"last": 0, "steps": {}}, {"T": "-1"}
    instance = {"n": 1, "P": 1, "scalars": scalars, "families": {}, "vectors": {}}
    evidence = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": "-1", "right": "0"}
    evidence |= {"instance": instance, "run": run}
    row = {"id": "one", "form": "beyond", "status": "REFUTED", "depends_on": [], "evidence": evidence}
    found = check_row(row | {"statement": {"given": [], "then": [[">=", ["sym", "T"], ZERO], square]}}, {})
    assert (found.result, found.detail) == ("rejected", "a step of the statement has no value in the run")


@pytest.mark.parametrize("stated", [True, False])
def test_a_member_before_step_0_has_no_value(stated: bool) -> None:
    # of a(T−1) nothing is said at T = 0, and a run that is to keep a(T−1) ≥ 0 has T ≥ 1
    before = [">=", a(["sym", "T"], -1), ZERO]
    given, claim = ([], before) if stated else ([before], [">=", a(None), ZERO])
    other = "a(-1)" if stated else "a(0)"
    scalars = {"a(-1)": "1", "a(0)": "1"} | {other: "-1"}
    found = broken(given, claim, {"last": 0, "steps": {"T": 0}}, scalars, ("-1", "0"))
    assert (found.result, found.detail) == ("rejected", "a member before step 0 has no value")
    found = broken(given, claim, {"last": 1, "steps": {"T": 1}}, {"a(0)": "-1", "a(1)": "1"}, ("-1", "0"))
    assert found.result == ("rechecked" if stated else "rejected")


@pytest.mark.parametrize(
    ("conclusions", "symbols", "steps", "match"),
    [
        (
            [[">=", ["sym", "T"], ZERO], [">=", ["pow", a(["sym", "T"]), "2"], ZERO]],
            True,
            [],
            "has no value on the data",
        ),
        (
            [[">=", ["add", ["step", ["sym", "T"], "0"], ["mul", ZERO, a(["sym", "T"], -1)]], ["num", "1"]]],
            False,
            [["T", 0]],
            "a member before step 0 has no value",
        ),
    ],
)
def test_whatever_the_constants_a_step_is_one_and_a_member_before_step_0_has_no_value(
    conclusions: list[Any], symbols: bool, steps: list[Any], match: str
) -> None:
    # T ≥ 0 of a T that a(T)² speaks of, and T + 0·a(T−1) ≥ 1, which says nothing at T = 0
    c = ["sym", "c"]
    statement = {"given": [], "then": [["constants", [["c", []]], [], conclusions]]}
    part = {"kind": "certificate", "multiplier": None, "terms": [c if symbols else ["num", "1"]], "uses": []}
    broken_by = {"fix": [], "moves": [], "end": {"rule": "decided", "at": [], "part": part}}
    evidence = {"samples": 1, "dimension": 1, "vectors": [], "index": T, "conclusion": 0, "known": [], "shown": []}
    evidence |= {"symbols": [["T", ["mul", ["num", "-1"], c]]] if symbols else [], "steps": steps}
    evidence |= {"runs": [["a", c, a(T)]], "ways": [{"part": 0, "later": 0, "broken": broken_by}]}
    with pytest.raises(RejectedError, match=match):
        check_no_constants(statement, evidence, lambda *_: {})


def test_what_a_constant_depends_on_is_one_number_on_the_data() -> None:
    z = ["vec", "z", [["i", "sample"]]]
    squared, part = ["inner", z, z], {"kind": "certificate", "multiplier": None, "terms": [], "uses": []}
    statement = {"given": [], "then": [["constants", [["c", [squared]]], [], [["<=", squared, ["sym", "c"]]]]]}
    evidence = {"samples": 1, "dimension": 1, "symbols": [], "vectors": [["z", [[["sym", "c"]]]]], "steps": []}
    evidence |= {"runs": [], "index": T, "conclusion": 0, "known": [], "shown": []}
    broken_by = {"fix": [], "moves": [], "end": {"rule": "decided", "at": [], "part": part}}
    with pytest.raises(RejectedError, match="'z' stands for all samples where one number is needed"):
        check_no_constants(
            statement, evidence | {"ways": [{"part": 0, "later": 0, "broken": broken_by}]}, lambda *_: {}
        )


@pytest.mark.parametrize(("start", "last"), [(-1, 0), (0, 1), (1, 2)])
def test_a_conclusion_for_all_steps_from_t_minus_1_on_does_not_fail_before_step_0(start: int, last: int) -> None:
    # t ≥ 0·a(t+1), or t < 0, for T + start ≤ t < T + start + 1: no run breaks the first, and each the second
    nought = ["mul", ZERO, a(T, 1)]
    first = ["step", ["sym", "T"], str(start)]
    run, scalars = {"last": last, "steps": {"T": 0}}, {f"a({k})": "0" for k in range(3)}

    def found(operator: str, value: str) -> str:
        goal = ["all", T, first, ["step", ["sym", "T"], str(start + 1)], [operator, ["step", T, "0"], nought]]
        shown = broken([], goal, run, scalars, (value, "0"))
        return str(shown.result)

    assert found(">=", str(start)) == "rejected"
    assert found("<", str(start)) == ("rejected" if start < 0 else "rechecked")


def test_whatever_the_constants_a_conclusion_does_not_fail_before_step_0() -> None:
    c, part = ["sym", "c"], {"kind": "certificate", "multiplier": None, "terms": [ONE], "uses": []}
    goal = ["all", T, ["step", ["sym", "T"], "-1"], None, [">=", ["step", T, "0"], ["mul", ZERO, c]]]
    statement = {"given": [], "then": [["constants", [["c", []]], [], [goal]]]}
    evidence = {"samples": 1, "dimension": 1, "symbols": [], "vectors": [], "steps": [["T", 0]], "runs": []}
    evidence |= {"index": T, "conclusion": 0, "known": [], "shown": []}
    broken_by = {"fix": [], "moves": [], "end": {"rule": "decided", "at": [], "part": part}}
    with pytest.raises(RejectedError, match="the conclusion is to fail at a step before 0"):
        check_no_constants(
            statement, evidence | {"ways": [{"part": 0, "later": 0, "broken": broken_by}]}, lambda *_: {}
        )
