"""The checker of the method *functions*: accepts a tree of rules as the proof of a goal, or says where it fails.

It knows nothing of how the tree was found. Its rules and why they are sound are in ``functions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from verify.exact.functions.goals import (
    Box,
    Goal,
    Interval,
    has_no_denominator,
    holds_by_sign,
    is_defined,
    is_positive,
    is_real,
    moved,
    sign_of_constant,
)
from verify.exact.functions.normal_form import derivative, insert, normal, tree
from verify.exact.functions.quotients import UNIT, ZERO, Quotient, log_of, names
from verify.exact.functions.root_goal import Root
from verify.exact.functions.subdivision import boxes_close
from verify.json_types import Json
from verify.statement.readings.interchange import scalar_from_json
from verify.statement.tree import Number, Relation
from verify.statement.walk import free_symbols

MOST_DEPTH = 60


class RejectedError(ValueError):
    """A node does not prove its goal."""


def check_root(root: Root, node: Mapping[str, Json], depth: int = 0) -> None:
    """Accept a proof of a root goal, or raise RejectedError, which names the node."""
    rule = node.get("rule")
    _need(depth < MOST_DEPTH, "tree too deep")
    match rule:
        case "cases":
            on = scalar_from_json(node["on"])
            _given(node["on"])
            line = {name: Interval() for name in root.names}
            _need(is_defined(normal(on), line), "cases: the difference may be undefined")
            higher: Literal[">", ">="] = ">" if node.get("strict") is True else ">="
            check_root(root.given(Relation(higher, on, Number(Fraction(0)))), node["above"], depth + 1)
            check_root(root.given(Relation("<=", on, Number(Fraction(0)))), node["below"], depth + 1)
        case "cut":
            operator, left, right = node["fact"]
            _need(operator in (">=", ">"), "a fact is >= or >")
            fact = Relation(operator, scalar_from_json(left), scalar_from_json(right))
            _need(is_real(root.towards(fact).expression()), "cut: a constant may not be real")
            check_root(root.towards(fact), node["proof"], depth + 1)
            check_root(root.given(fact), node["then"], depth + 1)
        case "substitute":
            goal = Goal(root.expression(), root.strict, {name: Interval() for name in root.names})
            check(substituted(goal, node, depth, root), node["then"], depth + 1)
        case _:
            raise RejectedError(f"{rule!r} is no rule for a root goal")


def check(goal: Goal, node: Mapping[str, Json], depth: int = 0) -> None:
    """Accept a proof of a goal on a box, or raise RejectedError."""
    _need(depth < MOST_DEPTH, "tree too deep")
    match node.get("rule"):
        case "sign":
            _need(holds_by_sign(goal), "sign: a term may be negative")
        case "times":
            _check_times(goal, node, depth)
        case "ladder":
            _check_ladder(goal, node, depth)
        case "split":
            at = _given(node["at"])
            above, below = split(goal, node["variable"], at)
            check(above, node["above"], depth + 1)
            check(below, node["below"], depth + 1)
        case "reflect":
            check(reflected(goal, node["variable"]), node["then"], depth + 1)
        case "logarithm":
            check(logarithm(goal), node["then"], depth + 1)
        case "substitute":
            check(substituted(goal, node, depth, None), node["then"], depth + 1)
        case "boxes":
            _check_boxes(goal, node)
        case rule:
            raise RejectedError(f"{rule!r} is no rule")


def _check_times(goal: Goal, node: Mapping[str, Json], depth: int) -> None:
    factor, becomes = _given(node["factor"]), _given(node["becomes"])
    _need(is_defined(factor, goal.box, with_powers=True), "times: the factor may be undefined")
    _need(may_become(becomes, goal.box), "times: the new goal may be undefined")
    _need((factor * goal.expression - becomes).is_zero, "times: the product is another expression")
    check(Goal(factor, True, goal.box), node["positive"], depth + 1)
    check(Goal(becomes, goal.strict, goal.box), node["then"], depth + 1)


def _check_ladder(goal: Goal, node: Mapping[str, Json], depth: int) -> None:
    strict = node.get("strict")
    base, step = ladder(goal, node["variable"], strict)
    check(base, node["base"], depth + 1)
    check(step, node["step"], depth + 1)


def may_become(expression: Quotient, box: Box) -> bool:
    """Tell whether the rule ``times`` allows a new goal: a polynomial, or what is defined everywhere on the box."""
    return expression.is_polynomial or is_defined(expression, box)


def ladder(goal: Goal, variable: str, strict: str | None) -> tuple[Goal, Goal]:
    """Return the two goals of the rule ``ladder``: the base where the variable is 0, and the step, its derivative."""
    interval = _interval(goal, variable)
    _need(interval.bounded, "ladder: the interval has no beginning")
    _need(strict in ("base", "step") or not goal.strict, "ladder: a strict goal needs a strict part")
    _need(strict != "step" or interval.low_open, "ladder: the variable may be 0")
    closed = Interval(True, False, interval.high, True)
    _need(is_defined(goal.expression, {**goal.box, variable: closed}), "ladder: may be undefined")
    rest = {name: other for name, other in goal.box.items() if name != variable}
    base = Goal.on(insert(goal.expression, {variable: ZERO}), goal.strict and strict == "base", rest)
    inside = {**goal.box, variable: interval.interior}
    return base, Goal.on(derivative(goal.expression, variable), goal.strict and strict == "step", inside)


def split(goal: Goal, variable: str, at: Quotient) -> tuple[Goal, Goal]:
    """Return the goals above and below a point of a variable's interval, the variable counted from that point."""
    interval = _interval(goal, variable)
    _need(not names(at), "split: the point is no constant")
    room = None if interval.high is None else interval.high - at
    _need(not interval.bounded or sign_of_constant(at) == 1, "split: the point is not inside")
    _need(room is None or sign_of_constant(room) == 1, "split: the point is not inside")
    upper = Interval(True, False, room, interval.high_open)
    lower = Interval(True, False, at if interval.bounded else None, interval.low_open)
    t = Quotient.variable(variable)
    return (
        moved(goal, {variable: at + t}, {**goal.box, variable: upper}),
        moved(goal, {variable: at - t}, {**goal.box, variable: lower}),
    )


