"""What a conclusion about runs lacks of a proof, in words: what a step of an induction would have to show.

Nothing is decided here. The next member is written by the recurrence, where a hypothesis gives one; what floats show to
be false says that the conclusion is no invariant by itself, and that a stronger one is to be proved along with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.errors import InputError
from verify.exact.lemmas.missing import missing
from verify.exact.plausible import is_plausible
from verify.exact.runs.freezing.sequents import fresh_name
from verify.statement.formulas import Exists, ForAll, Formula, RunStatement, SameVector, Statement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Indexed, Inner, Number, Ranged, Relation, Step, Symbol, Vector
from verify.statement.walk import distinct, free_steps, rebuild

LONGEST, MOST_FACTS = 300, 12
STRONGER = "which fails for some values: a stronger invariant is needed"
QUANTIFIED = " for all "


def missing_of_runs(statement: RunStatement, number: int) -> tuple[str, ...]:
    """Return in words what the conclusion of that number (from 0) lacks; empty where nothing can be said.

    >>> from verify.author import claim, equal, family, steps
    >>> t, = steps("t")
    >>> slow = claim("a", family("a", t) <= 4, given=[equal(family("a", t + 1), family("a", t) ** 2 - 1)])
    >>> print(missing_of_runs(slow.statement, 0)[0].replace("a stronger invariant is needed", "…"))
    an induction on t would need: a(t)² - 1 ≤ 4, given a(t) ≤ 4, which fails for some values: …
    """
    return tuple(line for line in _lines(statement, statement.conclusions[number]) if len(line) <= LONGEST)


def _lines(statement: RunStatement, conclusion: Formula) -> Iterator[str]:
    match conclusion:
        case Exists(variables, parts):
            shown = ", ".join(to_text(variable) for variable in variables)
            said = " and ".join(_plain(part) for part in parts)
            yield f"a value of {shown} is to be named for which {said}: witness(…), or first_exit(…) for a first step"
        case SameVector(left, right):
            v = Vector(fresh_name("v", conclusion, *statement.hypotheses), ())
            sides = Relation("=", Inner(left, v), Inner(right, v))
            yield from missing(Statement((sides,), ()), 0)
        case ForAll(Index() as index, body, start, None) if index.kind == "step" and start == Step(None, 0):
            yield from _lines(statement, body)
        case Relation():
            yield from _of_an_induction(statement, conclusion)


def _of_an_induction(statement: RunStatement, conclusion: Relation) -> Iterator[str]:
    if conclusion.operator == "!=":
        return
    free: list[Index | Symbol] = [*free_steps(conclusion)]
    fixed = {step.base for step in distinct(conclusion) if isinstance(step, Step) and isinstance(step.base, Symbol)}
    if len(free) + len(fixed) != 1:
        return
    on: Index | Symbol = [*free, *fixed][0]
    recurrence = _recurrence(statement, on)
    goal = _replaced(_ended(substitute(conclusion, {on: Step(on, 1)}), on), recurrence)
    said = f"{_plain(goal)}, given {_plain(conclusion)}"
    fails = _is_false(goal, conclusion, _facts(statement, on, (goal, conclusion)))
    yield f"an induction on {on.name} would need: {said}" + (f", {STRONGER}" if fails else "")


def _ended(node: Any, on: Index | Symbol) -> Any:
    """Return a part in which the last member of a sum up to t+1 stands beside it."""
    inside = rebuild(node, lambda child: _ended(child, on))
    if isinstance(inside, Ranged) and inside.stop == Step(on, 1) and inside.which == "sum":
        return replace(inside, stop=Step(on)) + substitute(inside.body, {inside.index: Step(on)})
    return inside


def _facts(statement: RunStatement, on: Index | Symbol, said: tuple[Relation, ...]) -> tuple[Relation, ...] | None:
    """Return what the hypotheses say at the steps at hand; None where some of them are of another kind."""
    steps = [one for part in said for one in distinct(part) if isinstance(one, Step) and one.base in (on, None)]
    # what is said of t+1 would be said of the member that is to be bounded
    places = {Step(one.base, min(one.shift, 0) if one.base == on else one.shift) for one in steps}
    found: dict[Relation, None] = {}
    for given in statement.hypotheses:
        if _is_recurrence(given):
            continue
        ranges = [*free_steps(given)]
        if not isinstance(given, Relation) or len(ranges) > 1:
            return None
        found.update(dict.fromkeys([substitute(given, {ranges[0]: at}) for at in places] if ranges else [given]))
    return tuple(found)


def _is_recurrence(given: Formula) -> bool:
    """Tell whether a hypothesis says what a next member is, a number or a vector, by which it is replaced."""
    match given:
        case Relation("=", Indexed(_, indices), _) | SameVector(Vector(_, indices), _):
            steps = [place for place in indices if isinstance(place, Step)]
            return len(steps) == 1 and isinstance(steps[0].base, Index) and steps[0].shift == 1
    return False


def _recurrence(statement: RunStatement, on: Index | Symbol) -> dict[Any, Any]:
    """Return what the hypotheses say that each next member is."""
    found: dict[Any, Any] = {}
    for given in filter(_is_recurrence, statement.hypotheses):
        (index,) = (place.base for place in given.left.indices if isinstance(place, Step))  # type: ignore[union-attr]
        ours: Any = substitute(given, {index: Step(on, 0)}) if index != on else given
        found[ours.left] = ours.right
    return found


def _replaced(node: Any, values: Mapping[Any, Any]) -> Any:
    """Return a node with some of its parts replaced by others, each as it stands."""
    if node in values:
        return values[node]
    return rebuild(node, lambda part: _replaced(part, values))


def _plain(formula: Formula) -> str:
    return to_text(formula).partition(QUANTIFIED)[0]


def _is_false(goal: Relation, given: Relation, facts: tuple[Relation, ...] | None) -> bool:
    """Tell whether floats show values of the members, whatever a run makes of them, at which the step fails."""
    if goal.operator == "=" or facts is None or len(facts) > MOST_FACTS:
        return False  # floats seldom keep an equation, or many hypotheses
    inside = list(dict.fromkeys(node for one in (goal, given, *facts) for node in distinct(one)))
    if any(isinstance(node, Ranged) and node.which != "sum" for node in inside):
        return False  # a product has the signs of its factors, which floats would not keep
    time = Symbol("t")
    parts = [part for part in inside if isinstance(part, Indexed | Ranged)]
    values: dict[Any, Any] = {part: Symbol(f"v{k}") for k, part in enumerate(parts)}
    for step in (part for part in inside if isinstance(part, Step)):
        # t + 4 and t + 5 are two steps, and one number more and less
        values[step] = time + step.shift if step.base is not None else Number(Fraction(step.shift))
    times = (Relation(">=", time, Number(Fraction(0))),)
    try:
        return not is_plausible(_replaced(goal, values), (*(_replaced(one, values) for one in (given, *facts)), *times))
    except InputError:
        return False  # a part of it has no reading in floats
