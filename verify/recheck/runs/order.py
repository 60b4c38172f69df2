"""Which steps of a run are known to come before which, and which steps a formula speaks of."""

from __future__ import annotations

from itertools import product
from typing import Any

from verify.recheck.reading import Node, RejectedError
from verify.recheck.runs.mentions import NOTHING, found_once, is_step, shift

MOST = 400


class Order:
    """Which steps are known to come before which: x − y ≤ c wherever a path of known relations says so."""

    def __init__(self, facts: list[Node]) -> None:
        found: dict[tuple[str, str], int] = {}
        for fact in facts:
            for x, y, length in _edges(fact):
                found[x, y] = min(length, found.get((x, y), length))
        points = {"", *(name for pair in found for name in pair)}
        for name in points:
            found["", name] = min(0, found.get(("", name), 0))
        for middle, x, y in product(points, repeat=3):
            if (x, middle) in found and (middle, y) in found:
                length = found[x, middle] + found[middle, y]
                found[x, y] = min(length, found.get((x, y), length))
        self.found = found

    def at_most(self, first: Node, second: Node) -> bool:
        """Tell whether first ≤ second is known."""
        x, y, gap = name_of(first), name_of(second), shift(second) - shift(first)
        if x == y:
            return gap >= 0
        known = self.found.get((x, y), 0 if x == "" else None)
        return known is not None and known <= gap


def _edges(fact: Node) -> list[tuple[str, str, int]]:
    if fact[0] not in ("=", "<", "<=", ">", ">="):
        return []
    ends = [_as_step(side) for side in fact[1:]]
    if None in ends:
        return []
    low, high = ends if fact[0] in ("=", "<", "<=") else reversed(ends)
    pairs = [(low, high), (high, low)] if fact[0] == "=" else [(low, high)]
    strict = fact[0] in ("<", ">")
    return [(name_of(x), name_of(y), shift(y) - shift(x) - strict) for x, y in pairs]


def _as_step(side: Node) -> Any:
    if side[0] == "num" and side[1].lstrip("-").isdecimal():
        return ["step", None, side[1]]
    return side if is_step(side) and (side[1] is None or side[1][0] == "sym") else None


def name_of(step: Node) -> str:
    """Return the name of a fixed step's base, the empty text for a step that is a number."""
    if step[1] is None:
        return ""
    if step[1][0] != "sym":
        raise RejectedError(f"step {step[1][0]} is not fixed")
    return str(step[1][1])


@found_once
def steps_in(node: Node) -> frozenset[tuple[Any, int]]:
    """Return the fixed steps in a formula as (name or None, shift)."""
    if is_step(node) and (node[1] is None or node[1][0] == "sym"):
        return frozenset({(None if node[1] is None else node[1][1], shift(node))})
    return NOTHING.union(*(steps_in(part) for part in node if isinstance(part, list)))


@found_once
def step_names(node: Node) -> frozenset[str]:
    """Return the free variables that are the base of a step."""
    match node:
        case ["step", base, _]:
            return frozenset({base[1]}) if base is not None and base[0] == "sym" else NOTHING
        case ["all", ["sym", name], None, None, body]:
            return step_names(body) - {name}
        case ["some", variables, *parts]:
            return step_names(parts) - {variable[1] for variable in variables if variable[0] == "sym"}
    return NOTHING.union(*(step_names(part) for part in node if isinstance(part, list)))


def _step(name: Any, at: int) -> Node:
    return ["step", None if name is None else ["sym", name], str(at)]


def with_earlier(found: set[tuple[Any, int]]) -> list[Node]:
    """Return steps and those before them down to their base."""
    every = {(name, k) for name, at in found for k in (range(at, -1, -1) if at >= 0 else (at,))}
    if len(every) > MOST:
        raise RejectedError("a goal speaks of too many steps")
    return [_step(*step) for step in sorted(every, key=lambda step: (step[0] or "", step[1]))]
