"""Datasets as CSV: one sample a line, a label column, an optional header, comment lines after "#"."""

from __future__ import annotations

import csv
import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from verify.data.dataset import Dataset
from verify.data.messages import shown, shown_path
from verify.data.rationals import decimal_text, rational
from verify.data.table import Table, require_entries
from verify.errors import InputError

MAX_LINE_BYTES = 16 * 2**20

_LABEL_NAMES = ("label", "class", "target", "y")
_NOT_FINITE = {"nan", "inf", "infinity"}


class _Lines:
    """The lines of a file that carry data, decoded one by one; ``number`` is that of the last one given."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream = stream
        self._where = where
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        lines = iter(lambda: self._stream.readline(MAX_LINE_BYTES + 1), b"")
        for number, line in enumerate(lines, 1):
            self.number = number
            if len(line) > MAX_LINE_BYTES:
                raise InputError(f"{self._where}, line {number} has more than {MAX_LINE_BYTES} bytes: break it up")
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as fault:
                byte = line[fault.start]
                raise InputError(
                    f"byte 0x{byte:02x} in {self._where}, line {number} is not UTF-8 text: save the file as UTF-8"
                ) from None
            if text.strip() and not text.lstrip().startswith("#"):
                yield text


def table_from_csv(stream: BinaryIO, *, where: str, name: str = "", label: str | None = None) -> Table:
    """Return the table of a CSV file opened in binary mode.

    The first line is a header where none of its cells is a number or where one of them is a name of the label column:
    ``label`` if given, else "label", "class", "target" or "y" in any case. Without such a name the label is the last
    column. Raises InputError for text that is not CSV, ragged rows, or a label column that is not there.

    >>> import io
    >>> table = table_from_csv(io.BytesIO(b"a,label,b\\n1,-1,2\\n"), where="a.csv")
    >>> table.rows, table.labels, table.places, table.columns
    ([['1', '2']], ['-1'], ['a.csv, line 2'], ['column 1 (a)', 'column 3 (b)'])
    """
    records = list(_records(stream, where))
    if not records:
        raise InputError(f"{where} is empty: give at least one row of numbers with its label")
    first_line, first = records[0]
    header = first if _is_header(first, label) else None
    column = _label_column(header, len(first), label, where)
    body = records[1:] if header is not None else records
    for line, cells in body:
        if len(cells) != len(first):
            raise InputError(
                f"{where}, line {line} has {len(cells)} columns but line {first_line} has {len(first)}: make them equal"
            )
    titles = [f" ({title})" if title.isprintable() and title else "" for title in header or [""] * len(first)]
    columns = [f"column {index}{title}" for index, title in enumerate(titles, 1)]
    return Table(
        where=where,
        rows=[cells[:column] + cells[column + 1 :] for _, cells in body],
        labels=[cells[column] for _, cells in body],
        places=[f"{where}, line {line}" for line, _ in body],
        columns=columns[:column] + columns[column + 1 :],
        name=name,
    )


def write_dataset_csv(dataset: Dataset, path: str | os.PathLike[str], *, comments: Sequence[str] = ()) -> None:
    """Write a dataset as CSV: ``comments`` after "#", a header, then one sample x_i a line with its label ±1.

    Entries are exact, as decimals where these end and as fractions where not. The file appears whole or not at all.
    Reading it back with the same number of patches gives an equal dataset (class names are not kept).
    Raises InputError where the file cannot be written.

    >>> import tempfile
    >>> from verify.data.readers import read_dataset
    >>> data = Dataset.from_rows([["0.5", "1/3"]], [-1])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_dataset_csv(data, Path(folder) / "a.csv", comments=["made by hand"])
    ...     read_dataset(Path(folder) / "a.csv") == data
    True
    """
    if any("\n" in comment or "\r" in comment for comment in comments):
        raise InputError("a comment of more than one line cannot stand in a CSV file: give one text a line")
    lines = [f"# {comment}" for comment in comments]
    lines.append(",".join([f"x{column}" for column in range(1, dataset.patches * dataset.d + 1)] + ["label"]))
    for row, sign in zip(dataset.x.tolist(), dataset.labels, strict=True):
        lines.append(",".join([*map(decimal_text, row), str(sign)]))
    _write_whole(Path(path), "\n".join(lines) + "\n")


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as fault:
        temporary.unlink(missing_ok=True)
        raise InputError(f"{shown_path(path)} cannot be written ({fault.strerror}): choose another file") from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _records(stream: BinaryIO, where: str) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(stream, where)
    entries = 0
    try:
        for cells in csv.reader(lines, strict=True):
            entries += len(cells)
            require_entries(entries, where)
            yield lines.number, [cell.strip() for cell in cells]
    except csv.Error as fault:
        raise InputError(f"{where}, line {lines.number} is not CSV ({fault}): mend the line") from None


def _is_header(cells: list[str], label: str | None) -> bool:
    if label is not None and label in cells:
        return True
    if any(cell.lower() in _LABEL_NAMES[:3] for cell in cells):
        return True
    return any(cells) and not any(_looks_numeric(cell) for cell in cells)


def _looks_numeric(cell: str) -> bool:
    # "nan" is a bad number, not a title: as a title its row would be dropped unseen.
    if cell.lower().lstrip("+-") in _NOT_FINITE or cell[:1].isdigit():
        return True
    try:
        rational(cell)
    except InputError:
        return False
    return True


def _label_column(header: list[str] | None, width: int, label: str | None, where: str) -> int:
    if width < 2:
        raise InputError(f"{where} has one column: give at least one feature and a label, separated by commas")
    if header is None:
        if label is not None:
            raise InputError(f"label column {shown(label)} asked of {where}, which has no header: add one")
        return width - 1
    twice = next((title for title in header if title and header.count(title) > 1), None)
    if twice is not None:
        raise InputError(f"column {shown(twice)} stands twice in the header of {where}: rename one")
    if label is not None:
        if label not in header:
            near = difflib.get_close_matches(label, header, n=1, cutoff=0)
            hint = f"did you mean {shown(near[0])}?" if near else "name a column of the header"
            raise InputError(f"label column {shown(label)} is not in the header of {where}: {hint}")
        return header.index(label)
    found = [index for index, title in enumerate(header) if title.lower() in _LABEL_NAMES]
    if len(found) > 1:
        names = " and ".join(shown(header[index]) for index in found)
        raise InputError(f"{where} has the label columns {names}: name the one to use")
    return found[0] if found else width - 1
