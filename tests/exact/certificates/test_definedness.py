"""What has to be nonzero, nonnegative or positive for an expression to be defined, in whatever place it stands."""

from fractions import Fraction

from verify.exact.certificates.definedness import demands
from verify.statement.tree import Diff, Pow
from verify.statement.writing.calls import log
from verify.statement.writing.variables import symbols

x, y = symbols("x y")


def test_what_stands_in_several_places_is_demanded_once_and_before_what_comes_later():
    part = log(x) / y
    assert list(demands(part + part * log(y) - part)) == [("positive", x), ("nonzero", y), ("positive", y)]


def test_one_part_in_two_roles_is_demanded_in_both():
    root = Pow(x, Fraction(-1, 2))
    assert set(demands(root + log(x))) == {("nonzero", x), ("nonnegative", x), ("positive", x)}


def test_a_derivative_demands_what_it_needs_at_its_point_and_not_what_its_body_needs_elsewhere():
    slope = Diff(log(x), x, y * y)
    assert set(demands(log(x) + slope)) == {("positive", x), ("positive", y * y), ("nonzero", y)}
    # in the other order too: the body stands in the tree before or after the derivative of it
    assert set(demands(slope + log(x))) == {("positive", x), ("positive", y * y), ("nonzero", y)}
    assert set(demands(slope)) == {("positive", y * y), ("nonzero", y)}
