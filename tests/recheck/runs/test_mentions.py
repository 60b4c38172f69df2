"""What formulas about runs speak of, and that values are put in wherever an environment has one."""

import copy

import pytest

from verify.recheck.forms import remembered
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.reading import RejectedError
from verify.recheck.runs.language import put
from verify.recheck.runs.mentions import free, heads, names, places
from verify.recheck.runs.order import step_names, steps_in

K = ["i", "sample"]
T = ["t", "step"]


def now(by=0):
    return ["step", T, str(by)]


FIXED = ["step", ["sym", "T"], "1"]
MEMBER = ["idx", "u", [K, now(1)]]
BOUND = ["sum", K, ["mul", MEMBER, ["sym", "x"]]]
RANGE = ["range", "sum", T, ["step", None, "0"], FIXED, ["mul", BOUND, now()]]
FORMULA = ["all", T, ["step", None, "2"], FIXED, ["<=", MEMBER, RANGE]]
SPECTRUM = ["spectrum", "low", "high", ["vec", "z", [K]]]


def test_what_a_formula_speaks_of_is_found() -> None:
    assert names(FORMULA) == {"u", "x", "T"}
    assert names([SPECTRUM, FORMULA]) == {"low", "high", "z", "u", "x", "T"}
    assert free(MEMBER) == {("i", "sample"), ("t", "step")}
    assert free(BOUND) == {("t", "step")}
    assert free(FORMULA) == {("i", "sample")}
    assert steps_in(FORMULA) == {(None, 0), (None, 2), ("T", 1)}
    assert step_names(FORMULA) == {"T"}
    assert {"all", "range", "sum", "idx", "step"} <= heads(FORMULA)


def test_a_bound_variable_is_no_step_of_the_formula() -> None:
    there = ["some", [["sym", "S"]], ["<=", ["step", ["sym", "S"], "0"], FIXED]]
    assert step_names(there) == {"T"}
    assert step_names(["all", ["sym", "T"], None, None, ["<=", FIXED, FIXED]]) == frozenset()


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        (("sym", "x"), ["num", "7"], FORMULA),
        (("sym", "T"), ["step", None, "5"], RANGE),
        (("step", "t"), ["step", None, "5"], MEMBER),
        (("idx", "u"), ([K, now()], ["num", "7"]), BOUND),
        (("sym", "low"), ["sym", "x"], SPECTRUM),
        (("vec", "z"), ([K], ["vec", "w", [K]]), SPECTRUM),
        (("sym", "x"), ["num", "7"], ["diff", ["mul", ["sym", "x"], ["sym", "y"]], "y", ["num", "1"]]),
        (("sym", "x"), ["sym", "y"], ["value", "f", ["scale", ["sym", "x"], ["vec", "w", []]]]),
        (("sym", "x"), ["sym", "y"], ["some", [["sym", "S"]], ["<=", ["sym", "S"], ["sym", "x"]]]),
    ],
)
def test_a_value_is_put_in_wherever_its_variable_stands(key, value, where) -> None:
    assert key in places(where)
    assert put(where, {key: value}) != where


def test_a_formula_without_the_variable_stays_the_same_object() -> None:
    assert put(FORMULA, {("sym", "y"): ["num", "1"], ("vec", "x"): ([], ["vec", "w", []])}) is FORMULA
    # a bound step is not the one that is put in
    assert put(FORMULA, {("step", "t"): ["step", None, "5"]}) == FORMULA


def test_a_value_that_would_be_captured_is_refused() -> None:
    with pytest.raises(RejectedError, match="would be bound"):
        put(BOUND, {("sym", "x"): ["idx", "v", [K]]})
    with pytest.raises(RejectedError, match="would be bound"):
        put(["all", ["sym", "y"], None, None, ["<=", ["sym", "x"], ["sym", "y"]]], {("sym", "x"): ["sym", "y"]})


def test_what_is_found_of_equal_formulas_is_found_once_until_it_is_forgotten() -> None:
    REMEMBERED.forget()
    first = REMEMBERED.alike(["<=", MEMBER, ["sym", "x"]])
    found = names(first)
    REMEMBERED.end_row()
    assert names(REMEMBERED.alike(["<=", list(MEMBER), ["sym", "x"]])) is found
    # of what is no formula of the row's own, nothing is kept after it
    assert not any(id(node) not in REMEMBERED.one for kept in REMEMBERED.of_nodes.values() for node, _ in kept.values())
    REMEMBERED.forget()
    assert not REMEMBERED.of_nodes


@pytest.mark.parametrize(
    "other",
    [
        ["<=", ["idx", "v", [K, now(1)]], ["sym", "x"]],
        ["<=", ["idx", "u", [K, FIXED]], ["sym", "x"]],
        ["<=", MEMBER, ["sym", "T"]],
        ["<=", MEMBER, FIXED],
        ["all", T, ["step", None, "0"], None, ["<=", MEMBER, ["sym", "x"]]],
    ],
)
def test_what_is_found_of_a_formula_is_not_taken_for_that_of_another(other) -> None:
    def said(formula):
        return [find(formula) for find in (names, free, places, heads, steps_in, step_names)]

    formula = ["<=", MEMBER, ["sym", "x"]]
    alone = said(other)
    for one in (formula, other, formula, other):
        kept = said(REMEMBERED.alike(copy.deepcopy(one)))
        assert (kept == alone) is (one is other)
        REMEMBERED.end_row()


def test_much_that_is_found_of_formulas_counts_as_kept(monkeypatch) -> None:
    """A sum of n variables in a row, each beside all before it, has n² names in the sets of its parts."""
    REMEMBERED.forget()
    monkeypatch.setattr(remembered, "MOST_KEPT", 3000)
    deep = ["sym", "x"]
    for k in range(200):
        deep = ["add", deep, ["sym", f"x{k}"]]
    assert len(names(REMEMBERED.alike(deep))) == 201
    REMEMBERED.end_row()
    assert not REMEMBERED.of_nodes
