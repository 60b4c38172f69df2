"""A few steps of a run, written out: a statement without steps whose exact counterexample refutes one about runs.

The steps 0, …, K and what the hypotheses say of them become an ordinary statement (``freezing``). An instance that
keeps its hypotheses and breaks its conclusion is the beginning of a run that breaks the claim, provided that it can go
on. It can where each hypothesis for all steps without an end is of one of these kinds, in families of their own:

- X(t+1) = E, or X(t+1) ≤ E, or ≥ E, where E speaks of steps up to t and has a value whatever these are: X goes on as E;
- a formula in members at t only, without t as a number. Members of families that no such equation determines go on as
  they are at K. For the others, a relation has to stay true: with E in the place of X, it is seen by signs, and seen to
  have a value, from all such formulas at t and the hypotheses without steps. So it holds at all later steps.

E may have a value only by these formulas. A ``Tail`` is chosen where they do not suffice: families that no equation
determines are 0 from the last step on, and others have a sign there, which is kept in the same way.

"There is T ≤ B" fails where for each T up to some K one of its parts does, and B < K + 1 (``no_step``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.exact.certificates.definedness import demands
from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.runs.freezing.definedness import NOUGHT
from verify.exact.runs.freezing.frozen import Frozen, frozen, instances, with_earlier
from verify.exact.runs.freezing.members import MOST_TERMS
from verify.exact.runs.freezing.order import Order
from verify.exact.runs.freezing.sequents import Sequent, closed, step_names, taken_names
from verify.exact.runs.no_step import NoStep, opened
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Exists, ForAll, Formula, Node, RunStatement, SameVector, Statement
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Gradient, Indexed, Number, Operator, Ranged, Relation, Step, Symbol, Value, Vector
from verify.statement.walk import children, distinct, free_indices, rebuild, subtrees, vector_names

# how the variable of a range is named that is not written out: of no step, or from a step on that may be after its end
RANGE = '["range",'
# a step as a number, where it may be any; no variable has this name
THE_STEP = Symbol("(t)")
NOT_BEFORE_0 = Relation(">=", THE_STEP, NOUGHT)


@dataclass(frozen=True)
class Tail:
    """What is chosen of a run from its last step on: families that are 0, and signs (X, >) of the members of others.

    In a ``tight`` run X(t+1) is as large as X(t+1) ≤ E allows, or as small as X(t+1) ≥ E does, at every step.
    """

    nought: tuple[str, ...] = ()
    signs: tuple[tuple[str, Operator], ...] = ()
    tight: bool = False

    def read(self, fact: Any) -> Any:
        """Return a hypothesis as it is kept: an equation where the run is tight."""
        if not self.tight or not isinstance(fact, ForAll) or _next_member(fact) is None:
            return fact
        body: Any = fact.body
        return replace(fact, body=Relation("=", body.left, body.right)) if body.operator in ("<=", ">=") else fact

    def facts(self, last: int) -> list[Relation]:
        """Return what is chosen, as facts at the last step."""
        at = (Step(None, last),)
        zeros = [Relation("=", Indexed(name, at), NOUGHT) for name in self.nought]
        return [*zeros, *(Relation(operator, Indexed(name, at), NOUGHT) for name, operator in self.signs)]


NO_TAIL = Tail()


def unrolled(
    statement: RunStatement,
    conclusion: int,
    values: Mapping[str, int],
    last: int,
    *,
    tail: Tail = NO_TAIL,
    failing: NoStep | None = None,
) -> Statement | None:
    """Return the statement on the steps up to ``last``, with values for fixed steps; None where a run may not go on.

    A conclusion for all steps is taken where the last step of which it speaks is the last one, and one for all vectors
    at any.
    """
    made = frozen_run(statement, conclusion, values, last, tail=tail, failing=failing)
    return None if made is None else made.statement


def frozen_run(
    statement: RunStatement,
    conclusion: int,
    values: Mapping[str, int],
    last: int,
    *,
    tail: Tail = NO_TAIL,
    failing: NoStep | None = None,
) -> Frozen | None:
    """Return what ``unrolled`` does, with the way in which further formulas are read."""
    mapping = {Symbol(name): Number(Fraction(value)) for name, value in values.items()}
    facts = _facts(statement.hypotheses, tuple(mapping.items()), tail)
    goal = _with_values(statement.conclusions[conclusion], tuple(mapping.items()))
    if failing is not None:
        part = opened(goal, failing)
        if part is None:
            return None
        goal, said = part
        facts = (*facts, *said)
    if isinstance(goal, ForAll) and isinstance(goal.variable, Index) and goal.start is not None:
        at = last - _later_by(goal)
        inside = max(goal.start.shift, 0) <= at and (goal.stop is None or at < goal.stop.shift)
        goal = substitute(goal.body, {goal.variable: Step(None, at)}) if inside else goal
    if isinstance(goal, ForAll) and isinstance(goal.variable, Vector):
        goal = _for_one_vector(goal, frozenset[str]().union(*map(vector_names, facts)))
    if not isinstance(goal, Relation) or any(map(_has_no_run, (goal, facts))):
        return None
    # a step is one in the whole statement, also where a formula speaks of it as a number only
    if not (_steps_of(facts) | _steps_of(statement.conclusions)) <= values.keys():
        return None
    if max(_latest(goal), _latest_of(facts)) > last or not _goes_on(facts, last, tail):
        return None
    made = frozen(Sequent.of((*facts, *tail.facts(last)), goal), at=(Step(None, last),))
    if made.left_out or any(name.startswith(RANGE) for name in taken_names(made.goal, *made.hypotheses)):
        return None
    # of an equation that is used by putting one side in the place of the other, nothing else asks for a value
    defined = tuple(fact for fact in made.grants if demands(fact))
    return replace(made, hypotheses=(*made.hypotheses, *defined))


# the same facts are asked for with each conclusion, and mostly with each value of a step that is named
@lru_cache(maxsize=64)
def _facts(hypotheses: tuple[Formula, ...], values: tuple[tuple[Symbol, Number], ...], tail: Tail) -> tuple[Any, ...]:
    return tuple(tail.read(_with_values(hypothesis, values)) for hypothesis in hypotheses)


@lru_cache(maxsize=2000)
def _with_values(formula: Formula, values: tuple[tuple[Symbol, Number], ...]) -> Any:
    return substitute(closed(formula), dict(values))


@lru_cache(maxsize=500)
def _has_no_run(formulas: Formula | tuple[Formula, ...]) -> bool:
    """Tell whether formulas speak of members before step 0, or of values of an unknown function.

    Its values at two points would be two variables, even where the points are one.
    """
    every = formulas if isinstance(formulas, tuple) else (formulas,)
    return any(_has_values(one) or is_before_0(one) for one in every)


@lru_cache(maxsize=500)
def _steps_of(formulas: tuple[Formula, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(step_names(closed(formula)) for formula in formulas))


@lru_cache(maxsize=500)
def _latest_of(formulas: tuple[Formula, ...]) -> int:
    return max(map(_latest, formulas), default=-1)


def _for_one_vector(goal: Any, taken: frozenset[str]) -> Any:
    """Return what a goal says of one vector that nothing else speaks of: what is not so for one is not so for all."""
    while isinstance(goal, ForAll) and isinstance(goal.variable, Vector) and goal.variable.name not in taken:
        taken |= {goal.variable.name}
        goal = goal.body
    return goal


@lru_cache(maxsize=1000)
def _has_values(formula: Node) -> bool:
    """Tell whether a formula speaks of a value, or a gradient, of an unknown function."""
    return any(isinstance(node, Value | Gradient) for node in distinct(formula))


def tails(statement: RunStatement, *, tight: bool) -> Iterator[Tail]:
    """Yield what may be chosen of a run from its last step on: nothing, or zeros and signs."""
    endless = [fact for fact in map(closed, statement.hypotheses) if isinstance(fact, ForAll) and fact.stop is None]
    grown = list(dict.fromkeys(filter(None, map(_next_member, endless))))
    members = {node for fact in endless for node in subtrees(fact) if isinstance(node, Indexed) and _has_step(node)}
    others = sorted({node.name for node in members if len(node.indices) == 1} - {*grown})
    choices: list[Operator] = [">", ">="]
    signs = [tuple((name, operator) for name in grown) for operator in choices]
    yield Tail(tight=tight)
    if not all(isinstance(fact.body, Relation) and fact.start == Step(None) for fact in endless):
        return
    for nought in dict.fromkeys(((), tuple(others))):
        for some in dict.fromkeys(((), *signs)):
            if nought or some:
                yield Tail(nought, some, tight)


def _next_member(fact: ForAll) -> str | None:
    """Return the name of X where a fact is X(t+1) = E, or ≤, or ≥."""
    body, t = fact.body, fact.variable
    if not isinstance(body, Relation) or not isinstance(t, Index) or not isinstance(body.left, Indexed):
        return None
    return body.left.name if body.left.indices == (Step(t, 1),) else None


def _later_by(goal: ForAll) -> int:
    """Return how many steps after its own a formula for all steps speaks of: 1 for a(t+1) ≤ a(t)."""
    return max(
        (node.shift for node in subtrees(goal.body) if isinstance(node, Step) and node.base == goal.variable), default=0
    )


@lru_cache(maxsize=10_000)
def _latest(node: Node) -> int:
    """Return the last numbered step in a formula, also among the members in a range: 4 in Σ_{k<2} a(k+3)."""
    if isinstance(node, ForAll):
        return _latest(node.body)  # not the ends of its own quantifiers
    if isinstance(node, Step):
        return node.shift if node.base is None else -1
    found = max(map(_latest, children(node)), default=-1)
    if isinstance(node, Ranged) and node.start.base is None is node.stop.base:
        inside = (
            _at_number(node.body, node.index, at) for at in range(node.start.shift, min(node.stop.shift, MOST_TERMS))
        )
        found = max(found, node.stop.shift, *map(_latest, inside))
    return found


@lru_cache(maxsize=1000)
def is_before_0(formula: Node) -> bool:
    """Tell whether a member in a formula is at a numbered step before 0, where it has no value."""
    members = (node.indices for node in distinct(formula) if isinstance(node, Indexed | Vector))
    return any(isinstance(at, Step) and at.base is None and at.shift < 0 for indices in members for at in indices)


def _at_number(node: Node, index: Any, at: int) -> Any:
    return substitute(node, {index: Step(None, at)})


@lru_cache(maxsize=500)
def _goes_on(facts: tuple[Any, ...], last: int, tail: Tail) -> bool:
    """Tell whether a run of so many steps surely goes on."""
    every = with_earlier([Step(None, last)])
    endless: list[ForAll] = []
    for fact in facts:
        if isinstance(fact, Exists) or (isinstance(fact, ForAll) and not isinstance(fact.variable, Index)):
            return False
        if not isinstance(fact, ForAll) or fact.start is None:
            continue
        if isinstance(fact.body, ForAll | Exists):
            return False
        if fact.stop is None:
            if fact.start != Step(None):
                return False
            endless.append(fact)
        elif len(instances([fact], every, Order.of([]))) < fact.stop.shift - fact.start.shift or any(
            _latest(_at_number(fact.body, fact.variable, at)) > last for at in range(fact.start.shift, fact.stop.shift)
        ):
            return False  # an instance speaks of a later step, and would be left out
    return _go_on(tuple(endless), tuple(_without_steps(facts)), tail) and _is_of(tail, facts)


# asked of the same facts for each number of steps, and for each conclusion
@lru_cache(maxsize=64)
def _go_on(endless: tuple[ForAll, ...], plain: tuple[Relation, ...], tail: Tail) -> bool:
    """Tell whether a run surely goes on by what is said of all its steps, where ``plain`` holds too."""
    rest = [fact for fact in endless if _is_about_one_step(fact)]
    equations = [fact for fact in endless if not _is_about_one_step(fact)]
    t = Index("t", "step")
    signs = [ForAll(t, Relation(op, Indexed(X, (Step(t),)), NOUGHT), Step(None), None) for X, op in tail.signs]
    known = _at_one_step([*plain, *rest, *signs], tail)
    relations = [_at_once(fact) for fact in known if isinstance(fact, Relation)]
    grown = Counter(carried_on(fact, relations, tail) for fact in equations)
    if None in grown or any(count > 1 for count in grown.values()) or not _is_grown(tail, grown):
        return False
    moving = [fact for fact in rest if _members(fact) & grown.keys()] + signs
    return _keeps(moving, equations, known, tail)


def _is_grown(tail: Tail, grown: Mapping[str | None, int]) -> bool:
    """Tell whether a tail says 0 of families that no equation determines only, and signs only of the others."""
    return not any(name in grown for name in tail.nought) and all(name in grown for name, _ in tail.signs)


def _is_of(tail: Tail, facts: Iterable[Any]) -> bool:
    """Tell whether a tail says 0 of families over steps alone."""
    members = (node for fact in facts for node in distinct(fact) if isinstance(node, Indexed | Vector))
    return all((type(node), len(node.indices)) == (Indexed, 1) for node in members if node.name in tail.nought)


def _at_one_step(facts: Iterable[Any], tail: Tail) -> list[Any]:
    """Return what facts say at one step after the last one, with 0 for the members that are 0."""
    here = (substitute(fact.body, {fact.variable: Step(None)}) if isinstance(fact, ForAll) else fact for fact in facts)
    return [_with_zeros(fact, tail) for fact in here]


def _with_zeros(node: Any, tail: Tail) -> Any:
    return substitute(node, {Indexed(name, (Step(None),)): NOUGHT for name in tail.nought})


def _keeps(moving: list[ForAll], equations: list[ForAll], known: list[Any], tail: Tail = NO_TAIL) -> bool:
    """Tell whether facts about members at one step stay true where the members go on by their equations.

    X(t) is put equal to its next member E; that the fact then holds has to be seen by signs, from all that is known at
    t (``known``, with step 0 for t).
    """
    if not moving:
        return True
    start, after = Step(None), Step(None, 1)
    next_ones: dict[Any, Any] = {}
    for equation in equations:
        left = equation.body.left  # type: ignore[union-attr]
        if not isinstance(left, Indexed) or len(left.indices) > 1:
            return False
        next_ones[Indexed(left.name, (after,))] = _at_any_step(equation.body.right, equation.variable)  # type: ignore[union-attr]
    if not all(isinstance(fact, Relation) for fact in known):
        return False
    normaliser = Normaliser()
    signs = Signs(normaliser, facts_of([NOT_BEFORE_0, *map(_at_once, known)], normaliser))
    for fact in moving:
        body = fact.body
        if not isinstance(body, Relation) or body.operator not in ("<", "<=", ">", ">="):
            return False
        greater, smaller = (body.left, body.right) if body.operator in (">", ">=") else (body.right, body.left)
        difference = greater if smaller == NOUGHT else greater - smaller
        # the members of families that no equation determines stay as they are
        later = _put(substitute(difference, {fact.variable: after}), next_ones, after, start)
        shown = _at_once(_with_zeros(later, tail))
        seen = signs.positive if body.operator in ("<", ">") else signs.nonnegative
        if not _is_total(signs, shown) or not seen(shown):
            return False
    return True


def _at_any_step(node: Node, t: Any) -> Any:
    """Return an expression in members at step t with step 0 for t; t as a number stays open: it has all values."""
    if isinstance(node, Indexed | Vector):
        return substitute(node, {t: Step(None)})
    if isinstance(node, Step):
        return THE_STEP if node == Step(t) else node
    return rebuild(node, lambda child: _at_any_step(child, t)) if not isinstance(node, Index) else node


def _put(node: Node, values: Mapping[Any, Any], after: Step, start: Step) -> Any:
    """Return an expression with the next members put in, and all other members taken at the step before."""
    if node in values:
        return values[node]
    if isinstance(node, Indexed | Vector) and after in node.indices:
        return replace(node, indices=tuple(start if index == after else index for index in node.indices))
    return (
        rebuild(node, lambda child: _put(child, values, after, start)) if not isinstance(node, Step | Index) else node
    )


def _without_steps(facts: Sequence[Any]) -> list[Relation]:
    """Return the facts that speak of no step at all."""
    plain = (fact for fact in facts if isinstance(fact, Relation))
    return [fact for fact in plain if not any(isinstance(node, Step) for node in subtrees(fact))]


def carried_on(fact: ForAll, known: Sequence[Relation] = (), tail: Tail = NO_TAIL) -> str | None:
    """Return the family that a fact carries on from each step to the next, whatever the members before it are.

    ``known`` is what is known at each step of the variables that it speaks of, and of the members.
    """
    body, t = fact.body, fact.variable
    if not isinstance(body, Relation | SameVector) or not isinstance(t, Index):
        return None
    left, right = body.left, body.right
    if isinstance(body, Relation) and body.operator not in ("=", "<=", ">="):
        return None
    if not isinstance(left, Indexed | Vector) or Step(t, 1) not in left.indices:
        return None
    others = [index for index in left.indices if index != Step(t, 1)]
    distinct = all(isinstance(index, Index) for index in others) and len(set(others)) == len(others)
    early = all(step.base == t and step.shift <= 0 for step in subtrees(right) if isinstance(step, Step))
    if not distinct or not early or not free_indices(right) <= {t, *others}:
        return None
    if any(isinstance(node, Ranged) or (isinstance(node, Step) and node.shift < 0) for node in subtrees(right)):
        return None
    here = _with_zeros(_at_any_step(right, t), tail)
    normaliser = Normaliser()
    signs = Signs(normaliser, facts_of([NOT_BEFORE_0, *known], normaliser))
    return left.name if _is_total(signs, _at_once(here)) else None


def _is_total(signs: Signs, node: Node) -> bool:
    """Tell whether an expression without steps is seen to have a value."""
    return all(
        signs.positive(part) or (role in ("nonnegative", "W₀") and signs.nonnegative(part))
        for role, part in demands(node)
    )


def _at_once(node: Node) -> Any:
    """Return an expression at one step with a variable for each member."""
    return frozen(Sequent((), Relation("=", NOUGHT, NOUGHT))).read(node)


def _members(fact: Formula) -> set[str]:
    return {node.name for node in subtrees(fact) if isinstance(node, Indexed | Vector) and _has_step(node)}


def _has_step(node: Indexed | Vector) -> bool:
    return any(isinstance(index, Step) for index in node.indices)


def _is_about_one_step(fact: ForAll) -> bool:
    """Tell whether a fact speaks of members at its own step only, and not of the step as a number."""

    def fine(node: Node) -> bool:
        if isinstance(node, Step | Ranged | ForAll):
            return False
        if isinstance(node, Indexed | Vector) and _has_step(node):
            return all(index == Step(index.base) for index in node.indices if isinstance(index, Step)) and all(
                index.base == fact.variable for index in node.indices if isinstance(index, Step)
            )
        return all(fine(child) for child in children(node))

    return fine(fact.body)
