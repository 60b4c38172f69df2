"""Numbers enter statements exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from verify.statement.tree import Number
from verify.statement.writing.variables import rational


@pytest.mark.parametrize("parts", [(13, 10), ("1.3",), ("13/10",), (Fraction(13, 10),), ("13", 10)])
def test_a_rational_is_the_fraction_that_is_written(parts: tuple[Any, ...]) -> None:
    assert rational(*parts) == Number(Fraction(13, 10))


def test_a_binary_float_is_no_exact_number() -> None:
    """0.1 would be 3602879701896397/2^55."""
    with pytest.raises(TypeError):
        rational(0.1)  # type: ignore[arg-type]
