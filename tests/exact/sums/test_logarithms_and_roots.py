"""Logarithms of products and roots of common factors have one normal form; what is true for some signs only has not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import (
    absolute,
    claim,
    derivative,
    differs,
    equal,
    exp,
    family,
    log,
    mean,
    n,
    norm,
    rational,
    samples,
    sqrt,
    square_norm,
    symbols,
    total,
    vector,
)
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection
from verify.exact.sums.normal_form import Normaliser
from verify.recheck.forms.canonical import Forms
from verify.statement.readings.interchange import to_json

i, j, k, m = samples("i j k m")
a, b, c, x, y, t = symbols("a b c x y t")
u, uk = family("u", i), family("u", k)
w = vector("w")


def member(index):
    """The input u_i moved along v_i, and its normalised value, with the deviation over all samples."""
    return family("u", index) + t * family("v", index)


def deviation(of):
    return sqrt(mean(j, (of(j) - mean(k, of(k))) ** 2))


def normalised(index):
    return (member(index) - mean(k, member(k))) / deviation(member)


def through_batchnorm(scale):
    """The gradient of Σ g_i x̂_i along v, with the two projections that take away the mean and the part along x̂."""
    g, v = (lambda index: family("g", index)), (lambda index: family("v", index))
    projected = g(i) - mean(k, g(k)) - scale * normalised(i) * mean(m, g(m) * normalised(m))
    return equal(derivative(total(i, g(i) * normalised(i)), t), total(i, v(i) * projected) / deviation(member))


def scaled_deviation(factor):
    return equal(deviation(lambda index: c * family("u", index)), factor * deviation(lambda index: family("u", index)))


centred = [equal(mean(k, uk), 0)]
layer = (u - mean(k, uk)) / deviation(lambda index: family("u", index))

TRUE = {
    "log of a root": (equal(log(sqrt(a)), log(a) / 2), [a > 0]),
    "log of a fractional power": (equal(log(a ** Fraction(-3, 2)), -3 * log(a) / 2), [a > 0]),
    "log of the modulus": (equal(log(x**2), 2 * log(absolute(x))), [differs(x, 0)]),
    "log of a root of a sum": (equal(log(sqrt(x**2 + 1)), log(1 + x**2) / 2), []),
    "log of a norm": (equal(log(norm(w)), log(square_norm(w)) / 2), [square_norm(w) > 0]),
    "log of a mean": (equal(log(mean(i, exp(u))), log(total(i, exp(u))) - log(n)), []),
    "log of a softmax": (equal(log(exp(u) / total(k, exp(uk))), u - log(total(k, exp(uk)))), []),
    "log of 4 roots": (equal(log(4 * sqrt(a)), 2 * log(rational(2)) + log(a) / 2), [a > 0]),
    "log of members": (equal(mean(i, log(sqrt(u))), mean(i, log(u)) / 2), [u > 0]),
    "a quotient in a logarithm": (log(1 - x / y) <= -x / y, [x > 0, y > x]),
    "a square leaves a root": (equal(sqrt(c**2 * x + c**2 * y), absolute(c) * sqrt(x + y)), []),
    "a cube leaves a root": (equal(sqrt(c**3 * x + c**3 * y), absolute(c) * sqrt(c * x + c * y)), []),
    "n leaves a root": (equal(sqrt(mean(i, u**2) + 1), sqrt(total(i, u**2) + n) / sqrt(n)), []),
    "a mean of 0 is a sum of 0": (equal(total(i, u), 0), [equal(mean(i, u), 0)]),
    "a mean of 1 is a sum of n": (equal(total(i, u), n), [equal(mean(i, u), 1)]),
    "the deviation of multiples": (scaled_deviation(absolute(c)), []),
    "layer norm is root mean square norm at mean 0": (equal(layer, u / sqrt(mean(k, uk**2))), centred),
    "the gradient through batch normalisation": (through_batchnorm(1), []),
}
FALSE = {
    "log of a root, not halved": (equal(log(sqrt(a)), log(a)), [a > 0]),
    "a square leaves a root with its sign": (equal(sqrt(c**2 * x + c**2 * y), c * sqrt(x + y)), []),
    "n leaves half a root": (equal(sqrt(mean(i, u**2) + 1), sqrt(total(i, u**2) + 1) / sqrt(n)), []),
    "a sum of 1 is no mean of 1": (equal(total(i, u), n), [equal(total(i, u), 1)]),
    "the deviation of multiples with a sign": (scaled_deviation(c), []),
    "layer norm is root mean square norm": (equal(layer, u / sqrt(mean(k, uk**2))), []),
    "the gradient with half a projection": (through_batchnorm(rational(1, 2)), []),
}


def status(stated):
    made = claim("stated", stated[0], given=stated[1])
    evidence = decide(made, lookup=lambda id, edition: None, cases=600)
    assert objection(made, evidence, {}) == ""
    return evidence.status


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved_and_re_checked(name):
    assert status(TRUE[name]) == "PROVED"


@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_is_refuted(name):
    assert status(FALSE[name]) == "REFUTED"


def test_a_root_of_a_product_is_not_split_where_a_factor_may_be_negative():
    assert status((equal((c**3 * x + c**3 * y) ** Fraction(1, 3), c * (x + y) ** Fraction(1, 3)), [])) != "PROVED"


@pytest.mark.parametrize("positive", [x * y, x / (y + 1), -x, x * y**2, x**2, x / (total(i, u) + 1)])
def test_a_logarithm_of_a_product_is_not_split_where_a_factor_may_be_negative(positive):
    assert len(Normaliser().of(log(positive))) == 1
    assert len(Forms().of(to_json(log(positive)))) == 1
