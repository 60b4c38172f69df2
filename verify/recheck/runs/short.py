"""Re-checks a short run that breaks a statement about runs: its steps are written out, and the run can go on.

The reasons stand in ``verify.exact.runs.unrolling``. A hypothesis for all steps without an end is either X(t+1) = E (or
≤, or ≥) with an E that has a value whatever the members at t are, one for each family X, or a formula in members at t
only that does not speak of t as a number. A relation on such a family X has to stay true and defined with E in its
place, as is seen by signs from all that holds at one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from verify.recheck.derivative import ZERO
from verify.recheck.forms.canonical import Forms
from verify.recheck.function_table import NONNEGATIVE, POSITIVE
from verify.recheck.proofs.signs import Signs
from verify.recheck.reading import OPERATORS, JsonObject, Node, RejectedError, entry, natural
from verify.recheck.runs.freezing import TRUE, Frozen
from verify.recheck.runs.language import START, Env, closed, put, read
from verify.recheck.runs.mentions import free, is_step, names, nodes, shift
from verify.recheck.runs.order import step_names
from verify.recheck.values import check_counterexample

LONGEST = 50
# how the variable of a range is named that is not written out: of no step, or from a step on that may be after its end
RANGE = '["range",'
# a step as a number, where it may be any; no variable has this name
THE_STEP: Node = ["sym", "(t)"]
NOT_BEFORE_0: Node = [">=", THE_STEP, ZERO]
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Tail:
    """What is chosen of a run from its last step on: families that are 0, and signs of the members of others.

    A ``tight`` run keeps X(t+1) ≤ E and X(t+1) ≥ E as equations.
    """

    nought: tuple[str, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    tight: bool = False

    @classmethod
    def of(cls, run: JsonObject) -> Tail:
        """Return what a run says of its tail."""
        if "tail" not in run:
            return cls()
        said = entry(run, "tail", dict)
        nought, signs = entry(said, "nought", list), entry(said, "signs", list)
        tight = entry(said, "tight", bool)
        pairs = [tuple(one) if isinstance(one, list) else () for one in signs]
        if not all(isinstance(name, str) for name in nought) or any(
            len(pair) != 2 or not isinstance(pair[0], str) or pair[1] not in ("<", "<=", ">", ">=") for pair in pairs
        ):
            raise RejectedError("what is chosen of a run's tail is neither zeros nor signs")
        return cls(tuple(nought), tuple((name, sign) for name, sign in pairs), tight)

    def read(self, fact: Node) -> Node:
        """Return a hypothesis as it is kept: what an equation says is more than what ≤ or ≥ does."""
        match fact:
            case ["all", [name, "step"], start, stop, ["<=" | ">=", ["idx", _, [own]], _] as body] if (
                self.tight and own == ["step", [name, "step"], "1"]
            ):
                return ["all", fact[1], start, stop, ["=", *body[1:]]]
        return fact

    def facts(self, last: int) -> list[Node]:
        """Return what is chosen, as facts at a step."""
        at = [["step", None, str(last)]]
        zeros = [["=", ["idx", name, at], ZERO] for name in self.nought]
        return [*zeros, *([sign, ["idx", name, at], ZERO] for name, sign in self.signs)]

    def with_zeros(self, node: Any) -> Any:
        """Return an expression at step 0 with 0 in the place of the members that are 0."""
        if not isinstance(node, list):
            return node
        if node[:1] == ["idx"] and node[1] in self.nought and node[2] == [START]:
            return ZERO
        return [self.with_zeros(part) for part in node]


NO_TAIL = Tail()


def _opened(goal: Node, failing: JsonObject) -> tuple[Node, list[Node]]:
    """Return the part of "there is T" that is to fail at T = K, and that others fail before, and T ≤ B after."""
    parts = [natural(part, most=LONGEST) for part in entry(failing, "parts", list)]
    bound = natural(failing.get("bound"), most=LONGEST)
    match goal:
        case ["some", [["sym", T]], *said] if parts and T in step_names(said) and max(*parts, bound) < len(said):
            pass
        case _:
            raise RejectedError("only that there is a step T fails step by step")
    if any(said[number][0] not in OPPOSITE or free(said[number]) for number in (*parts, bound)):
        raise RejectedError("only relations on T fail step by step")
    operator, *sides = said[bound]
    small, large = sides if operator in ("<", "<=") else reversed(sides)
    if operator not in ("<", "<=", ">", ">=") or small not in (["step", ["sym", T], "0"], ["sym", T]):
        raise RejectedError("no part bounds T from above")
    if T in names([large]):
        raise RejectedError("the bound of T speaks of T")
    at = [put(said[number], {("sym", T): ["num", str(step)]}) for step, number in enumerate(parts)]
    past = ["<" if operator in ("<=", ">=") else "<=", large, ["num", str(len(at))]]
    return at[-1], [*([OPPOSITE[one[0]], *one[1:]] for one in at[:-1]), past]


def check_short_run(statement: JsonObject, data: Any) -> None:
    """Reject a run that does not break its conclusion, breaks a hypothesis, or may not go on."""
    check_written_out(statement, data)


def check_written_out(statement: JsonObject, data: Any) -> Frozen:
    """Reject the same, and return the statement that the instance breaks."""
    run = entry(data, "run", dict)
    last = natural(run.get("last"), most=LONGEST)
    values = {name: natural(value, most=LONGEST) for name, value in entry(run, "steps", dict).items()}
    number = natural(data.get("conclusion"), most=len(statement["then"]) - 1)
    env: Env = {("sym", name): ["num", str(value)] for name, value in values.items()}
    tail = Tail.of(run)
    facts = [tail.read(put(closed(read(formula)), env)) for formula in statement["given"]]
    goal = put(closed(read(statement["then"][number])), env)
    # a step is one in the whole statement, also where a formula speaks of it as a number only
    if not step_names([*facts, *(read(formula) for formula in statement["then"])]) <= values.keys():
        raise RejectedError("a step of the statement has no value in the run")
    if "failing" in run:
        goal, said = _opened(goal, entry(run, "failing", dict))
        facts += said
    if goal[0] == "all" and goal[2] is not None:
        own = [found for found in nodes(goal[4]) if is_step(found) and found[1] == list(goal[1])]
        at = last - max((shift(found) for found in own), default=0)
        if max(shift(goal[2]), 0) > at or (goal[3] is not None and at >= shift(goal[3])):
            raise RejectedError("the run ends outside the range of the conclusion")
        goal = put(goal[4], {("step", goal[1][0]): ["step", None, str(at)]})
    taken = names(facts)
    while goal[0] == "all" and goal[1][0] == "vec" and goal[1][1] not in taken:
        # what fails for one vector is not so for all
        taken |= {goal[1][1]}
        goal = goal[4]
    if goal[0] in ("all", "some", "same", "inspan", "spectrum"):
        raise RejectedError("only a relation is broken by a run")
    if any(earliest(formula) < 0 for formula in (*facts, goal)):
        raise RejectedError("a member before step 0 has no value")
    if _latest(goal) > last:
        raise RejectedError("the conclusion speaks of a later step than the last one")
    if any(found[0] in ("value", "gradient") for found in nodes([*facts, goal])):
        raise RejectedError("a run does not show that a function has these values")
    _require_end(facts, last, tail)
    facts += tail.facts(last)
    made = Frozen(facts, goal, [["step", None, str(last)]], frozenset())
    if made.left_out:
        raise RejectedError("a run does not show that it keeps an equation of vectors, or what is said of a span")
    if any(name.startswith(RANGE) for name in names([made.goal, *made.given, *made.values])):
        raise RejectedError("a range of steps is not written out, and has no value of an instance's own")
    # of an equation that is used by putting one side in the place of the other, nothing else asks for a value
    check_counterexample({"given": made.given + made.values, "then": [made.goal]}, {**data, "conclusion": 0})
    return made


def _latest(node: Any) -> int:
    """Return the last numbered step in a formula, also among the members in a range: 4 in Σ_{k<2} a(k+3)."""
    match node:
        case ["step", None, _]:
            return shift(node)
        case ["range", _, [name, _], ["step", None, _] as start, ["step", None, _] as stop, body]:
            steps = range(shift(start), min(shift(stop), LONGEST + 1))
            inside = (put(body, {("step", name): ["step", None, str(at)]}) for at in steps)
            return max(shift(start), shift(stop), *map(_latest, inside))
        case [*parts]:
            return max((_latest(part) for part in parts if isinstance(part, list)), default=-1)
    return -1


def earliest(node: Any, starts: Mapping[str, int] = MappingProxyType({})) -> int:
    """Return the first step at which a member may stand, where it is before 0, else 0: −1 for a(t−1) from t = 0 on."""
    match node:
        case ["range", _, [name, _], start, _, body] | ["all", [str(name), "step"], start, _, body]:
            base = start[1]
            begun = shift(start) + (starts.get(base[0], 0) if base is not None and base[0] != "sym" else 0)
            return earliest(body, {**starts, name: begun})
        case ["idx" | "vec", _, list(places)]:
            at = [place for place in places if is_step(place)]
            return min((shift(one) + (0 if one[1] is None else starts.get(one[1][0], 0)) for one in at), default=0)
        case [*parts]:
            return min((earliest(part, starts) for part in parts if isinstance(part, list)), default=0)
    return 0


def _require_end(facts: list[Node], last: int, tail: Tail = NO_TAIL) -> None:
    """Reject hypotheses that the run may not keep after its last step, or of which an instance is left out."""
    equations: list[tuple[str, Node]] = []
    rest: list[tuple[str, Node]] = []
    for fact in facts:
        match fact:
            case ["some", *_] | ["all", _, None, None, _] | ["all", _, _, _, ["all" | "some", *_]]:
                raise RejectedError("a hypothesis with such quantifiers is not shown by a short run")
            case ["all", [name, "step"], start, None, body]:
                if start != START:
                    raise RejectedError("a hypothesis for all later steps is not shown by a short run")
                (rest if _is_about_one_step(name, body) else equations).append((name, body))
            case ["all", [name, "step"], start, stop, body]:
                for at in range(shift(start), shift(stop)):
                    said = put(body, {("step", name): ["step", None, str(at)]})
                    # a fact at a later step is left out, as a(t−3) at t = 3 of a run of one step
                    if max(at, _latest(said)) > last:
                        raise RejectedError("a hypothesis speaks of steps after the last one")
            case _ if _latest(fact) > last:
                raise RejectedError("a hypothesis speaks of a later step than the last one")
    signs = [("t", [sign, ["idx", name, [["step", ["t", "step"], "0"]]], ZERO]) for name, sign in tail.signs]
    plain = [fact for fact in facts if fact[0] in OPERATORS and not any(map(is_step, nodes(fact)))]
    known = [tail.with_zeros(put(body, {("step", name): START})) for name, body in [*rest, *signs]]
    known = [*map(tail.with_zeros, plain), *known]
    grown: dict[str, tuple[str, Node]] = {}
    read_here = Frozen([], TRUE, [], frozenset()).known.read
    told = [[fact[0], *map(read_here, fact[1:])] for fact in known if fact[0] in OPERATORS]
    for name, body in equations:
        family = carried_on(name, body, told, tail)
        if family is None:
            raise RejectedError("a hypothesis for all steps may fail after the last one")
        if family in grown:
            raise RejectedError("two hypotheses for all steps speak of one family")
        grown[family] = (name, body)
    _require_tail_of(tail, facts, {*grown})
    moving = [part for part in rest if any(found[1] in grown for found in nodes(part[1]) if _is_member(found))]
    if moving or signs:
        _require_kept(grown, moving + signs, known, tail)


def _require_tail_of(tail: Tail, facts: list[Node], grown: set[str]) -> None:
    """Reject zeros of a family that an equation determines, or that is over more than steps, and signs of others."""
    if grown & {*tail.nought} or not {name for name, _ in tail.signs} <= grown:
        raise RejectedError("what is chosen of a run's tail does not fit its equations")
    for found in nodes(facts):
        zero = found[0] in ("idx", "vec") and len(found) == 3 and found[1] in tail.nought
        if zero and (found[0] != "idx" or len(found[2]) != 1):
            raise RejectedError("what is chosen of a run's tail is no family over steps alone")


def _require_kept(
    grown: dict[str, tuple[str, Node]], moving: list[tuple[str, Node]], known: list[Node], tail: Tail = NO_TAIL
) -> None:
    """Reject a hypothesis for all steps that is not seen to stay true where the members go on by their equations."""
    after = {}
    for family, (name, body) in grown.items():
        if body[0] == "same" or body[1][0] != "idx" or len(body[1][2]) != 1:
            raise RejectedError("two hypotheses for all steps speak of one family")
        after[family] = _at_one_step(body[2], name)
    if any(fact[0] not in OPERATORS for fact in known):
        raise RejectedError("a hypothesis for all steps may fail after the last one")
    read_here = Frozen([], TRUE, [], frozenset()).known.read
    facts = [[fact[0], *map(read_here, fact[1:])] for fact in known]
    signs = Signs(Forms([]), {"given": [], "then": [TRUE]}, [NOT_BEFORE_0, *facts])
    for name, body in moving:
        if body[0] not in ("<", "<=", ">", ">="):
            raise RejectedError("a hypothesis for all steps may fail after the last one")
        sides = [tail.with_zeros(_next(put(side, {("step", name): START}), after)) for side in body[1:]]
        greater, smaller = sides if body[0] in (">", ">=") else reversed(sides)
        difference = greater if smaller == ZERO else ["add", greater, ["mul", ["num", "-1"], smaller]]
        shown = read_here(difference)
        if signs.undefined(shown, {}) or signs.least(shown, {}) < (POSITIVE if body[0] in ("<", ">") else NONNEGATIVE):
            raise RejectedError("a hypothesis for all steps may fail after the last one")


def _at_one_step(node: Any, name: str) -> Any:
    """Return an expression in members at step t with step 0 for t; t as a number stays open: it has all values."""
    match node:
        case ["step", [index, "step"], "0"] if index == name:
            return THE_STEP
        case ["idx" | "vec", _, list()]:
            return put(node, {("step", name): START})
        case [*parts]:
            return [_at_one_step(part, name) if isinstance(part, list) else part for part in parts]
    return node


def _next(node: Any, after: dict[str, Node]) -> Any:
    """Return an expression at step 0 with the next member in the place of each one that an equation determines."""
    if not isinstance(node, list):
        return node
    if node[:1] == ["idx"] and node[1] in after and node[2] == [START]:
        return after[node[1]]
    return [_next(part, after) for part in node]


def _is_member(node: Node) -> bool:
    return node[0] in ("idx", "vec") and len(node) == 3 and any(is_step(place) for place in node[2])


def carried_on(name: str, body: Node, known: Sequence[Node] = (), tail: Tail = NO_TAIL) -> str | None:
    """Return the family whose next member a hypothesis gives, whatever the members before it are.

    ``known`` is what is known at each step of the variables that it speaks of, and of the members.
    """
    if body[0] not in ("=", "<=", ">=", "same") or not _is_member(body[1]):
        return None
    (head, family, places), right = body[1], body[2]
    own = ["step", [name, "step"], "1"]
    others = [tuple(place) for place in places if place != own]
    if head not in ("idx", "vec") or len(others) != len(places) - 1 or len(set(others)) < len(others):
        return None
    if any(is_step(list(place)) for place in others) or not free(right) <= {(name, "step"), *others}:
        return None
    steps = [found for found in nodes(right) if is_step(found)]
    if any(step[1] != [name, "step"] or shift(step) != 0 for step in steps) or any(
        n[0] == "range" for n in nodes(right)
    ):
        return None
    here = Frozen([], TRUE, [], frozenset()).known.read(tail.with_zeros(_at_one_step(right, name)))
    signs = Signs(Forms([]), {"given": [], "then": [TRUE]}, [NOT_BEFORE_0, *known])
    return None if signs.undefined(here, {}) else str(family)


def _is_about_one_step(name: str, body: Any) -> bool:
    own = ["step", [name, "step"], "0"]
    match body:
        case ["step" | "range" | "all" | "some", _, _, *_]:
            return False
        case ["idx" | "vec", _, places]:
            return all(place == own for place in places if is_step(place))
        case [*parts]:
            return all(_is_about_one_step(name, part) for part in parts if isinstance(part, list))
    return True
