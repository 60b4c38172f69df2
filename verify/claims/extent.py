"""How far a formula reaches: depth, size and degree, found without recursion, and what a statement may have of them.

Methods and readings follow a formula by recursion, and some write it out as a tree: one that a loop made thousands of
levels deep, or whose shared parts unfold to billions of nodes, is refused where the claim is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.errors import InputError
from verify.statement.formulas import Node
from verify.statement.tree import MAX_POWER, Pow
from verify.statement.walk import children

DEEPEST, LARGEST, HIGHEST_ROOT = 150, 100_000, 100


def extent(node: Node) -> tuple[int, int, int]:
    """Return the depth of a node, the number of nodes of its tree, and the largest product of exponents in a tower.

    A shared part counts each time it stands.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> square = x * x
    >>> extent(square + square), extent(((x**2 + 1) ** 3 + x) ** 4)[2]
    ((3, 7, 1), 24)
    """
    return _extent(node, {})[:3]


def _extent(node: Node, known: dict[int, tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """Return the extent of a node, and its highest root; what is known of its parts is used, and added to."""
    waiting: list[Any] = [node]
    while waiting:
        found = waiting[-1]
        if id(found) in known:
            waiting.pop()
            continue
        below = children(found)
        parts = [known[id(child)] for child in below if id(child) in known]
        if len(parts) < len(below):
            waiting.extend([child for child in below if id(child) not in known])
            continue
        waiting.pop()
        depth, size, tower, root = 0, 1, 1, 1
        for deep, large, high, degree in parts:
            depth, size, tower, root = max(depth, deep), size + large, max(tower, high), max(root, degree)
        if isinstance(found, Pow):
            tower *= max(1, abs(found.exponent.numerator))
            root = max(root, found.exponent.denominator)
        known[id(found)] = (depth + 1, size, tower, root)
    return known[id(node)]


def require_affordable(formulas: Iterable[Any]) -> None:
    """Raise InputError where a formula is nested deeper, or unfolds to more, than the methods can follow."""
    known: dict[int, tuple[int, int, int, int]] = {}
    formulas = tuple(formulas)  # they are kept while their parts are known by identity
    for formula in formulas:
        depth, size, tower, degree = _extent(formula, known)
        if depth > DEEPEST:
            raise InputError(
                f"a formula nested {depth} deep, above {DEEPEST}: sum over an index, or state it in several claims"
            )
        if size > LARGEST:
            raise InputError(
                f"a formula of {_counted(size)} parts, above {_counted(LARGEST)}: sum over an index, or state it in "
                "several claims"
            )
        if tower > MAX_POWER:
            raise InputError(
                f"powers of powers whose exponents multiply to {_counted(tower)}, above {MAX_POWER}: state it in "
                "several claims"
            )
        if degree > HIGHEST_ROOT:
            raise InputError(
                f"a root of degree {_counted(degree)}, above {HIGHEST_ROOT}: write exp(q·log(x)) for a power q, or a "
                "simpler exponent"
            )


def _counted(size: int) -> str:
    return str(size) if size < 10**9 else f"more than 10^{size.bit_length() * 30103 // 100000}"
