"""How far the tool reaches by itself on statements of the field: no certificate is written for any of them."""

from __future__ import annotations

import pytest

from tests.reach.statements import FALSE, NOT_YET, TRUE
from verify.author import claim
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection

pytestmark = pytest.mark.nightly


def status(name, stated):
    made = claim(name, stated[0], given=tuple(stated[1]))
    evidence = decide(made, lookup=lambda id, edition: None, cases=600)
    assert objection(made, evidence, {}) == ""
    return evidence.status


@pytest.mark.parametrize("name", [name for name in TRUE if name not in NOT_YET])
def test_a_true_statement_is_proved(name):
    assert status(name.replace(":", ""), TRUE[name]) == "PROVED"


@pytest.mark.parametrize("name", NOT_YET)
def test_what_is_not_proved_yet_is_tested_and_never_refuted(name):
    """A statement that is proved from now on leaves ``NOT_YET``."""
    assert status(name, TRUE[name]) in ("TESTED", "OPEN")


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted(name):
    assert status(name, FALSE[name]) == "REFUTED"


def test_at_least_85_in_100_true_statements_are_to_be_proved():
    assert set(NOT_YET) <= set(TRUE)
    assert len(NOT_YET) <= 0.15 * len(TRUE)
