"""Derivations that are tried where an author names none: at one step, by induction, on the end of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify.claims.derivations.parts import Derivation, Induction
from verify.exact.runs.freezing.sequents import closed, fresh_name
from verify.statement.formulas import ForAll, Formula
from verify.statement.indices import Index
from verify.statement.tree import Number, Ranged, Relation, Step, Symbol
from verify.statement.walk import substitute, subtrees


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


def _on_the_end_of_a_sum(goal: Relation, facts: Sequence[Formula]) -> Iterator[Derivation]:
    """Yield an induction on each variable at which a sum or product over steps ends.

    It begins where the sum does, or at the least value that a hypothesis grants: n! ≥ 2^(n−1) from n = 1 on. That
    products are positive, or at least 1, is shown beside it, as a step of n! multiplies with n + 1.
    """
    for node in dict.fromkeys(node for node in subtrees(goal) if isinstance(node, Ranged)):
        end = node.stop.base
        if isinstance(end, Symbol) and not node.stop.shift:
            t = Index(fresh_name("t", goal, *facts), "step")
            invariant: Relation = substitute(goal, {end: Step(t)})
            if not _is_about_now(t, invariant):
                continue
            yield Derivation((Induction(t, (invariant,), node.start, node.stop + 1),))
            inside = [part for part in subtrees(invariant) if isinstance(part, Ranged) and part.which == "product"]
            for start in dict.fromkeys((*_least_values(end, facts), node.start)) if inside else ():
                for beside in ([part > 0 for part in inside], [part >= 1 for part in inside]):
                    yield Derivation((Induction(t, (invariant, *dict.fromkeys(beside)), start, node.stop + 1),))


def _least_values(variable: Symbol, facts: Sequence[Formula]) -> Iterator[Step]:
    for fact in facts:
        match fact:
            case Relation(">=", (Step(Symbol() as found, 0) | (Symbol() as found)), Number(value)) if (
                found == variable and value.denominator == 1 and value >= 0
            ):
                yield Step(None, value.numerator)
