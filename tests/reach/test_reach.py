"""How far the tool reaches by itself on statements of the field: no certificate is written for any of them."""

from __future__ import annotations

import pytest

from tests.reach.statements import FALSE, TRUE
from verify.author import claim
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection

SAMPLE = (
    "the variance is not negative", "unbiased and biased variance", "Titu with a shift", "a logit and its opposite",
    "the exponential at every member", "parallelogram", "plain linear arithmetic", "a normalised step",
)  # fmt: skip


def status(name, stated):
    made = claim(name.replace(":", ""), stated[0], given=tuple(stated[1]))
    evidence = decide(made, lookup=lambda id, edition: None, cases=600)
    assert objection(made, evidence, {}) == ""
    return evidence.status


@pytest.mark.nightly
@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_is_proved(name):
    assert status(name, TRUE[name]) == "PROVED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted(name):
    assert status(name, FALSE[name]) == "REFUTED"


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_few_true_statements_are_proved_before_every_change(name):
    assert status(name, TRUE[name]) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(FALSE)[::4])
def test_a_few_false_statements_are_refuted_before_every_change(name):
    assert status(name, FALSE[name]) == "REFUTED"
