r"""Carries out a derivation about runs: what is left are statements without steps, each decided by the other methods.

The rules, and why they are sound. "Facts" hold and are defined at every point that the claim speaks of.

*fix*: a goal for all steps start ≤ t < stop (for all numbers, for all vectors) is shown for one, of a new name.
*have*: a formula that is defined (``definedness``) and derived is a fact.
*induction*: invariants ψ₁, …, ψ_m are facts for all steps start ≤ t < stop if each ψ_k follows from the facts at
    t = start, and at t+1 (where t+1 < stop) from all ψ at t and ψ₁, …, ψ_{k−1} at t+1; and if each is defined at t
    given those before it. An invariant speaks of no later step than t: else its step would speak of t+2.
    Telescoping sums, products, Gronwall's lemma and comparison with a recurrence are inductions, as Σ_{s≤k<t+1} is
    Σ_{s≤k<t} and a term.
*lemma*: what a claim concludes, under a mapping of its variables, is a fact if its hypotheses are derived under it and
    all is defined; for all steps of a range, if that is so for one of them, and also where it speaks of none, unless
    there is known to be one. What a lemma says there is gets a new name.
*specialise*: what a fact says for all numbers or vectors holds of each that is defined.
*witness*: there is something if its parts are defined and derived for one value.
*first exit*: there is t₀ ≤ B with ¬Q(t₀), Q(t) for start ≤ t < t₀, if Q for all start ≤ t ≤ T gives T ≤ B − 1 for every
    T ≥ start, and start ≤ B. For Q cannot hold at all steps (T is arbitrary), so there is a least one t₀ ≥ start at
    which it fails; and t₀ is start, or T = t₀ − 1 has t₀ − 1 ≤ B − 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from verify.claims.certificate import Certificate, reference_to_json
from verify.claims.derivations.parts import (
    Apply,
    Derivation,
    FirstExit,
    Have,
    Induction,
    Move,
    Specialise,
    Witness,
    check_invariants,
)
from verify.errors import InputError
from verify.exact.certificates.rayleigh import spans
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup, Part, Reason
from verify.exact.runs.freezing.definedness import fixed, undefined_part
from verify.exact.runs.freezing.frozen import Frozen, frozen
from verify.exact.runs.freezing.sequents import Sequent, closed, fresh_name, step_names, taken_names
from verify.exact.runs.hints import (
    check_mapping,
    mapped_steps,
    nth,
    steps_in_hint,
    substituted,
    written_without,
)
from verify.exact.runs.moves_made import MovesMade
from verify.json_types import JsonObject
from verify.statement.formulas import (
    Exists,
    ForAll,
    Formula,
    InSpan,
    Spectrum,
    Statement,
    ThereAreConstants,
)
from verify.statement.indices import Index
from verify.statement.readings.interchange import shared_json
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Number, Relation, Scalar, Size, Step, Symbol, Vector, VectorExpr
from verify.statement.walk import free_indices, free_steps

Proof: TypeAlias = JsonObject
# how a statement without steps is decided: a part of a proof, or why there is none
Decide: TypeAlias = Callable[[Statement, Certificate | None], Part | Reason]
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


class NotDerivedError(Exception):
    """A derivation stops: where, and at which statement without steps."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)


