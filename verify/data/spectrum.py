"""λ_max and λ_min of the data, enclosed rigorously: the extreme non-zero eigenvalues of Σ = (1/nP) Σ z zᵀ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat, fmpz_mat, fmpz_poly

from verify.data.dataset import Dataset
from verify.errors import InputError


@dataclass(frozen=True)
class Spectrum:
    """The scales of a dataset that the paper's constants are made of.

    ``rank`` is that of z, exact. ``lambda_max`` and ``lambda_min`` enclose the largest and the smallest of
    uᵀΣu/‖u‖² over the span of all z_i^(p). ``max_norm_squared`` is max ‖z_i^(p)‖² over the rows, exact.
    """

    rank: int
    lambda_max: arb
    lambda_min: arb
    max_norm_squared: fmpq


def spectrum(dataset: Dataset, *, bits: int = 128) -> Spectrum:
    """Return the spectrum of a dataset, its eigenvalues to about ``bits`` bits relative to their size.

    The characteristic polynomial is exact, so that the zero eigenvalues are counted and not guessed; the others are
    its isolated roots. Raises InputError for a dataset of zeros only, whose span is {0}.

    >>> data = Dataset.from_rows([[1, 0, 0], [0, 2, 0], [0, 2, 0]], [1, 1, 1])
    >>> found = spectrum(data)
    >>> found.rank, found.max_norm_squared, (3 * found.lambda_min).contains(1), (3 * found.lambda_max).contains(8)
    (2, 4, True, True)
    """
    whole, scale = dataset.z.numer_denom()
    square = whole * whole.transpose() if dataset.rows <= dataset.d else whole.transpose() * whole
    nonzero, rank = _without_zero_roots(square)
    if rank == 0:
        raise InputError(f"{dataset.name or 'the dataset'} has only zeros: its spectrum is empty, give other data")
    with ctx.workprec(bits):
        # A symmetric matrix has real eigenvalues: the real parts enclose them whatever the imaginary balls are.
        roots: Any = nonzero.complex_roots()
        eigenvalues: list[arb] = [root.real for root, _ in roots]
        largest, smallest = eigenvalues[0], eigenvalues[0]
        for eigenvalue in eigenvalues[1:]:
            largest, smallest = largest.max(eigenvalue), smallest.min(eigenvalue)
        divisor = arb(scale * scale * dataset.rows)
        lambda_max, lambda_min = largest / divisor, smallest / divisor
    return Spectrum(rank, lambda_max, lambda_min, max_norm_squared(dataset))


def least_eigenvalue(matrix: fmpq_mat, *, bits: int = 128) -> arb:
    """Return the least positive eigenvalue of a symmetric positive semidefinite matrix, enclosed as in ``spectrum``.

    Raises InputError for a matrix of zeros.

    >>> least_eigenvalue(fmpq_mat([[1, -1], [-1, 1]])).contains(2)
    True
    """
    whole, scale = matrix.numer_denom()
    nonzero, rank = _without_zero_roots(whole)
    if rank == 0:
        raise InputError("a matrix of zeros has no positive eigenvalue: give data that differ")
    with ctx.workprec(bits):
        roots: Any = nonzero.complex_roots()
        least: arb = roots[0][0].real
        for root, _ in roots[1:]:
            least = least.min(root.real)
        return least / scale


def max_norm_squared(dataset: Dataset) -> fmpq:
    """Return max ‖z_i^(p)‖² over the rows, exact.

    >>> max_norm_squared(Dataset.from_rows([["0.5", 0], [1, 1]], [1, -1]))
    2
    """
    return max(sum((entry * entry for entry in row), fmpq(0)) for row in dataset.z.tolist())


def _without_zero_roots(square: fmpz_mat) -> tuple[fmpz_poly, int]:
    """Return the characteristic polynomial of a symmetric matrix divided by its power of x, and the rank."""
    coefficients = square.charpoly().coeffs()
    zeros = next(index for index, coefficient in enumerate(coefficients) if coefficient != 0)
    return fmpz_poly(coefficients[zeros:]), square.nrows() - zeros
