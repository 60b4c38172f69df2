"""Fractions that remember their hash are Python's own in every other way."""

import copy
import pickle
from fractions import Fraction

import numpy as np
from flint import fmpq
from gmpy2 import mpq
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import sympify

from verify.exact.sums.atoms import merge, order
from verify.exact.sums.exponents import Remembered, remembered

FRACTIONS = st.fractions(max_denominator=60)


@given(FRACTIONS, FRACTIONS)
@example(Fraction(0), Fraction(0))
@example(Fraction(-1), Fraction(1))
@example(Fraction(2**61 - 2), Fraction(1, 2**61 - 1))
def test_it_is_equal_hashes_prints_and_reckons_as_a_fraction_does(one, other):
    mine = remembered(one)
    assert type(mine) is Remembered
    assert (hash(mine), repr(mine), str(mine)) == (hash(one), repr(one), str(one))
    assert (mine == one, one == mine, mine == remembered(one)) == (True, True, True)
    assert (mine == other, other == mine, mine == remembered(other)) == (one == other,) * 3
    assert (mine < other, mine + other, mine * remembered(other), -mine) == (
        one < other,
        one + other,
        one * other,
        -one,
    )
    assert {mine: 1} == {one: 1}
    assert (pickle.loads(pickle.dumps(mine)), copy.deepcopy(mine)) == (one, one)


def test_a_whole_one_is_equal_to_an_int_and_nothing_else_is():
    whole = remembered(Fraction(3))
    assert whole == 3
    assert hash(whole) == hash(3)
    assert whole != "3"
    assert whole != remembered(Fraction(-3))
    assert remembered(whole) is whole


def test_libraries_take_it_for_a_fraction():
    half = remembered(Fraction(-1, 2))
    assert mpq(half) == mpq(-1, 2)
    assert sympify(half) == sympify(Fraction(-1, 2))
    assert fmpq(half.numerator, half.denominator) == fmpq(-1, 2)
    assert (float(half), np.array([half], dtype=float)[0]) == (-0.5, -0.5)


def test_monomials_have_one_order_whichever_fractions_their_exponents_are():
    """Monomials are put in order by how they print."""
    x, y = ("symbol", "x"), ("symbol", "y")
    plain = ((x, Fraction(1, 2)), (y, Fraction(-2)))
    kept = merge(plain)
    assert kept == plain
    assert order(kept) == order(plain)
    assert all(type(exponent) is Remembered for _, exponent in kept)
