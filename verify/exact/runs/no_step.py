"""How "there is T ≤ B" fails in a run: for each T up to some K one of its parts does, and B < K + 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.exact.runs.freezing.sequents import step_names, taken_names
from verify.statement.formulas import Exists, Formula
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Number, Operator, Relation, Step, Symbol
from verify.statement.walk import free_indices

OPPOSITE: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class NoStep:
    """How "there is T" fails: the part that fails at T = 0, 1, …, K, and the part T ≤ B, which fails after K."""

    parts: tuple[int, ...]
    bound: int


def opened(goal: Any, failing: NoStep) -> tuple[Relation, list[Relation]] | None:
    """Return the part that is to fail at T = K, and that the others fail before and T ≤ B after; None without them."""
    if not isinstance(goal, Exists) or len(goal.variables) != 1 or not failing.parts:
        return None
    T = goal.variables[0]
    if not isinstance(T, Symbol) or T.name not in frozenset[str]().union(*map(step_names, goal.parts)):
        return None
    wanted: list[Any] = [goal.parts[number] for number in failing.parts]
    bound = _bound(goal.parts[failing.bound], T)
    if bound is None or not all(isinstance(part, Relation) and not free_indices(part) for part in wanted):
        return None
    at = [substitute(part, {T: Number(Fraction(step))}) for step, part in enumerate(wanted)]
    operator, most = bound
    past = Relation("<" if operator == "<=" else "<=", most, Number(Fraction(len(at))))
    return at[-1], [*(Relation(OPPOSITE[one.operator], one.left, one.right) for one in at[:-1]), past]


def _bound(part: Formula, T: Symbol) -> tuple[str, Any] | None:
    """Return how a formula bounds T from above: ≤ or <, and by what; None where it does not."""
    if not isinstance(part, Relation) or part.operator not in ("<", "<=", ">", ">="):
        return None
    small, large = (part.left, part.right) if part.operator in ("<", "<=") else (part.right, part.left)
    if small not in (T, Step(T)) or T.name in taken_names(large) or free_indices(large):
        return None
    return part.operator.replace(">", "<"), large


def ways_to_fail(conclusion: Formula, last: int) -> Iterator[NoStep | None]:
    """Yield how a conclusion may fail in a run of so many steps: "there is T ≤ B" by one part at T = 0, …, ``last``."""
    if not isinstance(conclusion, Exists):
        yield None
        return
    T = conclusion.variables[0]
    if not isinstance(T, Symbol):
        return
    bounds = [number for number, part in enumerate(conclusion.parts) if _bound(part, T) is not None]
    for bound in bounds:
        for number, part in enumerate(conclusion.parts):
            if number not in bounds and isinstance(part, Relation) and not free_indices(part):
                yield NoStep((number,) * (last + 1), bound)
