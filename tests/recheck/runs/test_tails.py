"""How a run goes on after its last step, and "there is T" step by step: rows that pass, and false ones beside them."""

from __future__ import annotations

from typing import Any

import pytest
from run_rows import ONE, START, ZERO, always, at, gap, minus, refuted

X, TWO, HALF = ["sym", "x"], ["num", "2"], ["num", "1/2"]


def a(step: Any = None, name: str = "a") -> list[Any]:
    return ["idx", name, [step or at()]]


S = at("S")
# a(t) = t + 1, so that a(S) ≥ 3 from S = 2 on
GROWS, BEGINS = ["=", a(at(by=1)), ["add", a(), ONE]], ["=", a(START), ONE]
REACHED = [">=", a(S), ["num", "3"]]
VALUES = {"a(0)": "1", "a(1)": "2", "a(2)": "3", "x": "1"}


@pytest.mark.parametrize(
    ("parts", "failing", "sides", "last", "passes"),
    [
        ([["<=", S, ONE], REACHED], ([1, 1], 0), ("2", "3"), 1, True),
        ([["<=", ["sym", "S"], ["num", "3/2"]], REACHED], ([1, 1], 0), ("2", "3"), 1, True),
        ([["<", S, TWO], REACHED], ([1, 1], 0), ("2", "3"), 1, True),
        ([[">=", X, S], REACHED], ([1, 1], 0), ("2", "3"), 1, True),
        # S = 2 is within the bound, or is not looked at
        ([["<=", S, TWO], REACHED], ([1, 1], 0), ("2", "3"), 1, False),
        ([["<", S, ["num", "5/2"]], REACHED], ([1, 1], 0), ("2", "3"), 1, False),
        ([["<=", S, TWO], REACHED], ([1, 1, 1], 0), ("3", "3"), 2, False),
        ([["<=", S, ONE], REACHED], ([1], 0), ("1", "3"), 1, False),
        # no bound from above, and one that speaks of S itself
        ([[">=", S, ONE], REACHED], ([1, 1], 0), ("2", "3"), 1, False),
        ([["<=", S, S], REACHED], ([1, 1], 0), ("2", "3"), 1, False),
        ([["<=", S, ["mul", X, S]], REACHED], ([1, 1], 0), ("2", "3"), 1, False),
        ([REACHED], ([0, 0], 0), ("2", "3"), 1, False),
        # a member after the last step, before step 0, and without a value
        ([["<=", S, ONE], REACHED], ([1, 1], 0), ("2", "3"), 0, False),
        ([["<=", S, ONE], [">=", a(at("S", -1)), ["num", "3"]]], ([1, 1], 0), ("1", "3"), 1, False),
        ([["<=", S, ONE], [">=", a(at("S", 1)), ["num", "3"]]], ([1, 1], 0), ("3", "3"), 2, False),
        ([["<=", S, ONE], ["<=", ["pow", S, "-1"], HALF]], ([1, 1], 0), ("1", "1/2"), 1, False),
        # what holds at no step is no relation at one, and of a number not all values are 0, 1, 2, …
        ([["<=", S, ONE], always(REACHED)], ([1, 1], 0), ("2", "3"), 1, False),
        ([["<=", ["sym", "S"], ONE], ["=", ["mul", TWO, ["sym", "S"]], ONE]], ([1, 1], 0), ("2", "1"), 1, False),
    ],
)
def test_there_is_a_step_up_to_a_bound_fails_at_each_of_them(
    parts: list[Any], failing: tuple[list[int], int], sides: tuple[str, str], last: int, passes: bool
) -> None:
    """In the run 1, 2, 3, … there is no S ≤ 1 with a(S) ≥ 3, and there is one with S ≤ 2."""
    run = {"last": last, "steps": {}, "failing": {"parts": failing[0], "bound": failing[1]}}
    found = refuted([GROWS, BEGINS], ["some", [["sym", "S"]], *parts], sides, run, scalars=VALUES)
    assert found == ("rechecked" if passes else "rejected")


def tail(*signs: list[str], nought: str = "", tight: bool = False) -> dict[str, Any]:
    return {"nought": nought.split(), "signs": [*signs], "tight": tight}


POSITIVE, NONNEGATIVE = ["a", ">"], ["a", ">="]
OVER = ["=", a(at(by=1)), ["mul", ["add", a(), ONE], ["pow", a(), "-1"]]]
HALVED = ["<=", a(at(by=1)), ["mul", HALF, a()]]
SHRINKS = ["=", a(at(by=1)), gap(a(), a(name="b"))]


@pytest.mark.parametrize(
    ("given", "chosen", "passes"),
    [
        # a(t+1) = (a(t) + 1)/a(t) goes on from a positive member
        ([OVER], tail(POSITIVE), True),
        ([OVER], tail(NONNEGATIVE), False),
        ([OVER], tail(), False),
        ([OVER], tail(["a", "<"]), False),
        ([["=", a(at(by=1)), ["mul", ["add", a(), minus(ONE)], ["pow", a(), "-1"]]]], tail(POSITIVE), False),
        # a(t+1) ≤ a(t)/2 and a ≥ 0: with a(t+1) = a(t)/2 it goes on, and not with any sign of another family
        ([HALVED, [">=", a(), ZERO]], tail(NONNEGATIVE), True),
        ([HALVED, [">=", a(), ZERO]], tail(NONNEGATIVE, tight=True), True),
        ([HALVED, [">=", a(), ONE]], tail(NONNEGATIVE), False),
        ([HALVED, [">", a(), ZERO]], tail(["b", ">"]), False),
        # a(t+1) = a(t) − b(t) with a ≥ 0: b is 0 from the last step on, if nothing else is said of it
        ([SHRINKS, [">=", a(), ZERO]], tail(nought="b"), True),
        ([SHRINKS, [">=", a(), ZERO]], tail(), False),
        ([SHRINKS, [">=", a(), ZERO], [">=", a(name="b"), ONE]], tail(nought="b"), False),
        ([SHRINKS, [">=", a(), ZERO], ["=", a(at(by=1), "b"), a(name="b")]], tail(nought="b"), False),
        ([SHRINKS, [">=", a(), ZERO], [">=", a(), X]], tail(nought="b"), True),
        ([SHRINKS, [">=", a(), ZERO], [">=", a(), at()]], tail(nought="b"), False),
        ([SHRINKS, [">=", a(), ZERO]], tail(nought="a b"), False),
        ([SHRINKS, always([">=", a(), ZERO], at(None, 1))], tail(nought="b"), False),
    ],
)
def test_a_run_goes_on_by_what_is_chosen_of_its_tail(given: list[Any], chosen: Any, passes: bool) -> None:
    """“a(0) ≤ 0” fails where a run from a(0) = 1 goes on for ever, by signs that are kept and by zeros."""
    scalars = {"a(0)": "1", "b(0)": "1" if [">=", a(name="b"), ONE] in given else "0", "a(1)": "1/2", "x": "1"}
    scalars |= {"b(1)": "0"}
    run = {"last": 0, "steps": {}, "tail": chosen}
    assert refuted(given, ["<=", a(START), ZERO], ("1", "0"), run, scalars=scalars) == (
        "rechecked" if passes else "rejected"
    )
