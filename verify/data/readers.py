"""Reading a dataset from a file that nobody vouches for: CSV, NPZ or JSON."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from verify.data.csv_format import table_from_csv
from verify.data.dataset import Dataset
from verify.data.json_format import parse_json, table_from_json
from verify.data.messages import shown, shown_path
from verify.data.npz_format import table_from_npz
from verify.data.table import Table
from verify.errors import InputError

MAX_FILE_BYTES = 256 * 2**20


def read_dataset(path: str | os.PathLike[str], *, patches: int | None = None, label: str | None = None) -> Dataset:
    """Read a dataset exactly from a ``.csv``, ``.npz`` or ``.json`` file.

    ``patches`` cuts each row of P·d features into P consecutive patches; None takes what the file says, or 1. ``label``
    names the label column of a CSV file with a header; see ``table_from_csv`` for the columns recognised without it.
    Decimals are exact (0.1 is 1/10); floats in NPZ are the shortest decimals that print them.
    Raises InputError, in one line, for a file or content that cannot be used; a sample or patch of zeros is refused,
    as no w has margin 1 on it.

    >>> from verify.data.samples import sample_path
    >>> data = read_dataset(sample_path("digits"), patches=2)
    >>> data.n, data.P, data.d, data.label_names
    (8, 2, 32, ('3', '8'))
    """
    file = Path(path)
    where = shown_path(file)
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".npz", ".json"):
        raise InputError(f"{where} ends in {shown(suffix)}: give a .csv, .npz or .json file")
    if label is not None and suffix != ".csv":
        raise InputError(f"label column {shown(label)} asked of {where}: only CSV files have one, leave it out")
    if "\0" in str(file):
        raise InputError(f"{where} holds a null character: give the name of a file")
    try:
        _require_ordinary(file.stat(), where)
        with file.open("rb") as stream:
            table = _table(stream, suffix, where, file.stem if file.stem.isprintable() else "", label)
    except OSError as fault:
        raise InputError(f"{where} cannot be read ({fault.strerror or fault}): check the path and its rights") from None
    dataset = Dataset.from_table(table, patches=patches)
    _refuse_zero_rows(dataset, table)
    return dataset


def _require_ordinary(status: os.stat_result, where: str) -> None:
    # Looked at before opening: opening a pipe would wait for a writer.
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{where} is not an ordinary file: give a .csv, .npz or .json file")
    if status.st_size > MAX_FILE_BYTES:
        raise InputError(f"{where} has {status.st_size} bytes, above {MAX_FILE_BYTES}: give a smaller file")
    if status.st_size == 0:
        raise InputError(f"{where} is empty: give at least one row of numbers with its label")


def _table(stream: BinaryIO, suffix: str, where: str, name: str, label: str | None) -> Table:
    if suffix == ".csv":
        return table_from_csv(stream, where=where, name=name, label=label)
    if suffix == ".npz":
        return table_from_npz(stream, where=where, name=name)
    content = stream.read(MAX_FILE_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        byte = content[fault.start]
        raise InputError(f"byte 0x{byte:02x} at {fault.start} in {where} is not UTF-8: save it as UTF-8") from None
    return table_from_json(parse_json(text, where=where), where=where, name=name)


def _refuse_zero_rows(dataset: Dataset, table: Table) -> None:
    entries = dataset.z.entries()
    for row in range(dataset.rows):
        if not any(entries[row * dataset.d : (row + 1) * dataset.d]):
            sample, patch = divmod(row, dataset.patches)
            part = f"patch {patch + 1} of {table.place(sample)}" if dataset.patches > 1 else table.place(sample)
            raise InputError(f"{part} has only zeros, so that no w has margin 1 on it: leave the sample out")
