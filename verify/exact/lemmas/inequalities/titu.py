"""Titu's inequality for families, by the one term that is left of it: with S = Σ_i a_i, T = Σ_i d_i and d > 0,

    Σ_i a_i²/d_i − S²/T = Σ_i (a_i²/d_i − 2m·a_i + m²·d_i),  m = S/T.

Only proposals are made here: the checker sees whether a goal is of this form (see ``work``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verify.claims.claim import Certificate
from verify.exact.certificates.finder.terms import product_of
from verify.exact.lemmas.addends import addends, new_index
from verify.exact.lemmas.inequalities.tangents import M, X
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Mul, Number, Pow, Relation, Sum, Symbol
from verify.statement.walk import free_indices

MINUS_ONE = Fraction(-1)
Y = Symbol("y")
SQUARE = Certificate(((X - M * Y) ** 2 / Y,))


def by_titu(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return such a certificate, where the checker accepts it."""
    if is_strict(relation):
        return None
    for certificate in _titu(work, relation):
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
