"""The search of the method *functions*: proposes trees of rules for goals on boxes; nobody needs to trust it.

Floats prune what is plainly false; every step is made with the checker's own rules, and the tree is checked afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verify.exact.functions.checker import RejectedError, ladder, logarithm, may_become, reflected, split
from verify.exact.functions.goals import Goal, Interval, holds_by_sign, moved
from verify.exact.functions.normal_form import derivative, insert, tree
from verify.exact.functions.quotients import (
    ONE,
    NotSupportedError,
    Quotient,
    exp_of,
    freeze,
    log_of,
    names,
)
from verify.exact.functions.search.floats import combinations, is_far_from_zero, is_plausible, lowest_points, recognised
from verify.exact.functions.search.looks import (
    above,
    around,
    factors,
    holds_logarithm,
    is_in_exponent,
    negative_powers,
    shared_powers,
    size,
    vanishes_at_an_end,
    weight,
)
from verify.exact.functions.search.rule_nodes import SIGN, Node, kept, ladder_node, restated, times, variable
from verify.exact.functions.subdivision import find_tree
from verify.statement.readings.interchange import to_json

BITS = 64
TAILS = (1, 2, 4, 8, 16)
COMBINED = tuple(Fraction(sign * size, 2) for size in (2, 4, 1) for sign in (1, -1))
SHARES = (Fraction(1, 2), Fraction(1, 4))
FAR = {1: 1e-3, 2: 2e-2, 3: 5e-2}
MOST_TERMS = 48
BOXES_COST = 3
MOST_BOXES = {1: 250, 2: 500, 3: 800}


@dataclass(frozen=True)
class Reach:
    """How many rules may stand on top of one another, and at how many freely chosen points intervals may be split."""

    depth: int
    cuts: int

    def deeper(self) -> Reach:
        """Return what is left below one rule."""
        return Reach(self.depth - 1, self.cuts)

    def cut(self) -> Reach:
        """Return what is left below a split."""
        return Reach(self.depth - 1, self.cuts - 1)

    def at_most(self, depth: int) -> Reach:
        """Return a small reach, for side conditions."""
        return Reach(min(self.depth, depth), 0)

    def covers(self, other: Reach) -> bool:
        """Tell whether everything within the other reach is within this one."""
        return self.depth >= other.depth and self.cuts >= other.cuts


@dataclass
class Search:
    """One search: how many goals it may still look at, whether it gave one up for want of reach, what failed before."""

    budget: int = 1500
    fell_short: bool = False
    _known: dict[Any, tuple[Reach, Node | None]] = field(default_factory=dict)

    def prove(self, goal: Goal, reach: Reach) -> Node | None:
        """Return a proof of a goal with no more rules on top of one another than ``reach`` allows, or None."""
        used = names(goal.expression)
        box = tuple(sorted((name, repr(interval)) for name, interval in goal.box.items() if name in used))
        key = (freeze(goal.expression.above), goal.expression.below, goal.strict, box)
        known = self._known.get(key)
        if known is not None and (known[1] is not None or known[0].covers(reach)):
            return known[1]
        self._known[key] = (reach, None)  # the goal itself is not tried again below
        found = self._prove(goal, reach)
        if found is not None or self.budget > 0:
            self._known[key] = (reach, found)
        else:
            del self._known[key]  # the search ended before the goal was decided
        return found

    def _prove(self, goal: Goal, reach: Reach) -> Node | None:
        if holds_by_sign(goal):
            return SIGN
        if reach.depth <= 0 or self.budget <= 0:
            self.fell_short = True
            return None
        if not goal.box or size(goal) > MOST_TERMS or not is_plausible(goal):
            return None
        self.budget -= 1 + size(goal) // 8
        if goal.strict and vanishes_at_an_end(goal):
            return None
        for propose in (
            self._separated,
            self._cleared,
            self._without_powers,
            self._climbed,
            self._logged,
            self._collected,
            self._divided,
            self._boxed,
            self._in_exponentials,
            self._cut,
        ):
            try:
                found = propose(goal, reach)
            except (NotSupportedError, RejectedError):
                continue
            if found is not None:
                return found
        return None

    def _cleared(self, goal: Goal, reach: Reach) -> Node | None:
        """Multiply by what stands below, with its sign."""
        lacking = negative_powers(goal.expression.above)
        below = lacking
        for factor, power in goal.expression.below:
            below = below * Quotient(dict(factor)).power(power)
        if below == ONE:
            return None
        for sign in (1, -1):
            signed = below * Quotient.number(sign)
            if not is_plausible(Goal(signed, True, goal.box)):
                continue
            positive = self.prove(Goal(signed, True, goal.box), reach.at_most(3))
            if positive is None:
                return None
            becomes = Quotient(goal.expression.above) * lacking * Quotient.number(sign)
            then = self.prove(Goal(becomes, goal.strict, goal.box), reach)
            return then and times(signed, positive, becomes, then)
        return None

    def _separated(self, goal: Goal, reach: Reach) -> Node | None:
        """Climb a quotient as it is, where its slope depends on a combination of variables only."""
        if not goal.expression.below:
            return None
        for name in sorted(names(goal.expression)):
            for strict in ("base", "step") if goal.strict else ("base",):
                try:
                    base, step = ladder(goal, name, strict)
                except (RejectedError, NotSupportedError):
                    continue
                low = is_plausible(base) and is_plausible(step) and self.prove(base, reach.deeper().at_most(3))
                up = low and self._collected(step, reach.deeper())
                if low and up:
                    return ladder_node(goal, name, strict, (base, low), (step, up))
        return None

    def _without_powers(self, goal: Goal, reach: Reach) -> Node | None:
        """Divide by the powers of variables that all terms share."""
        shared = shared_powers(goal)
        if shared == ONE or not may_become(shared.inverse() * goal.expression, goal.box):
            return None
        factor, becomes = shared.inverse(), shared.inverse() * goal.expression
        then = self.prove(Goal(becomes, goal.strict, goal.box), reach)
        if then is None:
            return None
        positive = times(shared * shared, SIGN, shared, SIGN)
        return times(factor, positive, becomes, then)

    def _climbed(self, goal: Goal, reach: Reach) -> Node | None:
        """Climb a ladder, after a positive factor that makes the derivative simpler."""
        proposals: list[tuple[int, bool, int, str, Quotient, Quotient]] = []
        for name, interval in goal.box.items():
            if not interval.bounded or name not in names(goal.expression):
                continue
            for factor, becomes in factors(goal, name):
                try:
                    slope = derivative(becomes, name)
                except NotSupportedError:
                    continue
                if factor != ONE and not may_become(becomes, goal.box):
                    continue
                proposals.append((weight(slope), factor != ONE, len(proposals), name, factor, becomes))
        for *_, name, factor, becomes in sorted(proposals, key=lambda proposal: proposal[:3]):
            found = self._ladder(Goal(becomes, goal.strict, goal.box), name, reach)
            if found is None:
                continue
            if factor == ONE:
                return found
            positive = self.prove(Goal(factor, True, goal.box), Reach(2, 0))
            if positive is not None:
                return times(factor, positive, becomes, found)
        return None

    def _ladder(self, goal: Goal, name: str, reach: Reach) -> Node | None:
        for strict in ("base", "step") if goal.strict else ("base",):
            try:
                base, step = ladder(goal, name, strict)
            except (RejectedError, NotSupportedError):
                continue
            # the base is looked at where it is to be proved
            low = is_plausible(step) and self.prove(base, reach.deeper())
            up = low and self.prove(step, reach.deeper())
            if low and up:
                return ladder_node(goal, name, strict, (base, low), (step, up))
        return None

    def _logged(self, goal: Goal, reach: Reach) -> Node | None:
        if goal.expression.below or len(goal.expression.above) != 2:
            return None
        found = self.prove(logarithm(goal), reach.deeper())
        return found and {"rule": "logarithm", "then": found}

    def _collected(self, goal: Goal, reach: Reach) -> Node | None:
        """Put one new variable for a combination of two, where the expression depends on nothing else."""
        for first, second, factor in combinations(goal.expression, COMBINED):
            found = self._collect(goal, first, second, factor, reach)
            if found is not None:
                return found
        return None

    def _divided(self, goal: Goal, reach: Reach) -> Node | None:
        """Divide by one of the exponentials, where that leaves an expression in fewer variables or a combination."""
        for _, exponent in goal.expression.above:
            if not exponent or goal.expression.below:
                continue
            factor = exp_of((-Quotient(dict(exponent))).above)
            becomes = Goal(factor * goal.expression, goal.strict, goal.box)
            then = self._collected(becomes, reach)
            if then is not None:
                return times(factor, SIGN, becomes.expression, then)
        return None

    def _in_exponentials(self, goal: Goal, reach: Reach) -> Node | None:
        """Put v = e^x or e^-x, or s = e^x − 1, for a variable x that occurs in exponentials only."""
        for name in sorted(names(goal.expression)):
            interval, x = goal.box[name], Quotient.variable(name)
            if not is_in_exponent(goal.expression, name):
                continue
            for sign in (1, -1):
                signed = Quotient.number(sign)
                shifted = interval.bounded and sign > 0
                if interval.high is not None:
                    continue
                inverse = exp_of((signed * x).above) - (ONE if shifted else Quotient({}))
                value = signed * log_of(x + ONE if shifted else x)
                try:
                    whole = insert(goal.expression, {name: value})
                except NotSupportedError:
                    continue
                if holds_logarithm(whole, value * signed):
                    continue
                found = self._renamed(goal, name, value, inverse, reach)
                if found is not None:
                    return found
        return None

    def _renamed(self, goal: Goal, name: str, value: Quotient, inverse: Quotient, reach: Reach) -> Node | None:
        """Put ``inverse`` for a variable: s ≥ 0 for e^x − 1, v in (0, 1] for e^-x with x ≥ 0, v > 0 on the line."""
        interval = goal.box[name]
        shifted = interval.bounded and not holds_by_sign(Goal(inverse, True, goal.box))
        high, because = None, None
        if interval.bounded and not shifted:
            high = [to_json(tree(ONE)), "open" if interval.low_open else "closed"]
            because = self.prove(Goal.on(ONE - inverse, interval.low_open, goal.box), Reach(3, 0))
        is_open = interval.low_open if shifted else True
        new = Interval(True, is_open, ONE if high else None, interval.low_open)
        box = {**goal.box, name: new}
        positive = self.prove(Goal.on(inverse, is_open, goal.box), Reach(3, 0))
        inside = moved(goal, {name: value}, box)
        then = positive and self.prove(inside, reach.deeper())
        if not (positive and then):
            return None
        variables = [kept(other, interval) for other, interval in goal.box.items() if other != name]
        variables.append(variable(name, inverse, "open" if is_open else "closed", high, [positive, because]))
        old = [[other, to_json(tree(Quotient.variable(other)))] for other in goal.box if other != name]
        values = [*old, [name, to_json(tree(value))]]
        return {"rule": "substitute", "values": values, "variables": variables, "then": restated(goal, inside, then)}

    def _collect(self, goal: Goal, first: str, second: str, factor: Fraction, reach: Reach) -> Node | None:
        x, y, c = Quotient.variable(first), Quotient.variable(second), Quotient.number(factor)
        whole = insert(goal.expression, {first: x - c * y})
        if second in names(whole):
            return None
        sides = goal.box[first], goal.box[second]
        from_zero = factor > 0 and sides[0].bounded and sides[1].bounded
        is_open = from_zero and (sides[0].low_open or sides[1].low_open)
        box = {**goal.box, first: Interval(from_zero, is_open)}
        inside = moved(goal, {first: x - c * y}, box)
        then = self.prove(inside, reach.deeper())
        if then is None:
            return None
        variables = [kept(name, interval) for name, interval in goal.box.items() if name != first]
        end = "open" if is_open else "closed" if from_zero else None
        variables.append(variable(first, x + c * y, end, None, [SIGN if from_zero else None, None]))
        old = [[name, to_json(tree(Quotient.variable(name)))] for name in goal.box if name != first]
        return {
            "rule": "substitute",
            "values": [*old, [first, to_json(tree(x - c * y))]],
            "variables": variables,
            "then": restated(goal, inside, then),
        }

    def _boxed(self, goal: Goal, reach: Reach) -> Node | None:
        variables = sorted(names(goal.expression))
        bounds = [goal.box[name].high for name in variables]
        if None in bounds or not 1 <= len(variables) <= 3 or not is_far_from_zero(goal, FAR[len(variables)]):
            return None
        until = [above(bound) for bound in bounds if bound is not None]
        form = tree(goal.expression)
        found = find_tree(form, variables, until, BITS, MOST_BOXES[len(variables)])
        if found is None:
            self.budget -= BOXES_COST
            return None
        ends = [str(end) for end in until]
        return {"rule": "boxes", "form": to_json(form), "bits": str(BITS), "until": ends, "tree": found}

    def _cut(self, goal: Goal, reach: Reach) -> Node | None:
        """Split an interval, or count it from its other end."""
        if reach.depth < 2:
            self.fell_short = True
            return None
        for name, interval in goal.box.items():
            if interval.high is not None and name in names(goal.expression):
                then = self._turned(goal, name, reach.deeper())
                if then is not None:
                    return {"rule": "reflect", "variable": name, "then": then}
        for name, at, at_no_cost in self._places(goal):
            try:
                above, below = split(goal, name, at)
            except (RejectedError, NotSupportedError):
                continue
            within = reach.deeper() if at_no_cost else reach.cut()
            self.fell_short = self.fell_short or within.cuts < 0
            up = within.cuts >= 0 and self.prove(above, within)
            down = up and self.prove(below, within)
            if up and down:
                up, down = restated(goal, above, up), restated(goal, below, down)
                return {"rule": "split", "variable": name, "at": to_json(tree(at)), "above": up, "below": down}
        return None

    def _turned(self, goal: Goal, name: str, reach: Reach) -> Node | None:
        return self.prove(reflected(goal, name), reach)

    def _places(self, goal: Goal) -> Iterator[tuple[str, Quotient, bool]]:
        """Yield where to split which variable, and whether that needs no allowance."""
        used = sorted(names(goal.expression))
        lows = lowest_points(goal, used[0]) if len(used) == 1 else []
        for place, height in lows:
            if height < 1e-9:
                yield from ((used[0], at, True) for at in recognised(place, goal))
        for name in used:
            if not goal.box[name].bounded:
                yield name, Quotient.number(0), True
        for place, height in lows:
            if height >= 1e-9:
                yield from ((used[0], Quotient.number(at), False) for at in around(place))
        for name in used:
            interval = goal.box[name]
            if interval.high is not None:
                yield from ((name, interval.high * Quotient.number(share), False) for share in SHARES)
            elif interval.bounded:
                yield from ((name, Quotient.number(at), False) for at in (TAILS if len(used) == 1 else TAILS[:1]))
