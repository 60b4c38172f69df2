"""What hypotheses say is found once for all who assume the same; after other hypotheses the same words may say more."""

import pytest

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.proofs.signs import Signs

X, Y, Z = (["sym", name] for name in "xyz")
ZERO, ONE, TWO = (["num", value] for value in "012")
MEMBER = ["idx", "u", [["i", "sample"]]]


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    REMEMBERED.forget()


def test_hypotheses_that_say_the_same_are_one_whatever_says_nothing_stands_between():
    nothing = ["<=", ["add", X, Y], ["add", Y, Z]]
    plain, longer = Forms([["=", X, Y], [">=", Z, ZERO]]), Forms([["=", X, Y], nothing, [">=", Z, ZERO]])
    assert plain.under is longer.under
    assert plain.under is Forms([["=", list(X), list(Y)], [">=", list(Z), list(ZERO)]]).under


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([["=", X, Y]], [["=", Y, X]]),
        ([["=", X, Y]], []),
        ([["=", X, Y]], [["=", X, Z]]),
        ([["=", X, TWO]], [[">=", X, TWO]]),
        ([[">=", X, ZERO]], [["<=", X, ZERO]]),
        # in this order y stands for 2, in the other one for x
        ([["=", X, TWO], ["=", Y, X]], [["=", Y, X], ["=", X, TWO]]),
        ([["=", X, TWO], ["=", Y, X]], [["=", X, ONE], ["=", Y, X]]),
        ([[">=", X, ZERO], [">=", Y, X]], [[">=", Y, X]]),
        ([["=", MEMBER, TWO]], [["=", ["idx", "u", [["i", "patch"]]], TWO]]),
    ],
)
def test_hypotheses_that_say_something_else_are_apart(first, second):
    for given in (first, second, first):
        forms = Forms(given)
        REMEMBERED.forget()
        alone = Forms(given)
        assert (forms.under.rules, forms.under.signed) == (alone.under.rules, alone.under.signed)
    assert Forms(first).under is not Forms(second).under
    assert Forms(first).under.key != Forms(second).under.key


def test_a_family_of_zeros_and_ones_is_assumed_apart_from_one_of_other_numbers():
    square, given = ["mul", MEMBER, MEMBER], [[">=", X, ZERO]]
    forms = [Forms(given), Forms(given, "u"), Forms(given, "v"), Forms(given, analytic=True)]
    assert len({id(one.under) for one in forms}) == 4
    assert [one.of(square) == one.of(MEMBER) for one in forms] == [False, True, False, False]


@pytest.mark.parametrize(
    ("given", "shown"),
    [([["=", X, ONE]], True), ([], False), ([["=", X, Z]], False), ([["=", Y, ONE], ["=", X, Y]], True)],
)
def test_a_fact_says_what_it_says_under_the_equations_at_hand(given, shown):
    fact = [">=", Y, X]
    for before in ([], [["=", X, ONE]], [["=", X, TWO]]):
        signs_of([*before], fact)
    signs = signs_of(given, fact)
    assert (signs.least(["add", Y, ["num", "-1"]], {}) > 0) is shown


def signs_of(given, fact):
    return Signs(Forms(given), {"given": given, "then": []}, [fact])
