"""The facts of a sequent, what is added to them for a step, new names, and the values that a lemma is used with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.reading import Node, RecheckError, RejectedError, short
from verify.recheck.runs.freezing import order_of
from verify.recheck.runs.language import START, Env, closed, is_name_of_step, later, put, read_expression, read_step
from verify.recheck.runs.mentions import free, is_step, names


def without(facts: list[Node], variables: list[Node]) -> list[Node]:
    """Return the facts that do not speak of what has the name of a bound variable; none where a size is bound."""
    if any(variable[0] == "size" for variable in variables):
        return []
    bound = {variable[1] for variable in variables}
    return facts_with([fact for fact in facts if not bound & names(fact)])


def new_name(name: Any, formulas: list[Any], *, but: set[str] | frozenset[str] = frozenset()) -> str:
    """Return a name that is in none of some formulas, but for what is bound in them; RejectedError for another."""
    if not is_name_of_step(name) or name in names(formulas) - but:
        raise RejectedError(f"{short(name)} is no new name")
    return str(name)


def facts_with(facts: list[Node], more: Iterable[Node] = ()) -> list[Node]:
    """Return facts with more of them: the same ones in the same order are one list for a row, as formulas are."""
    result: list[Node] = REMEMBERED.alike([*facts, *more])
    return result


def in_range(facts: list[Node], start: Node, step: Node, stop: Node | None) -> list[Node]:
    """Return facts with those that a step is one of a range."""
    begun = [] if start == START else [["<=", start, step]]
    return facts_with(facts, begun if stop is None else [*begun, ["<=", later(step), stop]])


def for_one(facts: list[Node], goal: Node, name: str) -> tuple[list[Node], Node]:
    """Return the facts and the goal for one value of what a goal for all values speaks of, under a new name."""
    match goal:
        case ["all", [index, "step"], start, stop, body]:
            if name in names([start, stop, body]):
                raise RejectedError(f"{short(name)} is no new name")
            step = ["step", ["sym", name], "0"]
            return in_range(facts, start, step, stop), put(body, {("step", index): step})
        case ["all", [head, old, *_], _, _, body]:
            if name != old and name in names(body):
                raise RejectedError(f"{short(name)} is no new name")
            value = ([], ["vec", name, []]) if head == "vec" else ["sym", name]
            return facts, put(body, {(head, old): value})
    raise RejectedError("only a formula for all values is fixed")


def is_of_steps(facts: list[Node], over: Any) -> bool:
    """Tell whether a range is known to have a step; one without an end has."""
    _, start, stop = over
    return stop is None or (not free([start, stop]) and order_of(facts).at_most(later(start), stop))


def over_range(formula: Node, over: Any, *, always: bool = False) -> Node:
    """Return a formula for all steps of a range, and of other steps that are free in it from 0 on.

    ``always`` where a formula that speaks of no step of the range is to hold only if there is one.
    """
    if over is not None and (always or tuple(over[0]) in free(formula)):
        formula = ["all", *over, formula]
    return closed(formula)


def read_mapping(pairs: list[Any]) -> Env:
    """Return what is put in the place of variables and families; RejectedError for a value with indices of its own."""
    env: Env = {}
    for pair in pairs:
        match pair:
            case [["sym", str(old)], value]:
                made = read_step(value) if is_step(value) else read_expression(value)
                key, own = ("sym", old), frozenset[tuple[str, str]]()
                env[key] = made
            case [["idx" | "vec" as head, str(old), list(slots)], value] if all(map(_is_slot, slots)):
                made = read_expression(value, "x" if head == "idx" else "v")
                places = [tuple(slot) for slot in slots if not is_step(slot)]
                own, key = frozenset(places), (head, old)
                if len(own) < len(places):
                    raise RejectedError("a family is mapped at one index twice")
                env[key] = ([read_step(slot) if is_step(slot) else slot for slot in slots], made)
            case _:
                raise RecheckError(f"{short(pair)} maps nothing: correct the lemma's use")
        if any(kind != "step" for _, kind in free(made) - own):
            raise RejectedError("a value speaks of other indices than its variable")
    return env


def _is_slot(slot: Any) -> bool:
    return is_step(slot) or (isinstance(slot, list) and len(slot) == 2 and all(isinstance(p, str) for p in slot))


def fresh_name(name: str, formulas: list[Any]) -> str:
    """Return a name that is in none of some formulas, made from another one."""
    taken = names(formulas)
    while name in taken:
        name += "'"
    return name
