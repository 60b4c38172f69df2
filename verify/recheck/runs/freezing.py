"""Takes the steps away: facts at given steps, variables for members and ranges, and what equations put in their place.

Every fact used is an instance of a fact at a step whose range is known to hold it; members become variables of their
own, so that what is shown for all values of these is shown for the members. An equation of vectors is solved for a
vector variable, or multiplied with the vectors of the goal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

from flint import fmpq

from verify.recheck.derivative import ONE, ZERO
from verify.recheck.reading import RejectedError, number
from verify.recheck.runs.language import START, Env, Node, free, is_step, later, names, nodes, put, shift

MOST = 400
LONGEST = 64
TRUE: Node = ["=", ZERO, ZERO]


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
        x, y, gap = _name(first), _name(second), shift(second) - shift(first)
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
    return [(_name(x), _name(y), shift(y) - shift(x) - strict) for x, y in pairs]


def _as_step(side: Node) -> Any:
    if side[0] == "num" and side[1].lstrip("-").isdecimal():
        return ["step", None, side[1]]
    return side if is_step(side) and (side[1] is None or side[1][0] == "sym") else None


def _name(step: Node) -> str:
    if step[1] is None:
        return ""
    if step[1][0] != "sym":
        raise RejectedError(f"step {step[1][0]} is not fixed")
    return str(step[1][1])


def steps_in(node: Any) -> Iterator[tuple[Any, int]]:
    """Yield the fixed steps in a formula as (name or None, shift)."""
    for found in nodes(node):
        if is_step(found) and (found[1] is None or found[1][0] == "sym"):
            yield (None if found[1] is None else found[1][1]), shift(found)


def step_names(node: Any) -> frozenset[str]:
    """Return the free variables that are the base of a step."""
    match node:
        case ["step", base, _]:
            return frozenset({base[1]}) if base is not None and base[0] == "sym" else frozenset()
        case ["all", ["sym", name], None, None, body]:
            return step_names(body) - {name}
        case ["some", variables, *parts]:
            return step_names(parts) - {variable[1] for variable in variables if variable[0] == "sym"}
        case [*parts]:
            return frozenset[str]().union(*map(step_names, parts))
    return frozenset()


def _step(name: Any, at: int) -> Node:
    return ["step", None if name is None else ["sym", name], str(at)]


def with_earlier(found: set[tuple[Any, int]]) -> list[Node]:
    """Return steps and those before them down to their base."""
    every = {(name, k) for name, at in found for k in (range(at, -1, -1) if at >= 0 else (at,))}
    if len(every) > MOST:
        raise RejectedError("a goal speaks of too many steps")
    return [_step(*step) for step in sorted(every, key=lambda step: (step[0] or "", step[1]))]


class Frozen:
    """A goal and the facts about it without steps."""

    def __init__(self, facts: list[Node], goal: Node, at: list[Node], steps: frozenset[str]) -> None:
        self.order = Order(facts)
        wanted = with_earlier({*steps_in(goal), *steps_in(at)})
        if not step_names([*facts, goal, *wanted]) <= steps:
            raise RejectedError("a variable is used as a step, and is none of the statement's")
        said = self._instances(facts, wanted)
        said += _at_points(facts, [goal, *said])
        known = [self._plain(fact) for fact in said]
        self.solved: Env = {}
        # what is said of spans is said of the variables that stand there, not of what others have put in their places
        self.spanned = names([fact for fact in known if fact[0] in ("inspan", "spectrum")])
        rest = [fact for fact in known if not self._solve(fact)]
        numbers = sorted({step[1][1] for step in wanted if step[1] is not None})
        signs = [[">=", ["sym", name], ZERO] for name in numbers]
        self.goal = self._put(self._plain(goal))
        kept = [self._put(fact) for fact in rest]
        equations = [fact for fact in kept if fact[0] == "same"]
        products = [
            ["=", *(["inner", side, v] for side in fact[1:])]
            for fact in equations
            for v in (found for found in nodes(self.goal) if found[0] == "vec")
        ]
        self.given = signs + [fact for fact in kept if fact[0] != "same"] + products
        self.left_out = bool(equations) or any(name in self.spanned for _, name in self.solved)

    def read(self, node: Node) -> Node:
        """Return an expression in the same variables."""
        result: Node = self._put(self._plain(node))
        return result

    @property
    def grants(self) -> list[Node]:
        """Equations that say that what is put in the place of members is defined, as the facts that say so are."""
        return [["=", side, side] for side in (_scalar(key, value) for key, value in self.solved.items())]

    def _put(self, node: Node) -> Node:
        result: Node = node if node[0] in ("inspan", "spectrum") else put(node, self.solved)
        return result

    def _instances(self, facts: list[Node], wanted: list[Node]) -> list[Node]:
        places = {*steps_in(wanted)}
        allowed = places | {step for fact in facts if fact[0] != "all" for step in steps_in(fact)}
        found: dict[str, Node] = {}
        for fact in facts:
            for one in self._at(fact, wanted):
                if all(name is None or (name, at) in allowed for name, at in steps_in(one)):
                    found[json.dumps(one)] = one
                    if len(found) > MOST:
                        raise RejectedError("there are too many facts at too many steps")
        return list(found.values())

    def _at(self, fact: Node, wanted: list[Node]) -> Iterator[Node]:
        match fact:
            case ["all", [name, "step"], start, stop, body]:
                for step in wanted:
                    below = stop is None or self.order.at_most(later(step), stop)
                    if below and self.order.at_most(start, step):
                        yield from self._at(put(body, {("step", name): step}), wanted)
            case ["all" | "some", *_]:
                return
            case _:
                yield fact

    def _plain(self, node: Any) -> Any:
        """Return a formula or expression with a variable for each member, range and step."""
        if not isinstance(node, list):
            return node
        match node:
            case ["step", base, _]:
                at = ["num", str(shift(node))]
                if base is None:
                    return at
                _name(node)
                return ["add", base, at] if shift(node) else base
            case ["range", _, _, start, *_]:
                if not self.order.at_most(START, start):
                    raise RejectedError("a range of steps may begin before 0")
                opened = self._opened(node)
                return _variable(opened) if opened[0] == "range" else self._plain(opened)
            case ["value" | "gradient", _, _]:
                return _variable(node)
            case ["idx" | "vec" as head, name, indices]:
                when = ",".join(_text(place) for place in indices if is_step(place))
                where = [place for place in indices if not is_step(place)]
                if not when:
                    return node
                return ["sym", f"{name}({when})"] if head == "idx" and not where else [head, f"{name}({when})", where]
        return [node[0], *(self._plain(part) for part in node[1:])]

    def _opened(self, node: Node) -> Node:
        _, which, index, start, stop, body = node
        if start == stop and which in ("sum", "product"):
            return ZERO if which == "sum" else ONE
        last = later(stop, -1)
        if shift(stop) <= 0 or not self.order.at_most(start, last):
            return node
        if stop[1] is None and shift(stop) > LONGEST:
            raise RejectedError("a range of steps is too long")
        end: Node = put(body, {("step", index[0]): last})
        before = self._opened(["range", which, index, start, last, body])
        if which in ("sum", "product"):
            return ["add" if which == "sum" else "mul", before, end]
        if start == last:
            return end
        return ["fn", which, before, end] if self.order.at_most(start, later(last, -1)) else node

    def _solve(self, fact: Node) -> bool:
        """Use an equation that gives the value of a member or of a vector variable; tell whether it is one."""
        if fact[0] not in ("=", "same"):
            return False
        left, right = self._put(fact)[1:]
        ways = [(left, right)]
        if fact[0] == "same":
            ways += [(right, left), *_other_ways(left, right)]
        ways = [way for way in ways if _gives(*way)]
        if not ways:
            return False
        self._use(*next((way for way in ways if way[0][1] not in self.spanned), ways[0]))
        return True

    def _use(self, left: Node, right: Node) -> None:
        key: tuple[str, str] = (left[0], left[1])
        value = right if left[0] == "sym" else (left[2], right)
        for other, old in self.solved.items():
            new = put(old if other[0] == "sym" else old[1], {key: value})
            self.solved[other] = new if other[0] == "sym" else (old[0], new)
        self.solved[key] = value


def _gives(left: Node, right: Node) -> bool:
    """Tell whether an equation gives the value of a member or a vector variable, which its other side does not hold."""
    head, slots = left[0], left[2] if left[0] in ("idx", "vec") else []
    fits = head == "vec" or (head in ("sym", "idx") and "(" in left[1])
    indices = {tuple(slot) for slot in slots}
    return fits and len(indices) == len(slots) and free(right) <= indices and left[1] not in names(right)


def _other_ways(left: Node, right: Node) -> Iterator[tuple[Node, Node]]:
    """Yield each addend of left − right with what it is by the equation left = right."""
    addends = _addends(left, fmpq(1)) + _addends(right, fmpq(-1))
    for place, (factor, vector) in enumerate(addends):
        rest = [(-other / factor, u) for k, (other, u) in enumerate(addends) if k != place] if factor else []
        if rest:
            yield vector, ["vadd", *(["scale", ["num", str(other)], u] for other, u in rest)]


def _addends(vector: Node, factor: fmpq) -> list[tuple[fmpq, Node]]:
    match vector:
        case ["vadd", *terms]:
            return [addend for term in terms for addend in _addends(term, factor)]
        case ["scale", ["num", value], inside]:
            return _addends(inside, factor * number(value))
    return [(factor, vector)]


def _scalar(key: tuple[str, ...], value: Any) -> Node:
    if key[0] == "vec":
        return ["inner", value[1], value[1]]
    return list(value if key[0] == "sym" else value[1])


def _text(step: Node) -> str:
    at = shift(step)
    return str(at) if step[1] is None else f"{step[1][1]}{at:+d}" if at else str(step[1][1])


def _variable(node: Node) -> Node:
    """Return the variable for a range or a function's value or gradient: the same one for the same thing only."""
    plain = _by_depth(node, 0)
    order: dict[tuple[str, str], list[str]] = {}
    for index in _in_order(plain):
        order.setdefault(index, [f"x{len(order)}", index[1]])
    env: Env = {("index", *index): name for index, name in order.items()}
    name = json.dumps(put(plain, env), ensure_ascii=False, separators=(",", ":"))
    if node[0] == "gradient":
        return ["vec", name, [list(index) for index in order]]
    return ["idx", name, [list(index) for index in order]] if order else ["sym", name]


