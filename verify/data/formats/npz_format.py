"""Datasets as NumPy's files, never unpickled: NPZ with arrays "x" (or "z" = y·x) and "y", or one table as NPY."""

from __future__ import annotations

import lzma
import math
import re
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, BinaryIO

from verify.data.tables.columns import ReadOptions, choose_columns
from verify.data.tables.messages import shown
from verify.data.tables.table import Table, require_entries
from verify.errors import InputError

if TYPE_CHECKING:
    import numpy as np

MAX_ARRAY_BYTES = 256 * 2**20
MAX_HEADER_BYTES = 1000

SAMPLES = ("x", "X", "data", "features")
LABELS = ("y", "Y", "label", "labels", "target")
# exceptions of zipfile and its decompressors for a damaged archive
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, KeyError, IndexError,
    OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip

_HEADER = re.compile(
    rb"\{'descr': '[<>|=]([biufcOSU])([0-9]{0,6})', 'fortran_order': (?:False|True), "
    # no zero before other digits, no line in the padding: NumPy would take it for a file of Python 2, and warn
    rb"'shape': \(((?:(?:0|[1-9][0-9]{0,11}), ?)*(?:0|[1-9][0-9]{0,11})?)\), \} *\n?"
)


def table_from_npz(stream: BinaryIO, *, where: str, name: str = "") -> Table:
    """Return the table of an NPZ archive opened in binary mode: "x" (n × P·d) with "y" (n), or "z" with "y" or without.

    A floating-point entry is read as the shortest decimal that prints it, so that an array and the CSV printed from
    it are the same dataset; its binary value would carry denominators of 2^55 that nobody meant. x of shape (n, P, d)
    brings its patches; the names X, data and features, and Y, label, labels and target, are read as well.
    Raises InputError for arrays of objects, of another shape, or larger than memory should hold.

    >>> import io
    >>> import numpy as np
    >>> stream = io.BytesIO()
    >>> np.savez(stream, x=np.array([[0.1, 2.0]]), y=np.array([1]))
    >>> table_from_npz(stream, where="a.npz").rows
    [['0.1', '2.0']]
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            members = {entry.filename.removesuffix(".npy") for entry in archive.infolist()}
            signed = "z" in members
            found = [key for key in (*SAMPLES, "z") if key in members]
            if len(found) != 1:
                raise InputError(f"{where} must have exactly one of the arrays x (samples) and z (y times x): give one")
            marks = [key for key in LABELS if key in members]
            if len(marks) > 1:
                raise InputError(f"{where} has the label arrays {' and '.join(marks)}: keep one")
            if not marks and not signed:
                raise InputError(f"{where} has no array y: give one label a row")
            samples = _samples(archive, found[0], where)
            labels: list[object] = list(_labels(archive, marks[0], where)) if marks else [1] * len(samples)
    except InputError:
        raise
    except _DAMAGES as fault:
        reason = shown(str(fault))
        raise InputError(f"{where} is not a readable NPZ archive ({reason}): write it with numpy.savez") from None
    return Table(
        where=where,
        rows=[[str(entry) for entry in row] for row in samples.reshape(len(samples), math.prod(samples.shape[1:]))],
        labels=labels,
        patches=samples.shape[1] if samples.ndim == 3 else None,
        name=name,
        signed=signed,
        label_column=f"array {marks[0]}" if marks else "none: the rows are z, and all labels are 1",
        notes=(f"samples are the array {found[0]}",),
    )


def table_from_npy(stream: BinaryIO, *, where: str, name: str = "", options: ReadOptions | None = None) -> Table:
    """Return the table of an NPY file opened in binary mode: one sample a row, the label in the last column or another.

    Raises InputError for what is not a plain array of numbers of two dimensions.

    >>> import io
    >>> import numpy as np
    >>> stream = io.BytesIO()
    >>> np.save(stream, np.array([[0.5, 2, 1], [1, 3, -1]]))
    >>> table = table_from_npy(stream, where="a.npy")
    >>> table.rows, table.labels
    ([['0.5', '2.0'], ['1.0', '3.0']], ['1.0', '-1.0'])
    """
    from numpy.lib import format as npy

    stream.seek(0)
    _require_plain(stream, where)
    stream.seek(0)
    try:
        array = npy.read_array(stream, allow_pickle=False)
    except ValueError as fault:
        raise InputError(f"{where} is damaged ({shown(str(fault))}): write it with numpy.save") from None
    if stream.read(1):
        raise InputError(f"{where} goes on behind its array: write one array with numpy.save")
    if array.ndim != 2 or array.dtype.kind not in "iuf" or 0 in array.shape:
        raise InputError(
            f"{where} is an array of {array.dtype} of shape {array.shape}: give n rows of numbers with the label, "
            "or x and y in one .npz file"
        )
    rows = [[str(entry) for entry in row] for row in array]
    return choose_columns(rows, None, options or ReadOptions(), where=where, name=name)


def _samples(archive: zipfile.ZipFile, key: str, where: str) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    array = _array(archive, key, where)
    if array.ndim not in (2, 3):
        raise InputError(
            f"array {key} of {where} has {array.ndim} dimensions: give n rows of P*d numbers, or shape (n, P, d)"
        )
    if array.dtype.kind not in "iuf":
        raise InputError(f"array {key} of {where} has entries of type {array.dtype}: give integers or floats")
    return array


def _labels(archive: zipfile.ZipFile, key: str, where: str) -> list[object]:
    array = _array(archive, key, where)
    if array.ndim != 1 or array.dtype.kind not in "biufU":
        raise InputError(f"array {key} of {where} is {array.dtype} of shape {array.shape}: give n numbers or names")
    return [bool(entry) if array.dtype.kind == "b" else str(entry) for entry in array]


def _array(archive: zipfile.ZipFile, key: str, where: str) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """Read one array after its header has promised a size that fits."""
    from numpy.lib import format as npy

    if f"{key}.npy" not in archive.namelist():
        raise InputError(f"{where} holds {shown(key)} in another form than {key}.npy: write it with numpy.savez")
    if archive.getinfo(f"{key}.npy").file_size > MAX_ARRAY_BYTES:
        raise InputError(f"array {key} of {where} has more than {MAX_ARRAY_BYTES} bytes: give a smaller array")
    with archive.open(f"{key}.npy") as member:
        _require_plain(member, f"array {key} of {where}")
    with archive.open(f"{key}.npy") as member:
        try:
            array = npy.read_array(member, allow_pickle=False)
        except ValueError as fault:
            reason = shown(str(fault))
            raise InputError(f"array {key} of {where} is damaged ({reason}): write it with numpy.savez") from None
        # only at its end is a member's checksum looked at
        if member.read(1):
            raise InputError(f"array {key} of {where} goes on behind its end: write it with numpy.savez")
    return array


def _require_plain(member: IO[bytes], where: str) -> None:
    """Refuse an NPY header that is not one of a plain array of affordable size.

    NumPy evaluates the header as a Python literal, which a hostile one can make fail in many ways; only headers in
    NumPy's own spelling go on to it.
    """
    start = member.read(10)
    length = int.from_bytes(start[8:10], "little")
    known = start.startswith(b"\x93NUMPY\x01\x00") and length <= MAX_HEADER_BYTES
    match = _HEADER.fullmatch(member.read(length)) if known else None
    if match is None:
        raise InputError(f"{where} has a header NumPy does not write for plain arrays: write it with numpy.savez")
    kind, size, shape = match.groups()
    if kind == b"O":
        raise InputError(f"{where} holds Python objects, which are never loaded: give numbers")
    count = math.prod(int(length) for length in shape.replace(b" ", b"").split(b",") if length)
    require_entries(count, where)
    if count * int(size or 1) * (4 if kind == b"U" else 1) > MAX_ARRAY_BYTES:
        raise InputError(f"{where} has more than {MAX_ARRAY_BYTES} bytes: give a smaller array")
