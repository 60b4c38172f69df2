"""What the SQLite files of runs and of campaigns share: checksums of rows, transactions, faults in words.

The checksums guard against accidents (a flipped bit, a lost row, an edit by hand), not against somebody who computes
them anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

MODULUS = 1 << 256
# what SQLite and its disk raise; UnicodeDecodeError where a damaged description of the tables is quoted in a message
SQLITE_FAULTS = (sqlite3.Error, OSError, UnicodeDecodeError)


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


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[Any]:
    """Give the ``execute`` of a connection in autocommit mode: what it writes is kept all or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection.execute
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def fault_words(fault: Exception, path: str, *, kept: str, elsewhere: str) -> str:
    """Return a fault of SQLite or of its disk in a line; ``kept`` says what the file keeps, ``elsewhere`` the remedy.

    >>> fault_words(OSError(13, "Permission denied"), "a.sqlite", kept="runs", elsewhere="name another file")
    'cannot keep runs in a.sqlite (Permission denied): name another file'
    """
    if isinstance(fault, UnicodeDecodeError):
        return f"{path} is damaged (what it says of its tables is no text): restore it from a copy, or {elsewhere}"
    name = getattr(fault, "sqlite_errorname", "")
    why = getattr(fault, "strerror", None) or str(fault)
    match name.split("_")[1] if "_" in name else "":
        case "NOTADB":
            return f"{path} is not a SQLite file: move it away, or {elsewhere}"
        case "CORRUPT":
            return f"{path} is damaged ({why}): restore it from a copy, or {elsewhere}"
        case "BUSY" | "LOCKED":
            return f"{path} is held by another program ({why}): try again when it is done, or {elsewhere}"
        case "FULL" | "IOERR":
            return f"cannot write {path} ({why}), what it keeps is unharmed: make room on its disk, or {elsewhere}"
    return f"cannot keep {kept} in {path} ({why}): {elsewhere}"
