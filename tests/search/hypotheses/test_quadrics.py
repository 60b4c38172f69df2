"""Exact instances are found on equations of second degree between numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import claim, equal, rational, symbols
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection

x, y, z = symbols("x y z")


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (x + y + z <= 1, [equal(2 * (x * y + y * z + z * x) - x**2 - y**2 - z**2, 2)]),
        (x + y <= 1, [equal(x**2 + x * y + y**2, 1)]),
        (x <= 1, [equal(x**2 - 2 * y**2, 1)]),
        (x + y + z <= rational(3, 2), [equal(x**2 + y**2 + z**2, 1), x >= 0]),
        (x + y + z <= 1, [equal(x * y + y * z + z * x, 1), x > 0, y > 0, z > 0]),
    ],
)
def test_a_slip_on_a_quadric_is_refuted_at_a_rational_point(relation, given):
    made = claim("slip", relation, given=given)
    evidence = decide(made, lookup=lambda id, edition: None, cases=600)
    assert evidence.status == "REFUTED"
    assert objection(made, evidence, {}) == ""
    assert all(Fraction(value).denominator <= 100 for value in evidence.data["instance"]["scalars"].values())


def test_what_is_true_on_a_quadric_is_not_refuted():
    made = claim("true", x * y <= rational(1, 3), given=[equal(x**2 + x * y + y**2, 1)])
    assert decide(made, lookup=lambda id, edition: None, cases=600).status == "PROVED"
