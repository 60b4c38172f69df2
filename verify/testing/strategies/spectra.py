"""Exact datasets with prescribed singular values.

z = U diag(s) Vᵀ with U and V rational with orthonormal columns: products of reflections I − 2 v vᵀ/‖v‖² in whole v.
The assumption z w = 1 has a solution iff 1 lies in the span of U's r columns. Where r = nP it does. Else a reflection H
takes a vector c in the span of the first r unit vectors to 1, and U = H R with R orthogonal on that span; ‖c‖² = nP
needs nP to be a sum of r squares, which is so for r ≥ 4 (Lagrange), and for fewer where nP allows it (a rational sum of
r squares that is whole is one of whole squares: Davenport and Cassels).
"""

from __future__ import annotations

from functools import cache
from math import isqrt

from flint import fmpq, fmpq_mat
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from verify.data.dataset import Dataset
from verify.testing.strategies.arguments import Draw, one_of_words
from verify.testing.strategies.small_numbers import blocks, numbers

REFLECTIONS = 2


def spectral_datasets(
    sizes: list[tuple[int, int]], singular_values: list[fmpq], assumption: str
) -> SearchStrategy[Dataset]:
    """Return a strategy of datasets of the sizes (n, P, d) whose z has these singular values and no other but 0.

    Raises InvalidArgument where none can be made of rational U and V.
    """
    one_of_words("assumption", assumption, ("holds", "violated", "any"))
    if not singular_values or any(value <= 0 for value in singular_values):
        raise InvalidArgument("singular_values: give at least one, all above 0")
    rank = len(singular_values)
    (n_low, n_high), (P_low, P_high), (d_low, d_high) = sizes
    shapes = [
        (n, P) for n in range(n_low, n_high + 1) for P in range(P_low, P_high + 1) if _possible(n * P, rank, assumption)
    ]
    if d_high < rank or not shapes:
        wanted = "with" if assumption == "any" else f"where the assumption is {assumption!r}, with"
        raise InvalidArgument(
            f"no dataset of n={sizes[0]}, P={sizes[1]}, d={sizes[2]} {wanted} {rank} singular values can be made: "
            "n*P is to be their number or a sum of so many squares, and d at least their number; give other sizes"
        )
    return _spectral(shapes, (max(d_low, rank), d_high), singular_values, assumption)


def _possible(rows: int, rank: int, assumption: str) -> bool:
    if rows < rank or (assumption == "violated" and rows == rank):
        return False
    return assumption != "holds" or rows == rank or squares(rows, rank) is not None


@st.composite
def _spectral(
    draw: Draw, shapes: list[tuple[int, int]], d: tuple[int, int], values: list[fmpq], assumption: str
) -> Dataset:
    n, patches = draw(st.sampled_from(shapes))
    features = draw(st.integers(*d))
    rows, rank = n * patches, len(values)
    labels = [-1 if mark % 2 else 1 for mark in draw(blocks(n))]
    right = _orthogonal(draw, features, features)
    if assumption == "holds" and rank < rows:
        left = _towards_ones(rows, rank) * _orthogonal(draw, rows, rank)
    else:
        left = _orthogonal(draw, rows, rows)
    u = fmpq_mat([entries[:rank] for entries in left.tolist()])
    if assumption == "violated":
        ones = fmpq_mat(rows, 1, [1] * rows)
        assume(u * (u.transpose() * ones) != ones)
    scaled = fmpq_mat([[value * right[column, k] for column in range(features)] for k, value in enumerate(values)])
    return Dataset(z=u * scaled, labels=tuple(labels), patches=patches)


def _orthogonal(draw: Draw, size: int, moved: int) -> fmpq_mat:
    """Draw a rational orthogonal matrix of a size that moves the first ``moved`` coordinates only."""
    matrix = _identity(size)
    for _ in range(REFLECTIONS):
        v = [int(entry) for entry in numbers(draw(blocks(moved))).clip(-5, 5)]
        if any(v):
            matrix = matrix * _reflection([fmpq(entry) for entry in v] + [fmpq(0)] * (size - moved))
    return matrix


def _towards_ones(rows: int, rank: int) -> fmpq_mat:
    """Return the reflection that takes c, in the span of the first ``rank`` unit vectors, to the vector of ones."""
    roots = squares(rows, rank) or ()
    c = [fmpq(root) for root in roots] + [fmpq(0)] * (rows - len(roots))
    v = [entry - 1 for entry in c]
    return _reflection(v) if any(v) else _identity(rows)


def _reflection(v: list[fmpq]) -> fmpq_mat:
    factor = fmpq(2) / sum((entry * entry for entry in v), fmpq(0))
    return fmpq_mat([[fmpq(int(i == k)) - factor * a * b for k, b in enumerate(v)] for i, a in enumerate(v)])


def _identity(size: int) -> fmpq_mat:
    return fmpq_mat([[fmpq(int(i == k)) for k in range(size)] for i in range(size)])


@cache
def squares(total: int, count: int) -> tuple[int, ...] | None:
    """Return at most ``count`` whole numbers above 0 whose squares add up to ``total``; None where there are none.

    >>> squares(7, 3), squares(7, 4), squares(2, 2)
    (None, (2, 1, 1, 1), (1, 1))
    """
    if total == 0:
        return ()
    if count == 0:
        return None
    for root in range(isqrt(total), 0, -1):
        if root * root * count < total:
            return None  # the largest root comes first
        rest = squares(total - root * root, count - 1)
        if rest is not None:
            return (root, *rest)
    return None