def _at_points(facts: list[Node], there: list[Node]) -> list[Node]:
    """Return what facts for all vectors say of the points of functions in some formulas, which are defined there."""
    points: dict[str, Node] = {}
    for found in nodes(there):
        if found[0] in ("value", "gradient") and all(kind != "step" for _, kind in free(found[2])):
            points[json.dumps(found[2])] = found[2]
    result: list[Node] = []
    for fact in facts:
        variables: list[str] = []
        while fact[0] == "all" and fact[1][0] == "vec":
            variables.append(fact[1][1])
            fact = fact[4]
        if not variables or len(set(variables)) < len(variables) or fact[0] in ("all", "some", "inspan", "spectrum"):
            continue
        for chosen in permutations(points.values(), len(variables)):
            pairs = zip(variables, chosen, strict=True)
            result.append(put(fact, {("vec", name): ([], point) for name, point in pairs}))
            if len(result) > MOST:
                raise RejectedError("there are too many facts at too many points")
    return result


def _by_depth(node: Any, depth: int) -> Any:
    if not isinstance(node, list):
        return node
    if node[:1] == ["range"]:
        body = put(node[5], {("step", node[2][0]): ["step", [f"s{depth}", "step"], "0"]})
        return [*node[:2], [f"s{depth}", "step"], *node[3:5], _by_depth(body, depth + 1)]
    return [_by_depth(part, depth) for part in node]


def _in_order(node: Any) -> Iterator[tuple[str, str]]:
    free_here = free(node)
    if node[0] in ("idx", "vec"):
        yield from (tuple(place) for place in node[2] if not is_step(place))
        return
    for part in node:
        if isinstance(part, list) and part and isinstance(part[0], str) and not is_step(part):
            yield from (index for index in _in_order(part) if index in free_here)
