"""The tactics in the order in which they are tried on a goal, and the goals that they leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from verify.claims.claim import Certificate
from verify.errors import InputError
from verify.exact.certificates.finder.find import find_certificate
from verify.exact.lemmas.inequalities.gram_forms import by_gram_form
from verify.exact.lemmas.inequalities.hoelder import by_hoelder
from verify.exact.lemmas.inequalities.norms import by_norms
from verify.exact.lemmas.inequalities.separable import by_separable
from verify.exact.lemmas.inequalities.small_sums import by_small_sum
from verify.exact.lemmas.inequalities.tangents import by_jensen, tangents
from verify.exact.lemmas.inequalities.titu import by_titu
from verify.exact.lemmas.inequalities.weighted_means import by_weighted_means
from verify.exact.lemmas.reductions.abstraction import by_abstraction, has_closed, is_between_variables
from verify.exact.lemmas.reductions.logarithms import by_logarithms
from verify.exact.lemmas.reductions.peeling import by_peeling, roots, squared_roots
from verify.exact.lemmas.reductions.separation import by_separation, separates
from verify.exact.lemmas.reductions.termwise import by_terms, members, moduli, sizes
from verify.exact.lemmas.work import Work, gap, use
from verify.exact.plausible import is_plausible
from verify.statement.tree import Relation

# proves a relation under the claim's hypotheses and returns the name of the lemma, empty where it is not proved
Prove: TypeAlias = Callable[[Work, Relation, int], str]


def found(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return a certificate of a relation under the claim's hypotheses that the checker accepts, or None."""
    if depth < 0 or relation in work.pending or not is_plausible(relation, work.given):
        return None
    work.pending.add(relation)
    try:
        by_form = Certificate((gap(relation),))
        if work.accepts(relation, by_form):
            return by_form
        if (tangents_of_parts := by_separable(work, relation)) is not None:
            return tangents_of_parts
        if separates(relation) and (parted := by_separation(work, relation, depth, prove)) is not None:
            return parted
        if is_between_variables(relation) and (name := work.real(relation, _of_variables(work))):
            return Certificate((gap(relation),), uses=(use(name),))
        return (
            by_small_sum(work, relation, depth, prove)
            or by_abstraction(work, relation, depth)
            or by_jensen(work, relation, depth)
            or by_titu(work, relation, depth)
            or by_norms(work, relation, depth, prove)
            or by_hoelder(work, relation, depth, prove)
            or by_terms(work, relation, depth, prove)
            or by_logarithms(work, relation, depth, prove)
            or by_weighted_means(work, relation, depth)
            or by_peeling(work, relation, depth, prove)
            or by_gram_form(work, relation, depth)
            or _searched(work, relation, depth)
        )
    finally:
        work.pending.discard(relation)


def _of_variables(work: Work) -> tuple[Relation, ...]:
    """Return the hypotheses that speak of variables alone."""
    return tuple(h for h in work.given if isinstance(h, Relation) and not has_closed(h))


def prove(work: Work, relation: Relation, depth: int) -> str:
    """Prove a relation as a lemma, and return its name; empty where it is not proved."""
    certificate = found(work, relation, depth)
    return "" if certificate is None else work.here(relation, certificate)


def _searched(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return a certificate that the finder finds from the tangents of the functions in a goal."""
    if not work.searching or work.fuel.left < 0:
        return None
    uses = [
        *tangents(work, relation),
        *members(work, relation),
        *roots(work, relation),
        *squared_roots(work, relation),
        *sizes(work, relation),
        *moduli(work, relation),
    ]
    if not uses and relation in work.claim.plain.conclusions:
        return None  # that is left to the finder itself
    hint = Certificate((), uses=tuple(uses)) if uses else None
    try:
        return find_certificate(work.stating(relation), 0, work.lookup, hint, work.fuel)
    except InputError:
        return None
