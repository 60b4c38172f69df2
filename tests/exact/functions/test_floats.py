from fractions import Fraction
from functools import reduce
from operator import add

import pytest

from verify.exact.functions.goals import Goal, Interval
from verify.exact.functions.quotients import Quotient, exp_of, log_of
from verify.exact.functions.search.floats import (
    MOST_WORK,
    columns_of,
    combinations,
    is_far_from_zero,
    is_plausible,
    operations,
)


@pytest.mark.parametrize("variables", [1, 3, 9])
def test_the_points_to_look_at_stay_few_however_many_variables_there_are(variables):
    names = [f"x{k}" for k in range(variables)]
    goal = Goal(reduce(add, map(Quotient.variable, names)), True, dict.fromkeys(names, Interval(bounded=True)))
    columns = columns_of(goal)
    assert set(columns) == set(names)
    assert {len(column) for column in columns.values()} == {
        min(13**variables, MOST_WORK // operations(goal.expression) // 8)
    }
    assert is_plausible(goal)


def test_the_longer_an_expression_the_fewer_points_are_looked_at():
    names = [f"x{k}" for k in range(6)]
    box = dict.fromkeys(names, Interval(bounded=True))
    short = reduce(add, map(Quotient.variable, names))
    long = reduce(
        add,
        (
            Quotient.variable(a) * Quotient.variable(b) * Quotient.variable(c)
            for a in names
            for b in names
            for c in names
        ),
    )
    few, many = (len(columns_of(Goal(one, True, box))["x0"]) for one in (long, short))
    assert few * operations(long) <= MOST_WORK
    assert few < many / 4


def test_what_grows_beyond_floats_or_has_no_variable_is_looked_at_for_combinations_without_a_fault():
    x, y = Quotient.variable("x"), Quotient.variable("y")
    far = exp_of((x * Quotient.number(10**9) - y * Quotient.number(10**8)).above)
    assert combinations(far, (Fraction(10),)) != []
    assert combinations(Quotient.number(2), (Fraction(1),)) == []


X, Y = Quotient.variable("x"), Quotient.variable("y")
FIVE = Quotient.number(5)


@pytest.mark.parametrize(
    ("expression", "far"),
    [
        (X + FIVE, True),
        (FIVE - X * Y, True),
        # positive at every point that is looked at inside, and no ball around (0, h) is
        (log_of(X) + FIVE * FIVE, False),
        (FIVE - log_of(X), False),
        (FIVE + X.inverse(), False),
        (FIVE + X * log_of(Y), False),
        # negative near one corner
        (FIVE * FIVE * X * Y + X - FIVE * FIVE * Y + Quotient.number(24), False),
    ],
)
def test_what_has_no_positive_value_at_a_corner_is_not_far_from_zero(expression, far):
    side = Interval(bounded=True, low_open=True, high=Quotient.number(1))
    assert is_far_from_zero(Goal(expression, True, {"x": side, "y": side}), 1e-3) is far
