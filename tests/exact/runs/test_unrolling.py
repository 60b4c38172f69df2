"""A short exact run refutes a claim about runs, and only where it can go on; the re-checker finds the same."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from verify.author import (
    LinearBN,
    claim,
    equal,
    exp,
    family,
    fixed_steps,
    for_all,
    log,
    sqrt,
    steps,
    symbols,
    total,
)
from verify.claims.claim import Status
from verify.deciding.short_runs import refuted_by_a_run
from verify.exact.runs.freezing.sequents import closed
from verify.exact.runs.unrolling import NO_TAIL, _goes_on
from verify.recheck import recheck
from verify.recheck.reading import RejectedError
from verify.recheck.runs.language import closed as closed_again
from verify.recheck.runs.language import read
from verify.recheck.runs.short import _require_end, check_short_run
from verify.report.words.counterexamples import counterexample_words
from verify.statement.readings.interchange import to_json

t, k = steps("t k")
(T,) = fixed_steps("T")
c, eta = symbols("c η")


def a(step):
    return family("a", step)


def b(step):
    return family("b", step)


GROWS = (equal(a(t + 1), a(t) + c * exp(-a(t))), c > 0)
BROKEN = [
    claim("linear", a(t) >= c * t + a(0), given=GROWS),
    claim("sum", total(t, b(t), stop=T) <= a(1) - a(T), given=(a(t + 1) <= a(t) - b(t), b(t) > 0)),
    claim("descent", family("γ", T) <= family("γ", 0), given=(*LinearBN().descends(eta, t, stop=T), eta > 0)),
]  # fmt: skip


@pytest.mark.parametrize("one", BROKEN, ids=lambda one: one.id)
def test_a_false_claim_about_runs_is_refuted_by_a_short_exact_run(one):
    evidence = refuted_by_a_run(one, seed=0)
    assert evidence is not None
    assert evidence.status is Status.REFUTED
    data = json.loads(json.dumps(evidence.to_json()))
    check_short_run(to_json(one.statement), data)
    assert "of a run" in counterexample_words(one.statement, data).sentence


@pytest.mark.parametrize(
    "one",
    [
        # no run goes on: a is at most 1 for ever and doubles, so that a(0) ≤ 0 is true
        claim("doubles", a(0) <= 0, given=(for_all(t, a(t) <= 1), equal(a(t + 1), 2 * a(t)))),
        # the next member may have no value
        claim("divides", a(0) <= 0, given=equal(a(t + 1), 1 / (a(t) - 1))),
        # two hypotheses may not hold together later
        claim("both", a(0) <= 0, given=(a(t + 1) <= a(t), a(t + 1) >= a(t) + 1)),
        # the number of the step enters
        claim("counts", a(0) >= 0, given=a(t) >= t - 2),
        # a hypothesis speaks of all later steps only
        claim("later", a(0) <= 0, given=for_all(t, equal(a(t + 1), a(t)), start=1)),
    ],
    ids=lambda one: one.id,
)
def test_a_run_that_may_not_go_on_refutes_nothing(one):
    assert refuted_by_a_run(one, seed=0, budget=200) is None


def test_the_re_checker_rejects_a_run_that_keeps_the_conclusion_or_may_not_go_on():
    one = BROKEN[0]
    data = json.loads(json.dumps(refuted_by_a_run(one, seed=0).to_json()))
    shorter = deepcopy(data)
    shorter["run"]["last"] = 0
    with pytest.raises(RejectedError):
        check_short_run(to_json(one.statement), shorter)
    bounded = claim("bounded", one.statement.conclusions[0], given=(*GROWS, a(t) <= 1000))
    with pytest.raises(RejectedError, match="may fail after the last one"):
        check_short_run(to_json(bounded.statement), data)


def test_a_counterexample_without_a_run_does_not_refute_a_claim_about_runs():
    row = {"id": "a", "form": "beyond", "status": "REFUTED", "effective": "REFUTED", "depends_on": []}
    row["statement"] = to_json(claim("a", a(0) <= 0, given=a(t) <= 1).statement)
    row["evidence"] = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": "1", "right": "0"}
    row["evidence"]["instance"] = {"n": 1, "P": 1, "scalars": {"a(0)": "1"}, "families": {}, "vectors": {}}
    with pytest.raises(ValueError, match="run is missing"):
        recheck({"schema": "bnverify-ledger-1", "claims": [row]})


q, B = symbols("q B")
KEEPS = [
    (a(t + 1) <= (1 - c) * a(t), c > 0, c < 1, a(t) >= 0),
    (a(t + 1) <= (1 + c) * a(t) + B, c >= 0, B >= 0, a(t) >= 0),
    (a(t + 1) <= a(t) + b(t), b(t + 1) >= b(t) + a(t), a(t) >= 0, b(t) >= 0),
    (equal(a(t + 1), q * a(t)), a(t) > 0, q > 0, b(t) >= 0),
    (equal(a(t + 1), a(t) + 1), sqrt(1 + a(t)) >= 0, a(t) >= 0),
]
MAY_BREAK = [
    (a(t + 1) <= a(t) + b(t), b(t + 1) >= b(t) + a(t), a(t) >= 0),
    (a(t + 1) <= a(t) - c, c > 0, a(t) >= 0),
    (a(t + 1) <= (1 - c) * a(t), c > 0, a(t) >= 0),
    (equal(a(t + 1), 2 * a(t)), a(t) <= 5, a(t) >= 0),
    (equal(a(t + 1), -a(t)), a(t) >= 0),
    (equal(a(t + 1), a(t) - b(t)), a(t) >= b(t), b(t) >= 0),
    (equal(a(t + 1), 2 * a(t)), a(t) <= b(t), a(t) >= 0),
    (equal(a(t + 1), q * a(t)), a(t) > 0, q >= 0),
    # a sign that is seen by the form of an expression says nothing where that has no value
    (equal(a(t + 1), a(t) + 1), sqrt(1 - a(t)) >= 0),
    (equal(a(t + 1), a(t) - 1), log(a(t)) ** 2 >= 0),
]


@pytest.mark.parametrize(("given", "kept"), [(one, True) for one in KEEPS] + [(one, False) for one in MAY_BREAK])
def test_a_run_goes_on_where_its_signs_are_seen_to_be_kept(given, kept):
    """Both programs say the same of hypotheses for all steps on a family that has an equation."""
    assert _goes_on(tuple(closed(part) for part in given), 2, NO_TAIL) == kept
    facts = [closed_again(read(json.loads(json.dumps(to_json(part))))) for part in given]
    if kept:
        _require_end(facts, 2)
    else:
        with pytest.raises(RejectedError, match="may fail after the last one"):
            _require_end(facts, 2)


SLIPS = [
    claim("halved", a(t) <= (1 - c) ** t * a(0) / 2, given=KEEPS[0]),
    claim("forgotten", a(t) <= exp(c * t) * a(0), given=KEEPS[1]),
    claim("fixed-point", a(t) <= B / (2 * (1 - q)), given=(a(t + 1) <= q * a(t) + B, q > 0, q < 1, B > 0, a(t) >= 0)),
]


@pytest.mark.parametrize("one", SLIPS, ids=lambda one: one.id)
def test_a_slip_in_gronwalls_lemma_on_numbers_that_are_never_negative_is_found(one):
    evidence = refuted_by_a_run(one, seed=0)
    assert evidence is not None
    check_short_run(to_json(one.statement), json.loads(json.dumps(evidence.to_json())))
