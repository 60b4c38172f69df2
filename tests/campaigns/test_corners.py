"""What is counted of the points of a search is what a plain count finds."""

from __future__ import annotations

import numpy as np

from verify.author import claim, family, inner, mean, patches, samples, symbols, vector
from verify.campaigns.corners import CORNERS, Coverage
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import axes_of
from verify.search.falsify import falsify
from verify.search.points import Shape, Variables
from verify.search.statement_search import Search

(i,), (p,) = samples("i"), patches("p")
γ, η = symbols("γ η")
MARGINS = mean(i, inner(vector("w"), vector("z", i)))


def counted(statement, points, shape, kept=None):
    """The corners of some points of one shape, all of which keep the hypotheses unless it is said which do."""
    seen = Coverage()
    batch = Batch(axes_of(statement), points, shape)
    count = len(next(iter(points.values())))
    seen(Variables.of(statement), batch, np.ones(count, dtype=bool) if kept is None else np.array(kept))
    return seen


def test_each_corner_is_seen_where_it_is():
    statement = claim("a", γ * MARGINS >= η).plain
    w = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    z = np.array([[[1, 2], [3, 4]], [[1, 2], [2, 4]], [[1, -2], [1, -2]], [[1, 1], [0, 0]]], dtype=float)
    points = {("symbol", "γ"): np.array([1.0, -1.0, 2.0, -3.0]), ("symbol", "η"): np.array([1.0, 0.0, 1.0, 1.0])}
    points |= {("vector", "w"): w, ("vector", "z"): z}
    corners = counted(statement, points, Shape(2, 1, 2)).corners
    expected = {"γ < 0": 2, "a margin below 0": 1, "a zero": 2, "equal members": 1, "low rank": 3}
    assert {name: corners[name] for name in expected} == expected
    assert corners["n = 1"] == corners["d = 1"] == 0


def test_points_that_miss_a_hypothesis_do_not_count():
    statement = claim("a", γ >= η).plain
    points = {("symbol", "γ"): np.array([-1.0, -1.0, 0.0]), ("symbol", "η"): np.ones(3)}
    seen = counted(statement, points, Shape(), kept=[True, False, False])
    assert (seen.draws, seen.kept, dict(seen.corners)) == (3, 1, {"γ < 0": 1, "a zero": 0})


def test_sizes_are_those_that_the_statement_speaks_of():
    seen = Coverage()
    statement = claim("a", mean(i, mean(p, family("a", i, p)) ** 2) >= 0).plain
    falsify(statement, budget=400, refine=False, search=Search(statement, 0, observe=seen))
    found = seen.to_json()
    assert set(found["sizes"]) == {"n", "P"}
    assert list(found["sizes"]["n"]) == ["1", "2", "3", "4"]
    assert sum(found["sizes"]["n"].values()) == found["kept"] == 400
    assert found["corners"]["n = 1"] == found["sizes"]["n"]["1"]
    assert set(found["corners"]) == {"n = 1", "P = 1", "a zero", "equal members"} < set(CORNERS)
    assert all(found["corners"].values())


def test_larger_shapes_are_counted_where_they_are_looked_at():
    seen = Coverage()
    statement = claim("a", mean(i, family("a", i) ** 2) >= 0).plain
    falsify(statement, budget=200, search=Search(statement, 0, observe=seen))
    assert max(seen.sizes["n"]) > 100
