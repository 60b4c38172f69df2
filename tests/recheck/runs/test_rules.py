"""The re-checker refuses derivations that a careless prover might write; each has a true one beside it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from verify.author import (
    because,
    by_induction,
    by_steps,
    claim,
    equal,
    exists,
    family,
    fixed_steps,
    for_all,
    have,
    induct,
    sqrt,
    steps,
    symbols,
    witness,
)
from verify.exact.methods import RUNS
from verify.exact.protocol import Reason
from verify.recheck.reading import RecheckError, RejectedError
from verify.recheck.runs.rules import check_run
from verify.statement.readings.interchange import to_json

t, k = steps("t k")
T, t0 = fixed_steps("T t0")
(x,) = symbols("x")


def a(step):
    return family("a", step)


def no_lemma(name: str, edition: str) -> dict[str, Any]:
    raise AssertionError(f"{name} ({edition}) is not used")


def proved(one):
    """Return a claim's statement and the part that proves its first conclusion."""
    part = RUNS.prove(one, 0, lambda id, edition: None)
    assert not isinstance(part, Reason), part.why
    statement, data = json.loads(json.dumps([to_json(one.statement), part]))
    check_run(statement, statement["then"][0], data, no_lemma)
    return statement, data


FALLS = claim("falls", a(t) <= a(0), given=a(t + 1) <= a(t), certificates=by_induction(t, a(t) <= a(0)))


def rejected(statement, data, match=None):
    with pytest.raises((RejectedError, RecheckError), match=match):
        check_run(statement, statement["then"][0], data, no_lemma)


def test_an_induction_without_its_step_is_rejected():
    statement, data = proved(FALLS)
    data["proof"]["moves"][0]["step"] = []
    rejected(statement, data, "one base and one step")


def test_an_induction_whose_step_is_its_base_is_rejected():
    statement, data = proved(FALLS)
    move = data["proof"]["moves"][0]
    move["step"] = deepcopy(move["base"])
    rejected(statement, data)


def test_an_induction_from_a_later_start_does_not_show_the_earlier_steps():
    statement, data = proved(FALLS)
    data["proof"]["moves"][0]["start"] = ["step", None, "1"]
    rejected(statement, data)


def test_an_invariant_that_speaks_of_a_later_step_is_rejected():
    statement, data = proved(FALLS)
    later = [["<=", ["idx", "a", [["step", ["t", "step"], "1"]]], ["idx", "a", [["step", None, "0"]]]]]
    data["proof"]["moves"][0]["invariants"] = later
    rejected(statement, data, "later step")


def test_a_name_that_stands_for_something_else_is_not_new():
    # with t fixed as T, the fact about T would be one about every step
    statement, data = proved(claim("one", a(t) <= a(t) + 1, given=a(T) <= 0))
    data["proof"]["fix"] = ["T"]
    rejected(statement, data, "no new name")


def test_a_stronger_hypothesis_is_not_borrowed():
    statement, data = proved(FALLS)
    statement["given"] = [["<=", statement["given"][0][1], ["add", statement["given"][0][2], ["num", "1"]]]]
    rejected(statement, data)


def test_a_real_variable_is_not_made_a_step():
    statement, _ = proved(claim("two", a(t) <= a(t) + 1, x >= x))
    forged = {"fix": [], "moves": [], "end": {"rule": "decided", "at": [["step", ["sym", "x"], "0"]]}}
    forged["end"]["part"] = {"kind": "certificate", "terms": [["sym", "x"]], "uses": [], "multiplier": None}
    statement["then"] = [[">=", ["sym", "x"], ["num", "0"]], statement["then"][0]]
    rejected(statement, {"kind": "run", "proof": forged}, "used as a step")
    forged["end"]["at"] = []
    rejected(statement, {"kind": "run", "proof": forged})


def test_a_witness_before_the_first_step_is_rejected():
    good = claim("there", exists(T, a(T) <= a(T)), certificates=witness({T: 0}, because()))
    statement, data = proved(good)
    data["proof"]["end"]["values"] = [[["sym", "T"], ["step", None, "-1"]]]
    rejected(statement, data, "before 0")


