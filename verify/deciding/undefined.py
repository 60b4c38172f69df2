"""Conclusions that are defined nowhere where the hypotheses hold: a claim of such conclusions says nothing.

An even root needs its radicand nonnegative, a logarithm its argument positive, a divisor must not be zero, and so on
(``needs``). Where a conclusion has a value all its needs hold. Some of them are therefore assumed beside the
hypotheses, and it is proved that then a need, or a hypothesis, fails, or that 1 ≤ 0: the conclusion has a value
nowhere. A method proves a goal wherever it is defined; elsewhere the need has no value, and neither has the conclusion.

A conclusion speaks only of points where it is defined for all values of its indices, free and bound, as the searches
and the re-checker read it: all its needs hold there together. √u_i ≥ 0 says nothing where the mean of u is negative. A
claim is vacuous only if all its conclusions are so.
"""

from __future__ import annotations

import reprlib
from dataclasses import replace

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.deciding.contradiction import ABSURD, MOST_GOALS, PRODUCTS, proof_of
from verify.deciding.needs import FAILING, needs
from verify.errors import InputError
from verify.exact.effort import together
from verify.json_types import Json, JsonObject
from verify.statement.formulas import Statement
from verify.statement.readings.interchange import formula_from_json, to_json
from verify.statement.tree import Relation

# several needs are mostly roots of products, on which the slow methods take seconds each
MOST_SLOW_GOALS = 6


def nowhere_defined(claim: Claim, *, quick: bool = False) -> Evidence | None:
    """Return a proof that no conclusion of a claim is defined where the hypotheses hold, or None where none was found.

    ``quick`` leaves out the methods that are tried only after a search. Claims about runs are not looked at.

    The data are ``undefined``, for each conclusion the needs that are ``assumed``, what ``fails`` (None for 1 ≤ 0), and
    the ``part`` that proves it.

    >>> from verify.author import claim, sqrt, symbols
    >>> x, = symbols("x")
    >>> nowhere_defined(claim("a", sqrt(-1 - x**2) >= 0)).kind
    'contradiction'
    >>> nowhere_defined(claim("a", sqrt(1 - x**2) >= 0)) is None
    True
    """
    if not isinstance(claim.statement, Statement) or not all(map(needs, claim.statement.conclusions)):
        return None
    found: list[JsonObject] = []
    for number in range(len(claim.statement.conclusions)):
        with together(PRODUCTS):
            one = _undefined(claim, number, after_search=False)
        if one is None and not quick:
            with together(PRODUCTS):
                one = _undefined(claim, number, after_search=True)
        if one is None:
            return None
        found.append(one)
    methods = dict.fromkeys(one["part"]["kind"] for one in found)
    return Evidence("contradiction", "+".join(methods), {"undefined": found})


def undefined_claim(claim: Claim, assumed: tuple[Relation, ...], fails: Relation | None) -> Claim:
    """Return the claim that something fails, or that 1 ≤ 0, given the hypotheses and needs that are assumed.

    Raises InputError where no relation is the negation of what fails.
    """
    goal = ABSURD
    if fails is not None:
        if fails.operator not in FAILING:
            raise InputError(f"{claim.id}: an equation is not shown to fail by a relation: decide the claim again")
        goal = replace(fails, operator=FAILING[fails.operator])
    statement = Statement((goal,), (*claim.plain.hypotheses, *assumed))
    return replace(claim, statement=statement, certificates=(), derivations=(), rests_on=(), steps=())


def relation_of(data: Json) -> Relation:
    """Return a relation as it stands in the data of ``nowhere_defined``; InputError where it is none."""
    found = formula_from_json(data)
    if not isinstance(found, Relation):
        raise InputError(f"{reprlib.repr(data)} is no relation: decide the claim again")
    return found


def _undefined(claim: Claim, number: int, *, after_search: bool) -> JsonObject | None:
    conclusion = claim.plain.conclusions[number]
    wanted = needs(conclusion)[:MOST_GOALS]
    hypotheses = [one for one in claim.plain.hypotheses if isinstance(one, Relation) and one.operator in FAILING]
    goals: list[tuple[tuple[Relation, ...], Relation | None]] = [((), need) for need in wanted]
    # several needs together, such as those of sqrt(x) and sqrt(−1 − x), or one against what is said of a sum
    goals += [(wanted, need) for need in wanted if len(wanted) > 1]
    goals += [(wanted, hypothesis) for hypothesis in hypotheses[:MOST_GOALS]]
    goals += [(wanted, None)]
    for assumed, fails in goals[: MOST_SLOW_GOALS if after_search else MOST_GOALS]:
        part = proof_of(undefined_claim(claim, assumed, fails), after_search=after_search)
        if part is not None:
            shown = None if fails is None else to_json(fails)
            return {"assumed": [to_json(one) for one in assumed], "fails": shown, "part": part}
    return None
