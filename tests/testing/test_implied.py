"""A mutant is shown to follow from its claim only where it does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.author import (
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    maximum,
    mean,
    minimum,
    n,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.search.falsify import Falsified, falsify
from verify.statement.rewriting.mutants import mutants
from verify.statement.writing.relations import claim_that
from verify.testing.implied import why_true

i, j = samples("i j")
x, y, z = symbols("x y z")
w, u = vector("w"), vector("w*")
A, B = family("a", i), family("b", i)
NORM = mean(i, A**2)

FOLLOWS = {
    "a hypothesis that says more": (claim_that(log(x) <= x, given=(x > 0,)), claim_that(log(x) <= x, given=(x > 1,))),
    "a hypothesis that definedness grants": (
        claim_that(y / NORM <= y**2 / NORM + 1 / NORM, given=(NORM > 0,)),
        claim_that(y / NORM <= y**2 / NORM + 1 / NORM),
    ),
    "a larger constant": (
        claim_that(exp(-x) * y <= 8, given=(x >= 0,)),
        claim_that(exp(-x) * y <= 16, given=(x >= 0,)),
    ),
    "a smaller factor of something positive": (
        claim_that(x >= 3 * exp(y) / n),
        claim_that(x >= 3 * exp(y) / n**2),
    ),
    "a smaller size below a line": (claim_that(x >= NORM), claim_that(NORM / n <= x)),
    "a greater argument of a falling function": (
        claim_that(sigmabar(x) <= y, given=(x >= 0,)),
        claim_that(sigmabar(2 * x) <= y, given=(x >= 0,)),
    ),
    "max for min": (claim_that(x <= minimum(y, z)), claim_that(x <= maximum(y, z))),
    "a sum of squares": (claim_that(x + y >= 0), claim_that(x**2 + y**2 >= 0)),
    "hypotheses that contradict what is always so": (
        claim_that(x >= 0, given=(inner(w, w) > 0,)),
        claim_that(x >= 0, given=(inner(w, w) < 0,)),
    ),
    "a logarithm of something negative": (
        claim_that(log(x) <= x, given=(x > 0,)),
        claim_that(log(-x) <= x, given=(x > 0,)),
    ),
    "a scaled vector": (
        claim_that(inner(u, u) > 0, given=(equal(inner(u, vector("z", i)), 1),)),
        claim_that(inner(u, u) > 0, given=(equal(inner(u, vector("z", i)), -2),)),
    ),
}
DOES_NOT = {
    "a smaller factor of something negative": (claim_that(x >= -3 * exp(y) / n), claim_that(x >= -3 * exp(y) / n**2)),
    "a smaller base that may be negative": (claim_that(x >= y**2), claim_that(x >= (y - 1) ** 2)),
    "a power of something below one": (claim_that(x >= y**2, given=(y >= 0,)), claim_that(x >= y**3, given=(y >= 0,))),
    "min for max": (claim_that(x <= maximum(y, z)), claim_that(x <= minimum(y, z))),
    "a least for a greatest": (claim_that(x <= greatest(i, A)), claim_that(x <= least(i, A))),
    "a hypothesis that says less": (claim_that(x >= 1, given=(x >= 1,)), claim_that(x >= 1, given=(x > 0,))),
    "a claim that is silent where its mutant speaks": (
        claim_that(y >= 0, given=(log(x) >= 0, y >= log(x))),
        claim_that(y >= 0, given=(x >= 1, y >= -1)),
    ),
    "a strict relation from one that is not": (claim_that(x >= y, given=(x >= y,)), claim_that(x > y, given=(x >= y,))),
    "a length that a scaled vector does not keep": (
        claim_that(inner(u, u) >= 1, given=(equal(inner(u, w), 1), inner(w, w) <= 1)),
        claim_that(inner(u, u) >= 1, given=(equal(inner(u, w), rational(1, 2)), inner(w, w) <= 1)),
    ),
}
TRUE = [
    claim_that(total(i, A) ** 2 <= n * total(i, A**2)),
    claim_that(exp(x) >= 1 + x + y, given=(y <= 0, x >= -1)),
    claim_that(sqrt(x**2 + y**2) <= x + y, given=(x >= 0, y >= 0)),
    claim_that(maximum(x, y) * sigmabar(z) <= x + y, given=(x >= 0, y >= 0)),
    claim_that(x / (x + y) <= 1, given=(x > 0, y >= 0)),
    claim_that(log(1 + x) <= x + y**2, given=(x > -1,)),
    claim_that(minimum(x, y) <= x / 2 + y / 2),
    claim_that(mean(i, A * B) <= greatest(i, A) * mean(i, B), given=(B >= 0,)),
]


@pytest.mark.parametrize("name", FOLLOWS)
def test_what_follows_by_comparing_one_place_is_shown(name):
    assert why_true(*FOLLOWS[name])


@pytest.mark.parametrize("name", DOES_NOT)
def test_what_does_not_follow_is_not_shown(name):
    assert why_true(*DOES_NOT[name]) == ""


@pytest.mark.slow
@given(st.sampled_from(TRUE), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_no_mutant_that_is_shown_to_follow_has_a_counterexample(statement, random):
    mutant = random.choice(mutants(statement)).statement
    if why_true(statement, mutant):
        assert not isinstance(falsify(mutant, budget=600, seed=random.randrange(100)), Falsified)