@dataclass(frozen=True)
class Deriver:
    """Derives goals with the methods and claims at hand.

    ``made`` has the moves that were made before. ``where`` says in words how deep inside a derivation it is, for the
    message of a failure.
    """

    decide: Decide
    lookup: Lookup
    made: MovesMade
    where: str = ""

    def inside(self, place: str) -> Deriver:
        """Return the same with a place added to where it is."""
        return replace(self, where=f"{self.where}, {place}" if self.where else place)

    def derive(self, sequent: Sequent, hint: Derivation) -> Proof:
        """Return the proof of a sequent along a derivation; raises NotDerivedError where it does not go through."""
        names: list[str] = []
        while isinstance(sequent.goal, ForAll):
            self._begun(sequent, sequent.goal.start)  # there is no step before 0, also where a range would begin there
            sequent, hint, name = _fix(sequent, hint)
            names.append(name)
        sequent, moves = self.moves(sequent, hint.moves)
        return {"fix": names, "moves": moves, "end": self._end(sequent, hint)}

    def moves(self, sequent: Sequent, moves: Iterable[Move]) -> tuple[Sequent, list[JsonObject]]:
        """Return a sequent with the facts that some moves add, and their proofs."""
        proofs = []
        for move in moves:
            sequent, made = self.made.after(sequent, move, partial(self._move, sequent, move))
            proofs.append(made)
        return sequent, proofs

    def _end(self, sequent: Sequent, hint: Derivation) -> JsonObject:
        end = hint.end
        if isinstance(sequent.goal, Exists):
            if isinstance(end, Witness):
                return self._witness(sequent, sequent.goal, end)
            if isinstance(end, FirstExit):
                return self._first_exit(sequent, sequent.goal, end)
            raise NotDerivedError(self.where, f"{to_text(sequent.goal)}: name a witness, or a first exit")
        if isinstance(end, Witness | FirstExit):
            raise NotDerivedError(self.where, f"{to_text(sequent.goal)} does not say that there is something")
        at = (*hint.at, *steps_in_hint(end))
        made = frozen(sequent, at=at)
        if made.goal in made.hypotheses:
            return {"rule": "known", "at": [shared_json(step) for step in dict.fromkeys(at)]}
        if isinstance(made.goal, InSpan):
            return self._span(made, made.goal, at)
        if isinstance(made.goal, Spectrum):
            raise NotDerivedError(self.where, f"{to_text(made.goal)}: no fact says so")
        found = self.decide(made.statement, None if end is None else written_without(end, made))
        if isinstance(found, Reason):
            raise NotDerivedError(self.where, f"{to_text(made.statement.conclusions[0])} is not derived ({found.why})")
        return {"rule": "decided", "at": [shared_json(step) for step in dict.fromkeys(at)], "part": found}

    def _span(self, made: Frozen, goal: InSpan, at: tuple[Step, ...]) -> JsonObject:
        if not spans(made.hypotheses, made.read(goal.vector), goal.member):
            raise NotDerivedError(self.where, f"{to_text(made.read(goal.vector))} is not seen to lie in the span")
        return {"rule": "span", "at": [shared_json(step) for step in dict.fromkeys(at)]}

    def _move(self, sequent: Sequent, move: Move) -> tuple[Sequent, JsonObject]:
        match move:
            case Have(fact, proof):
                formula = closed(fact)
                self._defined(sequent, formula)
                made = self.inside(f"for {to_text(formula)}").derive(sequent.towards(formula), proof)
                return sequent.knowing(formula), {"rule": "have", "fact": shared_json(formula), "proof": made}
            case Induction():
                return self._induction(sequent, move)
            case Apply():
                return self._apply(sequent, move)
            case Specialise(fact, value):
                return self._specialise(sequent, closed(fact), value)
        raise InputError(f"{type(move).__name__} is no move of a derivation")

    def _defined(self, sequent: Sequent, *formulas: Scalar | VectorExpr | Formula) -> None:
        normalisers = Knowledge.of(self.lookup).normalisers
        for formula in formulas:
            part = undefined_part(sequent, formula, normalisers)
            if part is not None:
                raise NotDerivedError(self.where, f"{to_text(part)} in {to_text(formula)} may make it undefined")

    def _begun(self, sequent: Sequent, *steps: Scalar | VectorExpr | None) -> None:
        """Refuse a step that may be before 0."""
        for step in steps:
            if isinstance(step, Step) and not (step_names(step) <= sequent.steps):
                raise NotDerivedError(self.where, f"{step.name} is no step of the statement")
            if not isinstance(step, Step):
                continue
            late = step.shift >= 0 if free_indices(step) else sequent.order.knows_at_most(Step(None), step)
            if not late:
                raise NotDerivedError(self.where, f"step {step.name} may be before 0")

    def _steps_stay(self, sequent: Sequent, formulas: Iterable[Any], mapping: Mapping[Any, Any]) -> None:
        """Refuse a value that is no step for a variable that is one, also where its members have no step left."""
        for name in sorted(frozenset[str]().union(*map(step_names, formulas))):
            value = mapping.get(Symbol(name), Symbol(name))
            whole = isinstance(value, Number) and value.value.denominator == 1 and value.value >= 0
            if not (isinstance(value, Step) or whole or (isinstance(value, Symbol) and value.name in sequent.steps)):
                raise NotDerivedError(self.where, f"{name} is a step, and {to_text(value)} in its place is none")

    def _induction(self, sequent: Sequent, move: Induction) -> tuple[Sequent, JsonObject]:
        t = move.index
        check_invariants(t, move.invariants)
        for invariant in move.invariants:
            if strange := {index.name for index in free_steps(invariant)} - {t.name}:
                raise NotDerivedError(
                    self.where, f"{to_text(invariant)} is for all {min(strange)} too: say so by for_all"
                )
        self._begun(sequent, move.start)
        there, step = fixed(sequent.towards(move.invariants[0]), t, move.start, move.stop, *move.invariants)
        for invariant in move.invariants:
            now = substitute(invariant, {t: step})
            self._defined(there, now)
            there = there.knowing(now)
        if move.stop is not None:
            there = there.knowing(Relation("<=", step + 2, move.stop))
        base, steps = [], []
        for number, invariant in enumerate(move.invariants):
            first = substitute(invariant, {t: move.start})
            proof = substituted(nth(move.base, number), {t: move.start})
            here = self.inside(f"base of the induction on {t.name}")
            base.append(here.derive(sequent.towards(first), proof))
        for number, invariant in enumerate(move.invariants):
            later = substitute(invariant, {t: step + 1})
            proof = substituted(nth(move.step, number), {t: step})
            here = self.inside(f"step of the induction on {t.name}")
            steps.append(here.derive(there.towards(later), proof))
            there = there.knowing(later)
        facts = [ForAll(t, invariant, move.start, move.stop) for invariant in move.invariants]
        made = {
            "rule": "induction",
            "index": shared_json(t),
            "start": shared_json(move.start),
            "stop": None if move.stop is None else shared_json(move.stop),
            "as": step.name,
            "invariants": [shared_json(invariant) for invariant in move.invariants],
            "base": base,
            "step": steps,
        }
        return sequent.knowing(*facts), made

    def _apply(self, sequent: Sequent, move: Apply) -> tuple[Sequent, JsonObject]:
        use = move.use
        lemma = self.lookup(use.claim, use.edition)
        if lemma is None:
            raise NotDerivedError(self.where, f"lemma {use.claim} ({use.edition}) is not in the ledger")
        if any(isinstance(conclusion, ThereAreConstants) for conclusion in lemma.statement.conclusions):
            raise NotDerivedError(self.where, f"lemma {use.claim}: that there are constants is not used here")
        check_mapping(use)
        self._steps_stay(sequent, (*lemma.statement.hypotheses, *lemma.statement.conclusions), use.mapping)
        if move.over is None:
            self._begun(sequent, *mapped_steps(use))
        else:
            self._begun(sequent, move.over[1])
            about, there = fixed(sequent, *move.over)
            self._begun(about, *(substitute(value, {move.over[0]: there}) for value in mapped_steps(use)))
        here = self.inside(f"lemma {use.claim} ({use.edition})")
        given = [_over(substitute(closed(h), use.mapping), move.over) for h in lemma.statement.hypotheses]
        ranged = move.over is not None and not _has_a_step(sequent, *move.over)
        then = [_over(substitute(closed(c), use.mapping), move.over, ranged) for c in lemma.statement.conclusions]
        shown = []
        for number, hypothesis in enumerate(given):
            here._defined(sequent, hypothesis)
            made = here.inside(f"hypothesis {number + 1}").derive(sequent.towards(hypothesis), nth(move.shown, number))
            shown.append(made)
        names = list(move.names)
        after = sequent
        for conclusion in then:
            if isinstance(conclusion, Exists):
                renamed, parts, steps = _named_apart(conclusion, names, after)
                names = names[len(renamed) :]
                after = replace(after, steps=(after.steps - {*renamed}) | steps).knowing(*parts)
            else:
                here._defined(sequent, conclusion)
                after = after.knowing(conclusion)
        return after, {
            "rule": "lemma",
            **reference_to_json(use.claim, use.edition, name="claim"),
            "mapping": [[shared_json(key), shared_json(value)] for key, value in use.mapping.items()],
            "over": None if move.over is None else [None if end is None else shared_json(end) for end in move.over],
            "shown": shown,
            "names": list(move.names),
        }

    def _specialise(self, sequent: Sequent, fact: Formula, value: Scalar | VectorExpr) -> tuple[Sequent, JsonObject]:
        if fact not in sequent.facts or not isinstance(fact, ForAll) or isinstance(fact.variable, Index):
            raise NotDerivedError(self.where, f"{to_text(fact)} is no fact for all numbers or vectors")
        self._defined(sequent, value)
        if fact.variable.name in step_names(fact.body):
            self._begun(sequent, value)  # what is said of all steps is not said of one before 0
        if free_steps(value):
            raise NotDerivedError(self.where, f"{to_text(value)} speaks of a step that is not fixed")
        said = substitute(fact.body, {fact.variable: value})
        return sequent.knowing(said), {"rule": "specialise", "fact": shared_json(fact), "value": shared_json(value)}

    def _witness(self, sequent: Sequent, goal: Exists, end: Witness) -> JsonObject:
        missing = [variable for variable in goal.variables if not _is_given(variable, end)]
        if missing:
            raise NotDerivedError(self.where, f"the witness has no value for {to_text(missing[0])}")
        self._steps_stay(sequent, goal.parts, end.values)
        self._begun(sequent, *end.values.values())
        if of := sorted(index.name for value in end.values.values() for index in free_indices(value)):
            raise NotDerivedError(self.where, f"the witness speaks of {of[0]}, and would be another one for each")
        self._defined(sequent, *(value for value in end.values.values() if not isinstance(value, Step)))
        parts = []
        for number, part in enumerate(goal.parts):
            said = substitute(closed(part), end.values)
            self._defined(sequent, said)
            here = self.inside(f"part {number + 1} of the witness")
            parts.append(here.derive(sequent.towards(said), nth(end.parts, number)))
        values = [[shared_json(key), shared_json(value)] for key, value in end.values.items()]
        return {"rule": "witness", "values": values, "parts": parts}

    def _first_exit(self, sequent: Sequent, goal: Exists, end: FirstExit) -> JsonObject:
        if len(goal.variables) != 1 or not isinstance(goal.variables[0], Symbol):
            raise NotDerivedError(self.where, "a first exit gives one step, and the goal speaks of other variables")
        if any(index != end.index for index in free_indices(end.until)):
            raise NotDerivedError(self.where, f"{to_text(end.until)} has to speak of the step {end.index.name} only")
        t = end.index
        self._defined(sequent, ForAll(t, end.until, end.start, None), end.bound)
        self._begun(sequent, end.start)
        known = (*sequent.facts, end.until, end.start, end.bound)
        last = Step(Symbol(fresh_name(end.last.name, *known, goal)))
        old = goal.variables[0].name
        first = Step(Symbol(old if old not in taken_names(*known, last) else fresh_name(old, *known, goal, last)))
        holds = sequent.with_step(last.name).knowing(
            Relation("<=", end.start, last), ForAll(t, end.until, end.start, last + 1)
        )
        late = self.inside("the bound of the first exit").derive(
            holds.towards(Relation("<=", last, end.bound - 1)), substituted(end.late, {end.last: last})
        )
        begun = self.inside("the start of the first exit").derive(
            sequent.towards(Relation("<=", end.start, end.bound)), Derivation()
        )
        out = substitute(end.until, {t: first})
        there = sequent.with_step(first.name).knowing(
            Relation("<=", end.start, first),
            ForAll(t, end.until, end.start, first),
            Relation(OPPOSITE[out.operator], out.left, out.right),  # type: ignore[arg-type]
            Relation("<=", first, end.bound),
        )
        parts = []
        for number, part in enumerate(goal.parts):
            said = substitute(closed(part), {goal.variables[0]: first})
            self._defined(there, said)
            here = self.inside(f"part {number + 1} of the first exit")
            proof = substituted(nth(end.parts, number), {goal.variables[0]: first})
            parts.append(here.derive(there.towards(said), proof))
        return {
            "rule": "first exit",
            "until": shared_json(end.until),
            "index": shared_json(t),
            "start": shared_json(end.start),
            "bound": shared_json(end.bound),
            "names": [last.name, first.name],
            "late": late,
            "begun": begun,
            "parts": parts,
        }


