"""What every source of data yields, a table of samples and labels, and the exact numbers in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from verify.data.rationals import rational
from verify.data.tables.labels import SIGNED, Labels, read_labels
from verify.errors import InputError

MAX_ENTRIES = 1_000_000
# a Gram matrix of so many rows takes some 300 MB
MAX_GRAM_ROWS = 2000


@dataclass(frozen=True)
class Table:
    """Samples and labels as a source has them; ``where`` names the source in messages.

    ``places`` says where each row stands and ``columns`` what each column is called; empty, rows and columns are
    counted from 1. ``patches`` and ``label_names`` are None where the source does not say; ``signed`` says that the
    rows are already z_i = y_i x_i. ``label_column`` says where the labels stood and ``notes`` what else was decided in
    reading, for a reader to check.
    """

    where: str
    rows: Sequence[Sequence[object]]
    labels: Sequence[object]
    places: Sequence[str] = ()
    columns: Sequence[str] = ()
    patches: int | None = None
    name: str = ""
    label_names: tuple[str, str] | None = None
    signed: bool = False
    label_column: str = ""
    notes: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """Say where row ``row`` (from 0) stands.

        >>> Table("a.json", [[1]], [1]).place(0)
        'a.json, row 1'
        """
        return self.places[row] if self.places else f"{self.where}, row {row + 1}"

    def column(self, column: int) -> str:
        """Say which column ``column`` (from 0) is.

        >>> Table("a.json", [[1]], [1]).column(0)
        'column 1'
        """
        return self.columns[column] if self.columns else f"column {column + 1}"

    def entry(self, row: int, column: int) -> str:
        """Say where an entry stands (both from 0).

        >>> Table("a.json", [[1]], [1]).entry(0, 0)
        'a.json, row 1, column 1'
        """
        return f"{self.place(row)}, {self.column(column)}"

    def label_place(self, row: int) -> str:
        """Say where the label of row ``row`` (from 0) stands.

        >>> Table("a.json", [[1]], [1]).label_place(0)
        'a.json, row 1'
        """
        return self.place(row)


def read_table(table: Table) -> tuple[list[list[fmpq]], Labels]:
    """Return the rows of a table as exact rationals, all of one length, and its labels.

    Raises InputError for every entry, label or shape that cannot be used, naming its place.

    >>> read_table(Table("a.csv", [["0.5", "2"]], ["-1"]))
    ([[1/2, 2]], Labels(signs=(-1,), names=('-1', '+1')))
    """
    if not table.rows:
        raise InputError(f"{table.where} holds no samples: give at least one row of numbers with its label")
    if len(table.rows) != len(table.labels):
        raise InputError(f"{table.where} has {len(table.labels)} labels for {len(table.rows)} rows: give one a row")
    width = len(table.rows[0])
    if width == 0:
        raise InputError(f"{table.place(0)} holds no features: give at least one number beside the label")
    require_entries(width * len(table.rows), table.where)
    for index, row in enumerate(table.rows):
        if len(row) != width:
            raise InputError(
                f"{table.place(index)} has {len(row)} features where {table.place(0)} has {width}: make them equal"
            )
    labels = read_labels(table.labels, [table.label_place(index) for index in range(len(table.labels))])
    if table.label_names is not None:
        if labels.names != SIGNED:
            raise InputError(f"{table.where} has label_names beside labels that are not ±1: give labels 1 and -1")
        labels = Labels(labels.signs, table.label_names)
    return [_exact_row(table, index) for index in range(len(table.rows))], labels


def require_entries(count: int, where: str) -> None:
    """Raise InputError where a source holds more numbers than exact methods can take into memory.

    >>> require_entries(10, "a.csv")
    """
    if count > MAX_ENTRIES:
        raise InputError(f"{where} holds {count} numbers or more, above {MAX_ENTRIES}: give fewer samples or features")


def require_gram_rows(rows: int) -> None:
    """Raise InputError where the Gram matrix of so many rows would fill the memory with exact numbers.

    >>> require_gram_rows(10)
    """
    if rows > MAX_GRAM_ROWS:
        raise InputError(
            f"{rows} rows would make a Gram matrix of {rows * rows} exact numbers, above {MAX_GRAM_ROWS} rows: "
            "give fewer samples, or fewer patches a sample"
        )


def _exact_row(table: Table, index: int) -> list[fmpq]:
    row = table.rows[index]
    try:
        return [rational(entry) for entry in row]
    except InputError:
        # the place of an entry is put into words only where one is wrong: most rows have none
        return [rational(entry, where=table.entry(index, column)) for column, entry in enumerate(row)]
