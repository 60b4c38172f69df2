"""What a goal is multiplied by before its terms are looked for, and the monomials that stand between its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import prod

from verify.exact.certificates.finder.blocks import Candidates
from verify.exact.sums.atoms import (
    Atom,
    Monomial,
    Polynomial,
    add,
    as_monomial,
    constant,
    freeze,
    merge,
    of_atom,
    order,
    times,
)

MOST_FACTORS, MOST_LOOSE = 6, 3
MOST_DENSE_ATOMS, MOST_DENSE = 4, 60


def multipliers(candidates: Candidates, goal: Polynomial) -> Iterator[Polynomial]:
    """Yield what a goal may be multiplied by: √x + √y for √x − √y, its monomials and atoms, and products of these."""
    normal = candidates.given.domain.signs.normaliser
    bases = [constant(1)]
    if any(e.denominator != 1 or atom[0] == "root" or atom[:2] == ("function", "abs") for m in goal for atom, e in m):
        common = _common(goal)
        bases.append({merge((*m, *common)): abs(c) for m, c in goal.items()})

    def positive(atom: Atom) -> bool:
        return candidates.nonnegative(atom, strict=True)

    factors = [as_monomial(denominators(goal, positive))]
    factors += [as_monomial(tuple((a, e) for a, e in m if e > 0 and positive(a))) for m, c in goal.items() if c > 0]
    factors += [of_atom(a) for a in dict.fromkeys(a for m in goal for a, _ in m if a[0] != "size" and positive(a))]
    loose = [
        a for a in dict.fromkeys(a for m in goal for a, _ in m) if a[0] == "symbol" and not candidates.nonnegative(a)
    ]
    if 0 < len(loose) <= MOST_LOOSE:
        factors.append(add(constant(1), {((a, Fraction(2)),): Fraction(1) for a in loose}))
    tried = {freeze(constant(1)): constant(1)} | {freeze(factor): factor for factor in factors}
    made = [normal.over((), times(base, factor)) for factor in [*tried.values()][:MOST_FACTORS] for base in bases]
    yield from {freeze(multiplier): multiplier for multiplier in made}.values()


def _common(goal: Polynomial) -> Monomial:
    """Return the monomial that divides all others out of a goal: the inverse of their greatest common divisor."""
    exponents = [dict(monomial) for monomial in goal]
    atoms = set().union(*exponents)
    return merge((atom, -min(found.get(atom, Fraction(0)) for found in exponents)) for atom in atoms)


def denominators(goal: Polynomial, counts: Callable[[Atom], bool]) -> Monomial:
    """Return the least monomial that clears the negative powers of the atoms that count."""
    needed: dict[Atom, Fraction] = {}
    for monomial in goal:
        for atom, e in monomial:
            if e < 0 and counts(atom):
                needed[atom] = max(needed.get(atom, Fraction(0)), -e)
    return merge(needed.items())


def filled(goal: Polynomial) -> Polynomial:
    """Return a small goal with the monomials between its own: those with exponents and degree within their ranges."""
    atoms = sorted({atom for monomial in goal for atom, _ in monomial}, key=order)
    exponents = [[dict(monomial).get(atom, Fraction(0)) for atom in atoms] for monomial in goal]
    if not 0 < len(atoms) <= MOST_DENSE_ATOMS or any(e.denominator != 1 for row in exponents for e in row):
        return {}
    ranges = [range(int(min(column)), int(max(column)) + 1) for column in zip(*exponents, strict=True)]
    degrees = [sum(row) for row in exponents]
    if prod(map(len, ranges)) > 20 * MOST_DENSE:
        return {}
    points = [point for point in product(*ranges) if min(degrees) <= sum(point) <= max(degrees)]
    if len(points) > MOST_DENSE:
        return {}
    between = {merge(zip(atoms, map(Fraction, point), strict=True)): Fraction(1) for point in points}
    return {**between, **goal}
