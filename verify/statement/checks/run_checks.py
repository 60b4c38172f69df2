"""What is wrong with a statement about runs, told in one line: names, quantifiers, and steps out of their range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from verify.errors import InputError
from verify.statement.formulas import (
    Exists,
    ForAll,
    Formula,
    Node,
    RunStatement,
    SameVector,
    ThereAreConstants,
)
from verify.statement.indices import Index, Kind
from verify.statement.readings.notation import to_text
from verify.statement.tree import Gradient, Indexed, Ranged, Relation, Size, Step, Sum, Symbol, Value, Vector
from verify.statement.walk import BINDERS, children, distinct, free_indices, subtrees

FUNCTION = ("function", ("a vector",))
KINDS = get_args(Kind)
NONE: Mapping[Index, tuple[Step, Step | None]] = {}


def check_run_statement(statement: RunStatement) -> None:
    """Raise InputError for the first fault of a statement about runs.

    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> check_run_statement(RunStatement((family("a", t - 1) >= 0,)))
    Traceback (most recent call last):
        ...
    verify.errors.InputError: a(t-1): step t-1 is before the start where t = 0; let t begin later
    """
    formulas = (*statement.hypotheses, *statement.conclusions)
    if any(isinstance(node, ThereAreConstants) for formula in formulas for node in distinct(formula)):
        _check_constants(statement)
        return
    kinds: dict[str, tuple[str, tuple[str, ...]]] = {}
    for node in (found for formula in formulas for found in distinct(formula)):
        _check_name(node, kinds)
        _check_quantifier(node)
    ends = {name: end for formula in statement.hypotheses for name, end in _ends(formula)}
    for formula in formulas:
        _check_steps(formula, formula, NONE, ends)


def _check_constants(statement: RunStatement) -> None:
    whole = statement.conclusions[0]
    if not isinstance(whole, ThereAreConstants) or len(statement.conclusions) > 1 or statement.hypotheses:
        raise InputError("there are constants …: this says what is given and what follows itself; let it stand alone")
    names = [constant.symbol.name for constant in whole.constants]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f"there are constants {', '.join(names)}: {twice} stands twice; name it once")
    inside = RunStatement(whole.then, whole.given)
    used = {node.name for node in distinct(inside) if isinstance(node, Symbol)}
    if unused := next((name for name in names if name not in used), None):
        raise InputError(f"there are constants {', '.join(names)}: nothing is said of {unused}; leave it out")
    if any(isinstance(node, ThereAreConstants) for node in distinct(inside)):
        raise InputError("there are constants inside of another such statement: name all of them in the first")
    check_run_statement(inside)


def _check_name(node: Node, kinds: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    if not isinstance(node, Symbol | Indexed | Vector | Value | Gradient):
        return
    if any(sign in node.name for sign in "([{\"'"):
        raise InputError(f"the name {node.name!r}: without brackets and quotes, as members at a step are named by them")
    if isinstance(node, Symbol) and node.name in KINDS:
        raise InputError(f"a variable called {node.name!r}: so an index is marked in a ledger; call it otherwise")
    if isinstance(node, Value | Gradient):
        kinds.setdefault(node.name, FUNCTION)
        if kinds[node.name] != FUNCTION:
            raise InputError(f"{node.name} stands as a function and as a {kinds[node.name][0]}: use two names")
        return
    sort = "vector" if isinstance(node, Vector) else "number"
    shape = tuple(index.kind for index in getattr(node, "indices", ()))
    if kinds.setdefault(node.name, (sort, shape)) != (sort, shape):
        known = kinds[node.name]
        raise InputError(
            f"{node.name} stands as a {known[0]} with {_with(known[1])} and as a {sort} with {_with(shape)}: "
            "use two names"
        )


def _with(shape: tuple[str, ...]) -> str:
    return "indices " + ", ".join(shape) if shape else "no index"


def _check_quantifier(node: Node) -> None:
    if isinstance(node, Sum) and node.index.kind == "step":
        raise InputError(f"the sum over step {node.index.name} has no end: say stop=")
    if not isinstance(node, ForAll | Exists):
        return
    parts = node.parts if isinstance(node, Exists) else (node.body,)
    for variable in node.variables if isinstance(node, Exists) else (node.variable,):
        if not any(_speaks_of(part, variable) for part in parts):
            what = variable.name if isinstance(variable, Index) else to_text(variable)
            raise InputError(
                f"{to_text(node)}: it quantifies over {what}, of which it does not speak; leave {what} out"
            )


def _speaks_of(part: Formula, variable: Index | Size | Symbol | Indexed | Vector) -> bool:
    if isinstance(variable, Index):
        return variable in free_indices(part)
    if isinstance(variable, Size):
        return any(index.kind == variable.kind for index in _all_indices(part)) or variable in set(subtrees(part))
    alike = (node for node in subtrees(part) if isinstance(node, type(variable)))
    return any(node.name == variable.name for node in alike)


def _all_indices(part: Formula) -> Iterator[Index]:
    for node in subtrees(part):
        if isinstance(node, Indexed | Vector):
            yield from (index for index in node.indices if isinstance(index, Index))
        elif isinstance(node, BINDERS):
            yield node.index


@dataclass(frozen=True)
class _End:
    """After which step nothing is said any more of a family that a recurrence determines."""

    last: Step


def _ends(formula: Formula) -> Iterator[tuple[str, _End]]:
    """Yield the families that a recurrence for t < stop determines, as far as X(stop)."""
    if not isinstance(formula, ForAll) or formula.stop is None:
        return
    body = formula.body
    if isinstance(body, SameVector) or (isinstance(body, Relation) and body.operator == "="):
        left = body.left
        later = Step(formula.variable, 1) if isinstance(formula.variable, Index) else None
        if isinstance(left, Indexed | Vector) and later in left.indices:
            yield left.name, _End(formula.stop)


def _check_steps(
    node: Node, where: Formula, ranges: Mapping[Index, tuple[Step, Step | None]], ends: Mapping[str, _End]
) -> None:
    if isinstance(node, Ranged | ForAll):
        index = node.index if isinstance(node, Ranged) else node.variable
        if isinstance(index, Index) and node.start is not None:
            ranges = {**ranges, index: (node.start, node.stop)}
    if isinstance(node, Indexed | Vector):
        for step in (index for index in node.indices if isinstance(index, Step)):
            _check_step(node, step, ranges, ends.get(node.name))
    for child in children(node):
        _check_steps(child, where, ranges, ends)


def _check_step(
    node: Indexed | Vector, step: Step, ranges: Mapping[Index, tuple[Step, Step | None]], end: _End | None
) -> None:
    start, stop = ranges.get(step.base, (Step(None), None)) if isinstance(step.base, Index) else (step, None)
    if start.base is None:
        first = start.shift + (step.shift if isinstance(step.base, Index) else 0)
        if first < 0:
            at = f" where {step.base.name} = {start.shift}; let {step.base.name} begin later" if step.base else ""
            raise InputError(f"{to_text(node)}: step {step.name} is before the start{at or '; count from 0'}")
    if end is None:
        return
    if isinstance(step.base, Index):
        if stop is None:
            raise InputError(
                f"{to_text(node)}: {step.base.name} has no end, and the run ends at {end.last.name}; say stop="
            )
        last = Step(stop.base, stop.shift - 1 + step.shift)
    else:
        last = step
    if last.base == end.last.base and last.shift > end.last.shift:
        raise InputError(f"{to_text(node)}: step {last.name} is after {end.last.name}, where the run ends; stop there")
