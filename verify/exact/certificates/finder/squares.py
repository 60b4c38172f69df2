"""Sums of squares with exact rational coefficients: an SDP proposes Gram matrices, rational arithmetic decides.

Wanted are positive semidefinite matrices Q_k with Σ_k ⟨Q_k, G_k⟩ = target, G_k being the Gram matrices of the blocks
(polynomials as entries). Clarabel finds floats in the relative interior of the solutions; where a Q_k is singular
there, its kernel is read off as small rationals and the block is restricted to the complement (facial reduction). The
floats are then rounded, projected exactly to the affine constraints (Peyrl and Parrilo), and factored as L·D·Lᵀ over ℚ;
only D ≥ 0 is accepted. Where the constraints have one solution at most, no floats are needed. Nothing here is trusted:
the squares are terms of a certificate that is checked like any other.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from verify.exact.sums.atoms import Monomial, Polynomial, add, constant, times
from verify.statement.readings.arithmetic import to_fmpq, to_fraction
from verify.statement.readings.arrays import nearest_float

MOST_UNKNOWNS, MOST_ROWS, MOST_FACES = 500, 160, 4
# so many unknowns are solved for exactly before a solver is asked
MOST_ALONE = 40
DENOMINATORS = (12, 60, 840, 2**14, 2**24, 2**34)
Square = tuple[Fraction, tuple[Fraction, ...]]


@dataclass(frozen=True)
class Gram:
    """The Gram matrix of a block (its upper triangle) over ``basis``, combinations of the block's elements."""

    basis: tuple[tuple[Fraction, ...], ...]
    entries: dict[tuple[int, int], Polynomial]

    def restricted(self, rows: Sequence[Sequence[Fraction]]) -> Gram:
        """Return the Gram matrix over combinations of the basis."""
        basis = tuple(_combined(row, self.basis) for row in rows)
        entries: dict[tuple[int, int], Polynomial] = {}
        for s, first in enumerate(rows):
            for t in range(s, len(rows)):
                entry: Polynomial = {}
                for (a, b), polynomial in self.entries.items():
                    value = first[a] * rows[t][b] + (first[b] * rows[t][a] if a != b else 0)
                    entry = add(entry, times(polynomial, constant(value)))
                entries[s, t] = entry
        return Gram(basis, entries)


