"""Truncated power series in local logarithmic time, and the operators a leap needs on them.

Around an instant t the clock is t + θ(eˣ − 1): what changes on the scale of t itself is smooth in x. Series are
python-flint ``arb_series``; all have the same length, the order of the leap. Nothing here is rigorous: midpoints only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flint import arb, arb_poly, arb_series, ctx, fmpq

from verify.dynamics.deviation import remainder_of_exp

SUMMED_BITS = 16


@contextmanager
def truncation(*, order: int, precision: int) -> Iterator[None]:
    """Work with series of ``order`` coefficients at ``precision`` bits, and restore both settings afterwards.

    >>> with truncation(order=3, precision=100):
    ...     len((1 / arb_series([1, -1], 3)).coeffs())
    3
    """
    before = ctx.cap
    with ctx.workprec(precision):
        ctx.cap = order
        try:
            yield
        finally:
            ctx.cap = before


def constant(value: arb) -> Any:
    """Return a number as a series of the order in force."""
    return arb_series([value], ctx.cap)


def midpoints(series: Any) -> Any:
    """Return the series of the midpoints of the coefficients, at the order in force.

    >>> with truncation(order=2, precision=53):
    ...     midpoints(arb_series([1, 2], 2))[1]
    2.00000000000000
    """
    return arb_series([series[k].mid() for k in range(ctx.cap)], ctx.cap)


def derivative(series: Any) -> Any:
    """Return the derivative, its unknown last coefficient put to 0.

    >>> with truncation(order=3, precision=53):
    ...     derivative(arb_series([5, 1, 2], 3))[1]
    4.00000000000000
    """
    return arb_series([k * series[k] for k in range(1, ctx.cap)], ctx.cap)


def expm1(series: Any) -> Any:
    """Return exp − 1 with each coefficient accurate relative to itself, also where the series is tiny.

    >>> with truncation(order=3, precision=53):
    ...     expm1(arb_series([0, 1], 3))[2]
    0.500000000000000
    """
    return constant(series[0].expm1()) + (derivative(series) * series.exp()).integral()


def bend(f: Any, g: Any, *, unit: Any, reach: float) -> tuple[Any, Any]:
    """Return expm1(f)/unit and (expm1(f) − f)/unit² for series f = unit·g, without cancellation.

    Where f is small up to x = 2^``reach`` both are summed from g, as dividing by a steep unit would cost digits.

    >>> with truncation(order=3, precision=53):
    ...     bend(arb_series([0, 1], 3), arb_series([0, 1], 3), unit=constant(arb(1)), reach=0.0)[1][2]
    0.500000000000000
    """
    bits = -max(magnitude(f[k]) + k * reach for k in range(ctx.cap))
    if bits < SUMMED_BITS:
        start = f[0].mid()
        x = expm1(f)
        beyond = constant(remainder_of_exp(start, start.expm1())) + (derivative(f) * x).integral()
        return x / unit, beyond / (unit * unit)
    total = constant(arb(1))
    for j in range(2 + int(ctx.prec // min(bits, ctx.prec)), 2, -1):
        total = 1 + f * total / j
    beyond = g * total / 2
    return g * (1 + f * total / 2), g * beyond


def log1p(series: Any) -> Any:
    """Return log(1 + ·) with each coefficient accurate relative to itself, also where the series is tiny.

    >>> with truncation(order=3, precision=53):
    ...     log1p(arb_series([0, 1], 3))[2]
    -0.500000000000000
    """
    return constant(series[0].log1p()) + (derivative(series) / (1 + series)).integral()


def logarithm(series: Any) -> Any:
    """Return log(series/series(0)), whose constant term is 0; the series may have any sign and size.

    >>> with truncation(order=3, precision=53):
    ...     logarithm(arb_series([-2, -2], 3))[1]
    1.00000000000000
    """
    return (derivative(series) / series).integral()


class Clock:
    """The instant t and the time scale θ > 0 of a leap, and d/dt on series in x, where t + θ(eˣ − 1) is the time.

    >>> with truncation(order=4, precision=100):
    ...     clock = Clock(arb(50))
    ...     clock.slope(arb_series([0, 1], 4))[0].str(5, radius=False)
    '0.020000'
    """

    def __init__(self, scale: arb) -> None:
        self.scale = scale
        x = arb_series([0, 1], ctx.cap)
        self._slow, self._rate = (-x).exp() / scale, x.exp() * scale

    def slope(self, series: Any) -> Any:
        """Return d/dt of a series."""
        return derivative(series) * self._slow

    def integral(self, series: Any) -> Any:
        """Return the integral over time from x = 0."""
        return (series * self._rate).integral()

    def mean_slope(self, increment: Any, terms: int) -> Any:
        """Return dY/dt for the smooth Y with Y(t+1) − Y(t) = ``increment``: Σ_{k<terms} B_k/k! (d/dt)ᵏ increment."""
        weights = bernoulli_weights(terms)
        total = increment * weights[-1]
        for weight in reversed(weights[:-1]):
            total = self.slope(total) + weight * increment
        return total

    def difference(self, series: Any, terms: int) -> Any:
        """Return Y(t+1) − Y(t) for a series Y, as Σ_{0<k<terms} (d/dt)ᵏ Y/k!."""
        total = term = self.slope(series)
        for k in range(2, terms):
            term = self.slope(term) / k
            total = total + term
        return total

    def elapsed(self, x: arb) -> arb:
        """Return the time from x = 0 to x."""
        return self.scale * x.expm1()

    def position(self, elapsed: fmpq) -> arb:
        """Return the x at which a time has elapsed."""
        return (arb(elapsed) / self.scale).log1p().mid()


def bernoulli_weights(terms: int) -> list[arb]:
    """Return B_k/k! for k < terms, with B_1 = −1/2.

    >>> [weight.str(3, radius=False) for weight in bernoulli_weights(3)]
    ['1.00', '-0.500', '0.0833']
    """
    return [arb(fmpq.bernoulli(k)) / arb.fac_ui(k) for k in range(terms)]


def difference_at(polynomial: arb_poly, x: arb, step: arb) -> arb:
    """Return polynomial(x + step) − polynomial(x) without cancellation.

    >>> (difference_at(arb_poly([0, 0, 1]), arb(1), arb(2) ** -200) * arb(2) ** 200).str(5, radius=False)
    '2.0000'
    """
    shifted = polynomial(arb_poly([x, 1]))
    total = arb(0)
    for k in range(shifted.degree(), 0, -1):
        total = (total + shifted[k]) * step
    return total


def magnitude(value: arb) -> float:
    """Return log₂ |value| to the nearest unit or so, −inf for 0: for the choice of steps only.

    >>> magnitude(arb(2) ** -100000)
    -99999.0
    """
    mantissa, exponent = value.mid().man_exp()
    return float(int(mantissa).bit_length() + int(exponent)) if mantissa else float("-inf")
