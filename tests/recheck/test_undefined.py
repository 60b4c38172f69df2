"""That a conclusion is defined nowhere is re-checked: the re-checker reads off the conclusion what it needs."""

from __future__ import annotations

import copy
import json

import pytest

from verify.author import claim, exp, family, log, mean, samples, sqrt, symbols
from verify.deciding.many_claims import check
from verify.recheck import recheck
from verify.recheck.proofs.needs import necessary
from verify.statement.readings.interchange import to_json

(x,) = symbols("x")
i, j = samples("i j")
u = family("u", i)
CERTIFICATE = {"kind": "certificate", "multiplier": None, "terms": [], "uses": [], "layer_cake": None, "rayleigh": []}


def ledger_of(*conclusions, given=()):
    made = check([claim("a", *conclusions, given=given)], cache=False)
    return json.loads(json.dumps(made.to_json()))


def rejected(ledger, change) -> bool:
    other = copy.deepcopy(ledger)
    change(other["claims"][0])
    return recheck(other).count("rejected") == 1


@pytest.fixture(scope="module")
def together():
    """A claim whose two needs exclude each other, shown by assuming both."""
    ledger = ledger_of(sqrt(x) * sqrt(-1 - x) >= 0)
    assert recheck(ledger).count("rechecked") == 1
    return ledger


def test_needs_that_the_conclusion_does_not_have_are_rejected(together):
    x_small = to_json(-x >= 3)

    def assumes(row):
        row["evidence"]["undefined"][0]["assumed"].append(x_small)

    def fails(row):
        row["evidence"]["undefined"][0]["fails"] = x_small

    def of_another(row):
        row["statement"]["then"] = [to_json(sqrt(x) >= 0)]

    def defined(row):
        row["statement"]["then"] = [to_json(sqrt(x) * sqrt(1 - x) >= 0)]

    assert all(rejected(together, change) for change in (assumes, fails, of_another, defined))


def test_a_part_that_does_not_prove_it_is_rejected(together):
    def empty(row):
        row["evidence"]["undefined"][0]["part"] = CERTIFICATE

    def of_a_run(row):
        row["evidence"]["undefined"][0]["part"] = {"kind": "run"}

    def nothing_assumed(row):
        row["evidence"]["undefined"][0]["assumed"] = []

    assert all(rejected(together, change) for change in (empty, of_a_run, nothing_assumed))


def test_each_conclusion_is_to_be_undefined(together):
    def another(row):
        row["statement"]["then"].append(to_json(x**2 >= 0))

    def twice(row):
        another(row)
        row["evidence"]["undefined"] *= 2

    def none(row):
        row["evidence"]["undefined"] = []

    def called_proved(row):
        row["status"] = row["effective"] = "PROVED"

    assert all(rejected(together, change) for change in (another, twice, none, called_proved))


def test_a_root_of_each_member_and_of_all_members_of_a_sum_need_the_same():
    for conclusion in (mean(i, sqrt(u)) >= 0, sqrt(u) >= 0):
        ledger = ledger_of(conclusion, given=[mean(i, u) < 0])
        assert ledger["claims"][0]["evidence"]["undefined"][0]["assumed"] == [to_json(u >= 0)]
        assert recheck(ledger).count("rechecked") == 1

        def of_one_that_is_not_needed(row):
            row["statement"]["then"] = [to_json(sqrt(u**2) >= 0)]

        assert rejected(ledger, of_one_that_is_not_needed)


def test_needs_are_read_off_a_conclusion_with_bound_and_free_indices():
    w = family("w", j)
    wanted = necessary(to_json(mean(i, sqrt(u)) + sqrt(w) + log(exp(x)) >= 0))
    assert [to_json(u >= 0), to_json(w >= 0), to_json(exp(x) > 0)] == [need for need in wanted if need[0] != "!="]
