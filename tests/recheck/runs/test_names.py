"""Names in derivations about runs: none is that of a member at a step, and none stands for two kinds of things."""

from __future__ import annotations

from typing import Any

import pytest

from verify.recheck.reading import RecheckError, RejectedError, check_statement
from verify.recheck.row import check_row
from verify.recheck.runs.language import check_run_statement, put
from verify.recheck.runs.sequents import new_name

ZERO, ONE, START = ["num", "0"], ["num", "1"], ["step", None, "0"]
T, X, VECTOR = ["t", "step"], ["sym", "x"], ["vec", "x", []]
KNOWN = {"rule": "known", "at": []}


def now(base: Any = T, by: int = 0) -> list[Any]:
    return ["step", base, str(by)]


def a(step: Any) -> list[Any]:
    return ["idx", "a", [step]]


def equal(*at: Any) -> dict[str, Any]:
    """Return the end of a proof by equal canonical forms, with facts at some steps."""
    return {"rule": "decided", "at": [*at], "part": {"kind": "identity"}}


def row(given: list[Any], then: list[Any], *proofs: Any, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": "one",
        "form": "beyond",
        "status": "PROVED",
        "depends_on": [{"id": name, "form": "beyond"} for name in needs],
        "statement": {"given": given, "then": then},
        "evidence": {"kind": "proof", "parts": [{"kind": "run", "proof": proof} for proof in proofs]},
    }


def proof(*fixed: str, moves: tuple[Any, ...] = (), end: Any = KNOWN) -> dict[str, Any]:
    return {"fix": [*fixed], "moves": [*moves], "end": end}


def test_a_symbol_is_not_named_like_a_member_whose_step_is_fixed_later() -> None:
    # with s fixed a(s) is "a(s)", which says that a is one number at all steps
    fact = ["all", T, START, None, ["=", a(now()), ["sym", "a(s)"]]]
    have = {"rule": "have", "fact": fact, "proof": proof("s", end=equal())}
    forged = row([], [["=", a(now()), a(START)]], proof("u", moves=(have,), end=equal(now(["sym", "u"]), START)))
    with pytest.raises(RecheckError, match=r"'a\(s\)' is no name of a variable"):
        check_row(forged, {})


@pytest.mark.parametrize("name", ["t+1", "2", "", "s,t", "a(s)", "step"])
def test_a_step_is_not_named_like_another_one(name: str) -> None:
    # a(t+1) of the step named "t+1" is no a(t+1)
    step = now(["sym", name])
    with pytest.raises(RecheckError, match="is no step"):
        check_row(row([], [["=", a(step), a(now(["sym", "t"], 1))]], proof(end=equal())), {})
    with pytest.raises(RejectedError, match="is no new name"):
        new_name(name, [])


def test_a_slope_is_not_in_a_variable_that_is_named_like_a_member() -> None:
    # a(0) becomes the variable "a(0)", and its slope in a variable of that name would be 1
    def slope(name: str, value: Any) -> Any:
        return row([], [["=", ["diff", a(START), name, ONE], value]], proof(end=equal(START)))

    for name in ("a(0)", '["range","sum"]'):
        with pytest.raises(RecheckError, match="is no name of a variable"):
            check_row(slope(name, ONE), {})
    assert check_row(slope("x", ZERO), {}).result == "rechecked"
    assert check_row(slope("x", ONE), {}).result == "rejected"


@pytest.mark.parametrize("name", ["value", "range", "vec", "step", "sym", "all"])
def test_an_index_is_not_named_like_a_kind_of_node(name: str) -> None:
    # ["value", "sample"] was looked at as the value of a function, and not found to be one in an error of Python's own
    def stated(index: str) -> Any:
        whole = ["sum", [index, "sample"], ["idx", "f", [START, [index, "sample"]]]]
        return row([], [["=", whole, whole]], proof(end=equal(START)))

    with pytest.raises(RecheckError, match=r"an index is named .*, as a kind of node is: rename it"):
        check_row(stated(name), {})
    assert check_row(stated("i"), {}).result == "rechecked"
    with pytest.raises(RecheckError, match="is no index of steps"):
        check_run_statement({"given": [], "then": [["all", [name, "step"], START, None, [">=", X, ZERO]]]})


