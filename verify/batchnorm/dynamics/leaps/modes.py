"""The modes of the deviations: coordinates in which the descent near the uniform margin is almost diagonal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import mpmath
from flint import arb, ctx, fmpq, fmpq_mat, fmpz
from mpmath import mpf
from mpmath.ctx_mp import MPContext

from verify.batchnorm.dynamics.problem import Problem
from verify.errors import InputError


@dataclass(frozen=True)
class Modes:
    """Coordinates z of the deviations e = Q z of the margins m = a·1 + e from their mean a, at a fixed precision.

    With K = ΠGΠ, Π = I − 11ᵀ/(nP), the columns of Q are K^{1/2} times an orthonormal basis of the range of K, so that
    z are the coordinates of w orthogonal to w*, and e keeps the sum zero by its form. For P = 1 the basis is the
    eigenbasis of K and the linear part of a step is exactly diagonal; for P > 1 it separates the ``slow`` modes, which
    no sum over the patches of a sample sees, from the others. Modes are ordered slowest first.

    ``basis[k]`` is column k of Q (nP entries) and ``sums[k]`` its n sums over patches; ``metric`` is QᵀQ, ``coupling``
    is QᵀJQ with J the sum over the patches of a sample, ``drift`` and ``total`` the part of G1 along the modes and
    1ᵀG1. Entries that vanish by structure are exact zeros, so that a tiny mode is not driven by a rounding error.

    >>> modes_of(Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10)), precision=100).count
    1
    """

    problem: Problem
    precision: int
    slow: int
    basis: tuple[tuple[arb, ...], ...]
    sums: tuple[tuple[arb, ...], ...]
    metric: tuple[tuple[arb, ...], ...]
    coupling: tuple[tuple[arb, ...], ...]
    drift: tuple[arb, ...]
    total: arb
    analysis: tuple[tuple[arb, ...], ...] = field(repr=False)

    @property
    def count(self) -> int:
        """Number of modes, the rank of ΠGΠ."""
        return len(self.basis)

    def off_diagonal(self) -> list[list[tuple[int, arb, arb]]]:
        """For each mode, the modes it is linearly coupled to with the entries of ``metric`` and ``coupling``."""
        every = range(self.count)
        return [
            [(j, self.metric[k][j], self.coupling[k][j]) for j in every if j != k and self._linked(k, j)] for k in every
        ]

    def _linked(self, k: int, j: int) -> bool:
        return not (self.metric[k][j].is_zero() and self.coupling[k][j].is_zero())


def modes_of(problem: Problem, *, precision: int) -> Modes:
    """Return the modes of a problem, rounded to ``precision`` bits from a computation at twice as many.

    The eigenvectors are numerical; the ranks, on which their number depends, are exact.

    >>> modes = modes_of(Problem(fmpq_mat([[2, 1], [1, 2]]), fmpq(1), fmpq(1), patches=2), precision=100)
    >>> modes.slow, modes.metric[0][0].str(5, radius=False), modes.coupling[0][0].is_zero()
    (1, '1.0000', True)
    """
    gram, rows, patches = problem.whole_gram(), problem.rows, problem.patches
    ones = fmpq_mat(rows, 1, [1] * rows)
    centre = fmpq_mat(rows, rows, [fmpq(int(i == j)) - fmpq(1, rows) for i in range(rows) for j in range(rows)])
    deviation_gram = centre * gram * centre
    pool = fmpq_mat(problem.n, rows, [int(j // patches == i) for i in range(problem.n) for j in range(rows)])
    rank, fast = int(deviation_gram.rank()), int((pool * deviation_gram).rank())
    mp = mpmath.mp.clone()
    mp.prec = 2 * precision + 64
    values, vectors = mp.eigsy(_matrix(mp, deviation_gram)) if rank else (mp.matrix(0), mp.matrix(rows, 0))
    kept = range(rows - rank, rows)
    roots = [mp.sqrt(values[k]) for k in kept]
    diagonal = patches == 1
    half = _half(mp, vectors, kept, roots, pool)
    inner = mp.eye(rank) if diagonal else _adapted(mp, [values[k] for k in kept], half, fast)
    basis, analysis = mp.matrix(rows, rank), mp.matrix(rank, rows)
    for column in range(rank):
        for row in range(rows):
            basis[row, column] = mp.fsum(vectors[row, k] * roots[i] * inner[i, column] for i, k in enumerate(kept))
            analysis[column, row] = mp.fsum(vectors[row, k] / roots[i] * inner[i, column] for i, k in enumerate(kept))
    sums = _matrix(mp, pool) * basis
    metric, coupling = basis.T * basis, sums.T * sums
    drift = analysis * _matrix(mp, gram * ones)
    total = (ones.transpose() * gram * ones)[0, 0]
    with ctx.workprec(2 * precision + 64):
        sharp = _rows(mp, analysis, 2 * precision + 64)
    with ctx.workprec(precision):
        return Modes(
            problem=problem,
            precision=precision,
            slow=rank - fast,
            basis=_rows(mp, basis.T, precision),
            sums=_rows(mp, sums.T, precision),
            metric=_rows(mp, metric, precision, diagonal=diagonal),
            coupling=_rows(mp, metric if diagonal else coupling, precision, diagonal=diagonal),
            drift=tuple(row[0] for row in _rows(mp, drift, precision)),
            total=arb(total).mid(),
            analysis=sharp,
        )


def mode_coordinates(modes: Modes, margins: tuple[fmpq, ...]) -> tuple[arb, ...]:
    """Return the coordinates z of exact margins, nP entries; those that vanish to 1.5 times the precision become 0.

    Raises InputError where no w has these margins, as they are then not in the range of the Gram matrix.

    >>> modes = modes_of(Problem(fmpq_mat([[2, 0], [0, 2]]), fmpq(1), fmpq(1)), precision=100)
    >>> abs(mode_coordinates(modes, (fmpq(3), fmpq(1)))[0]).str(5, radius=False)
    '1.0000'
    """
    problem = modes.problem
    rows = problem.rows
    if len(margins) != rows:
        raise InputError(f"start with {len(margins)} margins for {rows} rows of the Gram matrix: give one per row")
    gram = problem.whole_gram()
    joined = [gram[i, j] if j < rows else margins[i] for i in range(rows) for j in range(rows + 1)]
    if fmpq_mat(rows, rows + 1, joined).rank() != gram.rank():
        raise InputError("start whose margins no w attains (they leave the range of the Gram matrix): start from a w")
    mean = sum(margins, fmpq(0)) / rows
    deviations = [m - mean for m in margins]
    with ctx.workprec(2 * modes.precision + 64):
        sharp = [sum((entry * e for entry, e in zip(row, deviations, strict=True)), arb(0)) for row in modes.analysis]
        largest = max((abs(z.mid()) for z in sharp), default=arb(0))
        floor = largest * arb((fmpz(1), fmpz(-(3 * modes.precision) // 2)))
    with ctx.workprec(modes.precision):
        return tuple(arb(0) if abs(z.mid()) <= floor else (z + 0).mid() for z in sharp)


def _matrix(mp: MPContext, exact: fmpq_mat) -> Any:
    return mp.matrix([[mp.mpf(int(q.p)) / int(q.q) for q in row] for row in exact.tolist()])


def _half(mp: MPContext, vectors: Any, kept: range, roots: list[Any], pool: fmpq_mat) -> Any:
    scaled = mp.matrix(vectors.rows, len(roots))
    for i, k in enumerate(kept):
        for row in range(vectors.rows):
            scaled[row, i] = vectors[row, k] * roots[i]
    return _matrix(mp, pool) * scaled if roots else mp.matrix(pool.nrows(), 0)


def _adapted(mp: MPContext, values: list[Any], half: Any, fast: int) -> Any:
    """Rotate the eigenbasis of K so that K^{1/2}JK^{1/2} is diagonal, and K is diagonal on its kernel."""
    rank, slow = len(values), len(values) - fast
    if not rank:
        return mp.matrix(0, 0)
    _, turn = mp.eigsy(half.T * half) if fast else (None, mp.eye(rank))
    if slow and fast:
        kernel = turn[:, :slow]
        _, inner = mp.eigsy(kernel.T * mp.diag(values) * kernel)
        turned = kernel * inner
        for row in range(rank):
            for column in range(slow):
                turn[row, column] = turned[row, column]
    return turn


def _rows(mp: MPContext, matrix: Any, precision: int, *, diagonal: bool = False) -> tuple[tuple[arb, ...], ...]:
    largest = max((abs(entry) for entry in matrix), default=mp.mpf(0))
    floor = largest * mp.mpf(2) ** (-(3 * precision) // 2)
    zero = arb(0)
    return tuple(
        tuple(
            zero if abs(matrix[i, j]) <= floor or (diagonal and i != j) else _ball(matrix[i, j])
            for j in range(matrix.cols)
        )
        for i in range(matrix.rows)
    )


def _ball(value: mpf) -> arb:
    sign, mantissa, exponent, _ = value._mpf_
    midpoint = arb((fmpz(-int(mantissa) if sign else int(mantissa)), fmpz(exponent)))
    return (midpoint + 0).mid()
