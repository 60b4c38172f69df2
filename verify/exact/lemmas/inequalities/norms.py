"""Norms of families: Lagrange's identity, Minkowski's inequality, and a norm beside one of a lower exponent.

With Σ over i (and j) and x, y, f families, f ≥ 0 and F = Σ_i f_i:

    Σx²·Σy² − (Σxy)² = ½·Σ_ij (x_i y_j − x_j y_i)²                                        (Lagrange)
    (Σ_k c_k √(Σ x_k²))² − Σ(Σ_k c_k x_k)² = Σ_{k<m} 2c_k c_m (√(Σx_k²)·√(Σx_m²) − Σ x_k x_m)    (Minkowski)
    F^β − Σ f^β = Σ_i f_i·(F^(β−1) − f_i^(β−1)) for β ≥ 1, and no f_i is above F          (lower exponents)

The first shows that each bracket of the second is not negative. Only proposals are made here: the checker sees whether
a goal is of this form (see ``work``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import isqrt
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate, Use
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.exact.certificates.signs import Signs
from verify.exact.lemmas.addends import Addend, addends, new_index
from verify.exact.lemmas.inequalities.hoelder import beside_sum, power_of_body, rest_below, sum_in
from verify.exact.lemmas.reductions.peeling import raised, rooted
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.exact.sums.atoms import freeze
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Mul, Named, Number, Pow, Relation, Scalar, Sum
from verify.statement.walk import subtrees

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

HALF, ONE, TWO = Fraction(1, 2), Fraction(1), Fraction(2)
MOST_ADDENDS, MOST_ROOTS, MOST_POWER = 8, 4, 8


def by_norms(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return a certificate of one of these forms, where the checker accepts it."""
    if is_strict(relation) or not any(isinstance(node, Pow) and sum_in(node.base) for node in subtrees(relation)):
        return None
    whole = addends(gap(relation))
    if len(whole) > MOST_ADDENDS:
        return None
    return (
        _lagrange(work, relation, whole)
        or _minkowski(work, relation, whole)
        or _lower_exponents(work, relation, whole, depth, prove)
    )


def _lagrange(work: Work, relation: Relation, whole: list[Addend]) -> Certificate | None:
    if len(whole) != 2 or {one.number > 0 for one in whole} != {True, False}:
        return None
    one = max(whole, key=lambda addend: addend.number)
    pair = [factor for factor in one.factors if isinstance(factor, Sum)]
    if len(pair) != 2 or pair[0].index.kind != pair[1].index.kind:
        return None
    signs = work.signs()
    i = new_index(pair[0].index.kind, relation.left, relation.right)
    j = new_index(i.kind, relation.left, relation.right, Sum(i, pair[0].body))
    bodies = [_root_of_square(substitute(total.body, {total.index: i}), signs) for total in pair]
    if None in bodies:
        return None
    x, y = (body for body in bodies if body is not None)
    there = {i: j}
    crossed = Pow(x * substitute(y, there) - substitute(x, there) * y, TWO)
    others = tuple(factor for factor in one.factors if not any(factor is total for total in pair))
    certificate = Certificate((product_of((Number(one.number / 2), *others, Sum(i, Sum(j, crossed)))),))
    return certificate if work.accepts(relation, certificate) else None


def _root_of_square(e: Scalar, signs: Signs) -> Scalar | None:
    """Return x where an expression is x²; √e for another one that is not negative."""
    match e:
        case Named(_, _, body, _):
            return _root_of_square(body, signs)
        case Number(value) if value >= 0:
            root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
            return Number(root) if root**2 == value else Pow(e, HALF)
        case Pow(base, exponent) if exponent.denominator == 1 and exponent % 2 == 0:
            return base if exponent == 2 else Pow(base, exponent / 2)
        case Mul(factors):
            parts = [_root_of_square(factor, signs) for factor in factors]
            return None if None in parts else product_of(part for part in parts if part is not None)
    return Pow(e, HALF) if signs.nonnegative(e) else None


@dataclass(frozen=True)
class Root:
    """c·√(s·Σ_i x_i²), s a product of sizes and the like."""

    c: Fraction
    whole: Pow
    total: Sum


def _roots(whole: list[Addend]) -> list[Root] | None:
    """Return the addends as roots of sums; None where one is something else."""
    found: list[Root] = []
    for one in whole:
        match one.factors:
            case (Pow(base, exponent) as root,) if exponent == HALF:
                total = sum_in(base)
                if total is None:
                    return None
                found.append(Root(one.number, root, total))
            case _:
                return None
    return found


