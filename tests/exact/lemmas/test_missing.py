"""What is missing of a proof is said in words that a person can go on from."""

from __future__ import annotations

import pytest

from verify.author import (
    absolute,
    because,
    claim,
    ell,
    equal,
    exp,
    family,
    log,
    maximum,
    mean,
    samples,
    sqrt,
    symbols,
    total,
)
from verify.deciding.many_claims import check
from verify.deciding.one_claim import decide
from verify.exact.lemmas.missing import missing
from verify.report.words.evidence import evidence_words
from verify.statement.writing.relations import claim_that

x, y = symbols("x y")
i, j = samples("i j")
u = lambda k: family("u", k)  # noqa: E731
p = family("p", i)


@pytest.mark.parametrize(
    ("conclusion", "given", "expected"),
    [
        (mean(i, exp(u(i) ** 2) * ell(u(i))) >= mean(i, (1 + u(i) ** 2) * ell(u(i))), (),
         "needs: exp(u_i²) ≥ 1 + u_i² for all i"),
        (total(i, p * exp(u(i))) >= total(i, p * (1 + u(i))), (p >= 0,), "needs: exp(u_i) ≥ 1 + u_i for all i"),
        (x * exp(y) + y**2 >= x * (1 + y) + y**2, (x > 0,), "needs: exp(y) ≥ 1 + y"),
        (equal(log(1 + exp(x)) + x**2, log(1 + exp(-x)) + x + x**2), (),
         "the normal forms differ: log(1 + exp(x)) on the left does not match log(1 + exp(-x)) + x on the right"),
        (equal((x + 1) ** 2 * exp(x) + log(x), x**2 * exp(x) + 2 * x * exp(x) + exp(x) + log(y)), (),
         "the normal forms differ: log(x) on the left does not match log(y) on the right"),
        (equal(total(i, (u(i) + 1) ** 2), total(i, u(i) ** 2 + 2 * u(i))), (),
         "the normal forms differ: left − right leaves n"),
        (equal(total(i, u(i) * (p + 1)), total(i, u(i) * p)), (),
         "the normal forms differ: left − right leaves Σ_i u_i"),
        (sqrt(x**2 + exp(y)) + 0 * x >= sqrt(x**2 + 1 + y), (1 + y >= 0,), "needs: exp(y) ≥ y + 1"),
        (mean(i, exp(u(i))) * mean(i, exp(-u(i))) >= 1 + mean(i, u(i)) ** 4 * 0 + mean(i, (u(i) - x) ** 2) / 9, (),
         "no smaller goal was found, and no known fact fits as it stands: a lemma on exp(-u_i) and exp(u_i) is needed"),
        (total(i, u(i) ** 2) ** 3 >= total(i, u(i) ** 3) ** 2, (),
         "no squares and products of hypotheses, of low degree, add up to it: a certificate or a lemma is needed"),
    ],
)  # fmt: skip
def test_the_smaller_goal_and_the_terms_that_do_not_match_are_named(conclusion, given, expected):
    assert missing(claim_that(conclusion, given=given), 0) == (expected,)


@pytest.mark.parametrize(
    ("conclusion", "given"),
    [
        (x * exp(y) >= x * (1 + y), ()),  # a factor of any sign is not taken out
        (total(i, p * exp(u(i))) >= total(i, p * (1 + u(i))), ()),
        (total(i, u(i)) ** 2 >= 0, ()),
    ],
)
def test_nothing_false_is_asked_for(conclusion, given):
    assert all("exp(y) ≥ 1 + y" not in line and "exp(u_i) ≥" not in line
               for line in missing(claim_that(conclusion, given=given), 0))  # fmt: skip


def test_a_factor_that_stands_twice_in_one_term_and_once_in_the_other_is_taken_out_once():
    products = mean(i, exp(-u(i))) * mean(i, u(i)) >= mean(i, exp(-u(i)) * u(i))
    assert missing(claim_that(products), 0) == ("needs: (Σ_i exp(-u_i))·(Σ_i u_i)/n ≥ Σ_i exp(-u_i)·u_i",)


@pytest.mark.slow
def test_a_claim_that_stays_tested_says_what_is_missing():
    two = claim("two", equal(total(i, j, maximum(u(i), u(j))), total(i, j, (u(i) + u(j) + absolute(u(i) - u(j))) / 2)))
    evidence = decide(two, lookup=lambda _id, _edition: None, cases=50)
    assert evidence.kind == "campaign"
    assert "the normal forms differ: Σ_i Σ_j max(u_i, u_j) on the left" in evidence_words(two, evidence)[-1]


def test_a_wrong_certificate_is_told_where_another_proof_is_found():
    wrong = claim("wrong", x**2 + y**2 >= 2 * x * y, certificates=because((x + y) ** 2))
    right = claim("right", x**2 + y**2 >= 2 * x * y, certificates=because((x - y) ** 2))
    ledger = check([wrong, right], cache=False)
    said = {v.claim.id: " ".join(evidence_words(v.claim, v.evidence)) for v in ledger.verdicts}
    assert {v.status.value for v in ledger.verdicts} == {"PROVED"}
    assert "the page's own because(…) is wrong, and another proof was found" in said["wrong"]
    assert "is wrong" not in said["right"]
