"""What is missing where a conclusion is not proved, in words: the terms that do not match, and the lemma that would do.

Nothing is decided here: a goal is made smaller by steps that the methods know too (terms that cancel, sums compared
term by term, monotone functions, factors that are positive), and what floats show to be false is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from verify.errors import InputError
from verify.exact.certificates.finder.terms import of_polynomial
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
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Apply, Number, Pow, Relation, Scalar, Size, Sum
from verify.statement.walk import BINDERS, free_indices, rebuild, subtrees

LONGEST, DEEPEST, MOST_NAMED = 300, 4, 2


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
    if Number(Fraction(0)) in (mine, theirs):
        yield f"the normal forms differ: left − right leaves {to_text(_readable(of_polynomial(rest)))}"
        return
    yield f"the normal forms differ: {to_text(mine)} on the left does not match {to_text(theirs)} on the right"


def _readable(e: Scalar) -> Scalar:
    """Return an expression whose sums run over i, j, k, as an author would write them."""
    made: Scalar = rebuild(e, _readable)
    if isinstance(made, Sum):
        taken = {part.index for part in subtrees(made.body) if isinstance(part, BINDERS)} | free_indices(made)
        free = [name for name in "ijklm" if name not in {index.name for index in taken}]
        if free:
            index = replace(made.index, name=free[0])
            return Sum(index, substitute(made.body, {made.index: index}))
    return made


def _needed(statement: Statement, conclusion: Relation, normal: Normaliser) -> Iterator[str]:
    signs = Signs(normal, facts_of(statement.hypotheses, normal))
    whole = at_least(*split(addends(carry_out_derivatives(oriented(conclusion)[0]))), strict=is_strict(conclusion))
    made = _smaller(conclusion, normal, signs)
    for _ in range(DEEPEST):
        inside = _inside(made, normal)
        further = _smaller(_squared(made, normal, signs) if inside == made else inside, normal, signs)
        if further == made or not is_plausible(further, statement.hypotheses):
            break
        made = further
    # that terms change sides makes no goal smaller
    if min(_size(whole), _size(conclusion)) > _size(made) and is_plausible(made, statement.hypotheses):
        yield f"needs: {to_text(_readable_goal(made))}"
    else:
        yield _as_it_stands(whole)


def _as_it_stands(goal: Relation) -> str:
    """Say of a goal that is not made smaller what a lemma for it is about."""
    named = [part for part in dict.fromkeys(subtrees(goal)) if isinstance(part, Apply | Pow) and _is_special(part)]
    outer = [part for part in named if not any(part != other and part in set(subtrees(other)) for other in named)]
    if not outer:
        return "no squares and products of hypotheses, of low degree, add up to it: a certificate or a lemma is needed"
    # the longest parts are those that the others do not bound
    outer.sort(key=lambda part: -sum(1 for _ in subtrees(part)))
    shown = " and ".join(to_text(part) for part in outer[:MOST_NAMED])
    more = f" and {len(outer) - MOST_NAMED} more" if len(outer) > MOST_NAMED else ""
    return f"no smaller goal was found, and no known fact fits as it stands: a lemma on {shown}{more} is needed"


def _is_special(part: Apply | Pow) -> bool:
    return isinstance(part, Apply) or _is_root(part)


def _is_root(part: object) -> bool:
    return isinstance(part, Pow) and part.exponent.denominator != 1 and not isinstance(part.base, Number | Size)


def _squared(goal: Relation, normal: Normaliser, signs: Signs) -> Relation:
    """Return the goal between the squares of two sides with roots, where that leaves fewer of them."""
    roots = sum(map(_is_root, subtrees(goal)))
    if not roots or not signs.nonnegative(goal.left):
        return goal
    left = addends(of_polynomial(normal.of(goal.left**2 - goal.right**2)))
    made = at_least(*split(left), strict=is_strict(goal)) if left else goal
    return made if sum(map(_is_root, subtrees(made))) < roots else goal


def _readable_goal(goal: Relation) -> Relation:
    return at_least(_readable(goal.left), _readable(goal.right), strict=is_strict(goal))


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