def _minkowski(work: Work, relation: Relation, whole: list[Addend]) -> Certificate | None:
    roots = _roots(whole)
    if roots is None or len(roots) > MOST_ROOTS + 1:
        return None
    greater = [root for root in roots if root.c > 0]
    smaller = [root for root in roots if root.c < 0]
    if len(smaller) != 1 or not greater or len({root.total.index.kind for root in roots}) != 1:
        return None
    above = sum_of(product_of((Number(root.c), root.whole)) for root in greater)
    below = product_of((Number(-smaller[0].c), smaller[0].whole))
    squares = Relation(">=", raised(above, 2), raised(below, 2))
    if len(greater) == 1:
        return None  # the sums are compared as they are
    for terms, uses in _brackets(work, squares, greater):
        certificate = Certificate(terms, uses=uses)
        if work.accepts(squares, certificate):
            found = work.here(squares, certificate, called="the squares of the norms")
            final = rooted(work, above, below, 2, found)
            return final if final is not None and work.accepts(relation, final) else None
    return None


def _brackets(
    work: Work, squares: Relation, greater: list[Root]
) -> Iterator[tuple[tuple[Scalar, ...], tuple[Use, ...]]]:
    """Yield 2c_k c_m (√P_k·√P_m − ε_k ε_m s·Σ x_k x_m) with lemmas, for the signs ε that make the squares add up."""
    signs, normal = work.signs(), work.signs().normaliser
    index = new_index(greater[0].total.index.kind, squares.left, squares.right)
    bodies = [_root_of_square(substitute(root.total.body, {root.total.index: index}), signs) for root in greater]
    if None in bodies:
        return
    x = [body for body in bodies if body is not None]
    beside = product_of(beside_sum(greater[0].whole.base, greater[0].total))
    goal = freeze(normal.of(squares.left - squares.right))
    for turned in product((1, -1), repeat=len(greater) - 1):
        ε = (1, *turned)
        terms: list[Scalar] = []
        parts: list[tuple[Root, Root, Scalar]] = []
        for k, m in combinations(range(len(greater)), 2):
            one, other = greater[k], greater[m]
            mixed = product_of((Number(Fraction(ε[k] * ε[m])), beside, Sum(index, product_of((x[k], x[m])))))
            bracket = product_of((one.whole, other.whole)) - mixed
            terms.append(product_of((Number(2 * one.c * other.c), bracket)))
            parts.append((one, other, mixed))
        if freeze(normal.of(sum_of(terms))) != goal:
            continue
        names = [_schwarz(work, one, other, mixed) for one, other, mixed in parts]
        if all(names):
            yield tuple(terms), tuple(map(use, names))


def _schwarz(work: Work, one: Root, other: Root, mixed: Scalar) -> str:
    """Return the lemma √P·√Q ≥ ±Σxy; empty where it is not proved."""
    lengths = product_of((one.whole, other.whole))
    squares = Relation(">=", raised(lengths, 2), raised(mixed, 2))
    certificate = _lagrange(work, squares, addends(gap(squares)))
    if certificate is None:
        return ""
    found = work.here(squares, certificate, called="Lagrange's identity")
    final = rooted(work, lengths, mixed, 2, found)
    stated = Relation(">=", lengths, mixed)
    if final is None or not work.accepts(stated, final):
        return ""
    return work.here(stated, final, called="Cauchy and Schwarz")


def _lower_exponents(
    work: Work, relation: Relation, whole: list[Addend], depth: int, prove: Prove
) -> Certificate | None:
    signs = work.signs()
    for one in whole:
        for factor in one.factors if one.number > 0 else ():
            total = sum_in(factor.base) if isinstance(factor, Pow) and factor.exponent > 1 else None
            if not isinstance(factor, Pow) or total is None or not signs.nonnegative(total.body):
                continue
            index = new_index(total.index.kind, relation.left, relation.right)
            f, β = substitute(total.body, {total.index: index}), factor.exponent
            if (excess := _excess(total, f, β - 1)) is None:
                continue
            beside = (Pow(part, β) for part in beside_sum(factor.base, total))
            others = (part for part in one.factors if part is not factor)
            term = product_of((Number(one.number), *others, *beside, Sum(index, product_of((f, excess)))))
            if work.accepts(relation, plain := Certificate((term,))):
                return plain
            above = power_of_body(f, β, signs)
            if (rest := rest_below(work, whole, one, above, index, depth, prove)) is not None:
                certificate = Certificate((term, rest[0]), uses=(rest[1],))
                if work.accepts(relation, certificate):
                    return certificate
    return None


def _excess(total: Sum, f: Scalar, power: Fraction) -> Scalar | None:
    """Return F^p − f^p; for a whole p as (F − f)·(F^(p−1) + … + f^(p−1))."""
    if power.denominator > 1:
        return Pow(total, power) - Pow(f, power)
    if power > MOST_POWER:
        return None
    p = int(power)
    return product_of((total - f, sum_of(product_of(_powers((total, p - 1 - k), (f, k))) for k in range(p))))


def _powers(*parts: tuple[Scalar, int]) -> Iterator[Scalar]:
    for base, exponent in parts:
        if exponent:
            yield base if exponent == 1 else Pow(base, Fraction(exponent))
