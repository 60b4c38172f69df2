"""What a formula about runs speaks of: names, free indices, heads, and what a value could be put in the place of.

No formula is changed once it is made, and most parts of a new one are parts of the one it was made from: what is found
of a part is kept under the part's identity. It holds in every row, as it depends on the part alone, and so it is kept
for as long as the part is: of what equal parts share, for the rows that follow too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.reading import Node, RecheckError, short

MOST_SHIFT = 10_000
# so much of a set counts as one node of what is kept
MANY = 4
T = TypeVar("T")
Found = frozenset[T]
NOTHING: frozenset[Any] = frozenset()


def found_once(function: Callable[[Any], frozenset[T]]) -> Callable[[Any], frozenset[T]]:
    """Make a function of nodes find what it says of a node once; of other lists, of their parts."""

    @wraps(function)
    def found(node: Any) -> frozenset[T]:
        at = id(node)
        kept = (REMEMBERED.of_nodes if at in REMEMBERED.one else REMEMBERED.said)[function]
        known = kept.get(at)
        if known is None:
            if not isinstance(node, (list, tuple)):
                return NOTHING
            if not node or isinstance(node, tuple) or not isinstance(node[0], str):
                union = NOTHING.union(*map(found, node))
                if not REMEMBERED.is_one(node):
                    return union
                known = kept[at] = node, union
            else:
                known = kept[at] = node, function(node)
            REMEMBERED.held += (at in REMEMBERED.one) + len(known[1]) // MANY
        result: frozenset[T] = known[1]
        return result

    return found


def is_step(node: Any) -> bool:
    """Tell whether a part of a formula is a step."""
    return isinstance(node, list) and len(node) == 3 and node[0] == "step"


def shift(step: Node) -> int:
    """Return the shift of a step; RecheckError where it is no small whole number."""
    try:
        value = int(step[2]) if isinstance(step[2], str) and len(step[2]) < 8 else None
    except ValueError:
        value = None
    if value is None or abs(value) > MOST_SHIFT:
        raise RecheckError(f"{short(step)} is no step: correct it")
    return value


def nodes(node: Any) -> Iterator[Node]:
    """Yield a formula or expression and all below it, in their order; ends of ranges and steps of members too.

    Each object comes once, however often it stands there: equal parts of a row are one object.
    """
    waiting, seen = [node], set[int]()
    while waiting:
        found = waiting.pop()
        if isinstance(found, list) and id(found) not in seen:
            seen.add(id(found))
            if found and isinstance(found[0], str):
                yield found
            waiting.extend(reversed(found))


@found_once
def heads(node: Node) -> frozenset[str]:
    """Return the heads of a formula or expression and of all below it."""
    return frozenset({node[0]}).union(*(heads(part) for part in node if isinstance(part, list)))


@found_once
def names(node: Node) -> frozenset[str]:
    """Return the names of all variables, families and vectors in a formula."""
    own: set[str] = set()
    if node[0] in ("sym", "idx", "vec") and isinstance(node[1], str):
        own.add(node[1])
    elif node[0] == "spectrum" and len(node) == 4:
        own.update(node[1:3])
    return frozenset(own).union(*(names(part) for part in node if isinstance(part, list)))


@found_once
def places(node: Node) -> frozenset[tuple[str, ...]]:
    """Return the keys under which an environment of ``put`` may give something in the place of a part of a formula.

    A formula that has none of an environment's keys is not changed by it. Bound variables may be among the keys.
    """
    match node:
        case ["step", None, _] | ["num" | "size", _]:
            return NOTHING
        case ["step", ["sym", name], _] | ["sym", name]:
            return frozenset({("sym", name)})
        case ["step", [name, "step"], _]:
            return frozenset({("step", name)})
        case ["idx" | "vec" as head, name, indices]:
            own = {("index", *at) for at in indices if not is_step(at)}
            return frozenset({(head, name), *own}).union(*(places(at) for at in indices if is_step(at)))
        case ["spectrum", low, high, member]:
            return places(member) | {("sym", low), ("sym", high)}
    return NOTHING.union(*(places(part) for part in node if isinstance(part, list)))


@found_once
def free(node: Node) -> frozenset[tuple[str, str]]:
    """Return the free indices of a formula or expression, those of steps too."""
    match node:
        case ["step", [str(name), "step"], _]:
            return frozenset({(name, "step")})
        case ["step" | "num" | "sym" | "size", *_]:
            return NOTHING
        case ["idx" | "vec", _, indices]:
            steps = (free(place) for place in indices if is_step(place))
            return frozenset(tuple(place) for place in indices if not is_step(place)).union(*steps)
        case ["inspan" | "spectrum", *parts]:
            below = NOTHING.union(*(free(part) for part in parts if isinstance(part, list)))
            return frozenset(index for index in below if index[1] == "step")
        case ["sum" | "vsum", index, body] | ["ext", _, index, body]:
            return free(body) - {tuple(index)}
        case ["range", _, index, start, stop, body]:
            return (free(body) - {tuple(index)}) | free(start) | free(stop)
        case ["all", [name, "step"], start, stop, body]:
            return (free(body) - {(name, "step")}) | free(start) | (NOTHING if stop is None else free(stop))
    return NOTHING.union(*(free(part) for part in node if isinstance(part, list)))
