"""Reading a dataset from an untrusted file: one record a format, chosen by the ending of the name."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from verify.data.dataset import Dataset
from verify.data.formats.csv_format import table_from_csv
from verify.data.formats.json_format import parse_json, table_from_json
from verify.data.formats.npz_format import table_from_npy, table_from_npz
from verify.data.formats.other_formats import table_from_arff, table_from_parquet, table_from_svmlight
from verify.data.tables.columns import ReadOptions
from verify.data.tables.messages import shown, shown_path
from verify.data.tables.table import Table
from verify.errors import InputError

MAX_FILE_BYTES = 256 * 2**20
NAMED_ENDINGS = ".csv, .npz or .json"


@dataclass(frozen=True)
class Reader:
    """A format: the endings of its files, the options of ``ReadOptions`` it has a use for, and what reads a stream."""

    endings: tuple[str, ...]
    options: tuple[str, ...]
    read: Callable[[BinaryIO, str, str, ReadOptions], Table]


def read_dataset(
    path: str | os.PathLike[str],
    *,
    patches: int | None = None,
    label: str | None = None,
    drop: tuple[str, ...] | list[str] = (),
    header: bool | None = None,
    delimiter: str | None = None,
) -> Dataset:
    """Read a dataset exactly from a file; its ending says the format (see ``READERS``).

    ``patches`` cuts each row of P·d features into P consecutive patches; None takes what the file says, or 1. ``label``
    and ``drop`` name the label column and columns to leave out, by title or by number from 1; ``header`` says whether
    line 1 holds titles and ``delimiter`` what separates the columns, where a file of text leaves it open.
    Decimals are exact (0.1 is 1/10); floats in binary files are the shortest decimals that print them.
    Raises InputError, in one line, for a file or content that cannot be used, or be read in two ways; a sample or patch
    of zeros is refused, as no w has margin 1 on it.

    >>> from verify.data.samples import sample_path
    >>> data = read_dataset(sample_path("digits"), patches=2)
    >>> data.n, data.P, data.d, data.label_names
    (8, 2, 32, ('3', '8'))
    """
    options = ReadOptions(label=label, drop=tuple(drop), header=header, delimiter=delimiter)
    table = read_file_table(path, options)
    dataset = Dataset.from_table(table, patches=patches)
    _refuse_zero_rows(dataset, table)
    return dataset


def read_file_table(path: str | os.PathLike[str], options: ReadOptions | None = None) -> Table:
    """Read a file as a table of samples and labels, as it stands there; ``read_dataset`` makes a dataset of it.

    Raises InputError as ``read_dataset`` does.

    >>> from verify.data.samples import sample_path
    >>> read_file_table(sample_path("digits")).label_column
    'column 65 (digit)'
    """
    chosen = options or ReadOptions()
    file = Path(path)
    where = shown_path(file)
    reader, ending = _reader(file, where)
    for option, value in chosen.given().items():
        if option.removeprefix("--no-").removeprefix("--") not in reader.options:
            given = f"{option} {shown(value)}" if isinstance(value, str) else option
            raise InputError(f"{given} asked of {where}: files that end in {ending} have no use for it, leave it out")
    if "\0" in str(file):
        raise InputError(f"{where} holds a null character: give the name of a file")
    name = file.name[: -len(ending)]
    try:
        _require_ordinary(file.stat(), where)
        with file.open("rb") as stream:
            return reader.read(stream, where, name if name.isprintable() else "", chosen)
    except OSError as fault:
        raise InputError(f"{where} cannot be read ({fault.strerror or fault}): check the path and its rights") from None


def _reader(file: Path, where: str) -> tuple[Reader, str]:
    name = file.name.lower()
    for reader in READERS:
        for ending in reader.endings:
            if name.endswith(ending) and name != ending:
                return reader, ending
    known = ", ".join(ending for reader in READERS for ending in reader.endings)
    raise InputError(f"{where} ends in {shown(file.suffix)}: give a file that ends in one of {known}")


def _require_ordinary(status: os.stat_result, where: str) -> None:
    # Looked at before opening: opening a pipe would wait for a writer.
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{where} is not an ordinary file: give a {NAMED_ENDINGS} file")
    if status.st_size > MAX_FILE_BYTES:
        raise InputError(f"{where} has {status.st_size} bytes, above {MAX_FILE_BYTES}: give a smaller file")
    if status.st_size == 0:
        raise InputError(f"{where} is empty: give at least one row of numbers with its label")


def _read_csv(stream: BinaryIO, where: str, name: str, options: ReadOptions, *, delimiter: str) -> Table:
    return table_from_csv(stream, where=where, name=name, options=options, delimiter=delimiter)


def _read_zipped_csv(stream: BinaryIO, where: str, name: str, options: ReadOptions, *, delimiter: str) -> Table:
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as text:
            return _read_csv(cast(BinaryIO, text), where, name, options, delimiter=delimiter)
    except (gzip.BadGzipFile, zlib.error, EOFError) as fault:
        raise InputError(f"{where} is not a readable gzip file ({shown(str(fault))}): compress it again") from None


def _read_npz(stream: BinaryIO, where: str, name: str, _options: ReadOptions) -> Table:
    return table_from_npz(stream, where=where, name=name)


def _read_npy(stream: BinaryIO, where: str, name: str, options: ReadOptions) -> Table:
    return table_from_npy(stream, where=where, name=name, options=options)


def _read_json(stream: BinaryIO, where: str, name: str, _options: ReadOptions) -> Table:
    content = stream.read(MAX_FILE_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        byte = content[fault.start]
        raise InputError(f"byte 0x{byte:02x} at {fault.start} in {where} is not UTF-8: save it as UTF-8") from None
    table = table_from_json(parse_json(text, where=where), where=where, name=name)
    return replace(table, label_column='list "y"')


_OF_TEXT = ("label", "drop", "header", "delimiter")
_OF_COLUMNS = ("label", "drop")
READERS = (
    Reader((".csv",), _OF_TEXT, partial(_read_csv, delimiter=",")),
    Reader((".tsv", ".tab"), _OF_TEXT, partial(_read_csv, delimiter="\t")),
    Reader((".csv.gz",), _OF_TEXT, partial(_read_zipped_csv, delimiter=",")),
    Reader((".tsv.gz",), _OF_TEXT, partial(_read_zipped_csv, delimiter="\t")),
    Reader((".npz",), (), _read_npz),
    Reader((".npy",), _OF_COLUMNS, _read_npy),
    Reader((".json",), (), _read_json),
    Reader((".svmlight", ".libsvm", ".svm"), (), table_from_svmlight),
    Reader((".arff",), _OF_COLUMNS, table_from_arff),
    Reader((".parquet", ".pq"), _OF_COLUMNS, table_from_parquet),
)


def _refuse_zero_rows(dataset: Dataset, table: Table) -> None:
    entries = dataset.z.entries()
    for row in range(dataset.rows):
        if not any(entries[row * dataset.d : (row + 1) * dataset.d]):
            sample, patch = divmod(row, dataset.patches)
            part = f"patch {patch + 1} of {table.place(sample)}" if dataset.patches > 1 else table.place(sample)
            raise InputError(f"{part} has only zeros, so that no w has margin 1 on it: leave the sample out")
