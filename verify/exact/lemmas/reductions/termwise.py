"""Sums and means compared term by term: Σ_i f(i) ≥ Σ_i g(i) where f(i) ≥ g(i) for every i.

What does not depend on the index is spread over it: c = Σ_i c/n.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate, Use
from verify.exact.certificates.finder.terms import product_of
from verify.exact.lemmas.addends import MOST_ADDENDS, addends, new_index, opened, split
from verify.exact.lemmas.work import Work, at_least, gap, is_strict, use
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Apply, Number, Pow, Relation, Scalar, Size, Sum, Symbol, call
from verify.statement.walk import free_indices, subtrees

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MOST_MEMBERS = 3
X = Symbol("x")


def by_terms(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return the certificate Σ_i (f(i) − g(i)), once f(i) ≥ g(i) is a lemma."""
    whole = addends(gap(relation))
    if len(whole) > MOST_ADDENDS:
        return None
    kinds = dict.fromkeys(f.index.kind for one in whole for f in one.factors if isinstance(f, Sum))
    for kind in kinds:
        index = new_index(kind, relation.left, relation.right)
        inside = [(one, opened(one, kind, index)) for one in whole]
        # Σ_i is brought to the form of a mean where it is one: then the terms are free of n
        mean = any(Pow(Size(kind), Fraction(-1)) in one.factors for one, found in inside if found is not None)
        terms = []
        for one, found in inside:
            if found is None:
                terms.append(one if mean else one.sized(kind, -1))
            else:
                terms.append(found.sized(kind, 1) if mean else found)
        greater, smaller = split(terms)
        part = at_least(greater, smaller, strict=is_strict(relation))
        if not (name := prove(work, part, depth - 1)):
            continue
        body: Scalar = greater if smaller == Number(Fraction(0)) else greater - smaller
        factor: Scalar = Pow(Size(kind), Fraction(-1)) if mean else Number(Fraction(1))
        certificate = Certificate((product_of((factor, Sum(index, body))),), uses=(use(name),))
        if work.accepts(relation, certificate):
            return certificate
    return None


def sizes(work: Work, relation: Relation) -> list[Use]:
    """Return uses of the lemmas n ≥ 1 and P ≥ 1 for the sizes in a goal."""
    found: list[Use] = []
    for size in dict.fromkeys(node for node in subtrees(relation) if isinstance(node, Size)):
        certificate = Certificate((gap(size >= 1),))
        if work.accepts(size >= 1, certificate):
            found.append(use(work.here(size >= 1, certificate, called="a number of things")))
    return found


def moduli(work: Work, relation: Relation) -> list[Use]:
    """Return uses of a ≤ |a| at the addends of a goal that holds a modulus: |ab| is |a||b| in the normal forms."""
    if not any(isinstance(node, Apply) and node.function == "abs" for node in subtrees(relation)):
        return []
    plain = [one for one in addends(gap(relation)) if one.number < 0 and one.factors]
    values = dict.fromkeys(product_of(one.factors) for one in plain)
    name = work.real(call("abs", X) >= X, called="a number and its modulus") if values else ""
    return [use(name, {X: value}) for value in list(values)[:MOST_MEMBERS]] if name else []


def members(work: Work, relation: Relation) -> list[Use]:
    """Return uses of the lemmas Σ_k b_k ≥ b_i for the sums in a goal whose terms are not negative."""
    signs = work.signs()
    found: list[Use] = []
    totals = dict.fromkeys(node for node in subtrees(relation) if isinstance(node, Sum) and not free_indices(node))
    for total in totals:
        index = new_index(total.index.kind, total)
        if len(found) < MOST_MEMBERS and not isinstance(total.body, Sum) and signs.nonnegative(total.body):
            stated = total >= substitute(total.body, {total.index: index})
            certificate = Certificate((gap(stated),))
            if work.accepts(stated, certificate):
                found.append(use(work.here(stated, certificate, called="a sum and one of its terms")))
    return found