def test_no_slope_is_taken_in_a_step() -> None:
    # d/dT of T·a(T) would be a(T), as if a(T) were one number: with a(t) = t it is not T
    step, x = now(["sym", "T"]), now(["sym", "x"])
    for variable, bad in (("T", True), ("x", False)):
        slope = ["diff", ["mul", step, X, a(step)], variable, ["num", "3"]]
        value = ["mul", X, a(step)] if bad else ["mul", step, a(step)]
        forged = row([], [["=", slope, value]], proof(end=equal(step)))
        if bad:
            with pytest.raises(RecheckError, match="the slope in step 'T' is taken"):
                check_row(forged, {})
        else:
            assert check_row(forged, {}).result == "rechecked"
    mapped = put(["diff", ["mul", X, a(step)], "x", ONE], {("idx", "a"): ([now()], now())})
    assert mapped == ["diff", ["mul", X, step], "x", ONE]
    with pytest.raises(RejectedError, match="would be bound by a quantifier"):
        put(["diff", ["mul", X, a(step)], "x", ONE], {("idx", "a"): ([now()], x)})


def test_what_is_said_to_lie_in_a_span_is_one_vector() -> None:
    # an instance has a value for w, and others for w_i, which may lie elsewhere
    z, w = ["vec", "z", [["i", "sample"]]], ["vec", "w", [["i", "sample"]]]
    for vector, fits in ((w, False), (["vec", "w", []], True), (["vec", "w", [now()]], True)):
        statement = {"given": [["inspan", vector, z]], "then": [[">=", a(START), ZERO]]}
        if fits:
            check_run_statement(statement)
        else:
            with pytest.raises(RecheckError, match="is no formula"):
                check_run_statement(statement)


def test_a_family_of_which_a_span_is_stays_a_whole_family() -> None:
    # y_11 and y_22 span less than all y_ij do, and w in the span of all y_ij need not be 0 where all ⟨w, y_ii⟩ are
    i, j, w = ["i", "sample"], ["j", "sample"], ["vec", "w", []]

    def orthogonal(whole: Any, member: Any) -> list[Any]:
        return [["spectrum", "low", "high", whole], ["inspan", w, whole], ["=", ["inner", w, member], ZERO]]

    goal = ["<=", ["inner", w, w], ZERO]
    z = ["vec", "z", [i]]
    lemma = {"given": orthogonal(z, z), "then": [goal]}

    def used(whole: list[Any], *indices: Any) -> Any:
        member = ["vec", "y", [*indices]]
        mapping = [[z, member]]
        use = {"rule": "lemma", "claim": "L", "form": "beyond", "mapping": mapping, "over": None, "names": []}
        use["shown"] = [proof()] * 3
        given = [[">=", a(START), ZERO], *orthogonal(["vec", "y", whole], member)]
        return check_row(row(given, [goal], proof(moves=(use,)), needs=("L",)), {("L", "beyond"): lemma})

    assert used([i], i).result == "rechecked"
    assert (
        used([i, j], i, i).detail == "conclusion 0: the family 'z', of which a span is, is mapped to a part of a family"
    )
    whole = {("vec", "z"): ([i, j], ["vec", "y", [j, i]])}
    assert put(["inspan", w, ["vec", "z", [i, j]]], whole) == ["inspan", w, ["vec", "y", [j, i]]]


