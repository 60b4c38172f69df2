from fractions import Fraction
from functools import reduce
from operator import add

import pytest

from verify.exact.functions.goals import Goal, Interval
from verify.exact.functions.quotients import Quotient, exp_of
from verify.exact.functions.search.floats import MOST_WORK, columns_of, combinations, is_plausible, operations


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
