"""Proofs by lemmas: facts of functions at any expressions, term by term, tangents, extrema, roots; and near misses."""

from __future__ import annotations

import copy
import json
from fractions import Fraction

import pytest

from verify.author import (
    absolute,
    claim,
    derivative,
    ell,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    mean,
    n,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.claims.claim import Certificate, certificate_to_json
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.rechecking import objection
from verify.exact.certificates.checker import check_certificate
from verify.exact.certificates.signs import oriented
from verify.exact.lemmas.method import Lemmas
from verify.exact.lemmas.reductions.abstraction import is_between_variables
from verify.exact.protocol import Reason
from verify.recheck import check_row
from verify.report.words.evidence import evidence_words

i, j, k = samples("i j k")
x, y, a, b = symbols("x y a b")
u, v = family("u", i), family("v", i)
w, q = vector("w"), vector("q")
ui, uj = family("u", i), family("u", j)

PROVED = {
    "a fact at every member": (exp(u) >= 1 + u, ()),
    "a fact of two members": (exp((ui + uj) / 2) <= (exp(ui) + exp(uj)) / 2, ()),
    "a fact of an inner product": (ell(inner(w, vector("z", i))) <= exp(-inner(w, vector("z", i))), ()),
    "under a mean": (mean(i, sigmabar(u)) <= mean(i, ell(u)), ()),
    "under a sum with constants": (total(i, exp(u)) >= n + total(i, u), ()),
    "of squares": (exp((x**2 + y**2) / 2) <= (exp(x**2) + exp(y**2)) / 2, ()),
    "a member of a sum of squares": (u**2 <= total(k, family("u", k) ** 2), ()),
    "a member of a sum of nonnegative numbers": (u <= total(k, family("u", k)), (u >= 0,)),
    "the least and the mean": (least(i, u) <= mean(i, u), ()),
    "the greatest and the mean": (mean(i, u) <= greatest(i, u), ()),
    "a bound of all is one of the greatest": (greatest(i, u) <= a, (u <= a,)),
    "a strict one too": (greatest(i, u) < a, (u < a,)),
    "the modulus of a sum": (absolute(total(i, u)) <= total(i, absolute(u)), ()),
    "Jensen for exp": (exp(mean(i, u)) <= mean(i, exp(u)), ()),
    "Jensen for a loss": (ell(mean(i, u)) <= mean(i, ell(u)), ()),
    "Jensen with weights": (
        exp(total(i, family("p", i) * u)) <= total(i, family("p", i) * exp(u)),
        (family("p", i) >= 0, total(i, family("p", i)) <= 1, total(i, family("p", i)) >= 1),
    ),
    "Jensen for log": (log(mean(i, u)) >= mean(i, log(u)), (u > 0,)),
    "the greatest of sums": (greatest(i, u + v) <= greatest(i, u) + greatest(i, v), ()),
    "the greatest of differences": (greatest(i, u) - greatest(i, v) <= greatest(i, u - v), ()),
    "the least of differences": (least(i, u) - least(i, v) >= least(i, u - v), ()),
    "the greatest of larger numbers": (greatest(i, 1 + u) <= greatest(i, exp(u)), ()),
    "the least of larger numbers": (least(i, 1 + u) <= least(i, exp(u)), ()),
    "the smoothed margin from below": (-log(total(i, exp(-u))) >= least(i, u) - log(n), ()),
    "log-sum-exp from below": (log(total(i, exp(u))) >= greatest(i, u), ()),
    "log-sum-exp from above": (log(total(i, exp(u))) <= greatest(i, u) + log(n), ()),
    "n as a number": (n / (n - 1) <= 2, (n >= 2,)),
    "the triangle inequality": (sqrt(inner(w + q, w + q)) <= sqrt(inner(w, w)) + sqrt(inner(q, q)), ()),
    "the reverse one": (absolute(sqrt(inner(w, w)) - sqrt(inner(q, q))) <= sqrt(inner(w - q, w - q)), ()),
    "root mean square": (mean(i, u) <= sqrt(mean(i, u**2)), ()),
    "the square of a sum": (total(i, u**2) <= total(i, u) ** 2, (u >= 0,)),
    "on a circle": (x + 2 * y <= sqrt(rational(5)), (equal(x**2 + y**2, 1),)),
    "two roots": (sqrt(a + 1) + sqrt(b + 1) <= sqrt(rational(6)), (a >= -1, b >= -1, equal(a + b, 1))),
    "three numbers of product 1": (a + b + x >= 3, (a > 0, b > 0, x > 0, equal(a * b * x, 1))),
    "a sum that separates": (exp(x) + exp(y) >= 2 + x + y, ()),
    "a product that separates": (exp(x) * exp(y) >= (1 + x) * (1 + y), (x >= 0, y >= 0)),
}
NOT_PROVED = {
    "the constant is too large": (exp(u) >= 1 + 2 * u, ()),
    "two members that differ": (exp(ui) >= 1 + uj, ()),
    "a mean the other way": (mean(i, sigmabar(u)) >= mean(i, ell(u)), ()),
    "a sum against a mean": (total(i, exp(u)) >= n * n + total(i, u), ()),
    "a member of a sum of any numbers": (u <= total(k, family("u", k)), ()),
    "two members of a sum": (ui + uj <= total(k, family("u", k)), (u >= 0,)),
    "twice a member": (2 * u <= total(k, family("u", k)), (u >= 0,)),
    "strictly below the sum": (u < total(k, family("u", k)), (u >= 0,)),
    "the least above the mean": (least(i, u) >= mean(i, u), ()),
    "a bound of one member": (greatest(i, u) <= ui, ()),
    "strictly from a bound that is not": (greatest(i, u) < a, (u <= a,)),
    "Jensen for a concave function as if convex": (log(mean(i, u)) <= mean(i, log(u)), (u > 0,)),
    "Jensen for a function that bends both ways": (sigmabar(mean(i, u)) <= mean(i, sigmabar(u)), ()),
    "Jensen with weights that add up to more": (
        exp(total(i, family("p", i) * u)) <= total(i, family("p", i) * exp(u)),
        (family("p", i) >= 0,),
    ),
    "the greatest of sums, turned": (greatest(i, u + v) >= greatest(i, u) + greatest(i, v), ()),
    "the greatest of differences, turned": (greatest(i, u) - greatest(i, v) >= greatest(i, u - v), ()),
    "the least of sums, turned": (least(i, u + v) <= least(i, u) + least(i, v), ()),
    "the greatest below a member": (greatest(i, u) <= exp(u), ()),
    "the smoothed margin without log n": (-log(total(i, exp(-u))) >= least(i, u), ()),
    "log-sum-exp without log n": (log(total(i, exp(u))) <= greatest(i, u), ()),
    "a root of what may be negative": (sqrt(u**2) <= u, ()),
    "n = 2 is not more than 2": (n / (n - 1) < 2, (n >= 2,)),
    "the triangle inequality with one side": (sqrt(inner(w + q, w + q)) <= sqrt(inner(w, w)), ()),
    "root mean square turned": (mean(i, u) >= sqrt(mean(i, u**2)), ()),
    "the square of a sum of any numbers": (total(i, u**2) <= total(i, u) ** 2, ()),
    "on a circle, strictly": (x + 2 * y < sqrt(rational(5)), (equal(x**2 + y**2, 1),)),
    "two roots without the equation": (sqrt(a + 1) + sqrt(b + 1) <= sqrt(rational(6)), (a >= -1, b >= -1)),
    "three numbers of product 1 of any sign": (a + b + x >= 3, (equal(a * b * x, 1),)),
    "two numbers of product 4, too much": (a + b >= 4 + rational(1, 10**6), (a > 0, b > 0, equal(a * b, 4))),
    "a sum that separates, too much": (exp(x) + exp(y) >= 2 + rational(1, 10**6) + x + y, ()),
    "a product of what may be negative": (x * y >= a * b, (x >= a, y >= b)),
}


def proof(statement, given):
    made = claim("a", statement, given=given)
    return made, Lemmas().prove(made, 0, lambda id, edition: None)


def said(made, part):
    return objection(made, Evidence("proof", "lemmas", {"parts": [part]}), {})


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "given"), PROVED.values(), ids=PROVED)
def test_is_proved_and_rechecked_and_said_in_words(statement, given):
    made, part = proof(statement, given)
    assert not isinstance(part, Reason), part
    assert said(made, part) == ""
    assert evidence_words(made, Evidence("proof", "lemmas", {"parts": [part]}))


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "given"), NOT_PROVED.values(), ids=NOT_PROVED)
def test_a_near_miss_is_not_proved(statement, given):
    assert isinstance(proof(statement, given)[1], Reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    "tamper",
    [
        lambda part: part["lemmas"].clear(),
        lambda part: part["lemmas"][0]["statement"].update(then=[[">=", ["num", "0"], ["num", "1"]]]),
        lambda part: part["lemmas"][0].update(name="another"),
        lambda part: part["lemmas"][0]["part"].update(proof={"rule": "sign"}),
        lambda part: part["lemmas"][-1]["part"].update(kind="lemmas"),
        lambda part: part["lemmas"].reverse(),
        lambda part: part["lemmas"].append(part["lemmas"][0]),
        lambda part: part["last"]["uses"].clear(),
        lambda part: part["last"]["terms"].pop(),
    ],
)
def test_the_rechecker_rejects_a_proof_that_was_tampered_with(tamper):
    made, part = proof(*PROVED["under a mean"])
    ledger = Ledger((Verdict(made, Evidence("proof", "lemmas", {"parts": [part]})),))
    row = json.loads(json.dumps(ledger.to_json()["claims"][0]))
    assert check_row(copy.deepcopy(row), {}).result == "rechecked"
    tamper(row["evidence"]["parts"][0])
    assert check_row(row, {}).result == "rejected"