def solver_is_there() -> bool:
    """Tell whether the packages that solve semidefinite programs are installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("clarabel", "scipy"))


def sums_of_squares(blocks: Sequence[Gram], target: Polynomial) -> list[list[Square]] | None:
    """Return for each block weighted squares that add up to the target exactly, or None where none are found.

    A square (d, c) stands for d·(Σ_k c_k·element_k)². Needs clarabel and scipy (see ``solver_is_there``).
    """
    kept = _pruned(blocks, target)
    for _ in range(MOST_FACES):
        system = _System.of(kept, target)
        if system is None:
            return None
        if (alone := system.alone()) is not None:
            return system.squares(alone) if alone else None
        if (floats := system.solved()) is None:
            return None
        exact = system.rounded(floats)
        if exact is not None:
            return exact
        smaller = _faces(kept, system.matrices(floats))
        if smaller is None:
            return None
        kept = smaller
    return None


def _pruned(blocks: Sequence[Gram], target: Polynomial) -> list[Gram]:
    """Leave out elements whose square has a monomial that nothing else can cancel."""
    alive = [set(range(len(gram.basis))) for gram in blocks]
    changed = True
    while changed:
        changed = False
        holders: dict[Monomial, list[tuple[int, int, int, bool]]] = {}
        for k, gram in enumerate(blocks):
            for (a, b), polynomial in gram.entries.items():
                if a in alive[k] and b in alive[k]:
                    for monomial, value in polynomial.items():
                        holders.setdefault(monomial, []).append((k, a, b, value > 0))
        for monomial, found in holders.items():
            alone = all(a == b for _, a, b, _ in found) and len({sign for *_, sign in found}) == 1
            if alone and monomial not in target:
                for k, a, _, _ in found:
                    changed = changed or a in alive[k]
                    alive[k].discard(a)
    return [
        gram.restricted([[Fraction(e == a) for e in range(len(gram.basis))] for a in sorted(alive[k])])
        for k, gram in enumerate(blocks)
    ]


@dataclass(frozen=True)
class _System:
    """The affine constraints on the entries of all matrices: one unknown for each entry of an upper triangle."""

    blocks: Sequence[Gram]
    unknowns: list[tuple[int, int, int]]
    columns: list[dict[int, Fraction]]
    aim: list[Fraction]

    @classmethod
    def of(cls, blocks: Sequence[Gram], target: Polynomial) -> _System | None:
        """Return the system, or None where it is too large or a monomial of the target is out of reach."""
        # column by column, as the solver wants a triangle
        unknowns = [(k, a, b) for k, gram in enumerate(blocks) for b in range(len(gram.basis)) for a in range(b + 1)]
        monomials = dict.fromkeys(m for k, a, b in unknowns for m in blocks[k].entries[a, b])
        if len(unknowns) > MOST_UNKNOWNS or len(monomials) > MOST_ROWS or any(m not in monomials for m in target):
            return None
        place = {monomial: row for row, monomial in enumerate(monomials)}
        columns = [
            {place[m]: value * (1 if a == b else 2) for m, value in blocks[k].entries[a, b].items()}
            for k, a, b in unknowns
        ]
        return cls(blocks, unknowns, columns, [target.get(monomial, Fraction(0)) for monomial in monomials])

    def alone(self) -> list[Fraction] | None:
        """Return the only solution of the equations, or 0 where it is one; [] where none is, None where it is unclear.

        Where they leave no choice there is nothing for the solver to choose: the matrices are semidefinite or not.
        """
        height, width = len(self.aim), len(self.unknowns)
        if not any(self.aim):
            return [Fraction(0)] * width or None  # no square is needed
        if not 0 < width <= min(height, MOST_ALONE):
            return None
        dense = [[fmpq(0)] * width + [to_fmpq(value)] for value in self.aim]
        for j, column in enumerate(self.columns):
            for row, value in column.items():
                dense[row][j] = to_fmpq(value)
        reduced, rank = fmpq_mat(dense).rref()
        pivots = [next(j for j in range(width + 1) if reduced[row, j] != 0) for row in range(rank)]
        if width in pivots:
            return []
        return [to_fraction(reduced[row, width]) for row in range(width)] if rank == width else None

    def solved(self) -> Any:
        """Return floats for the unknowns in the relative interior of the solutions, or None."""
        rows, entries, places = [], [], []
        root = [1.0 if a == b else 2**-0.5 for _, a, b in self.unknowns]
        for j, column in enumerate(self.columns):
            for row, value in column.items():
                rows.append(row)
                places.append(j)
                entries.append(nearest_float(value) * root[j])
        height, width = len(self.aim), len(self.unknowns)
        aim = [nearest_float(value) for value in self.aim]
        if not width or not np.isfinite([*entries, *aim]).all():
            return None
        # scipy takes a quarter of a second to load
        clarabel, sparse = importlib.import_module("clarabel"), importlib.import_module("scipy.sparse")
        affine = sparse.csc_matrix((entries, (rows, places)), shape=(height, width))
        matrix = sparse.vstack([affine, -sparse.identity(width)], format="csc")
        sizes = [len(gram.basis) for gram in self.blocks if gram.basis]
        cones = [clarabel.ZeroConeT(height), *(clarabel.PSDTriangleConeT(size) for size in sizes)]
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_iter, settings.max_threads = False, 60, 1
        bound = np.concatenate([np.array(aim), np.zeros(width)])
        nothing = sparse.csc_matrix((width, width))
        answer = clarabel.DefaultSolver(nothing, np.zeros(width), matrix, bound, cones, settings).solve()
        if str(answer.status) not in ("Solved", "AlmostSolved"):
            return None
        return np.array(answer.x) * np.array(root)

    def matrices(self, values: Sequence[Any]) -> list[Any]:
        """Return the symmetric matrices of the unknowns' values."""
        made = [np.zeros((len(gram.basis),) * 2, dtype=object) for gram in self.blocks]
        for (k, a, b), value in zip(self.unknowns, values, strict=True):
            made[k][a, b] = made[k][b, a] = value
        return made

    def rounded(self, floats: Any) -> list[list[Square]] | None:
        """Return exact squares near a float solution, the coarsest rounding that stays positive semidefinite first."""
        height, width = len(self.aim), len(self.unknowns)
        dense = [[fmpq(0)] * width for _ in range(height)]
        for j, column in enumerate(self.columns):
            for row, value in column.items():
                dense[row][j] = to_fmpq(value)
        chosen = _independent(dense)
        if not chosen:
            return None
        affine = fmpq_mat([dense[row] for row in chosen])
        transposed = affine.transpose()
        normal = affine * transposed
        for denominator in DENOMINATORS:
            guess = fmpq_mat([[fmpq(round(float(value) * denominator), denominator)] for value in floats])
            aim = fmpq_mat([[to_fmpq(self.aim[row])] for row in chosen])
            exact = guess + transposed * normal.solve(aim - affine * guess)
            values = [to_fraction(exact[j, 0]) for j in range(width)]
            if not self._holds(values):
                return None
            if (found := self.squares(values)) is not None:
                return found
        return None

    def squares(self, values: Sequence[Fraction]) -> list[list[Square]] | None:
        """Return the squares of which matrices with these entries consist, or None where one is not semidefinite."""
        factored = [_factored(matrix) for matrix in self.matrices(values)]
        if not all(found is not None for found in factored):
            return None
        return [
            [(d, _combined(row, gram.basis)) for d, row in found or ()]
            for gram, found in zip(self.blocks, factored, strict=True)
        ]

    def _holds(self, values: Sequence[Fraction]) -> bool:
        sums = [Fraction(0)] * len(self.aim)
        for column, value in zip(self.columns, values, strict=True):
            for row, entry in column.items():
                sums[row] += entry * value
        return sums == self.aim