@pytest.mark.parametrize("of_runs", [False, True])
def test_a_span_or_a_spectrum_of_a_part_of_a_family_is_not_read_as_that_of_the_whole(of_runs: bool) -> None:
    """The mean of ⟨w, y_ii⟩² is at least λ_min‖w‖² on the span of all y_ii, and need not be on that of all y_ij."""
    i, j, w = ["i", "sample"], ["j", "sample"], ["vec", "w", []]
    run = [[">=", a(START), ZERO]] if of_runs else []
    check = check_run_statement if of_runs else check_statement
    for said in (["spectrum", "low", "high"], ["inspan", w]):
        for places in ([i, j], [i], [j, now(), i][:: 1 if of_runs else 2]):
            check({"given": [[*said, ["vec", "y", places]], *run], "then": [[">=", X, ZERO]]})
        for places in ([i, i], [i, now(), i][:: 1 if of_runs else 2]):
            with pytest.raises(RecheckError, match="is no whole family"):
                check({"given": [[*said, ["vec", "y", places]], *run], "then": [[">=", X, ZERO]]})


def test_a_bound_vector_does_not_hide_the_number_of_its_name() -> None:
    # x ≥ 0 is put in for all vectors x too: else the lemma at y would speak of another x
    product = ["mul", X, ["inner", VECTOR, VECTOR]]
    conclusion = ["all", VECTOR, None, None, [">=", product, ZERO]]
    here = put(conclusion, {("sym", "x"): ["sym", "y"]})
    assert here[4] == [">=", ["mul", ["sym", "y"], ["inner", VECTOR, VECTOR]], ZERO]
    some = put(["some", [VECTOR], [">=", product, ZERO]], {("sym", "x"): ["sym", "y"]})
    assert some[2] == here[4]
    slope = put(["diff", product, "x", ONE], {("vec", "x"): ([], ["vec", "v", []])})
    assert slope[1] == ["mul", X, ["inner", ["vec", "v", []], ["vec", "v", []]]]


def test_a_lemma_in_which_a_name_is_a_number_and_a_vector_is_refused() -> None:
    lemma = {"given": [], "then": [["all", VECTOR, None, None, [">=", ["mul", X, ["inner", VECTOR, VECTOR]], ZERO]]]}
    use = {"rule": "lemma", "claim": "L", "form": "beyond", "mapping": [[X, ["sym", "y"]]], "over": None}
    use |= {"shown": [], "names": []}
    forged = row([], [[">=", a(START), ZERO]], proof(moves=(use,)), needs=("L",))
    with pytest.raises(RecheckError, match="'x' stands for two kinds of things"):
        check_row(forged, {("L", "beyond"): lemma})


def test_a_family_has_indices_of_the_same_kinds_wherever_it_stands() -> None:
    members = [["idx", "a", [now(), ["i", kind]]] for kind in ("sample", "patch")]
    # what is said of all samples says nothing of patches, of which there may be more
    statement = {"given": [["=", members[0], ONE]], "then": [["=", members[1], ONE]]}
    with pytest.raises(RecheckError, match="'a' stands for two kinds of things"):
        check_run_statement(statement)
    with pytest.raises(RejectedError, match="other kinds of indices"):
        put(members[1], {("idx", "a"): (members[0][2], ONE)})
    assert put(members[0], {("idx", "a"): (members[0][2], ONE)}) == ONE


