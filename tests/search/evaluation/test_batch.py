from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from float_arithmetic import Floats
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.search.draws import draw_points
from verify.search.evaluation.batch import Batch, Slack, with_shared_parts
from verify.search.evaluation.parts import Sides, axes_of
from verify.search.points import Shape, Variables, exact, in_flint
from verify.statement.readings.arithmetic import Rationals
from verify.statement.readings.values import Evaluation, assignments
from verify.statement.writing.calls import ell, exp, maximum, sqrt
from verify.statement.writing.operations import derivative, inner, least, mean, named, total, vector_total
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import family, n, patches, samples, symbols, vector

i, j = samples("i j")
p, q = patches("p q")
x, step = symbols("x ε")
w, v = vector("w"), vector("v")
z = vector("z", i, p)
pair = family("c", i, j)
diagonal = family("c", i, i)
RATIONAL = claim_that(
    total(i, pair) - diagonal + mean(p, q, inner(w, vector("z", j, q)) * inner(v, vector("z", j, p))) <= x**3 / n,
    inner(vector_total(i, p, x * z), w - v) >= maximum(x, least(i, diagonal)),
)
TRANSCENDENTAL = claim_that(
    derivative(mean(i, ell(inner(w + step * v, vector("z", i, p)))), step, 0) <= exp(-(x**2)),
    named("s", sqrt(mean(i, p, inner(w, z) ** 2))) * x >= family("c", j, i),
)


def drawn(statement, shape, seed, count=3):
    variables = Variables.of(statement)
    return variables, draw_points(np.random.default_rng(seed), variables, shape, count)


def sides(batch, statement, relation, instance, arithmetic):
    for at in assignments(relation, instance):
        position = [0] * (len(batch.axes) + 1)
        for index, value in at.items():
            position[batch.axes[index]] = value
        evaluation = Evaluation(instance, arithmetic)
        for side in (relation.left, relation.right):
            array = batch.value(side)
            yield (
                array[tuple(min(k, size - 1) for k, size in zip(position, array.shape, strict=True))],
                evaluation.scalar(side, at),
            )


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
def test_exact_values_at_a_point_are_those_of_the_statement_itself(seed, size, patch_count, d):
    shape = Shape(size, patch_count, d)
    variables, points = drawn(RATIONAL, shape, seed, 1)
    points = {key: in_flint(exact(array)) for key, array in points.items()}
    statement = with_shared_parts(RATIONAL)
    batch = Batch(axes_of(statement), points, shape)
    for relation in statement.conclusions:
        for found, expected in sides(batch, statement, relation, variables.instance(points, shape), Rationals()):
            assert found == expected


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
def test_float_values_at_many_points_are_those_of_each_point_alone(seed, size, patch_count, d):
    shape = Shape(size, patch_count, d)
    variables, points = drawn(TRANSCENDENTAL, shape, seed)
    statement = with_shared_parts(TRANSCENDENTAL)
    with np.errstate(all="ignore"):
        batch = Batch(axes_of(statement), {key: array[:1] for key, array in points.items()}, shape)
        instance = variables.instance({key: exact(array) for key, array in points.items()}, shape)
        for relation in statement.conclusions:
            for found, expected in sides(batch, statement, relation, instance, Floats()):
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * (1 + float(np.abs(found))))


def test_division_by_zero_and_roots_of_negative_numbers_are_undefined_and_not_finite():
    statement = with_shared_parts(claim_that(1 / (1 / x) >= sqrt(x)))
    points = {("symbol", "x"): np.array([0.0, -1.0, 4.0])}
    with np.errstate(all="ignore"):
        slack = Batch(axes_of(statement), points, Shape()).slack(statement.conclusions[0])
    assert list(np.isnan(slack.value)) == [True, True, False]
    assert list(slack.holds) == [False, False, True]
    assert list(slack.fails) == [False, False, False]


def test_differences_within_rounding_are_no_violation_but_may_break_a_strict_relation():
    statement = with_shared_parts(
        claim_that((x + 1) ** 2 - x**2 - 2 * x >= 1, (x + 1) ** 2 - x**2 - 2 * x > 1, equal(x, x + 1))
    )
    batch = Batch(axes_of(statement), {("symbol", "x"): np.array([1e6 + 0.1])}, Shape())
    weak, strict, equation = (batch.slack(relation) for relation in statement.conclusions)
    assert weak.holds[0]
    assert not weak.fails[0]
    assert strict.fails[0]
    assert equation.fails[0]


