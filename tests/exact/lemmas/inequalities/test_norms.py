"""Norms of families: Minkowski's inequality in all its forms, norms beside those of lower exponents; near misses."""

from __future__ import annotations

from fractions import Fraction

import pytest
from rechecked_status import status

from verify.author import absolute, claim, family, inner, mean, patches, samples, sqrt, symbols, total, vector
from verify.exact.lemmas.inequalities import norms

(i,), (p,) = samples("i"), patches("p")
a, b, u = (family(name, i) for name in "abu")
x, y = (family(name, i, p) for name in "xy")
m, k = (inner(vector(name), vector("z", i)) for name in "wv")
(t,) = symbols("t")
THIRD, QUARTER = Fraction(1, 3), Fraction(1, 4)


def length(e):
    return sqrt(total(i, e**2))


def size(e):
    return sqrt(mean(i, e**2))


TRUE = [
    claim("sums", length(a + b) <= length(a) + length(b)),
    claim("means of differences", size(a - b) <= size(a) + size(b)),
    claim("turned round", length(a) - length(b) <= length(a - b)),
    claim("turned round, in modulus", absolute(size(a) - size(b)) <= size(a + b)),
    claim("three", length(a - b + u) <= length(a) + length(b) + length(u)),
    claim("multiples", length(2 * a - 3 * b) <= 2 * length(a) + 3 * length(b)),
    claim("margins", size(m + k) <= size(m) + size(k)),
    claim("deviations", size(a + b - mean(i, a + b)) <= size(a - mean(i, a)) + size(b - mean(i, b))),
    claim("patches", sqrt(total(p, x**2)) + sqrt(total(p, y**2)) >= sqrt(total(p, (x - y) ** 2))),
    claim("Lagrange", total(i, a * b) ** 2 <= total(i, a**2) * total(i, b**2)),
    claim("Lagrange of what is not negative", total(i, sqrt(a * b)) ** 2 <= total(i, a) * total(i, b),
          given=[a >= 0, b >= 0]),
    claim("cubes", total(i, u**3) <= total(i, u**2) ** Fraction(3, 2), given=u >= 0),
    claim("cubes of any sign", absolute(total(i, u**3)) <= total(i, u**2) ** Fraction(3, 2)),
    claim("fourth powers of sums", total(i, u**4) ** QUARTER <= total(i, absolute(u) ** 3) ** THIRD),
    claim("fifth powers", total(i, absolute(u) ** 5) <= total(i, absolute(u)) ** 5),
]  # fmt: skip
HÖLDER = [
    claim("3 and 3/2, any sign", absolute(total(i, a * b)) <= total(i, absolute(a) ** 3) ** THIRD
          * total(i, absolute(b) ** Fraction(3, 2)) ** (2 * THIRD)),
    claim("5 and 5/4, twice", -2 * mean(i, a * b) <= 2 * mean(i, absolute(a) ** 5) ** Fraction(1, 5)
          * mean(i, absolute(b) ** Fraction(5, 4)) ** Fraction(4, 5)),
]  # fmt: skip
FALSE = [
    claim("a smaller multiple", length(a + b) <= length(a) + length(b) / 2),
    claim("squares alone", total(i, (a + b) ** 2) <= total(i, a**2) + total(i, b**2)),
    claim("other way", length(a + b) >= length(a) + length(b)),
    claim("strict", length(a + b) < length(a) + length(b)),
    claim("a mean beside sums", length(a + b) <= size(a) + size(b)),
    claim("turned round, with a sum", length(a) + length(b) <= length(a - b)),
    claim("multiples that differ", length(2 * a - 3 * b) <= 2 * length(a) + 2 * length(b)),
    claim("cubes of means", mean(i, u**3) <= mean(i, u**2) ** Fraction(3, 2), given=u >= 0),
    claim("an exponent too small", total(i, u**3) <= total(i, u**2) ** Fraction(4, 3), given=u >= 0),
    claim("norms in the wrong order", total(i, absolute(u) ** 3) ** THIRD <= total(i, u**4) ** QUARTER),
    claim("below 1", total(i, u**2) ** Fraction(1, 2) >= total(i, u), given=u >= 0),
    claim("Hölder with half", absolute(total(i, a * b)) <= total(i, absolute(a) ** 3) ** THIRD
          * total(i, absolute(b) ** Fraction(3, 2)) ** (2 * THIRD) / 2),
]  # fmt: skip


@pytest.mark.parametrize("one", TRUE, ids=lambda one: one.id)
def test_a_true_claim_is_proved(one):
    assert status(one) == "PROVED"


@pytest.mark.slow
@pytest.mark.parametrize("one", HÖLDER, ids=lambda one: one.id)
def test_hoelder_holds_for_moduli_of_sums(one):
    assert status(one) == "PROVED"


@pytest.mark.parametrize("one", FALSE, ids=lambda one: one.id)
def test_a_near_miss_is_refuted(one):
    assert status(one) == "REFUTED"


def test_goals_without_powers_of_sums_are_left_alone(monkeypatch):
    """What costs nothing where its shape does not occur: no addend is looked at."""
    monkeypatch.setattr(norms, "addends", lambda e: pytest.fail("a goal without a power of a sum was taken apart"))
    assert status(claim("plain", mean(i, a**2) + t**2 >= 2 * t * mean(i, a))) == "PROVED"
