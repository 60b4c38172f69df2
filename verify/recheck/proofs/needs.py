"""What a conclusion needs to be defined, as relations that hold wherever it has a value."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flint import fmpq

from verify.recheck.derivative import ZERO
from verify.recheck.function_table import SYMBOLS
from verify.recheck.reading import Node, below, number

# W₀ is defined from −1/e on
LEAST = {
    "positive": (">", ZERO),
    "lambertw": (">=", ["mul", ["num", "-1"], ["fn", "exp", ["num", "-1"]]]),
}


def necessary(conclusion: Node) -> list[Node]:
    """Return the needs of a conclusion; they hold together, for all values of their indices, wherever it has a value.

    A conclusion speaks only of points where it is defined for all values of its indices.
    """
    # by their text, as there may be many in a hostile ledger
    return [*{json.dumps(need): need for side in conclusion[1:] for need in _needs(side)}.values()]


def _needs(node: Node) -> Iterator[Node]:
    match node:
        case ["diff", *_]:
            return  # its variable has another meaning outside
        case ["pow", base, exponent]:
            yield from _of_power(base, number(exponent))
        case ["fn", function, argument] if SYMBOLS[function].domain:
            operator, least = LEAST[SYMBOLS[function].domain]
            yield [operator, argument, least]
    for part in below(node):
        yield from _needs(part)


def _of_power(base: Node, exponent: fmpq) -> Iterator[Node]:
    """Yield what a power needs of its base, and of the factors and bases of powers in one that is not to be zero."""
    if exponent.q != 1:
        yield [">" if exponent < 0 else ">=", base, ZERO]
    elif exponent < 0:
        yield ["!=", base, ZERO]
    if exponent >= 0:
        return
    match base:
        case ["named", _, _, _, body]:
            yield from _of_power(body, fmpq(-1))
        case ["mul", *factors]:
            for factor in factors:
                yield from _of_power(factor, fmpq(-1))
        case ["pow", inside, power] if number(power) > 0:
            yield from _of_power(inside, -number(power))
