"""A dataset in whole numbers, before it becomes exact rationals or floats; and how its rows come to keep w*.

(a) Rows that keep the assumption: a whole w ≠ 0 is chosen with N = ‖w‖², and free rows F/q of whole numbers. The rows
    z = (N·F + (q − F w) wᵀ)/(q N) have ⟨w, z⟩ = 1. Where w is a unit vector this sets one entry of F/q to 1.
(b) Rank: free rows F = A B with r − 1 rows in B give rank at most r, as (a) moves each z along w by what B leaves open.
(c) A broken row is (1+δ)(t z_j + (1−t) z_k) for other rows j, k, which would need margin 1+δ where theirs is 1; where
    there is no other row, it is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat
from numpy.typing import NDArray

from verify.data.dataset import Dataset
from verify.testing.strategies.small_numbers import Whole

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Broken:
    """Row ``row`` becomes (1 + excess)·(share·row ``first`` + (1 − share)·row ``second``); excess −1 makes it 0."""

    row: int
    first: int
    second: int
    share: int
    excess: fmpq


@dataclass(frozen=True)
class Draft:
    """z = 10^exponent · rows/divisor, with whole ``rows`` (nP × d), and one row of it broken where ``broken`` says."""

    rows: Whole
    divisor: int
    exponent: int
    labels: tuple[int, ...]
    patches: int
    broken: Broken | None = None

    def dataset(self) -> Dataset:
        """Return the exact dataset."""
        count, d = self.rows.shape
        z = fmpq_mat(fmpz_mat(count, d, self.rows.ravel().tolist()))
        z = z * (fmpq(10) ** self.exponent / self.divisor)
        if self.broken is not None:
            here = self.broken
            for column in range(d):
                mixed = here.share * z[here.first, column] + (1 - here.share) * z[here.second, column]
                z[here.row, column] = (1 + here.excess) * mixed
        return Dataset(z=z, labels=self.labels, patches=self.patches)

    def floats(self) -> tuple[Floats, NDArray[np.int64]]:
        """Return x of shape (n, d), or (n, P, d) with patches, and the labels ±1."""
        z: Floats = np.asarray(self.rows * (10.0**self.exponent / self.divisor), dtype=np.float64)
        if self.broken is not None:
            here = self.broken
            excess = float(here.excess.p) / float(here.excess.q)
            z[here.row] = (1 + excess) * (here.share * z[here.first] + (1 - here.share) * z[here.second])
        y = np.array(self.labels, dtype=np.int64)
        x = z.reshape(len(y), self.patches, -1) * y[:, None, None]
        return (x[:, 0] if self.patches == 1 else x), y


def keeping_rows(free: Whole, scale: int, w: Whole) -> tuple[Whole, int]:
    """Return whole rows and their divisor, ⟨w, rows⟩ = divisor, next to the free rows F/``scale``: note (a).

    >>> keeping_rows(np.array([[2, 3]]), 1, np.array([1, 0]))
    (array([[1, 3]]), 1)
    """
    square = int(w @ w)
    rows = square * free + np.outer(scale - free @ w, w)
    common = int(np.gcd.reduce(np.append(rows.ravel(), square * scale)))
    return rows // common, square * scale // common


def direction(block: Any, d: int) -> Whole:
    """Return a whole w ≠ 0 of d entries: a unit vector for half of the blocks, and for a block of zeros the first.

    >>> direction(np.array([0, 0, 0]), 2), direction(np.array([1, 0, 3]), 2)
    (array([1, 0]), array([0, 2]))
    """
    from verify.testing.strategies.small_numbers import SMALL, numbers

    entries = np.clip(numbers(block[1 : d + 1]), -SMALL, SMALL)
    kind = int(block[0])
    if kind % 2 and entries.any():
        return entries
    unit = np.zeros(d, dtype=np.int64)
    unit[(kind // 2) % d] = 1
    return unit