def _independent(rows: list[list[Any]]) -> list[int]:
    """Return the numbers of rows that span all rows."""
    reduced, rank = fmpq_mat([list(column) for column in zip(*rows, strict=True)]).rref()
    pivots: list[int] = []
    for row in range(rank):
        pivots.append(next(column for column in range(len(rows)) if reduced[row, column] != 0))
    return pivots


def _combined(row: Sequence[Fraction], basis: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...]:
    return tuple(
        sum((c * member[e] for c, member in zip(row, basis, strict=True)), Fraction(0)) for e in range(len(basis[0]))
    )


def _factored(matrix: Any) -> list[Square] | None:
    """Return (d, l) with Σ d·l·lᵀ equal to a symmetric matrix and d > 0, or None where it is not semidefinite.

    >>> two, one = Fraction(2), Fraction(1)
    >>> _factored(np.array([[two, one], [one, one]], dtype=object))
    [(Fraction(2, 1), (Fraction(1, 1), Fraction(1, 2))), (Fraction(1, 2), (Fraction(0, 1), Fraction(1, 1)))]
    >>> _factored(np.array([[one, two], [two, one]], dtype=object)) is None
    True
    """
    rest, size = [[Fraction(value) for value in row] for row in matrix], len(matrix)
    found: list[Square] = []
    for k in range(size):
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[k][j] for j in range(size))):
            return None
        if pivot == 0:
            continue
        row = tuple(rest[k][j] / pivot for j in range(size))
        found.append((pivot, row))
        for a in range(size):
            for b in range(size):
                rest[a][b] -= pivot * row[a] * row[b]
    return found


def _faces(blocks: Sequence[Gram], matrices: Sequence[Any]) -> list[Gram] | None:
    """Return the blocks restricted to the complements of the matrices' kernels, or None where none has a kernel."""
    made: list[Gram] = []
    changed = False
    for gram, matrix in zip(blocks, matrices, strict=True):
        if not gram.basis:
            made.append(gram)
            continue
        values, vectors = np.linalg.eigh(matrix.astype(float))
        largest = max((abs(float(m.astype(float).max())) for m in matrices if m.size), default=1.0)
        kernel = vectors[:, values < 1e-5 * max(largest, 1e-3)]
        rows = _complement(kernel) if kernel.shape[1] else None
        changed = changed or rows is not None
        made.append(gram if rows is None else gram.restricted(rows))
    return made if changed else None


def _complement(kernel: Any) -> list[list[Fraction]] | None:
    """Return rational vectors that span the orthogonal complement of a kernel known in floats, or None if unclear."""
    size, count = kernel.shape
    if size == count:
        return []
    reduced, pivots = kernel.T.copy(), []
    for row in range(count):
        _, column = divmod(int(np.argmax(np.abs(reduced[row:]))), size)
        best = row + int(np.argmax(np.abs(reduced[row:, column])))
        reduced[[row, best]] = reduced[[best, row]]
        reduced[row] /= reduced[row, column]
        for other in range(count):
            if other != row:
                reduced[other] -= reduced[other, column] * reduced[row]
        pivots.append(column)
    exact = [[Fraction(float(value)).limit_denominator(48) for value in row] for row in reduced]
    if np.abs(np.array(exact, dtype=float) - reduced).max() > 1e-3:
        return None
    free = [column for column in range(size) if column not in pivots]
    made = []
    # the kernel is spanned by rows that are units at the pivots: a complement is read off them
    for column in free:
        vector = [Fraction(0)] * size
        vector[column] = Fraction(1)
        for row, pivot in enumerate(pivots):
            vector[pivot] = -exact[row][column]
        made.append(vector)
    return made
