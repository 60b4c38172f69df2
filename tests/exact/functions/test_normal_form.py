"""Normal forms of functions: identities they show, and values they keep."""

import math
from fractions import Fraction

import pytest
from float_arithmetic import Floats
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.functions.normal_form import derivative, insert, normal, tree
from verify.exact.functions.prove import prove_inequality
from verify.exact.functions.quotients import NotSupportedError, Quotient
from verify.statement.derivatives import differentiate
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import UndefinedError
from verify.statement.readings.values import Evaluation
from verify.statement.tree import Apply, Number, Scalar
from verify.statement.writing.calls import ell, exp, log, sigmabar, sqrt
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import symbols

x, y = symbols("x y")
LAMBERT = Apply("lambertw", (exp(-1),))

ZEROS = [
    ell(-x) - ell(x) - x,
    sigmabar(x) + sigmabar(-x) - 1,
    LAMBERT * exp(1 + LAMBERT) - 1,
    exp(log(2) * Fraction(1, 2)) ** 2 - 2,
    exp(-log(x)) * x - 1,
    sqrt(4 * exp(x)) - 2 * exp(x / 2),
    1 / (x + x * exp(x)) - sigmabar(x) / x,
    (x**2 - y**2) / (x - y) - x - y,
    (exp(2 * x) - 1) / (exp(x) - 1) - exp(x) - 1,
    x ** Fraction(-1, 2) * x ** Fraction(-1, 2) - 1 / x,
    log(exp(x) + exp(x + y)) - x - log(1 + exp(y)),
]
OTHERS = [
    ell(x) - ell(-x),
    sigmabar(x) - sigmabar(-x),
    LAMBERT * exp(LAMBERT) - 1,
    log(x**2) - log(x),
    exp(x) * exp(y) - exp(x * y),
    exp(x / 2) - exp(x),
]


@pytest.mark.parametrize("expression", ZEROS)
def test_an_identity_has_the_normal_form_0(expression: Scalar) -> None:
    assert normal(expression).is_zero


@pytest.mark.parametrize("expression", OTHERS)
def test_what_is_no_identity_has_another_normal_form(expression: Scalar) -> None:
    assert not normal(expression).is_zero


@pytest.mark.parametrize("expression", [log(Number(Fraction(-1))), 1 / (x - x), sqrt(x), log(x - x), sqrt(x + 1)])
def test_what_lies_outside_the_class_is_refused(expression: Scalar) -> None:
    with pytest.raises(NotSupportedError):
        normal(expression)


def functions() -> st.SearchStrategy[Scalar]:
    leaves: st.SearchStrategy[Scalar] = st.sampled_from([x, y]) | st.fractions(-2, 2, max_denominator=3).map(Number)

    def larger(parts: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Scalar]:
        pairs = st.tuples(parts, parts)
        return (
            pairs.map(lambda pair: pair[0] + pair[1])
            | pairs.map(lambda pair: pair[0] * pair[1])
            | pairs.map(lambda pair: pair[0] / (1 + exp(pair[1])))
            | pairs.map(lambda pair: pair[0] - ell(pair[1]))
            | parts.map(lambda part: log(1 + part**2))
        )

    return st.recursive(leaves, larger, max_leaves=5)


def value(expression: Scalar, at: tuple[Fraction, Fraction]) -> float:
    instance = Instance(scalars={"x": at[0], "y": at[1]})
    return float(Evaluation(instance, Floats()).scalar(expression, {}))


PLACES = st.tuples(st.fractions(-2, 2, max_denominator=5), st.fractions(-2, 2, max_denominator=5))


@pytest.mark.slow
@given(functions(), PLACES)
@settings(deadline=None, max_examples=150)
def test_a_normal_form_keeps_values_and_derivatives(expression: Scalar, at: tuple[Fraction, Fraction]) -> None:
    try:
        form = normal(expression)
        slope = derivative(form, "x")
    except NotSupportedError:
        return
    for written, original in ((tree(form), expression), (tree(slope), differentiate(expression, x))):
        try:
            expected = value(original, at)
            found = value(written, at)
        except (UndefinedError, OverflowError):
            continue
        assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6) or not math.isfinite(expected)


@given(functions(), PLACES)
@settings(deadline=None, max_examples=60)
def test_inserting_values_commutes_with_taking_normal_forms(expression: Scalar, at: tuple[Fraction, Fraction]) -> None:
    try:
        shifted = insert(normal(expression), {"x": Quotient.variable("y") - Quotient.number(1)})
    except NotSupportedError:
        return
    expected = value(expression, (at[1] - 1, at[1]))
    assert math.isclose(value(tree(shifted), at), expected, rel_tol=1e-6, abs_tol=1e-6)


def test_a_division_whose_leading_terms_tie_is_multiplied_back():
    """The two exponentials have one height, as A and B were chosen so; the claim is false at x = 1, y = A/B."""
    x, y = symbols("x y")
    A, B = 2 * 175407226, 2 * 30987291

    def q(r):
        return exp(r * A * x - r * B * y)

    above = 2 - 2 * q(-2) + q(1) - 2 * q(3) - q(4) + 3 * q(-1) - 3 * q(2)
    claimed = above / (1 - q(1) - q(2) - q(3)) <= -2 * q(-2) + q(1) + q(-1)
    assert prove_inequality(claim_that(claimed, given=(x >= 1,)), 0) is None