def _fix(sequent: Sequent, hint: Derivation) -> tuple[Sequent, Derivation, str]:
    """Return a sequent for one value of what its goal speaks of for all, the derivation for it, and its new name."""
    goal = sequent.goal
    if not isinstance(goal, ForAll):
        raise AssertionError("only a formula for all values is fixed")
    if isinstance(goal.variable, Index) and goal.start is not None:
        there, step = fixed(sequent, goal.variable, goal.start, goal.stop)
        mapping: dict[Any, Any] = {goal.variable: step}
        return there.towards(substitute(goal.body, mapping)), substituted(hint, mapping), step.name
    name = goal.variable.name
    if name in taken_names(*sequent.facts):
        name = fresh_name(name, *sequent.facts, goal)  # not that of another variable of the goal either
    mapping = {goal.variable: Vector(name) if isinstance(goal.variable, Vector) else Symbol(name)}
    # a step may have had this name, of which neither the facts nor the goal speak
    sequent = replace(sequent, steps=sequent.steps - {name})
    return sequent.towards(substitute(goal.body, mapping)), substituted(hint, mapping), name


def _has_a_step(sequent: Sequent, _: Index, start: Step, stop: Step | None) -> bool:
    """Tell whether a range is known to have a step; one without an end has."""
    return stop is None or (
        not any(isinstance(end.base, Index) for end in (start, stop)) and sequent.order.knows_at_most(start + 1, stop)
    )


