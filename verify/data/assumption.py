"""Assumptions 2.1 and 3.1 decided exactly: w* itself, or a combination of rows that shows there is none.

The system ⟨w, z_r⟩ = 1 over all rows r of z has no solution iff some coefficients c have Σ c_r z_r = 0 and Σ c_r = 1:
a solution w would give 0 = ⟨w, Σ c_r z_r⟩ = Σ c_r = 1 (the converse is Fredholm's alternative).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flint import arb, ctx, fmpq, fmpq_mat, fmpz, fmpz_mat, nmod_mat

from verify.data.dataset import Dataset
from verify.data.shapes import row_name

# The prime only proposes independent rows; everything it proposes is checked over the rationals.
_PRIME = 2**61 - 1


@dataclass(frozen=True)
class UniformMargin:
    """The assumption holds: ``w_star`` is the vector of least norm with ⟨w*, z_r⟩ = 1 on every row.

    ``coefficients`` c give w* = Σ c_r z_r, which is why no solution is shorter: two solutions differ by a vector that
    is orthogonal to every z_r, hence to w*.
    """

    w_star: tuple[fmpq, ...]
    coefficients: tuple[fmpq, ...]

    @property
    def norm_squared(self) -> fmpq:
        """‖w*‖², exact.

        >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, -1])
        >>> check_assumption(data).norm_squared
        5
        """
        return sum((entry * entry for entry in self.w_star), fmpq(0))

    def verify(self, dataset: Dataset) -> bool:
        """Return whether ⟨w*, z_r⟩ = 1 on every row of ``dataset`` and w* = Σ c_r z_r, exactly.

        >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, -1])
        >>> check_assumption(data).verify(data)
        True
        """
        if len(self.w_star) != dataset.d or len(self.coefficients) != dataset.rows:
            return False
        w = fmpq_mat(dataset.d, 1, list(self.w_star))
        c = fmpq_mat(dataset.rows, 1, list(self.coefficients))
        return bool(dataset.z * w == _ones(dataset.rows)) and bool(dataset.z.transpose() * c == w)

    def describe(self) -> str:
        """Return one line that says what was found.

        >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, -1])
        >>> check_assumption(data).describe()
        'every row has margin 1 under w*, of norm squared ≈ 5.0000000'
        """
        with ctx.workprec(64):
            norm = arb(self.norm_squared).str(8, radius=False)
        return f"every row has margin 1 under w*, of norm squared ≈ {norm}"


@dataclass(frozen=True)
class Infeasible:
    """The assumption fails: coefficients c with Σ c_r z_r = 0 and Σ c_r = 1, as pairs (row, c_r), rows from 0.

    No proper subset of the rows named is linearly dependent.
    """

    combination: tuple[tuple[int, fmpq], ...]
    patches: int = 1

    def verify(self, dataset: Dataset) -> bool:
        """Return whether the combination refutes the assumption for ``dataset``, exactly.

        >>> data = Dataset.from_rows([[1, 0], [2, 0]], [1, 1])
        >>> check_assumption(data).verify(data)
        True
        """
        rows = [row for row, _ in self.combination]
        if self.patches != dataset.patches or len(set(rows)) < len(rows):
            return False
        if not all(0 <= row < dataset.rows for row in rows):
            return False
        vanishes = all(
            sum((c * dataset.z[row, column] for row, c in self.combination), fmpq(0)) == 0
            for column in range(dataset.d)
        )
        return vanishes and bool(sum((c for _, c in self.combination), fmpq(0)) == 1)

    def describe(self) -> str:
        """Return one line that names the rows as people count, with whole coefficients where these are short.

        >>> Infeasible(((0, fmpq(2)), (2, fmpq(-1)))).describe()
        'no w has margin 1 on every row: 2·z(sample 1) - 1·z(sample 3) = 0, but the coefficients add up to 1'
        """
        scale = fmpz(1)
        for _, c in self.combination:
            scale = scale.lcm(c.q)
        whole = [(row_name(row, self.patches), c * scale) for row, c in self.combination]
        text = " ".join(f"{'-' if c < 0 else '+'} {abs(c)}·z({name})" for name, c in whole)
        text = "-" + text[2:] if text.startswith("- ") else text[2:]
        if len(text) <= 400:
            return f"no w has margin 1 on every row: {text} = 0, but the coefficients add up to {scale}"
        names = "; ".join(name for name, _ in whole)
        return f"no w has margin 1 on every row: rows that add up to 0 with coefficients of sum 1 are {names}"


def check_assumption(dataset: Dataset) -> UniformMargin | Infeasible:
    """Decide by exact linear algebra whether ⟨w, z_i^(p)⟩ = 1 for all i, p has a solution (Assumptions 2.1 and 3.1).

    >>> check_assumption(Dataset.from_rows([[1, 0], [1, 1]], [1, -1])).w_star
    (1, -2)
    >>> check_assumption(Dataset.from_rows([[1, 0], [2, 0]], [1, 1])).describe()
    'no w has margin 1 on every row: 2·z(sample 1) - 1·z(sample 2) = 0, but the coefficients add up to 1'
    """
    short = _short_refutation(dataset)
    if short is not None:
        return short
    scaled, scales = _whole_rows(dataset)
    independent, dependent, relations = _independent_rows(scaled)
    refutation = _refutation(independent, dependent, relations, scales, dataset.patches)
    return refutation or _least_norm(dataset, scaled, scales, independent)


def _short_refutation(dataset: Dataset) -> Infeasible | None:
    """Return a refutation by one zero row or by two parallel rows of different length, if there is one."""
    first: dict[tuple[fmpq, ...], tuple[int, fmpq]] = {}
    for row, entries in enumerate(dataset.z.tolist()):
        length = next((entry for entry in entries if entry != 0), None)
        if length is None:
            return Infeasible(((row, fmpq(1)),), dataset.patches)
        other, other_length = first.setdefault(tuple(entry / length for entry in entries), (row, length))
        if other_length != length:
            # z_row/length = z_other/other_length, scaled so that the coefficients add up to 1.
            total = length - other_length
            return Infeasible(((other, length / total), (row, -other_length / total)), dataset.patches)
    return None


def _whole_rows(dataset: Dataset) -> tuple[fmpz_mat, list[fmpz]]:
    """Return A and k, both of whole numbers, with row r of A equal to k_r z_r."""
    scales: list[fmpz] = []
    whole: list[fmpz] = []
    for entries in dataset.z.tolist():
        scale = fmpz(1)
        for entry in entries:
            scale = scale.lcm(entry.q)
        scales.append(scale)
        whole.extend((entry * scale).p for entry in entries)
    return fmpz_mat(dataset.rows, dataset.d, whole), scales


def _independent_rows(a: fmpz_mat) -> tuple[list[int], list[int], fmpq_mat]:
    """Return a maximal list of independent rows of A, the other rows, and C with A_other = Cᵀ A_independent.

    Rows independent modulo the prime are independent; that the others depend on them is checked over the rationals, and
    a row that does not (the prime divides a minor) joins the independent ones.
    """
    reduced, rank = nmod_mat(a.transpose(), _PRIME).rref()
    independent: list[int] = []
    for column in range(a.nrows()):
        if len(independent) < rank and int(reduced[len(independent), column]) != 0:
            independent.append(column)
    while True:
        dependent = sorted(set(range(a.nrows())) - set(independent))
        if not dependent:
            return independent, [], fmpq_mat(len(independent), 0)
        basis, others = _rows(a, independent), _rows(a, dependent)
        if not independent:
            relations = fmpq_mat(0, len(dependent))
        else:
            relations = _solution(basis * basis.transpose(), basis * others.transpose())
        left = fmpq_mat(others) - relations.transpose() * fmpq_mat(basis)
        astray = next((row for row, entries in zip(dependent, left.tolist(), strict=True) if any(entries)), None)
        if astray is None:
            return independent, dependent, relations
        independent = sorted([*independent, astray])


def _refutation(
    independent: list[int], dependent: list[int], relations: fmpq_mat, scales: list[fmpz], patches: int
) -> Infeasible | None:
    """Return the refutation that names the fewest rows among the relations of each dependent row to the others."""
    found: list[Infeasible] = []
    for column, row in enumerate(dependent):
        combination = [(row, fmpq(1))]
        for index, other in enumerate(independent):
            c = -relations[index, column] * scales[other] / scales[row]
            if c != 0:
                combination.append((other, c))
        total = sum((c for _, c in combination), fmpq(0))
        if total != 0:
            found.append(Infeasible(tuple(sorted((r, c / total) for r, c in combination)), patches))
    return min(found, key=lambda certificate: (len(certificate.combination), _height(certificate)), default=None)


def _height(certificate: Infeasible) -> int:
    return max(int(c.height_bits()) for _, c in certificate.combination)


def _least_norm(dataset: Dataset, a: fmpz_mat, scales: list[fmpz], independent: list[int]) -> UniformMargin:
    """Return w* = Aᵀc with A Aᵀ c = k on the independent rows, where A w = k says that every margin is 1."""
    basis = _rows(a, independent)
    margins = fmpz_mat(len(independent), 1, [scales[row] for row in independent])
    c = _solution(basis * basis.transpose(), margins)
    numerators, denominator = c.numer_denom()
    w_star = tuple(fmpq(entry, denominator) for entry in (basis.transpose() * numerators).entries())
    coefficients = [fmpq(0)] * dataset.rows
    for index, row in enumerate(independent):
        coefficients[row] = c[index, 0] * scales[row]
    return UniformMargin(w_star=w_star, coefficients=tuple(coefficients))


def _solution(matrix: fmpz_mat, right: fmpz_mat) -> fmpq_mat:
    solution: fmpq_mat = cast(Any, matrix).solve(right)
    return solution


def _rows(a: fmpz_mat, rows: list[int]) -> fmpz_mat:
    table = a.tolist()
    return fmpz_mat(len(rows), a.ncols(), [entry for row in rows for entry in table[row]])


def _ones(rows: int) -> fmpq_mat:
    return fmpq_mat(rows, 1, [1] * rows)
