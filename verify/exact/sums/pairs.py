"""Sums over pairs of different samples (or patches), written with sums over all pairs.

    Σ_{i≠j} f(i, j) = Σ_i Σ_j f(i, j) − Σ_i f(i, i),        Σ_{i<j} f(i, j) = ½·Σ_{i≠j} f(i, j) for a symmetric f.

Both are sums over all pairs where f has a value at equal indices; the order of the samples enters no statement.
"""

from __future__ import annotations

from fractions import Fraction

from verify.errors import InputError
from verify.exact.sums.normal_form import Normaliser
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Number, Scalar, Sum


def total_unequal(i: Index, j: Index, body: Scalar) -> Scalar:
    """Return the sum of the body over all i ≠ j, ordered pairs.

    >>> from verify.statement.writing.variables import family, samples
    >>> i, j = samples("i j")
    >>> to_text(total_unequal(i, j, family("u", i) * family("v", j)))
    'Σ_i Σ_j u_i·v_j - (Σ_i u_i·v_i)'

    Raises InputError where the indices are of two kinds, and for a body that has no value at i = j.
    """
    if not isinstance(i, Index) or not isinstance(j, Index) or i.kind != j.kind or i == j:
        raise InputError("a sum over pairs needs two different indices of one kind, such as samples('i j')")
    diagonal = substitute(body, {j: i})
    try:
        Normaliser().of(diagonal)
    except InputError as fault:
        raise InputError(f"{to_text(body)} has no value where {i.name} = {j.name} ({fault})") from None
    return Sum(i, Sum(j, body)) - Sum(i, diagonal)


def total_pairs(i: Index, j: Index, body: Scalar) -> Scalar:
    """Return the sum of a symmetric body over all i < j, each pair once.

    >>> from verify.statement.writing.variables import family, samples
    >>> i, j = samples("i j")
    >>> to_text(total_pairs(i, j, (family("u", i) - family("u", j)) ** 2))
    '1/2·(Σ_i Σ_j (u_i - u_j)² - (Σ_i (u_i - u_i)²))'

    Raises InputError where the body is not seen to be symmetric, and as ``total_unequal`` does.
    """
    whole = total_unequal(i, j, body)
    normal = Normaliser()
    if not normal.difference_vanishes(normal.of(body), normal.of(substitute(body, {i: j, j: i}))):
        raise InputError(
            f"{to_text(body)} is not symmetric in {i.name} and {j.name}: the samples have no order; use total_unequal"
        )
    return Number(Fraction(1, 2)) * whole
