"""Each rule of a derivation with a row that passes, and beside it rows that say a little more and are rejected."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from verify.recheck.row import check_row

ZERO, ONE, FIVE, START = ["num", "0"], ["num", "1"], ["num", "5"], ["step", None, "0"]
T, X, M = ["t", "step"], ["sym", "x"], ["sym", "m"]


def at(base: Any = T, by: int = 0) -> list[Any]:
    return ["step", ["sym", base] if isinstance(base, str) else base, str(by)]


def a(step: Any = None, name: str = "a") -> list[Any]:
    return ["idx", name, [step or at()]]


def always(formula: Any, start: Any = START, stop: Any = None) -> list[Any]:
    return ["all", T, start, stop, formula]


def minus(part: Any) -> list[Any]:
    return ["mul", ["num", "-1"], part]


def known(*steps: Any) -> dict[str, Any]:
    return {"rule": "known", "at": [*steps]}


def shown(*terms: Any, steps: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Return the end of a proof by a certificate with some terms, and facts at some steps."""
    part = {"kind": "certificate", "multiplier": None, "terms": [*terms], "uses": []}
    return {"rule": "decided", "at": [*steps], "part": part}


def proof(end: Any, *moves: Any, fix: str = "") -> dict[str, Any]:
    return {"fix": fix.split(), "moves": [*moves], "end": end}


def used(mapping: list[Any], over: Any = None, shown: tuple[Any, ...] = (), name: str = "") -> dict[str, Any]:
    use = {"rule": "lemma", "claim": "L", "form": "beyond", "mapping": mapping, "over": over, "shown": [*shown]}
    return use | {"names": [name] if name else []}


def induction(
    invariants: list[Any], base: list[Any], step: list[Any], start: Any = START, stop: Any = None
) -> dict[str, Any]:
    made = {"rule": "induction", "index": T, "start": start, "stop": stop, "as": "v", "invariants": invariants}
    return made | {"base": base, "step": step}


def witness(value: Any, *parts: Any) -> dict[str, Any]:
    return {"rule": "witness", "values": [[M, value]], "parts": [*parts]}


def result(given: list[Any], then: Any, proved: Any, lemma: Any = None) -> str:
    needs = [] if lemma is None else [{"id": "L", "form": "beyond"}]
    row = {"id": "one", "form": "beyond", "status": "PROVED", "depends_on": needs}
    row |= {"statement": {"given": given, "then": [then]}}
    row |= {"evidence": {"kind": "proof", "parts": [{"kind": "run", "proof": proved}]}}
    return check_row(deepcopy(row), {} if lemma is None else {("L", "beyond"): lemma}).result


POSITIVE = [">=", a(), ZERO]
U = at("u")
BEFORE_T = always(POSITIVE, stop=at("T"))


@pytest.mark.parametrize(
    ("goal", "fixed", "passes"),
    [
        (BEFORE_T, "u", True),
        (always(POSITIVE, stop=at("T", -1)), "u", True),
        (always(POSITIVE), "u", False),
        (always(POSITIVE, stop=at("T", 1)), "u", False),
        (BEFORE_T, "T", False),
        (BEFORE_T, "u w", False),
        (BEFORE_T, "", False),
        (always([">=", a(at(by=1)), ZERO], stop=at("T")), "u", False),
        (always([">", a(), ZERO], stop=at("T")), "u", False),
    ],
)
def test_a_goal_for_all_steps_is_shown_for_one_of_its_range(goal: Any, fixed: str, passes: bool) -> None:
    found = result([BEFORE_T], goal, proof(known(U, at("u", 1)), fix=fixed))
    assert found == ("rechecked" if passes else "rejected")


DOUBLED = ["=", a(at(by=1)), ["mul", ["num", "2"], a()]]
AFTER = proof(shown(["mul", ["num", "2"], ["sym", "a(v)"]], steps=(at("v"), at("v", 1))))


