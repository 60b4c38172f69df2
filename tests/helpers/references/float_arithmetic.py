"""A statement evaluated in binary floats, point by point: what evaluations at many points at once are held against."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from verify.statement.functions import function as record
from verify.statement.readings.arithmetic import UndefinedError


class Floats:
    """Binary floats, for looking around only: nothing is decided with them."""

    def number(self, value: Fraction) -> float:
        """Return the nearest float."""
        return float(value)

    def power(self, base: float, exponent: Fraction) -> float:
        """Return a power; UndefinedError outside the domain."""
        if (base == 0 and exponent < 0) or (base < 0 and exponent.denominator != 1):
            raise UndefinedError("power outside its domain")
        try:
            return float(base ** (exponent.numerator if exponent.denominator == 1 else float(exponent)))
        except OverflowError:
            return math.inf

    def apply(self, function: str, arguments: list[float]) -> float:
        """Return a function's value; UndefinedError outside the domain."""
        with np.errstate(all="ignore"):
            value = float(record(function).floats(*arguments))
        if math.isnan(value):
            raise UndefinedError(f"{function} outside its domain")
        return value
