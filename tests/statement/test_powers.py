"""Powers that would fill the memory once written out are refused as they are stated."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.errors import InputError
from verify.statement.writing.variables import rational, symbols


@pytest.mark.parametrize("exponent", [1001, -1001, 100_000, 10**4000, Fraction(10**9, 7)])
def test_a_power_beyond_a_thousand_is_refused(exponent):
    (x,) = symbols("x")
    with pytest.raises(InputError, match="an exponent beyond 1000") as caught:
        (x + 1) ** exponent
    assert len(str(caught.value)) < 200


def test_a_power_of_a_thousand_is_stated():
    (x,) = symbols("x")
    assert (x**1000).exponent == 1000


def test_a_rational_that_is_an_expression_is_an_exponent_too():
    (x,) = symbols("x")
    assert x ** rational(1, 3) == x ** Fraction(1, 3)
    with pytest.raises(InputError, match="an exponent that varies"):
        x ** (x + 1)
