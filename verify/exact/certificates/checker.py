"""The method *certificate*: an inequality proved by an identity whose terms are never negative.

A certificate for ``greater ≥ smaller`` consists of terms and, where it helps, a multiplier, such that

    multiplier · (greater − smaller) = sum of the terms        is an identity for all n, P, d (see ``sums``),

the multiplier is *positive* by the rules below, and each term is *nonnegative* by them. For a strict inequality at
least one term is positive. Hypotheses and lemmas enter as *facts*: expressions known not to be negative.

The rules for *positive* and *nonnegative*, and for facts, stand in ``signs``; those for where an expression is
defined in ``definedness``.

**Layer cake.** Let b ≥ 0 be a family about which the claim assumes nothing else, and let every term of
greater − smaller be free of b but for exactly one factor b_i or max(b_i, b_j, …). As b_i = ∫ 1[b_i > θ] dθ and
max(b_i, b_j) = ∫ max(1[b_i > θ], 1[b_j > θ]) dθ over θ ≥ 0, the difference is the integral of its values at families
of zeros and ones, so it is nonnegative if it is so there. The identity is then checked with max(b_i, b_j) replaced
by b_i + b_j − b_i b_j and b_i² = b_i, and the facts b_i ≥ 0 and 1 − b_i ≥ 0 are added. Only ≥ is concluded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.claims.claim import Certificate, Claim, Use
from verify.exact.certificates.definedness import Domain
from verify.exact.certificates.rayleigh import facts_of_rayleigh
from verify.exact.certificates.signs import Fact, Signs, facts_of, facts_of_relation, oriented
from verify.exact.knowledge import Knowledge
from verify.exact.protocol import Lookup
from verify.exact.sums.atoms import Polynomial, add
from verify.exact.sums.zero_one import idempotent
from verify.statement.formulas import Hypothesis, Statement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import fresh_index, substitute, substitution
from verify.statement.tree import Add, Apply, Indexed, Mul, Named, Number, Relation, Scalar, Sum, Vector, VectorExpr
from verify.statement.walk import family_names, free_indices, rebuild, subtrees


@dataclass(frozen=True)
class Rejection:
    """Why a certificate proves nothing: one line that names the first part that fails."""

    why: str


@dataclass(frozen=True)
class Premises:
    """What the terms of a certificate may rest on, and what they have to add up to.

    ``difference`` is greater − smaller, at zeros and ones of the family of a layer cake; ``reduce`` brings normal
    forms to those of such a family.
    """

    domain: Domain
    difference: Scalar
    strict: bool
    reduce: Callable[[Polynomial], Polynomial]


def premises(claim: Claim, conclusion: int, certificate: Certificate, lookup: Lookup) -> Premises | Rejection:
    """Return what a certificate's lemmas, vectors and layer cake give whatever its terms, or why they give none."""
    statement, relation = claim.plain, claim.plain.conclusions[conclusion]
    if relation.operator not in ("<", "<=", ">", ">="):
        return Rejection("a certificate proves an inequality, and this conclusion is none")
    difference, strict = oriented(relation)
    hypotheses = statement.hypotheses
    reduce: Callable[[Polynomial], Polynomial] = dict
    family = certificate.layer_cake
    if family is not None:
        if (refused := _layer_cake_refused(statement, difference, family)) or strict:
            return Rejection(refused or "a layer cake concludes ≥ only")
        difference = _zero_one(difference, family)
        hypotheses = (*hypotheses, *_zero_one_facts(difference, family))
        reduce = lambda polynomial: idempotent(polynomial, family)  # noqa: E731
    knowledge = Knowledge.of(lookup)
    further = hypotheses[len(statement.hypotheses) :]
    key = ("what hypotheses give to a certificate", statement.hypotheses, further, certificate.rayleigh)
    given = knowledge.once(key, lambda: _given(statement.hypotheses, hypotheses, certificate.rayleigh, knowledge))
    if isinstance(given, Rejection):
        return given
    domain = given.of(relation)
    for use in certificate.uses:
        found = _facts_of_use(use, domain, statement, lookup)
        if isinstance(found, Rejection):
            return found
        domain = domain.knowing(found)
    return Premises(domain, difference, strict, reduce)


def _given(
    hypotheses: tuple[Hypothesis, ...],
    facts: tuple[Hypothesis, ...],
    rayleigh: tuple[VectorExpr, ...],
    known: Knowledge,
) -> Domain | Rejection:
    """Return what hypotheses give, and what is said beside them: the same for all conclusions and certificates."""
    statement, normaliser = Statement((), hypotheses), known.normaliser(facts)
    spectral = facts_of_rayleigh(statement, rayleigh, normaliser)
    if isinstance(spectral, str):
        return Rejection(spectral)
    return Domain(statement, None, Signs(normaliser, (*facts_of(facts, normaliser), *spectral)))


