"""Monomials are divided as the finder needs it: nothing new comes to stand below."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.certificates.finder.opened_sums import quotient
from verify.exact.sums.atoms import merge

X, Y, N = ("symbol", "x"), ("symbol", "y"), ("size", "sample")
exponents = st.sampled_from(tuple(map(Fraction, ("-2", "-1", "-1/2", "0", "1/2", "1", "2", "3"))))
monomials = st.builds(lambda *parts: merge(zip((X, Y, N), parts, strict=True)), exponents, exponents, exponents)


@settings(deadline=None)
@given(monomials, monomials)
def test_a_quotient_is_refused_just_where_it_divides_by_what_the_monomial_did_not(monomial, divisor):
    had, divided = dict(monomial), dict(divisor)
    left = {atom: had.get(atom, Fraction(0)) - divided.get(atom, Fraction(0)) for atom in (X, Y, N)}
    new_below = [atom for atom in divided if atom != N and left[atom] < 0 <= had.get(atom, Fraction(0))]
    assert quotient(monomial, divisor) == (None if new_below else merge(left.items()))


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [("1", "1", ()), ("1", "2", None), ("1/2", "1", None), ("0", "1", None), ("-1", "1", ((X, Fraction(-2)),))],
)
def test_a_power_of_a_variable_is_divided_as_far_as_it_goes(above, below, expected):
    monomial, divisor = (merge([(X, Fraction(exponent))]) for exponent in (above, below))
    assert quotient(monomial, divisor) == expected


def test_sizes_may_come_to_stand_below():
    assert quotient((), ((N, Fraction(1)),)) == ((N, Fraction(-1)),)
