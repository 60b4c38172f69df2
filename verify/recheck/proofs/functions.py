"""Re-checks inequalities between functions of real variables: trees of rules (``verify.exact.functions.prove``).

A goal says that a form is positive (strict) or nonnegative on a box, wherever it is defined; one that is not strict
is shown in the interior of its box only, which is enough for continuous functions. Each rule replaces a goal by goals
that imply it: a sum of products of nonnegative factors, a positive multiple, g(t) = g(0) + ∫g', a case or a cut, a
change of variables with its inverse, comparing logarithms, and balls over a covering of a compact box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import flint
from flint import arb, fmpq
from gmpy2 import mpq

from verify.recheck.derivative import carried_out, derivative
from verify.recheck.forms.quotients import cancelled, vanishes
from verify.recheck.forms.sums import NIL, Form, constant, plus, scaled, variables
from verify.recheck.function_table import CHOICES, becomes
from verify.recheck.proofs.intervals import (
    FORMS,
    LINE,
    Box,
    Interval,
    chooses,
    enclosed,
    expression,
    holds_by_sign,
    is_defined,
    is_function,
    is_normal_value,
    need,
    replaced,
    sign,
    symbol,
    tree,
)
from verify.recheck.proofs.signs import ORDERED, difference
from verify.recheck.reading import (
    SPECIAL,
    JsonObject,
    Node,
    RecheckError,
    RejectedError,
    below,
    check_node,
    entry,
    free,
    number,
    short,
)

MOST_DEPTH = 60
TWO_WORDS = ("closed", "open")


@dataclass(frozen=True)
class Root:
    """A relation to be shown for all reals that keep the hypotheses."""

    relation: Node
    given: tuple[list[Any], ...]

    def form(self) -> Form:
        """Return greater − smaller with abs, max and min resolved."""
        return FORMS.of(self.resolved(difference(self.relation)))

    def resolved(self, node: Node) -> Node:
        """Return a node with abs, max and min resolved by hypotheses, innermost first, or raise RejectedError."""
        if node[0] in ("num", "sym"):
            return node
        if node[0] == "named":
            return self.resolved(node[4])
        if node[0] == "diff":
            return self.resolved(carried_out(node))
        if node[0] == "fn" and (other := becomes(node[1], node[2:])) is not None:
            return self.resolved(other)
        need(node[0] in ("add", "mul", "pow", "fn"), f"{node[0]} is no function of real variables")
        parts = [self.resolved(part) for part in below(node)]
        if node[0] != "fn" or node[1] not in CHOICES:
            return [*parts_before(node), *parts, *([node[2]] if node[0] == "pow" else [])]
        if node[1] == "indicator":
            form = FORMS.of(parts[0])
            shown = self.knows(form, True, plain=True)
            need(shown or self.knows(scaled(form, -1), False, plain=True), "no hypothesis resolves an indicator")
            return ["num", "1" if shown else "0"]
        others = [["mul", ["num", "-1"], parts[0]]] if node[1] == "abs" else parts[1:]
        chosen, least = parts[0], node[1] == "min"
        for other in others:
            gap = plus(FORMS.of(chosen), scaled(FORMS.of(other), -1))
            above = self.knows(gap, False, plain=True)
            need(above or self.knows(scaled(gap, -1), False, plain=True), "no hypothesis resolves an abs, max or min")
            chosen = (other if least else chosen) if above else (chosen if least else other)
        return chosen

    def knows(self, form: Form, strict: bool, *, plain: bool = False) -> bool:
        """Tell whether a hypothesis says that a form is ≥ 0, or > 0."""
        if not strict and vanishes(FORMS, form):
            return True
        told: set[str] = set()
        for hypothesis in self.given:
            if plain and chooses(hypothesis):
                continue
            try:
                other = FORMS.of(self.resolved(difference(hypothesis)))
            except RejectedError:
                continue  # a hypothesis may be left unused
            factor = _ratio(form, other)
            if factor is not None and (factor > 0 or hypothesis[0] in ("=", "!=")):
                told.add(hypothesis[0])
        return bool(told & {"=", *ORDERED}) and (not strict or bool(told & {"<", ">", "!="}))


def parts_before(node: Node) -> Node:
    """Return what stands before the parts of a node: its type and, for a function, its name."""
    return node[:2] if node[0] == "fn" else node[:1]


def _ratio(form: Form, other: Form) -> mpq | None:
    """Return the rational c with form = c · other, or None where there is none."""
    shared = dict(other)
    factor = next((value / shared[factors] for factors, value in form if factors in shared), None)
    same = factor is not None and vanishes(FORMS, plus(form, scaled(other, -factor)))
    return factor if same else None


def check_function(statement: JsonObject, relation: Node, part: Any) -> None:
    """Reject a tree of rules that does not prove its conclusion."""
    need(relation[0] in ORDERED, "the conclusion is no inequality")
    given = tuple(h for h in statement["given"] if h[0] not in SPECIAL and all(map(is_function, h[1:])))
    _check_root(Root(relation, given), entry(part, "proof", dict), 0)


def _check_root(root: Root, node: Any, depth: int) -> None:
    need(depth < MOST_DEPTH, "the tree is too deep")
    match node.get("rule") if isinstance(node, dict) else None:
        case "cases":
            form = expression(node.get("on"))
            need(is_defined(form, dict.fromkeys(variables(form), LINE)), "a case may be undefined")
            for name, operator in (("above", ">" if node.get("strict") is True else ">="), ("below", "<=")):
                fact = [operator, node["on"], ["num", "0"]]
                _check_root(replace(root, given=(*root.given, fact)), entry(node, name, dict), depth + 1)
        case "cut":
            match entry(node, "fact", list):
                case [">=" | ">", left, right] as fact:
                    check_node(left)
                    check_node(right)
                case _:
                    raise RecheckError("a fact of a cut is not an inequality: correct it")
            whole = {name: LINE for side in fact[1:] for name in free(side)}
            below_line = [
                atom[1] for factors, _ in Root(fact, root.given).form() for atom, _ in factors if atom[0] == "root"
            ]
            # a strict fact is proved only where its form is defined: that must be wherever its sides are
            need(fact[0] == ">=" or all(holds_by_sign(part, True, whole) for part in below_line), "cut: undefined")
            _check_root(Root(fact, root.given), entry(node, "proof", dict), depth + 1)
            _check_root(replace(root, given=(*root.given, fact)), entry(node, "then", dict), depth + 1)
        case "substitute":
            names = frozenset[Any]().union(*(free(side) for h in (root.relation, *root.given) for side in h[1:]))
            # what holds for all values of its variables holds for those of others, which it does not speak of
            others = frozenset[Any]().union(*(variables(expression(one.get("is"))) for one in _new_variables(node)))
            goal = Goal(root.form(), root.relation[0] in ("<", ">"), dict.fromkeys(names | others, LINE))
            goal.substituted(node, depth, root.knows).check(node.get("then"), depth + 1)
        case rule:
            raise RejectedError(f"function: {short(rule)} is no rule for a root goal")


def _new_variables(node: JsonObject) -> list[JsonObject]:
    """Return what a substitution says of its new variables; RecheckError where that is no list of objects."""
    found: list[JsonObject] = entry(node, "variables", list)
    if not all(isinstance(one, dict) for one in found):
        raise RecheckError("a variable of a substitution is no object: correct it")
    return found


@dataclass(frozen=True)
class Goal:
    """That a form is > 0 (strict) or ≥ 0 on a box, wherever it is defined."""

    form: Form
    strict: bool
    box: Box

    def __post_init__(self) -> None:
        # a factor cancelled makes the form defined at more points, never at fewer
        object.__setattr__(self, "form", cancelled(FORMS, self.form))
        if not self.strict:
            object.__setattr__(self, "box", {k: replace(i, low_open=True, high_open=True) for k, i in self.box.items()})

    def check(self, node: Any, depth: int) -> None:
        """Reject a node that does not prove the goal."""
        need(depth < MOST_DEPTH and isinstance(node, dict), "the tree is too deep, or a node is missing")
        match node.get("rule"):
            case "sign":
                need(holds_by_sign(self.form, self.strict, self.box), "sign: a term may be negative")
            case "times":
                self._times(node, depth)
            case "ladder":
                self._ladder(node, depth)
            case "split":
                self._split(node, depth)
            case "reflect":
                name, interval = self._interval(node)
                need(interval.high is not None, "reflect: the interval has no end")
                turned = replace(interval, low_open=interval.high_open, high_open=interval.low_open)
                self._moved(name, interval.high, -1, turned).check(node.get("then"), depth + 1)
            case "logarithm":
                self._logarithm().check(node.get("then"), depth + 1)
            case "substitute":
                self.substituted(node, depth, None).check(node.get("then"), depth + 1)
            case "boxes":
                self._boxes(node)
            case rule:
                raise RejectedError(f"function: {short(rule)} is no rule")

    def _interval(self, node: Any) -> tuple[str, Interval]:
        name = entry(node, "variable", str)
        need(name in self.box, f"there is no variable {short(name)}")
        return name, self.box[name]

    def _moved(self, name: str, at: Form | None, direction: int, interval: Interval) -> Goal:
        value = plus(at or NIL, scaled(symbol(name), direction))
        return Goal(replaced(self.form, {name: value}), self.strict, self.box | {name: interval})

    def _times(self, node: Any, depth: int) -> None:
        factor, becomes = expression(node.get("factor")), cancelled(FORMS, expression(node.get("becomes")))
        need(is_defined(becomes, self.box) or _is_polynomial(becomes), "times: the new goal may be undefined")
        product = FORMS.times(factor, self.form)
        need(vanishes(FORMS, plus(product, scaled(becomes, -1))), "times: the product is another expression")
        need(is_defined(factor, self.box), "times: the factor may be undefined")
        Goal(factor, True, self.box).check(node.get("positive"), depth + 1)
        Goal(becomes, self.strict, self.box).check(node.get("then"), depth + 1)

    def _ladder(self, node: Any, depth: int) -> None:
        name, interval = self._interval(node)
        which = node.get("strict")
        need(interval.bounded, "ladder: the interval has no beginning")
        need(which in ("base", "step") or not self.strict, "ladder: a strict goal needs a strict part")
        need(which != "step" or interval.low_open, "ladder: the variable may be 0")
        closed = replace(interval, low_open=False)
        need(is_defined(self.form, self.box | {name: closed}), "ladder: the goal may be undefined")
        rest = {other: self.box[other] for other in self.box if other != name}
        base = Goal(replaced(self.form, {name: NIL}), self.strict and which == "base", rest)
        slope, inside = FORMS.of(derivative(tree(self.form), name)), replace(interval, low_open=True, high_open=True)
        step = Goal(slope, self.strict and which == "step", self.box | {name: inside})
        base.check(node.get("base"), depth + 1)
        step.check(node.get("step"), depth + 1)

    def _split(self, node: Any, depth: int) -> None:
        name, interval = self._interval(node)
        at = expression(node.get("at"))
        room = None if interval.high is None else plus(interval.high, scaled(at, -1))
        need(not variables(at) and (not interval.bounded or sign(at) == 1), "split: the point is not inside")
        need(is_defined(at, {}) and (room is None or sign(room) == 1), "split: the point is not inside")
        above = Interval(True, False, room, interval.high_open)
        under = Interval(True, False, at if interval.bounded else None, interval.low_open)
        self._moved(name, at, 1, above).check(node.get("above"), depth + 1)
        self._moved(name, at, -1, under).check(node.get("below"), depth + 1)

    def _logarithm(self) -> Goal:
        terms = sorted(self.form, key=lambda term: -term[1])
        plain = len(terms) == 2 and all(atom[:2] == ("fn", "exp") for factors, _ in terms for atom, _ in factors)
        need(plain and terms[0][1] > 0 > terms[1][1], "logarithm: not of the form a e^P - b e^Q")
        logs = [plus(FORMS.log(frozenset({(factors, abs(value))}))) for factors, value in terms]
        return Goal(plus(logs[0], scaled(logs[1], -1)), self.strict, self.box)

    def substituted(self, node: Any, depth: int, knows: Callable[[Form, bool], bool] | None) -> Goal:
        """Return the goal in new variables, once they are shown to lie in their box and to give the old ones back."""
        values: dict[str, Form] = {}
        for pair in entry(node, "values", list):
            need(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str), "substitute: no pair")
            values[pair[0]] = expression(pair[1])
        items = {entry(item, "name", str): item for item in _new_variables(node)}
        fresh = {name: expression(item.get("is")) for name, item in items.items()}
        once = len(fresh) == len(node["variables"]) and len(values) == len(node["values"])
        need(once, "substitute: a variable is named twice")
        need(variables(self.form) <= values.keys(), "substitute: a variable has no value")
        need(all(map(_is_polynomial, (*values.values(), *fresh.values()))), "substitute: a denominator")
        need(all(variables(part) <= self.box.keys() for part in fresh.values()), "substitute: unknown variable")
        need(all(variables(part) <= fresh.keys() for part in values.values()), "substitute: unknown new variable")
        for old, value in values.items():
            back = plus(replaced(value, fresh), scaled(symbol(old), -1))
            need(vanishes(FORMS, back), f"substitute: {short(old)} does not come back")
        within = [a for part in fresh.values() for a in _logarithms(part)]
        within += [replaced(a, fresh) for part in values.values() for a in _logarithms(part)]
        for argument in within:
            known = knows is not None and knows(argument, True)
            need(known or holds_by_sign(argument, True, self.box), "substitute: a logarithm may be undefined")
        box = {name: self._bounds(item, fresh[name], depth, knows) for name, item in items.items()}
        return Goal(replaced(self.form, values), self.strict, box)

    def _bounds(self, item: Any, value: Form, depth: int, knows: Callable[[Form, bool], bool] | None) -> Interval:
        low, high, because = item.get("low"), item.get("high"), item.get("because")
        need(isinstance(because, list) and len(because) == 2, "substitute: an end has no reason")
        if low is None:
            need(high is None, "substitute: an interval with an end begins at 0")
            return LINE
        need(low in TWO_WORDS, "substitute: an end is ill formed")
        self._bound(value, low == "open", because[0], depth, knows)
        if high is None:
            return Interval(True, low == "open")
        need(isinstance(high, list) and len(high) == 2 and high[1] in TWO_WORDS, "substitute: an end is ill formed")
        end = expression(high[0])
        need(is_defined(end, {}) and sign(end) == 1, "substitute: the end of an interval is no constant > 0")
        self._bound(plus(end, scaled(value, -1)), high[1] == "open", because[1], depth, knows)
        return Interval(True, low == "open", end, high[1] == "open")

    def _bound(
        self, value: Form, strict: bool, node: Any, depth: int, knows: Callable[[Form, bool], bool] | None
    ) -> None:
        if node is None:
            need(knows is not None and knows(value, strict), "substitute: a bound is not among the hypotheses")
        else:
            Goal(value, strict, self.box).check(node, depth + 1)

    def _boxes(self, node: Any) -> None:
        form = node.get("form")
        need(vanishes(FORMS, plus(expression(form), scaled(self.form, -1))), "boxes: another expression")
        names, until = (
            sorted(name for name in free(form) if name in self.box),
            [number(text) for text in entry(node, "until", list)],
        )
        need(len(until) == len(names), "boxes: one end for each variable")
        for name, end in zip(names, until, strict=True):
            interval = self.box[name]
            exact = constant(mpq(int(end.p), int(end.q)))
            reach = None if interval.high is None else sign(plus(exact, scaled(interval.high, -1)))
            need(interval.bounded and reach in (0, 1), "boxes: the domain is not covered")
        waiting = [[(fmpq(0), end) for end in until]]
        # a few bits more than the prover's, so that a box that it could close is not left open here by rounding
        bits = number(node.get("bits"))
        need(bits.q == 1 and 24 <= bits <= 4096, "boxes: bits")
        with flint.ctx.workprec(int(bits.p) + 32):
            for place, letter in enumerate(entry(node, "tree", str)):
                need(waiting, "boxes: letters are left over")
                sides = waiting.pop()
                if letter == ".":
                    scalars = {name: arb(low).union(arb(high)) for name, (low, high) in zip(names, sides, strict=True)}
                    need(enclosed(form, scalars) > 0, f"boxes: box {place} does not close")
                    continue
                need(letter in "0123456789"[: len(names)], f"boxes: letter {place} names no variable")
                k = int(letter)
                low, high = sides[k]
                middle = (low + high) / 2
                waiting += [[*sides[:k], part, *sides[k + 1 :]] for part in ((middle, high), (low, middle))]
        need(not waiting, "boxes: a box is missing")


def _is_polynomial(form: Form) -> bool:
    """Tell whether a form is built from variables, exponentials and logarithms without a division or a root."""
    return all(_is_polynomial_power(atom, exponent) for factors, _ in form for atom, exponent in factors)


def _is_polynomial_power(atom: Any, exponent: mpq) -> bool:
    if is_normal_value(atom):
        return True
    match atom:
        case ("fn", "exp", inside):
            return _is_polynomial(inside)
        case ("fn", name, _) if name not in ("log", "lambertw"):
            return False
        case ("fn", "lambertw", inside):
            return exponent > 0 and sign(inside) in (0, 1)
        case ("fn", "log", inside) if not _is_polynomial(inside):
            return False
    return bool(atom[0] != "root" and exponent > 0 and exponent.denominator == 1)


def _logarithms(part: Any) -> list[Form]:
    """Return the argument of every logarithm in a form."""
    own = [part[2]] if isinstance(part, tuple) and part[:2] == ("fn", "log") else []
    return own + [f for inner in part for f in _logarithms(inner)] if isinstance(part, tuple | frozenset) else own
