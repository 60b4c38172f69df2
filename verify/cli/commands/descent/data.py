"""``bnverify data``: show what is read from a file, so that nothing is misread unseen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.data_options import (
    DelimiterOption,
    DropOption,
    HeaderOption,
    LabelOption,
    PatchesOption,
    read_data,
    read_options,
)
from verify.cli.shared.options import JsonFile
from verify.json_types import JsonObject

if TYPE_CHECKING:
    from rich.table import Table as ShownTable

    from verify.data import Dataset
    from verify.data.tables.table import Table

FIRST_ROWS, FIRST_COLUMNS, LONGEST_CELL = 5, 8, 18


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Dataset: .csv, .tsv, .npz, .json, .parquet, …")],
    patches: PatchesOption = None,
    label: LabelOption = None,
    drop: DropOption = None,
    header: HeaderOption = None,
    delimiter: DelimiterOption = None,
    json_file: JsonFile = None,
) -> None:
    """Show what is read from a dataset: size, label column, classes, first rows, and Assumption 2.1 or 3.1.

    Exit code 0: it was read; 2: bad usage, or a file that cannot be used or be read in two ways.
    """
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.data import check_assumption
    from verify.data.readers import read_file_table

    if json_file:
        require_folder(json_file)
    options = read_options(label, drop, header, delimiter)
    dataset = read_data(file, options, patches=patches)
    table = read_file_table(file, options)
    found = check_assumption(dataset)
    assumption = "2.1" if dataset.P == 1 else "3.1"
    holds = hasattr(found, "w_star")
    if json_file:
        decided = {"number": assumption, "holds": holds, "words": found.describe()}
        write_json(json_file, to_json(table, dataset) | {"assumption": decided})
    out = console(stderr=json_file == HERE)
    for line in description(table, dataset):
        say(out, line)
    out.print(first_rows(table))
    say(
        out,
        f"Assumption {assumption} {'holds' if holds else 'fails'}: {found.describe()}",
        style="green" if holds else "red",
    )


def description(table: Table, dataset: Dataset) -> list[str]:
    """Return in lines what was read: sizes, label column, classes with their sizes, what was decided in reading.

    >>> from verify.data import Dataset
    >>> from verify.data.tables.table import Table
    >>> table = Table("a.csv", [["1", "2"], ["3", "4"]], ["cat", "dog"], label_column="column 3 (kind)")
    >>> print(*description(table, Dataset.from_table(table)), sep="\\n")
    a.csv: 2 samples of 2 features, d = 2
    label: column 3 (kind); −1 is cat (1 sample), +1 is dog (1 sample)
    """
    width = dataset.P * dataset.d
    cut = f" in {dataset.P} patches" if dataset.P > 1 else ""
    lines = [f"{table.where}: {_counted(dataset.n, 'sample')} of {_counted(width, 'feature')}{cut}, d = {dataset.d}"]
    sizes = [f"{_counted(dataset.labels.count(sign), 'sample')}" for sign in (-1, 1)]
    negative, positive = dataset.label_names
    lines.append(f"label: {table.label_column}; −1 is {negative} ({sizes[0]}), +1 is {positive} ({sizes[1]})")
    if table.signed:
        lines.append("rows: z = y·x as they stand")
    lines.extend(table.notes)
    return lines


def to_json(table: Table, dataset: Dataset) -> JsonObject:
    """Return as JSON-ready data what was read: sizes, label column, classes with their sizes, notes, the digest.

    >>> from verify.data import Dataset
    >>> from verify.data.tables.table import Table
    >>> table = Table("a.csv", [["1", "2"], ["3", "4"]], ["cat", "dog"], label_column="column 3 (kind)")
    >>> to_json(table, Dataset.from_table(table))["classes"]
    [{'y': -1, 'name': 'cat', 'samples': 1}, {'y': 1, 'name': 'dog', 'samples': 1}]
    """
    names = zip((-1, 1), dataset.label_names, strict=True)
    return {
        "schema": "bnverify-data-1",
        "file": table.where,
        "n": dataset.n,
        "P": dataset.P,
        "d": dataset.d,
        "columns": [table.column(column) for column in range(len(table.rows[0]))],
        "label": table.label_column,
        "classes": [{"y": y, "name": name, "samples": dataset.labels.count(y)} for y, name in names],
        "signed": table.signed,
        "notes": list(table.notes),
        "digest": dataset.digest,
    }


def first_rows(table: Table) -> ShownTable:
    """Return the first samples as the file has them, with their labels."""
    from rich.box import SIMPLE
    from rich.table import Table as ShownTable
    from rich.text import Text

    from verify.report.text import printable

    width = len(table.rows[0])
    shown = ShownTable(box=SIMPLE, header_style="bold", pad_edge=False)
    for column in range(min(width, FIRST_COLUMNS)):
        shown.add_column(Text(printable(table.column(column))), justify="right")
    if width > FIRST_COLUMNS:
        shown.add_column(f"… {width - FIRST_COLUMNS} more")
    shown.add_column("label")
    for row, label in zip(table.rows[:FIRST_ROWS], table.labels, strict=False):
        cells = [_cell(entry) for entry in row[:FIRST_COLUMNS]] + ["…"] * (width > FIRST_COLUMNS)
        shown.add_row(*(Text(printable(cell)) for cell in [*cells, _cell(label)]))
    return shown


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
