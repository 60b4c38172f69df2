"""The way back from normal forms to expressions: a certificate that was found is written as terms of the language.

Bound labels of normal forms get names such as k1_0; free ones keep theirs. Should a claim use such a name itself, a
captured index makes another term, and the checker rejects it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from verify.exact.sums.atoms import Atom, Frozen, Label, Monomial, Polynomial, freeze
from verify.statement.indices import Index
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
    Indexed,
    Inner,
    Mul,
    Number,
    Pow,
    Scalar,
    Scaled,
    Size,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)

ONE = Number(Fraction(1))


def index_of(label: Label) -> Index:
    """Return the index of a label; a label that a normal form bound gets a name of its own.

    >>> index_of(("@", "#1.0", "sample")).name
    'k1_0'
    """
    _, name, kind = label
    if name[0] in "#!?":
        name = "k" + name[1:].replace(".", "_")
    return Index(name, "sample" if kind == "sample" else "patch")


def product_of(factors: Iterable[Scalar]) -> Scalar:
    """Return a product in which no factor is 1, and a product of one factor is that factor."""
    kept = tuple(factor for factor in factors if factor != ONE)
    return kept[0] if len(kept) == 1 else Mul(kept) if kept else ONE


def sum_of(terms: Iterable[Scalar]) -> Scalar:
    """Return a sum; a sum of one term is that term."""
    kept = tuple(terms)
    return kept[0] if len(kept) == 1 else Add(kept) if kept else Number(Fraction(0))


def over(bound: Iterable[Label], body: Scalar) -> Scalar:
    """Return the sum of a body over several labels."""
    for label in bound:
        body = Sum(index_of(label), body)
    return body


def of_polynomial(polynomial: Polynomial | Frozen) -> Scalar:
    """Return the expression of a normal form.

    >>> from verify.exact.sums.normal_form import Normaliser
    >>> from verify.statement.writing.variables import samples, family
    >>> from verify.statement.writing.operations import mean
    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i")
    >>> to_text(of_polynomial(Normaliser().of(2 * mean(i, family("a", i) ** 2))))
    '2·(Σ_k1_0 a_k1_0²)/n'
    """
    frozen = freeze(polynomial) if isinstance(polynomial, dict) else polynomial
    return sum_of(product_of((Number(c), *factors_of(monomial))) for monomial, c in frozen)


def factors_of(monomial: Monomial) -> tuple[Scalar, ...]:
    """Return the powers of atoms of a monomial as expressions."""
    # denominators last, as in a fraction
    return tuple(of_power(atom, e) for atom, e in sorted(monomial, key=lambda factor: factor[1] < 0))


def of_power(atom: Atom, exponent: Fraction) -> Scalar:
    """Return the expression of a power of an atom."""
    if atom[0] == "root":
        return Pow(of_polynomial(atom[1]), exponent / atom[2])
    return of_atom(atom) if exponent == 1 else Pow(of_atom(atom), exponent)


def of_atom(atom: Atom) -> Scalar:
    """Return the expression of an atom."""
    match atom:
        case ("symbol", name):
            return Symbol(name)
        case ("size", kind):
            return Size(kind)
        case ("member", name, labels):
            return Indexed(name, tuple(map(index_of, labels)))
        case ("inner", left, right):
            return Inner(vector_of(left), vector_of(right))
        case ("function", name, arguments):
            return Apply(name, tuple(map(of_polynomial, arguments)))
        case ("root", _, _):
            return of_power(atom, Fraction(1))
        case ("sum", bound, monomial):
            return over(bound, product_of(factors_of(monomial)))
        case ("extremum", which, label, body):
            return Extremum(which, index_of(label), of_polynomial(body))
    raise TypeError(f"{atom[0]} is no atom")


def vector_of(part: tuple[Any, ...]) -> Vector:
    """Return the vector of a side of an inner product."""
    return Vector(part[1], tuple(map(index_of, part[2])))


def vector_sum(bound: Iterable[Label], coefficient: Scalar, member: VectorExpr) -> VectorExpr:
    """Return the sum over several labels of a coefficient times a vector."""
    body = member if coefficient == ONE else Scaled(coefficient, member)
    for label in bound:
        body = VectorSum(index_of(label), body)
    return body


def vector_combination(parts: Iterable[tuple[Scalar, VectorExpr]]) -> VectorExpr:
    """Return a linear combination of vectors."""
    terms = tuple(vector if c == ONE else Scaled(c, vector) for c, vector in parts)
    return terms[0] if len(terms) == 1 else VectorAdd(terms)
