"""The method *polynomials*: finds certificates for inequalities in finitely many quantities, for all n, P and d."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verify.claims.claim import Certificate, Claim
from verify.exact.atoms import Monomial, Polynomial, add, as_monomial, constant, freeze, label_of, times
from verify.exact.certificate import Lookup, Premises, Rejection, check_certificate, premises
from verify.exact.polynomials_blocks import Block, Candidates, Combination
from verify.exact.polynomials_linear import nonnegative_combination
from verify.exact.polynomials_terms import of_polynomial
from verify.statement.symbolic import derive
from verify.statement.tree import Index, Indexed, InSpan, Apply, Scalar, Spectrum, Vector
from verify.statement.walk import descend, free_indices

MOST_GOAL, MOST_COLUMNS, MOST_PAIRED, MOST_POSITIVE, MOST_MULTIPLIERS = 60, 500, 8, 8, 5
SCALES = ((1, -1), (1, 1), (1, -2), (1, 2), (2, -1), (2, 1))


@dataclass(frozen=True)
class Column:
    """A candidate term with its normal form."""

    block: Block
    combination: Combination
    form: Polynomial

    def term(self, scale: Fraction) -> Scalar:
        """Return the term, scaled, as an expression."""
        return self.block.term(self.combination, scale)


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


def _starts(claim: Claim, conclusion: int, hint: Certificate | None) -> Iterator[Certificate]:
    base = replace(hint, terms=(), multiplier=None) if hint else Certificate(())
    statement = claim.statement
    if not base.rayleigh and sum(isinstance(h, Spectrum) for h in statement.hypotheses) == 1:
        spanned = [h.vector for h in statement.hypotheses if isinstance(h, InSpan)]
        yield replace(base, rayleigh=tuple(vector for vector in spanned if not vector.indices))
    else:
        yield base
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
    for multiplier in _multipliers(given, goal):
        whole = normal.over((), times(goal, multiplier))
        shown = None if multiplier == constant(1) else of_polynomial(multiplier)
        for pairs in (False, True):
            columns = _columns(candidates, candidates.blocks(whole, pairs=pairs))
            for terms, factor in _combined(given, columns, whole):
                yield terms, _product(shown, factor)
            more = set(whole) | {m for column in columns for m in column.form}
            if pairs or len(more) > 3 * MOST_GOAL:
                continue
            columns = _columns(candidates, candidates.blocks(more, pairs=False))
            for terms, factor in _combined(given, columns, whole):
                yield terms, _product(shown, factor)


def _product(shown: Scalar | None, factor: Fraction) -> Scalar | None:
    if factor == 1:
        return shown
    return of_polynomial(constant(factor)) if shown is None else factor * shown


def _multipliers(given: Premises, goal: Polynomial) -> Iterator[Polynomial]:
    yield constant(1)


def _columns(candidates: Candidates, blocks: Sequence[Block]) -> list[Column]:
    made: dict[object, Column] = {}
    for block in blocks:
        count = len(block.elements)
        gram = {}
        for a in range(count):
            unit = tuple(Fraction(k == a) for k in range(count))
            gram[a, a] = candidates.gram(block, block.elements[a], block.elements[a])
            _enter(made, Column(block, unit, gram[a, a]))
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
    given: Premises, columns: Sequence[Column], goal: Polynomial
) -> Iterator[tuple[tuple[Scalar, ...], Fraction]]:
    forms = [column.form for column in columns]
    found = nonnegative_combination(forms, goal)
    if found is not None:
        terms = tuple(columns[j].term(c) for j, c in found.items())
        if not given.strict or any(map(given.domain.signs.positive, terms)):
            yield terms, Fraction(1)
            return
    if not given.strict:
        return
    positive = [column for column in columns if given.domain.signs.positive(column.term(Fraction(1)))]
    # goal·m = positive + Σ c·column, for a multiplier m > 0 yet unknown
    negated = [times(form, constant(-1)) for form in forms]
    for column in positive[:MOST_POSITIVE]:
        found = nonnegative_combination([goal, *negated], column.form)
        if found is not None and 0 in found:
            terms = tuple(columns[j - 1].term(c) for j, c in found.items() if j)
            yield (column.term(Fraction(1)), *terms), found[0]