def test_a_goal_does_not_begin_before_step_0() -> None:
    # a step that is fixed is at least 0, which is not so of all that the goal would speak of
    goal = ["all", T, now(["sym", "T"], -1), None, [">=", now(), ZERO]]
    end = {"rule": "known", "at": [now(["sym", "u"])]}
    found = check_row(row([[">=", a(now(["sym", "T"])), ZERO]], [goal], proof("u", end=end)), {})
    assert (found.result, found.detail) == ("rejected", "conclusion 0: a step may be before 0")
    with pytest.raises(RecheckError, match="steps are counted from 0"):
        check_run_statement({"given": [], "then": [["all", T, now(None, -5), None, [">=", now(), ZERO]]]})
    later = ["all", T, now(["sym", "T"], 1), None, [">=", now(), ZERO]]
    assert check_row(row([[">=", a(now(["sym", "T"])), ZERO]], [later], proof("u", end=end)), {}).result == "rechecked"


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (["range", "sum", ["k", "step"], START, now(["sym", "T"]), ["mul", X, a(now(["k", "step"]))]], False),
        (["value", "f", ["scale", X, ["vec", "v", []]]], False),
        (["inner", ["gradient", "f", ["scale", X, ["vec", "v", []]]], ["vec", "v", []]], False),
        (["mul", ["range", "sum", ["k", "step"], START, now(["sym", "T"]), a(now(["k", "step"]))], ZERO], True),
        (["value", "f", ["vec", "v", []]], True),
    ],
)
def test_a_range_or_a_value_that_speaks_of_a_variable_is_no_constant_to_its_slope(body: Any, known: bool) -> None:
    # d/dx Σ_{k<T} x·a(k) is Σ_{k<T} a(k), and not 0 as of the one variable that stands for the sum
    forged = row([], [["=", ["diff", body, "x", ONE], ZERO]], proof(end=equal()))
    found = check_row(forged, {})
    assert found.result == ("rechecked" if known else "rejected")
    if not known:
        assert found.detail == "conclusion 0: the slope in 'x' of a range or of an unknown function is taken"


@pytest.mark.parametrize("name", ["T", "y"])
def test_a_number_that_is_fixed_is_no_step_by_the_name_of_one(name: str) -> None:
    # a number x called T, as the step of the goal, would be at least 0, and so −a(T)² would be
    end = {"rule": "known", "at": [now(["sym", name])]}
    fact = ["all", X, None, None, [">=", X, ZERO]]
    have = {"rule": "have", "fact": fact, "proof": proof(name, end=end)}
    forged = row([], [["<=", ["pow", a(now(["sym", "T"])), "2"], ZERO]], proof(moves=(have,)))
    found = check_row(forged, {})
    assert found.result == "rejected"
    assert found.detail == "conclusion 0: a variable is used as a step, and is none of the statement's"


def test_what_a_lemma_says_there_is_is_no_step_by_the_name_of_one() -> None:
    # there is N ≤ x: called T in what is shown on the way to a(T) ≤ 0, it would be at least 0
    there = {"given": [], "then": [["some", [["sym", "N"]], ["<=", ["sym", "N"], X]]]}
    use = {"rule": "lemma", "claim": "L", "form": "beyond", "mapping": [[X, ["num", "-1"]]], "over": None}
    use |= {"shown": [], "names": ["T"]}
    part = {"kind": "certificate", "multiplier": None, "uses": []}
    part |= {"terms": [["sym", "T"], ["add", ["num", "-1"], ["mul", ["num", "-1"], ["sym", "T"]]]]}
    end = {"rule": "decided", "at": [now(["sym", "T"])], "part": part}
    have = {"rule": "have", "fact": ["<=", ONE, ZERO], "proof": proof(moves=(use,), end=end)}
    forged = row([], [["<=", a(now(["sym", "T"])), ZERO]], proof(moves=(have,)), needs=("L",))
    found = check_row(forged, {("L", "beyond"): there})
    assert found.result == "rejected"
    assert found.detail == "conclusion 0: a variable is used as a step, and is none of the statement's"


@pytest.mark.parametrize("head", ["inspan", "spectrum"])
def test_what_spans_stays_a_family(head: str) -> None:
    member = ["vec", "z", [["i", "sample"]]]
    said = [head, VECTOR, member] if head == "inspan" else [head, "low", "high", member]
    twice = {("vec", "z"): (member[2], ["scale", ["num", "2"], member])}
    with pytest.raises(RejectedError, match="is mapped to what is no family"):
        put(said, twice)
    other = ["vec", "u", [["i", "sample"]]]
    assert put(said, {("vec", "z"): (member[2], other)}) == [*said[:-1], other]
