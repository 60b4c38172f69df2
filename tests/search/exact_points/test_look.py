"""False statements that floats cannot see to be false are refuted exactly, at points that a person can read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import claim, exp, family, log, mean, samples, symbols
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection
from verify.report.words.evidence import evidence_words
from verify.search.exact_points.beyond_doubles import far_numbers
from verify.search.exact_points.meeting import meeting_points
from verify.search.falsify import Falsified, Survived, falsify
from verify.statement.writing.relations import claim_that

x, y = symbols("x y")
(i,) = samples("i")
TINY = Fraction(1, 10**500)
FAR = {
    "a bound beyond the doubles": (x <= 10**400, [x > 0]),
    "a hypothesis beyond the doubles": (x <= 10**400, [x >= 10**401]),
    "a power beyond the doubles": (x**200 <= 10**350, [x > 0]),
    "a product": (x * y <= 10**500, [x > 0, y > 0]),
    "a sum of which one term is lost": (x + y <= 10**400, [x >= 1, y >= 1]),
    "from below": (x >= -(10**350), []),
    "a tiny bound": (x**2 >= TINY, [x > 0]),
    "a tiny exponential": (exp(-x) >= TINY, [x > 0]),
    "a double exponential": (exp(exp(x)) <= 10**1000, [x > 0]),
    "a logarithm of what no double is": (log(x) <= 1000, [x > 0]),
    "a mean": (mean(i, family("a", i)) <= 10**320, []),
}


@pytest.mark.parametrize("name", FAR)
def test_a_bound_beyond_the_doubles_is_refuted_in_few_signs(name):
    conclusion, given = FAR[name]
    made = claim("far", conclusion, given=given)
    evidence = decide(made, lookup=lambda id, edition: None, cases=600)
    assert evidence.status == "REFUTED"
    assert objection(made, evidence, {}) == ""
    assert max(map(len, evidence_words(made, evidence))) < 80


@pytest.mark.parametrize(
    ("conclusion", "given"),
    [(x <= 10**400, [x <= 10**399]), (x * 10**400 >= x, [x >= 0]), (exp(x) >= TINY, [x >= -1000])],
)
def test_a_true_bound_beyond_the_doubles_survives(conclusion, given):
    assert isinstance(falsify(claim_that(conclusion, given=tuple(given)), budget=400), Survived)


def test_a_quotient_that_fails_only_where_its_exponents_vanish_is_refuted():
    a, b = 2 * 175407226, 2 * 30987291

    def q(r):
        return exp(r * a * x - r * b * y)

    above = 2 - 2 * q(-2) + q(1) - 2 * q(3) - q(4) + 3 * q(-1) - 3 * q(2)
    wrong = claim("quotient", above / (1 - q(1) - q(2) - q(3)) <= -1 + 1 - 2 * q(-2) + q(1) + q(-1), given=[x >= 1])
    evidence = decide(wrong, lookup=lambda id, edition: None, cases=600)
    assert evidence.status == "REFUTED"
    assert evidence.data["instance"]["scalars"] == {"x": "1", "y": str(Fraction(a, b))}
    assert objection(wrong, evidence, {}) == ""


def test_exponents_are_made_equal_with_one_another():
    u, v = exp(1234567 * x + 7654321 * y), exp(7654319 * x - 99)
    where = {"x": Fraction(1), "y": Fraction(7654319 - 99 - 1234567, 7654321)}
    assert where in list(meeting_points(claim_that(u >= v), ["x", "y"]))
    assert isinstance(falsify(claim_that(abs(1234567 * x - 7654321 * y) > 0, given=(y >= 1,))), Falsified)
    w = exp(100003 * x - 100019 * y)
    assert isinstance(falsify(claim_that(w + 1 / w > 2, given=(x >= 3,)), budget=200), Falsified)


def test_numbers_that_floats_tell_apart_are_not_far():
    assert far_numbers(claim_that(x <= 10**20)) == ()
    assert far_numbers(claim_that(x <= 0)) == ()
