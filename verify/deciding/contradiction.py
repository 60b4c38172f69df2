"""Hypotheses that contradict one another: from them anything follows, so a claim under them says nothing.

One of the hypotheses is shown to fail wherever all of them hold, or 1 ≤ 0 is. A hypothesis with free indices holds for
all their values, of which there is one at least, so that its negation for all of them contradicts it. The parts of the
negation are the hypothesis's own: where the hypotheses are defined, so is it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.exact.effort import together
from verify.exact.methods import METHODS
from verify.exact.protocol import Part, Reason
from verify.statement.formulas import Hypothesis, RunStatement, Statement
from verify.statement.tree import Number, Operator, Ranged, Relation, Step
from verify.statement.walk import subtrees

NEGATED: dict[str, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
ABSURD = Relation("<=", Number(Fraction(1)), Number(Fraction(0)))
# proofs of one contradiction are short where there is one; long lists of hypotheses are mostly those of runs
MOST_GOALS = 12
PRODUCTS = 600_000


def contradiction(claim: Claim, *, quick: bool = False) -> Evidence | None:
    """Return a proof that the hypotheses of a claim contradict one another, or None where none was found.

    ``quick`` leaves out the methods that are tried only after a search.

    The data are ``against``, the number of the hypothesis (from 0) that fails where all hold, or None where 1 ≤ 0 was
    proved, and the ``part`` that proves it. Of a claim about runs only the hypotheses without steps are looked at.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> contradiction(claim("a", x >= 5, given=[x > 1, x < 0])).data["against"]
    0
    >>> contradiction(claim("a", x >= 5, given=[x > 1, x < 2])) is None
    True
    """
    given = plain_hypotheses(claim)
    if not any(isinstance(hypothesis, Relation) for hypothesis in given.values()):
        return None
    for after_search in (False,) if quick else (False, True):
        with together(PRODUCTS):
            for against in _goals(given):
                part = proof_of(contradicted(claim, against), after_search=after_search)
                if part is not None:
                    return Evidence("contradiction", part["kind"], {"against": against, "part": part})
    return None


def contradicted(claim: Claim, against: int | None) -> Claim:
    """Return the claim that a contradiction proves: that hypothesis ``against`` fails, or 1 ≤ 0, given the hypotheses.

    Raises InputError where there is no such hypothesis, or it is no inequality.
    """
    given = plain_hypotheses(claim)
    goal = ABSURD
    if against is not None:
        hypothesis = given.get(against)
        if not isinstance(hypothesis, Relation) or hypothesis.operator not in NEGATED:
            raise InputError(f"hypothesis {against} of {claim.id} is no inequality: decide the claim again")
        goal = replace(hypothesis, operator=NEGATED[hypothesis.operator])
    statement = Statement((goal,), tuple(given.values()))
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


def _goals(given: dict[int, Hypothesis]) -> tuple[int | None, ...]:
    ordered = [n for n, h in given.items() if isinstance(h, Relation) and h.operator in NEGATED]
    if any(isinstance(one, Relation) and one.operator == "=" for one in given.values()):
        return (None, *ordered[:MOST_GOALS])  # contradictions are mostly between two equations
    return (*ordered[:MOST_GOALS], None)


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
