"""The method *polynomials*: finds certificates for inequalities in finitely many quantities, for all n, P and d."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod

from verify.claims.claim import Certificate, Claim
from verify.exact.atoms import (
    Atom,
    Monomial,
    Polynomial,
    add,
    as_monomial,
    constant,
    freeze,
    label_of,
    merge,
    of_atom,
    order,
    times,
)
from verify.exact.certificate import Lookup, Premises, Rejection, check_certificate, premises
from verify.exact.polynomials_blocks import Block, Candidates, Combination, OutOfFuel
from verify.exact.polynomials_linear import nonnegative_combination
from verify.exact.polynomials_squares import Gram, solver_is_there, sums_of_squares
from verify.exact.polynomials_terms import ONE, of_polynomial, product_of, sum_of
from verify.statement.symbolic import derive
from verify.statement.tree import Apply, Indexed, InSpan, Number, Scalar, Spectrum
from verify.statement.walk import descend, free_indices

MOST_GOAL, MOST_COLUMNS, MOST_PAIRED, MOST_POSITIVE, MOST_FACTORS = 60, 500, 8, 8, 6
MOST_LOOSE, MOST_DENSE_ATOMS, MOST_DENSE = 3, 4, 60
SCALES = ((1, -1), (1, 1), (1, -2), (1, 2), (2, -1), (2, 1))


@dataclass(frozen=True)
class Column:
    """A candidate term with its normal form."""

    block: Block
    combination: Combination
    form: Polynomial


def find_certificate(
    claim: Claim, conclusion: int, lookup: Lookup, hint: Certificate | None = None
) -> Certificate | None:
    """Return a certificate that proves an inequality of a claim, or None where none is found."""
    for start in _starts(claim, conclusion, hint):
        given = premises(claim, conclusion, start, lookup)
        if isinstance(given, Rejection):
            continue
        for terms, multiplier in _proposals(claim, conclusion, given):
            found = replace(start, terms=terms, multiplier=multiplier)
            if check_certificate(claim, conclusion, found, lookup) is None:
                return found
    return None


def nothing_found() -> str:
    """Return in words what was looked for in vain."""
    if solver_is_there():
        return "no certificate found"
    return "no certificate found (without clarabel no sum of squares was looked for: install 'bnverify[polynomials]')"


def _starts(claim: Claim, conclusion: int, hint: Certificate | None) -> Iterator[Certificate]:
    """Yield certificates that lack their terms: layer cakes first, as they come with more facts."""
    base = replace(hint, terms=(), multiplier=None) if hint else Certificate(())
    statement = claim.statement
    relation = statement.conclusions[conclusion]
    if base.layer_cake is None and relation.operator in ("<=", ">="):
        families = dict.fromkeys(
            part.name
            for found in descend(relation)
            if isinstance(found, Apply) and found.function == "max"
            for part in found.arguments
            if isinstance(part, Indexed)
        )
        yield from (replace(base, layer_cake=family) for family in families)
    if not base.rayleigh and sum(isinstance(h, Spectrum) for h in statement.hypotheses) == 1:
        spanned = [h.vector for h in statement.hypotheses if isinstance(h, InSpan)]
        base = replace(base, rayleigh=tuple(vector for vector in spanned if not vector.indices))
    yield base


def _proposals(claim: Claim, conclusion: int, given: Premises) -> Iterator[tuple[tuple[Scalar, ...], Scalar | None]]:
    normal = given.domain.signs.normaliser
    goal = given.reduce(normal.of(derive(given.difference)))
    if len(goal) > MOST_GOAL:
        return
    if not goal and not given.strict:
        yield (), None
        return
    statement = claim.statement
    taken = frozenset(
        index
        for part in (*statement.conclusions, *statement.hypotheses)
        for node in descend(part)
        for index in (*free_indices(node), *getattr(node, "indices", ()))
    )
    free = tuple(
        label_of(i.name, i.kind)
        for i in sorted(free_indices(statement.conclusions[conclusion]), key=lambda i: (i.kind, i.name))
    )
    candidates = Candidates(given, free, taken)
    try:
        yield from _searched(candidates, goal)
    except OutOfFuel:
        return


def _searched(candidates: Candidates, goal: Polynomial) -> Iterator[tuple[tuple[Scalar, ...], Scalar | None]]:
    normal = candidates.given.domain.signs.normaliser
    clearing = _denominators(goal, lambda atom: atom[0] == "root")
    cleared = normal.over((), times(goal, as_monomial(clearing)))
    multipliers = []
    for multiplier in _multipliers(candidates, cleared):
        shown = product_of((candidates.tree(clearing), _shown(candidates, multiplier)))
        if candidates.given.domain.signs.positive(shown):
            multipliers.append((normal.over((), times(cleared, multiplier)), None if shown == ONE else shown))
    if not multipliers:
        multipliers = [(goal, None)]
    wider: dict[int, Polynomial] = {}
    for stage, number in _stages(len(multipliers)):
        whole, shown = multipliers[number]
        support = wider.get(number, {}) if stage == "wider" else _filled(whole) if stage == "dense" else whole
        if len(support) > 3 * MOST_GOAL:
            continue
        if not support:
            continue
        if stage in ("squares", "dense"):
            yield from ((terms, shown) for terms in _squares(candidates, support, whole))
        if stage == "squares":
            continue
        columns = _columns(candidates, candidates.blocks(support, pairs=stage == "pairs"))
        for terms, factor in _combined(candidates, columns, whole):
            yield terms, _product(shown, factor)
        if stage == "facts":
            wider[number] = {**whole, **{m: Fraction(1) for column in columns for m in column.form}}


def _filled(goal: Polynomial) -> Polynomial:
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


def _stages(count: int) -> Iterator[tuple[str, int]]:
    """Yield what is tried with which multiplier: the cheap and likely first."""
    others = range(1, count)
    yield from (("facts", 0), ("wider", 0))
    yield from (("facts", number) for number in others)
    yield from (("squares", 0), ("dense", 0), ("pairs", 0))
    yield from (("squares", number) for number in others)
    yield from (("wider", number) for number in others)
    yield from (("dense", number) for number in others)
    yield from (("pairs", number) for number in others)


def _squares(candidates: Candidates, support: Polynomial, goal: Polynomial) -> Iterator[tuple[Scalar, ...]]:
    """Yield the terms of sums of squares, where a solver is installed."""
    if not solver_is_there():
        return
    blocks = [candidates.closed(block) for block in candidates.blocks(support, pairs=True) if not block.free]
    grams = []
    for block in blocks:
        count = len(block.elements)
        units = tuple(tuple(Fraction(k == a) for k in range(count)) for a in range(count))
        entries = {
            (a, b): candidates.gram(block, block.elements[a], block.elements[b])
            for a in range(count)
            for b in range(a, count)
        }
        grams.append(Gram(units, entries))
    found = sums_of_squares(grams, goal)
    if found is not None:
        yield tuple(
            term
            for block, squares in zip(blocks, found, strict=True)
            for d, combination in squares
            for term in candidates.term(block, combination, d)
        )


def _shown(candidates: Candidates, multiplier: Polynomial) -> Scalar:
    return sum_of(product_of((Number(c), candidates.tree(m))) for m, c in multiplier.items())


def _product(shown: Scalar | None, factor: Fraction) -> Scalar | None:
    if factor == 1:
        return shown
    return of_polynomial(constant(factor)) if shown is None else factor * shown


def _multipliers(candidates: Candidates, goal: Polynomial) -> Iterator[Polynomial]:
    """Yield what a goal may be multiplied by: √x + √y for √x − √y, its monomials and atoms, and products of these."""
    normal = candidates.given.domain.signs.normaliser
    bases = [constant(1)]
    if any(e.denominator != 1 or atom[0] == "root" or atom[:2] == ("function", "abs") for m in goal for atom, e in m):
        common = _common(goal)
        bases.append({merge((*m, *common)): abs(c) for m, c in goal.items()})
    positive = lambda atom: candidates.nonnegative(atom, strict=True)  # noqa: E731
    factors = [as_monomial(_denominators(goal, positive))]
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


def _denominators(goal: Polynomial, counts: Callable[[Atom], bool]) -> Monomial:
    """Return the least monomial that clears the negative powers of the atoms that count."""
    needed: dict[Atom, Fraction] = {}
    for monomial in goal:
        for atom, e in monomial:
            if e < 0 and counts(atom):
                needed[atom] = max(needed.get(atom, Fraction(0)), -e)
    return merge(needed.items())


def _columns(candidates: Candidates, blocks: Sequence[Block]) -> list[Column]:
    made: dict[object, Column] = {}
    for block in blocks:
        count = len(block.elements)
        gram = {}
        for a in range(count):
            unit = tuple(Fraction(k == a) for k in range(count))
            gram[a, a] = candidates.gram(block, block.elements[a], block.elements[a])
            _enter(made, Column(block, unit, gram[a, a]))
            if block.free:
                _enter(made, Column(block, (Fraction(-1),), times(gram[a, a], constant(-1))))
            if len(made) >= MOST_COLUMNS:
                return list(made.values())
        if count > MOST_PAIRED:
            continue
        for a in range(count):
            for b in range(a + 1, count):
                cross = candidates.gram(block, block.elements[a], block.elements[b])
                for first, second in SCALES:
                    combination = tuple(Fraction(first * (k == a) + second * (k == b)) for k in range(count))
                    form = add(
                        add(times(gram[a, a], constant(first**2)), times(gram[b, b], constant(second**2))),
                        times(cross, constant(2 * first * second)),
                    )
                    _enter(made, Column(block, combination, form))
            if len(made) >= MOST_COLUMNS:
                return list(made.values())
    return list(made.values())


def _enter(made: dict[object, Column], column: Column) -> None:
    if column.form:
        made.setdefault(freeze(column.form), column)


def _combined(
    candidates: Candidates, columns: Sequence[Column], goal: Polynomial
) -> Iterator[tuple[tuple[Scalar, ...], Fraction]]:
    forms, strict = [column.form for column in columns], candidates.given.strict
    positive = candidates.given.domain.signs.positive

    def terms_of(chosen: Iterable[tuple[int, Fraction]]) -> tuple[Scalar, ...]:
        return tuple(term for j, c in chosen for term in candidates.term(columns[j].block, columns[j].combination, c))

    found = nonnegative_combination(forms, goal)
    if found is not None:
        terms = terms_of(found.items())
        if not strict or any(map(positive, terms)):
            yield terms, Fraction(1)
            return
    if not strict:
        return
    # goal·m = positive + Σ c·column, for a multiplier m > 0 yet unknown
    negated = [times(form, constant(-1)) for form in forms]
    tried = 0
    for k, column in enumerate(columns):
        shown = terms_of([(k, Fraction(1))])
        if tried < MOST_POSITIVE and any(map(positive, shown)):
            tried += 1
            found = nonnegative_combination([goal, *negated], column.form)
            if found is not None and 0 in found:
                yield (*shown, *terms_of((j - 1, c) for j, c in found.items() if j)), found[0]
