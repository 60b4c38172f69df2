"""What a small sum says of each of its terms, and what a small value of a convex function says of its argument.

From a hypothesis B ≥ Σ_k b_k with b ≥ 0 follows B ≥ b_i for every i: B − b_i = (B − Σ_k b_k) + (Σ_k b_k − b_i).
Where b_i = f(y) with a convex decreasing f, and v = f(c) is at least B, the tangent at c gives y ≥ c:

    |f'(c)|·(y − c) = (f(y) − v + |f'(c)|·(y − c)) + (v − B) + (B − f(y)),

and c ≥ y for an increasing one. A total loss below log 2 makes every margin positive so. Only proposals are made here:
the tangents are proved by the method *functions*, and the checker sees whether the terms add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from verify.claims.claim import Certificate, Use
from verify.errors import InputError
from verify.exact.certificates.finder.terms import of_polynomial, product_of, sum_of
from verify.exact.lemmas.addends import Addend, addends
from verify.exact.lemmas.inequalities.tangents import Bent, M, X
from verify.exact.lemmas.reductions.peeling import exponential
from verify.exact.lemmas.work import Work, at_least, gap, is_strict, use
from verify.exact.protocol import is_ordered
from verify.exact.sums.atoms import freeze
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Add, Apply, Number, Pow, Relation, Scalar, Size, Sum, call
from verify.statement.walk import free_indices

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MOST_BOUNDS = 6
HALF, LOG_2 = Number(Fraction(1, 2)), call("log", Number(Fraction(2)))


@dataclass(frozen=True)
class Bound:
    """That ``above`` is at least a ``member``: a ``term`` that is above − member, and the lemmas that say so."""

    above: Scalar
    member: Scalar
    term: Scalar
    strict: bool
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True)
class Tangent:
    """What lies below f(y): f(y) − value ∓ slope·(y − c) is the ``term`` that is not negative."""

    term: Scalar
    value: Scalar
    slope: Scalar
    use: Use


def by_small_sum(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return a certificate from a bound on one term of a sum, or on an argument of a function."""
    for bound in _bounds(work, relation, depth, prove):
        plain = Certificate((gap(relation),), uses=bound.uses)
        if bound.uses and work.accepts(relation, plain):
            return plain
        certificate = _inverted(work, relation, bound, depth, prove)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def _bounds(work: Work, relation: Relation, depth: int, prove: Prove) -> Iterator[Bound]:
    """Yield what the hypotheses say of the terms of sums at the goal's indices, and of values of functions."""
    here = sorted(free_indices(relation), key=lambda index: (index.kind, index.name))
    count = 0
    for hypothesis in work.given:
        if not isinstance(hypothesis, Relation) or not is_ordered(hypothesis):
            continue
        whole = addends(gap(hypothesis))
        for place, one in enumerate(whole):
            if one.number >= 0 or count >= MOST_BOUNDS:
                continue
            others = [*whole[:place], *whole[place + 1 :]]
            found = (
                *_of_a_sum(work, hypothesis, one, others, here, depth, prove),
                *_of_a_value(hypothesis, one, others, here),
            )
            count += len(found)
            yield from found


def _of_a_sum(
    work: Work, hypothesis: Relation, one: Addend, others: list[Addend], here: list[Index], depth: int, prove: Prove
) -> Iterator[Bound]:
    signs = work.signs()
    sums = [factor for factor in one.factors if isinstance(factor, Sum) and not free_indices(factor)]
    indices = [index for index in here if sums and index.kind == sums[0].index.kind]
    if len(sums) != 1 or not indices:
        return
    total, known = sums[0], list[Use]()
    if not signs.nonnegative(total.body):
        # such as log(1 + e^-u), which is not negative, but not by its form
        if not isinstance(total.body, Apply) or not (name := prove(work, total.body >= 0, depth - 1)):
            return
        known.append(use(name))
    beside = [factor for factor in one.factors if factor is not total]
    if not all(map(signs.positive, beside)):
        return
    undone = product_of((Number(-1 / one.number), *map(_inverse, beside)))
    above = product_of((undone, sum_of(other.tree for other in others)))
    for index in indices:
        member = substitute(total.body, {total.index: index})
        stated = at_least(above, member, strict=is_strict(hypothesis))
        certificate = Certificate((product_of((undone, gap(hypothesis))), total - member), uses=tuple(known))
        if work.accepts(stated, certificate):
            name = work.here(stated, certificate, called="a term of a small sum")
            yield Bound(above, member, gap(stated), is_strict(hypothesis), (use(name),))


