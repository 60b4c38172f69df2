"""Which columns of a table are the label, the features and neither; what is ambiguous is refused with a remedy.

A column misread is a wrong verdict: an index taken for a feature turns a refuted Assumption 2.1 into a proved one.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verify.data.tables.messages import shown
from verify.data.tables.table import Table
from verify.errors import InputError

LABEL_NAMES = ("label", "class", "target", "y", "labels", "classes", "targets")

_INDEX_NAMES = {"", "#", "id", "index", "no", "no.", "nr", "row", "rowid", "row_id", "rownames", "unnamed: 0"}
_INDEX_NAMES |= {"sample", "sample_id", "sampleid", "__index_level_0__"}
# of a column without titles: two rows that begin with 1 and 2 are no sign of an index
LEAST_COUNTED = 3


@dataclass(frozen=True)
class ReadOptions:
    """What the user says of a file: the label column, columns to leave out, whether line 1 holds titles, the separator.

    A column is named by its title or, where no column has this title, by its number from 1.
    """

    label: str | None = None
    drop: tuple[str, ...] = ()
    header: bool | None = None
    delimiter: str | None = None

    def given(self) -> dict[str, object]:
        """Return the options that are set, by the names they have on the command line.

        >>> ReadOptions(label="kind").given()
        {'--label': 'kind'}
        """
        named: dict[str, object] = {
            "--label": self.label,
            "--drop": ", ".join(self.drop) or None,
            "--header" if self.header else "--no-header": self.header,
            "--delimiter": self.delimiter,
        }
        return {name: value for name, value in named.items() if value is not None}


def choose_columns(
    rows: Sequence[Sequence[Any]],
    titles: Sequence[str] | None,
    options: ReadOptions,
    *,
    where: str,
    places: Sequence[str] = (),
    name: str = "",
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the table of rows of one length, at least one; ``titles`` is None where the columns have none.

    Raises InputError where a column is not there, stands twice, has no title, counts the rows under the title of an
    index, or where several could be the label.

    >>> table = choose_columns([["1", "a"], ["2", "b"]], ["u", "kind"], ReadOptions(), where="a.csv")
    >>> table.rows, table.labels, table.label_column
    ([['1'], ['2']], ['a', 'b'], 'column 2 (kind)')
    """
    width = len(titles) if titles is not None else len(rows[0])
    chosen = _Chosen(rows, titles, where, width)
    dropped = {chosen.position(column, "--drop") for column in options.drop}
    kept = [column for column in range(width) if column not in dropped]
    if titles is not None:
        twice = next((titles[k] for k in kept if titles[k] and sum(titles[j] == titles[k] for j in kept) > 1), None)
        if twice is not None:
            raise InputError(f"column {shown(twice)} stands twice in the header of {where}: rename one, or --drop both")
    if not kept:
        raise InputError(f"{where} has no column left: drop fewer")
    label = chosen.label(kept, options)
    features = [column for column in kept if column != label]
    if not features:
        raise InputError(f"{where} has no column beside the label: give at least one feature")
    chosen.refuse_indices(features, options)
    if dropped:
        notes = (*notes, f"left out: {', '.join(chosen.called(column) for column in sorted(dropped))}")
    counting = [chosen.called(column) for column in features if chosen.counts(column)]
    if counting and len(rows) >= LEAST_COUNTED:
        notes = (*notes, f"{counting[0]} counts the rows: if it is an index, leave it out with --drop")
    return Table(
        where=where,
        rows=[[row[column] for column in features] for row in rows],
        labels=[row[label] for row in rows],
        places=places,
        columns=[chosen.called(column) for column in features],
        name=name,
        label_column=chosen.called(label),
        notes=notes,
    )


def column_number(column: str, width: int) -> int | None:
    """Return the number from 1 to ``width`` that a text names, or None.

    >>> column_number("2", 3), column_number("4", 3), column_number("two", 3)
    (2, None, None)
    """
    if not (column.isascii() and column.isdigit() and len(column) <= 7):
        return None
    return int(column) if 1 <= int(column) <= width else None


