"""What the search found, as evidence that another program can re-check."""

from __future__ import annotations

from typing import Any

from flint import arb, ctx

from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.json_types import JsonObject
from verify.search.falsify import Falsified, Survived
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls, NotRationalError, Rationals, UndefinedError, to_fraction
from verify.statement.readings.values import PRECISIONS, Evaluation, Readings, assignments, compare, holds_at, refutes
from verify.statement.tree import Relation

DIGITS = 20
# of numerator or denominator: a fraction of some 3900 digits is the longest that a ledger takes
MOST_BITS = 13_000


def counterexample_evidence(falsified: Falsified, statement: Statement) -> Evidence:
    """Return the evidence of an exact counterexample, decided again here.

    The data are ``instance``; ``conclusion``, its number; ``at``, the first values (from 0) of its free indices for
    which it fails; ``left`` and ``right`` there, as fractions or as balls at the deciding precision; ``meet`` where
    they are one number, and a strict relation or ≠ fails so.
    Raises InputError where the instance does not refute that conclusion, or where its sides are too long to be written.

    >>> from fractions import Fraction
    >>> from verify.search.falsify import falsify
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> statement = claim_that(x**2 <= 0)
    >>> counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(2)}), 0, 1), statement).data["left"]
    '4'
    """
    if not 0 <= falsified.conclusion < len(statement.conclusions):
        raise InputError(f"conclusion {falsified.conclusion}: the statement has {len(statement.conclusions)}, from 0")
    conclusion = statement.conclusions[falsified.conclusion]
    if refutes(falsified.instance, statement) != conclusion:
        raise InputError(
            f"conclusion {falsified.conclusion} is not refuted by the instance: give what falsify returned"
        )
    readings = Readings(falsified.instance)
    for at in assignments(conclusion, falsified.instance):
        if holds_at(conclusion, falsified.instance, at, readings) is False:
            sides = _sides(conclusion, falsified.instance, at)
            met = sides is None and readings.meet(conclusion, at)
            left, right = sides or _balls(conclusion, falsified.instance, at, met=met)
            data: JsonObject = {
                "instance": falsified.instance.to_json(),
                "conclusion": falsified.conclusion,
                "at": {index.name: value for index, value in at.items()},
                "left": left,
                "right": right,
                **({"meet": True} if met else {}),
            }
            return Evidence("counterexample", "falsify", data)
    raise AssertionError("a refuted conclusion fails at one of its assignments")


def campaign_evidence(survived: Survived) -> Evidence:
    """Return the evidence of a search in which nothing failed.

    >>> campaign_evidence(Survived(cases=90, draws=100, seed=0, n_max=4, P_max=3, d_max=4)).data["cases"]
    90
    """
    data = {
        "cases": survived.cases,
        "draws": survived.draws,
        "seed": survived.seed,
        "n_max": survived.n_max,
        "P_max": survived.P_max,
        "d_max": survived.d_max,
        **({"doubt": survived.doubt} if survived.doubt else {}),
    }
    return Evidence("campaign", "falsify", data)


def _sides(conclusion: Relation, instance: Instance, at: dict[Any, int]) -> tuple[str, str] | None:
    """Return the two sides as fractions, where they are rational and not too long."""
    try:
        exact = Evaluation(instance, Rationals())
        sides = to_fraction(exact.scalar(conclusion.left, at)), to_fraction(exact.scalar(conclusion.right, at))
        if all(part.bit_length() <= MOST_BITS for side in sides for part in side.as_integer_ratio()):
            return str(sides[0]), str(sides[1])
    except NotRationalError:
        pass
    return None


def _balls(conclusion: Relation, instance: Instance, at: dict[Any, int], *, met: bool) -> tuple[str, str]:
    """Return the two sides as balls apart from one another, or as one ball where they are known to meet."""
    shown: tuple[str, str] | None = None
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            balls = Evaluation(instance, Balls())
            try:
                left, right = balls.scalar(conclusion.left, at), balls.scalar(conclusion.right, at)
            except UndefinedError:
                continue  # a finer ball may be inside the domain
            if met:
                return (str(left.str(DIGITS)),) * 2
            if compare(conclusion.operator, left, right) is False:
                shown = _ball(left, right, precision), _ball(right, left, precision)
        # printing makes a ball wider, and a violation near the precision would be lost in that
        if shown is not None and _are_apart(*shown):
            return shown
    raise InputError("the sides of a counterexample differ beyond some thousand digits: state it in smaller numbers")


def _are_apart(left: str, right: str) -> bool:
    with ctx.workprec(2 * PRECISIONS[-1]):
        return not arb(left).overlaps(arb(right))


def _ball(value: arb, other: arb, precision: int) -> str:
    # digits enough that the printed balls still do not overlap
    digits = DIGITS
    while digits < precision:
        shown = type(value)(value.str(digits))
        if not shown.overlaps(type(other)(other.str(digits))):
            break
        digits *= 2
    return str(value.str(digits))