def check_certificate(claim: Claim, conclusion: int, certificate: Certificate, lookup: Lookup) -> Rejection | None:
    """Return None where the certificate proves the conclusion of the claim, else why it does not."""
    given = premises(claim, conclusion, certificate, lookup)
    if isinstance(given, Rejection):
        return given
    multiplier = certificate.multiplier or Number(Fraction(1))
    shown = (multiplier, *certificate.terms, *certificate.rayleigh)
    if (undefined := given.domain.undefined_part(shown)) is not None:
        return Rejection(f"{to_text(undefined)} may be undefined where the claim is defined")
    return _balance(given, multiplier, certificate.terms)


def _balance(given: Premises, multiplier: Scalar, terms: tuple[Scalar, ...]) -> Rejection | None:
    signs = given.domain.signs
    if not signs.positive(multiplier):
        return Rejection("the multiplier is not positive by its form")
    for position, term in enumerate(terms, 1):
        if not signs.nonnegative(term):
            return Rejection(f"term {position} is not nonnegative by its form")
    if given.strict and not any(signs.positive(term) for term in terms):
        return Rejection("no term is positive, and the inequality is strict")
    normal = signs.normaliser
    left = given.reduce(normal.of(multiplier * given.difference))
    right: Polynomial = {}
    for term in terms:
        right = add(right, normal.of(term))
    if not normal.difference_vanishes(left, given.reduce(right)):
        return Rejection("the terms do not add up to multiplier · (greater − smaller)")
    return None


def _facts_of_use(use: Use, domain: Domain, statement: Statement, lookup: Lookup) -> tuple[Fact, ...] | Rejection:
    lemma = lookup(use.claim, use.edition)
    if lemma is None:
        return Rejection(f"lemma {use.claim} ({use.edition}) is not in the ledger")
    if not 0 <= use.conclusion < len(lemma.plain.conclusions):
        return Rejection(f"lemma {use.claim} ({use.edition}) has no conclusion {use.conclusion}")
    if (refused := _mapping_refused(use)) is not None:
        return Rejection(refused)
    hypotheses, conclusion = _apart(lemma.plain, use, statement)
    mapped, said, shown = substitution(use.mapping), _said(statement.hypotheses), list[Hypothesis]()
    for hypothesis in hypotheses:
        if not _maps_whole_families(hypothesis, use) or not _holds(mapped(hypothesis), domain.signs, said):
            return Rejection(f"a hypothesis of lemma {use.claim} ({use.edition}) is not shown under its mapping")
        shown.append(mapped(hypothesis))
    relation = mapped(conclusion)
    if (undefined := domain.undefined_part((relation, *shown))) is not None:
        return Rejection(f"{to_text(undefined)} of lemma {use.claim} may be undefined where the claim is defined")
    return facts_of_relation(relation, domain.signs.normaliser)


def _mapping_refused(use: Use) -> str | None:
    for key in use.mapping:
        if isinstance(key, Index):
            return f"lemma {use.claim}: its free indices stand for all their values already; map none of them"
        indices = getattr(key, "indices", ())
        if len(set(indices)) != len(indices):
            return f"lemma {use.claim}: a family is mapped at repeated indices; use different ones"
    return None


def _apart(lemma: Statement, use: Use, claim: Statement) -> tuple[tuple[Hypothesis, ...], Relation]:
    """Return the lemma's hypotheses and conclusion with free indices that occur nowhere in the mapping or the claim.

    Else an index in a mapping's value would be taken for the lemma's own, which stands for all its values.
    """
    taken = frozenset[Index]().union(
        *(free_indices(value) for value in use.mapping.values() if not isinstance(value, Index)),
        *(free_indices(part) for part in (*claim.hypotheses, *claim.conclusions)),
    )
    return _renamed_apart(lemma.hypotheses, lemma.conclusions[use.conclusion], taken)


# the same lemma is used in many claims, which have the same few indices
@lru_cache(maxsize=1000)
def _renamed_apart(
    hypotheses: tuple[Hypothesis, ...], conclusion: Relation, taken: frozenset[Index]
) -> tuple[tuple[Hypothesis, ...], Relation]:
    own = frozenset[Index]().union(*(free_indices(part) for part in (*hypotheses, conclusion)))
    renaming: dict[Index, Index] = {}
    for index in sorted(own, key=lambda index: (index.kind, index.name)):
        renaming[index] = fresh_index(index, taken | own | frozenset(renaming.values()))
    renamed = substitution(renaming)
    return tuple(map(renamed, hypotheses)), renamed(conclusion)


def _maps_whole_families(hypothesis: Hypothesis, use: Use) -> bool:
    """Tell whether a hypothesis about a span keeps whole families whole: a constant in the place of one is none."""
    if isinstance(hypothesis, Relation):
        return True
    about = {part.name for part in subtrees(hypothesis) if isinstance(part, Vector)}
    for key, value in use.mapping.items():
        concerned = isinstance(key, Vector) and key.name in about and key.indices
        if concerned and not (isinstance(value, Vector) and value.indices == getattr(key, "indices", ())):
            return False
    return True


