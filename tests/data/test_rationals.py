"""Numbers are read exactly, and what is no number is refused in one line."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.data.rationals import decimal_text, rational
from verify.errors import InputError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.1", fmpq(1, 10)),
        ("+.5", fmpq(1, 2)),
        ("-3.", fmpq(-3)),
        ("-.0", fmpq(0)),
        (" 1e-3 ", fmpq(1, 1000)),
        ("1.5E+2", fmpq(150)),
        ("-2/3", fmpq(-2, 3)),
        ("+4/6", fmpq(2, 3)),
        ("007", fmpq(7)),
        (0.1, fmpq(1, 10)),
        (np.float64(0.1), fmpq(1, 10)),
        (np.float32(0.1), fmpq(1, 10)),
        (np.float16(0.1), fmpq(1, 10)),
        (np.int8(-7), fmpq(-7)),
        (fmpz(12), fmpq(12)),
        (Fraction(1, 3), fmpq(1, 3)),
        (Decimal("0.25"), fmpq(1, 4)),
        (1e-300, fmpq(1, 10**300)),
    ],
)
def test_a_number_is_what_its_writer_means(written, meant):
    assert rational(written) == meant


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " ",
        "nan",
        "-inf",
        "1,5",
        "1 2",
        "0x10",
        "1_000",
        "١",
        "1e",
        "e5",
        ".",
        "1/2/3",
        "1/-2",
        "1.5/2",
        "--1",
        "1\n2",
    ],
)
def test_a_text_that_is_no_number_is_refused_with_its_place(bad):
    refuse_with_place(bad)


@pytest.mark.parametrize(
    "bad",
    [float("nan"), float("inf"), np.float32("nan"), Decimal("NaN"), None, True, np.True_, 1j, [1], {"a": 1}, b"1"],
)
def test_a_value_that_is_no_number_is_refused_with_its_place(bad):
    refuse_with_place(bad)


def refuse_with_place(bad):
    with pytest.raises(InputError) as caught:
        rational(bad, where="row 2, column 3")
    message = str(caught.value)
    assert "in row 2, column 3" in message
    assert "write an integer" in message
    assert "\n" not in message


@pytest.mark.parametrize("bomb", ["1e999999999", "1e-401", "9" * 1001, "1e" + "9" * 900, "1/0"])
def test_a_number_that_would_fill_the_memory_is_refused(bomb):
    with pytest.raises(InputError):
        rational(bomb)


def test_the_largest_exponent_allowed_is_read():
    assert rational("1e400") == fmpq(fmpz(10) ** 400)


@settings(deadline=None)
@given(st.fractions(max_denominator=10**9))
@example(Fraction(-1, 1000))
@example(Fraction(-1, 8))
@example(Fraction(1, 3))
def test_an_exact_text_reads_back_as_the_same_number(value):
    exact = fmpq(value.numerator, value.denominator)
    assert rational(decimal_text(exact)) == exact
    assert rational(str(exact)) == exact


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_prints_it(value):
    assert rational(value) == rational(repr(value))


@pytest.mark.parametrize("text", ["2.\x0b", "0.\x1d", "\x1c1/3", "1\x85", "\x002"])
def test_a_control_character_beside_a_number_is_no_blank(text):
    with pytest.raises(InputError, match="is not a finite number"):
        rational(text)
    assert rational(" 2.\t\r\n") == 2
