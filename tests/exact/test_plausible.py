"""What floats say of a goal before it is proved: a true one is never ruled out, and a false one mostly is."""

import pytest

from verify.exact.plausible import is_plausible
from verify.statement.writing.calls import exp
from verify.statement.writing.operations import total
from verify.statement.writing.relations import equal
from verify.statement.writing.variables import family, samples, symbols

x, y, M = symbols("x y M")
(i,) = samples("i")
u, v = family("u", i), family("v", i)


@pytest.mark.parametrize(
    ("relation", "given", "plausible"),
    [
        (x <= 40, (x <= 41,), False),
        (x <= 41, (x <= 41,), True),
        (x >= 41, (x <= 41,), False),
        (x >= 41, (x >= 41,), True),
        (x <= M, (x <= M,), True),
        (x >= M, (x <= M,), False),
        (x < y, (equal(y, 3), x <= 2), True),
        (x < y, (equal(y, 1), x <= 2), False),
        (total(i, u) <= total(i, v), (u <= v,), True),
        (total(i, u) <= total(i, v), (v <= u,), False),
        # an expression on the left bounds no variable, and rules out no point that keeps it
        (exp(x) >= 2, (x + y >= 2, y <= 1), True),
        (exp(x) >= 3, (x + y >= 2, y <= 1), False),
    ],
)
def test_a_goal_is_looked_at_under_its_own_hypotheses_however_often_others_were(relation, given, plausible):
    assert is_plausible(relation, given) is plausible
    assert is_plausible(relation, iter(given)) is plausible
