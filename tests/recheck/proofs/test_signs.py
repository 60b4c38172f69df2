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


HERE, THERE = ["i", "sample"], ["j", "sample"]
MEMBER, OTHER = ["idx", "a", [HERE]], ["idx", "a", [THERE]]


def extremum(which, body, *factors):
    return ["mul", *factors, ["ext", which, HERE, body]]


def difference(left, right):
    return ["add", left, ["mul", ["num", "-1"], right]]


def test_an_extremum_is_beside_its_members_whatever_nonnegative_factor_both_have():
    known = signs([[">=", T, NOUGHT]])
    for factor in (["num", "3"], T, ["pow", X, "2"], ["pow", ["size", "sample"], "-1"]):
        for member, other in ((MEMBER, OTHER), (["mul", factor, MEMBER], ["mul", factor, OTHER])):
            scale = [factor] if member is MEMBER else []
            above = difference(extremum("max", member, *scale), ["mul", *scale, other])
            below = difference(["mul", *scale, other], extremum("min", member, *scale))
            assert known.least(above, {}) == known.least(below, {}) == NONNEGATIVE


def test_an_extremum_is_not_beside_its_members_with_another_factor_or_one_of_any_sign():
    known = signs([[">=", T, NOUGHT]])
    for scale, other in ((X, X), (T, ["num", "1"]), (["num", "-1"], ["num", "-1"]), (["num", "2"], ["num", "3"])):
        assert known.least(difference(extremum("max", MEMBER, scale), ["mul", other, OTHER]), {}) == 0
    assert known.least(difference(extremum("min", MEMBER, T), ["mul", T, OTHER]), {}) == 0
    assert known.least(difference(["mul", T, OTHER], extremum("max", MEMBER, T)), {}) == 0
    # of another family, or of an index of another kind
    assert known.least(difference(extremum("max", MEMBER), ["idx", "b", [THERE]]), {}) == 0
    assert known.least(difference(extremum("max", MEMBER), ["idx", "a", [["j", "patch"]]]), {}) == 0
