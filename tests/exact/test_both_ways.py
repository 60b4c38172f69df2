"""Equations that no normal form proves are proved as ≤ and ≥; both checkers agree, and near misses are not proved."""

import copy

import pytest

from verify.author import claim, ell, equal, exp, family, log, mean, samples, sigmabar, symbols, tanh, total
from verify.claims.claim import Claim, Status
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.one_claim import decide
from verify.recheck import recheck

x, y, a, b, c, K = symbols("x y a b c K")
i, j = samples("i j")


def u(index):
    return family("u", index)


def decided(made: Claim) -> Ledger:
    return Ledger((Verdict(made, decide(made, lookup=lambda id, edition: None)),))


TRUE = {
    "a hypothesis proves itself": (equal(a * c, K), [equal(a * c, K)]),
    "a hypothesis on a sum proves itself": (equal(total(i, u(i)) * a, K), [equal(total(i, u(i)) * a, K)]),
    "a hypothesis on a mean is used": (equal(mean(i, u(i) ** 2) + a, K + a), [equal(mean(i, u(i) ** 2), K)]),
    "two bounds that meet": (equal(x, y), [x <= y, y <= x]),
    "two linear equations": (equal(a + b, 3), [equal(2 * a + b, 4), equal(a - b, -1)]),
    "complements": (equal(sigmabar(x) + sigmabar(-x), 1), []),
    "the loss as a logarithm": (equal(ell(x), log(1 + exp(-x))), []),
    "the loss of the opposite sign": (equal(ell(-x) - ell(x), x), []),
    "log undoes exp": (equal(log(exp(a)), a), []),
    "log of a product": (equal(log(a * b), log(a) + log(b)), [a > 0, b > 0]),
    "log of a quotient": (equal(log(a / b), log(a) - log(b)), [a > 0, b > 0]),
    "exp of a sum": (equal(exp(a) * exp(b), exp(a + b)), []),
    "exp of twice a logarithm": (equal(exp(2 * log(a)), a**2), [a > 0]),
    "tanh by σ̄": (equal(tanh(x), 1 - 2 * sigmabar(2 * x)), []),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_it_is_proved_and_the_rechecker_agrees(name: str) -> None:
    relation, given = TRUE[name]
    ledger = decided(claim("a", relation, given=given))
    assert ledger.verdicts[0].status is Status.PROVED
    assert recheck(ledger.to_json()).count("rechecked") == 1


FALSE = {
    "bounds that do not meet": (equal(x, y), [x <= y, y <= x + 1]),
    "another sign": (equal(a * c, -K), [equal(a * c, K)]),
    "another factor": (equal(a * b, K), [equal(a * c, K)]),
    "another equation": (equal(a + b, 4), [equal(2 * a + b, 4), equal(a - b, -1)]),
    "log of a sum": (equal(log(a + b), log(a) + log(b)), [a > 0, b > 0]),
    "exp of a product": (equal(exp(a) * exp(b), exp(a * b)), []),
    "another mean": (equal(mean(i, u(i)) ** 2, K), [equal(mean(i, u(i) ** 2), K)]),
    "an equality at one point": (equal(exp(x), 1 + x), [x >= 0]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_is_refuted(name: str) -> None:
    relation, given = FALSE[name]
    assert decided(claim("a", relation, given=given)).verdicts[0].status is Status.REFUTED


def test_a_half_that_is_missing_or_exchanged_is_rejected_by_the_rechecker() -> None:
    good = decided(claim("a", equal(x, y), given=[x <= y, y <= x])).to_json()
    part = good["claims"][0]["evidence"]["parts"][0]
    for change in (
        {"at_most": part["at_least"], "at_least": part["at_most"]},
        {"at_least": part["at_most"]},
        {"at_most": {"kind": "identity", "terms": [1, 1]}},
        {"at_most": part},
    ):
        bad = copy.deepcopy(good)
        bad["claims"][0]["evidence"]["parts"][0].update(change)
        assert recheck(bad).count("rejected") == 1


def test_both_ways_prove_no_inequality() -> None:
    good = decided(claim("a", equal(x, y), given=[x <= y, y <= x])).to_json()
    good["claims"][0]["statement"]["then"][0][0] = "<="
    assert recheck(good).count("rejected") == 1
