"""Re-checks that no constants make a statement true: one sample in one dimension breaks it, whatever they are.

The reasons stand in ``verify.exact.runs.constants``. On the sample every vector is a number and every sum its only
term; the constants are positive numbers of which nothing else is known, and what each may depend on speaks of those
before it only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.recheck.derivative import ONE, ZERO
from verify.recheck.reading import RejectedError, entry, natural, short
from verify.recheck.runs.language import (
    START,
    Node,
    closed,
    free,
    is_step,
    later,
    names,
    nodes,
    put,
    read_constants,
    read_expression,
    read_index,
)
from verify.recheck.runs.order import step_names
from verify.recheck.runs.rules import OPPOSITE, Lemma, Rules
from verify.recheck.runs.short import carried_on

MOST = 10_000


def check_no_constants(statement: dict[str, Any], evidence: Any, lemma: Lemma) -> None:
    """Reject evidence that does not break "there are constants …" for every choice of them."""
    constants, given, then = read_constants(statement)
    known = [name for name, _ in constants]
    sample = _Sample.of(evidence)
    rules = Rules(lemma, frozenset())
    positive = [[">", ["sym", name], ZERO] for name in known]
    _check_values(sample, known, rules, positive)
    earlier: list[str] = []
    for name, quantities in constants:
        for quantity in quantities:
            number = sample.number(quantity)
            _require_plain(number, earlier, f"what {short(name)} depends on")
            rules.defined(positive[: len(earlier)], number)
        earlier.append(name)
    facts = positive + sample.run(rules, positive, known)
    goals = [one for hypothesis in given for one in sample.formulas(closed(hypothesis))]
    denial = _denial(sample, then, evidence)
    for found in nodes([facts, goals, denial]):
        if found[0] == "vec" or (found[0] == "sym" and found[1] not in known):
            raise RejectedError(f"{short(found[1])} has no value on the sample")
        if found[0] == "idx" and found[1] not in sample.runs:
            raise RejectedError(f"the run of {short(found[1])} is not given")
    if step_names([facts, goals, denial]):
        raise RejectedError("a step of the statement has no value on the sample")
    shown = entry(evidence, "shown", list)
    if len(shown) != len(goals):
        raise RejectedError("not every hypothesis is shown on the sample")
    for goal, proof in zip([*goals, denial], [*shown, evidence.get("broken")], strict=True):
        rules.defined(facts, goal)
        rules.follow(facts, goal, proof)


@dataclass(frozen=True)
class _Sample:
    """Values by name, and of each family of the run its first member and the next one."""

    symbols: dict[str, Node]
    vectors: dict[str, Node]
    steps: dict[str, int]
    runs: dict[str, tuple[Node, Node]]
    index: Node

    @classmethod
    def of(cls, evidence: Any) -> _Sample:
        symbols, vectors = (
            {_name(name): read_expression(value) for name, value in entry(evidence, part, list)}
            for part in ("symbols", "vectors")
        )
        steps = {_name(name): natural(value, most=MOST) for name, value in entry(evidence, "steps", list)}
        runs = {
            _name(name): (read_expression(start), read_expression(after))
            for name, start, after in entry(evidence, "runs", list)
        }
        return cls(symbols, vectors, steps, runs, read_index(evidence.get("index")))

    def run(self, rules: Rules, positive: list[Node], known: list[str]) -> list[Node]:
        """Return the equations of the run; reject one that may end."""
        found: list[Node] = []
        name = self.index[0]
        for family, (start, after) in self.runs.items():
            _require_plain(start, known, f"the first member of {short(family)}")
            rules.defined(positive, start)
            body = ["=", ["idx", family, [["step", [name, "step"], "1"]]], after]
            if carried_on(name, body) != family:
                raise RejectedError(f"{short(family)} may have no next member")
            found += [["=", ["idx", family, [START]], start], ["all", [name, "step"], START, None, body]]
        return found

    def formulas(self, formula: Node) -> list[Node]:
        """Return what a formula says on the sample."""
        match formula:
            case ["inspan", vector, member]:
                self.number(vector)
                return [[">", self.number(["inner", member, member]), ZERO]]
            case ["spectrum", low, high, member]:
                only = self.number(["inner", member, member])
                return [[">", only, ZERO], *(["=", self.number(["sym", end]), only] for end in (low, high))]
            case ["same", left, right]:
                return [["=", self.number(left), self.number(right)]]
            case ["all", [str(), "step"] as index, start, stop, body]:
                ends = [self.step(start), None if stop is None else self.step(stop)]
                return [["all", index, *ends, one] for one in self.formulas(body)]
            case [operator, left, right] if operator in OPPOSITE:
                return [[operator, self.number(left), self.number(right)]]
        raise RejectedError("a formula with such quantifiers is not read on one sample")

    def number(self, node: Node) -> Node:
        """Return the number that an expression is on the sample."""
        if is_step(node):
            return self.step(node)
        match node:
            case ["num", _]:
                return node
            case ["sym", name]:
                if name in self.steps:
                    return ["step", None, str(self.steps[name])]
                return self.symbols.get(name, node)
            case ["vec", name, _]:
                if name not in self.vectors:
                    raise RejectedError(f"the vector {short(name)} has no value on the sample")
                return self.vectors[name]
            case ["idx", name, places]:
                at = [self.step(place) for place in places if is_step(place)]
                if not at:
                    raise RejectedError(f"the family {short(name)} has no value on the sample")
                return ["idx", name, at]
            case ["size", _]:
                return ONE
            case ["inner" | "scale", left, right]:
                return ["mul", self.number(left), self.number(right)]
            case ["add" | "vadd", *parts]:
                return ["add", *map(self.number, parts)]
            case ["mul", *parts]:
                return ["mul", *map(self.number, parts)]
            case ["pow", base, exponent]:
                return ["pow", self.number(base), exponent]
            case ["fn", function, *arguments]:
                return ["fn", function, *map(self.number, arguments)]
            case ["sum" | "vsum", _, body] | ["ext", _, _, body]:
                return self.number(body)
            case ["range", which, index, start, stop, body]:
                return ["range", which, index, self.step(start), self.step(stop), self.number(body)]
        raise RejectedError("an expression is not read on one sample")

    def step(self, step: Node) -> Node:
        """Return a step with the value of its variable."""
        if step[1] is not None and step[1][0] == "sym" and step[1][1] in self.steps:
            return later(["step", None, str(self.steps[step[1][1]])], int(step[2]))
        return step


def _check_values(sample: _Sample, known: list[str], rules: Rules, positive: list[Node]) -> None:
    groups = [known, sample.symbols, sample.vectors, sample.steps, sample.runs]
    every = [name for group in groups for name in group]
    if len(set(every)) < len(every):
        raise RejectedError("a name stands for two things on the sample")
    for value in (*sample.symbols.values(), *sample.vectors.values()):
        _require_plain(value, known, "a value on the sample")
        rules.defined(positive, value)


def _require_plain(value: Node, known: list[str], what: str) -> None:
    """Reject what speaks of more than some constants."""
    foreign = any(found[0] in ("idx", "vec", "range", "size") or is_step(found) for found in nodes(value))
    if foreign or free(value) or not names(value) <= set(known):
        raise RejectedError(f"{what} speaks of more than the constants before it")


def _denial(sample: _Sample, then: list[Node], evidence: Any) -> Node:
    """Return that the chosen conclusion fails, at the chosen step; for every step that there may be."""
    said = closed(then[natural(evidence.get("conclusion"), most=len(then) - 1)])
    if said[0] == "some":
        parts = said[2:]
        part = closed(parts[natural(evidence.get("part"), most=len(parts) - 1)])
        if len(said[1]) != 1 or said[1][0][0] != "sym":
            raise RejectedError("only that there is a step is shown to fail")
        name = "T"
        taken = {found[0] for found in _indices(part)}
        while name in taken:
            name += "'"
        said = put(part, {("sym", said[1][0][1]): ["step", [name, "step"], "0"]})
    (said,) = sample.formulas(said)
    if said[0] == "all":
        _, index, start, stop, body = said
        if stop is not None:
            raise RejectedError("a conclusion with an end is not shown to fail")
        said = put(body, {("step", index[0]): later(start, natural(evidence.get("later"), most=MOST))})
    if said[0] not in OPPOSITE:
        raise RejectedError("only a relation is shown to fail")
    return closed([OPPOSITE[said[0]], *said[1:]])


def _indices(node: Any) -> list[list[str]]:
    """Return every index of steps in a formula, bound or not."""
    if not isinstance(node, list):
        return []
    own = [node] if len(node) == 2 and node[1] == "step" and isinstance(node[0], str) else []
    return own + [found for part in node for found in _indices(part)]


def _name(name: Any) -> str:
    if not isinstance(name, str) or not name:
        raise RejectedError(f"{short(name)} is no name")
    return name
