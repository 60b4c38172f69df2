"""What λ_min and λ_max say of vectors in the span of the data.

**Rayleigh.** The hypothesis that λ_min and λ_max are the spectrum of a family z gives the facts λ_min > 0 and
λ_max − λ_min ≥ 0, and for each vector v that a certificate names the facts ‖v‖_Σ² − λ_min‖v‖₂² ≥ 0 and
λ_max‖v‖₂² − ‖v‖_Σ² ≥ 0, where ‖v‖_Σ² is the mean of ⟨v, z⟩² over all indices of z. v must lie in span{z} by its
form: a combination of members of z and of vectors that a hypothesis places in span{z}.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from verify.exact.certificates.signs import Fact
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Hypothesis, InSpan, Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import fresh_index
from verify.statement.tree import Inner, Scalar, Scaled, Size, Sum, Vector, VectorAdd, VectorExpr, VectorSum
from verify.statement.walk import free_indices, plain_indices


def facts_of_rayleigh(statement: Statement, vectors: Iterable[VectorExpr], normaliser: Normaliser) -> list[Fact] | str:
    """Return the facts that λ_min and λ_max give, or in words why a vector is not seen to lie in the span."""
    facts: list[Fact] = []
    spectra = [hypothesis for hypothesis in statement.hypotheses if isinstance(hypothesis, Spectrum)]
    for spectrum in spectra:
        facts.append(Fact(normaliser.frozen(spectrum.smallest), True))
        facts.append(Fact(normaliser.frozen(spectrum.largest - spectrum.smallest), False))
    for v in vectors:
        if len(spectra) != 1:
            return "a vector is named for λ_min and λ_max, and there is not exactly one hypothesis on them"
        member, spanned = spectra[0].member, _spanned_by(statement, spectra[0].member)
        if len(set(member.indices)) != len(member.indices):
            return f"the spectrum of {member.name} repeats an index"
        if not _in_span(v, member, spanned):
            return f"{to_text(v)} is not seen to lie in the span of {member.name}"
        squared = squared_sigma_norm(v, member)
        for bound in (squared - spectra[0].smallest * Inner(v, v), spectra[0].largest * Inner(v, v) - squared):
            facts.append(Fact(normaliser.frozen(bound), False))
    return facts


def squared_sigma_norm(v: VectorExpr, member: Vector) -> Scalar:
    """Return ‖v‖_Σ², the mean of ⟨v, z⟩² over all indices of a family z."""
    fresh: dict[Index, Index] = {}
    for index in plain_indices(member):
        taken = free_indices(v) | frozenset(fresh.values())
        fresh[index] = fresh_index(Index("k" if index.kind == "sample" else "q", index.kind), taken)
    result: Scalar = Inner(v, replace(member, indices=tuple(fresh.values()))) ** 2
    for index in fresh.values():
        result = Sum(index, result) / Size(index.kind)
    return result


def same_family(one: Vector, other: Vector) -> bool:
    """Tell whether two vectors are members of one family: the same name and kinds of indices."""
    kinds = [tuple(index.kind for index in vector.indices) for vector in (one, other)]
    return one.name == other.name and kinds[0] == kinds[1]


def spans(hypotheses: Iterable[Hypothesis], v: VectorExpr, member: Vector) -> bool:
    """Tell whether a vector is seen to lie in the span of a family, by its form and the hypotheses on spans."""
    if len(set(member.indices)) != len(member.indices):
        return False
    return _in_span(v, member, _spanned_by(Statement((), tuple(hypotheses)), member))


def _spanned_by(statement: Statement, member: Vector) -> frozenset[str]:
    return frozenset(
        hypothesis.vector.name
        for hypothesis in statement.hypotheses
        if isinstance(hypothesis, InSpan) and not hypothesis.vector.indices and same_family(hypothesis.member, member)
    )


def _in_span(v: VectorExpr, member: Vector, spanned: frozenset[str]) -> bool:
    match v:
        case Vector(name, indices):
            return same_family(v, member) or (not indices and name in spanned)
        case VectorAdd(terms):
            return all(_in_span(term, member, spanned) for term in terms)
        case Scaled(_, vector):
            return _in_span(vector, member, spanned)
        case VectorSum(_, body):
            return _in_span(body, member, spanned)
    return False
