"""Hölder's inequality for families, normalised, term by term by Young's inequality.

With F_k = Σ_i f_k(i), f_k ≥ 0, and exponents α_k > 0 that add up to 1, the weighted means of x_k = f_k(i)/F_k give

    Π F_k^α_k − Σ_i Π f_k(i)^α_k = Π F_k^α_k · Σ_i (Σ_k α_k x_k − Π x_k^α_k).

Where α_k = a_k/q, the lemma on means is one between s_k = x_k^(1/q): Σ α_k s_k^q ≥ Π s_k^a_k for s ≥ 0. A sum that may
be 0 is no denominator; the method *cases* then adds the hypothesis F_k > 0, or F_k = 0. Under the latter

    0 − Σ_i Π f_l(i)^α_l = Σ_i (F_k^α_k − f_k(i)^α_k)·Π_{l≠k} f_l(i)^α_l,

as f_k(i) is at most F_k. Where the goal's sum is one of other terms, each is at most Π f_k(i)^α_k by a lemma of its own
(u·v ≤ |u|·|v|). Only proposals are made here: the checker sees whether a goal is of this form (see ``work``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate, Use
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.exact.certificates.signs import Signs
from verify.exact.lemmas.addends import Addend, addends, new_index, opened
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Mul, Number, Pow, Relation, Scalar, Sum, Symbol, call
from verify.statement.walk import free_indices

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MOST_DENOMINATOR, MOST_POWERS = 12, 6
ZERO = Number(Fraction(0))


@dataclass(frozen=True)
class Share:
    """One power (c·Σ_i f(i))^α of a sum, c a power of n and P."""

    whole: Pow
    total: Sum

    @property
    def exponent(self) -> Fraction:
        """The exponent α."""
        return self.whole.exponent

    def beside(self) -> Scalar:
        """Return c^α."""
        rest = beside_sum(self.whole.base, self.total)
        return Pow(product_of(rest), self.exponent) if rest else Number(Fraction(1))

    def at(self, index: Index) -> Scalar:
        """Return f at an index."""
        return substitute(self.total.body, {self.total.index: index})


def by_hoelder(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return such a certificate, where the checker accepts it."""
    if is_strict(relation):
        return None
    whole = addends(gap(relation))
    for one in whole:
        for shares in _shares(one):
            index = new_index(shares[0].total.index.kind, relation.left, relation.right)
            vanishing = next((s for s in shares if Relation("=", s.total, ZERO) in work.given), None)
            made = (
                _normalised(work, one, shares, index) if vanishing is None else _at_zero(one, shares, vanishing, index)
            )
            if made is None:
                continue
            certificate = Certificate(*made[:1], uses=made[1])
            if work.accepts(relation, certificate):
                return certificate
            signs = work.signs()
            above = product_of(power_of_body(share.at(index), share.exponent, signs) for share in shares)
            rest = rest_below(work, whole, one, above, index, depth, prove)
            if rest is not None:
                certificate = Certificate((*made[0], rest[0]), uses=(*made[1], rest[1]))
                if work.accepts(relation, certificate):
                    return certificate
    return None


def possible_zeros(work: Work, relation: Relation) -> list[Sum]:
    """Return the sums in such powers that are nonnegative and are not known to be positive."""
    signs = work.signs()
    found = dict.fromkeys(share.total for one in addends(gap(relation)) for shares in _shares(one) for share in shares)
    return [total for total in found if signs.nonnegative(total) and not signs.positive(total)]


def _shares(one: Addend) -> Iterator[tuple[Share, ...]]:
    """Yield the powers of sums over one kind of index among the factors of an addend whose exponents add up to 1."""
    found: list[Share] = []
    for factor in one.factors:
        if isinstance(factor, Pow) and 0 < factor.exponent < 1 and factor.exponent.denominator <= MOST_DENOMINATOR:
            total = sum_in(factor.base)
            if total is not None and not free_indices(total):
                found.append(Share(factor, total))
    if one.number <= 0 or not 2 <= len(found) <= MOST_POWERS:
        return
    for count in range(2, len(found) + 1):
        for chosen in combinations(found, count):
            one_kind = len({share.total.index.kind for share in chosen}) == 1
            if one_kind and sum(share.exponent for share in chosen) == 1:
                yield chosen


