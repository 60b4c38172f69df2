"""Takes the steps away: facts at given steps, variables for members and ranges, and what equations put in their place.

Every fact used is an instance of a fact at a step whose range is known to hold it; members become variables of their
own, so that what is shown for all values of these is shown for the members. An equation of vectors is solved for a
vector variable, or multiplied with the vectors of the goal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any

from flint import fmpq

from verify.recheck.derivative import ONE, ZERO
from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.remembered import REMEMBERED, once
from verify.recheck.function_table import SYMBOLS
from verify.recheck.proofs.certificates import rayleigh
from verify.recheck.proofs.signs import Signs
from verify.recheck.reading import SPECIAL, Node, RejectedError, number, short
from verify.recheck.runs.language import START, Env, later, put
from verify.recheck.runs.mentions import NOTHING, free, heads, is_step, names, nodes, shift
from verify.recheck.runs.order import MOST, Order, name_of, step_names, steps_in, with_earlier

LONGEST = 64
TRUE: Node = ["=", ZERO, ZERO]
WITH_STEPS = frozenset(("step", "range", "value", "gradient"))


class FactsAt:
    """Facts at given steps, in variables without steps, and what equations among them put in the place of members."""

    def __init__(self, facts: list[Node], wanted: list[Node], points: list[Node]) -> None:
        self.order = order_of(facts)
        said = self._instances(facts, wanted)
        said += _at_points(facts, [*points, *said])
        known = [self.plain(fact) for fact in said]
        self.solved: Env = {}
        self.solved_names: set[str] = set()
        # what is said of spans is said of the variables that stand there, not of what others have put in their places
        self.spanned = names([fact for fact in known if fact[0] in ("inspan", "spectrum")])
        rest = [fact for fact in known if not self._solve(fact)]
        kept = [self.put(fact) for fact in rest]
        numbers = sorted({step[1][1] for step in wanted if step[1] is not None})
        self.given = [[">=", ["sym", name], ZERO] for name in numbers] + [fact for fact in kept if fact[0] != "same"]
        self.equations = [fact for fact in kept if fact[0] == "same"]
        # what is put in the place of members is defined, as the facts that say so are
        self.granted = self.given + [["=", side, side] for side in (_scalar(*pair) for pair in self.solved.items())]
        self._signs: Signs | None = None
        self._needs: set[tuple[str, int]] | None = None

    def undefined(self, node: Node) -> bool:
        """Tell whether an expression, read in these variables, may be undefined where the facts are defined."""
        if self._needs is None:
            found = (need for fact in self.granted if fact[0] not in SPECIAL for need in _needs(fact) or ())
            self._needs = set(found)
        own = _needs(node)
        # most of what is divided by stands in a fact in the same words
        return (own is None or not own <= self._needs) and self.signs.undefined(node, {})

    @property
    def signs(self) -> Signs:
        """What is known of signs and of definedness from the facts, and from their being defined."""
        if self._signs is None:
            given = self.granted
            plain = [fact for fact in given if fact[0] not in SPECIAL]
            self._signs = Signs(Forms(given), {"given": given, "then": [TRUE]}, plain)
            rayleigh(self._signs, [])
        return self._signs

    def read(self, node: Node) -> Node:
        """Return an expression in the same variables."""
        return self.put(self.plain(node))

    def plain(self, node: Node) -> Node:
        """Return a formula or expression with a variable for each member, range and step."""
        result: Node = REMEMBERED.alike(_plain(node, self.order))
        return result

    def put(self, node: Node) -> Node:
        """Return a formula or expression with what equations give in the place of members."""
        if not self.solved or node[0] in ("inspan", "spectrum") or names(node).isdisjoint(self.solved_names):
            return node
        result: Node = put(node, self.solved)
        return result

    def _instances(self, facts: list[Node], wanted: list[Node]) -> list[Node]:
        places = {*steps_in(wanted)}
        allowed = places.union(*(steps_in(fact) for fact in facts if fact[0] != "all"))
        found: dict[int, Node] = {}
        for fact in facts:
            for one in self._at(fact, wanted):
                if all(name is None or (name, at) in allowed for name, at in steps_in(one)):
                    found[id(one)] = one  # equal ones are one object
                    if len(found) > MOST:
                        raise RejectedError("there are too many facts at too many steps")
        return list(found.values())

    def _at(self, fact: Node, wanted: list[Node]) -> Iterator[Node]:
        match fact:
            case ["all", [name, "step"], start, stop, body]:
                for step in wanted:
                    # there is no step before 0, also where a range would begin there
                    begun = self.order.at_most(start, step) and self.order.at_most(START, step)
                    if begun and (stop is None or self.order.at_most(later(step), stop)):
                        yield from self._at(_at_step(body, name, step), wanted)
            case ["all" | "some", *_]:
                return
            case _:
                yield fact

    def _solve(self, fact: Node) -> bool:
        """Use an equation that gives the value of a member or of a vector variable; tell whether it is one."""
        if fact[0] not in ("=", "same"):
            return False
        left, right = self.put(fact)[1:]
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
        self.solved_names.add(key[1])


class Frozen:
    """A goal and the facts about it without steps."""

    def __init__(self, facts: list[Node], goal: Node, at: list[Node], steps: frozenset[str]) -> None:
        wanted = with_earlier({*steps_in(goal), *steps_in(at)})
        if not step_names([goal, *wanted]) | step_names(facts) <= steps:
            raise RejectedError("a variable is used as a step, and is none of the statement's")
        self.known = facts_at(facts, wanted, [one for one in nodes(goal) if one[0] in ("value", "gradient")])
        self.goal = self.known.read(goal)
        # an equation of vectors is multiplied with the vectors of the goal
        products = [
            ["=", *(["inner", side, v] for side in fact[1:])]
            for fact in self.known.equations
            for v in (found for found in nodes(self.goal) if found[0] == "vec")
        ]
        self.given = self.known.given + products
        # that what equations put in the place of members has a value, where that is not so at every point
        self.values = [fact for fact in self.known.granted[len(self.known.given) :] if _needs(fact) != NOTHING]
        spanned = any(name in self.known.spanned for _, name in self.known.solved)
        self.left_out = bool(self.known.equations) or spanned


def facts_at(facts: list[Node], wanted: list[Node], points: list[Node]) -> FactsAt:
    """Return facts at some steps and what they say of some points: once for the same facts, steps and points."""
    asked: Node = REMEMBERED.alike([facts, wanted, points])
    kept = REMEMBERED.said[FactsAt]
    if id(asked) not in kept:
        kept[id(asked)] = asked, FactsAt(*asked)
    result: FactsAt = kept[id(asked)][1]
    return result


@once
def order_of(facts: list[Node]) -> Order:
    """Return what some facts say of the order of steps."""
    return Order(facts)


def _at_step(body: Node, name: str, step: Node) -> Node:
    """Return a formula at a step; a fact has one instance at a step, whichever goal and row it is for."""
    lasting = REMEMBERED.is_one(body) and REMEMBERED.is_one(step)
    kept, at = (REMEMBERED.of_nodes if lasting else REMEMBERED.said)["at", name, id(step)], id(body)
    if at not in kept:
        kept[at] = [body, step], put(body, {("step", name): step})
        REMEMBERED.held += lasting
    result: Node = kept[at][1]
    return result


@once
def _needs(node: Node) -> frozenset[tuple[str, int]] | None:
    """Return (role, identity) of each part of a formula or expression to be nonzero, nonnegative or positive.

    None for one with a slope, which needs more. An index is free or bound in a fact: it stands for all its values.
    """
    found: set[tuple[str, int]] = set()
    for part in nodes(node):
        match part:
            case ["diff", *_]:
                return None
            case ["pow", base, exponent]:
                if number(exponent).q != 1:
                    found.add(("nonnegative", id(base)))
                if number(exponent) < 0:
                    found.add(("nonzero", id(base)))
            case ["fn", function, argument] if SYMBOLS[function].domain:
                found.add((SYMBOLS[function].domain, id(argument)))
    return frozenset(found)


def _plain(node: Any, order: Order) -> Any:
    """Return a formula or expression with a variable for each member, range and step."""
    if not isinstance(node, list) or heads(node).isdisjoint(WITH_STEPS):
        return node
    # the order of steps matters to ranges alone
    return _replaced(node, order) if "range" in heads(node) else _plain_everywhere(node)


@once
def _plain_everywhere(node: Node) -> Node:
    result: Node = REMEMBERED.alike(_replaced(node, Order([])))
    return result


def _replaced(node: Node, order: Order) -> Node:
    match node:
        case ["step", base, _]:
            at = ["num", str(shift(node))]
            if base is None:
                return at
            name_of(node)
            return ["add", base, at] if shift(node) else base
        case ["range", _, _, start, *_]:
            if not order.at_most(START, start):
                raise RejectedError("a range of steps may begin before 0")
            opened = _opened(node, order)
            return _variable(opened) if opened[0] == "range" else _plain(opened, order)
        case ["value" | "gradient", _, _]:
            return _variable(node)
        case ["diff", body, variable, at]:
            inside = _plain(body, order)
            own = _dumped(["sym", variable])
            if any(own in name for name in names(inside)):
                # the variable of a range or a value would be a constant to the slope
                raise RejectedError(f"the slope in {short(variable)} of a range or of an unknown function is taken")
            return ["diff", inside, variable, _plain(at, order)]
        case ["idx" | "vec" as head, name, indices]:
            when = ",".join(_text(place) for place in indices if is_step(place))
            where = [place for place in indices if not is_step(place)]
            if not when:
                return node
            for place in indices:
                if is_step(place):
                    name_of(
                        place
                    )  # members at two steps that are not fixed would be one, and be named like a fixed one
            return ["sym", f"{name}({when})"] if head == "idx" and not where else [head, f"{name}({when})", where]
    return [node[0], *(_plain(part, order) for part in node[1:])]


def _opened(node: Node, order: Order) -> Node:
    _, which, index, start, stop, body = node
    if start == stop and which in ("sum", "product"):
        return ZERO if which == "sum" else ONE
    last = later(stop, -1)
    if shift(stop) <= 0 or not order.at_most(start, last):
        return node
    if stop[1] is None and shift(stop) > LONGEST:
        raise RejectedError("a range of steps is too long")
    end: Node = put(body, {("step", index[0]): last})
    before = _opened(["range", which, index, start, last, body], order)
    if which in ("sum", "product"):
        return ["add" if which == "sum" else "mul", before, end]
    if start == last:
        return end
    return ["fn", which, before, end] if order.at_most(start, later(last, -1)) else node


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
    name = _dumped(put(plain, env))
    if node[0] == "gradient":
        return ["vec", name, [list(index) for index in order]]
    return ["idx", name, [list(index) for index in order]] if order else ["sym", name]


def _dumped(node: Node) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _at_points(facts: list[Node], there: list[Node]) -> list[Node]:
    """Return what facts for all vectors say of the points of functions in some formulas, which are defined there."""
    points: dict[str, Node] = {}
    for found in nodes([one for one in there if heads(one) & {"value", "gradient"}]):
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
