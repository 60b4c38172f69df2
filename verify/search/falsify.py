"""The search for an exact instance that keeps every hypothesis of a statement and breaks a conclusion.

Random points and local minimisation run in floats and only propose; a proposal is rounded to small fractions, brought
back to the hypotheses exactly, and counts only when ``refutes`` decides the violation in rationals or balls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verify.claims.claim import Proposer
from verify.errors import InputError
from verify.search.exact_points.look import is_far, look_far, look_where_parts_meet
from verify.search.points import USUAL, Array, Shape, two_of_everything
from verify.search.statement_search import Found, Search, keep_worst
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.notation import to_text
from verify.statement.tree import Relation

DRAWS_AT_ONCE = 192
MOST_STARTS = 12
# a batch of few draws takes as long as one of many, so that a small budget looks at a few shapes, small and large
LEAST_SHAPES, LEAST_DRAWS = 4, 40
# a relative gap that no rounding makes, and of how many variables the values are said
CLEARLY, MOST_NAMED = -1e-3, 6


@dataclass(frozen=True)
class Falsified:
    """An exact instance that breaks the conclusion of that number; ``cases`` random draws had not failed before."""

    instance: Instance
    conclusion: int
    cases: int


@dataclass(frozen=True)
class Survived:
    """No draw failed: ``cases`` draws kept all hypotheses and, as far as floats can tell, all conclusions held there.

    ``draws`` counts all random draws, also those that missed a hypothesis or where a term had no finite value; neither
    counts the few draws of more samples, patches or dimensions than the limits say. ``doubt`` says where a conclusion
    clearly fails in floats though no exact instance near there keeps an equation among the hypotheses.
    """

    cases: int
    draws: int
    seed: int
    n_max: int
    P_max: int
    d_max: int
    doubt: str = ""


def falsify(
    statement: Statement,
    *,
    seed: int = 0,
    budget: int = 12_000,
    n_max: int | None = None,
    P_max: int | None = None,
    d_max: int | None = None,
    refine: bool = True,
    search: Search | None = None,
    proposals: tuple[Proposer, ...] = (),
) -> Falsified | Survived:
    """Search ``budget`` random draws, then around the worst of them, for an exact counterexample.

    Draws have at most ``n_max`` samples of ``P_max`` patches in ``d_max`` dimensions, 4, 3 and 4 where nothing is said;
    then a few draws of larger shapes come last. ``refine=False`` leaves out all but the random draws; ``proposals`` put
    other points in the place of some draws (see ``Claim``); ``search`` is the statement's own, where one was made with
    the same seed. The same seed gives the same answer. Raises InputError where a limit is below 1 or the seed is
    negative.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, = symbols("x")
    >>> falsify(claim_that(exp(x) >= 1 + x + x**2 / 2)).conclusion
    0
    >>> falsify(claim_that(exp(x) >= 1 + x), budget=1000).draws
    1000
    """
    wider = refine and (n_max, P_max, d_max) == (None, None, None)
    n_max, P_max, d_max = (
        usual if given is None else given for given, usual in zip((n_max, P_max, d_max), USUAL, strict=True)
    )
    for name, value in (("budget", budget), ("n_max", n_max), ("P_max", P_max), ("d_max", d_max), ("seed", seed + 1)):
        if value < 1:
            shown = f"seed {seed}: give 0 or more" if name == "seed" else f"{name} {value}: give at least 1"
            raise InputError(shown)
    search = search or Search(statement, seed, proposals)
    shapes = search.variables.shapes(n_max=n_max, P_max=P_max, d_max=d_max)
    with np.errstate(all="ignore"):
        search.prepare_once()
        if is_far(search) and (instance := look_far(search)) is not None:
            return Falsified(*instance, 0)
        worst: list[Found] = []
        doubt = ""
        starts = max(1, MOST_STARTS // (len(shapes) * len(statement.conclusions)))
        cases = draws = turn = 0
        looked_at = _spread(shapes, max(LEAST_SHAPES, budget // LEAST_DRAWS))
        while draws < budget:
            shape = looked_at[turn % len(looked_at)]
            count = min(DRAWS_AT_ONCE, max(LEAST_DRAWS, budget // len(looked_at)), budget - draws)
            batch = search.batch(shape, count, turn // len(looked_at))
            held, found = search.judge(batch)
            for suspects in found:
                instance = search.confirm(suspects)
                if instance is not None:
                    return Falsified(*instance, cases)
            if refine and (instance := search.settle(batch)) is not None:
                return Falsified(*instance, cases)
            worst = keep_worst(worst, found, starts)
            doubt = doubt or _doubt(search, found)
            cases, draws, turn = cases + held, draws + count, turn + 1
        if refine:
            instance = look_where_parts_meet(search) or (None if is_far(search) else look_far(search))
            if instance is not None:
                return Falsified(*instance, cases)
        others = [one.anywhere for one in worst if one.anywhere is not None]
        for suspects in (*worst, *others[:MOST_STARTS]) if refine else ():
            instance = search.minimise(suspects)
            if instance is not None:
                return Falsified(*instance, cases)
        if wider:
            instance = search.look_wider()
            if instance is not None:
                return Falsified(*instance, cases)
    return Survived(cases, draws, seed, n_max, P_max, d_max, doubt)


def _spread(shapes: list[Shape], most: int) -> list[Shape]:
    """Return at most so many of some shapes, evenly spread: the first, that with two of everything, and the last."""
    if len(shapes) <= most:
        return shapes
    places = [k * (len(shapes) - 1) // (most - 1) for k in range(most)]
    middle = shapes.index(two_of_everything(shapes))
    places[min(range(1, most - 1), key=lambda k: abs(places[k] - middle))] = middle
    return [shapes[place] for place in places]


def _doubt(search: Search, found: list[Found]) -> str:
    """Say where a conclusion clearly fails in floats, though a hypothesis that is an equation holds nowhere exactly."""
    equations = [one for one in search.original.hypotheses if isinstance(one, Relation) and one.operator == "="]
    clear = [one for one in found if one.slack[0] < CLEARLY]
    if not equations or not clear:
        return ""
    points = search.variables.unflatten(clear[0].rows[:1], clear[0].shape)
    values = [f"{name} ≈ {_entries(points[sort, name][0])}" for sort, name in search.variables.kinds]
    return (
        f"in floats it fails at {', '.join(values[:MOST_NAMED])}, but no exact instance near there keeps "
        f"{' and '.join(map(to_text, equations[:2]))}: where that holds at irrational points only, none can be shown"
    )


def _entries(value: Array) -> str:
    entries = [f"{float(entry):.6g}" for entry in value.reshape(-1)]
    return entries[0] if not value.ndim else f"({', '.join(entries[:MOST_NAMED])}{', …' * (len(entries) > MOST_NAMED)})"
