"""Checksums of what is kept of a run, by which damage to its file is seen.

They guard against accidents (a flipped bit, a lost row, an edit by hand), not against somebody who computes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

MODULUS = 1 << 256


def row_sum(row: Sequence[object]) -> str:
    """Return the SHA-256 of a row of a table, types and all.

    >>> row_sum(("1",)) == row_sum((1,))
    False
    """
    # repr escapes what is no Unicode text, so that any row of a damaged file has a sum
    return hashlib.sha256(repr(tuple(row)).encode("utf-8", "backslashreplace")).hexdigest()


def added(total: str, rows: Iterable[Sequence[object]]) -> str:
    """Return the sum of a set of rows with further rows in it: of their SHA-256 modulo 2^256.

    A sum needs no order and none of the earlier rows, so that a checkpoint costs what it adds. Raises ValueError where
    ``total`` is no number.

    >>> added(added("0", [("a",)]), [("b",)]) == added("0", [("b",), ("a",)])
    True
    """
    return f"{(int(total, 16) + sum(int(row_sum(row), 16) for row in rows)) % MODULUS:x}"
