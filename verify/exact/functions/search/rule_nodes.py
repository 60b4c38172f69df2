"""The nodes that the search of the method *functions* writes; ``functions`` tells their format."""

from __future__ import annotations

from typing import TypeAlias

from verify.exact.functions.goals import Goal, Interval
from verify.exact.functions.normal_form import tree
from verify.exact.functions.quotients import (
    ONE,
    Quotient,
)
from verify.json_types import Json, JsonObject
from verify.statement.readings.interchange import to_json

Node: TypeAlias = JsonObject
SIGN: Node = {"rule": "sign"}


def times(factor: Quotient, positive: Node, becomes: Quotient, then: Node) -> Node:
    """Return a node of the rule ``times``."""
    return {
        "rule": "times",
        "factor": to_json(tree(factor)),
        "positive": positive,
        "becomes": to_json(tree(becomes)),
        "then": then,
    }


def ladder_node(goal: Goal, name: str, strict: str, base: tuple[Goal, Node], step: tuple[Goal, Node]) -> Node:
    """Return a node of the rule ``ladder`` from the two goals and their proofs."""
    low, up = restated(goal, *base), restated(goal, *step)
    return {"rule": "ladder", "variable": name, "strict": strict, "base": low, "step": up}


def restated(parent: Goal, goal: Goal, node: Node) -> Node:
    """Return the proof of a goal, its expression written out where common factors may have been cancelled."""
    return times(ONE, SIGN, goal.expression, node) if parent.expression.below else node


def variable(name: str, value: Quotient, low: str | None, high: Json, because: list[Json]) -> Node:
    """Return a new variable of the rule ``substitute``."""
    return {"name": name, "is": to_json(tree(value)), "low": low, "high": high, "because": because}


def kept(name: str, interval: Interval) -> Node:
    """Return a variable that a substitution leaves as it is."""
    value = Quotient.variable(name)
    if not interval.bounded:
        return variable(name, value, None, None, [None, None])
    low = "open" if interval.low_open else "closed"
    if interval.high is None:
        return variable(name, value, low, None, [SIGN, None])
    high = [to_json(tree(interval.high)), "open" if interval.high_open else "closed"]
    return variable(name, value, low, high, [SIGN, {"rule": "reflect", "variable": name, "then": SIGN}])
