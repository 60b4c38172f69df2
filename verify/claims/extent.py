"""How far a formula reaches: its depth and its size, found without recursion, and what a statement may have of them.

Methods and readings follow a formula by recursion, and some write it out as a tree: one that a loop made thousands of
levels deep, or whose shared parts unfold to billions of nodes, is refused where the claim is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.errors import InputError
from verify.statement.walk import children

DEEPEST, LARGEST = 150, 100_000


def extent(node: Any) -> tuple[int, int]:
    """Return the depth of a node and the number of nodes of its tree, where a shared part counts each time it stands.

    >>> from verify.statement.build import symbols
    >>> x, = symbols("x")
    >>> square = x * x
    >>> extent(square + square)
    (3, 7)
    """
    known: dict[int, tuple[int, int]] = {}
    waiting = [(node, False)]
    while waiting:
        found, entered = waiting.pop()
        if id(found) in known:
            continue
        below = children(found)
        if not entered:
            waiting.append((found, True))
            waiting.extend((child, False) for child in below if id(child) not in known)
            continue
        parts = [known[id(child)] for child in below]
        known[id(found)] = (
            1 + max((depth for depth, _ in parts), default=0),
            1 + sum(size for _, size in parts),
        )
    return known[id(node)]


def require_affordable(formulas: Iterable[Any]) -> None:
    """Raise InputError where a formula is nested deeper, or unfolds to more, than the methods can follow."""
    for formula in formulas:
        depth, size = extent(formula)
        if depth > DEEPEST:
            raise InputError(
                f"a formula nested {depth} deep, above {DEEPEST}: sum over an index, or state it in several claims"
            )
        if size > LARGEST:
            raise InputError(
                f"a formula of {_counted(size)} parts, above {_counted(LARGEST)}: sum over an index, or state it in "
                "several claims"
            )


def _counted(size: int) -> str:
    return str(size) if size < 10**9 else f"more than 10^{size.bit_length() * 30103 // 100000}"
