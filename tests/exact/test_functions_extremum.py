"""Enclosures of extrema on compact boxes."""

from fractions import Fraction

import pytest
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.errors import InputError
from verify.exact.functions_extremum import enclose_extremum
from verify.statement.build import absolute, exp, log, maximum, sigmabar, symbols

x, y = symbols("x y")
MILLIONTH = Fraction(1, 10**6)


@given(st.fractions(-2, 2, max_denominator=7), st.fractions(-2, 2, max_denominator=7))
@settings(deadline=None, max_examples=30)
def test_the_least_value_of_a_parabola_is_enclosed(place: Fraction, height: Fraction) -> None:
    found = enclose_extremum((x - place) ** 2 + height, {x: (-2, 2)}, "inf")
    assert found.low <= height <= found.high
    assert found.high - found.low <= MILLIONTH


def test_a_supremum_over_two_variables_is_enclosed() -> None:
    """σ̄(-3) - σ̄(3) = tanh(3/2) = 0.90514825...."""
    found = enclose_extremum(sigmabar(x) - sigmabar(y), {x: (-3, 3), y: (-3, 3)}, "sup")
    assert found.low <= Fraction(905148253644866, 10**15) <= found.high + Fraction(1, 10**15)
    assert found.high - found.low <= MILLIONTH


def test_choices_need_no_derivative() -> None:
    found = enclose_extremum(maximum(x, x**3) * exp(-x), {x: (0, 8)}, "sup", tolerance=Fraction(1, 1000))
    assert found.low <= Fraction(134425, 100000) + Fraction(1, 1000)
    assert Fraction(13442, 10000) <= found.high


def test_too_few_boxes_give_a_wide_enclosure_that_is_still_right() -> None:
    found = enclose_extremum(absolute(x - y), {x: (0, 1), y: (0, 1)}, "inf", most=10)
    assert found.low <= 0 <= found.high
    assert found.boxes <= 10


def test_a_single_point_is_a_box() -> None:
    found = enclose_extremum(exp(x), {x: (0, 0)}, "sup")
    assert found.low <= 1 <= found.high


def test_the_precision_in_force_is_restored() -> None:
    before = ctx.prec
    enclose_extremum(exp(x), {x: (0, 1)}, "sup", bits=200)
    assert ctx.prec == before


def test_what_may_be_undefined_is_refused() -> None:
    with pytest.raises(InputError, match="x near"):
        enclose_extremum(log(x), {x: (-1, 1)}, "inf")


def test_a_box_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="no interval"):
        enclose_extremum(x + y, {x: (0, 1)}, "inf")
    with pytest.raises(InputError, match="empty"):
        enclose_extremum(x, {x: (1, 0)}, "inf")
    with pytest.raises(InputError, match="without variables"):
        enclose_extremum(exp(1), {}, "inf")