@dataclass(frozen=True)
class _Said:
    """Some hypotheses, up to the names of their free indices."""

    looks: frozenset[tuple[object, ...]]
    plain: frozenset[Hypothesis]

    def __contains__(self, hypothesis: Hypothesis) -> bool:
        return _look(hypothesis) in self.looks and _with_plain_indices(hypothesis) in self.plain


# claims of a page have their hypotheses in common
@lru_cache(maxsize=500)
def _said(given: tuple[Hypothesis, ...]) -> _Said:
    return _Said(frozenset(map(_look, given)), frozenset(map(_with_plain_indices, given)))


def _look(hypothesis: Hypothesis) -> tuple[object, ...]:
    """Return what two hypotheses share that differ by the names of their indices: most pairs differ in it."""
    if not isinstance(hypothesis, Relation):
        return (type(hypothesis),)
    return (hypothesis.operator, type(hypothesis.left), type(hypothesis.right), len(free_indices(hypothesis)))


# each hypothesis of a lemma is held against each of a claim, and claims share most of theirs
@lru_cache(maxsize=5000)
def _with_plain_indices(hypothesis: Hypothesis) -> Hypothesis:
    # a hypothesis about a span speaks of a whole family, whatever its index is called
    free = free_indices(hypothesis) if isinstance(hypothesis, Relation) else None
    if free is not None and not free:
        return hypothesis
    order: list[Index] = []
    for part in subtrees(hypothesis):
        for index in getattr(part, "indices", ()):
            if (free is None or index in free) and index not in order:
                order.append(index)
    names = {index: Index(f"plain{position}", index.kind) for position, index in enumerate(order)}
    return substitute(hypothesis, names)


def _holds(hypothesis: Hypothesis, signs: Signs, said: _Said) -> bool:
    if hypothesis in said:
        return True
    if not isinstance(hypothesis, Relation):
        return False
    if hypothesis.operator == "=":
        normal = signs.normaliser
        return normal.difference_vanishes(normal.of(hypothesis.left), normal.of(hypothesis.right))
    difference, strict = oriented(hypothesis)
    if hypothesis.operator == "!=":
        return signs.positive(difference) or signs.positive(hypothesis.left - hypothesis.right)
    return signs.positive(difference) if strict else signs.nonnegative(difference)


def _layer_cake_refused(statement: Statement, difference: Scalar, family: str) -> str:
    about = [h for h in statement.hypotheses if family in family_names(h)]
    if not about:
        return f"layer cake: no hypothesis says {family} ≥ 0"
    if not all(_says_only_sign(hypothesis) for hypothesis in about):
        return f"layer cake: a hypothesis says more of {family} than {family} ≥ 0, or not of all its members"
    kinds = {
        tuple(index.kind for index in found.indices)
        for node in (difference, *about)
        for found in subtrees(node)
        if isinstance(found, Indexed) and found.name == family
    }
    if len(kinds) != 1:
        return f"layer cake: {family} occurs with indices of different kinds"
    linear = _is_linear(difference, family)
    return "" if linear else f"layer cake: the difference is not linear in {family} and its maxima"


def _says_only_sign(hypothesis: Hypothesis) -> bool:
    """Tell whether a hypothesis is b ≥ 0 for all values of distinct indices."""
    if not isinstance(hypothesis, Relation) or not isinstance(hypothesis.left, Indexed):
        return False
    indices = hypothesis.left.indices
    return hypothesis == (hypothesis.left >= 0) and len(set(indices)) == len(indices)


def _is_linear(e: Scalar, family: str) -> bool:
    """Tell whether every term has exactly one factor b_i or max(b_i, b_j, …) and is free of b otherwise."""
    match e:
        case Indexed(name, _):
            return name == family
        case Apply("max", arguments):
            return all(isinstance(argument, Indexed) and argument.name == family for argument in arguments)
        case Named(_, _, body, _) | Sum(_, body):
            return _is_linear(body, family)
        case Add(terms):
            return all(_is_linear(term, family) for term in terms)
        case Mul(factors):
            with_family = [factor for factor in factors if family in family_names(factor)]
            return len(with_family) == 1 and _is_linear(with_family[0], family)
    return False


def _zero_one(e: Any, family: str) -> Any:
    """Replace max(b_i, b_j) by b_i + b_j − b_i b_j, as it is for zeros and ones."""
    if isinstance(e, Apply) and e.function == "max" and family in family_names(e):
        result = e.arguments[0]
        for argument in e.arguments[1:]:
            result = result + argument - result * argument
        return result
    return rebuild(e, lambda child: _zero_one(child, family))


def _zero_one_facts(difference: Scalar, family: str) -> tuple[Relation, ...]:
    member = next(found for found in subtrees(difference) if isinstance(found, Indexed) and found.name == family)
    fresh = replace(
        member, indices=tuple(Index(f"k{position}", index.kind) for position, index in enumerate(member.indices))
    )
    return (fresh >= 0, 1 - fresh >= 0)
