"""Datasets as CSV: one sample a line, a label column, an optional header, comment lines after "#"."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from verify.data.dataset import Dataset
from verify.data.rationals import decimal_text, rational
from verify.data.tables.columns import LABEL_NAMES, ReadOptions, choose_columns, column_number
from verify.data.tables.messages import one_line, shown
from verify.data.tables.table import Table, require_entries
from verify.errors import InputError
from verify.files import write_text

MAX_LINE_BYTES = 16 * 2**20

MAX_TEXT_BYTES = 256 * 2**20

_DELIMITERS = {"semicolon": ";", "tab": "\t", "comma": ",", "'|'": "|", "space": " "}
_WORDS = {mark: f"{word}s" for word, mark in _DELIMITERS.items()}
# a carriage return in the midst of a line ends it for some programs and not for others
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n?\Z)")
_NOT_FINITE = {"nan", "inf", "infinity"}


class _Lines:
    """The lines of a file that carry data, decoded one by one; ``number`` is that of the last one given."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream = stream
        self._where = where
        self.number = 0
        self.comments: list[str] = []

    def __iter__(self) -> Iterator[str]:
        lines = iter(lambda: self._stream.readline(MAX_LINE_BYTES + 1), b"")
        left = MAX_TEXT_BYTES
        for number, line in enumerate(lines, 1):
            self.number = number
            left -= len(line)
            if len(line) > MAX_LINE_BYTES:
                raise InputError(f"{self._where}, line {number} has more than {MAX_LINE_BYTES} bytes: break it up")
            if left < 0:
                raise InputError(f"{self._where} has more than {MAX_TEXT_BYTES} bytes of text: give a smaller file")
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as fault:
                byte = line[fault.start]
                raise InputError(
                    f"byte 0x{byte:02x} in {self._where}, line {number} is not UTF-8 text: save the file as UTF-8"
                ) from None
            if found := _CONTROL.search(text):
                mark = f"U+{ord(found[0]):04X}"
                raise InputError(
                    f"{self._where}, line {number} holds the control character {mark}: take it away, or save the file "
                    "with usual line ends"
                )
            if text.lstrip().startswith("#"):
                self.comments.append(text.strip())
            elif text.strip():
                yield text


