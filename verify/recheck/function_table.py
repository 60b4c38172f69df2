"""The re-checker's own table of the function symbols, written apart from that of the prover.

Nodes are lists as in a ledger. A slope is the node of the derivative in the argument of a given number; it divides by
zero where there is none. A symbol that ``becomes`` another expression is read as that expression everywhere; one with
an ``analytic`` reading is read so among functions of real variables only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

Node = list[Any]
MINUS_ONE = ["num", "-1"]
NONNEGATIVE, POSITIVE = 1, 2


@dataclass(frozen=True)
class Symbol:
    """What the re-checker knows of one function symbol.

    ``sign`` is that of every value. ``keeps`` tells whether a nonnegative (positive) argument makes the value so.
    ``low`` and ``high`` bound the values, each as (bound, whether it is strict). ``course`` is 1 for an increasing
    function, -1 for a decreasing one; f(-x) is a·f(x) + b where ``mirror`` is (a, b). ``exact`` gives
    rational values, or None; ``ball`` the value at a ball, or None where it touches points outside of the domain.
    """

    slope: Callable[[list[Node], int], Node]
    exact: Callable[[Any], Any]
    ball: Callable[[Any], Any]
    several: bool = False
    becomes: Callable[[Node], Node] | None = None
    analytic: Callable[[Node], Node | None] | None = None
    domain: str = ""
    sign: int = 0
    keeps: bool = False
    low: tuple[int, bool] | None = None
    high: tuple[fmpq | int, bool] | None = None
    course: int = 0
    choice: bool = False
    mirror: tuple[int, int] | None = None


def _fn(name: str, *parts: Node) -> Node:
    return ["fn", name, *parts]


def _minus(part: Node) -> Node:
    return ["mul", MINUS_ONE, part]


def _one_minus(part: Node) -> Node:
    return ["add", ["num", "1"], _minus(part)]


def _over(above: Node, below: Node) -> Node:
    return ["mul", above, ["pow", below, "-1"]]


def _chosen(head: str) -> Callable[[list[Node], int], Node]:
    def slope(parts: list[Node], place: int) -> Node:
        others = parts[:place] + parts[place + 1 :]
        if not others:
            return ["num", "1"]
        ahead = ["add", parts[place], _minus(others[0] if len(others) == 1 else _fn(head, *others))]
        ahead = ahead if head == "max" else _minus(ahead)
        # 1 where the part is chosen, 0 where another is, not defined where they are equal
        return _over(_fn("relu", ahead), ahead)

    return slope


def _only(place: int, value: Any) -> Callable[[Any], Any]:
    return lambda x: fmpq(value) if x == place else None


def _phi_by_exp(x: Node) -> Node:
    """Return φ(0)·e^(−x²/2)."""
    return ["mul", _fn("phi", ["num", "0"]), _fn("exp", ["mul", ["num", "-1/2"], ["pow", x, "2"]])]


def _never(x: Any) -> None:
    return None


def _step(below: int, at: int) -> Callable[[Any], Any]:
    """Return the ball of a step at 0 that is 1 above it."""

    def ball(x: Any) -> Any:
        low, high = x.lower(), x.upper()
        ends = [arb(1 if end > 0 else below if end < 0 else at) for end in (low, high)]
        return ends[0].union(ends[1])

    return ball


def _lambertw(x: Any) -> Any:
    return x.lambertw() if x > -(arb(-1).exp()) else None


SYMBOLS: dict[str, Symbol] = {
    "exp": Symbol(
        slope=lambda parts, _: _fn("exp", *parts),
        exact=_only(0, 1),
        ball=lambda x: x.exp(),
        sign=POSITIVE,
        low=(0, True),
        course=1,
    ),
    "log": Symbol(
        slope=lambda parts, _: ["pow", parts[0], "-1"],
        exact=_only(1, 0),
        ball=lambda x: x.log() if x > 0 else None,
        domain="positive",
        course=1,
    ),
    "abs": Symbol(
        slope=lambda parts, _: _over(parts[0], _fn("abs", parts[0])),
        exact=abs,
        ball=abs,
        sign=NONNEGATIVE,
        keeps=True,
        low=(0, False),
        choice=True,
    ),
    "sigmabar": Symbol(
        slope=lambda parts, _: _minus(["mul", _fn("sigmabar", *parts), _one_minus(_fn("sigmabar", *parts))]),
        exact=_only(0, fmpq(1, 2)),
        ball=lambda x: 1 / (1 + x.exp()),
        analytic=lambda x: ["pow", ["add", ["num", "1"], _fn("exp", x)], "-1"],
        sign=POSITIVE,
        low=(0, True),
        high=(1, True),
        course=-1,
    ),
    "ell": Symbol(
        slope=lambda parts, _: _minus(_fn("sigmabar", *parts)),
        exact=_never,
        ball=lambda x: (-x).exp().log1p(),
        analytic=lambda x: _fn("log", ["add", ["num", "1"], _fn("exp", _minus(x))]),
        sign=POSITIVE,
        low=(0, True),
        course=-1,
    ),
    "lambertw": Symbol(
        # as W₀e^W₀ = x; W₀/(x(1 + W₀)) has no value at 0, where the slope is 1
        slope=lambda parts, _: _over(
            _fn("exp", _minus(_fn("lambertw", *parts))), ["add", ["num", "1"], _fn("lambertw", *parts)]
        ),
        exact=_only(0, 0),
        ball=_lambertw,
        domain="lambertw",
        keeps=True,
        low=(-1, False),
        course=1,
    ),
    "max": Symbol(slope=_chosen("max"), exact=_never, ball=_never, several=True, choice=True),
    "min": Symbol(slope=_chosen("min"), exact=_never, ball=_never, several=True, choice=True),
    "tanh": Symbol(
        slope=lambda parts, _: _one_minus(["pow", _fn("tanh", *parts), "2"]),
        exact=_only(0, 0),
        ball=lambda x: 1 - 2 / (1 + (2 * x).exp()),
        becomes=lambda x: _one_minus(["mul", ["num", "2"], _fn("sigmabar", ["mul", ["num", "2"], x])]),
        keeps=True,
        low=(-1, True),
        high=(1, True),
        course=1,
    ),
    "sigmoid": Symbol(
        slope=lambda parts, _: ["mul", _fn("sigmoid", *parts), _one_minus(_fn("sigmoid", *parts))],
        exact=_only(0, fmpq(1, 2)),
        ball=lambda x: 1 / (1 + (-x).exp()),
        becomes=lambda x: _one_minus(_fn("sigmabar", x)),
        sign=POSITIVE,
        low=(0, True),
        high=(1, True),
        course=1,
    ),
    "softplus": Symbol(
        slope=lambda parts, _: _fn("sigmoid", *parts),
        exact=_never,
        ball=lambda x: x.exp().log1p(),
        becomes=lambda x: _fn("ell", _minus(x)),
        sign=POSITIVE,
        low=(0, True),
        course=1,
    ),
    "relu": Symbol(
        slope=lambda parts, _: _over(_fn("relu", *parts), parts[0]),
        exact=lambda x: x if x > 0 else fmpq(0),
        ball=lambda x: x.max(arb(0)),
        becomes=lambda x: ["mul", ["num", "1/2"], ["add", x, _fn("abs", x)]],
        sign=NONNEGATIVE,
        keeps=True,
        low=(0, False),
        course=1,
        choice=True,
    ),
    "phi": Symbol(
        slope=lambda parts, _: _minus(["mul", parts[0], _fn("phi", *parts)]),
        exact=_never,
        ball=lambda x: (-(abs(x) * abs(x)) / 2).exp() / (2 * arb.pi()).sqrt(),
        sign=POSITIVE,
        low=(0, True),
        # φ(0) stands for itself; π is read off it
        analytic=lambda x: _phi_by_exp(x) if x != ["num", "0"] else None,
        # its greatest value is 1/√(2π) < 0.39895
        high=(fmpq(2, 5), True),
        mirror=(1, 0),
    ),
    "Phi": Symbol(
        slope=lambda parts, _: _fn("phi", *parts),
        exact=_only(0, fmpq(1, 2)),
        ball=lambda x: (1 + (x / arb(2).sqrt()).erf()) / 2 if x > -1 else (-x / arb(2).sqrt()).erfc() / 2,
        sign=POSITIVE,
        low=(0, True),
        high=(1, True),
        course=1,
        mirror=(-1, 1),
    ),
    "sign": Symbol(
        slope=lambda parts, _: ["mul", ["num", "0"], ["pow", parts[0], "-1"]],
        exact=lambda x: fmpq(int(x > 0) - int(x < 0)),
        ball=_step(-1, 0),
        becomes=lambda x: ["add", _fn("indicator", x), _minus(_fn("indicator", _minus(x)))],
        keeps=True,
        low=(-1, False),
        high=(1, False),
        course=1,
        choice=True,
    ),
    "indicator": Symbol(
        slope=lambda parts, _: ["mul", ["num", "0"], ["pow", parts[0], "-1"]],
        exact=lambda x: fmpq(int(x > 0)),
        ball=_step(0, 0),
        sign=NONNEGATIVE,
        keeps=True,
        low=(0, False),
        high=(1, False),
        course=1,
        choice=True,
    ),
}
CHOICES = tuple(name for name, symbol in SYMBOLS.items() if symbol.choice)


def becomes(name: str, parts: list[Node]) -> Node | None:
    """Return the node as which an applied symbol is read everywhere, or None where it stands for itself."""
    reading = SYMBOLS[name].becomes
    return None if reading is None else reading(parts[0])
