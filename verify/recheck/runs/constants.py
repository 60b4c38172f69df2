"""Re-checks that no constants make a statement true: data that are given entry by entry break it, whatever they are.

The reasons stand in ``verify.exact.runs.constants``, and what a formula says of the data in
``verify.statement.rewriting.few_samples``: sums over samples are written out, vectors have entries, and P = 1. The
constants are positive numbers of which nothing else is known, and what each may depend on speaks of those before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.recheck.derivative import ONE, ZERO
from verify.recheck.reading import JsonObject, Node, RejectedError, entry, natural, short
from verify.recheck.runs.freezing import TRUE
from verify.recheck.runs.language import START, closed, later, put, read_constants, read_expression, read_index
from verify.recheck.runs.mentions import free, is_step, names, nodes, shift
from verify.recheck.runs.order import step_names
from verify.recheck.runs.rules import OPPOSITE, Lemma, Rules
from verify.recheck.runs.short import carried_on, earliest

MOST = 10_000
MOST_ENTRIES = 20
MOST_PARTS = 30_000  # a product of two sums is written out for every entry
Place = dict[tuple[str, ...], int]


def check_no_constants(statement: JsonObject, evidence: Any, lemma: Lemma) -> None:
    """Reject evidence that does not break "there are constants …" for every choice of them."""
    constants, given, then = read_constants(statement)
    known = [name for name, _ in constants]
    data = _Data.of(evidence)
    rules = Rules(lemma, frozenset())
    positive = [[">", ["sym", name], ZERO] for name in known]
    _check_values(data, known, rules, positive)
    earlier: list[str] = []
    for name, quantities in constants:
        for quantity in quantities:
            number = data.number(quantity)
            _require_plain(number, earlier, f"what {short(name)} depends on")
            rules.defined(positive[: len(earlier)], number)
        earlier.append(name)
    facts = positive + data.run(rules, positive, known)
    goals = [one for hypothesis in given for one in data.formulas(closed(hypothesis))]
    denials = _denials(data, then, evidence)
    for found in nodes([facts, goals, denials]):
        if found[0] == "vec" or (found[0] == "sym" and found[1] not in known):
            raise RejectedError(f"{short(found[1])} has no value on the data")
        if found[0] == "idx" and found[1] not in data.runs:
            raise RejectedError(f"the run of {short(found[1])} is not given")
    if step_names([facts, goals, denials]) or not step_names([given, then]) <= data.steps.keys():
        raise RejectedError("a step of the statement has no value on the data")
    if any(earliest(formula) < 0 for formula in (*goals, *denials)):
        raise RejectedError("a member before step 0 has no value on the data")
    shown = entry(evidence, "shown", list)
    if len(shown) != len(goals):
        raise RejectedError("not every hypothesis is shown on the data")
    broken = [entry(way, "broken", dict) for way in entry(evidence, "ways", list)]
    for move in entry(evidence, "known", list):
        added = rules.move(facts, TRUE, move)
        facts, rules = facts + added.facts, rules.naming(added.named, added.steps)
    for goal, proof in zip([*goals, *denials], [*shown, *broken], strict=True):
        rules.defined(facts, goal)
        rules.follow(facts, goal, proof)


@dataclass(frozen=True)
class _Data:
    """Values by name, vectors as rows of entries, and of each family of the run its first member and the next one."""

    count: int
    dimension: int
    symbols: dict[str, Node]
    vectors: dict[str, list[list[Node]]]
    steps: dict[str, int]
    runs: dict[str, tuple[Node, Node]]
    index: Node
    spent: list[int] = field(default_factory=lambda: [0])

    @classmethod
    def of(cls, evidence: Any) -> _Data:
        count, dimension = (natural(evidence.get(name), most=MOST_ENTRIES) for name in ("samples", "dimension"))
        if not count or not dimension:
            raise RejectedError("there is no sample, or it has no entry")
        symbols = {_name(name): read_expression(value) for name, value in _tuples(evidence, "symbols", 2)}
        vectors = {
            _name(name): [list(map(read_expression, row)) for row in _lists(rows)]
            for name, rows in _tuples(evidence, "vectors", 2)
        }
        if any(len(rows) not in (1, count) or any(len(row) != dimension for row in rows) for rows in vectors.values()):
            raise RejectedError("the rows of a vector do not fit the data")
        steps = {_name(name): natural(value, most=MOST) for name, value in _tuples(evidence, "steps", 2)}
        runs = {
            _name(name): (read_expression(start), read_expression(after))
            for name, start, after in _tuples(evidence, "runs", 3)
        }
        return cls(count, dimension, symbols, vectors, steps, runs, read_index(evidence.get("index")))

    def moves(self, value: Node) -> bool:
        """Tell whether an entry is a member of a run at the step at hand."""
        return value[0] == "idx" and value[1] in self.runs and value[2] == [["step", self.index, "0"]]

    def run(self, rules: Rules, positive: list[Node], known: list[str]) -> list[Node]:
        """Return the equations of the run; reject one that may end."""
        found: list[Node] = []
        name = self.index[0]
        for family, (start, after) in self.runs.items():
            _require_plain(start, known, f"the first member of {short(family)}")
            rules.defined(positive, start)
            body = ["=", ["idx", family, [["step", [name, "step"], "1"]]], after]
            if carried_on(name, body, positive) != family:
                raise RejectedError(f"{short(family)} may have no next member")
            found += [["=", ["idx", family, [START]], start], ["all", [name, "step"], START, None, body]]
        return found

    def formulas(self, formula: Node) -> list[Node]:
        """Return what a formula says on the data."""
        match formula:
            case ["inspan", vector, member]:
                self.entry(vector, 0, dict.fromkeys(free(vector), 0))
                return self.whole_space(member)
            case ["spectrum", low, high, member]:
                axes = [self.moment(member, axis, axis) for axis in range(self.dimension)]
                least, most = self.number(["sym", low]), self.number(["sym", high])
                if len(axes) == 1:
                    return [*self.whole_space(member), *(["=", end, axes[0]] for end in (least, most))]
                within = [["<=", least, axis] for axis in axes] + [["<=", axis, most] for axis in axes]
                taken = [
                    ["=", ["mul", *(["add", axis, ["mul", ["num", "-1"], end]] for axis in axes)], ZERO]
                    for end in (least, most)
                ]
                return self.whole_space(member) + within + taken
            case ["same", left, right]:
                return [
                    ["=", self.entry(left, axis, at), self.entry(right, axis, at)]
                    for at in self.places(formula)
                    for axis in range(self.dimension)
                ]
            case ["all", [str(), "step"] as index, start, stop, body]:
                bounds: list[Node | None] = [self.step(start), None if stop is None else self.step(stop)]
                return [["all", index, *bounds, one] for one in self.formulas(body)]
            case [operator, left, right] if operator in OPPOSITE:
                return [[operator, self.number(left, at), self.number(right, at)] for at in self.places(formula)]
        raise RejectedError("a formula with such quantifiers is not read on a few samples")

    def number(self, node: Node, at: Place | None = None) -> Node:
        """Return the number that an expression is on the data, its free indices standing for samples."""
        at = at or {}
        self.spend()
        if is_step(node):
            return self.step(node)
        match node:
            case ["num", _]:
                return node
            case ["sym", name]:
                if name in self.steps:
                    return ["step", None, str(self.steps[name])]
                return self.symbols.get(name, node)
            case ["idx", name, places]:
                steps = [self.step(place) for place in places if is_step(place)]
                if not steps or (self.count > 1 and len(steps) < len(places)):
                    raise RejectedError(f"the family {short(name)} has no value on the data")
                return ["idx", name, steps]
            case ["size", kind]:
                return ["num", str(self.count)] if kind == "sample" else ONE
            case ["inner", left, right]:
                axes = range(self.dimension)
                return _added([["mul", self.entry(left, axis, at), self.entry(right, axis, at)] for axis in axes])
            case ["add" | "mul" as head, *parts]:
                return [head, *(self.number(part, at) for part in parts)]
            case ["pow", base, exponent]:
                return ["pow", self.number(base, at), exponent]
            case ["fn", function, *arguments]:
                return ["fn", function, *(self.number(argument, at) for argument in arguments)]
            case ["sum", index, body]:
                return _added([self.number(body, inside) for inside in self.over(index, at)])
            case ["ext", which, index, body]:
                entries = [self.number(body, inside) for inside in self.over(index, at)]
                return entries[0] if len(entries) == 1 else ["fn", which, *entries]
            case ["range", which, index, start, stop, body]:
                return ["range", which, index, self.step(start), self.step(stop), self.number(body, at)]
        raise RejectedError("an expression is not read on a few samples")

    def entry(self, node: Node, axis: int, at: Place) -> Node:
        """Return one entry of a vector on the data."""
        self.spend()
        match node:
            case ["vec", name, places]:
                return self.named_entry(name, places, axis, at)
            case ["vadd", *parts]:
                return ["add", *(self.entry(part, axis, at) for part in parts)]
            case ["scale", coefficient, vector]:
                return ["mul", self.number(coefficient, at), self.entry(vector, axis, at)]
            case ["vsum", index, body]:
                return _added([self.entry(body, axis, inside) for inside in self.over(index, at)])
        raise RejectedError("a vector is not read on a few samples")

    def named_entry(self, name: str, places: list[Any], axis: int, at: Place) -> Node:
        rows = self.vectors.get(name)
        if rows is None:
            raise RejectedError(f"the vector {short(name)} has no value on the data")
        steps = [self.step(place) for place in places if is_step(place)]
        if any(tuple(place) not in at for place in places if not is_step(place)):
            raise RejectedError(f"{short(name)} stands for all samples where one number is needed")
        numbers = [at[tuple(place)] for place in places if not is_step(place) and place[1] == "sample"]
        if len(numbers) > 1 or len(rows) != (self.count if numbers else 1):
            raise RejectedError(f"the rows of {short(name)} are not those of the samples")
        value = rows[numbers[0] if numbers else 0][axis]
        if not self.moves(value):
            return value
        if len(steps) != 1:
            raise RejectedError(f"{short(name)} moves, and stands without a step")
        return ["idx", value[1], steps]

    def spend(self) -> None:
        self.spent[0] += 1
        if self.spent[0] > MOST_PARTS:
            raise RejectedError("the statement has too many parts where its sums are written out")

    def places(self, formula: Node) -> list[Place]:
        """Return the samples that the free indices of a formula may stand for."""
        found: list[Place] = [{}]
        for index in sorted(index for index in free(formula) if index[1] != "step"):
            found = [{**place, index: number} for place in found for number in range(self.among(index))]
        return found

    def over(self, index: Any, at: Place) -> list[Place]:
        return [{**at, tuple(index): number} for number in range(self.among(index))]

    def among(self, index: Any) -> int:
        return self.count if index[1] == "sample" else 1

    def whole_space(self, member: Node) -> list[Node]:
        """Return that the matrix of second moments is positive on its diagonal, and 0 elsewhere."""
        axes = range(self.dimension)
        pairs = [(one, other) for one in axes for other in axes if one < other]
        return [[">", self.moment(member, axis, axis), ZERO] for axis in axes] + [
            ["=", self.moment(member, *pair), ZERO] for pair in pairs
        ]

    def moment(self, member: Node, one: int, other: int) -> Node:
        """Return the mean over the samples of a product of two entries."""
        indices = [tuple(place) for place in member[2] if not is_step(place)]
        rows = [{index: number if index[1] == "sample" else 0 for index in indices} for number in range(self.count)]
        products = [["mul", self.entry(member, one, at), self.entry(member, other, at)] for at in rows]
        return products[0] if len(products) == 1 else ["mul", ["num", f"1/{self.count}"], ["add", *products]]

    def step(self, step: Node) -> Node:
        """Return a step with the value of its variable."""
        if step[1] is not None and step[1][0] == "sym" and step[1][1] in self.steps:
            return later(["step", None, str(self.steps[step[1][1]])], int(step[2]))
        return step


def _tuples(evidence: Any, name: str, length: int) -> list[Node]:
    found = _lists(entry(evidence, name, list))
    if any(len(part) != length for part in found):
        raise RejectedError(f"{name} of the data are not well formed")
    return found


def _lists(parts: Any) -> list[Node]:
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise RejectedError("the data are not well formed")
    return parts


def _added(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else ["add", *terms]


def _check_values(data: _Data, known: list[str], rules: Rules, positive: list[Node]) -> None:
    groups = [known, data.symbols, data.vectors, data.steps, data.runs]
    every = [name for group in groups for name in group]
    if len(set(every)) < len(every):
        raise RejectedError("a name stands for two things on the data")
    entries = [value for rows in data.vectors.values() for row in rows for value in row]
    for value in (*data.symbols.values(), *(value for value in entries if not data.moves(value))):
        _require_plain(value, known, "a value on the data")
        rules.defined(positive, value)


def _require_plain(value: Node, known: list[str], what: str) -> None:
    """Reject what speaks of more than some constants."""
    foreign = any(found[0] in ("idx", "vec", "range", "size") or is_step(found) for found in nodes(value))
    if foreign or free(value) or not names(value) <= set(known):
        raise RejectedError(f"{what} speaks of more than the constants before it")


def _denials(data: _Data, then: list[Node], evidence: Any) -> list[Node]:
    """Return that the chosen conclusion fails, in each of the ways that are given."""
    said = closed(then[natural(evidence.get("conclusion"), most=len(then) - 1)])
    every = entry(evidence, "ways", list)
    if not all(isinstance(way, dict) for way in every):
        raise RejectedError("a way in which a conclusion fails is not well formed")
    ways = [(natural(way.get("part"), most=MOST), natural(way.get("later"), most=MOST)) for way in every]
    if said[0] != "some":
        if len(ways) != 1:
            raise RejectedError("a conclusion fails in one way, where it does not say that there is a step")
        return [_failing(data, said, ways[0][1])]
    # of a variable that is no step, T = 0, 1, … are not all the values
    if not ways or len(said[1]) != 1 or said[1][0][0] != "sym" or said[1][0][1] not in step_names(said[2:]):
        raise RejectedError("only that there is a step is shown to fail, at each of them")
    name = "T"
    taken = {found[0] for found in _indices(said)}
    while name in taken:
        name += "'"
    found = []
    for number, (part, later_by) in enumerate(ways):
        if part >= len(said) - 2:
            raise RejectedError("a part that is to fail is not there")
        base = [name, "step"] if number == len(ways) - 1 else None  # the last way is for all later steps
        there = put(closed(said[2 + part]), {("sym", said[1][0][1]): ["step", base, str(number)]})
        found.append(_failing(data, there, later_by))
    return found


def _failing(data: _Data, said: Node, by: int) -> Node:
    """Return that a formula fails on the data, some steps after its start and before its end."""
    every = data.formulas(said)
    if len(every) != 1:
        raise RejectedError("only what says one thing on the data is shown to fail")
    (said,) = every
    if said[0] == "all":
        _, index, start, stop, body = said
        there = later(start, by)
        if shift(there) < 0:
            raise RejectedError("the conclusion is to fail at a step before 0")
        if stop is not None and not (there[1] in (None, stop[1]) and shift(there) < shift(stop)):
            raise RejectedError("the conclusion may have ended where it is shown to fail")
        said = put(body, {("step", index[0]): there})
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
