"""Formulas about runs as they stand in a ledger: whether they are well formed, what they speak of, putting values in.

Beside the language of ``reading`` there are ["step", base, shift] with an index of steps, a variable or null as base,
as an argument of a member and as a number; ["range", which, index, start, stop, body]; the value and the gradient of an
unknown function, ["value", name, point] and ["gradient", name, point]; and the formulas ["same", v, v],
["all", variable, start, stop, formula] and ["some", variables, formula, …]. Abbreviations are read as their bodies.
"""

from __future__ import annotations

from typing import Any

from verify.recheck.derivative import ZERO
from verify.recheck.forms.remembered import REMEMBERED, once
from verify.recheck.reading import (
    INDEX_NAME,
    KINDS,
    OPERATORS,
    SHAPES,
    SPECIAL,
    Node,
    RecheckError,
    RejectedError,
    check_family,
    check_node,
    entry,
    short,
)
from verify.recheck.runs.mentions import found_once, free, heads, is_step, names, nodes, places, shift
from verify.recheck.runs.order import step_names

Env = dict[tuple[str, ...], Any]
OF_RUNS = ("all", "some", "same", "range", "constants")
OF_STEPS = ("step", "value", "gradient")
# ["sym", …] is a variable, and no index; ["size", "sample"] is n, and not gone into
HEADS = frozenset((*SHAPES, *SPECIAL, *OF_RUNS, *OF_STEPS)) - {"size"}
WHICH = ("sum", "product", "max", "min")
START: Node = ["step", None, "0"]
BRACKETS = "([{\"'"
# a member at a step is named by brackets, a range by its JSON, and a step by its shift: a(t+1), a(2), a(s,t)
OF_MEMBERS, OF_SHIFTS = '([{"', "+-,"


def later(step: Node, by: int = 1) -> Node:
    """Return a step some steps later."""
    return ["step", step[1], str(shift(step) + by)]


def is_name(name: Any) -> bool:
    """Tell whether a text names a variable, and no member at a step: else it would be a(s) for every s that is fixed.

    >>> [is_name(name) for name in ("a", "a(s)", "", 1)]
    [True, False, False, False]
    """
    return isinstance(name, str) and bool(name) and not any(sign in name for sign in OF_MEMBERS)


def is_name_of_step(name: Any) -> bool:
    """Tell whether a text names a variable whose members are not named like those at other steps.

    >>> [is_name_of_step(name) for name in ("t'", "t+1", "2", "step")]
    [True, False, False, False]
    """
    # ["sym", "step"] is a variable, and reads like an index of steps
    return is_name(name) and not name.isdecimal() and name != "step" and not any(sign in name for sign in OF_SHIFTS)


def read_step(step: Any) -> Node:
    """Return a step that is well formed."""
    match step:
        case ["step", None, _]:
            shift(step)
            return list(step)
        case ["step", ["sym", name], _] if is_name_of_step(name):
            shift(step)
            return list(step)
        case ["step", [str(name), "step"], _] if INDEX_NAME.fullmatch(name) and name not in HEADS:
            shift(step)
            return list(step)
    raise RecheckError(f"{short(step)} is no step: correct it")


def read_index(index: Any) -> Node:
    """Return an index of steps that is well formed."""
    match index:
        case [str(name), "step"] if INDEX_NAME.fullmatch(name) and name not in HEADS:
            return [name, "step"]
    raise RecheckError(f"{short(index)} is no index of steps: correct it")


@once
def read(formula: Any) -> Node:
    """Return a well-formed formula without abbreviations, once for each row; RecheckError where it is none."""
    result: Node = REMEMBERED.alike(_read(formula))
    return result


def _read(formula: Any) -> Node:
    match formula:
        case [str(operator), left, right] if operator in OPERATORS:
            return [operator, read_expression(left), read_expression(right)]
        case ["same", left, right]:
            return ["same", read_expression(left, "v"), read_expression(right, "v")]
        case ["inspan", ["vec", _, list(places)] as vector, ["vec", _, _] as member] if all(map(is_step, places)):
            return ["inspan", read_expression(vector, "v"), _read_family(member)]
        case ["spectrum", low, high, ["vec", _, _] as member] if is_name(low) and is_name(high):
            return [*formula[:3], _read_family(member)]
        case ["all", ["sym", str()] | ["vec", str(), []] as variable, None, None, body] if variable != ["sym", "step"]:
            return ["all", variable, None, None, read(body)]
        case ["all", index, start, stop, body]:
            start = read_step(start)
            if start[1] is None and shift(start) < 0:
                raise RecheckError(f"a formula begins at {short(start)}: steps are counted from 0")
            return ["all", read_index(index), start, None if stop is None else read_step(stop), read(body)]
        case ["some", [_, *_] as variables, _, *_]:
            return ["some", [_variable(variable) for variable in variables], *map(read, formula[2:])]
    raise RecheckError(f"{short(formula)} is no formula: correct the statement")


