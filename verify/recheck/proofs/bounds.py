"""What an expression or a form shows of its own sign, whatever the facts: ranges of functions, sizes, Schwarz."""

from __future__ import annotations

from math import prod
from typing import Any

from flint import fmpq
from gmpy2 import mpq

from verify.recheck.forms.sums import Form
from verify.recheck.function_table import NONNEGATIVE, POSITIVE, SYMBOLS
from verify.recheck.reading import Node, number


def least_at_sizes(form: Form) -> int:
    """Return the sign at 1, 2, … of a polynomial in one of n and P; 0 for what has none, and for what is no such one.

    All its roots are at most 1 plus the largest quotient of a coefficient and the leading one, in size.
    """
    by_degree: dict[int, mpq] = {}
    sizes = set()
    for factors, value in form:
        degree = mpq(0)
        for atom, e in factors:
            if atom[0] != "size" or e.denominator != 1 or not 0 < e <= 8:
                return 0
            sizes.add(atom)
            degree += e
        by_degree[int(degree)] = value
    if len(sizes) != 1:
        return 0
    top = max(by_degree)
    if by_degree[top] <= 0:
        return 0
    least: mpq | None = None
    last = mpq(1) + max(abs(value / by_degree[top]) for value in by_degree.values())
    if last > 1000:
        return 0
    for size in range(1, int(last) + 2):
        value = mpq(0)
        for power in range(top, -1, -1):
            value = value * size + by_degree.get(power, mpq(0))
        least = value if least is None else min(least, value)
    return 0 if least is None or least < 0 else POSITIVE if least > 0 else NONNEGATIVE


def least_by_range(node: Node) -> int:
    """Return POSITIVE or NONNEGATIVE where the ranges of functions show a rational combination of them so, else 0."""
    found = _least_value(node, fmpq(1))
    if found is None:
        return 0
    bound, strict = found
    return POSITIVE if bound > 0 or (bound == 0 and strict) else NONNEGATIVE if bound == 0 else 0


def _least_value(node: Node, factor: fmpq) -> tuple[fmpq, bool] | None:
    """Return a bound that a multiple of a node is never below, and whether it is never reached; None for none."""
    match node:
        case ["num", value]:
            return factor * number(value), False
        case ["named", _, _, _, body]:
            return _least_value(body, factor)
        case ["add", *terms]:
            found = [one for term in terms if (one := _least_value(term, factor)) is not None]
            if len(found) < len(terms):
                return None
            return sum((bound for bound, _ in found), fmpq(0)), any(strict for _, strict in found)
        case ["mul", *parts]:
            share = prod((number(part[1]) for part in parts if part[0] == "num"), start=factor)
            moving = [part for part in parts if part[0] != "num"]
            if share == 0:
                return fmpq(0), False  # wherever it is defined
            return _least_value(moving[0] if moving else ["num", "1"], share) if len(moving) < 2 else None
        case ["fn", function, *_]:
            end = SYMBOLS[function].low if factor > 0 else SYMBOLS[function].high
            return None if end is None else (factor * end[0], bool(end[1] and factor != 0))
    return None


def is_schwarz(parts: list[Any]) -> bool:
    """Tell whether parts are ‖a‖²‖b‖² − ⟨a, b⟩², or √(‖a‖²)·√(‖b‖²) ∓ ⟨a, b⟩: Cauchy and Schwarz's inequality."""
    match parts:
        case [["mul", ["inner", a, c], ["inner", b, d]], ["mul", ["num", "-1"], ["pow", ["inner", *mixed], "2"]]]:
            pass
        case [["mul", ["pow", ["inner", a, c], "1/2"], ["pow", ["inner", b, d], "1/2"]], other]:
            match other:
                case ["inner", *mixed] | ["mul", ["num", "-1"], ["inner", *mixed]]:
                    pass
                case _:
                    return False
        case _:
            return False
    return bool(a == c and b == d and mixed in ([a, b], [b, a]))
