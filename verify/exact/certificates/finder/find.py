"""The method *found certificate*: finds certificates for inequalities in finitely many quantities, for all n, P and d.

An inequality without a certificate, or with one that was rejected, is brought to normal form: a polynomial in atoms
such as γ, ⟨w, z_i⟩, σ̄(…), ‖w‖² and connected sums Σ_ij … (see ``atoms``). Sought are a multiplier m > 0 and terms with

    m · (greater − smaller) = Σ_k c_k · Σ_{i,j,…} q_k · g_k · h_k · (…)_k²,      c_k > 0,

q a monomial that is nonnegative by its form, g and h facts (hypotheses, lemmas, Rayleigh bounds, extrema beside their
bodies), the square one of a combination of monomials, or ‖…‖² of a combination of vectors. The sums run over samples
and patches, so that Chebyshev's sum inequality and squares over pairs are proved for all n at once.

1. *blocks*: candidates are read off the goal: its sums are opened over labels, its monomials divided by terms of the
   facts and split into q·b² (``blocks``, ``opened_sums``); a layer cake is tried where a family
   stands inside maxima; multipliers clear denominators and turn √x − √y into x − y (``multipliers``).
2. *linear*: a nonnegative combination of q·g·h·b² and q·g·h·(b ± b′)² (``linear``); needs no solver.
3. *squares*: positive semidefinite Gram matrices, where clarabel and scipy are installed (``squares``).

**Sound**, because none of this is trusted. What is found is an ordinary ``Certificate``, and it counts only after
``check_certificate`` has accepted it: the identity by exact normal forms, each term and the multiplier by the rules for
signs, each part by the rule on where it is defined. Floats only choose which candidates take part. The evidence is that
of a certificate, and is checked again by the same independent re-checker. A search that fails proves nothing.

The search has a share of work that is counted in products formed, not in seconds, so that the same claim gives the same
evidence on a fast and on a slow machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verify.claims.claim import Certificate, Claim
from verify.claims.evidence import INSTALL_SOLVER
from verify.errors import InputError
from verify.exact.certificates.checker import Premises, Rejection, check_certificate, premises
from verify.exact.certificates.finder.blocks import Block, Candidates, Combination, Fuel, OutOfFuel
from verify.exact.certificates.finder.multipliers import denominators, filled, multipliers
from verify.exact.certificates.finder.nonnegative_combinations import nonnegative_combination
from verify.exact.certificates.finder.squares import Gram, solver_is_there, sums_of_squares
from verify.exact.certificates.finder.terms import ONE, of_polynomial, product_of, sum_of
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup
from verify.exact.sums.atoms import (
    Polynomial,
    add,
    as_monomial,
    constant,
    freeze,
    label_of,
    times,
)
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.tree import Apply, Indexed, Number, Scalar
from verify.statement.walk import free_indices, subtrees

MOST_GOAL, MOST_SUPPORT, MOST_COLUMNS, MOST_PAIRED, MOST_POSITIVE, MOST_BESIDE = 60, 180, 500, 8, 8, 60
SCALES = ((1, -1), (1, 1), (1, -2), (1, 2), (2, -1), (2, 1))

Proposal = tuple[tuple[Scalar, ...], Scalar | None]


@dataclass(frozen=True)
class Column:
    """A candidate term with its normal form."""

    block: Block
    combination: Combination
    form: Polynomial


def find_certificate(
    claim: Claim, conclusion: int, lookup: Lookup, hint: Certificate | None = None, fuel: Fuel | None = None
) -> Certificate | None:
    """Return a certificate that proves an inequality of a claim, or None where none is found.

    The lemmas, vectors and layer cake of a ``hint`` are used, its terms are not. Searches that share ``fuel`` end where
    that is used up. Raises InputError where the claim has
    no normal form.

    >>> from verify.author import claim, n, samples, family, total
    >>> from verify.statement.readings.notation import to_text
    >>> i, j = samples("i j"); a = lambda k: family("a", k)
    >>> mean_square = claim("mean-square", n * total(i, a(i) ** 2) >= total(i, a(i)) ** 2)
    >>> found = find_certificate(mean_square, 0, lambda id, form: None)
    >>> [to_text(term) for term in found.terms]
    ['Σ_i n·(a_i - (Σ_k1_0 a_k1_0)/n)²']
    """
    knowledge = Knowledge.of(lookup)
    for start in _starts(claim, conclusion, hint):
        given = premises(claim, conclusion, start, knowledge)
        if isinstance(given, Rejection):
            continue
        for terms, multiplier in _proposals(claim, conclusion, given, fuel):
            found = replace(start, terms=terms, multiplier=multiplier)
            if check_certificate(claim, conclusion, found, knowledge) is None:
                return found
    return None


def nothing_found() -> str:
    """Return in words what was looked for in vain."""
    if solver_is_there():
        return "no certificate found"
    return f"no certificate found (without clarabel no sum of squares was looked for: {INSTALL_SOLVER})"


def _starts(claim: Claim, conclusion: int, hint: Certificate | None) -> Iterator[Certificate]:
    """Yield certificates that lack their terms: layer cakes first, as they come with more facts."""
    base = replace(hint, terms=(), multiplier=None) if hint else Certificate(())
    statement = claim.plain
    relation = statement.conclusions[conclusion]
    if base.layer_cake is None and relation.operator in ("<=", ">="):
        families = dict.fromkeys(
            part.name
            for found in subtrees(relation)
            if isinstance(found, Apply) and found.function == "max"
            for part in found.arguments
            if isinstance(part, Indexed)
        )
        yield from (replace(base, layer_cake=family) for family in families)
    if not base.rayleigh and sum(isinstance(h, Spectrum) for h in statement.hypotheses) == 1:
        spanned = [h.vector for h in statement.hypotheses if isinstance(h, InSpan)]
        base = replace(base, rayleigh=tuple(vector for vector in spanned if not vector.indices))
    yield base


def _proposals(claim: Claim, conclusion: int, given: Premises, fuel: Fuel | None) -> Iterator[Proposal]:
    """Yield terms and multipliers that may be a certificate."""
    normal = given.domain.signs.normaliser
    goal = given.reduce(normal.of(given.difference))
    if len(goal) > MOST_GOAL:
        return
    if not goal and not given.strict:
        yield (), None
        return
    indices = sorted(free_indices(claim.plain.conclusions[conclusion]), key=lambda index: (index.kind, index.name))
    labels_here = tuple(label_of(index.name, index.kind) for index in indices)
    asked = frozenset(atom for monomial in goal for atom, _ in monomial)
    candidates = Candidates(given, labels_here, together=fuel, asked=asked)
    try:
        yield from _searched(candidates, goal)
    except (OutOfFuel, InputError):
        # an InputError says that a product or a sum has grown too large: that, too, ends the search
        return


def _searched(candidates: Candidates, goal: Polynomial) -> Iterator[Proposal]:
    goals = _multiplied(candidates, goal)
    wider: dict[int, Polynomial] = {}
    for stage, number in _stages(len(goals)):
        whole, shown = goals[number]
        support = filled(whole) if stage == "dense" else whole
        if stage in ("wider", "beyond"):
            support = wider.get(number, {})
        if not 0 < len(support) <= MOST_SUPPORT:
            continue
        if stage in ("squares", "dense"):
            yield from ((terms, shown) for terms in _squares(candidates, support, whole))
        if stage != "squares":
            columns = _columns(candidates, candidates.blocks(support, pairs=stage in ("pairs", "beyond")))
            yield from ((terms, _product(shown, factor)) for terms, factor in _combined(candidates, columns, whole))
        if stage == "facts" or (stage == "pairs" and len(columns) <= MOST_BESIDE):
            wider[number] = {**whole, **{m: Fraction(1) for column in columns for m in column.form}}


def _multiplied(candidates: Candidates, goal: Polynomial) -> list[tuple[Polynomial, Scalar | None]]:
    """Return the goal times each multiplier that is positive by the rules, with the multiplier as an expression."""
    signs = candidates.given.domain.signs
    clearing = denominators(goal, lambda atom: atom[0] == "root")
    cleared = signs.normaliser.over((), times(goal, as_monomial(clearing)))
    goals: list[tuple[Polynomial, Scalar | None]] = []
    for multiplier in multipliers(candidates, cleared):
        shown = product_of((candidates.tree(clearing), _shown(candidates, multiplier)))
        if signs.positive(shown):
            goals.append((signs.normaliser.over((), times(cleared, multiplier)), None if shown == ONE else shown))
    return goals or [(goal, None)]


def _stages(count: int) -> Iterator[tuple[str, int]]:
    """Yield what is tried with which multiplier: the cheap and likely first."""
    others = range(1, count)
    yield from (("facts", 0), ("wider", 0))
    yield from (("facts", number) for number in others)
    # beyond: squares that only a product of two facts brings in, as t·x² in (p − 1 − t·x)·(1 + x)
    yield from (("squares", 0), ("dense", 0), ("pairs", 0), ("beyond", 0))
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
    candidates.burn(sum(len(gram.entries) for gram in grams) * 0.2)
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


def _columns(candidates: Candidates, blocks: Sequence[Block]) -> list[Column]:
    """Return the squares of single elements and of small combinations of two, different ones only."""
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
    """Yield terms that add up to a multiple of the goal, with that multiple."""
    forms, strict = [column.form for column in columns], candidates.given.strict
    positive = candidates.given.domain.signs.positive

    def terms_of(chosen: Iterable[tuple[int, Fraction]]) -> tuple[Scalar, ...]:
        return tuple(term for j, c in chosen for term in candidates.term(columns[j].block, columns[j].combination, c))

    candidates.burn(len(columns) * 0.05)
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
