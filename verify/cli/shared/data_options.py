"""The options of every command that takes a dataset: which columns are what, and how a file of text is cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from verify.data import Dataset
    from verify.data.tables.columns import ReadOptions

PatchesOption: TypeAlias = Annotated[
    int | None, typer.Option("--patches", metavar="P", help="Cut each sample of the dataset into P patches.")
]
LabelOption: TypeAlias = Annotated[
    str | None, typer.Option("--label", metavar="COLUMN", help="The label column, by its title or number from 1.")
]
DropOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--drop", metavar="COLUMN", help="Leave a column out (repeatable).")
]
HeaderOption: TypeAlias = Annotated[
    bool | None, typer.Option("--header/--no-header", help="Whether line 1 holds titles (default: where it is clear).")
]
DelimiterOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="MARK", help="What separates the columns: tab, space, semicolon, or a mark."),
]


# for commands whose options are put together when they run
FILE_OPTIONS = {"label": LabelOption, "drop": DropOption, "header": HeaderOption, "delimiter": DelimiterOption}


def read_options(label: str | None, drop: list[str] | None, header: bool | None, delimiter: str | None) -> ReadOptions:
    """Return what the options say of a file.

    >>> read_options("kind", None, None, None).given()
    {'--label': 'kind'}
    """
    from verify.data.tables.columns import ReadOptions

    return ReadOptions(label=label, drop=tuple(drop or ()), header=header, delimiter=delimiter)


def read_data(path: Path, options: ReadOptions, *, patches: int | None) -> Dataset:
    """Read the dataset of a command. Raises InputError where it cannot be used or be read in two ways."""
    from verify.data import read_dataset

    return read_dataset(
        path,
        patches=patches,
        label=options.label,
        drop=options.drop,
        header=options.header,
        delimiter=options.delimiter,
    )


def refuse_without_data(options: ReadOptions, patches: int | None, remedy: str) -> None:
    """Raise InputError where options of a dataset are given and no dataset is."""
    from verify.errors import InputError

    given = options.given() | ({} if patches is None else {"--patches": patches})
    for name, value in given.items():
        shown = name if value in (True, False) else f"{name} {value}"
        raise InputError(f"{shown} without a dataset: {remedy}")
