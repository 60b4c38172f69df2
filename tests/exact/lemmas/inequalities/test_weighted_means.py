"""Positive numbers whose product is a number other than 1, and the logarithms of numbers by their prime factors."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import claim, equal, log, rational, sqrt, symbols

a, b, c, x = symbols("a b c x")
POSITIVE = (a > 0, b > 0, c > 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [
        claim("eight", a + b + c >= 6, given=(*POSITIVE, equal(a * b * c, 8))),
        claim("an eighth", a + b + c >= rational(3, 2), given=(*POSITIVE, equal(a * b * c, rational(1, 8)))),
        claim("twelve", equal(log(rational(12)), 2 * log(rational(2)) + log(rational(3)))),
        claim("a factor", equal(log(8 * a), 3 * log(rational(2)) + log(a)), given=a > 0),
        claim("a root", equal(sqrt(8 * x), 2 * sqrt(2 * x)), given=x > 0),
    ],
    ids=lambda one: one.id,
)
def test_a_true_claim_is_proved(one):
    assert status(one) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [
        claim("eight", a + b + c >= rational(61, 10), given=(*POSITIVE, equal(a * b * c, 8))),
        claim("twelve", log(rational(12)) <= log(rational(2)) + log(rational(5))),
        claim("a large prime", log(rational(202)) <= log(rational(2)) + log(rational(100))),
        claim("a root", sqrt(8 * x) <= 2 * sqrt(x), given=x > 0),
    ],
    ids=lambda one: one.id,
)
def test_a_near_miss_is_refuted(one):
    assert status(one) == "REFUTED"