def _read_family(member: Node) -> Node:
    made = read_expression(member, "v")
    check_family(["vec", made[1], [place for place in made[2] if not is_step(place)]])
    return made


def _variable(variable: Any) -> Node:
    match variable:
        case ["sym", str()] | ["vec" | "idx", str(), list()] | ["size", "sample" | "patch"]:
            return list(variable)
    raise RecheckError(f"{short(variable)} is no variable: correct the statement")


def read_expression(node: Any, sort: str = "x") -> Node:
    """Return a well-formed scalar ("x") or vector ("v") without abbreviations."""
    result: Node = REMEMBERED.alike(_without_names(node))
    # where steps are taken for numbers and further indices, it is an expression of the language without steps
    check_node(_outline(result), sort, REMEMBERED.said[check_node])
    if misnamed := _misnamed(result):
        raise RecheckError(f"an index is named {short(min(misnamed))}, as a kind of node is: rename it")
    for slope in nodes(result) if "diff" in heads(result) else ():
        if slope[0] == "diff" and len(slope) == 4 and slope[2] in step_names(slope[1]):
            raise RecheckError(f"the slope in step {short(slope[2])} is taken, a whole number: correct it")
    return result


@found_once
def _misnamed(node: Node) -> frozenset[str]:
    """Return the names of indices that are those of kinds of nodes: such an index would be looked at as one."""
    own = len(node) == 2 and node[0] in HEADS and node[1] in (*KINDS, "step")
    return frozenset({node[0]} if own else ()).union(*(_misnamed(part) for part in node if isinstance(part, list)))


def _without_names(node: Any) -> Any:
    match node:
        case ["named", str(), str(), list(), body]:
            return _without_names(body)
        case ["step", _, _]:
            return read_step(node)
        case ["range", which, index, start, stop, body]:
            if which not in WHICH:
                raise RecheckError(f"{short(which)} is no sum, product, maximum or minimum over steps: correct it")
            return ["range", which, read_index(index), read_step(start), read_step(stop), _without_names(body)]
        case ["value" | "gradient" as head, str(name), point]:
            if any(sign in name for sign in BRACKETS):
                raise RecheckError(f"{short(name)} is no name of a function: correct it")
            return [head, name, _without_names(point)]
        case ["sym", name] | ["diff", _, name, _] if not is_name(name):
            # the slope in a variable that is named like a member would take the member for it
            raise RecheckError(f"{short(name)} is no name of a variable: correct it")
        case ["idx" | "vec", str(name), list(indices)]:
            if not is_name(name):
                raise RecheckError(f"{short(name)} is no name of a family or a vector: correct it")
            places = [read_step(place) if is_step(place) else place for place in indices]
            return [node[0], node[1], places]
        case [str(), *_]:
            return [_without_names(part) if isinstance(part, list) else part for part in node]
    return node


@once
def _outline(node: Any) -> Any:
    return REMEMBERED.alike(_outlined(node)) if isinstance(node, list) else node


def _outlined(node: Node) -> Any:
    if is_step(node):
        return ZERO
    match node:
        case ["range", _, _, _, _, body]:
            return _outline(body)
        case ["value", str(), point]:
            return ["inner", _outline(point), _outline(point)]
        case ["gradient", str(), point]:
            return _outline(point)
        case ["idx" | "vec", name, list(indices)]:
            return [node[0], name, [place for place in indices if not is_step(place)]]
        case [*parts]:
            return [_outline(part) if isinstance(part, list) else part for part in parts]
    return node


def check_run_statement(statement: Any) -> None:
    """Raise RecheckError where a statement about runs is not well formed."""
    if has_constants(statement):
        _, given, then = read_constants(statement)
    else:
        given, then = ([*map(read, entry(statement, part, list))] for part in ("given", "then"))
    _check_kinds([*given, *then])


