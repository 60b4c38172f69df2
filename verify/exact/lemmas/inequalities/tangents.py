"""Tangents of convex and concave functions: f(x) ≥ f(m) + f'(m)(x − m), which gives Jensen's inequality.

Which functions are convex or concave stands in their records; that the tangent lies below or above is proved for each
use by the method *functions*, so that a wrong record proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from verify.claims.claim import Certificate, Use
from verify.exact.certificates.finder.terms import product_of
from verify.exact.lemmas.addends import Addend, addends
from verify.exact.lemmas.work import Work, gap, use
from verify.statement.functions import function
from verify.statement.tree import Apply, Mul, Number, Pow, Relation, Scalar, Sum, Symbol, call
from verify.statement.walk import free_indices, subtrees

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
            return () if square else (X >= 0 if self.exponent > 0 else X > 0, M > 0)
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

    def lemma(self, work: Work) -> str:
        """Return the name of the tangent's lemma; empty where it is not proved."""
        return work.real(self.tangent(X, M) >= 0, self.given, called=self.called)


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


def by_jensen(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return the certificate Σ_i c_i·(tangent at m), where f(m) stands outside of the sum of c_i f(x_i)."""
    whole = addends(gap(relation))
    inside, outside = [], []
    for one in whole:
        sums = [factor for factor in one.factors if isinstance(factor, Sum)]
        values = [found for factor in one.factors if (found := bent(factor)) is not None]
        for total in sums:
            inside += [(one, total, found) for found in _values_in(total)]
        outside += values
    for (one, total, (f, x)), (g, m) in list(product(inside, outside))[:MOST_PAIRS]:
        if f != g or f.convex != (one.number > 0) or free_indices(m) & {total.index}:
            continue
        certificate = _jensen(work, one, total, f, x, m)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def _values_in(total: Sum) -> Iterator[tuple[Bent, Scalar]]:
    """Yield the bent values among the factors of a sum's body, sums of sums included."""
    body: Scalar = total.body
    while isinstance(body, Sum):
        body = body.body
    for factor in body.factors if isinstance(body, Mul) else (body,):
        if (found := bent(factor)) is not None:
            yield found


def _jensen(work: Work, one: Addend, total: Sum, f: Bent, x: Scalar, m: Scalar) -> Certificate | None:
    if not (name := f.lemma(work)):
        return None

    def replaced(node: Scalar) -> Scalar:
        if isinstance(node, Sum):
            return Sum(node.index, replaced(node.body))
        if isinstance(node, Mul):
            return Mul(tuple(f.tangent(x, m) if factor == f.at(x) else factor for factor in node.factors))
        return f.tangent(x, m) if node == f.at(x) else node

    rest = tuple(factor for factor in one.factors if factor != total)
    term = product_of((Number(abs(one.number)), *rest, replaced(total)))
    return Certificate((term,), uses=(use(name, {X: x, M: m}),))


def tangents(work: Work, relation: Relation) -> list[Use]:
    """Return uses of the tangents of all bent functions in a relation, at pairs of their arguments."""
    found = dict.fromkeys(
        pair for node in subtrees(relation) if isinstance(node, Scalar) and (pair := bent(node)) is not None
    )
    uses: list[Use] = []
    for (f, x), (g, m) in product(found, found):
        helps = f == g and x != m and len(uses) < MOST_PAIRS and (f.name or f.exponent not in PLAIN)
        if helps and (name := f.lemma(work)):
            uses.append(use(name, {X: x, M: m}))
    return uses
