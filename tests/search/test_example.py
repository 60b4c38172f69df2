"""An exact instance of a proved claim's hypotheses: found where there is one, never where there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import claim, equal, exp, inner, log, mean, samples, sqrt, symbols, vector
from verify.deciding.one_claim import decide
from verify.search.example import find_example, holds_somewhere, is_example
from verify.search.falsify import falsify
from verify.search.points import Shape
from verify.search.statement_search import Search
from verify.statement.instance import Instance
from verify.statement.writing.relations import claim_that

x, y = symbols("x y")
(i,) = samples("i")
w, z = vector("w"), vector("z", i)


@pytest.mark.parametrize(
    "statement",
    [
        claim_that(x > 0),
        claim_that(x * y > 1, given=(x > 1, y > 1)),
        claim_that(x > 0, given=(equal(x, y + 1), y >= 0)),
        claim_that(inner(w, w) > 0, given=(inner(w, z) >= sqrt(inner(w, w)) / 2, inner(w, w) > 0)),
        claim_that(inner(w, w) > 0, given=(equal(inner(w, z), 1),)),
        claim_that(log(x) <= x - 1),
    ],
    ids=str,
)
def test_what_is_found_keeps_every_hypothesis(statement):
    found = find_example(statement)
    assert found is not None
    assert is_example(found, statement)


def test_the_data_of_an_example_are_more_than_one_sample_where_the_claim_speaks_of_samples():
    assert find_example(claim_that(mean(i, inner(w, z) ** 2) >= 0)).n == 2


@pytest.mark.parametrize(
    "statement",
    [
        claim_that(x > 0, given=(x > 1, x < 1)),
        claim_that(x > 0, given=(x >= 1, x < 1)),
        claim_that(x > 0, given=(x**2 < 0,)),
        claim_that(log(-(x**2) - 1) <= x),
        claim_that(x > 0, given=(inner(w, w) < 0,)),
    ],
    ids=["an open point", "half open", "a negative square", "nowhere defined", "a negative length"],
)
def test_nothing_is_found_where_nothing_is(statement):
    assert find_example(statement) is None


@pytest.mark.parametrize(("at", "kept"), [(Fraction(2), True), (Fraction(1), False), (Fraction(1, 2), False)])
def test_a_hypothesis_that_just_fails_is_seen(at, kept):
    assert is_example(Instance(scalars={"x": at}), claim_that(x > 0, given=(x > 1,))) is kept


def test_an_instance_where_a_conclusion_has_no_value_is_no_example():
    assert not is_example(Instance(scalars={"x": Fraction(0)}), claim_that(1 / x**2 > 0))


def test_an_instance_that_breaks_the_conclusion_is_no_example():
    assert not is_example(Instance(scalars={"x": Fraction(2)}), claim_that(x < 0, given=(x > 1,)))


def test_a_search_that_is_there_already_gives_an_example_too():
    statement = claim_that(x > 0, given=(x > 1,))
    assert is_example(find_example(statement, search=Search(statement, 3)), statement)


def test_a_proof_carries_its_example_and_contradictory_hypotheses_have_none():
    kept, void = claim("kept", x**2 >= 0, given=(x > 3,)), claim("void", x**2 >= 0, given=(x > 3, x < 2))
    evidence = [decide(made, lookup=lambda *_: None) for made in (kept, void)]
    assert [one.kind for one in evidence] == ["proof", "contradiction"]
    assert is_example(Instance.from_json(evidence[0].data["example"]), kept.statement)
    assert "example" not in evidence[1].data


def test_an_example_is_looked_for_among_the_points_drawn_before():
    statement = claim_that(x * y > 0, given=(x > 1, y > x))
    search = Search(statement, 0)
    falsify(statement, budget=96, refine=False, search=search)
    search.draw = None  # nothing more is drawn
    found = find_example(statement, search=search)
    assert found is not None
    assert is_example(found, statement)


def test_points_drawn_before_that_break_a_conclusion_are_no_examples():
    """The conclusion fails at most draws: only those at which it holds are remembered."""
    statement = claim_that(y > 2 * x, given=(x > 1, y > x))
    search = Search(statement, 0)
    falsify(statement, budget=96, refine=False, search=search)
    rows = search.held[Shape()]
    assert 0 < len(rows) < 96
    assert is_example(find_example(statement, search=search), statement)


CLOSED = {
    "one exponential": (x >= 0, (x > 1, y > 0, equal(exp(x) * exp(y), exp(x + y))), True),
    "one exponential, and a relation that is not strict": (x >= 0, (x > 1, y > 0, exp(x) * exp(y) <= exp(x + y)), True),
    "a strict relation between the same": (x >= 0, (x > 1, y > 0, exp(x) * exp(y) < exp(x + y)), False),
    "two exponentials that are near": (x >= 0, (x > 1, equal(exp(x), exp(x + Fraction(1, 10**40)))), False),
    "a conclusion without value": (log(-exp(x)) <= x, (x > 1, equal(exp(x) * exp(x), exp(2 * x))), False),
    "another hypothesis that fails": (x >= 0, (x > 1, x < 1, equal(exp(x) * exp(x), exp(2 * x))), False),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_point_whose_sides_have_one_closed_form_is_told_from_one_that_is_near(name):
    conclusion, given, met = CLOSED[name]
    statement = claim_that(conclusion, given=given)
    assert find_example(statement) is None
    assert holds_somewhere(statement, search=Search(statement, 0)) is met


def test_no_contradiction_is_looked_for_where_all_holds_at_an_irrational_point(monkeypatch):
    asked = []
    monkeypatch.setattr("verify.deciding.one_claim.contradiction", lambda claim, **_: asked.append(claim.id))
    for name, gap in (("same", 0), ("near", Fraction(1, 10**40))):
        given = (x > 1, y > 0, exp(x) * exp(y) <= exp(x + y) - gap)
        evidence = decide(claim(name, x**2 >= 1, given=given), lookup=lambda *_: None)
        assert (evidence.kind, evidence.data["example"]) == ("proof", None)
    assert asked == ["near"]
