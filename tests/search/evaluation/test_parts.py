import numpy as np
import pytest

from verify.search.draws import draw_points
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import axes_of
from verify.search.points import Shape, Variables
from verify.statement.writing.calls import exp, maximum
from verify.statement.writing.operations import greatest, inner, mean, total
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import family, samples, symbols, vector

i, j = samples("i j")
x, y = symbols("x y")
w, z = vector("w"), vector("z", i)
c, turned, diagonal = family("c", i, j), family("c", j, i), family("c", i, i)


def test_equal_expressions_are_one_part_though_they_are_two_objects():
    axes = axes_of(claim_that(c * x**2 >= 0))
    assert axes.part(x**2) is axes.part(x**2)
    assert axes.sides(c >= x) is axes.sides(c >= x)


@pytest.mark.parametrize(("one", "other"), [(x**2, x**3), (c, turned), (c, diagonal), (x, exp(x)), (x + y, x - y)])
def test_expressions_that_look_alike_are_two_parts(one, other):
    axes = axes_of(claim_that(one + other >= c))
    assert axes.part(one) is not axes.part(other)


def test_a_relation_and_its_mirror_image_have_slacks_of_opposite_signs():
    batch = Batch(
        axes_of(claim_that(x >= y)), {("symbol", "x"): np.array([2.0]), ("symbol", "y"): np.array([1.0])}, Shape()
    )
    assert batch.slack(x >= y).value[0] == -batch.slack(x <= y).value[0] > 0
    assert batch.slack(x > y).strict
    assert not batch.slack(x >= y).strict


PRODUCTS = [
    (x * y**3 * -7, [x, y, y, y, -7]),
    (diagonal * x ** (-1), [diagonal, x ** (-1)]),
    (x * mean(i, family("a", i)), [x, mean(i, family("a", i))]),
    (x * maximum(y - 1, 0), [x, maximum(y - 1, 0)]),
]


@pytest.mark.parametrize(("product", "factors"), PRODUCTS)
def test_the_magnitude_of_a_product_is_the_product_of_its_factors_magnitudes(product, factors):
    statement = claim_that(product >= 0)
    points = draw_points(np.random.default_rng(3), Variables.of(statement), Shape(3, 1, 1), 200)
    with np.errstate(all="ignore"):
        batch = Batch(axes_of(statement), points, Shape(3, 1, 1))
        expected = 1.0
        for factor in factors:
            expected = expected * (abs(factor) if isinstance(factor, int) else batch.magnitude(factor))
        assert batch.magnitude(product) == pytest.approx(expected, rel=4e-15, nan_ok=True)


@pytest.mark.parametrize(
    ("sum_of_two_signs", "least"),
    [
        (x - y, 3),
        (x * (x - y), 3),
        ((x - y) ** 2, 9),
        (total(i, family("a", i)), 5),
        (inner(w, z), 6),
        (x * greatest(i, family("a", i) - 2), 4),
    ],
)
def test_what_cancels_has_the_magnitude_of_its_terms(sum_of_two_signs, least):
    points = {
        ("symbol", "x"): np.array([1.0]),
        ("symbol", "y"): np.array([2.0]),
        ("family", "a"): np.array([[2.0, -3.0]]),
        ("vector", "w"): np.array([[1.0, 1.0]]),
        ("vector", "z"): np.array([[[3.0, -3.0], [3.0, -3.0]]]),
    }
    batch = Batch(axes_of(claim_that(sum_of_two_signs >= family("a", i))), points, Shape(2, 1, 2))
    assert (batch.magnitude(sum_of_two_signs) >= least).all()
    assert (np.abs(batch.value(sum_of_two_signs)) < least).all()