@pytest.mark.parametrize(
    ("ends", "first", "start", "stop", "goal_start", "goal_stop", "passes"),
    [
        (None, 0, 0, None, 0, None, True),
        (None, 1, 1, None, 1, None, True),
        (None, 1, 1, None, 0, None, False),
        (None, 1, 0, None, 0, None, False),
        (at("T"), 0, 0, at("T", 1), 0, at("T", 1), True),
        (at("T"), 0, 0, at("T", 2), 0, at("T", 2), False),
        (at("T"), 0, 0, at("T", 1), 0, None, False),
        (at("T"), 0, 0, None, 0, None, False),
    ],
)
def test_an_induction_goes_as_far_as_its_step_and_begins_with_its_base(
    ends: Any, first: int, start: int, stop: Any, goal_start: int, goal_stop: Any, passes: bool
) -> None:
    # a(t+1) = 2a(t) for t < ends, and a(first) ≥ 0
    given = [always(DOUBLED, stop=ends), [">=", a(at(None, first)), ZERO]]
    base = proof(known(at(None, first)))
    move = induction([POSITIVE], [base], [AFTER], at(None, start), stop)
    goal = always(POSITIVE, at(None, goal_start), goal_stop)
    assert result(given, goal, proof(known(U), move, fix="u")) == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(("circular", "swapped"), [(False, False), (False, True), (True, False)])
def test_an_invariant_is_shown_at_the_next_step_from_those_before_it(circular: bool, swapped: bool) -> None:
    # a(t+1) ≥ b(t+1) and b(t+1) ≥ a(t), or b(t+1) ≥ a(t+1), which begins nowhere
    late = "a(v+1)" if circular else "a(v)"
    given = [
        always([">=", a(at(by=1)), a(at(by=1), "b")]),
        always([">=", a(at(by=1), "b"), a(at(by=int(circular)))]),
        [">=", a(START), ZERO],
        [">=", a(START, "b"), ZERO],
    ]
    steps = (at("v"), at("v", 1))
    by_b = proof(shown(["add", ["sym", "a(v+1)"], minus(["sym", "b(v+1)"])], ["sym", "b(v+1)"], steps=steps))
    by_a = proof(shown(["add", ["sym", "b(v+1)"], minus(["sym", late])], ["sym", late], steps=steps))
    pairs = [([">=", a(name="b"), ZERO], by_a), (POSITIVE, by_b)][:: -1 if swapped else 1]
    move = induction([one for one, _ in pairs], [proof(known(START))] * 2, [one for _, one in pairs])
    found = result(given, always(POSITIVE), proof(known(U), move, fix="u"))
    assert found == ("rejected" if circular or swapped else "rechecked")


LEMMA = {"given": [[">=", X, ZERO]], "then": [[">=", ["add", X, ONE], ONE]]}
LARGER = always([">=", ["add", a(), ONE], ONE], stop=at("T"))


@pytest.mark.parametrize(
    ("over", "shows", "passes"),
    [
        ([T, START, at("T")], True, True),
        ([T, START, at("T", 1)], True, False),
        ([T, START, None], True, False),
        ([T, at(None, 1), at("T")], True, False),
        (None, True, False),
        ([T, START, at("T")], False, False),
    ],
)
def test_a_lemma_is_used_at_the_steps_at_which_its_hypotheses_are_shown(over: Any, shows: bool, passes: bool) -> None:
    hypothesis = (proof(known(at("r")), fix="r"),) if shows else ()
    move = used([[X, a()]], over, hypothesis)
    found = result([BEFORE_T], LARGER, proof(known(U), move, fix="u"), LEMMA)
    assert found == ("rechecked" if passes else "rejected")


def test_what_a_lemma_says_there_is_depends_on_all_that_is_put_into_it() -> None:
    # there is m ≥ x for each x, and none that is at least all a(t)
    lemma = {"given": [], "then": [["some", [M], [">=", M, X]]]}
    given = [[">=", a(START), ZERO]]

    def found(value: Any, goal: Any, fix: str = "") -> str:
        end = witness(["sym", "k"], proof(known(START, *([U] if fix else [])), fix=fix))
        return result(given, ["some", [M], goal], proof(end, used([[X, value]], name="k")), lemma)

    assert found(a(START), [">=", M, a(START)]) == "rechecked"
    assert found(a(), always([">=", M, a()]), "u") == "rejected"
    assert found(a(START), [">", M, a(START)]) == "rejected"


