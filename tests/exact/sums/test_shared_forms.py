"""Forms are kept from claim to claim, and none is used under other assumptions on the variables that stand in it."""

from fractions import Fraction

import pytest

from verify.exact.sums.atoms import freeze
from verify.exact.sums.normal_form import Normaliser
from verify.exact.sums.normalisers import Normalisers
from verify.exact.sums.rules import that_concern, variables_of
from verify.statement.tree import Pow
from verify.statement.walk import mentions
from verify.statement.writing.calls import absolute
from verify.statement.writing.operations import inner, mean, total
from verify.statement.writing.relations import equal
from verify.statement.writing.variables import family, n, samples, symbols, vector

x, y, z, c = symbols("x y z c")
i, j = samples("i j")
w, v = vector("w"), vector("z", i)


def u(k):
    return family("u", k)


def root(e):
    return Pow(e, Fraction(1, 2))


def under(*hypotheses):
    return Normalisers().under(hypotheses)


def test_what_is_said_of_other_variables_leaves_the_very_form():
    e = root(x**2) * (x + 1)
    assert under(y >= 0, equal(z, 3)).of(e) is under(c > 0).of(e) is Normaliser().of(e)
    assert under(x >= 0).of(e) is under(y >= 0, x >= 0).of(e)


@pytest.mark.parametrize(
    ("expression", "without", "hypotheses"),
    [
        (root(x**2), absolute(x), [(x >= 0,), (y >= 0, x >= 0), (x > 0, y > 0)]),
        (root(u(j) ** 2), absolute(u(j)), [(u(i) >= 0,), (x >= 0, u(i) >= 0)]),
    ],
)
def test_a_sign_is_used_where_it_is_given_and_nowhere_else(expression, without, hypotheses):
    for order in (1, -1):
        for given in [(), *hypotheses][::order]:
            normal = under(*given)
            bare = normal.of(x if expression == root(x**2) else u(j))
            assert normal.of(expression) == (bare if given else normal.of(without))


def test_names_that_come_with_the_value_of_a_rule_bring_their_rules_and_signs():
    plain, signed = under(equal(x, y)), under(equal(x, y), y >= 0)
    assert signed.of(root(x**2)) == signed.of(y) != plain.of(root(x**2)) == plain.of(absolute(y))
    chained = under(equal(y, z**2), equal(x, 2 * y))
    assert chained.of(x) == chained.of(2 * z**2)
    backwards = under(equal(x, 2 * y), equal(y, z**2), z >= 0)
    assert backwards.of(root(y)) == backwards.of(z)


def test_rules_of_inner_products_and_sums_are_found_by_all_their_names():
    normal = under(equal(inner(w, v), c), equal(total(i, u(i)), 1))
    assert normal.of(inner(w, vector("z", j)) ** 2) == normal.of(c**2)
    assert normal.of(inner(w, w)) == Normaliser().of(inner(w, w)) != {}
    assert normal.of(total(j, c * u(j))) == normal.of(c)
    assert Normaliser().of(total(j, c * u(j))) != normal.of(c)
    assert normal.of(mean(i, j, u(i) * u(j))) == normal.of(1 / n**2)


def test_of_rules_those_are_kept_whose_names_all_stand_in_the_expression():
    normal = under(equal(inner(w, v), c), equal(x, y), y >= 0)
    concerned = [that_concern(normal.rules, normal.nonnegative, frozenset(names)) for names in ("w", "wz", "x", "y")]
    assert [(len(rules), len(signs)) for rules, signs in concerned] == [(0, 0), (1, 0), (1, 1), (0, 1)]
    assert variables_of(freeze(normal.of(x * inner(w, w) + u(i)))) == {"y", "w", "u"}
    assert mentions(total(i, u(i)) * inner(w, v) >= c) == {"u", "w", "z", "c", "i"}
