"""Hölder's inequality with given exponents, also where a sum may be zero, and means of powers; near misses."""

from __future__ import annotations

from fractions import Fraction

import pytest
from rechecked_status import status

from verify.author import absolute, claim, family, mean, samples, sqrt, total

(i,) = samples("i")
u, v, w = (family(name, i) for name in "uvw")
THIRD, QUARTER = Fraction(1, 3), Fraction(1, 4)
SIGNS = (u >= 0, v >= 0)
POSITIVE = (u > 0, v > 0)


@pytest.mark.parametrize(
    "one",
    [
        claim("thirds", total(i, u**THIRD * v ** (2 * THIRD)) <= total(i, u) ** THIRD * total(i, v) ** (2 * THIRD),
              given=POSITIVE),
        claim("3 and 3/2", mean(i, u * v) <= mean(i, u**3) ** THIRD * mean(i, v ** Fraction(3, 2)) ** (2 * THIRD),
              given=SIGNS),
        claim("4 and 4/3 of moduli", total(i, absolute(u * v)) <= total(i, u**4) ** QUARTER
              * total(i, absolute(v) ** Fraction(4, 3)) ** (3 * QUARTER)),
        claim("roots", total(i, absolute(u * v)) <= sqrt(total(i, u**2)) * sqrt(total(i, v**2))),
        claim("no moduli on the left", total(i, u * v) <= sqrt(total(i, u**2)) * sqrt(total(i, v**2))),
        claim("means of first and third powers", mean(i, u) <= mean(i, u**3) ** THIRD, given=u >= 0),
        claim("means of second and third powers", sqrt(mean(i, u**2)) <= mean(i, u**3) ** THIRD, given=u >= 0),
        claim("means of second and fourth powers", sqrt(mean(i, u**2)) <= mean(i, u**4) ** QUARTER),
    ],
    ids=lambda one: one.id,
)  # fmt: skip
@pytest.mark.slow
def test_a_true_claim_is_proved(one):
    assert status(one) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("exponents below 1", total(i, u * v) <= total(i, u**3) ** THIRD * total(i, v**3) ** THIRD,
              given=POSITIVE),
        claim("means with exponents below 1", mean(i, u * v) <= mean(i, u) ** THIRD * mean(i, v) ** (2 * THIRD),
              given=SIGNS),
        claim("turned", total(i, u**THIRD * v ** (2 * THIRD)) >= total(i, u) ** THIRD * total(i, v) ** (2 * THIRD),
              given=POSITIVE),
        claim("sums in the place of means", total(i, u) <= total(i, u**3) ** THIRD, given=u >= 0),
        claim("means of powers turned", sqrt(mean(i, u**2)) >= mean(i, u**3) ** THIRD, given=u >= 0),
    ],
    ids=lambda one: one.id,
)  # fmt: skip
def test_a_near_miss_is_refuted(one):
    assert status(one) == "REFUTED"