def _check_kinds(formulas: list[Node]) -> None:
    """Raise RecheckError where a name stands for two kinds of things, as a number x and a vector x."""
    kinds: dict[str, Any] = {}
    for found in nodes(formulas):
        match found:
            case ["sym", str(name)] | ["idx" | "vec", str(name), list()]:
                places = found[2] if len(found) > 2 else []
                kind = (found[0], *("step" if is_step(place) else place[1] for place in places))
                if kinds.setdefault(name, kind) != kind:
                    raise RecheckError(f"{short(name)} stands for two kinds of things: correct the statement")


@once
def has_constants(statement: Any) -> bool:
    """Tell whether a statement says that there are constants."""
    return any(isinstance(formula, list) and formula[:1] == ["constants"] for formula in entry(statement, "then", list))


def read_constants(statement: Any) -> tuple[list[tuple[str, list[Node]]], list[Node], list[Node]]:
    """Return the constants with what each depends on, what is given, and what follows; RecheckError for another."""
    match statement:
        case {"given": [], "then": [["constants", [_, *_] as constants, list(given), [_, *_] as then]]}:
            found = []
            for constant in constants:
                match constant:
                    case [str(name), list(quantities)] if name:
                        found.append((name, [read_expression(quantity) for quantity in quantities]))
                    case _:
                        raise RecheckError(f"{short(constant)} is no constant: correct the statement")
            if len({name for name, _ in found}) == len(found):
                return found, [read(formula) for formula in given], [read(formula) for formula in then]
    raise RecheckError("that there are constants is not well formed, or does not stand alone: correct the statement")


@once
def speaks_of_runs(statement: Any) -> bool:
    """Tell whether a statement holds a formula or an expression that only statements about runs have."""
    formulas = entry(statement, "given", list) + entry(statement, "then", list)
    return any(is_of_runs(formula) for formula in formulas)


def is_of_runs(node: Any) -> bool:
    """Tell whether a formula or an expression speaks of steps of a run."""
    return bool(_of_runs(node))


@found_once
def _of_runs(node: Node) -> frozenset[str]:
    """Return the heads in a formula that only statements about runs have."""
    head = node[0]
    own = len(node) >= 3 and (head in OF_RUNS or (head in OF_STEPS and len(node) == 3))
    return frozenset({head} if own else ()).union(*(_of_runs(part) for part in node if isinstance(part, list)))


@once
def closed(formula: Node) -> Node:
    """Return a formula with its free steps bound, from 0 on."""
    for name, kind in sorted((index for index in free(formula) if index[1] == "step"), reverse=True):
        formula = ["all", [name, kind], START, None, formula]
    result: Node = REMEMBERED.alike(formula)
    return result


def put(node: Any, env: Env) -> Any:
    """Return a formula or expression with values put in; RejectedError where an index or variable would be captured.

    Keys are ("step", name) for an index of steps, ("sym", name), and ("idx" or "vec", name) with (slots, value).
    """
    made = _Putting().of(node, env) if env else node
    # what is made alike is one object, of which things are found once
    return node if made is node else REMEMBERED.alike(made)


