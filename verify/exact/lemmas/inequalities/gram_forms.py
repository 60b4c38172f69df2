"""Quadratic inequalities in the inner products of several vectors, by multipliers on the hypotheses.

Sought are numbers λ_k ≥ 0 and a positive semidefinite matrix Q of rationals with

    greater − smaller = Σ λ_k·(hypothesis k) + q·Σ Q_ab ⟨s_a v_a, s_b v_b⟩,

v running over the vectors of the goal and the hypotheses, q and s_a products of powers of positive variables, read off
what stands before ‖v_a‖² in one of them (for a step of size 1/L: L·⟨w, w⟩ and ⟨g, g⟩/L give q = L and s = 1, 1/L). A
semidefinite program proposes, exact elimination decides (see ``verify.exact.certificates.finder.squares``).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, islice, product

from verify.claims.claim import Certificate
from verify.exact.certificates.finder.squares import Gram, solver_is_there, sums_of_squares
from verify.exact.certificates.finder.terms import factors_of, product_of, vector_combination, vector_of
from verify.exact.certificates.signs import oriented
from verify.exact.lemmas.work import Work, gap, is_strict
from verify.exact.sums.atoms import Monomial, Polynomial, constant, merge, times
from verify.exact.sums.normal_form import Normaliser
from verify.statement.tree import Inner, Number, Relation, Scalar, VectorExpr
from verify.statement.walk import free_indices

MOST_VECTORS = 6
MOST_WAYS, MOST_SCALINGS = 64, 4
HALF = Fraction(1, 2)


def by_gram_form(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return such a certificate; None without a solver, for strict goals, and where none is found."""
    if is_strict(relation) or not solver_is_there() or free_indices(relation):
        return None
    normal = work.signs().normaliser
    goal = normal.of(gap(relation))
    facts: list[tuple[Scalar, Polynomial]] = []
    for hypothesis in work.given:
        if isinstance(hypothesis, Relation) and hypothesis.operator != "!=" and not free_indices(hypothesis):
            difference = oriented(hypothesis)[0]
            form = normal.of(difference)
            facts.append((difference, form))
            if hypothesis.operator == "=":
                facts.append((-difference, times(form, constant(-1))))
    squares = _vectors([goal, *(form for _, form in facts)])
    if not 2 <= len(squares) <= MOST_VECTORS:
        return None
    for scaled in _scalings(squares):
        certificate = _at_scaling(normal, goal, facts, scaled)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def _scalings(squares: dict[VectorExpr, list[Monomial]]) -> list[dict[VectorExpr, Monomial]]:
    """Return ways to choose one factor for each vector, those first that speak of the fewest variables."""
    ways = [dict(zip(squares, chosen, strict=True)) for chosen in islice(product(*squares.values()), MOST_WAYS)]
    return sorted(ways, key=lambda way: len({atom for m in way.values() for atom, _ in m}))[:MOST_SCALINGS]


def _at_scaling(
    normal: Normaliser, goal: Polynomial, facts: list[tuple[Scalar, Polynomial]], scaled: dict[VectorExpr, Monomial]
) -> Certificate | None:
    (first, *_) = scaled.values()
    weight = product_of(factors_of(first))
    vectors: list[tuple[Scalar, VectorExpr]] = [
        (product_of(factors_of(merge((atom, e * HALF) for atom, e in merge((*m, *((a, -e) for a, e in first)))))), v)
        for v, m in scaled.items()
    ]
    entries = {
        (a, b): normal.of(weight * vectors[a][0] * vectors[b][0] * Inner(vectors[a][1], vectors[b][1]))
        for a, b in combinations_with_replacement(range(len(vectors)), 2)
    }
    grams = [_alone(form) for _, form in facts]
    units = tuple(tuple(Fraction(a == b) for b in range(len(vectors))) for a in range(len(vectors)))
    found = sums_of_squares([*grams, Gram(units, entries)], goal)
    if found is None:
        return None
    terms = [
        product_of((Number(d * c[0] ** 2), fact))
        for (fact, _), squares in zip(facts, found[:-1], strict=True)
        for d, c in squares
        if d * c[0]
    ]
    for d, combination in found[-1]:
        parts = [(product_of((Number(c), s)), v) for c, (s, v) in zip(combination, vectors, strict=True) if c]
        whole = vector_combination(parts)
        terms.append(product_of((Number(d), weight, Inner(whole, whole))))
    return Certificate(tuple(terms))


def _alone(form: Polynomial) -> Gram:
    return Gram(((Fraction(1),),), {(0, 0): form})


def _vectors(forms: list[Polynomial]) -> dict[VectorExpr, list[Monomial]]:
    """Return the vectors whose squared length stands in the forms, with all that it is multiplied by."""
    found: dict[VectorExpr, dict[Monomial, None]] = {}
    for form in forms:
        for monomial in form:
            for atom, e in monomial:
                if atom[0] == "inner" and atom[1] == atom[2] and e == 1:
                    factor = tuple(part for part in monomial if part[0] != atom)
                    found.setdefault(vector_of(atom[1]), {})[factor] = None
    return {v: list(factors) for v, factors in found.items()}