def test_flattened_points_come_back_and_instances_become_the_same_points():
    shape = Shape(2, 2, 3)
    variables, points = drawn(RATIONAL, shape, 5)
    back = variables.unflatten(variables.flatten(points), shape)
    assert all(np.array_equal(back[key], points[key]) for key in points)
    single = {key: in_flint(exact(array[:1])) for key, array in points.items()}
    again, found = variables.points(variables.instance(single, shape))
    assert found == shape
    assert all(np.array_equal(in_flint(again[key]), single[key]) for key in single)
    assert variables.instance(again, shape) == variables.instance(single, shape)
    assert variables.instance(single, shape).scalars["x"] == Fraction(float(points["symbol", "x"][0]))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.data())
def test_values_after_changes_are_those_of_a_batch_that_never_had_others(seed, data):
    shape = Shape(2, 2, 2)
    statement = with_shared_parts(TRANSCENDENTAL)
    _variables, points = drawn(statement, shape, seed)
    batch = Batch(axes_of(statement), points, shape)
    for _ in range(3):
        _, others = drawn(statement, shape, data.draw(st.integers(0, 10**6)))
        changed = data.draw(st.sets(st.sampled_from(sorted(points))))
        batch = batch.after({key: others[key] for key in changed})
        fresh = Batch(axes_of(statement), batch.points, shape)
        for side in (side for relation in statement.conclusions for side in (relation.left, relation.right)):
            with np.errstate(all="ignore"):
                assert np.array_equal(batch.value(side), fresh.value(side), equal_nan=True)
                assert np.array_equal(batch.magnitude(side), fresh.magnitude(side), equal_nan=True)
        for relation in statement.conclusions:
            with np.errstate(all="ignore"):
                assert np.array_equal(batch.slack(relation).value, fresh.slack(relation).value, equal_nan=True)


def test_a_change_from_floats_to_fractions_keeps_no_float():
    statement = with_shared_parts(claim_that(x**2 + step >= Fraction(1, 3)))
    floats = Batch(axes_of(statement), {("symbol", "x"): np.array([0.1]), ("symbol", "ε"): np.array([0.5])}, Shape())
    (relation,) = statement.conclusions
    assert floats.value(relation.right)[0] == 1 / 3
    fractions = floats.after({key: in_flint(exact(array)) for key, array in floats.points.items()})
    assert fractions.value(relation.right)[0] == fmpq(1, 3)


def test_what_was_made_of_some_variables_is_kept_until_one_of_them_changes():
    keys = [("symbol", "x"), ("symbol", "ε")]
    batch = Batch(axes_of(claim_that(x >= step)), {key: np.array([1.0]) for key in keys}, Shape())

    def made(at):
        return at.of_some("twice x", frozenset(keys[:1]), lambda one: 2 * one.points[keys[0]])

    other = batch.after({keys[1]: np.array([5.0])})
    assert made(other) is made(batch)  # what a later batch asks for is made where it was the same
    assert made(other.after({keys[0]: np.array([3.0])})).tolist() == [6.0]
    assert made(batch).tolist() == [2.0]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
@pytest.mark.parametrize("by_size", [True, False])
def test_whether_a_relation_holds_or_fails_is_told_as_by_the_sign_of_its_slack(operator, by_size):
    """No slack is measured where its sign is asked for: near 0, beyond floats and where nothing is known as well."""
    rng = np.random.default_rng(0)
    values = [0.0, -0.0, 1.0, -1.0, 5.0, 1e-61, 3e-61, -1e-61, np.inf, -np.inf, np.nan, 1 + 1e-12, 1 - 1e-12, 1e300]
    for shape in ((400,), (400, 2), (400, 2, 3)):
        left, right = (rng.choice(values, shape) for _ in range(2))
        with np.errstate(all="ignore"):
            size = (np.abs(left) + np.abs(right)) * (rng.choice([1, 1, 2, 10], shape) if by_size else 1)
            told, measured = (Slack(Sides(None, None, operator, by_size, frozenset()), left, right, size) for _ in "ab")
            value = measured.value
        assert np.array_equal(told.holds, value > 0 if told.strict else value >= 0)
        assert np.array_equal(told.fails, value <= 0 if told.strict else value < 0)
        assert np.array_equal(measured.holds, told.holds)
        assert np.array_equal(measured.fails, told.fails)
