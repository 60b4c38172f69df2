"""Tangents of convex and concave functions: f(x) ≥ f(m) + f'(m)(x − m), which gives Jensen's inequality.

Which functions are convex or concave stands in their records; that the tangent lies below or above is proved for each
use by the method *functions*, so that a wrong record proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from verify.claims.claim import Certificate, Use
from verify.exact.certificates.finder.terms import product_of
from verify.exact.lemmas.addends import Addend, addends
from verify.exact.lemmas.work import Work, gap, use
from verify.statement.functions import function
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Apply, Mul, Number, Pow, Relation, Scalar, Sum, Symbol, call
from verify.statement.walk import free_indices, rebuild, subtrees

MOST_PAIRS = 12
# powers that the search for certificates knows by itself
PLAIN = (Fraction(2), Fraction(1, 2), Fraction(-1))
X, M = Symbol("x"), Symbol("m")


@dataclass(frozen=True)
class Bent:
    """A convex or concave function of one variable: a function symbol, or a power."""

    name: str = ""
    exponent: Fraction = Fraction(0)

    def at(self, e: Scalar) -> Scalar:
        """Return the function's value."""
        return call(self.name, e) if self.name else Pow(e, self.exponent)

    def slope(self, e: Scalar) -> Scalar:
        """Return the slope at an expression."""
        if self.name:
            made = function(self.name).slopes(call, (e,), 0)
            return made if isinstance(made, Scalar) else Number(Fraction(made))
        return Number(self.exponent) * Pow(e, self.exponent - 1)

    @property
    def convex(self) -> bool:
        """Whether it is convex; else it is concave."""
        if self.name:
            return function(self.name).convex == "convex"
        return self.exponent > 1 or self.exponent < 0

    @property
    def given(self) -> tuple[Relation, ...]:
        """Where the tangent is known."""
        if not self.name:
            square = self.exponent.denominator == 1 and self.exponent > 0 and self.exponent % 2 == 0
            return () if square else (X >= 0 if self.exponent > 0 else X > 0, M >= 0 if self.exponent > 1 else M > 0)
        return (X > 0, M > 0) if function(self.name).role == "positive" else ()

    def tangent(self, x: Scalar, m: Scalar) -> Scalar:
        """Return what is not negative: f(x) − f(m) − f'(m)(x − m) for a convex f, its negative for a concave one."""
        rise = self.slope(m) * (x - m)
        return self.at(x) - (self.at(m) + rise) if self.convex else self.at(m) + rise - self.at(x)

    @property
    def called(self) -> str:
        """What the lemma is called in the proof."""
        shown = self.name or f"power {self.exponent}"
        return f"tangent of the {'convex' if self.convex else 'concave'} {shown}"

    def used(self, work: Work, x: Scalar, m: Scalar) -> Use | None:
        """Return the use of the tangent's lemma at two expressions; None where it is not proved.

        Of a power k/q the lemma is one on whole powers of the q-th roots, which the method *functions* reads.
        """
        q = self.exponent.denominator
        stated = self.tangent(X, M) if q == 1 else self.tangent(Pow(X, Fraction(q)), Pow(M, Fraction(q)))
        if not (name := work.real(_whole(stated) >= 0, self.given, called=self.called)):
            return None
        root = Fraction(1, q)
        return use(name, {X: x, M: m} if q == 1 else {X: Pow(x, root), M: Pow(m, root)})


def _whole(e: Any) -> Any:
    """Return an expression with (x^q)^(k/q) written as x^k."""
    if isinstance(e, Pow) and isinstance(e.base, Pow):
        return Pow(e.base.base, e.exponent * e.base.exponent)
    return rebuild(e, _whole)


def bent(e: Scalar) -> tuple[Bent, Scalar] | None:
    """Return a convex or concave function with its argument, where an expression is a value of one."""
    match e:
        case Apply(name, (argument,)):
            record = function(name)
            if record.convex and name not in ("abs", "relu") and record.role in ("", "positive"):
                return Bent(name), argument
        case Pow(base, exponent) if exponent not in (0, 1) and abs(exponent) <= 8 and exponent.denominator <= 6:
            return Bent("", exponent), base
    return None


