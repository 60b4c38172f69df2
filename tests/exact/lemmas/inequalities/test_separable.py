"""Sums over variables that one equation ties, by tangents, and sums of logarithms by products; near misses."""

from __future__ import annotations

from fractions import Fraction

import pytest
from rechecked_status import status

from verify.author import absolute, claim, ell, equal, exp, family, log, rational, samples, sqrt, symbols
from verify.exact.lemmas.inequalities.separable import ties

a, b, c, x, y, z = symbols("a b c x y z")
(i,) = samples("i")
u, v = family("u", i), family("v", i)
ABC = [a > 0, b > 0, c > 0, equal(a * b * c, 1)]
XY = [x > 0, y > 0, equal(x + y, 1)]
XYZ = [x > 0, y > 0, z > 0, equal(x + y + z, 1)]
AB = [a >= 0, b >= 0]
NUMBER = rational

TRUE = [
    claim("squares above the sum", a**2 + b**2 + c**2 >= a + b + c, given=ABC),
    claim("cubes above the sum", a**3 + b**3 + c**3 >= a + b + c, given=ABC),
    claim("inverses", 1 / a + 1 / b + 1 / c >= 3, given=ABC),
    claim("logarithms of 1 + a", log(1 + a) + log(1 + b) + log(1 + c) >= 3 * log(NUMBER(2)), given=ABC),
    claim("a product below 1/27", x * y * z <= NUMBER(1, 27), given=XYZ),
    claim("a weighted product", 3 * x**2 * y <= NUMBER(4, 9), given=XY),
    claim("entropy of two", x * log(x) + y * log(y) >= -log(NUMBER(2)), given=XY),
    claim("entropy of three", x * log(x) + y * log(y) + z * log(z) >= -log(NUMBER(3)), given=XYZ),
    claim("exponentials", exp(x) + exp(y) >= 2 * exp(NUMBER(3, 2)), given=equal(x + y, 3)),
    claim("losses", ell(x) + ell(y) >= 2 * ell(NUMBER(1, 2)), given=equal(x + y, 1)),
    claim("shares of 2x + 2y", x**4 + y**4 >= 2, given=equal(2 * x + 2 * y, 4)),
]  # fmt: skip
LOGARITHMS = [
    claim("arithmetic and geometric", log(1 + a) + log(1 + b) >= 2 * log(1 + sqrt(a * b)), given=AB),
    claim("concave", log(1 + a) + log(1 + b) <= 2 * log(1 + (a + b) / 2), given=AB),
    claim("halves", log(a + b) >= log(NUMBER(2)) + log(a) / 2 + log(b) / 2, given=[a > 0, b > 0]),
    claim("members", log(1 + u**2) + log(1 + v**2) >= 2 * log(1 + absolute(u * v))),
]
FALSE = [
    claim("turned", a + b + c >= a**2 + b**2 + c**2, given=ABC),
    claim("a larger multiple", a**2 + b**2 + c**2 >= NUMBER(11, 10) * (a + b + c), given=ABC),
    claim("a smaller bound of two", x * y <= NUMBER(1, 5), given=XY),
    claim("a smaller bound of weights", x**2 * y <= NUMBER(1, 7), given=XY),
    claim("more than entropy", x * log(x) + y * log(y) >= -log(NUMBER(2)) * NUMBER(9, 10), given=XY),
    claim("another function", sqrt(x) + sqrt(y) >= 2 * sqrt(NUMBER(1, 2)), given=XY),
    claim("signs unsaid", x**3 + y**3 + z**3 >= NUMBER(1, 9), given=equal(x + y + z, 1)),
    claim("strict", exp(x) + exp(y) > 2 * exp(NUMBER(1)), given=equal(x + y, 2)),
    claim("a product for a root", log(1 + a) + log(1 + b) >= 2 * log(1 + a * b), given=AB),
    claim("a factor lost", 2 * log(a + b) <= log(a**2 + b**2), given=[a > 0, b > 0]),
    claim("a product twice", log(1 + a) + log(1 + b) >= log(1 + a + b + 2 * a * b), given=AB),
]  # fmt: skip


@pytest.mark.parametrize("one", TRUE, ids=lambda one: one.id)
def test_a_tied_sum_is_proved_by_tangents(one):
    assert status(one) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("one", LOGARITHMS, ids=lambda one: one.id)
def test_a_sum_of_logarithms_is_proved_by_products(one):
    assert status(one) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("one", FALSE, ids=lambda one: one.id)
def test_a_near_miss_is_refuted(one):
    assert status(one, cases=4000) == "REFUTED"


def test_ties_are_read_with_shares_and_values():
    (linear,) = ties([equal(x + y, 4 - x)], frozenset("xy"))
    assert (linear.shares, linear.value, linear.equal) == ({"x": 2, "y": 1}, 4, Fraction(4, 3))
    (whole,) = ties([equal(2 * x * y**3, 32)], frozenset("xy"))
    assert whole.product
    assert (whole.shares, whole.value, whole.equal) == ({"x": 1, "y": 3}, 16, 2)
    for other in equal(x * y, x), equal(x * y, -1), equal(x + z, 1), equal(exp(x) + y, 1), equal(x - y, x):
        assert ties([other], frozenset("xy")) == []