def _over(formula: Formula, ranged: tuple[Index, Step, Step | None] | None, always: bool = False) -> Formula:
    """Return a formula for all steps of a range where it speaks of them, and for all others from 0 on.

    ``always`` where the range may have no step: its hypotheses say nothing then, and so may no conclusion.
    """
    if ranged is not None and (always or ranged[0] in free_indices(formula)):
        formula = ForAll(ranged[0], formula, ranged[1], ranged[2])
    return closed(formula)


def _named_apart(
    conclusion: Exists, names: list[str], sequent: Sequent
) -> tuple[list[str], list[Formula], frozenset[str]]:
    """Return the names of what there is, what is said of it under them, and which of the names are steps."""
    mapping: dict[Any, Any] = {}
    # the values that are put into the lemma may speak of names that stand in no fact
    others = taken_names(*conclusion.parts) - taken_names(*conclusion.variables)
    taken = taken_names(*sequent.facts, sequent.goal) | others
    for number, variable in enumerate(conclusion.variables):
        if not isinstance(variable, Symbol | Vector) or (isinstance(variable, Vector) and variable.indices):
            raise InputError(f"what a lemma says there is, {variable!r:.40}, is neither a number, a step nor a vector")
        wanted = names[number] if number < len(names) else variable.name
        if wanted in taken:
            raise InputError(f"{wanted} is there already: name what the lemma says there is otherwise")
        if wanted.isdecimal() or any(sign in wanted for sign in "+-,"):
            raise InputError(f"{wanted} is named like a step: name what the lemma says there is otherwise")
        mapping[variable] = replace(variable, name=wanted)
        taken |= {wanted}
    steps = frozenset(
        mapping[Symbol(name)].name for part in conclusion.parts for name in step_names(part) if Symbol(name) in mapping
    )
    parts = [substitute(closed(part), mapping) for part in conclusion.parts]
    return [value.name for value in mapping.values()], parts, steps


def _is_given(variable: Scalar | Vector, end: Witness) -> bool:
    return not isinstance(variable, Size) and variable in end.values
