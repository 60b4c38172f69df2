"""The reading on arrays: equal parts once, sums along axes, and refusals of what would need pairs."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from verify.errors import InputError
from verify.statement.readings.arrays import leaf, program_of
from verify.statement.tree import Pow
from verify.statement.writing.calls import ell, log, sigmabar
from verify.statement.writing.operations import greatest, mean, total
from verify.statement.writing.variables import family, patches, samples, symbols

i, j = samples("i j")
p, q = patches("p q")
(x,) = symbols("x")


def value(expression, given, n=1, count=1):
    return program_of([expression]).run({leaf(key): entry for key, entry in given.items()}, samples=n, patches=count)[0]


def test_parts_that_differ_in_the_names_of_indices_are_computed_once():
    squares = mean(i, p, family("a", i, p) ** 2), mean(j, q, family("a", j, q) ** 2)
    assert len(set(program_of(squares).outputs)) == 1


def test_a_sum_of_what_does_not_depend_on_its_index_counts():
    assert value(total(i, p, x), {x: 2.0}, n=3, count=5) == 30


def test_a_sum_over_features_leaves_a_column():
    table = np.arange(6.0).reshape(3, 2)
    assert value(total(p, family("a", i, p)), {family("a", i, p): table}, n=3, count=2).tolist() == [[1], [5], [9]]


@pytest.mark.parametrize("exponent", [Fraction(-3, 2), Fraction(-1, 2), Fraction(1, 2), Fraction(-2), Fraction(3)])
def test_whole_and_half_powers_are_those_of_floats(exponent):
    assert value(Pow(x, exponent), {x: 2.5}) == pytest.approx(2.5 ** float(exponent), rel=1e-15)


def test_the_slope_and_the_loss_do_not_overflow_at_either_end():
    ends = np.array([[-2000.0], [2000.0]])
    assert value(sigmabar(family("a", i)), {family("a", i): ends}, n=2).tolist() == [[1], [0]]
    assert value(ell(family("a", i)), {family("a", i): ends}, n=2).tolist() == [[2000], [0]]


@pytest.mark.parametrize(("expression", "expected"), [(log(x), 0.5), (Pow(x, Fraction(1, 3)), math.exp(1 / 6))])
def test_other_functions_and_roots_are_read_on_floats_only(expression, expected):
    assert value(expression, {x: math.exp(0.5)}) == pytest.approx(expected)
    assert math.isnan(value(expression, {x: -1.0}))
    with pytest.raises(InputError, match="floats only"):
        value(expression, {x: arb(2)})


@pytest.mark.parametrize(
    "expression",
    [total(i, j, family("a", i) * family("b", j) * (family("a", i) + family("b", j))), greatest(i, family("a", i))],
)
def test_what_has_no_reading_is_refused(expression):
    with pytest.raises(InputError):
        program_of([expression])
