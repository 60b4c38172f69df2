"""The mutants of a statement: neighbours with one small change each, most of them false. They test the checker.

A mutation changes one place of the tree: a power, a constant, a sign, a relation, a hypothesis, an index, a factor, or
max and min. The kinds are those of the misprints that a proof collects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

from verify.statement.formulas import Node, Statement
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Indexed,
    Mul,
    Named,
    Number,
    Operator,
    Pow,
    Relation,
    Step,
    Sum,
    Vector,
    VectorSum,
)
from verify.statement.walk import BINDERS, NODES, mentions

# what may stand in the place of a node, given the indices that are bound there, with the change in words
Own = Callable[[Any, tuple[Index, ...]], Iterator[tuple[Any, str]]]
FLIPPED: dict[Operator, Operator] = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
STRICT: dict[Operator, Operator] = {">=": ">", "<=": "<"}


@dataclass(frozen=True)
class Mutant:
    """A mutated statement and, in words, what was changed."""

    statement: Statement
    change: str


def mutants(statement: Statement) -> tuple[Mutant, ...]:
    """Return every mutant of a statement, each once.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> sorted({mutant.change for mutant in mutants(claim_that(x**2 >= 0))})[:3]
    ['>= became <=', '>= became >', 'constant 0 became 1']
    """
    found: dict[Statement, Mutant] = {}
    for changed, change in _of_statement(statement):
        if changed != statement:
            found.setdefault(changed, Mutant(changed, change))
    return tuple(found.values())


def _of_statement(statement: Statement) -> Iterator[tuple[Statement, str]]:
    for position, hypothesis in enumerate(statement.hypotheses):
        rest = statement.hypotheses[:position] + statement.hypotheses[position + 1 :]
        yield replace(statement, hypotheses=rest), "a hypothesis was dropped"
        if isinstance(hypothesis, Relation):
            for changed, change in _of_relation(hypothesis):
                kept = (*statement.hypotheses[:position], changed, *statement.hypotheses[position + 1 :])
                yield replace(statement, hypotheses=kept), f"in a hypothesis, {change}"
    for position, conclusion in enumerate(statement.conclusions):
        for changed, change in _of_relation(conclusion):
            others = (*statement.conclusions[:position], changed, *statement.conclusions[position + 1 :])
            yield replace(statement, conclusions=others), change


def _of_relation(relation: Relation) -> Iterator[tuple[Relation, str]]:
    if relation.operator in FLIPPED:
        flipped: Operator = FLIPPED[relation.operator]
        yield replace(relation, operator=flipped), f"{relation.operator} became {flipped}"
    if relation.operator in STRICT:
        strict: Operator = STRICT[relation.operator]
        yield replace(relation, operator=strict), f"{relation.operator} became {strict}"
    yield from changed_at_one_place(relation, _own)


def changed_at_one_place(relation: Relation, own: Own) -> Iterator[tuple[Relation, str]]:
    """Yield the relation with one node of its sides put for another, and what was changed in words.

    ``own`` yields what may stand in the place of a node, given the indices that are bound there.
    """
    for side in ("left", "right"):
        for changed, change in _of_node(getattr(relation, side), (), own):
            yield replace(relation, **{side: changed}), change


def _of_node(node: Node, scope: tuple[Index, ...], own: Own) -> Iterator[tuple[Any, str]]:
    """Yield a node's mutants: its own, and those of one child.

    A variable that is bound stays one, and an abbreviation of a number, as of π, stays that number.
    """
    yield from own(node, scope)
    if isinstance(node, Named) and not mentions(node):
        return
    inside = (*scope, node.index) if isinstance(node, BINDERS) else scope
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, NODES) and not (isinstance(node, Diff) and field.name == "variable"):
            for changed, change in _of_node(value, inside, own):
                yield _rebuilt(node, field.name, changed), change
        elif isinstance(value, tuple):
            for position, item in enumerate(value):
                if isinstance(item, NODES):
                    for changed, change in _of_node(item, inside, own):
                        yield _rebuilt(node, field.name, (*value[:position], changed, *value[position + 1 :])), change


def _rebuilt(node: Node, field: str, value: Any) -> Any:
    # a changed abbreviation is no longer what its name says
    return value if isinstance(node, Named) and field == "body" else replace(node, **{field: value})  # type: ignore[type-var]


def _own(node: Node, scope: tuple[Index, ...]) -> Iterator[tuple[Any, str]]:
    match node:
        case Number(value):
            for other in dict.fromkeys((value + 1, 2 * value, value / 2, -value)):
                yield Number(other), f"constant {value} became {other}"
        case Pow(base, exponent):
            step = Fraction(1, exponent.denominator)
            for other in (exponent + step, exponent - step):
                yield (Pow(base, other) if other else Number(Fraction(1))), f"power {exponent} became {other}"
        case Add(terms):
            for position, term in enumerate(terms):
                yield Add((*terms[:position], -term, *terms[position + 1 :])), "a sign was turned round"
        case Mul(factors) if len(factors) > 1:
            for position in range(len(factors)):
                rest = factors[:position] + factors[position + 1 :]
                yield (rest[0] if len(rest) == 1 else Mul(rest)), "a factor was lost"
        case Apply(name, arguments):
            for wrong in function(name).mistaken_for:
                pair = " and ".join(sorted((name, wrong)))
                yield Apply(wrong, arguments), f"{pair} were exchanged"
            if function(name).may_be_lost:
                yield arguments[0], "an absolute value was lost" if name == "abs" else f"{name} was lost"
        case Extremum(which, index, body):
            yield Extremum("min" if which == "max" else "max", index, body), "max and min were exchanged"
        case Indexed(_, indices) | Vector(_, indices):
            yield from _with_other_index(node, indices, scope)
        case Sum() | VectorSum():
            yield from _without_sum(node, scope)


def _with_other_index(
    node: Indexed | Vector, indices: tuple[Index | Step, ...], scope: tuple[Index, ...]
) -> Iterator[tuple[Any, str]]:
    for position, index in enumerate(indices):
        for other in scope:
            if other.kind == index.kind and other != index:
                changed = (*indices[:position], other, *indices[position + 1 :])
                yield replace(node, indices=changed), f"index {index.name} became {other.name}"


def _without_sum(node: Sum | VectorSum, scope: tuple[Index, ...]) -> Iterator[tuple[Any, str]]:
    for other in scope:
        if other.kind == node.index.kind:
            yield substitute(node.body, {node.index: other}), f"the sum over {node.index.name} was lost"
