"""What is missing where a conclusion is not proved, in words: the terms that do not match, and the lemma that would do.

Nothing is decided here: a goal is made smaller by steps that the methods know too (terms that cancel, sums compared
term by term, monotone functions, factors that are positive), and what floats show to be false is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verify.errors import InputError
from verify.exact.certificates.signs import Signs, facts_of, oriented
from verify.exact.lemmas.addends import MOST_ADDENDS, Addend, addends, new_index, opened, split
from verify.exact.lemmas.work import at_least, is_strict
from verify.exact.plausible import is_plausible
from verify.exact.sums.atoms import freeze
from verify.exact.sums.normal_form import Normaliser
from verify.statement.expansion import carry_out_derivatives
from verify.statement.formulas import Statement
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.tree import Apply, Relation, Scalar, Sum
from verify.statement.walk import BINDERS, free_indices, subtrees

LONGEST, DEEPEST = 300, 4


def missing(statement: Statement, number: int, normal: Normaliser | None = None) -> tuple[str, ...]:
    """Return in words what the conclusion of that number (from 0) lacks of a proof; empty where nothing can be said.

    ``normal`` is the normaliser under the hypotheses, where there is one already.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import family, samples
    >>> from verify.statement.writing.operations import mean
    >>> from verify.statement.writing.calls import exp
    >>> i, = samples("i")
    >>> u = family("u", i)
    >>> missing(claim_that(mean(i, exp(u**2) + u) >= mean(i, 1 + u**2 + u)), 0)
    ('needs: exp(u_i²) ≥ 1 + u_i² for all i',)
    """
    conclusion = statement.conclusions[number]
    if conclusion.operator == "!=":
        return ()
    normal = normal or Normaliser.given(statement.hypotheses)
    try:
        lines = _unmatched(conclusion, normal) if conclusion.operator == "=" else _needed(statement, conclusion, normal)
        return tuple(line for line in lines if len(line) <= LONGEST)
    except InputError:
        return ()  # some part has no normal form


def _unmatched(conclusion: Relation, normal: Normaliser) -> Iterator[str]:
    """Say which terms do not match: those of which something is left in the difference of the two normal forms."""
    whole = _cancelled(addends(carry_out_derivatives(conclusion.left - conclusion.right)), normal)
    rest = normal.of(conclusion.left - conclusion.right)
    left = [one for one in whole if any(monomial in rest for monomial in normal.of(one.tree))]
    mine, theirs = split(left or whole)
    yield f"the normal forms differ: {to_text(mine)} on the left does not match {to_text(theirs)} on the right"


def _needed(statement: Statement, conclusion: Relation, normal: Normaliser) -> Iterator[str]:
    signs = Signs(normal, facts_of(statement.hypotheses, normal))
    goal = _smaller(conclusion, normal, signs)
    made = goal
    for _ in range(DEEPEST):
        further = _smaller(_inside(made, normal), normal, signs)
        if further == made or not is_plausible(further, statement.hypotheses):
            break
        made = further
    if _size(made) < _size(conclusion) and is_plausible(made, statement.hypotheses):
        yield f"needs: {to_text(made)}"


def _size(relation: Relation) -> int:
    return sum(1 for _ in subtrees(relation))


def _smaller(goal: Relation, normal: Normaliser, signs: Signs) -> Relation:
    """Return a goal without the terms that its sides share, and without positive factors that all terms have."""
    strict = is_strict(goal)
    whole = _cancelled(addends(carry_out_derivatives(oriented(goal)[0])), normal)
    if not whole:
        return goal
    for factor in whole[0].factors:
        # a factor may stand twice in one term and once in another; a strict goal needs one that is not 0
        is_shared = all(factor in one.factors for one in whole)
        if is_shared and (signs.positive(factor) or (not strict and signs.nonnegative(factor))):
            whole = [_without(one, factor) for one in whole]
    return at_least(*split(whole), strict=strict)


def _inside(goal: Relation, normal: Normaliser) -> Relation:
    """Return the goal of the terms of two sums, or of the arguments of a monotone function; or the goal itself."""
    greater, smaller, strict = goal.left, goal.right, is_strict(goal)
    match greater, smaller:
        case Apply(one, (a,)), Apply(other, (b,)) if one == other and function(one).monotone == "increasing":
            return at_least(a, b, strict=strict)
        case Apply(one, (a,)), Apply(other, (b,)) if one == other and function(one).monotone == "decreasing":
            return at_least(b, a, strict=strict)
    whole = addends(greater - smaller)
    for kind in ("sample", "patch"):
        index = _index(kind, whole, goal)
        inside = [opened(one, kind, index) for one in whole]
        if whole and all(one is not None for one in inside):
            return at_least(*split(one for one in inside if one is not None), strict=strict)
    return goal


def _index(kind: str, whole: list[Addend], goal: Relation) -> Index:
    """Return the index of the first sum where it is free for use, else a new one."""
    own = (factor.index for one in whole for factor in one.factors if isinstance(factor, Sum))
    first = next((index for index in own if index.kind == kind), None)
    bound = {
        part.index
        for one in whole
        for f in one.factors
        if isinstance(f, Sum)
        for part in subtrees(f.body)
        if isinstance(part, BINDERS)
    }
    if first is None or first in free_indices(goal) or first in bound:
        return new_index(kind, goal.left, goal.right)
    return first


def _cancelled(whole: list[Addend], normal: Normaliser) -> list[Addend]:
    """Return the addends, those of one normal form added up."""
    if len(whole) > MOST_ADDENDS:
        return whole
    found: dict[object, Addend] = {}
    for one in whole:
        bare = Addend(Fraction(1), one.factors)
        form = freeze(normal.of(bare.tree))
        before = found.get(form)
        found[form] = one if before is None else Addend(before.number + one.number, before.factors)
    return [one for one in found.values() if one.number]


def _without(one: Addend, factor: Scalar) -> Addend:
    place = one.factors.index(factor)
    return Addend(one.number, one.factors[:place] + one.factors[place + 1 :])
