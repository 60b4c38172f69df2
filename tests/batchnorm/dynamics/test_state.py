"""States and their numbers as text: exact, whatever their size, and what is refused."""

from __future__ import annotations

import pytest
from flint import arb, fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers import working_bits
from verify.errors import InputError


@given(st.integers(), st.integers(-5000, 5000))
@settings(deadline=None)
def test_a_dyadic_number_survives_as_text(mantissa: int, exponent: int) -> None:
    number = Dyadic(mantissa, exponent)
    assert Dyadic.parse(str(number)) == number == Dyadic.of(number.ball) == Dyadic.of(number.rational)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(5e-324)
@settings(deadline=None)
def test_a_double_is_taken_exactly_and_given_back(value: float) -> None:
    assert float(Dyadic.of(value)) == value


@pytest.mark.parametrize("text", ["", "1", "0.5*2^1", "1*2^x", "nan", "1*2^3 ", "1e9*2^0", "٣*2^1"])
def test_text_that_is_no_dyadic_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a dyadic number"):
        Dyadic.parse(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), arb("nan"), arb("inf")])
def test_numbers_that_are_not_finite_are_refused(value: object) -> None:
    with pytest.raises(InputError, match="finite"):
        Dyadic.of(value)


@pytest.mark.parametrize(
    "text", ["", "t=1", "t=x gamma=1*2^0 margins=1*2^0 coefficients=1*2^0", "t=1 gamma= margins= coefficients="]
)
def test_a_damaged_saved_state_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        State.parse(text)


def test_states_of_many_digits_are_read_back() -> None:
    """Python's own limit of 4300 digits in int(text) is not in the way."""
    problem = Problem(gram=fmpq_mat([[5, 1], [1, 3]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 5))
    start = Start((fmpq(1), fmpq(-1, 3)), fmpq(-7, 3), fmpq(1))
    state = descend(problem, start, steps=2, digits=6000).state
    assert State.parse(state.text()) == state
    assert state.gamma.mantissa.bit_length() > working_bits(5990)
