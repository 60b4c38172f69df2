"""What a conclusion about runs lacks of a proof, in words: what a step of an induction would have to show.

Nothing is decided here. The next member is written by the recurrence, where a hypothesis gives one; what floats show to
be false says that the conclusion is no invariant by itself, and that a stronger one is to be proved along with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.errors import InputError
from verify.exact.plausible import is_plausible
from verify.statement.formulas import RunStatement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.tree import Indexed, Number, Ranged, Relation, Step, Symbol
from verify.statement.walk import distinct, free_indices, rebuild, substitute

LONGEST = 300
QUANTIFIED = " for all "


def missing_of_runs(statement: RunStatement, number: int) -> tuple[str, ...]:
    """Return in words what the conclusion of that number (from 0) lacks; empty where nothing can be said.

    >>> from verify.author import claim, equal, family, steps
    >>> t, = steps("t")
    >>> slow = claim("a", family("a", t) <= 4, given=[equal(family("a", t + 1), family("a", t) ** 2 - 1)])
    >>> print(missing_of_runs(slow.statement, 0)[0].replace("a stronger invariant is needed", "…"))
    an induction on t would need: a(t)² - 1 ≤ 4, given a(t) ≤ 4, which fails for some values: …
    """
    conclusion = statement.conclusions[number]
    free = [index for index in free_indices(conclusion) if index.kind == "step"]
    if not isinstance(conclusion, Relation) or len(free) != 1 or conclusion.operator in ("=", "!="):
        return ()
    (index,) = free
    goal = _replaced(substitute(conclusion, {index: Step(index, 1)}), _recurrence(statement, index))
    said = f"{_plain(goal)}, given {_plain(conclusion)}"
    fails = ", which fails for some values: a stronger invariant is needed" if _is_false(goal, conclusion) else ""
    line = f"an induction on {index.name} would need: {said}{fails}"
    return (line,) if len(line) <= LONGEST else ()


def _recurrence(statement: RunStatement, index: Index) -> dict[Any, Any]:
    """Return what the hypotheses say that each next member is."""
    found: dict[Any, Any] = {}
    for given in statement.hypotheses:
        if not isinstance(given, Relation) or given.operator != "=" or not isinstance(given.left, Indexed):
            continue
        steps = [place for place in given.left.indices if isinstance(place, Step)]
        if len(steps) == 1 and isinstance(steps[0].base, Index) and steps[0].shift == 1:
            ours = substitute(given, {steps[0].base: Step(index, 0)}) if steps[0].base != index else given
            found[ours.left] = ours.right
    return found


def _replaced(node: Any, values: Mapping[Any, Any]) -> Any:
    """Return a node with some of its parts replaced by others, each as it stands."""
    if node in values:
        return values[node]
    return rebuild(node, lambda part: _replaced(part, values))


def _plain(relation: Relation) -> str:
    return to_text(relation).partition(QUANTIFIED)[0]


def _is_false(goal: Relation, given: Relation) -> bool:
    """Tell whether floats show values of the members, whatever a run makes of them, at which the step fails."""
    inside = list(dict.fromkeys(node for one in (goal, given) for node in distinct(one)))
    if any(isinstance(node, Ranged) for node in inside):
        return False  # what it ranges over is no number of its own
    parts = [node for node in inside if isinstance(node, Indexed | Step)]
    time = Symbol("t")
    values: dict[Any, Any] = {part: Symbol(f"v{k}") for k, part in enumerate(parts) if isinstance(part, Indexed)}
    # t + 4 and t + 5 are two steps, and one number more and less
    values.update({part: time + part.shift for part in parts if isinstance(part, Step) and part.base is not None})
    times = (Relation(">=", time, Number(Fraction(0))),)
    try:
        return not is_plausible(_replaced(goal, values), (_replaced(given, values), *times))
    except InputError:
        return False  # a part of it has no reading in floats
