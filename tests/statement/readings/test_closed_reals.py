"""Closed numbers: two that are equal are seen to be, and none is called equal to another whose ball lies apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import example, given
from hypothesis import strategies as st

from verify.author import Phi, absolute, ell, exp, log, maximum, phi, pi, rational, sigmabar, sqrt, tanh
from verify.errors import InputError
from verify.recheck.values import decide
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls, UndefinedError
from verify.statement.readings.closed_reals import ClosedReals, GivenUpError
from verify.statement.readings.interchange import to_json
from verify.statement.readings.values import Evaluation, holds_at
from verify.statement.tree import Relation

one, two, half = rational(1), rational(2), rational(1, 2)

ROOT_OF_A_SUM = (exp(log(1 + exp(one)) / 2), sqrt(1 + exp(one)))
EQUAL = [
    ROOT_OF_A_SUM,
    (sqrt(rational(8)), 2 * sqrt(two)),
    (exp(log(rational(3)) / 2), sqrt(rational(3))),
    (log(rational(12)), 2 * log(two) + log(rational(3))),
    (1 / (sqrt(two) - 1), sqrt(two) + 1),
    (sqrt(3 + 2 * sqrt(two)) ** 2, 3 + 2 * sqrt(two)),
    (ell(0 * one) + ell(0 * one), 2 * log(two)),
    (sigmabar(one) + sigmabar(-one), one),
    (ell(-one), ell(one) + 1),
    (tanh(one), (exp(two) - 1) / (exp(two) + 1)),
    (phi(0 * one), 1 / sqrt(2 * pi)),
    (phi(one), exp(-half) / sqrt(2 * pi)),
    (exp(one) * exp(-one), one),
    (log(exp(one) + exp(two)), 1 + log(1 + exp(one))),
    (absolute(log(half)), log(two)),
    (maximum(sqrt(two), one), two ** Fraction(1, 2)),
    (-half * log(half) - half * log(half), log(two)),
    (Phi(one) - Phi(one), 0 * one),
    (log(log(two)) * 2 - log(log(two)), log(log(two))),
    (exp(-log(log(rational(3)))) * log(rational(3)), one),
    ((sqrt(two) - 2) ** -3 * (2 - sqrt(two)) ** 3, -one),
]
APART = [
    (sqrt(two), rational(99, 70)),
    (exp(one) * exp(one), exp(rational(3))),
    (log(rational(12)), 2 * log(two) - log(rational(3))),
    (absolute(log(half)), log(half)),
    ((sqrt(two) - 2) ** -1, 1 / (2 - sqrt(two))),
    (sigmabar(one), 1 - sigmabar(one)),
    (phi(one), phi(two)),
    (Phi(one), Phi(-one)),
]


def compared(left, right):
    with ctx.workprec(160):
        reals = ClosedReals()
        values = Evaluation(Instance(), reals)
        return reals.are_equal(values.scalar(left, {}), values.scalar(right, {}))


@pytest.mark.parametrize(("left", "right"), EQUAL, ids=str)
def test_equal_numbers_are_seen_to_be_equal_by_both_programs_and_break_what_is_strict(left, right):
    assert compared(left, right)
    if (left, right) == ROOT_OF_A_SUM:
        return  # the re-checker reads e^(log(a)/2) as it stands, and rejects what rests on this
    nothing = {"sizes": {}, "scalars": {}, "families": {}, "vectors": {}}
    for operator in "<", ">", "!=":
        relation = Relation(operator, left, right)
        assert holds_at(relation, Instance(), {}) is False
        assert decide(to_json(relation), nothing, {})[0] is False


@pytest.mark.parametrize(("left", "right"), APART, ids=str)
def test_different_numbers_are_never_called_equal(left, right):
    assert not compared(left, right)
    assert holds_at(Relation("=", left, right), Instance(), {}) is False


def test_what_has_no_value_is_no_closed_number():
    for undefined in sqrt(-sqrt(two)), log(1 - sqrt(two)), 1 / (sqrt(two) * sqrt(two) - 2):
        with pytest.raises((UndefinedError, GivenUpError)):
            compared(undefined, undefined)


numbers = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(rational)


def grown(parts):
    return st.one_of(
        st.tuples(parts, parts).map(lambda pair: pair[0] + pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] * pair[1]),
        st.tuples(parts, st.sampled_from([2, -1, Fraction(1, 2), Fraction(-3, 2)])).map(
            lambda pair: pair[0] ** pair[1]
        ),
        st.tuples(st.sampled_from([exp, log, absolute, ell, sigmabar, phi, Phi]), parts).map(lambda p: p[0](p[1])),
    )


@given(st.recursive(numbers, grown, max_leaves=7), st.recursive(numbers, grown, max_leaves=3))
@example(log(exp(two) * half) + 1, log(half) + 3)
def test_a_form_keeps_the_value_that_balls_enclose(e, other):
    """x + y − y is x for every closed number, and equal forms never have balls that lie apart."""
    with ctx.workprec(200):
        reals = ClosedReals()
        closed, balls = Evaluation(Instance(), reals), Evaluation(Instance(), Balls())
        try:
            x, y = closed.scalar(e, {}), closed.scalar(other, {})
            assert x.ball.overlaps(balls.scalar(e, {}))
            same, back = reals.are_equal(x, y), reals.are_equal(x + y - y, x)
        except (GivenUpError, UndefinedError, InputError):
            return
        assert back
        assert not same or x.ball.overlaps(y.ball)
        read = sum(
            (reals._ball(factors) * Balls().number(c) for factors, c in x.form.items()), Balls().number(Fraction(0))
        )
        assert read.overlaps(x.ball), "the form has another value than the number"


@pytest.mark.parametrize(
    ("base", "exponent"),
    [(exp(one), Fraction(1, 3**60)), (exp(one), Fraction(10**7)), (two, Fraction(10**12)), (two, Fraction(1, 3**60))],
)
def test_what_is_far_below_a_double_or_beyond_one_has_a_ball_or_is_given_up_at_once(base, exponent):
    with ctx.workprec(128):
        try:
            value = Evaluation(Instance(), ClosedReals()).scalar(1 / (1 + exp(exponent * log(base))), {})
        except GivenUpError:
            assert base == two
            return
        assert (value.ball > 0) or exponent > 1000
        assert value.ball < Fraction(3, 5).numerator / arb(5)
