"""A conclusion proved where a sum is positive and where it is zero; what are not the only cases is rejected."""

import copy
from fractions import Fraction

import pytest

from verify.author import claim, family, samples, symbols, total
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.one_claim import decide
from verify.exact.methods import reader
from verify.recheck import check_row
from verify.statement.readings.interchange import to_json

i, k = samples("i k")
(x,) = symbols("x")
u, v = family("u", i), family("v", i)
THIRD = Fraction(1, 3)
HOELDER = claim(
    "hoelder",
    total(i, u * v) <= total(i, u**3) ** THIRD * total(i, v ** Fraction(3, 2)) ** (2 * THIRD),
    given=(u >= 0, v >= 0),
)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return decide(HOELDER, lookup=lambda id, edition: None, cases=100)


def verdict(part: dict, made: Evidence) -> str:
    ledger = Ledger((Verdict(HOELDER, Evidence("proof", "cases", {**made.data, "parts": [part]})),))
    return check_row(ledger.to_json()["claims"][0], {}).detail


@pytest.mark.slow
def test_hoelder_is_proved_in_cases_that_are_told_in_words(evidence: Evidence) -> None:
    part = evidence.data["parts"][0]
    assert (evidence.status, part["kind"], verdict(part, evidence)) == ("PROVED", "cases", "")
    lines = [line for line in reader("cases").words(HOELDER, 0, part) if line.startswith("where")]
    assert lines == ["where Σ_i u_i³ > 0:", "where Σ_i u_i³ = 0:"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("on", "said"),
    [
        (u**3, "free index"),
        (total(k, family("u", k)) - 1, "not shown nonnegative"),
        (x, "not shown nonnegative"),
        (total(k, x**-2), "may be undefined"),
        (total(k, family("v", k)), "the case that it is"),
    ],
)
def test_what_is_neither_positive_nor_zero_is_rejected(evidence: Evidence, on, said: str) -> None:
    part = copy.deepcopy(evidence.data["parts"][0])
    part["on"] = to_json(on)
    assert said in verdict(part, evidence)


@pytest.mark.slow
def test_the_cases_may_not_change_places(evidence: Evidence) -> None:
    part = copy.deepcopy(evidence.data["parts"][0])
    part["positive"], part["zero"] = part["zero"], part["positive"]
    assert "the case that it is" in verdict(part, evidence)
