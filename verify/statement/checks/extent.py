"""How far a formula reaches: depth, size and degree, found without recursion, and what a statement may have of them.

Methods and readings follow a formula by recursion, and some write it out as a tree: one that a loop made thousands of
levels deep, or whose shared parts unfold to billions of nodes, is refused where the claim is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from verify.errors import InputError
from verify.statement.formulas import Node
from verify.statement.tree import MAX_POWER, Pow
from verify.statement.walk import OF_RUNS, children

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
    found = _extent(node)
    return found.depth, found.size, found.tower


def is_of_runs(node: Node) -> bool:
    """Tell whether a node speaks of steps, or holds a formula that only statements about runs have.

    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> is_of_runs(family("a", t) >= 0), is_of_runs(family("a", 0) >= t)
    (True, True)
    """
    return _extent(node).of_runs


class _Extent(NamedTuple):
    """What is found of a node from what was found of the nodes below it."""

    depth: int
    size: int
    tower: int
    root: int
    of_runs: bool


def _extent(node: Node) -> _Extent:
    """Return the extent of a node, which keeps it: most parts of a claim stand in others too."""
    found: _Extent | None = getattr(node, "_extent", None)
    waiting: list[Any] = [] if found else [node]
    while waiting:
        here, below = waiting[-1], []
        for child in children(here):
            known: _Extent | None = getattr(child, "_extent", None)
            if known is None:
                waiting.append(child)
            else:
                below.append(known)
        if waiting[-1] is here:
            waiting.pop()
            found = _combined(here, below)
            object.__setattr__(here, "_extent", found)
    assert found is not None
    return found


LEAF = _Extent(1, 1, 1, 1, False)


def _combined(node: Node, below: list[_Extent]) -> _Extent:
    depth, size, tower, root, of_runs = 0, 1, 1, 1, isinstance(node, OF_RUNS)
    if not below and not of_runs:
        return LEAF
    for deep, large, high, degree, speaks_of_steps in below:
        depth, size, tower, root = max(depth, deep), size + large, max(tower, high), max(root, degree)
        of_runs |= speaks_of_steps
    if isinstance(node, Pow):
        tower *= max(1, abs(node.exponent.numerator))
        root = max(root, node.exponent.denominator)
    return _Extent(depth + 1, size, tower, root, of_runs)


def require_affordable(formulas: Iterable[Any]) -> None:
    """Raise InputError where a formula is nested deeper, or unfolds to more, than the methods can follow."""
    for formula in formulas:
        depth, size, tower, degree, _ = _extent(formula)
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
