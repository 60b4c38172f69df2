"""The exact geometry that a certified run rests on: the norm in which its error is measured, and that w(0) exists.

Margins m determine w only up to what the data do not see; the norm of w is therefore taken in span{z}, where the
least w with Z w = m lives. Everything here is computed from the Gram matrix, so the dimension d never appears.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.batchnorm.dynamics.problem import Problem
from verify.errors import InputError


@dataclass(frozen=True)
class Geometry:
    """Constants of a problem as balls, all at the precision at which they were made.

    ``rescale`` is κ = √(η_γ/η_w): in the coordinates (w, γ/κ) both step sizes are η_w and the Hessian is symmetric.
    ``reach`` holds ‖z_ip‖ = √G_(ip,ip); ``spread`` is an upper bound Λ on the largest eigenvalue of Σ = ZᵀZ/(nP).

    >>> problem = Problem(gram=fmpq_mat([[2, 0], [0, 8]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(4, 10))
    >>> geometry = Geometry.of(problem)
    >>> geometry.rescale.contains(2), bool(4 <= geometry.spread < 4.1)
    (True, True)
    """

    n: int
    patches: int
    gram: arb_mat
    eta: arb
    rescale: arb
    reach: tuple[arb, ...]
    spread: arb

    @classmethod
    def of(cls, problem: Problem) -> Geometry:
        """The geometry of ``problem`` at the current working precision."""
        exact = problem.whole_gram()
        gram = arb_mat(exact)
        return cls(
            n=problem.n,
            patches=problem.patches,
            gram=gram,
            eta=arb(problem.eta_w),
            rescale=arb(problem.eta_gamma / problem.eta_w).sqrt(),
            reach=tuple(arb(exact[i, i]).sqrt() for i in range(problem.rows)),
            spread=largest_eigenvalue_bound(gram) / problem.rows,
        )

    @property
    def rows(self) -> int:
        """Number of margins nP."""
        return self.n * self.patches

    def length(self, coefficients: arb_mat, gamma: arb) -> arb:
        """Upper bound on ‖Zᵀc‖ + |γ|/κ for c and γ in the given balls (triangle inequality over the rows of Z)."""
        total = abs(gamma) / self.rescale
        for norm, coefficient in zip(self.reach, coefficients.entries(), strict=True):
            total += norm * abs(coefficient)
        return total.upper()


def largest_eigenvalue_bound(matrix: arb_mat, *, squarings: int = 7) -> arb:
    """Upper bound on |λ| for every eigenvalue λ of S·T or I − S·T, S symmetric, T symmetric positive semidefinite.

    The eigenvalues of S·T are those of T^(1/2) S T^(1/2) and hence real, so the trace of an even power is at least λ to
    that power; with N rows the bound is at most N^(1/2^squarings) times too large, apart from the width of the balls.

    >>> bool(3 <= largest_eigenvalue_bound(arb_mat([[3, 0], [0, 1]])) < 3.01)
    True
    """
    for _ in range(squarings):
        matrix = matrix * matrix
    trace = matrix.trace().abs_upper()
    # Arb's root of an exact zero is not a number.
    return arb(0) if trace == 0 else trace.root(2**squarings).upper()


def least_norm_squared(gram: fmpq_mat, margins: tuple[fmpq, ...]) -> fmpq:
    """The exact least ‖w‖² over all w with Z w = m, where Z Zᵀ is the Gram matrix: its entries decide whether w exists.

    ``gram`` is (N × N), ``margins`` has N entries. Method: symmetric elimination G = L D Lᵀ with m carried along,
    skipping zero pivots; then the least norm is Σ_k y_k²/d_k with L y = m. Raises InputError where the matrix is not
    symmetric positive semidefinite (no data have it) or the margins are not in its range (no w has them).

    >>> least_norm_squared(fmpq_mat([[1, 1], [1, 1]]), (fmpq(3), fmpq(3)))
    9
    """
    size = int(gram.nrows())
    if len(margins) != size:
        raise InputError(f"{len(margins)} margins with a Gram matrix of {size} rows: give one margin for each row")
    table = [[*row, margin] for row, margin in zip(gram.tolist(), margins, strict=True)]
    total = fmpq(0)
    for k in range(size):
        pivot = table[k][k]
        if any(gram[k, j] != gram[j, k] for j in range(k)):
            raise InputError(f"row {k + 1} of the Gram matrix is not symmetric: give G = Z Zᵀ")
        if pivot < 0 or (pivot == 0 and any(table[k][k + 1 : size])):
            raise InputError(f"row {k + 1} shows that the Gram matrix has a negative eigenvalue: give G = Z Zᵀ")
        if pivot == 0 and table[k][size] != 0:
            raise InputError(f"no w has margin {margins[k]} in row {k + 1} beside the earlier ones: give m = Z w")
        if pivot == 0:
            continue
        total += table[k][size] ** 2 / pivot
        for i in range(k + 1, size):
            factor = table[i][k] / pivot
            if factor:
                table[i] = [a - factor * b for a, b in zip(table[i], table[k], strict=True)]
    return total