def table_from_csv(
    stream: BinaryIO, *, where: str, name: str = "", options: ReadOptions | None = None, delimiter: str = ","
) -> Table:
    """Return the table of a CSV file opened in binary mode; ``delimiter`` separates where the options name none.

    Without ``options.header``, the first line is a header where none of its cells is a number or where one of them is a
    name of the label column: that asked for, or "label", "class", "target" in any case. Which column is the label, see
    ``choose_columns``. Raises InputError for text that is not CSV, ragged rows, a label column that is not there, and
    what can be read in two ways.

    >>> import io
    >>> table = table_from_csv(io.BytesIO(b"a,label,b\\n1,-1,2\\n"), where="a.csv")
    >>> table.rows, table.labels, table.places, table.columns
    ([['1', '2']], ['-1'], ['a.csv, line 2'], ['column 1 (a)', 'column 3 (b)'])
    """
    chosen = options or ReadOptions()
    mark = delimiter if chosen.delimiter is None else _delimiter(chosen.delimiter)
    lines = _Lines(stream, where)
    records = list(_records(lines, where, mark))
    if not records:
        raise InputError(f"{where} is empty: give at least one row of numbers with its label")
    first_line, first = records[0]
    if len(first) < 2:
        raise InputError(f"{where} has one column: {_separator_remedy(first[0], mark)}")
    for line, cells in records:
        if len(cells) != len(first):
            raise InputError(
                f"{where}, line {line} has {len(cells)} columns but line {first_line} has {len(first)}: make them equal"
            )
    header = first if _is_header(records, chosen, where) else None
    if header is None and chosen.header is None and chosen.label is None:
        _refuse_titles_in_comments(lines.comments, len(first), mark, where)
    body = records[1:] if header is not None else records
    if not body:
        raise InputError(f"{where} holds no samples beside its header: give at least one row of numbers with its label")
    return choose_columns(
        [cells for _, cells in body],
        header,
        chosen,
        where=where,
        places=[f"{where}, line {line}" for line, _ in body],
        name=name,
        notes=(f"line {first_line} holds titles" if header else "no line of titles",),
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
    write_text(Path(path), "\n".join(lines) + "\n")


def _records(lines: _Lines, where: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    # several spaces between two numbers are one separator, and those at the ends of a line none
    texts = (line.strip(" \r\n") + "\n" for line in lines) if delimiter == " " else iter(lines)
    entries = 0
    try:
        for cells in csv.reader(texts, strict=True, delimiter=delimiter, skipinitialspace=delimiter == " "):
            entries += len(cells)
            require_entries(entries, where)
            yield lines.number, [cell.strip() for cell in cells]
    except csv.Error as fault:
        raise InputError(f"{where}, line {lines.number} is not CSV ({one_line(fault)}): mend the line") from None


def _delimiter(text: str) -> str:
    mark = _DELIMITERS.get(text.lower(), text)
    if len(mark) != 1 or mark.isalnum() or mark in '\r\n"+-./#' or not (mark.isprintable() or mark == "\t"):
        raise InputError(f"--delimiter {shown(text)}: give one mark such as ';', or tab, space, comma, semicolon")
    return mark


def _separator_remedy(line: str, delimiter: str) -> str:
    others = {mark: word for word, mark in _DELIMITERS.items() if mark != delimiter and mark in line.strip()}
    if others:
        word = next(iter(others.values()))
        return f"is it separated by another mark? say --delimiter {word}"
    return f"give at least one feature and a label, separated by {_WORDS.get(delimiter, shown(delimiter))}"


def _is_header(records: list[tuple[int, list[str]]], options: ReadOptions, where: str) -> bool:
    if options.header is not None:
        return options.header
    line, cells = records[0]
    if any(cell.lower() in LABEL_NAMES[:3] for cell in cells):
        return True
    if options.label is not None and options.label in cells and not _looks_numeric(options.label):
        return True
    numeric = [_looks_numeric(cell) for cell in cells]
    if any(cells) and not any(numeric):
        return True
    if _may_be_titles(records, options, numeric):
        raise InputError(
            f"{where}, line {line} may hold titles or a sample: say --header or --no-header "
            "(in Python header=True or header=False)"
        )
    return False


def _refuse_titles_in_comments(comments: list[str], width: int, delimiter: str, where: str) -> None:
    """Refuse a comment that would be a header without its "#", as ``numpy.savetxt`` writes one."""
    for comment in comments:
        cells = [cell.strip() for cell in comment.lstrip("# ").split(delimiter)]
        if len(cells) == width and all(cells) and not any(map(_looks_numeric, cells)) and not comment.endswith("."):
            raise InputError(
                f"the comment {shown(comment)} of {where} may hold titles: take the mark # away, "
                "or say --no-header (in Python header=False)"
            )


def _may_be_titles(records: list[tuple[int, list[str]]], options: ReadOptions, numeric: list[bool]) -> bool:
    """Return whether a first line of numbers looks like titles: it counts, has gaps, or a label of its own."""
    cells = records[0][1]
    if len(records) < 2:
        return False
    if any(not cell for cell in cells) and all(number or not cell for number, cell in zip(numeric, cells, strict=True)):
        return True
    if not all(numeric):
        # such as 2019,2020,y above numbers: the word is no entry of its column
        column = (column_number(options.label or "", len(cells)) or len(cells)) - 1
        below = {row[column] for _, row in records[1:] if column < len(row)}
        return not numeric[column] and all(map(_looks_numeric, below))
    if any(cells == [str(k) for k in range(start, start + len(cells))] for start in (0, 1)):
        return True
    column = (column_number(options.label or "", len(cells)) or len(cells)) - 1
    own, others = cells[column], {row[column] for _, row in records[1:]}
    # such as 2021 above labels of one or two classes
    return len(records) > 2 and own not in {*others, "0", "1", "-1", "+1"} and len(others) <= 2


def _looks_numeric(cell: str) -> bool:
    # "nan" is a bad number, not a title: as a title its row would be dropped unseen.
    if cell.lower().lstrip("+-") in _NOT_FINITE or cell[:1].isdigit():
        return True
    try:
        rational(cell)
    except InputError:
        return False
    return True