def test_a_fact_beyond_its_range_is_not_taken():
    one = claim("range", for_all(t, a(t) <= 0, stop=T), given=for_all(t, a(t) <= 0, stop=T))
    statement, data = proved(one)
    statement["then"] = [
        ["all", ["t", "step"], ["step", None, "0"], ["step", ["sym", "T"], "1"], statement["then"][0][4]]
    ]
    rejected(statement, data)


def test_a_fact_is_not_had_without_its_proof():
    one = claim("had", a(t) <= 1, given=a(t) <= 0, certificates=by_steps(have(a(t) <= 1), induct(t, a(t) <= 1)))
    statement, data = proved(one)
    wrong = ["<=", ["idx", "a", [["step", ["t", "step"], "0"]]], ["num", "-1"]]
    data["proof"]["moves"][0]["fact"] = wrong
    rejected(statement, data)


def test_a_bound_variable_has_none_of_the_facts_about_another_of_its_name():
    # √x is defined as x > 0, and for all x it is not
    fact = for_all(x, sqrt(x**2 + 1) >= 0)
    one = claim("root", a(t) <= a(t) + 1, given=x > 0, certificates=by_steps(have(fact)))
    statement, data = proved(one)
    root = to_json(for_all(x, sqrt(x) >= 0))
    data["proof"]["moves"][0]["fact"] = root
    rejected(statement, data, "undefined")


def test_a_derivation_does_not_prove_a_statement_without_steps():
    statement = to_json(claim("plain", x >= x).statement)
    rejected(
        statement,
        {"kind": "run", "proof": {"fix": [], "moves": [], "end": {"rule": "known", "at": []}}},
        "without steps",
    )


@pytest.mark.parametrize(
    "node",
    [
        ["<=", ["idx", "a", [["step", ["sym", "step"], "1e9"]]], ["num", "0"]],
        ["<=", ["range", "mean", ["t", "step"], ["step", None, "0"], ["step", None, "2"], ["num", "1"]], ["num", "0"]],
        ["all", ["sym", "step"], None, None, ["<=", ["num", "0"], ["num", "0"]]],
        ["all", ["t", "sample"], ["step", None, "0"], None, ["<=", ["num", "0"], ["num", "0"]]],
        ["some", [], ["<=", ["num", "0"], ["num", "0"]]],
        ["<=", ["idx", "a", 3], ["num", "0"]],
        ["<=", ["value", ["vec", "w", [[]]], ["vec", "v", []]], ["num", "0"]],
        ["<=", ["inner", ["gradient", 1, ["vec", "v", []]], ["vec", "v", []]], ["num", "0"]],
        ["all", ["t", "step"], None, None, ["<=", ["num", "0"], ["num", "0"]]],
    ],
)
def test_what_is_no_formula_is_an_error_in_one_line(node):
    from verify.recheck.runs.language import check_run_statement

    with pytest.raises(RecheckError) as told:
        check_run_statement({"given": [], "then": [node]})
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("slots", [[[]], [[["i"], "sample"]], [["i", 3]], ["i"], [["i", "sample", "0"]], 3])
def test_what_maps_no_family_is_an_error_in_one_line(slots):
    from verify.recheck.runs.sequents import read_mapping

    with pytest.raises(RecheckError, match="maps nothing") as told:
        read_mapping([[["idx", "u", slots], ["num", "1"]]])
    assert "\n" not in str(told.value)


def test_the_halves_of_an_equation_prove_the_one_it_is_and_both_are_needed():
    (c,) = symbols("c")
    grows = [equal(a(t + 1), c * a(t))]
    statement, data = proved(claim("square", equal(a(t) ** 2, (c**2) ** t * a(0) ** 2), given=grows))
    check_run(statement, statement["then"][0], data, no_lemma)
    end = next(found for found in _ends(data) if found.get("part", {}).get("kind") == "both ways")
    halves = dict(end["part"])
    for broken in (
        halves | {"at_most": halves["at_least"]},
        {name: halves[name] for name in ("kind", "at_least")},
        halves | {"at_least": halves},
    ):
        end["part"] = broken
        with pytest.raises((RejectedError, RecheckError)):
            check_run(statement, statement["then"][0], data, no_lemma)


def _ends(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _ends(value)
    elif isinstance(node, list):
        for value in node:
            yield from _ends(value)
