"""Hypotheses that contradict one another: from them anything follows, so a claim under them says nothing.

One of the hypotheses is shown to fail wherever all of them hold, or 1 ≤ 0 is. A hypothesis with free indices holds for
all their values, of which there is one at least, so that its negation for all of them contradicts it. The parts of the
negation are the hypothesis's own: where the hypotheses are defined, so is it.

An equation fails where one side is greater. That, and that a part of a hypothesis has no value, such as log(x − x), is
shown from the other hypotheses: under the equation e^x = 0 nothing may be divided by e^x.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.deciding.needs import FAILING, NEGATED, needs
from verify.errors import InputError
from verify.exact.effort import together
from verify.exact.methods import METHODS
from verify.exact.protocol import Part, Reason
from verify.json_types import JsonObject
from verify.statement.formulas import Hypothesis, RunStatement, Statement
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Number, Operator, Ranged, Relation, Step
from verify.statement.walk import subtrees

ABSURD = Relation("<=", Number(Fraction(1)), Number(Fraction(0)))
UNEQUAL: tuple[Operator, ...] = (">", "<")
# proofs of one contradiction are short where there is one; long lists of hypotheses are mostly those of runs
MOST_GOALS = 12
PRODUCTS = 600_000


def contradiction(claim: Claim, *, quick: bool = False) -> Evidence | None:
    """Return a proof that the hypotheses of a claim contradict one another, or None where none was found.

    ``quick`` leaves out the methods that are tried only after a search.

    The data are ``against``, the number of the hypothesis (from 0) that fails where all hold, or None where 1 ≤ 0 was
    proved, and the ``part`` that proves it. Where it is proved from the other hypotheses alone, the ``goal`` is there
    too. Of a claim about runs only the hypotheses without steps are looked at.

    >>> from verify.author import claim, equal, symbols
    >>> x, = symbols("x")
    >>> contradiction(claim("a", x >= 5, given=[x > 1, x < 0])).data["against"]
    0
    >>> contradiction(claim("a", x >= 5, given=[equal(x**2, -1)])).data["goal"]
    ['>', ['pow', ['sym', 'x'], '2'], ['num', '-1']]
    >>> contradiction(claim("a", x >= 5, given=[x > 1, x < 2])) is None
    True
    """
    given = plain_hypotheses(claim)
    if not any(isinstance(hypothesis, Relation) for hypothesis in given.values()):
        return None
    for after_search in (False,) if quick else (False, True):
        with together(PRODUCTS):
            for against, goal in _goals(given):
                part = proof_of(contradicted(claim, against, goal), after_search=after_search)
                if part is not None:
                    shown: JsonObject = {} if goal is None else {"goal": to_json(goal)}
                    return Evidence("contradiction", part["kind"], {"against": against, **shown, "part": part})
    return None


def contradicted(claim: Claim, against: int | None, goal: Relation | None = None) -> Claim:
    """Return the claim that a contradiction proves: that hypothesis ``against`` fails, or 1 ≤ 0, given the hypotheses.

    With a goal, it is to be shown from the hypotheses other than ``against``, which cannot hold beside it.

    Raises InputError where there is no such hypothesis, or it is no inequality.
    """
    given = plain_hypotheses(claim)
    if goal is not None:
        others = tuple(one for number, one in given.items() if number != against)
        return _bare(claim, goal, others)
    goal = ABSURD
    if against is not None:
        hypothesis = given.get(against)
        if not isinstance(hypothesis, Relation) or hypothesis.operator not in NEGATED:
            raise InputError(f"hypothesis {against} of {claim.id} is no inequality: decide the claim again")
        goal = replace(hypothesis, operator=NEGATED[hypothesis.operator])
    return _bare(claim, goal, tuple(given.values()))


def _bare(claim: Claim, goal: Relation, given: tuple[Hypothesis, ...]) -> Claim:
    statement = Statement((goal,), given)
    return replace(claim, statement=statement, certificates=(), derivations=(), rests_on=(), steps=())


def plain_hypotheses(claim: Claim) -> dict[int, Hypothesis]:
    """Return the hypotheses of a claim under their numbers; of a claim about runs those that speak of no step."""
    if isinstance(claim.statement, RunStatement):
        return {
            number: hypothesis
            for number, hypothesis in enumerate(claim.statement.hypotheses)
            if isinstance(hypothesis, Relation) and not _speaks_of_steps(hypothesis)
        }
    return dict(enumerate(claim.statement.hypotheses))


def _speaks_of_steps(hypothesis: Relation) -> bool:
    return any(isinstance(node, Step | Ranged) for node in subtrees(hypothesis))


def _goals(given: dict[int, Hypothesis]) -> list[tuple[int | None, Relation | None]]:
    ordered = [(n, None) for n, h in given.items() if isinstance(h, Relation) and h.operator in NEGATED]
    if any(isinstance(one, Relation) and one.operator == "=" for one in given.values()):
        # contradictions are mostly between two equations
        plain = [(None, None), *ordered[:MOST_GOALS]]
    else:
        plain = [*ordered[:MOST_GOALS], (None, None)]
    return [*_goals_of_others(given)[:MOST_GOALS], *plain]


def _goals_of_others(given: dict[int, Hypothesis]) -> list[tuple[int | None, Relation | None]]:
    """Return relations beside which a hypothesis cannot hold: what it needs fails, or a side of an equation is more."""
    found: list[tuple[int | None, Relation | None]] = []
    for number, one in given.items():
        if isinstance(one, Relation):
            fails = [replace(need, operator=FAILING[need.operator]) for need in needs(one)]
            apart = [replace(one, operator=operator) for operator in UNEQUAL] if one.operator == "=" else []
            found += [(number, goal) for goal in (*fails, *apart)]
    return found


def proof_of(claim: Claim, *, after_search: bool) -> Part | None:
    """Return a proof of a claim's first conclusion, by the methods before a search or those after it, or None."""
    for method in METHODS:
        if method.after_search != after_search or not method.can_decide(claim, 0):
            continue
        try:
            found: Part | Reason = method.prove(claim, 0, lambda _id, _edition: None)
        except InputError:
            continue  # outside the language of this method
        if not isinstance(found, Reason):
            return found
    return None