Value: TypeAlias = tuple[Bent, Scalar]


def by_jensen(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return the certificate Σ_i c_i·(tangent at m), where f(m) stands outside of the sum of c_i f(x_i)."""
    whole = addends(gap(relation))
    inside: list[tuple[Addend, Sum, Value]] = []
    outside: list[Value] = []
    for one in whole:
        sums = [factor for factor in one.factors if isinstance(factor, Sum)]
        values = [found for factor in one.factors if (found := bent(factor)) is not None]
        for total in sums:
            inside += [(one, total, found) for found in _values_in(total)]
        outside += values
    pairs = [(one, total, total, value, m) for (one, total, value), (g, m) in product(inside, outside) if value[0] == g]
    pairs += list(_powers_of_members(work, inside, outside))
    for one, total, shown, (f, x), m in pairs[:MOST_PAIRS]:
        if f.convex != (one.number > 0) or free_indices(m) & {total.index}:
            continue
        rest = tuple(factor for factor in one.factors if factor != total)
        certificate = _jensen(work, Addend(abs(one.number), rest), shown, f, x, m)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def _powers_of_members(
    work: Work, inside: list[tuple[Addend, Sum, Value]], outside: list[Value]
) -> Iterator[tuple[Addend, Sum, Sum, Value, Scalar]]:
    """Yield powers u^k inside of a sum, with the sum of (u^j)^(k/j), where a power k/j of a mean of u^j is outside."""
    for (one, total, (f, x)), (g, m) in product(inside, outside):
        if f.name or g.name or f == g or not g.exponent:
            continue
        share = f.exponent / g.exponent
        power = x if share == 1 else Pow(x, share)
        means = [found for found in subtrees(m) if isinstance(found, Sum) and found.index.kind == total.index.kind]
        normal = work.signs().normaliser
        if any(
            normal.of(substitute(mean.body, {mean.index: total.index})) == normal.of(power)
            and normal.of(Pow(power, g.exponent)) == normal.of(f.at(x))
            for mean in means
        ):
            yield one, total, _rewritten(total, f.at(x), g.at(power)), (g, power), m


def _rewritten(total: Sum, old: Scalar, new: Scalar) -> Sum:
    """Return a sum with an equal factor in the place of one in its body."""
    if isinstance(total.body, Sum):
        return Sum(total.index, _rewritten(total.body, old, new))
    factors = total.body.factors if isinstance(total.body, Mul) else (total.body,)
    return Sum(total.index, product_of(new if factor == old else factor for factor in factors))


def _values_in(total: Sum) -> Iterator[Value]:
    """Yield the bent values among the factors of a sum's body, sums of sums included."""
    body: Scalar = total.body
    while isinstance(body, Sum):
        body = body.body
    for factor in body.factors if isinstance(body, Mul) else (body,):
        if (found := bent(factor)) is not None:
            yield found


def _jensen(work: Work, beside: Addend, shown: Sum, f: Bent, x: Scalar, m: Scalar) -> Certificate | None:
    if not (used := f.used(work, x, m)):
        return None

    def replaced(node: Scalar) -> Scalar:
        if isinstance(node, Sum):
            return Sum(node.index, replaced(node.body))
        if isinstance(node, Mul):
            return Mul(tuple(f.tangent(x, m) if factor == f.at(x) else factor for factor in node.factors))
        return f.tangent(x, m) if node == f.at(x) else node

    term = product_of((Number(beside.number), *beside.factors, replaced(shown)))
    return Certificate((term,), uses=(used,))


def tangents(work: Work, relation: Relation) -> list[Use]:
    """Return uses of the tangents of all bent functions in a relation, at pairs of their arguments."""
    found = dict.fromkeys(
        pair for node in subtrees(relation) if isinstance(node, Scalar) and (pair := bent(node)) is not None
    )
    uses: list[Use] = []
    for (f, x), (g, m) in product(found, found):
        helps = f == g and x != m and len(uses) < MOST_PAIRS and (f.name or f.exponent not in PLAIN)
        if helps and (used := f.used(work, x, m)):
            uses.append(used)
    return uses
