"""Mutants differ from their statement in one place, and each kind of misprint occurs."""

import pytest
from mutating import mutate

from verify.author import (
    LinearBN,
    because,
    claim,
    equal,
    family,
    inner,
    least,
    maximum,
    samples,
    symbols,
    total,
    vector,
)
from verify.claims import Status
from verify.statement.mutants import mutants
from verify.statement.writing.relations import claim_that

i, j = samples("i j")
x, y = symbols("x y")
model = LinearBN()
STATEMENT = claim_that(
    maximum(x, 2 * y) + total(i, j, family("a", i) ** 2) >= least(i, family("b", i)) - y, given=(x > 0,)
)


def test_no_mutant_is_the_statement_itself_and_none_comes_twice():
    found = [mutant.statement for mutant in mutants(STATEMENT)]
    assert STATEMENT not in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "change",
    [
        ">= became <=",
        ">= became >",
        "a hypothesis was dropped",
        "in a hypothesis, > became <",
        "power 2 became 3",
        "constant 2 became 4",
        "a sign was turned round",
        "a factor was lost",
        "max and min were exchanged",
        "index i became j",
        "the sum over j was lost",
    ],
)
def test_every_kind_of_misprint_occurs(change):
    assert change in {mutant.change for mutant in mutants(STATEMENT)}


@pytest.mark.slow
def test_a_mutated_identity_is_refuted_and_never_proved_where_it_is_false():
    v = vector("v")
    made = claim("gradient", equal(model.derivative_along(v), inner(model.gradient_w(), v)), expected="PROVED")
    square = claim("square", (x - y) ** 2 >= 0, certificates=(because((x - y) ** 2),), expected="PROVED")
    report = mutate([made, square], count=16, seed=2)
    assert len(report.decided) > 10
    assert not report.contradictions
    assert len(report.of(Status.REFUTED)) > len(report.of(Status.PROVED))
