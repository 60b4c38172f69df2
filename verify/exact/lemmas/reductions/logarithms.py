"""Goals that are sums of logarithms, brought down to goals between products.

Σ c_k log A_k ≥ 0   from  P ≥ Q, the products of A_k^|c_k| with c_k > 0 and with c_k < 0, where all A_k > 0.

With t = Q/P the lemma is Σ c_k log X_k = −log t = (1 − t) + (t − 1 − log t), and 1 − t = (P − Q)/P.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.exact.lemmas.addends import addends
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.statement.formulas import Statement
from verify.statement.tree import Apply, Number, Pow, Relation, Scalar, Symbol, call

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MOST_LOGARITHMS, MOST_POWER = 6, 6
X = Symbol("x")
ONE = Number(Fraction(1))


def by_logarithms(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return the certificate of such a goal, once P ≥ Q is a lemma."""
    read = None if is_strict(relation) else _read(relation)
    if read is None or not all(work.signs().positive(inside) for _, inside in read):
        return None
    above, below = _product(read, 1), _product(read, -1)
    if not (found := prove(work, above >= below, depth - 1)):
        return None
    slots = [(c, Symbol(f"x{k}")) for k, (c, _) in enumerate(read)]
    p, q = _product(slots, 1), _product(slots, -1)
    tangent = work.real(1 + call("log", X) <= X, (X > 0,), called="tangent of the concave log")
    if not tangent:
        return None
    t = q / p
    stated = Statement(
        (sum_of(Number(Fraction(c)) * call("log", x) for c, x in slots) >= 0,), (*(x > 0 for _, x in slots), p >= q)
    )
    proof = Certificate((t - (1 + call("log", t)), (p - q) / p), uses=(use(tangent, {X: t}),))
    name = work.by(stated, proof, called="logarithms of products")
    if not name:
        return None
    values = {x: inside for (_, x), (_, inside) in zip(slots, read, strict=True)}
    whole = sum_of(Number(Fraction(c)) * call("log", inside) for c, inside in read)
    share = Number(1 / _scale(relation))
    certificate = Certificate((product_of((share, whole)),), uses=(use(found), use(name, values)))
    return certificate if work.accepts(relation, certificate) else None


def _scale(relation: Relation) -> Fraction:
    return Fraction(lcm(*(one.number.denominator for one in addends(gap(relation)))))


def _read(relation: Relation) -> list[tuple[int, Scalar]] | None:
    """Return the whole numbers c_k and the A_k, once fractions are cleared; None where a goal has another form."""
    whole, scale = addends(gap(relation)), _scale(relation)
    found: list[tuple[int, Scalar]] = []
    for one in whole:
        match one.factors:
            case (Apply("log", (inside,)),) if abs(one.number * scale) <= MOST_POWER:
                found.append((int(one.number * scale), inside))
            case _:
                return None
    signs = {c > 0 for c, _ in found}
    return found if 2 <= len(found) <= MOST_LOGARITHMS and len(signs) == 2 else None


def _product(parts: list[tuple[int, Scalar]] | list[tuple[int, Symbol]], sign: int) -> Scalar:
    powers = ((c * sign, x) for c, x in parts if c * sign > 0)
    return product_of(x if c == 1 else Pow(x, Fraction(c)) for c, x in powers)
