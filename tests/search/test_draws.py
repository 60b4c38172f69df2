import numpy as np
import pytest

from verify.search.draws import first_points
from verify.search.points import Shape, Variables
from verify.search.statement_search import Search
from verify.statement.writing.operations import inner, total
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import family, patches, samples, symbols, vector

(i,), (p,) = samples("i"), patches("p")
x, y = symbols("x y")
SHAPE = Shape(2, 3, 2)


def drawn(formula, *, seed=0, shape=SHAPE, count=8):
    return first_points(seed, Variables.of(claim_that(formula)), shape, count)


def test_statements_whose_variables_differ_in_names_only_are_given_the_same_points():
    one = drawn(x * total(i, inner(vector("z", i), vector("w"))) >= 0)
    other = drawn(y * total(i, inner(vector("b", i), vector("a"))) >= 0)
    # in the order of their names, the family of vectors stands last in one and first in the other
    assert one["symbol", "x"] is other["symbol", "y"]
    assert one["vector", "w"].shape == other["vector", "a"].shape == (8, 2)
    assert one["vector", "z"].shape == other["vector", "b"].shape == (8, 2, 2)


@pytest.mark.parametrize(
    ("formula", "changes"),
    [
        (total(p, family("a", p)) >= 0, {}),
        (total(i, family("a", i)) >= 0, {"seed": 1}),
        (total(i, family("a", i)) >= 0, {"shape": Shape(3, 3, 2)}),
        (total(i, family("a", i)) >= 0, {"count": 9}),
    ],
)
def test_another_kind_of_index_seed_shape_or_count_gives_other_points(formula, changes):
    first, other = drawn(total(i, family("a", i)) >= 0), drawn(formula, **changes)
    assert first["family", "a"].shape == (8, 2)
    assert not np.array_equal(first["family", "a"], other["family", "a"])


def test_points_that_several_statements_share_cannot_be_changed_by_one_of_them():
    with pytest.raises(ValueError, match="read-only"):
        drawn(x >= 0)["symbol", "x"][0] = 1


def test_a_search_with_another_seed_draws_other_points_and_with_the_same_seed_the_same():
    statement = claim_that(x**2 >= y, given=(x >= y,))
    searches = [Search(statement, seed) for seed in (0, 1)]
    searches.append(Search(statement, 1))
    searches[2].reseed(0)
    points = [[search.draw(Shape(), 20, turn)["symbol", "x"].tolist() for turn in (0, 1)] for search in searches]
    assert points[0] == points[2]
    assert points[0][0] != points[1][0]
    assert points[0][0] != points[0][1]