def reflected(goal: Goal, variable: str) -> Goal:
    """Return the goal with a variable counted downwards from the end of its interval."""
    interval = _interval(goal, variable)
    if interval.high is None:
        raise RejectedError("reflect: the interval has no end")
    turned = Interval(True, interval.high_open, interval.high, interval.low_open)
    return moved(goal, {variable: interval.high - Quotient.variable(variable)}, {**goal.box, variable: turned})


def logarithm(goal: Goal) -> Goal:
    """Return the goal log a + P − log b − Q for a e^P − b e^Q."""
    terms = sorted(goal.expression.above.items(), key=lambda term: -term[1])
    plain = len(terms) == 2 and not goal.expression.below and not any(powers for (powers, _), _c in terms)
    _need(plain and terms[0][1] > 0 > terms[1][1], "logarithm: not of the form a e^P - b e^Q")
    ((_, high), a), ((_, low), b) = terms
    difference = Quotient(dict(high)) - Quotient(dict(low))
    numbers = log_of(Quotient({UNIT: a})) - log_of(Quotient({UNIT: -b}))
    return Goal(difference + numbers, goal.strict, goal.box)


def substituted(goal: Goal, node: Mapping[str, Json], depth: int, root: Root | None) -> Goal:
    """Return the goal in the new variables of the rule ``substitute``, once the change of variables is checked."""
    values = {old: _given(value) for old, value in node["values"]}
    fresh = {item["name"]: _given(item["is"]) for item in node["variables"]}
    _need(len(fresh) == len(node["variables"]), "substitute: a new variable is named twice")
    for old in goal.box:
        _need(old in values, f"substitute: no value for {old}")
    for part in (*values.values(), *fresh.values()):
        _need(has_no_denominator(part), "substitute: a denominator")
    _need(all(names(part) <= set(goal.box) for part in fresh.values()), "substitute: unknown variable")
    _need(all(names(part) <= set(fresh) for part in values.values()), "substitute: unknown new variable")
    for old in goal.box:
        back = insert(values[old], fresh)
        _need((back - Quotient.variable(old)).is_zero, f"substitute: {old} does not come back")
    arguments = [a for part in fresh.values() for a in logarithm_arguments(part)]
    arguments += [insert(a, fresh) for part in values.values() for a in logarithm_arguments(part)]
    for argument in arguments:
        known = root is not None and root.knows(argument, strict=True)
        _need(known or is_positive(argument, goal.box), "substitute: logarithm of what may not be positive")
    box = {item["name"]: _checked_interval(goal, item, fresh[item["name"]], depth, root) for item in node["variables"]}
    return moved(goal, values, box)


