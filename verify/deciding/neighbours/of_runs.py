"""What would make a refuted claim about runs right: a few nearest changes that no short run breaks, and are proved.

Nothing is tested on runs at random, so that only what is proved is shown, and only where the re-checker agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.claims.neighbour import Neighbour
from verify.deciding.by_functions import refuted_by_functions
from verify.deciding.neighbours.changes import Change, Kind, changes
from verify.deciding.neighbours.patience import Patience
from verify.deciding.rechecking import objection
from verify.deciding.short_runs import refuted_by_a_run
from verify.errors import InputError
from verify.exact.methods import RUNS
from verify.exact.protocol import Reason
from verify.exact.runs.freezing.definedness import NOUGHT
from verify.statement.formulas import RunStatement, Statement
from verify.statement.indices import Index
from verify.statement.tree import Relation, Step, Symbol
from verify.statement.walk import distinct

# so many changes of a kind are tried against short runs, so many of a kind proved, and so many shown
OF_A_KIND, PROVED_OF_A_KIND, MOST_SHOWN, BUDGET = 5, 2, 3, 96
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in ("index", "loss"))


def neighbours_of_runs(
    claim: Claim, number: int, *, seed: int = 0, patience: Patience | None = None
) -> tuple[Neighbour, ...]:
    """Return the nearest neighbours of a claim about runs that are proved, where its conclusion of that number fails.

    >>> from verify.author import claim, equal, family, steps
    >>> t, = steps("t")
    >>> given = [equal(family("a", t + 1), family("a", t) / 2), family("a", 0) >= 0]
    >>> slip = claim("a", family("a", t) >= 1, given=given)
    >>> [one.words for one in neighbours_of_runs(slip, 0)][:1]
    ['PROVED: a(t) ≥ 0 for all t (0 in the place of 1)']
    """
    statement = claim.statement
    if not isinstance(statement, RunStatement) or not isinstance(statement.conclusions[number], Relation):
        return ()
    found, patience = [], patience or Patience()
    for kind in KINDS:
        near = next(_proved(claim, _of_kind(statement, number, kind), seed, patience), None)
        if near is not None:
            found.append(near)
        if len(found) == MOST_SHOWN:
            break
    return tuple(found)


def _of_kind(statement: RunStatement, number: int, kind: Kind) -> list[tuple[Change, RunStatement]]:
    """Return the nearest changes of a kind, those that change a number least first."""
    # a change looks at trees only, whatever formulas they stand in
    whole: Any = Statement((statement.conclusions[number],), statement.hypotheses)  # type: ignore[arg-type]
    same = [change for change in changes(whole, 0) if change.kind == kind]
    same = [change for change in same if _is_sound(change.statement) and not _is_plain_zero(change)]
    # 0 is no further away than the next simple number
    nearest = sorted(same, key=lambda change: change.value and abs(change.value - change.before))[:OF_A_KIND]
    made = []
    for change in nearest:
        conclusions = [*statement.conclusions]
        conclusions[number] = change.statement.conclusions[0]
        made.append((change, RunStatement(tuple(conclusions), change.statement.hypotheses)))
    return made


def _is_sound(statement: Statement) -> bool:
    """Tell whether steps are steps still, and no hypothesis compares what is to be compared."""
    steps = [node for node in distinct(statement) if isinstance(node, Step)]
    goal = statement.conclusions[0]
    sides = (goal.left, goal.right)
    said = any(isinstance(one, Relation) and (one.left, one.right) == sides for one in statement.hypotheses)
    return not said and all(step.base is None or isinstance(step.base, Index | Symbol) for step in steps)


def _is_plain_zero(change: Change) -> bool:
    """Tell whether a 0 stands elsewhere than as a whole side, where it takes away what the claim is about."""
    goal = change.statement.conclusions[0]
    return change.kind == "constant" and not change.value and NOUGHT not in (goal.left, goal.right)


def _proved(
    claim: Claim, near: list[tuple[Change, RunStatement]], seed: int, patience: Patience
) -> Iterator[Neighbour]:
    tried = 0
    for change, statement in near:
        if not patience.lasts():
            return
        made = replace(claim, statement=statement, certificates=(), derivations=())
        if refuted_by_a_run(made, seed=seed, budget=BUDGET) or refuted_by_functions(made, seed=seed, quick=True):
            continue
        if tried == PROVED_OF_A_KIND:
            return
        tried += 1
        evidence = _proof(made)
        if evidence is not None and objection(made, evidence, {}) == "":
            yield Neighbour(change.words, statement, evidence)


def _proof(claim: Claim) -> Evidence | None:
    parts = []
    for number in range(len(claim.statement.conclusions)):
        try:
            part = RUNS.prove(claim, number, lambda id, edition: None)
        except InputError:
            return None  # the change is outside the language of the methods
        if isinstance(part, Reason):
            return None
        parts.append(part)
    return Evidence("proof", "runs", {"parts": parts})
