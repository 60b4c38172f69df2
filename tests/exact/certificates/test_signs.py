"""What a fact shows, and what it does not: strict facts, facts about every index, and near misses of both."""

import pytest

from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.sums.normal_form import Normaliser
from verify.statement.writing.variables import family, patches, samples, symbols

i, j = samples("i j")
(p,) = patches("p")
x, y = symbols("x y")
a = family("a", i)


def signs(*hypotheses):
    return Signs(Normaliser(), facts_of(hypotheses, Normaliser()))


@pytest.mark.parametrize("facts", [(x - y > 0, x - y >= 0), (x - y >= 0, x - y > 0)])
def test_a_strict_fact_stays_strict_beside_the_weaker_one_in_either_order(facts):
    assert signs(*facts).positive(x - y)
    assert signs(*facts).nonnegative(x - y)


def test_a_fact_that_is_not_strict_shows_nothing_strict_and_nothing_of_the_negative():
    given = signs(x - y >= 0)
    assert given.nonnegative(x - y)
    assert not given.positive(x - y)
    assert not given.nonnegative(y - x)


def test_a_fact_about_a_free_index_holds_at_each_index_of_its_kind_alone():
    given = signs(a - x > 0, y - x > 0)
    assert given.positive(family("a", j) - x)
    assert not given.nonnegative(family("a", p) - x)
    assert not given.nonnegative(family("b", j) - x)
    assert not given.nonnegative(family("a", j) - y)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_facts_that_are_known_later_count_like_those_known_before(first):
    normal = Normaliser()
    facts = facts_of([x >= 0, y >= x, x > 0], normal)
    later = Signs(normal, facts[:first]).knowing(facts[first:])
    assert later.facts == facts
    assert later.positive(x)
    assert later.nonnegative(y - x)
    assert not later.positive(y - x)
    assert not later.nonnegative(x - y)


def test_facts_known_later_are_not_known_before():
    before = Signs(Normaliser(), ())
    assert before.knowing(facts_of([x >= 0], before.normaliser)).nonnegative(x)
    assert not before.nonnegative(x)