def logarithm_arguments(quotient: Quotient) -> list[Quotient]:
    """Return the argument of every logarithm in a polynomial normal form."""
    found: list[Quotient] = []
    for powers, exponent in quotient.above:
        found += logarithm_arguments(Quotient(dict(exponent)))
        for (kind, inside), _ in powers:
            if kind == "log":
                found += [Quotient(dict(inside)), *logarithm_arguments(Quotient(dict(inside)))]
    return found


def _checked_interval(goal: Goal, item: Mapping[str, Json], value: Quotient, depth: int, root: Root | None) -> Interval:
    low, high, because = item["low"], item["high"], item["because"]
    _need(low in (None, "closed", "open"), "substitute: an end is closed or open")
    if low is None:
        _need(high is None, "substitute: an interval with an end begins at 0")
        return Interval()
    _check_bound(goal, value, low == "open", because[0], depth, root)
    if high is None:
        return Interval(True, low == "open")
    end, kind = _given(high[0]), high[1]
    _need(kind in ("closed", "open"), "substitute: an end is closed or open")
    _need(not names(end) and sign_of_constant(end) == 1, "substitute: the end of an interval is a constant > 0")
    _check_bound(goal, end - value, kind == "open", because[1], depth, root)
    return Interval(True, low == "open", end, kind == "open")


def _check_bound(goal: Goal, value: Quotient, strict: bool, node: Json, depth: int, root: Root | None) -> None:
    if node is not None and root is not None:
        check_root(root.towards(Relation(">" if strict else ">=", tree(value), Number(Fraction(0)))), node, depth + 1)
    elif node is None:
        _need(root is not None and root.knows(value, strict=strict), "substitute: a bound is not among the hypotheses")
    else:
        check(Goal.on(value, strict, goal.box), node, depth + 1)


def _check_boxes(goal: Goal, node: Mapping[str, Json]) -> None:
    form = scalar_from_json(node["form"])
    _need((normal(form) - goal.expression).is_zero, "boxes: another expression")
    variables = sorted(free_symbols(form) & set(goal.box))
    until = [Fraction(text) for text in node["until"]]
    _need(len(until) == len(variables), "boxes: one end for each variable")
    for name, end in zip(variables, until, strict=True):
        interval = goal.box[name]
        _need(interval.bounded and interval.high is not None, "boxes: the box is unbounded")
        if interval.high is not None:
            _need(sign_of_constant(Quotient.number(end) - interval.high) in (0, 1), "boxes: the domain is not covered")
    bits, tree = int(node["bits"]), node["tree"]
    _need(24 <= bits <= 4096 and isinstance(tree, str), "boxes: bits or tree")
    _need(boxes_close(form, variables, until, bits, tree), "boxes: a box does not close")


def _given(data: Json) -> Quotient:
    """Return the normal form of an expression that a node gives; all its constants must be real numbers."""
    found = normal(scalar_from_json(data))
    _need(is_real(found), "a constant may not be real")
    return found


def _interval(goal: Goal, variable: str) -> Interval:
    if variable not in goal.box:
        raise RejectedError(f"no variable {variable}")
    return goal.box[variable]


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise RejectedError(message)