@dataclass(frozen=True)
class _Chosen:
    rows: Sequence[Sequence[Any]]
    titles: Sequence[str] | None
    where: str
    width: int

    def called(self, column: int) -> str:
        title = "" if self.titles is None else self.titles[column]
        return f"column {column + 1}" + (f" ({title})" if title and title.isprintable() else "")

    def position(self, column: str, option: str) -> int:
        titles = self.titles or []
        found = [index for index, title in enumerate(titles) if title == column]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise InputError(
                f"column {shown(column)} stands twice in the header of {self.where}: name it by its number"
            )
        if column_number(column, self.width):
            return int(column) - 1
        if self.titles is None:
            remedy = f"it has no header, so give a number from 1 to {self.width}"
        else:
            near = difflib.get_close_matches(column, [title for title in titles if title], n=1, cutoff=0)
            remedy = f"did you mean {shown(near[0])}?" if near else f"give a number from 1 to {self.width}"
        raise InputError(f"{option} {shown(column)} is no column of {self.where}: {remedy}")

    def label(self, kept: list[int], options: ReadOptions) -> int:
        if options.label is not None:
            found = self.position(options.label, "--label")
            if found not in kept:
                raise InputError(f"column {shown(options.label)} of {self.where} is the label and dropped: choose one")
            return found
        if self.titles is None:
            return kept[-1]
        usual = [column for column in kept if self.titles[column].lower() in LABEL_NAMES]
        if len(usual) > 1:
            names = " and ".join(shown(self.titles[column]) for column in usual)
            raise InputError(f"{self.where} has the label columns {names}: name the one to use with --label")
        if usual:
            return usual[0]
        possible = [column for column in kept[:-1] if self._separates(column)]
        if possible and not self._separates(kept[-1]):
            # the last column may be two classes such as 3 and 8, but not beside one of ±1
            possible = [column for column in possible if "-1" in self._kinds(column)]
        if possible and len(self._kinds(kept[-1])) <= 2:
            names = " and ".join(shown(self.titles[column]) for column in (possible[0], kept[-1]))
            raise InputError(f"{self.where} has columns {names}, and each could be the label: name it with --label")
        return kept[-1]

    def refuse_indices(self, features: list[int], options: ReadOptions) -> None:
        """Refuse features without a title, and the numbers of the rows."""
        for column in features:
            if self.titles is not None and not self.titles[column]:
                raise InputError(
                    f"column {column + 1} of {self.where} has no title, as an index has: leave it out with "
                    f"--drop {column + 1}, or give it a title"
                )
            if self.titles is not None and self.titles[column].lower() in _INDEX_NAMES and self.counts(column):
                raise InputError(
                    f"{self.called(column)} of {self.where} counts the rows, as an index does: leave it out with "
                    f"--drop {column + 1}, or give it another title"
                )
        first = features[0]
        named = options.header is not None or options.drop
        if self.titles is None and not named and len(self.rows) >= LEAST_COUNTED and self.counts(first):
            raise InputError(
                f"column {first + 1} of {self.where} counts the rows, as an index does: leave it out with "
                f"--drop {first + 1}, or say --no-header if it is a feature"
            )

    def counts(self, column: int) -> bool:
        """Return whether a column holds 0, 1, 2, … or 1, 2, 3, …"""
        cells = [str(row[column]).removesuffix(".0") for row in self.rows]
        return any(cells == [str(k) for k in range(first, first + len(cells))] for first in (0, 1))

    def _kinds(self, column: int) -> set[str]:
        return {str(row[column]).strip().removesuffix(".0") for row in self.rows}

    def _separates(self, column: int) -> bool:
        """Return whether a column holds two classes: truth values, ±1, or two texts that are no numbers."""
        kinds = self._kinds(column)
        if len(kinds) != 2:
            return False
        truths = ({"0", "1"}, {"-1", "1"}, {"-1", "+1"})
        return kinds in truths or not any(mark.isdigit() for kind in kinds for mark in kind)
