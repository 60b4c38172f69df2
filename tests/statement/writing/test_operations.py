"""A whole number or a fraction is a number wherever a formula is written, and what is no number is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import (
    claim,
    derivative,
    equal,
    exp,
    greatest,
    least,
    maximum,
    mean,
    n,
    named,
    product_over,
    samples,
    steps,
    symbols,
    total,
)
from verify.deciding.one_claim import decide
from verify.errors import InputError
from verify.statement.readings.notation import to_text

(i,), (t,), (x,) = samples("i"), steps("t"), symbols("x")


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (total(i, 2), 2 * n),
        (mean(i, 3), 3),
        (greatest(i, Fraction(1, 2)), Fraction(1, 2)),
        (least(i, -1), -1),
        (derivative(7, x), 0),
        (named("c", 4), 4),
        (maximum(1, 2), 2),
        (exp(0), 1),
    ],
    ids=str,
)
def test_an_operation_on_a_plain_number_is_decided(made, value):
    """Some kept the bare number as a part of the formula, and methods broke down on it."""
    assert decide(claim("plain", equal(made, value)), lookup=lambda *_: None).kind == "proof"
    assert decide(claim("plain", equal(made, value + 1)), lookup=lambda *_: None).kind == "counterexample"


def test_a_product_over_steps_takes_a_plain_number():
    assert to_text(product_over(t, 2, stop=3)) == "2^(3)"


@pytest.mark.parametrize("bad", [0.5, True, "x", i, [x]], ids=repr)
def test_what_is_no_number_is_told_where_it_is_written(bad):
    for write in (lambda: greatest(i, bad), lambda: derivative(bad, x), lambda: named("c", bad), lambda: mean(i, bad)):
        with pytest.raises(InputError, match="number"):
            write()
