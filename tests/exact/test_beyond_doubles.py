"""Numbers that no double holds are decided like others: exactly, and without a warning or a traceback."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import claim, equal, exp, log, sqrt, symbols

x, y = symbols("x y")
HUGE = 10**400


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (claim("bound", x <= HUGE, given=x <= 1), "PROVED"),
        (claim("bounds", x <= HUGE, given=x <= 10**399), "PROVED"),
        (claim("multiple", x * HUGE <= HUGE, given=x <= 1), "PROVED"),
        (claim("slip", x >= HUGE, given=x <= 1), "REFUTED"),
    ],
    ids=lambda one: getattr(one, "id", ""),
)
def test_linear_arithmetic_goes_beyond_doubles(one, expected):
    assert status(one) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (claim("exponential", exp(x) <= HUGE, given=x > 0), "REFUTED"),
        (claim("factor", x * HUGE <= x, given=x >= 0), "REFUTED"),
        (claim("equation", equal(x, HUGE * y), given=y > 0), "REFUTED"),
        (claim("true factor", x * HUGE >= x, given=x >= 0), "PROVED"),
        (claim("sum", x + y <= 10**700, given=(x <= HUGE, y <= HUGE)), "PROVED"),
        (claim("tall", exp(x) >= 10**330 * x, given=x >= 2000), "PROVED"),
        (claim("squares", HUGE * x**2 + y**2 >= 0), "PROVED"),
        (claim("log", log(x) <= 2, given=x > HUGE), "REFUTED"),
    ],
    ids=lambda one: getattr(one, "id", ""),
)
def test_a_claim_with_a_number_beyond_doubles_is_decided(one, expected):
    assert status(one) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [claim("root", sqrt(x) <= 10**200, given=(x <= HUGE, x >= 0))],
    ids=lambda one: one.id,
)
def test_what_is_not_decided_is_left_open_or_tested(one):
    assert status(one) in ("OPEN", "TESTED", "PROVED")
