"""What is found of signs, and of where a node is defined, is kept only as long as it is still so."""

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.function_table import NONNEGATIVE, POSITIVE
from verify.recheck.proofs.signs import Signs

X, Y, T = (["sym", name] for name in "xyt")
NOUGHT = ["num", "0"]
ANYTHING = ["=", NOUGHT, NOUGHT]


def signs(given, then=ANYTHING):
    return Signs(Forms(given), {"given": given, "then": [then]}, given)


def test_a_fact_that_is_learnt_later_shows_what_was_not_shown_before():
    known, nodes = signs([[">=", X, NOUGHT]]), [["mul", X, Y], ["add", X, Y], ["fn", "exp", X]]
    assert [known.least(node, {}) for node in nodes] == [0, 0, POSITIVE]
    known.learn([">=", Y, NOUGHT], {})
    assert [known.least(node, {}) for node in nodes] == [NONNEGATIVE, NONNEGATIVE, POSITIVE]
    assert known.undefined(["pow", Y, "-1"], {})
    known.learn([">", Y, NOUGHT], {})
    assert [known.least(node, {}) for node in nodes] == [NONNEGATIVE, POSITIVE, POSITIVE]
    assert not known.undefined(["pow", Y, "-1"], {})


def test_signs_of_one_claim_are_not_those_of_the_next():
    root = REMEMBERED.alike(["pow", ["mul", X, Y], "1/2"])
    assert not signs([[">=", X, NOUGHT], [">=", Y, NOUGHT]]).undefined(root, {})
    assert signs([[">=", X, NOUGHT]]).undefined(root, {})
    assert signs([]).least(root[1], {}) == 0


def test_a_derivative_needs_what_its_point_is_under_the_claims_own_equations():
    slope = REMEMBERED.alike(["diff", ["fn", "log", T], "t", Y])
    shown = signs([["=", Y, ["num", "2"]]])
    assert not shown.undefined(slope, {})
    for given in ([], [["=", Y, ["num", "-2"]]]):
        assert signs(given).undefined(slope, {})
    assert not shown.undefined(slope, {})
    assert not signs([["=", Y, ["num", "2"]]]).undefined(["add", X, slope], {})
