"""How far the tool reaches by itself on statements of the field: no certificate is written for any of them."""

from __future__ import annotations

import pytest

from tests.reach import implicit_bias, norms_and_losses
from tests.reach.deceptive import DECEPTIVE, OUT_OF_REACH, REFUSED
from tests.reach.statements import FALSE, TRUE
from verify.author import claim
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection
from verify.errors import InputError

SAMPLE = (
    "the variance is not negative", "unbiased and biased variance", "Titu with a shift", "a logit and its opposite",
    "the exponential at every member", "parallelogram", "plain linear arithmetic", "a normalised step",
)  # fmt: skip


def status(name, stated):
    made = claim(name.replace(":", "").replace("|", ""), stated[0], given=tuple(stated[1]))
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


@pytest.mark.nightly
@pytest.mark.parametrize("name", implicit_bias.TRUE)
def test_a_true_statement_on_margins_and_losses_is_proved(name):
    assert status(name, implicit_bias.TRUE[name]) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(implicit_bias.FALSE)[::3])
def test_a_few_false_statements_on_margins_and_losses_are_refuted_before_every_change(name):
    assert status(name, implicit_bias.FALSE[name]) == "REFUTED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", implicit_bias.FALSE)
def test_a_false_statement_on_margins_and_losses_is_refuted(name):
    assert status(name, implicit_bias.FALSE[name]) == "REFUTED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", norms_and_losses.TRUE)
def test_a_true_statement_on_norms_and_small_losses_is_proved(name):
    assert status(name, norms_and_losses.TRUE[name]) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(norms_and_losses.TRUE)[8::3])
def test_a_few_true_statements_on_signs_and_small_losses_are_proved_before_every_change(name):
    assert status(name, norms_and_losses.TRUE[name]) == "PROVED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", norms_and_losses.FALSE)
def test_a_false_statement_on_norms_and_small_losses_is_refuted(name):
    assert status(name, norms_and_losses.FALSE[name]) == "REFUTED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", DECEPTIVE)
def test_a_statement_that_deceives_is_refuted(name):
    assert status(name, DECEPTIVE[name]) == "REFUTED"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(DECEPTIVE)[::5])
def test_a_few_statements_that_deceive_are_refuted_before_every_change(name):
    assert status(name, DECEPTIVE[name]) == "REFUTED"


@pytest.mark.nightly
@pytest.mark.parametrize("name", OUT_OF_REACH)
def test_a_false_statement_that_no_search_reaches_is_not_proved(name):
    assert status(name, OUT_OF_REACH[name]) == "OPEN"


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_looks_like_one_of_the_tools_own_is_refused(name):
    with pytest.raises(InputError):
        claim("refused", REFUSED[name][0], given=tuple(REFUSED[name][1]))
