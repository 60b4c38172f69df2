from functools import reduce
from operator import add

import pytest

from verify.exact.functions.goals import Goal, Interval
from verify.exact.functions.quotients import Quotient
from verify.exact.functions.search.floats import MOST_POINTS, columns_of, is_plausible


@pytest.mark.parametrize("variables", [1, 3, 9])
def test_the_points_to_look_at_stay_few_however_many_variables_there_are(variables):
    names = [f"x{k}" for k in range(variables)]
    goal = Goal(reduce(add, map(Quotient.variable, names)), True, dict.fromkeys(names, Interval(bounded=True)))
    columns = columns_of(goal)
    assert set(columns) == set(names)
    assert {len(column) for column in columns.values()} == {min(13**variables, MOST_POINTS // 8)}
    assert is_plausible(goal)