def _of_a_value(hypothesis: Relation, one: Addend, others: list[Addend], here: list[Index]) -> Iterator[Bound]:
    if len(one.factors) != 1 or not isinstance(one.factors[0], Apply):
        return
    share = Number(-1 / one.number)
    parts = (product_of((share, sum_of(o.tree for o in others))), one.factors[0], product_of((share, gap(hypothesis))))
    slots = sorted(free_indices(hypothesis), key=lambda index: (index.kind, index.name))
    if len(slots) > 1:
        return
    for index in [index for index in here if index.kind == slots[0].kind] if slots else (None,):
        above, member, term = (part if index is None else substitute(part, {slots[0]: index}) for part in parts)
        yield Bound(above, member, term, is_strict(hypothesis))


def _inverse(e: Scalar) -> Scalar:
    undoes = isinstance(e, Pow) and e.exponent == -1 and isinstance(e.base, Size)
    return e.base if undoes and isinstance(e, Pow) else Pow(e, Fraction(-1))


def _inverted(work: Work, relation: Relation, bound: Bound, depth: int, prove: Prove) -> Certificate | None:
    read = _read(bound.member)
    if read is None:
        return None
    rising, y = read
    normal = work.signs().normaliser
    try:
        at = normal.of(gap(relation) + y if rising else y - gap(relation))
        own = {atom for monomial in normal.of(y) for atom, _ in monomial}
    except InputError:
        return None
    if any(atom in own for monomial in at for atom, _ in monomial):
        return None  # the goal does not compare this argument with something else
    tangent = _tangent(work, bound.member, y, of_polynomial(at) if at else None)
    if tangent is None:
        return None
    terms, uses = [tangent.term, bound.term], [tangent.use, *bound.uses]
    if freeze(normal.of(tangent.value)) != freeze(normal.of(bound.above)):
        strict = is_strict(relation) and not bound.strict
        if not (name := prove(work, at_least(tangent.value, bound.above, strict=strict), depth - 1)):
            return None
        terms.append(tangent.value - bound.above)
        uses.append(use(name))
    return Certificate(tuple(terms), multiplier=tangent.slope, uses=tuple(uses))


def _read(member: Scalar) -> tuple[bool, Scalar] | None:
    """Return whether a convex function rises, and its argument."""
    match member:
        case Apply("ell", (y,)):
            return False, y
        case Apply("exp" | "softplus", (y,)):
            return True, y
        case Apply("log", (Add((Number(value), Apply("exp", (y,)))),)) if value == 1:
            return True, y
    return None


def _tangent(work: Work, member: Scalar, y: Scalar, c: Scalar | None) -> Tangent | None:
    """Return the tangent of a function at c, which is 0 where it is None."""
    if isinstance(member, Apply) and member.function == "exp":
        value = exponential(c) if c is not None else Number(Fraction(1))
        name = work.real(call("exp", X) >= M * (1 + X - call("log", M)), (M > 0,), called="tangent of the convex exp")
        term = member - value * (1 + y - call("log", value))
        return Tangent(term, value, value, use(name, {X: y, M: value})) if name else None
    if c is None:
        way = Number(Fraction(-1, 2)) if isinstance(member, Apply) and member.function == "ell" else HALF
        name = work.real(_at(member, X) >= LOG_2 + way * X, called="tangent of the loss at 0")
        return Tangent(member - (LOG_2 + way * y), LOG_2, HALF, use(name, {X: y})) if name else None
    if not isinstance(member, Apply) or member.function == "log":
        return None
    bent = Bent(member.function)
    used = bent.used(work, y, c)
    slope = call("sigmabar" if member.function == "ell" else "sigmoid", c)
    return None if used is None else Tangent(bent.tangent(y, c), bent.at(c), slope, used)


def _at(member: Scalar, x: Scalar) -> Scalar:
    """Return a function that ``_read`` knows at another argument."""
    if isinstance(member, Apply) and member.function == "log":
        return call("log", 1 + call("exp", x))
    return Apply(member.function, (x,)) if isinstance(member, Apply) else member
