"""Forms of real variables on boxes of intervals: their signs, and where they are defined, read off them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flint
from flint import arb
from gmpy2 import mpq

from verify.recheck.derivative import holds_symbol
from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.forms.sums import NIL, Form, constant, plus, scaled, variables
from verify.recheck.function_table import CHOICES, SYMBOLS
from verify.recheck.reading import OPERATORS, JsonObject, Node, RejectedError, below
from verify.recheck.values import UndecidedError, Values

FORMS = Forms(analytic=True)


@dataclass(frozen=True)
class Interval:
    """The whole line, or an interval from 0 to a constant or to infinity; ends are closed or open."""

    bounded: bool = False
    low_open: bool = False
    high: Form | None = None
    high_open: bool = False


Box = dict[str, Interval]
LINE = Interval()


def end_row() -> None:
    """Drop what is of no use to the next row."""
    FORMS.end_row()
    REMEMBERED.end_row()


def need(condition: Any, why: str) -> None:
    """Raise RejectedError where a condition fails."""
    if not condition:
        raise RejectedError(f"function: {why}")


def chooses(node: Node) -> bool:
    """Tell whether abs, max, min or another function that chooses stands in a node or in a relation."""
    if node[0] in OPERATORS:
        return any(map(chooses, node[1:]))
    return (node[0] == "fn" and node[1] in CHOICES) or any(map(chooses, below(node)))


def is_function(node: Node) -> bool:
    """Tell whether a node is made of real variables, arithmetic and functions only; a slope that is 0 is a number."""
    if node[0] == "diff" and not holds_symbol(node[1], node[2]):
        return True
    return node[0] in ("num", "sym", "add", "mul", "pow", "fn", "named", "diff") and all(map(is_function, below(node)))


def expression(node: Any) -> Form:
    """Return the form of an expression of the evidence."""
    REMEMBERED.check(node)
    need(is_function(node) and not chooses(node), "an expression of a rule is no smooth function of real variables")
    return FORMS.of(node)


def tree(form: Form) -> Node:
    """Return a node with a given form."""
    return ["add", ["num", "0"], *(["mul", ["num", str(c)], *map(_factor, factors)] for factors, c in form)]


def _factor(power: tuple[Any, mpq]) -> Node:
    atom, exponent = power
    match atom:
        case ("sym", name):
            base = ["sym", name]
        case ("root", inside):
            base = tree(inside)
        case ("fn", "exp", inside):
            # not a power of e^(log A), which would be read as a power of A
            return ["fn", "exp", tree(scaled(inside, exponent))]
        case ("fn", name, inside):
            base = ["fn", name, tree(inside)]
        case _:
            raise RejectedError(f"function: {atom[0]} is no function of real variables")
    return ["pow", base, str(exponent)]


def replaced(form: Form, values: dict[str, Form]) -> Form:
    """Return a form with forms put in the place of variables, all at once."""
    result = NIL
    for factors, value in form:
        product = constant(value)
        for power in factors:
            product = FORMS.times(product, _replaced(power, values))
        result = plus(result, product)
    return result


def _replaced(power: tuple[Any, mpq], values: dict[str, Form]) -> Form:
    atom, exponent = power
    if variables(atom).isdisjoint(values):
        return FORMS.product([power])
    match atom:
        case ("sym", name):
            return FORMS.power(values[name], exponent)
        case ("root", inside):
            return FORMS.power(replaced(inside, values), exponent)
        case ("fn", "exp", inside):
            # not a power of e^(log A), which would be read as a power of A
            return FORMS.exp(replaced(scaled(inside, exponent), values))
        case ("fn", name, inside) if SYMBOLS[name].analytic is None:
            return FORMS.power(FORMS.apply(name, [replaced(inside, values)]), exponent)
    return FORMS.of(_factor(power), {("sym", name): value for name, value in values.items()})


def symbol(name: str) -> Form:
    """Return the form of a variable."""
    return FORMS.of(["sym", name])


def enclosed(node: Node, scalars: JsonObject) -> Any:
    """Return a ball around a node's value at the precision in force, not a number where it may be undefined."""
    try:
        return Values({"scalars": scalars}, rational=False).of(node, {})
    except UndecidedError:
        return arb("nan")


def sign(form: Form) -> int | None:
    """Return the sign of a constant form, None where balls leave it open or it is no constant."""
    kept = REMEMBERED.said[sign]
    if form not in kept:
        kept[form] = _sign(form)
    found: int | None = kept[form]
    return found


def _sign(form: Form) -> int | None:
    if not form:
        return 0
    for bits in (64, 256, 1024) if not variables(form) else ():
        with flint.ctx.workprec(bits):
            value = enclosed(tree(form), {})
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
    return None


def holds_by_sign(form: Form, strict: bool, box: Box) -> bool:
    """Tell whether a form is a sum of products of nonnegative things, one of them positive where strict."""
    groups: dict[Any, list[Any]] = {}
    for factors, value in form:
        if any(atom[0] == "root" or (atom[0] == "sym" and (e < 0 or e.denominator != 1)) for atom, e in factors):
            return False
        moving = frozenset(power for power in factors if variables(power[0]))
        groups.setdefault(moving, []).append((factors - moving, value))
    known = all(sign(frozenset(rest)) == 1 and _product_sign(moving, box, False) for moving, rest in groups.items())
    return known and (not strict or any(_product_sign(moving, box, True) for moving in groups))


def _product_sign(factors: Any, box: Box, strict: bool) -> bool:
    for atom, exponent in factors:
        if atom[:2] == ("fn", "exp"):
            continue
        if atom[0] == "sym":
            fine = box.get(atom[1], LINE).bounded and (box.get(atom[1], LINE).low_open or not strict)
        else:
            fine = atom[1] == "log" and holds_by_sign(plus(atom[2], constant(-1)), strict or exponent < 0, box)
        if not fine and (strict or exponent.denominator != 1 or exponent.numerator % 2 or exponent < 0):
            return False
    return True


def is_normal_value(atom: Any) -> bool:
    """Tell whether an atom is φ or Φ at a constant and seen to be positive by its ball, as φ(0) in π."""
    return (
        atom[0] == "fn" and atom[1] in ("phi", "Phi") and sign(frozenset({(frozenset({(atom, mpq(1))}), mpq(1))})) == 1
    )


def is_defined(form: Form, box: Box) -> bool:
    """Tell whether all logarithms' arguments and denominators in a form are positive on a box, by their signs."""
    for factors, _ in form:
        for atom, exponent in factors:
            if not all(is_defined(inside, box) for inside in atom[1:] if isinstance(inside, frozenset)):
                return False
            inside = {"root": atom[-1], "fn": atom[-1]}.get(atom[0], NIL)
            if atom[0] == "root" and (exponent.denominator != 1 or not holds_by_sign(inside, True, box)):
                return False
            apart = atom[0] == "sym" and box.get(atom[1], LINE).bounded and box.get(atom[1], LINE).low_open
            if atom[0] == "sym" and (exponent.denominator != 1 or (exponent < 0 and not apart)):
                return False
            if atom[:2] == ("fn", "log") and not holds_by_sign(inside, True, box):
                return False
            if atom[:2] == ("fn", "log") and exponent < 0 and not _product_sign([(atom, exponent)], box, True):
                return False
            if is_normal_value(atom):
                continue
            if atom[0] not in ("sym", "root", "fn") or (atom[0] == "fn" and atom[1] not in ("exp", "log", "lambertw")):
                return False
            if atom[:2] == ("fn", "lambertw") and sign(inside) not in (0, 1):
                return False
    return True
