"""Sequents: a goal with facts, whose free variables that are steps are named; and the names that stand in formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from verify.exact.runs.freezing.order import Order
from verify.statement.checks.extent import is_of_runs
from verify.statement.formulas import Exists, ForAll, Formula, Node, RunStatement, ThereAreConstants
from verify.statement.indices import Index
from verify.statement.tree import Indexed, Step, Symbol, Vector
from verify.statement.walk import children, distinct, free_steps

WITH_FORMULAS = (ForAll, Exists, ThereAreConstants, RunStatement)


@dataclass(frozen=True)
class Sequent:
    """A goal with the facts from which it is to follow; ``steps`` are the variables that are whole numbers ≥ 0.

    Only these may be the base of a step: a real variable that a derivation calls a step would become a whole number.
    """

    facts: tuple[Formula, ...]
    goal: Formula
    steps: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Iterable[Formula], goal: Formula, *also: Formula) -> Sequent:
        """Return a sequent whose variables that are steps are those of its formulas and some further ones."""
        known = tuple(facts)
        return cls(known, goal, frozenset(name for formula in (*known, goal, *also) for name in step_names(formula)))

    def with_step(self, name: str) -> Sequent:
        """Return the same sequent where a new name is that of a step."""
        return replace(self, steps=self.steps | {name})

    def knowing(self, *facts: Formula) -> Sequent:
        """Return the same goal with further facts."""
        return replace(self, facts=(*self.facts, *facts))

    def towards(self, goal: Formula) -> Sequent:
        """Return the same facts with another goal."""
        return replace(self, goal=goal)

    @property
    def order(self) -> Order:
        """The order of steps that the facts imply."""
        return order_of(self.facts)


# asked again for each goal, and by each move of a derivation
@lru_cache(maxsize=256)
def order_of(facts: tuple[Formula, ...]) -> Order:
    """Return the order of steps that facts imply."""
    return Order.of(facts)


def closed(formula: Formula) -> Formula:
    """Return a formula with its free steps bound: it speaks of all their values from 0 on."""
    steps = sorted(free_steps(formula), key=lambda index: index.name)
    for index in reversed(steps):
        formula = ForAll(index, formula, Step(None), None)
    return formula


def taken_names(*nodes: Node) -> frozenset[str]:
    """Return every name of a variable, a vector or a family in some formulas."""
    return frozenset[str]().union(*map(_names_in, nodes))


# a derivation asks for the names and steps of its facts at each of its moves; to look one up takes no walk through it
@lru_cache(maxsize=10_000)
def _names_in(node: Node) -> frozenset[str]:
    return frozenset(found.name for found in distinct(node) if isinstance(found, Symbol | Indexed | Vector))


def fresh_name(name: str, *nodes: Node) -> str:
    """Return a name, with primes where it is taken in some formulas."""
    taken = taken_names(*nodes)
    while name in taken:
        name += "'"
    return name


@lru_cache(maxsize=10_000)
def steps_in(node: Node) -> tuple[Step, ...]:
    """Return the fixed steps that a node speaks of; inside a range only those that its index is no part of."""
    if not is_of_runs(node):
        return ()
    return tuple(found for found in distinct(node) if isinstance(found, Step) and not isinstance(found.base, Index))


@lru_cache(maxsize=10_000)
def step_names(node: Node) -> frozenset[str]:
    """Return the names of the free variables that are the base of a step in a node."""
    if not isinstance(node, WITH_FORMULAS):
        return frozenset(step.base.name for step in steps_in(node) if isinstance(step.base, Symbol))
    inside = frozenset[str]().union(*map(step_names, children(node)))
    bound = node.variables if isinstance(node, Exists) else (node.variable,) if isinstance(node, ForAll) else ()
    return inside - {variable.name for variable in bound if isinstance(variable, Symbol)}
