"""Goals that separate: a sum or a product of inequalities in separate variables is proved part by part.

f(x) + g(y) ≥ c            from  f(x) ≥ a and g(y) ≥ c − a; floats propose a
f(x)·g(y) ≥ F(x)·G(y)      from  f(x) ≥ F(x) ≥ 0 and g(y) ≥ G(y), g(y) ≥ 0
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from verify.claims.claim import Certificate
from verify.errors import InputError
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.exact.lemmas.addends import Addend, addends, split
from verify.exact.lemmas.work import Work, at_least, gap, is_strict, sides, use
from verify.statement.readings.arrays import program_of
from verify.statement.tree import Indexed, Mul, Named, Relation, Scalar, Symbol, Vector
from verify.statement.walk import subtrees

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

MOST_GROUPS, POINTS, ROUNDS = 4, 400, 30


def by_separation(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return the certificate that puts the parts of a sum or of a product together."""
    for way in (_sum, _product):
        certificate = way(work, relation, depth, prove)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def variables(e: Scalar) -> frozenset[str]:
    """Return the names of the symbols, families and vectors in an expression."""
    return frozenset(found.name for found in subtrees(e) if isinstance(found, Symbol | Indexed | Vector))


def groups(parts: Iterable[Scalar]) -> list[list[int]]:
    """Return the places of parts that share variables, directly or through others; a number is in no group.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.tree import scalar
    >>> x, y, z = symbols("x y z")
    >>> groups([x, y, x * z, scalar(2)])
    [[1], [0, 2]]
    """
    made: list[tuple[frozenset[str], list[int]]] = []
    for place, part in enumerate(parts):
        names, members = variables(part), [place]
        if not names:
            continue
        for other in [group for group in made if group[0] & names]:
            names, members = names | other[0], other[1] + members
            made.remove(other)
        made.append((names, members))
    return [members for _, members in made]


def separates(relation: Relation) -> bool:
    """Tell whether the addends of a goal, or the factors of its sides, fall into groups without common variables.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, y = symbols("x y")
    >>> separates(exp(x) + y**2 >= 1 + x), separates(exp(x) * y >= x), separates(exp(x + y) >= x + y)
    (True, True, False)
    """
    factors = [factor for side in sides(relation) for factor in _factors(side)]
    return len(groups(one.tree for one in addends(gap(relation)))) > 1 or len(groups(factors)) > 1


def _sum(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    whole = addends(gap(relation))
    found = groups(one.tree for one in whole)
    if not 2 <= len(found) <= MOST_GROUPS:
        return None
    constants = [one for one in whole if not variables(one.tree)]
    if any(one.factors for one in constants):
        return None  # such as log 2 or n
    number = sum((one.number for one in constants), Fraction(0))
    parts = [[whole[place] for place in members] for members in found]
    lows = [_lowest(sum_of(one.tree for one in part)) for part in parts[:-1]]
    shares = [Fraction(-low).limit_denominator(12) if low is not None else Fraction(0) for low in lows]
    shares.append(number - sum(shares))
    uses, terms = [], []
    for position, (part, share) in enumerate(zip(parts, shares, strict=True)):
        greater, smaller = split([*part, Addend(share, ())] if share else part)
        stated = at_least(greater, smaller, strict=is_strict(relation) and position == 0)
        if not (name := prove(work, stated, depth - 1)):
            return None
        uses.append(use(name))
        terms.append(gap(stated))
    return Certificate(tuple(terms), uses=tuple(uses))


def _lowest(e: Scalar) -> float | None:
    """Return about the least value that floats see of an expression in real variables."""
    names = sorted(variables(e))
    if any(isinstance(found, Indexed | Vector) for found in subtrees(e)):
        return None
    try:
        program = program_of([e])
    except InputError:
        return None
    rng = np.random.default_rng(0)
    center, width, best = dict.fromkeys(names, 0.0), 4.0, float("inf")
    for _ in range(ROUNDS):
        values = {name: center[name] + width * rng.standard_normal(POINTS) for name in names}
        with np.errstate(all="ignore"):
            found = np.asarray(
                program.run({Symbol(name): values[name] for name in names}, samples=1, patches=1)[0], dtype=float
            )
        if np.all(np.isnan(found)):
            return None
        place = int(np.nanargmin(found))
        if found[place] < best:
            best, center = float(found[place]), {name: float(values[name][place]) for name in names}
        width *= 0.6
    return best if np.isfinite(best) else None


def _product(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    left, right = (_factors(side) for side in sides(relation))
    found = groups([*left, *right])
    if is_strict(relation) or not 2 <= len(found) <= MOST_GROUPS:
        return None
    numbers = [product_of(factor for factor in factors if not variables(factor)) for factors in (left, right)]
    greater, smaller = [], []
    for members in found:
        greater.append(product_of(left[place] for place in members if place < len(left)))
        smaller.append(product_of(right[place - len(left)] for place in members if place >= len(left)))
    greater[0], smaller[0] = product_of((numbers[0], greater[0])), product_of((numbers[1], smaller[0]))
    signs = work.signs()
    if not all(map(signs.nonnegative, (*greater[1:], *smaller[:-1]))):
        return None
    uses, terms = [], []
    for place, (one, other) in enumerate(zip(greater, smaller, strict=True)):
        if not (name := prove(work, one >= other, depth - 1)):
            return None
        uses.append(use(name))
        terms.append(product_of((*smaller[:place], one - other, *greater[place + 1 :])))
    return Certificate(tuple(terms), uses=tuple(uses))


def _factors(e: Scalar) -> list[Scalar]:
    if isinstance(e, Named):
        return _factors(e.body)
    return list(e.factors) if isinstance(e, Mul) else [e]
