"""Whether a formula is defined wherever the facts are.

A statement speaks only of runs for which its hypotheses are defined; a fact that is added on the way has to be defined
for all of them. What it divides by, or takes a root or a logarithm of, must stand in a fact in the same role at the
same step, or be positive (not negative under a root) by the rules of signs and the facts: see ``certificates.signs``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from verify.exact.certificates.definedness import Domain, demands
from verify.exact.certificates.rayleigh import facts_of_rayleigh
from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.runs.freezing.frozen import frozen
from verify.exact.runs.freezing.sequents import Sequent, fresh_name, step_names, steps_in, taken_names
from verify.exact.sums.normalisers import Normalisers
from verify.statement.formulas import Exists, ForAll, Formula, Hypothesis, InSpan, SameVector, Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Gradient,
    Indexed,
    Number,
    Ranged,
    Relation,
    Scalar,
    Size,
    Step,
    Symbol,
    Value,
    Vector,
    VectorExpr,
)
from verify.statement.walk import free_steps, subtrees

NOUGHT = Number(Fraction(0))
TRUE = Relation("=", NOUGHT, NOUGHT)
Whole: TypeAlias = "Formula | Scalar | VectorExpr"


def fixed(sequent: Sequent, index: Index, start: Step, stop: Step | None, *also: Formula) -> tuple[Sequent, Step]:
    """Return a sequent that knows of a new step in a range, and that step, whose name is in no formula."""
    ends = (start,) if stop is None else (start, stop)
    step = Step(Symbol(fresh_name(index.name, *sequent.facts, sequent.goal, *also, *ends)))
    # 0 ≤ t is known of every step
    ranges = [] if start == Step(None) else [Relation("<=", start, step)]
    ended = [] if stop is None else [Relation("<=", step + 1, stop)]
    return sequent.with_step(step.name).knowing(*ranges, *ended), step


def undefined_part(sequent: Sequent, formula: Whole, normalisers: Normalisers | None = None) -> Scalar | None:
    """Return a part of a formula that may be undefined where the facts of a sequent hold, or None.

    ``normalisers`` are those of the decision, where there is one.
    """
    normalisers = normalisers or Normalisers()
    if not demands(formula):
        return None
    for inside, part in _parts(sequent, formula):
        found = None if _is_said(inside, part) else _undefined(inside, part, normalisers)
        if found is not None:
            return found
    return None


def _parts(sequent: Sequent, formula: Whole) -> Iterator[tuple[Sequent, Whole]]:
    """Yield the formulas without quantifiers, and the bodies of ranges, with what is known where they stand."""
    if isinstance(formula, ForAll):
        body = formula.body
        if isinstance(formula.variable, Index):
            if formula.start is None:
                raise AssertionError("a quantifier over steps has a start")
            sequent, step = fixed(sequent.towards(formula), formula.variable, formula.start, formula.stop)
            body = substitute(body, {formula.variable: step})
        else:
            sequent = _below_a_quantifier(sequent, (formula.variable,), (body,))
        yield from _parts(sequent, body)
    elif isinstance(formula, Exists):
        sequent = _below_a_quantifier(sequent, formula.variables, formula.parts)
        for part in formula.parts:
            yield from _parts(sequent, part)
    else:
        yield sequent, formula
        for node in subtrees(formula):
            if isinstance(node, Value | Gradient) and not free_steps(node.point):
                yield from _parts(
                    sequent, node.point
                )  # a value of a function becomes a variable, and its point is dropped
            if isinstance(node, Ranged):
                about = sequent.towards(Relation("=", node, node))
                inside, step = fixed(about, node.index, node.start, node.stop)
                yield from _parts(inside, substitute(node.body, {node.index: step}))


def _below_a_quantifier(
    sequent: Sequent, variables: tuple[Symbol | Vector | Indexed | Size, ...], parts: tuple[Formula, ...]
) -> Sequent:
    """Return a sequent without the facts on what has a bound variable's name: x > 0 says nothing of x in "for all x".

    A bound size is that of every family, so that no fact is left. What is bound and used as a step is a step.
    """
    bound = {variable.name for variable in variables if not isinstance(variable, Size)}
    sized = any(isinstance(variable, Size) for variable in variables)
    facts = () if sized else tuple(fact for fact in sequent.facts if not bound & taken_names(fact))
    new_steps = bound & frozenset[str]().union(*map(step_names, parts))
    return replace(sequent, facts=facts, steps=(sequent.steps - bound) | new_steps)


def _is_said(sequent: Sequent, formula: Whole) -> bool:
    """Tell whether all that a formula needs to be defined stands in the same role in a fact without a quantifier.

    Such a fact is defined wherever all facts are. In a range it speaks of other steps than the formula may.
    """
    wanted = frozenset(demands(formula))
    if any(free_steps(part) for _, part in wanted):
        return False
    plain = (fact for fact in sequent.facts if isinstance(fact, Relation) and fact.left != fact.right)
    return wanted <= frozenset[tuple[str, Scalar]]().union(*map(_demanded, plain))


@lru_cache(maxsize=10_000)
def _demanded(fact: Relation) -> frozenset[tuple[str, Scalar]]:
    return frozenset(demands(fact))


def _undefined(sequent: Sequent, formula: Whole, normalisers: Normalisers) -> Scalar | None:
    made = frozen(sequent.towards(TRUE), at=steps_in(formula))
    domain = _domain((*made.hypotheses, *made.grants), normalisers)
    parts = (formula.left, formula.right) if isinstance(formula, Relation | SameVector) else (formula,)
    shown = [made.read(part) for part in parts if not isinstance(part, InSpan | Spectrum)]
    return domain.undefined_part(shown)


@lru_cache(maxsize=64)
def _domain(hypotheses: tuple[Hypothesis, ...], normalisers: Normalisers) -> Domain:
    """Return what is defined under some hypotheses; the formulas of one move are mostly looked at under the same."""
    statement = Statement((TRUE,), hypotheses)
    normaliser = normalisers.under(hypotheses)
    spectral = facts_of_rayleigh(statement, (), normaliser)
    facts = (*facts_of(statement.hypotheses, normaliser), *([] if isinstance(spectral, str) else spectral))
    return Domain(statement, TRUE, Signs(normaliser, facts))
