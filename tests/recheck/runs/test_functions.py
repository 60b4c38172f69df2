"""Functions that are named break a claim only where they keep what is said for all points: near misses beside them."""

from __future__ import annotations

from typing import Any

import pytest
from run_rows import ONE, START, ZERO, always, at, gap, minus, refuted

X, Y, W, LEAST = (["vec", name, []] for name in "xywz")
C, THREE = ["sym", "c"], ["num", "3"]


def value(point: Any, name: str = "f") -> list[Any]:
    return ["value", name, point]


def slope(point: Any, along: Any) -> list[Any]:
    return ["inner", ["gradient", "f", point], along]


def less(one: Any, other: Any) -> list[Any]:
    return ["vadd", one, ["scale", ["num", "-1"], other]]


def for_all(*parts: Any) -> list[Any]:
    """Return a relation for all vectors, which come first."""
    *vectors, formula = parts
    for vector in reversed(vectors):
        formula = ["all", vector, None, None, formula]
    return formula


def double(vector: Any) -> list[Any]:
    return ["scale", ["num", "2"], vector]


def square(vector: Any) -> list[Any]:
    return ["inner", vector, vector]


def curve(*polynomial: str, hinges: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    return {"kind": "curve", "polynomial": [*polynomial], "hinges": [list(hinge) for hinge in hinges]}


def quadratic(*rows: list[str], constant: str = "-1") -> dict[str, Any]:
    return {"kind": "quadratic", "matrix": [*rows], "linear": ["0"] * len(rows), "constant": constant}


LINE = ["add", value(X), slope(X, less(Y, X))]
CONVEX = for_all(X, Y, [">=", value(Y), LINE])
SMOOTH = for_all(X, Y, ["<=", value(Y), ["add", LINE, ["mul", C, square(less(Y, X))]]])
MINIMISED = for_all(X, [">=", value(X), value(LEAST)])
DOMINATED = for_all(X, [">=", ["inner", *[["gradient", "f", X]] * 2], ["mul", C, gap(value(X), value(LEAST))]])
EULER = for_all(X, ["=", slope(X, X), ["mul", C, value(X)]])
NOWHERE_NEGATIVE = [">=", value(W), ZERO]


@pytest.mark.parametrize(
    ("said", "function", "passes"),
    [
        (CONVEX, curve("-1", "0", "1"), True),
        (CONVEX, curve("-1"), True),
        (CONVEX, curve("-1", "0", "0", "0", "1"), True),
        (CONVEX, curve("-1", "0", "-1"), False),
        (CONVEX, curve("-1", "0", "0", "1"), False),
        (CONVEX, curve("-1", "0", "-1", "0", "1"), False),
        # a hinge that bends down as much as the parabola bends up, or more
        (CONVEX, curve("-1", "0", "1", hinges=(("1", "-1"),)), True),
        (CONVEX, curve("-1", "0", "1", hinges=(("1", "-5/4"),)), False),
        (CONVEX, curve("-1", "0", "1", hinges=(("1", "-1"), ("2", "-1/100"))), False),
        (CONVEX, curve("-1", "0", "-1", hinges=(("-9", "1"),)), False),
        (CONVEX, quadratic(["1"]), True),
        (CONVEX, quadratic(["-1"]), False),
        # of c‖y − x‖² with c = 1: f'' is at most 2
        (SMOOTH, curve("-1", "0", "1"), True),
        (SMOOTH, curve("-1", "0", "9/8"), False),
        (SMOOTH, curve("-1", "0", "1", hinges=(("3", "1/8"),)), False),
        (SMOOTH, curve("-1", "0", "0", "0", "1/100"), False),
        (SMOOTH, quadratic(["2"]), True),
        (SMOOTH, quadratic(["3"]), False),
        # least at 0, and not at a place that no sample of points meets
        (MINIMISED, curve("-1", "0", "1"), True),
        (MINIMISED, curve("-1", "0", "0", "0", "1"), True),
        (MINIMISED, curve("-1", "0", "1", "1"), False),
        (MINIMISED, curve("-1", "1"), False),
        (MINIMISED, curve("-1", "0", "1", hinges=(("2", "-1"),)), True),
        (MINIMISED, curve("-1", "0", "1", hinges=(("2", "-9/8"),)), False),
        (MINIMISED, curve("-1", "0", "1001/1000", "-2", "1"), True),
        (MINIMISED, curve("-1", "0", "999/1000", "-2", "1"), False),
        (DOMINATED, curve("-1", "0", "1/2"), True),
        (DOMINATED, curve("-1", "0", "0", "0", "1"), False),
        (EULER, curve("0", "-1"), True),
        (EULER, curve("-1", "-1"), False),
        (EULER, curve("0", "-1", hinges=(("5", "1"),)), False),
        # what is strict, or is no relation between polynomials, is not decided
        (for_all(X, [">", ["add", square(X), ONE], ZERO]), curve("-1"), False),
        (for_all(X, [">=", ["fn", "exp", value(X)], ZERO]), curve("-1"), False),
        (for_all(X, [">=", square(X), ZERO]), curve("-1"), True),
        (for_all(X, [">=", square(X), ONE]), curve("-1"), False),
        (for_all(X, X, [">=", square(X), ZERO]), curve("-1"), False),
        (for_all(["sym", "s"], for_all(X, [">=", square(X), ZERO])), curve("-1"), False),
        # nothing is said where a hypothesis has no value
        (for_all(X, [">=", ["mul", ZERO, value(X), ["pow", gap(C, ONE), "-1"]], ZERO]), curve("-1"), False),
        (for_all(X, [">=", ["mul", ZERO, value(X), ["pow", minus(C), "1/2"]], ZERO]), curve("-1"), False),
    ],
)  # fmt: skip
def test_a_function_keeps_what_is_said_of_it_for_all_points(said: Any, function: Any, passes: bool) -> None:
    """Each of these is negative at w, and breaks “f ≥ 0” given what is said for all points, or does not keep it."""
    at_w = "2" if said is EULER else "0"
    left = {("0", "-1"): "-2", ("-1", "-1"): "-3"}.get(tuple(function.get("polynomial", ())), "-1")
    vectors = {"w": {"": [at_w]}, "z": {"": ["0"]}}
    found = refuted(
        [said], NOWHERE_NEGATIVE, (left, "0"), functions={"f": function}, vectors=vectors, scalars={"c": "1"}
    )
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(
    ("rows", "at_w", "passes"),
    [
        ([["1", "0"], ["0", "1"]], ["0", "0"], True),
        ([["1", "1"], ["1", "1"]], ["0", "0"], True),
        ([["1", "2"], ["2", "1"]], ["0", "0"], False),
        ([["1", "9"], ["-9", "1"]], ["0", "0"], False),
        ([["0", "1"], ["1", "0"]], ["0", "0"], False),
        ([["1", "0"], ["0", "1"]], ["0"], False),
        ([["1", "0"]], ["0", "0"], False),
    ],
)
def test_a_form_is_symmetric_convex_and_of_the_dimension_of_the_points(
    rows: list[Any], at_w: list[str], passes: bool
) -> None:
    """A matrix that is not symmetric would have another gradient than its form, and an indefinite one is not convex."""
    found = refuted(
        [CONVEX], NOWHERE_NEGATIVE, ("-1", "0"), functions={"f": quadratic(*rows)}, vectors={"w": {"": at_w}}
    )
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(
    ("given", "then", "sides", "more", "passes"),
    [
        ([CONVEX], NOWHERE_NEGATIVE, ("-1", "0"), {}, True),
        ([CONVEX], [">=", value(W, "g"), ZERO], ("-1", "0"), {}, False),
        ([CONVEX], [">=", value(["vec", "unit 1", []]), ZERO], ("-1", "0"), {"unit 1": "0"}, True),
        ([CONVEX], NOWHERE_NEGATIVE, ("-1", "0"), {"unit 1": "0"}, False),
        # f(y) ≤ 3 for all y fails at y = 9; one that is said to exist does not
        ([MINIMISED], for_all(Y, ["<=", value(Y), THREE]), ("80", "3"), {"y": "9"}, True),
        ([MINIMISED], ["some", [Y], ["<=", value(Y), ["num", "-2"]]], ("80", "-2"), {"y": "9"}, False),
        # y is long, and so is not every y
        ([MINIMISED, [">=", square(Y), THREE]], for_all(Y, ["<=", square(Y), THREE]), ("100", "3"), {"y": "10"}, False),
        # an equation puts 2w in the place of z, at which f is said to be least
        ([MINIMISED, ["same", W, double(LEAST)]], NOWHERE_NEGATIVE, ("-1", "0"), {}, True),
        ([MINIMISED, ["same", LEAST, double(W)]], ["<=", value(W), value(LEAST)], ("0", "3"), {"w": "1"}, False),
    ],
)  # fmt: skip
def test_a_vector_has_one_value_in_all_that_is_said(
    given: list[Any], then: Any, sides: tuple[str, str], more: dict[str, str], passes: bool
) -> None:
    """The points of a claim are those at which what is said for all points was decided."""
    vectors = {name: {"": [entry]} for name, entry in ({"w": "0", "z": "0"} | more).items()}
    found = refuted(given, then, sides, functions={"f": curve("-1", "0", "1")}, vectors=vectors)
    assert found == ("rechecked" if passes else "rejected")


def w(step: Any) -> list[Any]:
    return ["vec", "w", [step]]


STEP = ["same", w(at(by=1)), less(w(at()), ["gradient", "f", w(at())])]
FIRST = at(None, 1)
FALLS = ["<=", value(w(FIRST)), value(w(START))]
AT_T = ["<=", value(w(at("T"))), value(w(START))]
ONE_STEP: dict[str, Any] = {"last": 1, "steps": {}}


@pytest.mark.parametrize(
    ("given", "then", "run", "passes"),
    [
        ([CONVEX, STEP], FALLS, ONE_STEP, True),
        ([CONVEX, STEP], ["<=", value(w(at(by=1))), value(w(at()))], ONE_STEP, True),
        ([CONVEX, STEP], FALLS, {"last": 0, "steps": {}}, False),
        ([CONVEX, always(STEP, stop=at("T"))], AT_T, {"last": 1, "steps": {"T": 1}}, True),
        ([CONVEX, always(STEP, stop=at("T"))], AT_T, ONE_STEP, False),
        # f(w(t)) ≤ c at all steps, or ‖w(t)‖ at most 1, and two rules for one next member
        ([CONVEX, STEP, ["<=", value(w(at())), C]], FALLS, ONE_STEP, False),
        ([CONVEX, STEP, ["same", w(at(by=1)), w(at())]], FALLS, ONE_STEP, False),
        ([SMOOTH, STEP], FALLS, ONE_STEP, False),
        ([SMOOTH, STEP], FALLS, {"last": 1, "steps": {"c": 3}}, False),
    ],
)  # fmt: skip
def test_a_run_of_a_named_function_keeps_all_that_is_said_of_its_steps(
    given: list[Any], then: Any, run: Any, passes: bool
) -> None:
    """With f(x) = 3/2·x² a step of length 1 goes from 1 to −2, where f is 6: too long for c = 1."""
    three = quadratic(["3"], constant="0")
    vectors, scalars = {"w(0)": {"": ["1"]}}, {"c": "1"}
    found = refuted(given, then, ("6", "3/2"), run, functions={"f": three}, vectors=vectors, scalars=scalars)
    assert found == ("rechecked" if passes else "rejected")
