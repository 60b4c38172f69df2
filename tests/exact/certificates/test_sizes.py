"""n and P are whole numbers from 1 on: polynomials in one of them, and what has such a number as its value."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from rechecked_status import status

from verify.author import P, claim, equal, log, n, sqrt, symbols
from verify.exact.certificates.signs import Signs
from verify.exact.sums.normal_form import Normaliser
from verify.recheck.forms.canonical import Forms
from verify.recheck.proofs import signs as recheck_signs
from verify.statement.readings.interchange import to_json

t, x = symbols("t x")

# an expression, and whether it is ≥ 0 and > 0 at every size
SIGNS = [
    (n - 1, True, False),
    (P - 1, True, False),
    (2 * n - 1, True, True),
    (n * (n - 1) * (n - 2), True, False),
    (n**2 - 3 * n + 2, True, False),
    (n**2 - 5 * n + Fraction(25, 4), True, True),
    (n**2 - 3 * n + 1, False, False),
    (n**2 - 100 * n + 2400, False, False),
    (n - 2, False, False),
    (10**6 - n, False, False),
    (-n + 1, False, False),
    (n - P, False, False),
    (n - x, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("e", "nonnegative", "positive"), SIGNS)
def test_both_sides_know_the_sign_of_a_polynomial_in_one_size(e, nonnegative, positive):
    signs = Signs(Normaliser(), ())
    assert (signs.nonnegative(e), signs.positive(e)) == (nonnegative, positive)
    node = json.loads(json.dumps(to_json(e)))
    least = recheck_signs.Signs(Forms([]), {"given": [], "then": []}, []).least(node, {})
    assert least == nonnegative + positive


@pytest.mark.parametrize(
    "one",
    [
        claim("inverse", 1 / n <= 1),
        claim("root", sqrt(n) <= n),
        claim("both", 1 / (n * P) <= 1 / n),
        claim("log", log(n) >= 0),
        claim("consecutive", n**2 + 2 >= 3 * n),
        claim("content of a root", t / 2 / sqrt(t**2 / 4 + Fraction(1, 4)) <= t / sqrt(1 + t**2), given=t >= 0),
        claim("equal roots", equal(sqrt(8 * t**2 + 8), 2 * sqrt(2 + 2 * t**2))),
    ],
    ids=lambda one: one.id,
)
def test_what_follows_from_a_size_being_a_whole_number_is_proved(one):
    assert status(one) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("inverse", 1 / n <= Fraction(1, 2)),
        claim("strict root", sqrt(n) < n),
        claim("log", log(n) > 0),
        claim("between", n**2 + 6 >= 5 * n + Fraction(1, 2)),
        claim("content of a root", t / 2 / sqrt(t**2 / 4 + Fraction(1, 4)) <= t / sqrt(2 + t**2), given=t >= 0),
    ],
    ids=lambda one: one.id,
)
def test_a_near_miss_is_refuted(one):
    assert status(one) == "REFUTED"
