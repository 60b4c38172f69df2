"""Goes through a derivation about runs, rule by rule (the rules and their reasons: ``verify.exact.runs.derive``).

A sequent is a goal with facts; a fact is added only where it is shown, or said by a lemma whose hypotheses are shown,
and where it is defined at every point at which the facts are. New names are in no formula at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from verify.recheck.forms.remembered import REMEMBERED, once
from verify.recheck.function_table import SYMBOLS
from verify.recheck.proofs.certificates import check_certificate, check_identity, lies_in_span
from verify.recheck.proofs.functions import check_function
from verify.recheck.reading import JsonObject, Node, RecheckError, RejectedError, entry, full_id, number, short
from verify.recheck.runs.freezing import TRUE, Frozen, order_of
from verify.recheck.runs.language import (
    START,
    Env,
    closed,
    later,
    put,
    read,
    read_expression,
    read_index,
    read_step,
    speaks_of_runs,
)
from verify.recheck.runs.mentions import free, heads, is_step, names, nodes, shift
from verify.recheck.runs.order import step_names, steps_in
from verify.recheck.runs.sequents import (
    facts_with,
    for_one,
    fresh_name,
    in_range,
    is_of_steps,
    new_name,
    over_range,
    read_mapping,
    without,
)

Lemma = Callable[[str, str], JsonObject]
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
MOST_DEEP = 40


def check_run(statement: JsonObject, conclusion: Node, part: Any, lemma: Lemma) -> None:
    """Reject a derivation that does not prove a conclusion of a statement about runs."""
    if not speaks_of_runs(statement):
        raise RejectedError("a derivation about runs is to prove a statement without steps")
    facts = [closed(read(formula)) for formula in statement["given"]]
    steps = step_names([*facts, *(read(formula) for formula in statement["then"])])
    Rules(lemma, steps).follow(facts_with(facts), closed(read(conclusion)), entry(part, "proof", dict))


@dataclass(frozen=True)
class Added:
    """What a move adds: facts, the new names in them, and which of these are names of steps."""

    facts: list[Node]
    named: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rules:
    """The rules of a derivation, with the statements of the claims that it may use."""

    lemma: Lemma
    steps: frozenset[str]
    depth: int = 0

    def also(self, *names: str) -> Rules:
        """Return the same rules where further names are those of steps."""
        return replace(self, steps=self.steps | {*names})

    def naming(self, names: Iterable[str], steps: Iterable[str] = ()) -> Rules:
        """Return the same rules where new names are those of some steps, and of what is no step.

        A step may have had such a name before, of which neither the facts nor the goal speak any more.
        """
        return replace(self, steps=(self.steps - {*names}) | {*steps})

    def begun(self, facts: list[Node], *steps: Any) -> None:
        """Reject a step that may be before 0, or whose base is no step."""
        for step in steps:
            if is_step(step) and not step_names(step) <= self.steps:
                raise RejectedError("a variable is used as a step, and is none of the statement's")
            if not is_step(step):
                continue
            if not (shift(step) >= 0 if free(step) else order_of(facts).at_most(START, step)):
                raise RejectedError("a step may be before 0")

    def steps_stay(self, names: Iterable[str], env: Env) -> None:
        """Reject a value that is no step for a variable that is one, also where its members have no step left."""
        for name in names:
            value = env.get(("sym", name), ["sym", name])
            fits = value[1] in self.steps if value[0] == "sym" else value[0] in ("step", "num")
            if not fits or (value[0] == "num" and not value[1].isdecimal()):
                raise RejectedError(f"what is put in the place of step {short(name)} is no step")

    def follow(self, facts: list[Node], goal: Node, proof: Any) -> None:
        """Reject a proof that does not show the goal from the facts."""
        if self.depth > MOST_DEEP:
            raise RejectedError("a derivation is nested too deeply")
        inside = replace(self, depth=self.depth + 1)
        fixed = list(entry(proof, "fix", list))
        while goal[0] == "all":
            if goal[2] not in (None, START):
                self.begun(facts, goal[2])  # there is no step before 0, also where a range would begin there
            name = new_name(fixed.pop(0) if fixed else None, facts)
            inside = inside.naming([name], [name] if goal[2] is not None else [])
            facts, goal = for_one(facts, goal, name)
        if fixed:
            raise RejectedError("a derivation fixes more than its goal speaks of")
        for move in entry(proof, "moves", list):
            added = inside.move(facts, goal, move)
            facts, inside = facts_with(facts, added.facts), inside.naming(added.named, added.steps)
        inside.end(facts, goal, entry(proof, "end", dict))

    def move(self, facts: list[Node], goal: Node, move: Any) -> Added:
        """Return the facts that a move adds; reject one that does not show them.

        The conclusions of a claim often begin alike. A move looks at the rules, the facts and itself, and of the goal
        only at its names, which what is new must not have: where the rules, the facts and the move are the same, it is
        gone through once for a row, and the names are looked at each time.
        """
        facts = facts_with(facts)
        made, at = REMEMBERED.said[self, id(facts)], id(move)
        if at not in made or not REMEMBERED.is_one(move):
            made[at] = [facts, move], self._move(facts, move)
        added: Added = made[at][1]
        for name in added.named:
            new_name(name, [goal])
        return added

    def _move(self, facts: list[Node], move: Any) -> Added:
        """Go through a move that is not known from before."""
        match entry(move, "rule", str):
            case "have":
                fact = closed(read(move.get("fact")))
                self.defined(facts, fact)
                self.follow(facts, fact, entry(move, "proof", dict))
                return Added([fact])
            case "induction":
                return Added(self.induction(facts, move))
            case "lemma":
                return self.use(facts, move)
            case "specialise":
                fact, value = closed(read(move.get("fact"))), move.get("value")
                match fact:
                    case ["all", [head, name, *_], None, None, body] if fact in facts:
                        value = read_expression(value, "v" if head == "vec" else "x")
                        self.defined(facts, value)
                        if name in step_names(body):
                            self.begun(facts, value)  # what is said of all steps is not said of one before 0
                        if any(kind == "step" for _, kind in free(value)):
                            raise RejectedError("a fact for all is used at a step that is not fixed")
                        return Added([put(body, {(head, name): ([], value) if head == "vec" else value})])
                raise RejectedError("what is said of one value is no fact for all")
            case rule:
                raise RecheckError(f"a move {short(rule)} is unknown: use a newer bnverify")

    def induction(self, facts: list[Node], move: Any) -> list[Node]:
        """Return the invariants for all steps of the range."""
        index, start = read_index(move.get("index")), read_step(move.get("start"))
        stop = None if move.get("stop") is None else read_step(move["stop"])
        invariants = [read(invariant) for invariant in entry(move, "invariants", list)]
        if not invariants or any(invariant[0] == "some" for invariant in invariants):
            raise RejectedError("an induction has no invariants, or one that says there is something")
        if any(kind == "step" and [name, kind] != index for name, kind in free(invariants)):
            raise RejectedError("an invariant speaks of a step that is neither its own nor fixed")
        for step in (step for found in nodes(invariants) for step in [found] if is_step(found)):
            if step[1] == index and shift(step) > 0:
                raise RejectedError("an invariant speaks of a later step than its own")
        ends = [end for end in (start, stop) if end is not None]
        name = new_name(move.get("as"), [facts, *invariants, *ends])
        self.begun(facts, start)
        step, inside = ["step", ["sym", name], "0"], self.also(name)
        there = in_range(facts, start, step, stop)
        for invariant in invariants:
            now = put(invariant, {("step", index[0]): step})
            inside.defined(there, now)
            there = facts_with(there, [now])
        if stop is not None:
            there = facts_with(there, [["<=", later(step, 2), stop]])
        bases, steps = entry(move, "base", list), entry(move, "step", list)
        if not len(bases) == len(steps) == len(invariants):
            raise RejectedError("an induction has not one base and one step for each invariant")
        for invariant, base in zip(invariants, bases, strict=True):
            self.follow(facts, put(invariant, {("step", index[0]): start}), base)
        for invariant, proof in zip(invariants, steps, strict=True):
            next_one = put(invariant, {("step", index[0]): later(step)})
            inside.follow(there, next_one, proof)
            there = facts_with(there, [next_one])
        return [["all", index, start, stop, invariant] for invariant in invariants]

    def use(self, facts: list[Node], move: Any) -> Added:
        """Return what a lemma concludes under a mapping, once its hypotheses are shown."""
        name = full_id(move, "claim")
        stated = self.lemma(name, entry(move, "form", str))
        env = read_mapping(entry(move, "mapping", list))
        over = move.get("over")
        if over is not None:
            if not isinstance(over, list) or len(over) != 3:
                raise RecheckError(f"{short(over)} is no range of steps: correct the lemma's use")
            over = [read_index(over[0]), read_step(over[1]), None if over[2] is None else read_step(over[2])]
            self.begun(facts, over[1])
        about, inside = facts, self
        at_it: Env = {}
        if over is not None:
            # no value that is mapped speaks of this step already, as it would of a step that is fixed elsewhere
            name_of_step = fresh_name("s", [facts, over[1:], *env.values()])
            step = ["step", ["sym", name_of_step], "0"]
            about, inside = in_range(facts, over[1], step, over[2]), self.also(name_of_step)
            at_it["step", over[0][0]] = step
        inside.steps_stay(step_names([*stated["given"], *stated["then"]]), env)
        inside.begun(about, *(put(value, at_it) for value in env.values() if is_step(value)))
        given = [over_range(put(closed(read(h)), env), over) for h in stated["given"]]
        # where the range may have no step, its hypotheses say nothing, and so its conclusions may not
        ranged = over is not None and not is_of_steps(facts, over)
        then = [over_range(put(closed(read(c)), env), over, always=ranged) for c in stated["then"]]
        shown = entry(move, "shown", list)
        if len(shown) != len(given):
            raise RejectedError(f"not every hypothesis of lemma {name} is shown")
        for hypothesis, proof in zip(given, shown, strict=True):
            self.defined(facts, hypothesis)
            self.follow(facts, hypothesis, proof)
        added = Added([])
        wanted = list(entry(move, "names", list))
        for conclusion in then:
            if conclusion[0] != "some":
                self.defined(facts, conclusion)
                added.facts.append(conclusion)
                continue
            renaming: Env = {}
            for variable in conclusion[1]:
                if variable[0] not in ("sym", "vec") or (variable[0] == "vec" and variable[2]):
                    raise RejectedError(f"what lemma {name} says there is, is neither a number, a step nor a vector")
                fresh = new_name(wanted.pop(0) if wanted else variable[1], [facts, added.facts])
                new_name(fresh, conclusion[2:], but={variable[1] for variable in conclusion[1]})
                value: Any = ["sym", fresh] if variable[0] == "sym" else ([], ["vec", fresh, []])
                if value in renaming.values():
                    raise RejectedError("two things that there are have one name")
                renaming[variable[0], variable[1]] = value
                added.named.append(fresh)
            added.facts.extend(put(closed(part), renaming) for part in conclusion[2:])
            bound = step_names(conclusion[2:])
            added.steps.extend(value[1] for key, value in renaming.items() if key[0] == "sym" and key[1] in bound)
        return added

    def end(self, facts: list[Node], goal: Node, end: Any) -> None:
        """Reject an end that does not show a goal without quantifiers, or that there is something."""
        rule = entry(end, "rule", str)
        if goal[0] == "some":
            match rule:
                case "witness":
                    return self.witness(facts, goal, end)
                case "first exit":
                    return self.first_exit(facts, goal, end)
            raise RejectedError("that there is something is not shown by a value")
        made = Frozen(facts, goal, [read_step(step) for step in entry(end, "at", list)], self.steps)
        match rule:
            case "known" if made.goal in made.given:
                return None
            case "span" if made.goal[0] == "inspan":
                given = {"given": made.given, "then": []}
                if lies_in_span(given, made.known.read(made.goal[1]), made.goal[2]):
                    return None
            case "decided":
                return self.decide(made, entry(end, "part", dict))
        raise RejectedError(f"the goal does not follow by the rule {short(rule)}")

    def decide(self, made: Frozen, part: Any) -> None:
        """Reject a part that does not prove the goal without steps."""
        goal = made.goal
        if goal[0] == "same":
            taken, name = {name for node in (goal, *made.given) for name in names(node)}, "v"
            while name in taken:
                name += "'"
            goal = ["=", *(["inner", side, ["vec", name, []]] for side in goal[1:])]
        statement = {"given": made.given, "then": [goal]}
        halves = entry(part, "kind", str) == "both ways" and goal[0] == "="
        for name, operator in (("at_most", "<="), ("at_least", ">=")) if halves else ():
            self._part(statement, [operator, *goal[1:]], entry(part, name, dict))
        if not halves:
            self._part(statement, goal, part)

    def _part(self, statement: JsonObject, goal: Node, part: Any) -> None:
        match entry(part, "kind", str):
            case "identity":
                check_identity(statement, goal)
            case "certificate":
                check_certificate(statement, goal, part, self._plain)
            case "function":
                check_function(statement, goal, part)
            case kind:
                raise RecheckError(f"a part of kind {short(kind)} is unknown in a derivation: use a newer bnverify")

    def _plain(self, name: str, form: str) -> JsonObject:
        stated = self.lemma(name, form)
        if speaks_of_runs(stated):
            raise RejectedError(f"lemma {name} ({form}) speaks of runs, and is used at one step")
        return stated

    def defined(self, facts: list[Node], formula: Any) -> None:
        """Reject a formula or expression that may be undefined where the facts are defined and hold."""
        match formula:
            case ["all", [index, "step"], start, stop, body]:
                name = fresh_name("s", [facts, formula])
                step = ["step", ["sym", name], "0"]
                return self.also(name).defined(in_range(facts, start, step, stop), put(body, {("step", index): step}))
            case ["all", variable, None, None, body]:
                return self.naming([variable[1]]).defined(without(facts, [variable]), body)
            case ["some", variables, *parts]:
                # what is bound and used as a step is a step
                bound = {variable[1] for variable in variables if variable[0] == "sym"}
                for part in parts:
                    self.naming(bound, bound & step_names(parts)).defined(without(facts, variables), part)
                return None
            case ["inspan" | "spectrum", *_]:
                return None
        if step_names(formula) <= self.steps and _is_total(formula):
            return None
        at = [["step", None if name is None else ["sym", name], str(k)] for name, k in steps_in(formula)]
        known = Frozen(facts, TRUE, at, self.steps).known
        sides = formula[1:] if formula[0] in (*OPPOSITE, "same") else [formula]
        if any(known.undefined(known.read(side)) for side in sides):
            raise RejectedError("a fact of a derivation may be undefined where the claim is defined")
        inside = [*nodes(formula)] if heads(formula) & {"value", "gradient", "range"} else []
        for found in [found for found in inside if found[0] in ("value", "gradient") and len(found) == 3]:
            if all(kind != "step" for _, kind in free(found[2])):
                self.defined(facts, found[2])  # a value of a function becomes a variable, and its point is dropped
        for found in [found for found in inside if found[0] == "range" and len(found) == 6]:
            _, _, index, start, stop, body = found
            name = fresh_name("s", [facts, formula])
            step = ["step", ["sym", name], "0"]
            self.also(name).defined(in_range(facts, start, step, stop), put(body, {("step", index[0]): step}))
        return None

    def witness(self, facts: list[Node], goal: Node, end: Any) -> None:
        """Reject values for which the parts are not shown."""
        env = read_mapping(entry(end, "values", list))
        bound = {(variable[0], variable[1]) for variable in goal[1]}
        if set(env) != bound:
            raise RejectedError("the witness is not one value for each variable")
        self.steps_stay(step_names(goal[2:]), env)
        for value in env.values():
            value = value[1] if isinstance(value, tuple) else value
            self.begun(facts, value)
            if not is_step(value):
                self.defined(facts, value)
            if free(value):
                raise RejectedError("a value of the witness has a free index")
        parts = entry(end, "parts", list)
        if len(parts) != len(goal) - 2:
            raise RejectedError("not every part is shown for the witness")
        for part, proof in zip(goal[2:], parts, strict=True):
            said = put(closed(part), env)
            self.defined(facts, said)
            self.follow(facts, said, proof)

    def first_exit(self, facts: list[Node], goal: Node, end: Any) -> None:
        """Reject a first exit without its bound, or whose parts do not follow."""
        index, start = read_index(end.get("index")), read_step(end.get("start"))
        until, bound = read(end.get("until")), read_expression(end.get("bound"))
        if [variable[0] for variable in goal[1]] != ["sym"] or until[0] not in OPPOSITE or free(until) - {tuple(index)}:
            raise RejectedError("a first exit is not of one step, or not from a relation at one step")
        if free(bound) or free(start):
            raise RejectedError("the bound or the start of a first exit has a free index")
        self.begun(facts, start)
        self.defined(facts, ["all", index, start, None, until])
        self.defined(facts, bound)
        fresh = entry(end, "names", list)
        if len(fresh) != 2:
            raise RejectedError("a first exit names a last step and a first one")
        known, old = [*facts, until, start, bound], goal[1][0][1]
        last, first = (
            ["step", ["sym", new_name(name, known if name == old else [*known, goal[2:]])], "0"] for name in fresh
        )
        if last == first:
            raise RejectedError("a first exit gives two steps one name")
        holds = facts_with(facts, [["<=", start, last], ["all", index, start, later(last), until]])
        less = later(bound, -1) if is_step(bound) else ["add", bound, ["num", "-1"]]
        self.also(last[1][1]).follow(holds, ["<=", last, less], end.get("late"))
        self.follow(facts, ["<=", start, bound], end.get("begun"))
        out = put(until, {("step", index[0]): first})
        there = [["<=", start, first], ["all", index, start, first, until], [OPPOSITE[out[0]], *out[1:]]]
        there = facts_with(facts, [*there, ["<=", first, bound]])
        inside = self.also(first[1][1])
        parts = entry(end, "parts", list)
        if len(parts) != len(goal) - 2:
            raise RejectedError("not every part is shown for the first exit")
        for part, proof in zip(goal[2:], parts, strict=True):
            said = put(closed(part), {("sym", old): first})
            inside.defined(there, said)
            inside.follow(there, said, proof)


@once
def _is_total(formula: Node) -> bool:
    """Tell whether a formula is defined wherever its members are, which are numbers and vectors of the run."""
    for part in nodes(formula):
        match part:
            case ["pow", _, exponent] if number(exponent).q != 1 or number(exponent) < 0:
                return False
            case ["fn", function, _] if SYMBOLS[function].domain:
                return False
            case ["diff" | "range" | "value" | "gradient", *_]:
                # a slope needs more than its parts, and what stands in a range or at a point is asked for by itself
                return False
    return True
