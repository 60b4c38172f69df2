"""Rows and patches: what rows a dataset can be made of, how many patches, and how a row is called."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral

from flint import fmpq_mat

from verify.data.rationals import rational
from verify.data.tables.arrays import table_from_arrays
from verify.data.tables.messages import shown
from verify.errors import InputError


def row_name(row: int, patches: int) -> str:
    """Name row ``i*P + p`` of z as people count, from 1.

    >>> row_name(3, 1), row_name(3, 2)
    ('sample 4', 'sample 2, patch 2')
    """
    sample, patch = divmod(row, patches)
    return f"sample {sample + 1}" if patches == 1 else f"sample {sample + 1}, patch {patch + 1}"


def exact_matrix(z: object) -> fmpq_mat:
    """Return z as a matrix of exact numbers; rows of numbers and 2-D arrays are read, not only FLINT's matrices."""
    if isinstance(z, fmpq_mat):
        return z
    if hasattr(z, "__array__"):
        table = table_from_arrays(z, None, signed=True, array_name="z")
        if len(table.shape) != 2:
            raise InputError(f"z has shape {table.shape}: give n*P rows of d numbers, or use Dataset.from_numpy")
        return fmpq_mat([[rational(entry, where="z") for entry in row] for row in table.rows])
    if not hasattr(z, "tolist"):  # FLINT's other matrices have it
        z = [listed_row(row, index) for index, row in enumerate(iterated(z), 1)]
    rows = z if isinstance(z, list) else z.tolist()
    if len({len(row) for row in rows}) > 1:
        raise InputError("the rows of z have unequal lengths: give n*P rows of d numbers")
    if not rows or not rows[0]:
        raise InputError("z has no entries: give at least one sample of one feature")
    return fmpq_mat(
        [[rational(entry, where=f"z[{i}, {k}]") for k, entry in enumerate(row)] for i, row in enumerate(rows)]
    )


def iterated(rows: object) -> Iterable[object]:
    """Return the samples; InputError where they are no rows."""
    if isinstance(rows, (str, bytes, dict)) or not hasattr(rows, "__iter__"):
        raise InputError(f"the samples are {shown(rows)}: give rows of numbers, such as [[1, 2], [3, 4]]")
    return rows


def listed_row(row: object, number: int) -> list[object]:
    """Return the entries of a row; InputError where it is none."""
    if isinstance(row, (str, bytes, dict)) or not hasattr(row, "__iter__"):
        raise InputError(f"row {number} of the dataset is {shown(row)}: give a list of numbers")
    return list(row)


def require_patches(patches: object) -> None:
    """Refuse what is no number of patches."""
    if isinstance(patches, bool) or not isinstance(patches, Integral) or patches < 1:
        raise InputError(f"{shown(patches)} patches a sample: give a whole number of at least 1")


def require_divisible(width: int, patches: int, where: str) -> None:
    """Refuse a number of patches that does not divide the number of features."""
    if patches < 1 or width % patches:
        raise InputError(f"{patches} patches for {width} features a sample in {where}: give a divisor of {width}")