@pytest.mark.parametrize(
    ("value", "part", "end", "passes"),
    [
        (at("T"), [">=", a(at("m")), a(at("T"))], shown(steps=(at("T"),)), True),
        (at("T", -1), [">=", a(at("m")), a(at("T", -1))], shown(steps=(at("T", -1),)), False),
        (X, [">=", ["mul", ZERO, a(at("m"))], ZERO], shown(), False),
        (["pow", X, "-1"], ["=", ["mul", M, X], ONE], {**shown(), "part": {"kind": "identity"}}, False),
        (["pow", ["fn", "exp", X], "-1"], [">", M, ZERO], shown(["fn", "exp", minus(X)]), True),
        (a(), [">=", M, a(at("T"))], shown(steps=(at("T"),)), False),
    ],
)
def test_a_witness_is_a_step_or_has_a_value(value: Any, part: Any, end: Any, passes: bool) -> None:
    given = [[">=", a(START), ZERO], [">=", a(at("T")), ZERO]]
    found = result(given, ["some", [M], part], proof(witness(value, proof(end))))
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(
    ("bound", "names", "until", "passes"),
    [
        ("6", ["l", "e"], "-5", True),
        ("5", ["l", "e"], "-5", False),
        ("-1", ["l", "e"], "-5", False),
        ("6", ["l", "l"], "-5", False),
        ("6", ["l", "m"], "-5", True),
        ("6", ["l", "e"], "-4", False),
    ],
)
def test_a_first_exit_comes_before_its_bound(bound: str, names: list[str], until: str, passes: bool) -> None:
    # a(t) ≤ −t, so that a(t) > −5 ends at 5, which is known of real numbers to be before 6
    last = ["sym", f"a({names[0]})"]
    late = shown(["add", minus(["sym", names[0]]), minus(last)], ["add", last, FIVE], steps=(at(names[0]),))
    exit_at = {"rule": "first exit", "index": T, "start": START, "until": [">", a(), ["num", until]], "names": names}
    exit_at |= {"bound": ["num", bound], "late": proof(late), "begun": proof(shown(["num", bound]))}
    exit_at["parts"] = [proof(known(at(names[1])))] * 2
    goal = ["some", [M], ["<=", a(at("m")), ["num", "-5"]], ["<=", at("m"), ["num", bound]]]
    found = result([always(["<=", a(), minus(at())])], goal, proof(exit_at))
    assert found == ("rechecked" if passes else "rejected")


VALUE, POINTS = ["value", "f", ["vec", "p", []]], [["vec", "x", []], ["vec", "y", []]]


@pytest.mark.parametrize(
    ("said", "goal", "passes"),
    [
        ([">=", ["value", "f", POINTS[0]], ZERO], [">=", VALUE, ZERO], True),
        ([">=", ["value", "g", POINTS[0]], ZERO], [">=", VALUE, ZERO], False),
        ([">=", ["inner", ["gradient", "f", POINTS[0]], POINTS[0]], ZERO], [">=", VALUE, ZERO], False),
        # of two vectors nothing is said where they are the same point
        (["!=", ["value", "f", POINTS[0]], ["value", "f", POINTS[1]]], ["!=", VALUE, VALUE], False),
    ],
)
def test_what_is_said_of_all_vectors_is_said_of_the_points_of_the_same_function(
    said: Any, goal: Any, passes: bool
) -> None:
    for vector in reversed(POINTS):
        said = ["all", vector, None, None, said]
    # a vector of which nothing is said binds nothing
    once = ["all", POINTS[0], None, None, said[4][4]] if "y" not in str(said[4][4]) else said
    found = result([once, [">=", a(START), ZERO]], goal, proof(known()))
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize("late", [True, False])
def test_a_hypothesis_for_all_steps_from_t_minus_1_on_says_nothing_of_a_step_before_0(late: bool) -> None:
    # x ≤ 0 for T−1 ≤ t < T says nothing where T is 0, as there is no step −1
    given = [always(["<=", X, ZERO], at("T", -1), at("T")), [">=", a(START), ZERO]]
    given += [["<=", at(None, 1), at("T")]] if late else []
    found = result(given, ["<=", X, ZERO], proof(known(at("T", -1))))
    assert found == ("rechecked" if late else "rejected")
