"""A variable of its own for each member of a run, each sum, product or extremum over steps, each f(x) and ∇f(x).

What holds for all values of these variables holds for the members. Two places get one variable only where they are the
same by their text, bound steps being named by their depth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.errors import InputError
from verify.exact.runs.freezing.order import Order
from verify.exact.runs.freezing.sequents import step_names
from verify.statement.checks.extent import is_of_runs
from verify.statement.formulas import Node
from verify.statement.indices import Index
from verify.statement.readings.interchange import to_json
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Gradient,
    Indexed,
    Mul,
    Named,
    Number,
    Ranged,
    Scalar,
    Step,
    Symbol,
    Value,
    Vector,
    VectorExpr,
)
from verify.statement.walk import children, family_names, free_indices, free_symbols, rebuild, vector_names

MOST_TERMS = 64


def without_steps(node: Node, order: Order) -> Any:
    """Return a node with a variable of its own for each member, range and step in it."""
    if not is_of_runs(node):
        return node
    return _made(node, order) if _has_ranges(node) else _made_once(node)


@lru_cache(maxsize=20_000)
def _has_ranges(node: Node) -> bool:
    return isinstance(node, Ranged) or any(map(_has_ranges, children(node)))


# the order of steps is asked for ranges only; facts are looked at under one order after the other
@lru_cache(maxsize=20_000)
def _made_once(node: Node) -> Any:
    return _made(node, Order({}))


def _made(node: Node, order: Order) -> Any:
    match node:
        case Step(base, shift):
            number = Number(Fraction(shift))
            if not isinstance(base, Symbol):
                return number
            return Add((base, number)) if shift else base
        case Ranged():
            if not order.knows_at_most(Step(None), node.start):
                raise InputError(f"a {node.which} from step {node.start.name} on, which may be negative; begin later")
            opened = opened_range(node, order)
            return _variable(opened) if isinstance(opened, Ranged) else without_steps(opened, order)
        case Value() | Gradient():
            return _variable(node)
        case Indexed(name, indices) | Vector(name, indices):
            when = ",".join(index.name for index in indices if isinstance(index, Step))
            where = tuple(index for index in indices if isinstance(index, Index))
            if not when:
                return node
            if any(isinstance(index, Step) and isinstance(index.base, Index) for index in indices):
                # members at two steps that are not fixed would be one, and be named like a fixed one
                raise InputError(f"{name} in a derivation stands at a step that is not fixed: say for which by for_all")
            if isinstance(node, Vector):
                return Vector(f"{name}({when})", where)
            return Indexed(f"{name}({when})", where) if where else Symbol(f"{name}({when})")
        case Named(_, _, body, indices):
            inside = without_steps(body, order)
            return node if inside == body and not any(isinstance(index, Step) for index in indices) else inside
        case Diff(body, variable, at):
            if variable.name in step_names(body):
                raise InputError(f"the slope in step {variable.name} is not taken: a step is a whole number")
            inside = without_steps(body, order)
            own = _dumped(variable)
            if any(
                own in name for name in free_symbols(inside) | vector_names(inside).keys() | family_names(inside).keys()
            ):
                # the variable of a range or a value would be a constant to the slope
                raise InputError(f"the slope in {variable.name} of a range or of an unknown function is not taken")
            return Diff(inside, variable, without_steps(at, order))
    return rebuild(node, lambda child: without_steps(child, order))


def opened_range(node: Ranged, order: Order) -> Scalar:
    """Return a range with its last steps taken out, as long as they are known to belong to it."""
    if node.start == node.stop and node.which in ("sum", "product"):
        return Number(Fraction(node.which == "product"))
    last = node.stop - 1
    if node.stop.shift <= 0 or not order.knows_at_most(node.start, last):
        return node
    if node.stop.base is None and node.stop.shift > MOST_TERMS:
        raise InputError(f"a {node.which} over {node.stop.shift} steps is too long to be written out: use an induction")
    end = substitute(node.body, {node.index: last})
    before = opened_range(replace(node, stop=last), order)
    if node.which in ("sum", "product"):
        return Add((before, end)) if node.which == "sum" else Mul((before, end))
    if node.start == last:
        return end
    # a maximum over no step has no value, so that an earlier step has to be known
    return Apply(node.which, (before, end)) if order.knows_at_most(node.start, last - 1) else node


def _variable(node: Ranged | Value | Gradient) -> Scalar | VectorExpr:
    """Return the variable for a range, or a value of an unknown function: one for two only where they are the same."""
    plain = _plain(node, 0)
    order: dict[Index, Index] = {}
    for index in _free_in_order(plain):
        order.setdefault(index, Index(f"x{len(order)}", index.kind))
    name = _dumped(substitute(plain, order))
    if isinstance(node, Gradient):
        return Vector(name, tuple(order))
    return Indexed(name, tuple(order)) if order else Symbol(name)


def _dumped(node: Node) -> str:
    return json.dumps(to_json(node), ensure_ascii=False, separators=(",", ":"))


def _plain(node: Node, depth: int) -> Any:
    """Return a node without abbreviations, its bound steps named by depth."""
    if isinstance(node, Named):
        return _plain(node.body, depth)
    if isinstance(node, Ranged):
        bound = Index(f"s{depth}", "step")
        body = substitute(node.body, {node.index: bound})
        return replace(node, index=bound, body=_plain(body, depth + 1))
    return rebuild(node, lambda child: _plain(child, depth))


def _free_in_order(node: Node) -> Iterator[Index]:
    free = free_indices(node)
    if isinstance(node, Indexed | Vector):
        yield from (index for index in node.indices if index in free)
    for child in children(node):
        yield from (index for index in _free_in_order(child) if index in free)
