"""Random claims in the author's language: sums, extrema, slopes, quotients and functions, mostly false or vacuous."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from verify.author import (
    absolute,
    claim,
    derivative,
    ell,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    maximum,
    mean,
    minimum,
    n,
    relu,
    samples,
    sigmabar,
    softplus,
    sqrt,
    symbols,
    tanh,
    total,
    vector,
)
from verify.claims.claim import Claim
from verify.errors import InputError

x, y, c = symbols("x y c")
(i,) = samples("i")
u, v = family("u", i), family("v", i)
w, z = vector("w"), vector("z", i)
KINDS = ("sum", "product", "product", "difference", "quotient", "square", "function", "choice", "slope")
# without sign: its slope, 0/x, is 0 in normal forms, also at 0 where the re-checker sees no value
FUNCTIONS = (exp, sigmabar, ell, tanh, relu, absolute, sqrt, log, softplus)


def random_claims(seed: int, count: int) -> Iterator[Claim]:
    """Yield claims of one conclusion, under up to two hypotheses."""
    random = Random(seed)
    for number in range(count):
        try:
            given = [_relation(random, random.random() < 0.3) for _ in range(random.choice([0, 0, 1, 1, 2]))]
            yield claim(f"random-{number}", _relation(random, random.random() < 0.4), given=given)
        except (InputError, TypeError, ZeroDivisionError):
            continue  # two plain numbers are divided, or made a float


def _relation(random: Random, of_members: bool) -> Any:
    left, right = (_expression(random, random.randint(0, depth), of_members) for depth in (3, 2))
    return random.choice([left <= right, left >= right, left < right, equal(left, right)])


def _expression(random: Random, depth: int, of_members: bool) -> Any:
    def part() -> Any:
        return _expression(random, depth - 1, of_members)

    if depth == 0:
        if of_members and random.random() < 0.5:
            return random.choice([u, v, inner(w, z)])
        return random.choice([x, y, x, y, c, 1, 2, 0, -1, n, mean(i, u), inner(w, w), total(i, v)])
    kind = random.choice(
        ["sum", "product", "product", "difference", "quotient", "square", "function", "choice", "slope"]
    )
    match kind:
        case "sum":
            return part() + part()
        case "product":
            return part() * part()
        case "difference":
            return part() - part()
        case "quotient":
            return part() / part()
        case "square":
            return part() ** 2
        case "function":
            return random.choice(FUNCTIONS)(part())
        case "choice" if of_members:
            return random.choice([maximum, minimum])(part(), part())
        case "choice":
            return random.choice([mean, total, greatest, least])(i, _expression(random, depth - 1, True))
    return derivative(part(), random.choice([x, y]), *random.choice([(), (0,)]))