def _others(one: Addend, shares: Sequence[Share]) -> tuple[Scalar, ...]:
    return tuple(factor for factor in one.factors if not any(factor is share.whole for share in shares))


def _normalised(
    work: Work, one: Addend, shares: Sequence[Share], index: Index
) -> tuple[tuple[Scalar, ...], tuple[Use, ...]] | None:
    q = lcm(*(share.exponent.denominator for share in shares))
    variables = [Symbol(f"s{k}") for k in range(len(shares))]
    mean = sum_of(product_of((Number(s.exponent), Pow(v, Fraction(q)))) for s, v in zip(shares, variables, strict=True))
    product = product_of(
        v if s.exponent * q == 1 else Pow(v, s.exponent * q) for s, v in zip(shares, variables, strict=True)
    )
    name = work.real(mean >= product, tuple(v >= 0 for v in variables), called="weighted means")
    if not name:
        return None
    values = {v: Pow(s.at(index) / s.total, Fraction(1, q)) for s, v in zip(shares, variables, strict=True)}
    body = substitute(mean - product, values)
    factors = (Number(one.number), *_others(one, shares), *(share.whole for share in shares))
    return (product_of((*factors, Sum(index, body))),), (use(name, values),)


def _at_zero(
    one: Addend, shares: Sequence[Share], vanishing: Share, index: Index
) -> tuple[tuple[Scalar, ...], tuple[Use, ...]]:
    α = vanishing.exponent
    inside = [Pow(vanishing.total, α) - Pow(vanishing.at(index), α)]
    inside += [Pow(share.at(index), share.exponent) for share in shares if share is not vanishing]
    beside = (share.beside() for share in shares)
    return (product_of((Number(one.number), *_others(one, shares), *beside, Sum(index, product_of(inside)))),), ()


def rest_below(
    work: Work, whole: Sequence[Addend], one: Addend, above: Scalar, index: Index, depth: int, prove: Prove
) -> tuple[Scalar, Use] | None:
    """Return c·Σ_i (above(i) − g(i)) for the other addend −c·Σ_i g(i) in the goal, with the lemma on each term.

    It may be +c·Σ_i g(i) too, as where F ≥ −Σ_i g(i) is to be shown; c is the number of the addend above.
    """
    lower = [other for other in whole if other is not one]
    if len(lower) != 1 or (inside := opened(lower[0], index.kind, index)) is None:
        return None
    outside = tuple(
        factor for factor in inside.factors if index not in free_indices(factor) and factor in lower[0].factors
    )
    term = Addend(-inside.number / one.number, tuple(factor for factor in inside.factors if factor not in outside)).tree
    if not (name := prove(work, above >= term, depth - 1)):
        return None
    return product_of((Number(one.number), *outside, Sum(index, above - term))), use(name)


def power_of_body(e: Scalar, exponent: Fraction, signs: Signs) -> Scalar:
    """Return e^exponent for e ≥ 0, the powers in a product taken together: (|u|³)^(1/3) is |u|, (u²)^(3/2) is |u|³."""
    match e:
        case Mul(factors) if all(map(signs.nonnegative, factors)):
            return product_of(power_of_body(factor, exponent, signs) for factor in factors)
        case Pow(base, inner) if signs.nonnegative(base):
            return base if inner * exponent == 1 else Pow(base, inner * exponent)
        case Pow(base, inner) if inner.denominator == 1 and inner % 2 == 0:
            modulus = call("abs", base)
            return modulus if inner * exponent == 1 else Pow(modulus, inner * exponent)
    return Pow(e, exponent)


def beside_sum(base: Scalar, total: Sum) -> list[Scalar]:
    """Return the factors beside the sum in an expression that ``sum_in`` reads."""
    return [factor for factor in (base.factors if isinstance(base, Mul) else ()) if factor is not total]


def sum_in(base: Scalar) -> Sum | None:
    """Return the sum that an expression is, or that it is but for powers of n and P."""
    sums = [factor for factor in (base.factors if isinstance(base, Mul) else (base,)) if isinstance(factor, Sum)]
    return sums[0] if len(sums) == 1 else None
