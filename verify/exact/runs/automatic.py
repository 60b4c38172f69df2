"""Derivations that are tried where an author names none: at one step, by induction, on the end of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.claims.derivations.parts import Derivation, Have, Induction, Move, Specialise
from verify.errors import InputError
from verify.exact.certificates.finder.terms import of_polynomial
from verify.exact.runs.freezing.sequents import closed, fresh_name
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import ForAll, Formula, Node
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Add, Apply, Indexed, Number, Ranged, Relation, Scalar, Step, Symbol, Vector, call
from verify.statement.walk import rebuild, subtrees

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def derivations(conclusions: Sequence[Formula], number: int, facts: Sequence[Formula]) -> Iterator[Derivation]:
    """Yield derivations of one of some conclusions, the simple ones first."""
    goal = closed(conclusions[number])
    yield Derivation()
    if isinstance(goal, ForAll) and isinstance(goal.variable, Index) and _is_about_now(goal.variable, goal.body):
        alone = _induction(goal, (goal.body,))
        yield alone
        together = [_moved(closed(other), goal) for other in conclusions]
        joint = tuple(body for body in dict.fromkeys(together) if body is not None)
        if len(joint) > 1:
            yield _induction(goal, joint)
        if isinstance(goal.body, Relation):
            yield from _on_the_end_of_a_sum(goal.body, facts, goal.variable)
    elif isinstance(goal, Relation):
        yield from _on_the_end_of_a_sum(goal, facts)


def _induction(goal: ForAll, invariants: tuple[Formula, ...]) -> Derivation:
    if not isinstance(goal.variable, Index) or goal.start is None:
        raise AssertionError("an induction is on steps")
    return Derivation((Induction(goal.variable, invariants, goal.start, goal.stop),))


def _is_about_now(index: Index, body: Formula) -> bool:
    """Tell whether a formula speaks of no later step than its own, so that it may be an invariant."""
    return not any(isinstance(node, Step) and node.base == index and node.shift > 0 for node in subtrees(body))


def _moved(other: Formula, goal: ForAll) -> Formula | None:
    """Return another conclusion as an invariant beside the goal, where it speaks of the same steps."""
    if not isinstance(other, ForAll) or not isinstance(other.variable, Index):
        return None
    if (other.start, other.stop) != (goal.start, goal.stop) or not _is_about_now(other.variable, other.body):
        return None
    body: Formula = substitute(other.body, {other.variable: goal.variable})
    return body


def _on_the_end_of_a_sum(goal: Relation, facts: Sequence[Formula], of_all: Index | None = None) -> Iterator[Derivation]:
    """Yield an induction on each variable, or the index that a goal is for all of, at which a sum over steps ends.

    It begins where the sum does, or at the least value that a hypothesis grants: n! ≥ 2^(n−1) from n = 1 on. That
    products are positive, not negative, or at least 1, is shown beside it, as a step of n! multiplies with n + 1. Where
    the variable stands elsewhere too, it may stay as it is there: n! ≤ nⁿ is shown by ∏_{k<t} (k+1) ≤ nᵗ for all t ≤ n.
    """
    for node in dict.fromkeys(node for node in subtrees(goal) if isinstance(node, Ranged)):
        end = node.stop.base
        if (isinstance(end, Symbol) or (of_all is not None and end == of_all)) and not node.stop.shift:
            t = Index(fresh_name("t", goal, *facts), "step")
            moved: Relation = substitute(goal, {end: Step(t)})
            ends_only: Relation = _with_end(goal, end, Step(t))
            beside = _exponentials_beside(goal, end, facts)
            for invariant in dict.fromkeys(_with_shifts_added(one, t) for one in (moved, ends_only)):
                if _is_about_now(t, invariant):
                    for found in _by_induction(t, invariant, node.start, node.stop + 1, end, facts):
                        yield replace(found, moves=(*beside, *found.moves))


def _exponentials_beside(goal: Relation, end: Symbol | Index, facts: Sequence[Formula]) -> tuple[Move, ...]:
    """Return e^r ≥ 1 + r for what a step adds to the exponents in a goal: (1 − x)^t ≤ e^(−xt) asks for it at −x."""
    growth: dict[Scalar, None] = {}
    for node in subtrees(goal):
        if isinstance(node, Apply) and node.function == "exp":
            # a variable in the place of the step has a normal form
            number = Symbol(fresh_name("s", goal, *facts))
            later, now, there = (_with_number(node.arguments[0], end, value) for value in (ONE, ZERO, number))
            try:
                added = Normaliser().of(later - now)
                bent = Normaliser().of(there - now - number * (later - now))
            except InputError:
                continue  # what depends on steps otherwise has no normal form
            if added and not bent:
                growth[of_polynomial(added)] = None
    if not growth:
        return ()
    r = Symbol(fresh_name("r", goal, *facts))
    known = ForAll(r, call("exp", r) >= 1 + r)
    return (Have(known, Derivation()), *(Specialise(known, value) for value in growth))


def _with_number(node: Node, end: Symbol | Index, value: Scalar) -> Any:
    """Return an expression with a number in the place of the step that a variable is."""
    if isinstance(node, Step) and node.base == end:
        return value + node.shift if node.shift else value
    return value if node == end else rebuild(node, lambda child: _with_number(child, end, value))


def _by_induction(
    t: Index, invariant: Relation, start: Step, stop: Step, end: Symbol | Index, facts: Sequence[Formula]
) -> Iterator[Derivation]:
    """Yield the induction on an invariant, alone and with the signs of its products beside it."""
    yield Derivation((Induction(t, (invariant,), start, stop),))
    inside = [part for part in subtrees(invariant) if isinstance(part, Ranged) and part.which == "product"]
    least = _least_values(end, facts) if isinstance(end, Symbol) else ()
    for first in dict.fromkeys((*least, start)) if inside else ():
        for beside in ([part > 0 for part in inside], [part >= 0 for part in inside], [part >= 1 for part in inside]):
            yield Derivation((Induction(t, (invariant, *dict.fromkeys(beside)), first, stop),))


def _with_end(node: Node, end: Symbol | Index, other: Step) -> Any:
    """Return a part in which sums and products that end at a variable end at another step."""
    inside = rebuild(node, lambda child: _with_end(child, end, other))
    if isinstance(inside, Ranged) and inside.stop == Step(end):
        return replace(inside, stop=other)
    return inside


def _with_shifts_added(node: Node, t: Index) -> Any:
    """Return a part in which the number t+1 is the sum of t and 1, which speaks of no later step than t."""
    if isinstance(node, Step) and node.base == t and node.shift > 0:
        return Add((Step(t), Number(Fraction(node.shift))))
    if isinstance(node, Indexed | Vector):
        return node
    if isinstance(node, Ranged):
        return replace(node, body=_with_shifts_added(node.body, t))
    return rebuild(node, lambda child: _with_shifts_added(child, t))


def _least_values(variable: Symbol, facts: Sequence[Formula]) -> Iterator[Step]:
    for fact in facts:
        match fact:
            case Relation(">=", (Step(Symbol() as found, 0) | (Symbol() as found)), Number(value)) if (
                found == variable and value.denominator == 1 and value >= 0
            ):
                yield Step(None, value.numerator)
