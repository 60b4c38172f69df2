"""The search of the method *functions*: proposes trees of rules for goals on boxes; nobody needs to trust it.

Floats prune what is plainly false; every step is made with the checker's own rules, and the tree is checked afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from verify.exact.functions_boxes import find_tree
from verify.exact.functions_check import RejectedError, ladder, logarithm, may_become, reflected, split
from verify.exact.functions_goal import Goal, Interval, holds_by_sign, is_positive, moved, sign_of_constant
from verify.exact.functions_normal import (
    ONE,
    UNIT,
    Atom,
    Frozen,
    NotSupportedError,
    Polynomial,
    Quotient,
    derivative,
    exp_of,
    freeze,
    insert,
    names,
    tree,
)
from verify.exact.functions_numbers import float_of, is_far_from_zero, is_plausible, lowest_points, recognised
from verify.statement.interchange import to_json

Node: TypeAlias = dict[str, Any]
SIGN: Node = {"rule": "sign"}
BITS = 64
SHARES = (Fraction(1, 2), Fraction(1, 4))
MOST_BOXES = {1: 400, 2: 1500, 3: 2500}


@dataclass
class Search:
    """One search: how many goals it may still look at, and what failed before."""

    budget: int = 1500
    _known: dict[Any, tuple[int, Node | None]] = field(default_factory=dict)

    def prove(self, goal: Goal, depth: int) -> Node | None:
        """Return a proof of a goal with at most ``depth`` rules on top of one another, or None."""
        used = names(goal.expression)
        box = tuple(sorted((name, repr(interval)) for name, interval in goal.box.items() if name in used))
        key = (freeze(goal.expression.above), goal.expression.below, goal.strict, box)
        known = self._known.get(key)
        if known is not None and (known[1] is not None or known[0] >= depth):
            return known[1]
        self._known[key] = (depth, None)  # the goal itself is not tried again below
        found = self._prove(goal, depth)
        if found is not None or self.budget > 0:
            self._known[key] = (depth, found)
        return found

    def _prove(self, goal: Goal, depth: int) -> Node | None:
        if holds_by_sign(goal):
            return SIGN
        if depth <= 0 or self.budget <= 0 or not goal.box or not is_plausible(goal):
            return None
        self.budget -= 1
        for propose in (
            self._cleared,
            self._without_powers,
            self._climbed,
            self._logged,
            self._collected,
            self._boxed,
            self._cut,
        ):
            try:
                found = propose(goal, depth)
            except (NotSupportedError, RejectedError):
                continue
            if found is not None:
                return found
        return None

    def _cleared(self, goal: Goal, depth: int) -> Node | None:
        """Multiply by what stands below, with its sign."""
        lacking = _negative_powers(goal.expression.above)
        below = lacking
        for factor, power in goal.expression.below:
            below = below * Quotient(dict(factor)).power(power)
        if below == ONE:
            return None
        for sign in (1, -1):
            signed = below * Quotient.number(sign)
            if not is_plausible(Goal(signed, True, goal.box)):
                continue
            positive = self.prove(Goal(signed, True, goal.box), min(depth, 3))
            if positive is None:
                return None
            becomes = Quotient(goal.expression.above) * lacking * Quotient.number(sign)
            then = self.prove(Goal(becomes, goal.strict, goal.box), depth)
            return then and times(signed, positive, becomes, then)
        return None

    def _without_powers(self, goal: Goal, depth: int) -> Node | None:
        """Divide by the powers of variables that all terms share."""
        shared = _shared_powers(goal)
        if shared == ONE or not may_become(shared.inverse() * goal.expression, goal.box):
            return None
        factor, becomes = shared.inverse(), shared.inverse() * goal.expression
        then = self.prove(Goal(becomes, goal.strict, goal.box), depth)
        if then is None:
            return None
        positive = times(shared * shared, SIGN, shared, SIGN)
        return times(factor, positive, becomes, then)

    def _climbed(self, goal: Goal, depth: int) -> Node | None:
        """Climb a ladder, after a positive factor that makes the derivative simpler."""
        proposals: list[tuple[int, bool, int, str, Quotient, Quotient]] = []
        for name, interval in goal.box.items():
            if not interval.bounded or name not in names(goal.expression):
                continue
            for factor, becomes in _factors(goal, name):
                try:
                    slope = derivative(becomes, name)
                except NotSupportedError:
                    continue
                if factor != ONE and not may_become(becomes, goal.box):
                    continue
                proposals.append((_weight(slope), factor != ONE, len(proposals), name, factor, becomes))
        for *_, name, factor, becomes in sorted(proposals, key=lambda proposal: proposal[:3]):
            found = self._ladder(Goal(becomes, goal.strict, goal.box), name, depth)
            if found is None:
                continue
            if factor == ONE:
                return found
            positive = self.prove(Goal(factor, True, goal.box), 2)
            if positive is not None:
                return times(factor, positive, becomes, found)
        return None

    def _ladder(self, goal: Goal, name: str, depth: int) -> Node | None:
        for strict in ("base", "step") if goal.strict else ("base",):
            try:
                base, step = ladder(goal, name, strict)
            except (RejectedError, NotSupportedError):
                continue
            if not is_plausible(step) or not is_plausible(base):
                continue
            low = self.prove(base, depth - 1)
            up = low and self.prove(step, depth - 1)
            if low and up:
                return {"rule": "ladder", "variable": name, "strict": strict, "base": low, "step": up}
        return None

    def _logged(self, goal: Goal, depth: int) -> Node | None:
        if goal.expression.below or len(goal.expression.above) != 2:
            return None
        found = self.prove(logarithm(goal), depth - 1)
        return found and {"rule": "logarithm", "then": found}

    def _collected(self, goal: Goal, depth: int) -> Node | None:
        """Put one new variable for a combination of two, where the expression depends on nothing else."""
        used = sorted(names(goal.expression))
        for first in used:
            for second in used:
                if first == second:
                    continue
                for factor in (1, -1, 2, Fraction(1, 2)):
                    found = self._collect(goal, first, second, Fraction(factor), depth)
                    if found is not None:
                        return found
        return None

    def _collect(self, goal: Goal, first: str, second: str, factor: Fraction, depth: int) -> Node | None:
        x, y, c = Quotient.variable(first), Quotient.variable(second), Quotient.number(factor)
        whole = insert(goal.expression, {first: x - c * y})
        if second in names(whole):
            return None
        sides = goal.box[first], goal.box[second]
        from_zero = factor > 0 and sides[0].bounded and sides[1].bounded
        is_open = from_zero and (sides[0].low_open or sides[1].low_open)
        box = {**goal.box, first: Interval(from_zero, is_open)}
        then = self.prove(moved(goal, {first: x - c * y}, box), depth - 1)
        if then is None:
            return None
        variables = [_kept(name, interval) for name, interval in goal.box.items() if name != first]
        end = "open" if is_open else "closed" if from_zero else None
        variables.append(variable(first, x + c * y, end, None, [SIGN if from_zero else None, None]))
        old = [[name, to_json(tree(Quotient.variable(name)))] for name in goal.box if name != first]
        return {
            "rule": "substitute",
            "values": [*old, [first, to_json(tree(x - c * y))]],
            "variables": variables,
            "then": then,
        }

    def _boxed(self, goal: Goal, depth: int) -> Node | None:
        variables = sorted(names(goal.expression))
        bounds = [goal.box[name].high for name in variables]
        if None in bounds or not 1 <= len(variables) <= 3 or not is_far_from_zero(goal):
            return None
        until = [_above(bound) for bound in bounds if bound is not None]
        form = tree(goal.expression)
        found = find_tree(form, variables, until, BITS, MOST_BOXES[len(variables)])
        if found is None:
            return None
        ends = [str(end) for end in until]
        return {"rule": "boxes", "form": to_json(form), "bits": str(BITS), "until": ends, "tree": found}

    def _cut(self, goal: Goal, depth: int) -> Node | None:
        """Split an interval, or count it from its other end."""
        if depth < 2:
            return None
        for name, interval in goal.box.items():
            if interval.high is not None and name in names(goal.expression):
                then = self._turned(goal, name, depth - 1)
                if then is not None:
                    return {"rule": "reflect", "variable": name, "then": then}
        for name, at in self._places(goal):
            try:
                above, below = split(goal, name, at)
            except (RejectedError, NotSupportedError):
                continue
            up = self.prove(above, depth - 1)
            down = up and self.prove(below, depth - 1)
            if up and down:
                return {"rule": "split", "variable": name, "at": to_json(tree(at)), "above": up, "below": down}
        return None

    def _turned(self, goal: Goal, name: str, depth: int) -> Node | None:
        return self.prove(reflected(goal, name), depth)

    def _places(self, goal: Goal) -> Iterator[tuple[str, Quotient]]:
        used = names(goal.expression)
        if len(used) == 1:
            (name,) = used
            interval = goal.box[name]
            lows = list(lowest_points(goal, name))
            for place, height in lows:
                if height < 1e-9:
                    for at in recognised(place, goal):
                        yield name, at
            if not interval.bounded:
                yield name, Quotient.number(0)
            for place, height in lows:
                if height >= 1e-9:
                    yield from ((name, Quotient.number(at)) for at in _around(place))
            if interval.high is None and interval.bounded:
                yield from ((name, Quotient.number(at)) for at in (1, 2, 4, 8, 16))
            elif interval.high is not None:
                yield from ((name, interval.high * Quotient.number(share)) for share in SHARES)
            return
        for name in sorted(used):
            if not goal.box[name].bounded:
                yield name, Quotient.number(0)
        for name in sorted(used):
            interval = goal.box[name]
            if interval.high is None and interval.bounded:
                yield name, Quotient.number(1)


def times(factor: Quotient, positive: Node, becomes: Quotient, then: Node) -> Node:
    """Return a node of the rule ``times``."""
    return {
        "rule": "times",
        "factor": to_json(tree(factor)),
        "positive": positive,
        "becomes": to_json(tree(becomes)),
        "then": then,
    }


def variable(name: str, value: Quotient, low: str | None, high: Any, because: list[Any]) -> Node:
    """Return a new variable of the rule ``substitute``."""
    return {"name": name, "is": to_json(tree(value)), "low": low, "high": high, "because": because}


def _kept(name: str, interval: Interval) -> Node:
    """Return a variable that a substitution leaves as it is."""
    value = Quotient.variable(name)
    if not interval.bounded:
        return variable(name, value, None, None, [None, None])
    low = "open" if interval.low_open else "closed"
    if interval.high is None:
        return variable(name, value, low, None, [SIGN, None])
    high = [to_json(tree(interval.high)), "open" if interval.high_open else "closed"]
    return variable(name, value, low, high, [SIGN, {"rule": "reflect", "variable": name, "then": SIGN}])


def _negative_powers(polynomial: Polynomial) -> Quotient:
    """Return the product of variables that clears the negative powers of variables."""
    lowest: dict[str, int] = {}
    for powers, _ in polynomial:
        for (kind, inside), k in powers:
            if kind == "v" and k < lowest.get(inside, 0):
                lowest[inside] = k
    result = ONE
    for name, k in lowest.items():
        result = result * Quotient.variable(name).power(-k)
    return result


def _shared_powers(goal: Goal) -> Quotient:
    """Return the variables, positive on the box, that divide every term."""
    if not goal.expression.above:
        return ONE
    shared: dict[str, int] = {}
    for position, (powers, _) in enumerate(goal.expression.above):
        own = {inside: k for (kind, inside), k in powers if kind == "v" and goal.box[inside].low_open}
        shared = own if position == 0 else {name: min(k, own[name]) for name, k in shared.items() if name in own}
    result = ONE
    for name, k in shared.items():
        if k > 0 and goal.box[name].bounded:
            result = result * Quotient.variable(name).power(k)
    return result


def _factors(goal: Goal, name: str) -> Iterator[tuple[Quotient, Quotient]]:
    """Yield positive factors by which a goal may become simpler to climb in a variable, and what it becomes."""
    expression, t = goal.expression, Quotient.variable(name)
    yield ONE, expression
    rates: dict[Frozen, Quotient] = {}
    for _, exponent in expression.above:
        rate = derivative(Quotient(dict(exponent)), name)
        if not rate.is_zero and not rate.below and name not in names(rate):
            rates[freeze(rate.above)] = exp_of((-(rate * t)).above)
    for factor in rates.values():
        yield factor, factor * expression
    if not expression.below:
        yield from _freed_logarithms(goal, name)


def _freed_logarithms(goal: Goal, name: str) -> Iterator[tuple[Quotient, Quotient]]:
    """Yield the factor 1/c, and what it makes of c·log A + rest, where c > 0 has several terms."""
    found: dict[Atom, Polynomial] = {}
    for (powers, exponent), coefficient in goal.expression.above.items():
        for atom, k in powers:
            if atom[0] == "log" and k == 1 and name in names(Quotient.atom(atom)):
                rest = (tuple(item for item in powers if item[0] != atom), exponent)
                found.setdefault(atom, {})[rest] = coefficient
    for atom, polynomial in found.items():
        others = goal.expression - Quotient(polynomial) * Quotient.atom(atom)
        for sign in (Quotient.number(1), Quotient.number(-1)):
            size = Quotient(polynomial) * sign
            if is_positive(size, goal.box) and size.inverse().below:
                yield size.inverse(), Quotient.atom(atom) * sign + others * size.inverse()


def _weight(slope: Quotient) -> int:
    logarithms = sum(atom[0] == "log" for powers, _ in slope.above for atom, _k in powers)
    return len(slope.above) + 3 * logarithms + 2 * len(slope.below)


def _around(place: float) -> list[Fraction]:
    gap = max(abs(place), 1.0) / 16
    near = [Fraction(round((place + side) * 64), 64) for side in (gap, -gap, 0.0)]
    return [at for at in near if at]


def _above(constant: Quotient) -> Fraction:
    """Return a rational that is no smaller than a constant."""
    if not constant.below and set(constant.above) == {UNIT}:
        return constant.above[UNIT]
    guess = Fraction(round(float_of(constant) * 1024) + 1, 1024)
    if sign_of_constant(Quotient.number(guess) - constant) != 1:
        raise NotSupportedError("an end that balls cannot bound")
    return guess
