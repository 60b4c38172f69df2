"""What formulas about runs speak of, and that values are put in wherever an environment has one."""

import pytest

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