class _Putting:
    """Puts values into one formula, whose environments share what the free indices of a value are."""

    def __init__(self) -> None:
        # values by their identity, kept so that it is not used again
        self._arriving: dict[tuple[str, int], tuple[Any, frozenset[Any]]] = {}
        # what became of a part in an environment, by their identities, and both kept, too
        self._known: dict[tuple[int, int], tuple[Any, Env, Any]] = {}

    def of(self, node: Any, env: Env) -> Any:
        """Return a formula or expression with the values of an environment put in."""
        if not env or not isinstance(node, list):
            return node
        at = id(node), id(env)
        if at not in self._known:
            # what nothing is put into stays the same object, so that what was found of it is found again
            self._known[at] = (node, env, node if places(node).isdisjoint(env) else self._of(node, env))
        return self._known[at][2]

    def _of(self, node: Node, env: Env) -> Any:
        match node:
            case ["step", base, _]:
                return _moved(node, base, env)
            case ["sym", name]:
                return env.get(("sym", name), node)
            case ["num" | "size", _]:
                return node
            case ["idx" | "vec" as head, name, indices]:
                places = [_moved(p, p[1], env) if is_step(p) else list(env.get(("index", *p), p)) for p in indices]
                if (head, name) in env:
                    return self.of(env[head, name][1], _slots(env[head, name][0], places))
                return [head, name, places]
            case ["sum" | "vsum" | "ext", *_]:
                self._refuse_capture(tuple(node[-2]), env)
                inside = {key: value for key, value in env.items() if key != ("index", *node[-2])}
                return [*node[:-1], self.of(node[-1], inside)]
            case ["range", which, index, start, stop, body]:
                self._refuse_capture(tuple(index), env)
                return [
                    "range",
                    which,
                    index,
                    self.of(start, env),
                    self.of(stop, env),
                    self.of(body, _without(env, ("step", index[0]))),
                ]
            case ["all", [name, "step"], start, stop, body]:
                self._refuse_capture((name, "step"), env)
                return [
                    "all",
                    node[1],
                    self.of(start, env),
                    self.of(stop, env),
                    self.of(body, _without(env, ("step", name))),
                ]
            case ["all", variable, None, None, body]:
                return ["all", variable, None, None, self.of(body, _unbound([variable], env))]
            case ["some", variables, *parts]:
                inside = _unbound([variable for variable in variables if variable[0] != "size"], env)
                return ["some", variables, *(self.of(part, inside) for part in parts)]
            case ["diff", body, name, at]:
                return ["diff", self.of(body, _unbound([["sym", name]], env)), name, self.of(at, env)]
            case ["spectrum", low, high, member]:
                pair = [env.get(("sym", name), ["sym", name]) for name in (low, high)]
                if any(part[0] != "sym" for part in pair):
                    raise RejectedError("what is put in the place of λ_min or λ_max is no variable")
                return ["spectrum", pair[0][1], pair[1][1], self._family(member, env)]
            case ["inspan", vector, member]:
                return ["inspan", self.of(vector, env), self._family(member, env)]
        return [self.of(part, env) if isinstance(part, list) else part for part in node]

    def _family(self, member: Node, env: Env) -> Node:
        made: Node = self.of(member, env)
        if made[0] != "vec":
            raise RejectedError(f"the family {short(member[1])}, of which a span is, is mapped to what is no family")
        if len({tuple(place) for place in made[2] if not is_step(place)}) < sum(
            not is_step(place) for place in made[2]
        ):
            # y(i,i) spans less than y(i,j), and a family is known by its name and the kinds of its indices
            raise RejectedError(f"the family {short(member[1])}, of which a span is, is mapped to a part of a family")
        return made

    def _refuse_capture(self, index: tuple[str, str], env: Env) -> None:
        for key, value in env.items():
            at = key[0], id(value)
            if at not in self._arriving:
                self._arriving[at] = value, _arriving(key[0], value)
            if index in self._arriving[at][1]:
                raise RejectedError(f"index {index[0]} would be bound by a sum or range that it comes from without")


def _arriving(head: str, value: Any) -> frozenset[Any]:
    """Return the free indices that come with a value of an environment."""
    match head:
        case "idx" | "vec":
            return free(value[1]) - {tuple(slot[1] if is_step(slot) else slot) for slot in value[0]}
        case "index":
            return frozenset({tuple(value)})
    return free(value)


def _slots(slots: list[Any], places: list[Any]) -> Env:
    if len(slots) != len(places):
        raise RejectedError("a family is mapped with other indices than it has")
    env: Env = {}
    for slot, place in zip(slots, places, strict=True):
        if is_step(slot):
            if slot[1] is None or slot[1][0] == "sym" or shift(slot):
                raise RejectedError("a family is mapped at one step only")
            env["step", slot[1][0]] = place
        elif is_step(place) or slot[1] != place[1]:
            raise RejectedError("a family is mapped with other kinds of indices than it has")
        else:
            env["index", slot[0], slot[1]] = place
    return env


def _moved(step: Node, base: Any, env: Env) -> Node:
    if base is None:
        return step
    value = env.get(("sym", base[1]) if base[0] == "sym" else ("step", base[0]))
    if value is None:
        return step
    if value[0] == "num" and value[1].isdecimal():
        value = ["step", None, value[1]]
    if value[0] == "sym":
        value = ["step", value, "0"]
    if not is_step(value):
        raise RejectedError(f"what is put in the place of step {short(base)} is no step")
    return later(value, shift(step))


def _without(env: Env, key: tuple[str, ...]) -> Env:
    return {other: value for other, value in env.items() if other != key}


def _unbound(variables: list[Node], env: Env) -> Env:
    # a vector x that is bound is not the number x, which still has its value
    bound = {(head, name) for head, name, *_ in variables}
    inside = {key: value for key, value in env.items() if key not in bound}
    arriving = (names(value[1] if key[0] in ("idx", "vec") else value) for key, value in inside.items())
    if any(found & {name for _, name in bound} for found in arriving):
        raise RejectedError("a variable would be bound by a quantifier that it comes from without")
    return inside
