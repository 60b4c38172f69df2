"""Equations that name a sum or a product, x + y = s and xy = p, are used as what the names stand for; near misses."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import claim, equal, exp, family, log, mean, samples, sqrt, symbols, total
from verify.exact.sums.normal_form import Normaliser

x, y, z, s, p, q, m = symbols("x y z s p q m")
(i,) = samples("i")
u = family("u", i)
TWO = [equal(x + y, s), equal(x * y, p)]
THREE = [equal(x + y + z, s), equal(x * y + y * z + z * x, p), equal(x * y * z, q)]


@pytest.mark.parametrize(
    "one",
    [
        claim("squares", equal(x**2 + y**2, s**2 - 2 * p), given=TWO),
        claim("fourth powers", equal(x**4 + y**4, s**4 - 4 * s**2 * p + 2 * p**2), given=TWO),
        claim("inverses", equal(1 / x + 1 / y, s / p), given=[*TWO, p > 0]),
        claim("roots", equal((sqrt(x) + sqrt(y)) ** 2, s + 2 * sqrt(p)), given=[*TWO, x >= 0, y >= 0]),
        claim("discriminant", s**2 >= 4 * p, given=TWO),
        claim("mean", sqrt(p) <= s / 2, given=[*TWO, x >= 0, y >= 0]),
        claim("cubes of three", equal(x**3 + y**3 + z**3, s**3 - 3 * s * p + 3 * q), given=THREE),
        claim("three", s**2 >= 3 * p, given=THREE),
        claim("the name on the left", equal(x**2 + y**2, s**2 - 2 * p), given=[equal(s, x + y), equal(p, x * y)]),
        claim("a product of exponentials", equal(log(p), x + y), given=equal(exp(x) * exp(y), p)),
        claim("a sum over samples", equal(mean(i, (u - m) ** 2), mean(i, u**2) - m**2), given=equal(mean(i, u), m)),
        claim("a sum of sums", s >= 0, given=equal(total(i, u**2) + x**2, s)),
    ],
    ids=lambda one: one.id,
)
def test_what_is_named_by_an_equation_is_put_in_its_place(one):
    assert status(one) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("once the product", equal(x**2 + y**2, s**2 - p), given=TWO),
        claim("a sum for a difference", equal((x - y) ** 2, s**2 - 3 * p), given=TWO),
        claim("five in the place of four", s**2 >= 5 * p, given=TWO),
        claim("discriminant turned", s**2 <= 4 * p, given=TWO),
        claim("strict", s**2 > 4 * p, given=TWO),
        claim("cubes with a sign", equal(x**3 + y**3, s**3 + 3 * s * p), given=TWO),
    ],
    ids=lambda one: one.id,
)
def test_a_near_miss_is_refuted(one):
    assert status(one, cases=2000) == "REFUTED"


def test_an_equation_in_which_its_name_stands_on_both_sides_makes_no_rule():
    for given in equal(x + s, s), equal(x * s, s), equal(x + y, 2 * s), equal(x + y, s**2), equal(x + y, s + 1):
        assert Normaliser.given([given]).rules == ()
    assert len(Normaliser.given([equal(x + y, s)]).rules) == 1
    # an equation of a variable with another is read from the left, as it always was
    assert Normaliser.given([equal(x, s)]).of(x) == Normaliser().of(s)