@pytest.mark.slow
@pytest.mark.parametrize("name", NOT_PROVED)
def test_the_proof_of_another_statement_does_not_pass_for_a_near_miss(name):
    statement, given = NOT_PROVED[name]
    made = claim("a", statement, given=given)
    for other in (
        "a fact at every member",
        "a member of a sum of nonnegative numbers",
        "a bound of all is one of the greatest",
    ):
        assert said(made, proof(*PROVED[other])[1])


def test_by_form_alone_a_sum_does_not_bound_a_member_whose_companions_may_be_negative():
    """The inner sums are not negative, and yet a member may be: Σ_k Σ_l a_kl bounds no a_ij then."""
    member = lambda *at: family("a", *at)  # noqa: E731
    inner_sums = (total(j, member(i, j)) >= 0,)
    assert isinstance(proof(total(i, j, member(i, j)) >= member(i, k), inner_sums)[1], Reason)
    every = (member(i, j) >= 0,)
    assert not isinstance(proof(total(i, j, member(i, j)) >= member(i, k), every)[1], Reason)


@pytest.mark.parametrize(
    ("statement", "given", "proved"),
    [
        (sqrt(x) <= sqrt(y), (x <= y,), True),
        (sqrt(x) < sqrt(y), (x < y,), True),
        (y ** Fraction(-1, 2) <= x ** Fraction(-1, 2), (x <= y,), True),
        (sqrt(x) < sqrt(y), (x <= y,), False),
        (x ** Fraction(-1, 2) <= y ** Fraction(-1, 2), (x <= y,), False),
        (x**2 <= y**2, (x <= y,), False),
    ],
)
def test_fractional_powers_are_monotone_and_whole_ones_not(statement, given, proved):
    made = claim("a", statement, given=given)
    certificate = Certificate((oriented(statement)[0],))
    assert (check_certificate(made, 0, certificate, lambda id, edition: None) is None) is proved
    part = certificate_to_json(certificate)
    assert (objection(made, Evidence("proof", "certificate", {"parts": [part]}), {}) == "") is proved


def test_the_variable_of_a_derivative_is_not_one_of_the_relations_variables():
    """Squares of it were counted among those of variables that it was not among."""
    assert is_between_variables(derivative(x**2 / x, x, 0) >= 2)
