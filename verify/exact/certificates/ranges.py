"""What the table of function symbols says of sums: bounds by the functions' ranges, and differences by monotony.

Both are sound for reals wherever the expression is defined:
 - in c + Σ k_j f_j(a_j) with rationals c and k_j each f_j(a_j) lies in the range of f_j, whatever a_j is;
 - f(a) − f(b) has, for an increasing f, the sign of a − b, but may be 0 if f has levels; a decreasing f turns it.
   So has a^q − b^q for a fraction q > 0, whose bases are not negative; for q < 0 it is turned.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from verify.statement.functions import Range, function
from verify.statement.tree import Add, Apply, Mul, Named, Number, Pow, Scalar


def range_of(e: Scalar) -> Range:
    """Return bounds of an expression by its form, whatever its variables are.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import tanh
    >>> x, = symbols("x")
    >>> range_of(3 - 2 * tanh(x)).low
    Fraction(1, 1)
    """
    match e:
        case Number(value):
            return Range(value, True, value, True)
        case Named(_, _, body, _):
            return range_of(body)
        case Apply(name, _):
            return function(name).range
        case Mul(factors):
            rest = [factor for factor in factors if not isinstance(factor, Number)]
            if len(rest) == 1:
                share = prod(factor.value for factor in factors if isinstance(factor, Number))
                return _multiple(range_of(rest[0]), Fraction(share))
        case Add(terms):
            total = Range(Fraction(0), True, Fraction(0), True)
            for term in terms:
                total = _sum(total, range_of(term))
            return total
    return Range()


def is_above_by_range(e: Scalar, *, strict: bool) -> bool:
    """Tell whether the range of an expression shows it to be nonnegative, or positive where ``strict``."""
    found = range_of(e)
    return found.low is not None and (found.low > 0 or (found.low == 0 and not (strict and found.low_reached)))


def compared_arguments(e: Add, *, strict: bool) -> tuple[Scalar, Scalar] | None:
    """Return (a, b) where a ≥ b, or a > b where ``strict``, makes a difference of two values nonnegative, or positive.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import sigmabar
    >>> x, y = symbols("x y")
    >>> compared_arguments(sigmabar(x) - sigmabar(y), strict=True) == (y, x)
    True
    """
    match e.terms:
        case Apply(name, (a,)), Mul((Number(minus), Apply(other, (b,)))) if minus == -1 and name == other:
            return _in_order(name, a, b, strict)
        case Mul((Number(minus), Apply(other, (b,)))), Apply(name, (a,)) if minus == -1 and name == other:
            return _in_order(name, a, b, strict)
        case Pow(a, q), Mul((Number(minus), Pow(b, other_q))) if minus == -1 and q == other_q and q.denominator > 1:
            return (a, b) if q > 0 else (b, a)
    return None


def _in_order(name: str, a: Scalar, b: Scalar, strict: bool) -> tuple[Scalar, Scalar] | None:
    record = function(name)
    if record.monotone not in ("increasing", "decreasing") or (strict and record.levels):
        return None
    return (a, b) if record.monotone == "increasing" else (b, a)


def _multiple(inside: Range, factor: Fraction) -> Range:
    if factor == 0:
        return Range(Fraction(0), True, Fraction(0), True)
    ends = [
        (None if end is None else factor * end, reached)
        for end, reached in ((inside.low, inside.low_reached), (inside.high, inside.high_reached))
    ]
    (low, low_reached), (high, high_reached) = ends if factor > 0 else reversed(ends)
    return Range(low, low_reached, high, high_reached)


def _sum(left: Range, right: Range) -> Range:
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return Range(low, left.low_reached and right.low_reached, high, left.high_reached and right.high_reached)
