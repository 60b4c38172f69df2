"""Titu's and Hölder's inequalities for families, by the one term that is left of each.

Titu: with S = Σ_i a_i, T = Σ_i d_i and d > 0,

    Σ_i a_i²/d_i − S²/T = Σ_i (a_i²/d_i − 2m·a_i + m²·d_i),  m = S/T.

Hölder: with F = Σ_i f_i, G = Σ_i g_i, f, g > 0 and exponents α + β = 1, the weighted means of x_i = f_i/F and
y_i = g_i/G give

    F^α G^β − Σ_i f_i^α g_i^β = F^α G^β · Σ_i (α·x_i + β·y_i − x_i^α y_i^β).

Only proposals are made here: the checker sees whether a goal is of this form (see ``work``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate
from verify.exact.certificates.finder.terms import product_of
from verify.exact.lemmas.addends import Addend, addends, new_index
from verify.exact.lemmas.inequalities.tangents import M, X
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.statement.tree import Mul, Number, Pow, Relation, Scalar, Sum, Symbol
from verify.statement.walk import free_indices, substitute

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MINUS_ONE = Fraction(-1)
MOST_EXPONENT = 12
Y = Symbol("y")
SQUARE = Certificate(((X - M * Y) ** 2 / Y,))


def by_titu_or_hoelder(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return such a certificate, where the checker accepts it."""
    if is_strict(relation):
        return None
    for certificate in (*_titu(work, relation), *_hoelder(work, relation, depth, prove)):
        if work.accepts(relation, certificate):
            return certificate
    return None


def _titu(work: Work, relation: Relation) -> Iterator[Certificate]:
    for one in addends(gap(relation)):
        for total in one.factors:
            if one.number <= 0 or not isinstance(total, Sum) or free_indices(total):
                continue
            factors = total.body.factors if isinstance(total.body, Mul) else (total.body,)
            below = [f.base for f in factors if isinstance(f, Pow) and f.exponent == MINUS_ONE]
            above = [f for f in factors if not (isinstance(f, Pow) and f.exponent == MINUS_ONE)]
            if len(below) != 1 or len(above) != 1 or not isinstance(above[0], Pow) or above[0].exponent != 2:
                continue
            a, d = above[0].base, below[0]
            share = Sum(total.index, a) / Sum(total.index, d)
            index = new_index(total.index.kind, relation.left, relation.right)
            here = {total.index: index}
            x, y = substitute(a, here), substitute(d, here)
            name = work.real(X**2 / Y - 2 * M * X + M**2 * Y >= 0, (Y > 0,), called="tangent of x²/y", by=SQUARE)
            if not name:
                return
            left = x**2 / y - 2 * share * x + share**2 * y
            others = tuple(factor for factor in one.factors if factor is not total)
            whole = product_of((Number(one.number), *others, Sum(index, left)))
            yield Certificate((whole,), uses=(use(name, {X: x, Y: y, M: share}),))


def _hoelder(work: Work, relation: Relation, depth: int, prove: Prove) -> Iterator[Certificate]:
    for one in addends(gap(relation)):
        powers = [f for f in one.factors if isinstance(f, Pow) and _sum_in(f.base) is not None]
        for first, second in combinations(powers, 2):
            if one.number > 0 and first.exponent + second.exponent == 1 and first.exponent > 0 < second.exponent:
                certificate = _of_means(work, relation, one, (first, second), depth, prove)
                if certificate is not None:
                    yield certificate


def _of_means(
    work: Work, relation: Relation, one: Addend, powers: tuple[Pow, Pow], depth: int, prove: Prove
) -> Certificate | None:
    first, second = powers
    F, G = _sum_in(first.base), _sum_in(second.base)
    α, β = first.exponent, second.exponent
    if (
        not isinstance(F, Sum)
        or not isinstance(G, Sum)
        or F.index.kind != G.index.kind
        or α.denominator > MOST_EXPONENT
    ):
        return None
    index = new_index(F.index.kind, relation.left, relation.right)
    x, y = (substitute(total.body, {total.index: index}) / total for total in (F, G))
    mean = Number(α) * x + Number(β) * y
    product = Pow(x, α) * Pow(y, β)
    if not (name := prove(work, mean >= product, depth - 1)):
        return None
    others = tuple(factor for factor in one.factors if factor is not first and factor is not second)
    whole = product_of((Number(one.number), *others, first, second, Sum(index, mean - product)))
    return Certificate((whole,), uses=(use(name),))


def _sum_in(base: Scalar) -> Sum | None:
    """Return the sum that an expression is, or that it is but for powers of n and P."""
    sums = [factor for factor in (base.factors if isinstance(base, Mul) else (base,)) if isinstance(factor, Sum)]
    return sums[0] if len(sums) == 1 else None
