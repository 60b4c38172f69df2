"""Equations are used times monomials of any sign: what follows from them by algebra is proved without a search."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, symbols
from verify.claims.claim import Certificate
from verify.claims.evidence import Evidence
from verify.deciding.rechecking import objection
from verify.exact.both_ways import BothWays
from verify.exact.certificates.finder.linear import linear_combination
from verify.exact.certificates.methods import LinearCombination
from verify.exact.protocol import Reason
from verify.exact.sums.normal_form import Normaliser

x, y, z = symbols("x y z")
SUM_AND_PRODUCT = [equal(x + y, 3), equal(x * y, 1)]
OF_THREE = [equal(x + y + z, 6), equal(x * y + y * z + z * x, 11)]


def proof(relation, given):
    made = claim("a", relation, given=given)
    return made, BothWays((LinearCombination(),)).prove(made, 0, lambda id, edition: None)


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (equal(x**2 + y**2, 7), SUM_AND_PRODUCT),
        (equal(x**2 + y**2 + z**2, 14), OF_THREE),
        (equal(x**2, 3 * x - 1), SUM_AND_PRODUCT),
    ],
)
def test_what_follows_from_equations_by_algebra_is_proved(relation, given):
    made, part = proof(relation, given)
    assert not isinstance(part, Reason)
    assert objection(made, Evidence("proof", "both ways", {"parts": [part]}), {}) == ""


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (equal(x**2 + y**2, 8), SUM_AND_PRODUCT),
        (equal(x**2 + y**2, 7), SUM_AND_PRODUCT[:1]),
        (equal(x**2 + y**2, 7), [x + y <= 3, equal(x * y, 1)]),
        (equal(x**2 + y**2 + z**2, 13), OF_THREE),
    ],
)
def test_a_near_miss_is_not_proved(relation, given):
    assert isinstance(proof(relation, given)[1], Reason)


def test_an_inequality_is_not_multiplied_by_what_may_be_negative():
    made = claim("a", x**2 <= 3 * x, given=[x <= 3])
    normal = Normaliser.given(made.statement.hypotheses)
    assert linear_combination(made, 0, Certificate(()), normal) is None
