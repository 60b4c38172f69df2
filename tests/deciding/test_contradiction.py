"""Contradictory hypotheses are an outcome of their own, which the re-checker shows again."""

from __future__ import annotations

import copy
import json

import pytest

from verify.author import claim, equal, exp, family, for_all, log, mean, samples, sqrt, steps, symbols
from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.deciding.many_claims import check
from verify.deciding.one_claim import decide
from verify.recheck import recheck

x, y = symbols("x y")
(i,) = samples("i")
(t,) = steps("t")
u, g = family("u", i), lambda step: family("g", step)

CONTRADICTORY = {
    "an empty interval": (x >= 0, [x > 1, x < 0]),
    "a conclusion that is false everywhere else": (x * y >= 5, [x > 1, x < 0]),
    "members against their mean": (mean(i, u) >= 5, [u >= 1, mean(i, u) <= 0]),
    "a square that is negative": (equal(x, y), [x**2 + y**2 < 2 * x * y]),
    "two values": (equal(x, y), [equal(x, 1), equal(x, 2)]),
    "what floats keep by underflow": (x >= y, [exp(x) <= 0]),
    "a logarithm of a small number": (x >= y, [log(x) >= 1, x < 1]),
    "an exponential that is zero": (x >= y, [equal(exp(x), 0)]),
    "exponentials that are zero": (x >= y, [equal(exp(u), 0), y >= 1]),
    "two sides that are apart": (x >= y, [equal(log(1 + exp(y**2)), -(x**2)), y >= x]),
    "a logarithm of zero": (x >= 0, [log(x - x) >= y]),
    "a division by zero": (x >= 0, [y / (x - x) >= y, y <= 1]),
    "a root of what another hypothesis makes negative": (x >= 0, [sqrt(y) >= x, y <= -1]),
    "of a run": (for_all(t, g(t) >= 0), [g(0) >= 0, x > 1, x < 0, for_all(t, equal(g(t + 1), g(t) + x))]),
}
CONSISTENT = {
    "one point": (x >= 0, [x >= 1, x <= 1]),
    "an irrational point": (exp(x) >= 2, [equal(x, log(2 + 0 * x))]),
    "all members equal": (mean(i, u) >= 0, [u >= 1, mean(i, u) <= 1]),
    "an exponential that is one": (x >= y, [equal(exp(x), 1)]),
    "a root where it is defined": (x >= 0, [sqrt(y) >= x, y <= 0]),
    "sides that meet": (x >= y, [equal(exp(y**2), 1 - x**2)]),
    "of a run": (for_all(t, g(t) >= 0), [g(0) >= 0, x > 1, for_all(t, equal(g(t + 1), g(t) + x))]),
}


def decided(conclusion, given) -> Ledger:
    return check([claim("a", conclusion, given=given)], cache=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTRADICTORY)
def test_contradictory_hypotheses_are_vacuous_and_re_checked(name):
    ledger = decided(*CONTRADICTORY[name])
    assert (ledger.verdicts[0].status, ledger.disagreements) == (Status.VACUOUS, ())
    assert recheck(ledger.to_json()).last_line == "1 claims: 1 rechecked, 0 not re-checkable, 0 rejected"


@pytest.mark.parametrize("name", CONSISTENT)
def test_hypotheses_that_hold_somewhere_are_never_vacuous(name):
    assert decided(*CONSISTENT[name]).verdicts[0].status is not Status.VACUOUS


def test_what_rests_on_a_vacuous_claim_is_effectively_vacuous():
    empty = claim("empty", x >= 0, given=[x > 1, x < 0])
    ledger = check([empty, claim("above", x**2 >= 0, rests_on=[empty])], cache=False)
    assert ledger.effective["above", "printed"] is Status.VACUOUS


def test_the_re_checker_rejects_a_contradiction_where_there_is_none():
    data = json.loads(json.dumps(decided(*CONTRADICTORY["an empty interval"]).to_json()))
    weaker = copy.deepcopy(data)
    weaker["claims"][0]["statement"]["given"].pop()
    other = copy.deepcopy(data)
    other["claims"][0]["evidence"]["against"] = None
    renamed = copy.deepcopy(data)
    renamed["claims"][0]["status"] = renamed["claims"][0]["effective"] = "PROVED"
    assert [recheck(one).count("rejected") for one in (data, weaker, other, renamed)] == [0, 1, 1, 1]


def test_what_is_shown_against_a_hypothesis_comes_from_the_others_and_excludes_it():
    data = json.loads(json.dumps(decided(x >= y, [equal(exp(x), 0), y >= 1]).to_json()))
    evidence = data["claims"][0]["evidence"]
    assert (evidence["against"], evidence["goal"]) == (0, [">", ["fn", "exp", ["sym", "x"]], ["num", "0"]])

    def forged(**changes):
        one = copy.deepcopy(data)
        one["claims"][0]["evidence"] |= changes
        return recheck(one).count("rejected")

    bare = {"kind": "certificate", "multiplier": None, "terms": [], "uses": [], "layer_cake": None, "rayleigh": []}
    assert forged() == 0
    # what is shown does not exclude the other hypothesis, or is no more than it says, or than the hypothesis itself
    assert forged(against=1) == 1
    assert forged(goal=[">=", ["fn", "exp", ["sym", "x"]], ["num", "0"]]) == 1
    assert forged(goal=[">=", ["sym", "y"], ["num", "1"]], against=1, part=bare) == 1
    assert forged(goal=["=", ["fn", "exp", ["sym", "x"]], ["num", "0"]], part=bare) == 1
    # the equation itself is not among what it is shown from
    assert forged(goal=["<", ["fn", "exp", ["sym", "x"]], ["num", "0"]], part=bare) == 1
    assert forged(against=None) == 1


@pytest.mark.parametrize("about_runs", [False, True])
def test_an_instance_that_keeps_the_hypotheses_is_looked_for_once(monkeypatch, about_runs):
    looked = []

    def find(statement, **known):
        looked.append(statement)

    monkeypatch.setattr("verify.deciding.one_claim.find_example", find)
    monkeypatch.setattr("verify.deciding.one_claim.methods", lambda claim: ())
    conclusion, given = (g(t) >= g(0) - x, [g(t + 1) >= g(t), x >= 1]) if about_runs else (x**2 >= 1, [x >= 1])
    evidence = decide(claim("a", conclusion, given=given), lookup=lambda id, edition: None, cases=60)
    assert evidence.status is (Status.OPEN if about_runs else Status.TESTED)
    assert len(looked) == 1
