"""Fractions that remember their hash are Python's own in every other way."""

import copy
import pickle
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from gmpy2 import mpq
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import sympify

from verify.exact.sums.atoms import merge, order
from verify.exact.sums.exponents import Long, Remembered, long_remembered, remembered

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


X, Y = ("symbol", "x"), ("symbol", "y")


def atom(name, inside, exponent=Fraction(1)):
    return ("function", name, ((((inside, exponent),), Fraction(2)),))


@pytest.mark.parametrize(
    "other",
    [
        atom("log", X),
        atom("exp", Y),
        atom("exp", X, Fraction(2)),
        atom("exp", X)[:2],
        ("root", *atom("exp", X)[1:]),
        atom("exp", atom("exp", X)),
    ],
)
def test_a_long_atom_is_that_of_the_same_parts_and_no_other(other):
    plain, long = atom("exp", X), long_remembered(atom("exp", X))
    assert type(long) is Long
    assert (long, hash(long), repr(long)) == (plain, hash(plain), repr(plain))
    assert {plain: 1}[long] == 1
    assert long_remembered(other) != long
    assert long_remembered(other) not in {long: 1}
    assert merge([(plain, Fraction(1)), (long, Fraction(1))]) == ((plain, Fraction(2)),)


def test_a_short_atom_stays_what_it_is():
    assert long_remembered(X) is X


def test_a_long_atom_takes_no_hash_to_another_process():
    long = long_remembered(atom("exp", X))
    assert hash(long) == vars(long)["_hash"]
    for made in (pickle.loads(pickle.dumps(long)), copy.copy(long), copy.deepcopy(long)):
        assert (made, type(made), vars(made)) == (long, Long, {})
