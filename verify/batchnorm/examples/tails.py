"""Gaussian tails as balls: chances of error far below what doubles hold."""

from __future__ import annotations

import math

from flint import arb, ctx

BITS = 96


def upper_tail(margin: float, deviation: float) -> arb:
    """Return P(margin + deviation·N(0,1) ≤ 0) as a ball; an error is also a margin of exactly 0.

    >>> float(upper_tail(0.0, 1.0)), float(upper_tail(1.0, 0.0))
    (0.5, 0.0)
    >>> float(upper_tail(40.0, 1.0).log().mid()) < -800
    True
    """
    if deviation == 0:
        return arb(int(margin <= 0))
    with ctx.workprec(BITS):
        return (arb(margin) / arb(deviation) / arb(2).sqrt()).erfc() / 2


def log10_of(value: arb) -> float:
    """Return the decimal logarithm of a chance, −inf for 0; an upper bound where a ball cannot tell it from 0.

    >>> log10_of(upper_tail(1e30, 1.0)) < -(10**30)
    True
    """
    with ctx.workprec(BITS):
        held = value.abs_upper() if value.contains(0) else value
        return -math.inf if value.is_zero() else float((held.log() / arb(10).log()).mid())
