"""Datasets from data frames (pandas, Polars, PyArrow and others, through narwhals) and scikit-learn's bunches."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from verify.data.tables.arrays import entry_rows, label_list, require_one_order, table_from_arrays
from verify.data.tables.messages import shown
from verify.data.tables.table import Table, require_entries
from verify.errors import InputError

LABEL_NAMES = ("label", "class", "target", "y")


@dataclass(frozen=True)
class FrameTable(Table):
    """A table that speaks of a data frame: rows are counted from 0, columns have their titles."""

    def place(self, row: int) -> str:
        """Say where row ``row`` stands.

        >>> FrameTable("the data frame", [[1]], [1]).place(2)
        'row 2 of the data frame'
        """
        return f"row {row} of {self.where}"


def narwhals() -> ModuleType:
    """Return the package that reads every kind of data frame. Raises InputError where it is not installed."""
    try:
        import narwhals as package
    except ModuleNotFoundError:
        raise InputError("narwhals is not installed, which reads data frames: pip install 'bnverify[frames]'") from None
    return package


def is_frame(value: object) -> bool:
    """Return whether a value is a data frame (two-dimensional, with titled columns).

    >>> is_frame([[1, 2]])
    False
    """
    exchanged = hasattr(value, "__dataframe__") or hasattr(value, "__arrow_c_stream__")
    return exchanged and (hasattr(value, "columns") or hasattr(value, "column_names"))


def table_from_frame(frame: object, label: object, *, drop: Sequence[str] = (), name: str = "") -> Table:
    """Return the table of a data frame; ``label`` is a title, the labels themselves, or None for a usual title.

    Raises InputError where a title is not there or stands twice, a column holds no numbers, or an entry is missing.

    >>> import pandas
    >>> table_from_frame(pandas.DataFrame({"a": [1.5], "y": [True]}), None).rows
    [[1.5]]
    """
    where = "the data frame"
    kinds = narwhals()
    try:
        data = kinds.from_native(frame, eager_only=True)
        titles: list[str] = list(data.columns)
    except (TypeError, ValueError, kinds.exceptions.NarwhalsError) as fault:
        if "uplicate" in str(fault) or "unique" in str(fault):
            raise InputError(f"{where} has two columns of one title: rename one") from None
        raise InputError(
            f"{type(frame).__name__} is no data frame that narwhals reads: give pandas, Polars or PyArrow, or an array"
        ) from None
    if len(set(titles)) < len(titles):
        raise InputError(f"{where} has two columns of one title: rename one")
    # a title that is a tuple, given as the label, would be taken for the labels themselves
    if levels := next((title for title in titles if isinstance(title, tuple)), None):
        raise InputError(f"{where} has titles of several levels, such as {levels!r:.60}: give each column one title")
    require_entries(len(titles) * len(data), where)
    for title in drop:
        if title not in titles:
            raise InputError(f"column {shown(title)} to drop is not in {where}: {near_title(str(title), titles)}")
    kept = [title for title in titles if title not in drop]
    named = label is None or isinstance(label, str) or (not hasattr(label, "__iter__") and label in titles)
    if named:
        column = frame_label(kept, label, where)
        labels, features = _values(data.get_column(column)), [title for title in kept if title != column]
        source = f"column {shown(column)}"
    else:
        require_one_order(frame, label)
        labels, features, source = list(label_list(label)), kept, "given beside the data frame"
    if not features:
        raise InputError(f"{where} has no column beside the label: give at least one feature")
    columns = [_numbers(data.get_column(title), title, where) for title in features]
    return FrameTable(
        where=where,
        rows=[list(row) for row in zip(*columns, strict=True)],
        labels=labels,
        columns=[f"column {shown(title)}" for title in features],
        name=name,
        label_column=source,
    )


def frame_label(titles: Sequence[str], label: object, where: str) -> str:
    """Return the title of the label column: ``label``, or the one with a usual title.

    >>> frame_label(["a", "Label"], None, "a.parquet")
    'Label'
    """
    if label is not None:
        if label not in titles:
            raise InputError(f"label column {shown(label)} is not in {where}: {near_title(str(label), titles)}")
        return next(title for title in titles if title == label)
    usual = [title for title in titles if str(title).lower() in LABEL_NAMES]
    if len(usual) != 1:
        found = f"has the label columns {' and '.join(map(shown, usual))}" if usual else "has no column called label"
        raise InputError(f"{where} {found}: name the one to use as label")
    return usual[0]


def near_title(title: str, titles: Sequence[object]) -> str:
    """Return what to write instead of a title that is not there.

    >>> near_title("lable", ["label", "x"])
    "did you mean 'label'?"
    """
    near = difflib.get_close_matches(title, [str(one) for one in titles], n=1, cutoff=0)
    return f"did you mean {shown(near[0])}?" if near else "name a column that is there"


def _values(series: Any) -> list[object]:
    if series.null_count():
        row = int(series.is_null().to_list().index(True))
        raise InputError(f"row {row} of the data frame, column {shown(series.name)} is missing: leave the sample out")
    values: list[object] = list(series.to_list())
    return values


def _numbers(series: Any, title: str, where: str) -> list[object]:
    import numpy as np

    values = _values(series)
    if series.dtype.is_integer() or series.dtype.is_decimal():
        return values
    if series.dtype.is_float():
        # through NumPy, so that a column of narrow floats keeps its precision
        return [row[0] for row in entry_rows(np.asarray(series.to_numpy()).reshape(-1, 1))]
    if str(series.dtype) == "Object" and not any(isinstance(value, (str, bytes, bool)) for value in values):
        return values  # Fractions, Decimals: read one by one
    entries = np.asarray(series.to_numpy())
    if entries.dtype.kind in "iuf":  # pandas' sparse columns
        return [row[0] for row in entry_rows(entries.reshape(-1, 1))]
    raise InputError(
        f"column {shown(title)} of {where} holds {series.dtype} values, not numbers: drop it, or name it as the label"
    )


def table_from_bunch(bunch: object, *, name: str = "") -> Table:
    """Return the table of a scikit-learn Bunch, with ``data`` as array or data frame and ``target`` as labels.

    >>> table_from_bunch({"data": [[1, 2]], "target": [1]}).rows
    [[1, 2]]
    """
    if not isinstance(bunch, Mapping) or "data" not in bunch or "target" not in bunch:
        raise InputError(f"{type(bunch).__name__} has no data and target: give a scikit-learn Bunch")
    data, target = bunch["data"], label_list(bunch["target"], "target")
    names = bunch.get("target_names")
    label_names: tuple[str, str] | None
    kinds = sorted({str(label) for label in target})
    if len(kinds) > 2:
        raise InputError(f"target has {len(kinds)} classes: keep the samples of two, data[mask] and target[mask]")
    if names is not None and len(names) == 2 and all(label in (0, 1) for label in target):
        # target counts into target_names
        marks: list[object] = [1 if label == 1 else -1 for label in target]
        label_names = (str(names[0]), str(names[1]))
    else:
        marks, label_names = list(target), None
    if is_frame(data):
        table = table_from_frame(data, marks, name=name)
    else:
        table = table_from_arrays(data, marks, name=name, array_name="data", label_array="target")
    return _with_names(table, label_names)


def _with_names(table: Table, label_names: tuple[str, str] | None) -> Table:
    return table if label_names is None else replace(table, label_names=label_names)
