"""Mutants differ from their statement in one place, and each kind of misprint occurs."""

import pytest
from mutating import mutate

from verify.author import (
    LinearBN,
    because,
    claim,
    derivative,
    equal,
    family,
    inner,
    least,
    maximum,
    pi,
    samples,
    symbols,
    total,
    vector,
)
from verify.claims import Status
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.mutants import mutants
from verify.statement.tree import Diff
from verify.statement.walk import subtrees
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


def test_the_variable_of_a_derivative_and_a_named_number_are_left_as_they_are():
    """A power stood in the place of a bound variable, on which methods broke down; and π lost a factor."""
    statement = claim_that(derivative(x**2, x, 3) >= pi * y)
    found = [mutant.statement.conclusions[0] for mutant in mutants(statement)]
    assert found
    assert all(node.variable == x for one in found for node in subtrees(one) if isinstance(node, Diff))
    assert all(
        "π" in to_text(one) or "factor was lost" in change
        for one, change in zip(found, [mutant.change for mutant in mutants(statement)], strict=True)
    )


@pytest.mark.slow
def test_a_mutated_identity_is_refuted_and_never_proved_where_it_is_false():
    v = vector("v")
    made = claim("gradient", equal(model.derivative_along(v), inner(model.gradient_w(), v)), expected="PROVED")
    square = claim("square", (x - y) ** 2 >= 0, certificates=(because((x - y) ** 2),), expected="PROVED")
    report = mutate([made, square], count=16, seed=2)
    assert len(report.decided) > 10
    assert not report.contradictions
    assert len(report.of(Status.REFUTED)) > len(report.of(Status.PROVED))
