"""Datasets as NPZ: NumPy arrays "x" (or "z" = y·x) and "y" in one archive, never unpickled."""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, BinaryIO

from verify.data.messages import shown
from verify.data.table import Table, require_entries
from verify.errors import InputError

if TYPE_CHECKING:
    import numpy as np

MAX_ARRAY_BYTES = 256 * 2**20
MAX_HEADER_BYTES = 1000

_HEADER = re.compile(
    rb"\{'descr': '[<>|=]([biufcOSU])([0-9]{0,6})', 'fortran_order': (?:False|True), "
    rb"'shape': \(((?:[0-9]{1,12}, ?)*(?:[0-9]{1,12})?)\), \}\s*"
)


def table_from_npz(stream: BinaryIO, *, where: str, name: str = "") -> Table:
    """Return the table of an NPZ archive opened in binary mode: "x" (n × P·d) with "y" (n), or "z" with "y" or without.

    A floating-point entry is read as the shortest decimal that prints it, so that an array and the CSV printed from
    it are the same dataset; its binary value would carry denominators of 2^55 that nobody meant.
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
            if signed == ("x" in members):
                raise InputError(f"{where} must have exactly one of the arrays x (samples) and z (y times x): give one")
            if "y" not in members and not signed:
                raise InputError(f"{where} has no array y: give one label a row")
            rows = _rows(archive, "z" if signed else "x", where)
            labels: list[object] = list(_labels(archive, where)) if "y" in members else [1] * len(rows)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise InputError(f"{where} is not a readable NPZ archive ({fault}): write it with numpy.savez") from None
    return Table(where=where, rows=rows, labels=labels, name=name, signed=signed)


def _rows(archive: zipfile.ZipFile, key: str, where: str) -> list[list[object]]:
    array = _array(archive, key, where)
    if array.ndim != 2:
        raise InputError(f"array {key} of {where} has {array.ndim} dimensions: give n rows of P*d numbers")
    if array.dtype.kind not in "iuf":
        raise InputError(f"array {key} of {where} has entries of type {array.dtype}: give integers or floats")
    return [[str(entry) for entry in row] for row in array]


def _labels(archive: zipfile.ZipFile, where: str) -> list[str]:
    array = _array(archive, "y", where)
    if array.ndim != 1 or array.dtype.kind not in "iufU":
        raise InputError(f"array y of {where} is {array.dtype} of shape {array.shape}: give n numbers or names")
    return [str(entry) for entry in array]


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
            return npy.read_array(member, allow_pickle=False)
        except ValueError as fault:
            reason = shown(str(fault))
            raise InputError(f"array {key} of {where} is damaged ({reason}): write it with numpy.savez") from None


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
