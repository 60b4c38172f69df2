"""Rigorous enclosures of the infimum or supremum of a function on a compact box, by branch and bound with balls."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any, Literal

from flint import arb, ctx, fmpq

from verify.errors import InputError
from verify.exact.functions_boxes import Side, halves, interval_ball, tree_ball
from verify.statement.arithmetic import Balls, UndefinedError
from verify.statement.derive import differentiate
from verify.statement.tree import Scalar, Symbol
from verify.statement.walk import free_symbols

NARROW = Fraction(1, 2**40)


@dataclass(frozen=True)
class Extremum:
    """That the infimum or supremum of a function on a box lies in [low, high]; ``boxes`` counts the boxes halved."""

    which: Literal["inf", "sup"]
    low: Fraction
    high: Fraction
    boxes: int


def enclose_extremum(
    expression: Scalar,
    box: Mapping[Symbol, tuple[Fraction | int, Fraction | int]],
    which: Literal["inf", "sup"],
    *,
    tolerance: Fraction = Fraction(1, 10**6),
    bits: int = 64,
    most: int = 5_000,
) -> Extremum:
    """Return an enclosure of an extremum; it is rigorous whether or not ``most`` boxes sufficed for the tolerance.

    Each variable runs over a closed interval with rational ends. Raises InputError where the box does not fit the
    expression, or where the balls cannot show that the expression is defined on the whole box.

    >>> x = Symbol("x")
    >>> found = enclose_extremum(x * x - x, {x: (0, 1)}, "inf")
    >>> found.low <= Fraction(-1, 4) <= found.high and found.high - found.low < Fraction(1, 10**5)
    True
    """
    sides = _sides(expression, box)
    names = sorted(sides)
    with ctx.workprec(bits):
        search = _Bounds(expression if which == "inf" else -expression, names)
        low, high = search.run([sides[name] for name in names], tolerance, most)
    return Extremum(which, low, high, search.boxes) if which == "inf" else Extremum(which, -high, -low, search.boxes)


class _Bounds:
    """Bounds of an infimum: the lowest end of the balls over a covering, and the lowest value at a midpoint."""

    def __init__(self, expression: Scalar, names: list[str]) -> None:
        self.expression, self.names, self.boxes = expression, names, 0
        try:
            self.slopes: list[Scalar] | None = [differentiate(expression, Symbol(name)) for name in names]
        except InputError:
            self.slopes = None  # abs, max or min: the balls of the expression alone are used

    def run(self, sides: list[Side], tolerance: Fraction, most: int) -> tuple[Fraction, Fraction]:
        """Return (low, high) around the infimum; the box with the lowest ball is halved, along its widest side."""
        order = count(0, -1)  # the youngest first, so that a place without a value is found soon
        heap = [(self.low(sides), next(order), sides)]
        high = self.high(sides)
        while self.boxes < most:
            (known, low), _, lowest = heap[0]
            if not known and all(
                right - left <= NARROW * (d - c) for (left, right), (c, d) in zip(lowest, sides, strict=True)
            ):
                break
            self.boxes += 1
            if known and high is not None and high - low <= tolerance:
                break
            heapq.heappop(heap)
            for half in halves(lowest, _widest(lowest, sides)):
                value = self.high(half)
                high = value if high is None or (value is not None and value < high) else high
                heapq.heappush(heap, (self.low(half), next(order), half))
        (known, low), _, lowest = heap[0]
        if not known or high is None:
            place = ", ".join(
                f"{name} near {float((a + b) / 2)}" for name, (a, b) in zip(self.names, lowest, strict=True)
            )
            raise InputError(f"the expression may be undefined with {place}: take a smaller box")
        return low, high

    def low(self, sides: list[Side]) -> tuple[bool, Fraction]:
        """Return (True, a lower bound on a box), or (False, 0) where the balls show none."""
        places = [interval_ball(side) for side in sides]
        value = self._ball(self.expression, places)
        if value is None:
            return False, Fraction(0)
        low = _exact(value.lower())
        centred = self._by_slopes(sides, places)
        return True, low if centred is None else max(low, _exact(centred.lower()))

    def _by_slopes(self, sides: list[Side], places: list[Any]) -> Any:
        """Return the mean-value form f(c) + Σ ∂f(box)·(box − c), or None where it has no finite ball."""
        middles = [_point((low + high) / 2) for low, high in sides]
        total = self._ball(self.expression, middles)
        if self.slopes is None or total is None:
            return None
        for slope, place, middle in zip(self.slopes, places, middles, strict=True):
            found = self._ball(slope, places)
            if found is None:
                return None
            total = total + found * (place - middle)
        return total if total.is_finite() else None

    def high(self, sides: list[Side]) -> Fraction | None:
        """Return an upper bound of the value in the middle of a box, or None where the ball shows none."""
        value = self._ball(self.expression, [_point((low + high) / 2) for low, high in sides])
        return None if value is None else _exact(value.upper())

    def _ball(self, expression: Scalar, places: list[Any]) -> Any:
        try:
            value = tree_ball(expression, dict(zip(self.names, places, strict=True)), Balls())
        except UndefinedError:
            return None
        return value if value.is_finite() else None


def _widest(sides: list[Side], whole: list[Side]) -> int:
    shares = [(b - a) / (d - c) if d > c else Fraction(0) for (a, b), (c, d) in zip(sides, whole, strict=True)]
    return shares.index(max(shares))


def _point(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


def _exact(point: Any) -> Fraction:
    """Return the rational that a ball without radius is."""
    mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _sides(expression: Scalar, box: Mapping[Symbol, tuple[Fraction | int, Fraction | int]]) -> dict[str, Side]:
    sides = {variable.name: (Fraction(low), Fraction(high)) for variable, (low, high) in box.items()}
    if lacking := sorted(free_symbols(expression) - set(sides)):
        raise InputError(f"variable {lacking[0]} has no interval in the box: give its two ends")
    for name, (low, high) in sides.items():
        if low > high:
            raise InputError(f"interval [{low}, {high}] of {name} is empty: put its lower end first")
    if not sides:
        raise InputError("a box without variables: give at least one interval")
    return sides
