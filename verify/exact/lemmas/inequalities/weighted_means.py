"""Weighted arithmetic and geometric means: Σ c_k M_k ≥ c M for products M_k and M of powers of positive quantities.

With weights λ_k ≥ 0, Σ λ_k = c, for which Σ λ_k (exponents of M_k/M) is 0, or is made so by the exponents of products
that a hypothesis says to be a number (abc = 1), each X_k = c_k M_k/(λ_k M) is put into X ≥ 1 + log X, and

    Σ c_k M_k − c M = Σ λ_k M (X_k − 1 − log X_k) + M Σ λ_k log X_k,

where the last sum is a number, or is known from the hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_mat

from verify.claims.claim import Certificate, Use
from verify.errors import InputError
from verify.exact.certificates.finder.terms import factors_of, of_atom, product_of, sum_of
from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.lemmas.reductions.abstraction import Abstraction, told
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.exact.sums.atoms import Atom, Monomial, Polynomial, merge
from verify.exact.sums.normal_form import Normaliser
from verify.statement.readings.arithmetic import to_fmpq, to_fraction
from verify.statement.tree import Number, Relation, Scalar, Symbol, call
from verify.statement.walk import free_symbols

X = Symbol("x")
MOST_MONOMIALS = 8


@dataclass(frozen=True)
class Fixed:
    """A product of powers that a hypothesis says to be a positive number."""

    monomial: Monomial
    value: Fraction


def by_weighted_means(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return the certificate above, where the weights are the only ones."""
    signs = _signs(work)
    goal = signs.normaliser.of(gap(relation))
    below = [monomial for monomial, value in goal.items() if value < 0]
    above = [monomial for monomial, value in goal.items() if value > 0]
    if len(below) != 1 or not 2 <= len(above) <= MOST_MONOMIALS or is_strict(relation):
        return None
    fixed = list(_fixed(work))
    atoms = {atom for m in (*goal, *(one.monomial for one in fixed)) for atom, _ in m}
    if not all(signs.positive(of_atom(atom)) for atom in atoms if atom[0] != "root") or any(
        atom[0] == "root" for atom in atoms
    ):
        return None
    found = _weights(goal, below[0], above, fixed)
    if found is None:
        return None
    certificate = _written(work, relation, goal, below[0], above, fixed, found)
    return certificate if certificate is not None and work.accepts(relation, certificate) else None


def _fixed(work: Work) -> Iterator[Fixed]:
    normal = _signs(work).normaliser
    for hypothesis in work.given:
        if isinstance(hypothesis, Relation) and hypothesis.operator == "=":
            form = normal.of(hypothesis.left - hypothesis.right)
            number = form.pop((), None)
            if number is not None and len(form) == 1:
                ((monomial, value),) = form.items()
                if -number / value > 0:
                    yield Fixed(monomial, -number / value)


def _weights(
    goal: Polynomial, below: Monomial, above: Sequence[Monomial], fixed: Sequence[Fixed]
) -> tuple[list[Fraction], list[Fraction]] | None:
    """Return the weights λ and the multiples ν of the fixed products; None where there are none, or several."""
    ratios = [dict(merge((*m, *((atom, -e) for atom, e in below)))) for m in above]
    told_ = [dict(one.monomial) for one in fixed]
    atoms: list[Atom] = sorted({atom for column in (*ratios, *told_) for atom in column}, key=repr)
    rows = [[column.get(atom, Fraction(0)) for column in (*ratios, *told_)] + [Fraction(0)] for atom in atoms]
    rows.append([Fraction(1)] * len(ratios) + [Fraction(0)] * len(told_) + [-goal[below]])
    reduced, rank = fmpq_mat([[to_fmpq(value) for value in row] for row in rows]).rref()
    count = len(ratios) + len(told_)
    if rank != count or any(reduced[row, row] != 1 for row in range(count)):
        return None
    solved = [to_fraction(reduced[row, count]) for row in range(count)]
    weights, multiples = solved[: len(ratios)], solved[len(ratios) :]
    return (weights, multiples) if all(weight > 0 for weight in weights) else None


def _written(
    work: Work,
    relation: Relation,
    goal: Polynomial,
    below: Monomial,
    above: Sequence[Monomial],
    fixed: Sequence[Fixed],
    found: tuple[list[Fraction], list[Fraction]],
) -> Certificate | None:
    weights, multiples = found
    tangent = work.real(1 + call("log", X) <= X, (X > 0,), called="tangent of the concave log")
    if not tangent:
        return None
    whole = product_of(factors_of(below))
    uses: list[Use] = []
    terms: list[Scalar] = []
    logs: list[Scalar] = []
    for monomial, weight in zip(above, weights, strict=True):
        share = Number(goal[monomial] / weight)
        ratio = merge((*monomial, *((atom, -e) for atom, e in below)))
        value = product_of((share, *factors_of(ratio)))
        uses.append(use(tangent, {X: value}))
        terms.append(product_of((Number(weight), whole, value - (1 + call("log", value)))))
        logs.append(product_of((Number(weight), call("log", value))))
    for one, multiple in zip(fixed, multiples, strict=True):
        if multiple == 0:
            continue
        inside, number = product_of(factors_of(one.monomial)), Number(one.value)
        logs.append(product_of((Number(multiple), call("log", inside) - call("log", number))))
        back = call("log", inside) - call("log", number)
        stated = call("log", X) - call("log", number) if multiple < 0 else call("log", number) - call("log", X)
        name = work.real(stated >= 0, (X > 0, number <= X if multiple < 0 else number >= X))
        if not name:
            return None
        uses.append(use(name, {X: inside}))
        terms.append(product_of((Number(abs(multiple)), whole, back if multiple < 0 else -back)))
    rest = sum_of(logs)
    abstraction = Abstraction(_signs(work))
    abstraction.taken |= free_symbols(rest)
    try:
        made = Relation(">=", abstraction.of(rest), Number(Fraction(0)))
    except InputError:
        return None
    positive = tuple(Symbol(name) > 0 for name in sorted(free_symbols(made) - {s.name for s in abstraction.values}))
    name = work.real(made, (*positive, *told(abstraction, work, relation)))
    if not name:
        return None
    return Certificate((*terms, product_of((whole, rest))), uses=(*uses, use(name, abstraction.values)))


def _signs(work: Work) -> Signs:
    """Return what is known of signs, from forms of its own: the order of terms decides which weights are found."""
    normal = Normaliser.given(work.given)
    return Signs(normal, facts_of(work.given, normal))
