"""Datasets from arrays: NumPy's, and whatever NumPy can see as one (tensors on the CPU, sparse matrices, lists)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from verify.data.tables.messages import shown
from verify.data.tables.table import Table, require_entries
from verify.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True)
class ArrayTable(Table):
    """A table that speaks of arrays: ``shape`` is that of the array ``array_name``, (n, P·d) or (n, P, d)."""

    array_name: str = "x"
    label_array: str = "labels"
    shape: tuple[int, ...] = field(default=())

    def place(self, row: int) -> str:
        """Say where row ``row`` (from 0) stands, in NumPy's way of counting.

        >>> ArrayTable("x", [[1]], [1], shape=(1, 1)).place(0)
        'x[0]'
        """
        return f"{self.array_name}[{row}]"

    def entry(self, row: int, column: int) -> str:
        """Say where an entry stands.

        >>> ArrayTable("x", [[1, 2, 3, 4]], [1], shape=(1, 2, 2)).entry(0, 3)
        'x[0, 1, 1]'
        """
        inner = (column,) if len(self.shape) < 3 else divmod(column, self.shape[2])
        return f"{self.array_name}[{', '.join(map(str, (row, *inner)))}]"

    def label_place(self, row: int) -> str:
        """Say where a label stands.

        >>> ArrayTable("x", [[1]], [1]).label_place(0)
        'labels[0]'
        """
        return f"{self.label_array}[{row}]"


def require_one_order(samples: object, labels: object) -> None:
    """Raise InputError where pandas' indexes of samples and labels differ: which label is whose could be read two ways.

    >>> import pandas
    >>> require_one_order(pandas.DataFrame({"a": [1, 2]}), pandas.Series([1, -1]))
    """
    here: Any = getattr(samples, "index", None)
    there: Any = getattr(labels, "index", None)
    # a list has a method of that name
    if hasattr(here, "equals") and hasattr(there, "equals") and not here.equals(there):
        raise InputError(
            "the labels have another index than the samples: give labels.loc[samples.index], or labels.to_numpy() "
            "where they are in order"
        )


def table_from_arrays(
    x: object,
    labels: object,
    *,
    patches: int | None = None,
    signed: bool = False,
    name: str = "",
    array_name: str = "x",
    label_array: str = "labels",
) -> ArrayTable:
    """Return the table of an array of shape (n, P·d) or (n, P, d) and its n labels.

    ``signed`` says that the rows are z = y·x; then ``labels`` may be None, and all are 1. Raises InputError where an
    array has another shape or no numbers in it; the entries themselves are read by ``read_table``.

    >>> table_from_arrays([[[1, 2], [3, 4]]], [True]).patches
    2
    """
    require_one_order(x, labels)
    samples = as_array(x, array_name)
    if samples.ndim not in (2, 3):
        raise InputError(
            f"{array_name} has shape {samples.shape}: give an array of shape (n, P*d), or (n, P, d) with P patches"
        )
    if samples.dtype.kind not in "iufO":
        remedy = "cast it to float or int" if samples.dtype.kind == "b" else "give integers or floats"
        raise InputError(f"{array_name} has entries of type {samples.dtype}: {remedy}")
    if 0 in samples.shape:
        raise InputError(f"{array_name} has shape {samples.shape}: give at least one sample of one feature")
    if samples.ndim == 3:
        if patches is not None and patches != samples.shape[1]:
            raise InputError(
                f"{patches} patches asked of {array_name} of shape {samples.shape}, which has {samples.shape[1]}: "
                "leave patches out"
            )
        patches = samples.shape[1]
    if labels is None and not signed:
        raise InputError(f"{array_name} without labels: give one a sample, or signed=True where the rows are y*x")
    signs = [1] * len(samples) if labels is None else label_list(labels, label_array)
    if len(signs) != len(samples):
        raise InputError(
            f"{label_array} has {len(signs)} entries for {len(samples)} samples in {array_name}: give one each"
        )
    return ArrayTable(
        where=array_name,
        rows=entry_rows(samples.reshape(len(samples), -1)),
        labels=signs,
        patches=patches,
        name=name,
        signed=signed,
        array_name=array_name,
        label_array=label_array,
        shape=samples.shape,
    )


def as_array(value: object, name: str) -> Array:
    """Return what NumPy sees in a value. Raises InputError where it is no array of one shape, too large, or masked.

    >>> as_array([[1, 2], [3, 4]], "x").shape
    (2, 2)
    """
    import numpy as np

    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and all(isinstance(length, int) for length in shape):
        require_entries(math.prod(shape), name)  # before a sparse matrix is made dense
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        where = ", ".join(str(int(index[0])) for index in np.nonzero(np.ma.getmaskarray(value)))
        raise InputError(f"{name}[{where}] is masked: leave the samples with masked entries out")
    if hasattr(value, "toarray"):
        value = value.toarray()
    try:
        return np.asarray(value)
    except Exception as fault:  # __array__ of any library may fail in its own way
        reason = shown(str(fault).split("\n")[0])
        raise InputError(f"{name} is not one array ({reason}): give an array of shape (n, P*d) or (n, P, d)") from None


def entry_rows(samples: Array) -> list[list[object]]:
    """Return the rows of a 2-D array as numbers that ``rational`` reads: narrow floats keep their own precision.

    >>> import numpy as np
    >>> entry_rows(np.array([[0.1]], dtype=np.float32))
    [['0.1']]
    """
    if samples.dtype.kind == "f" and samples.dtype.itemsize != 8:
        # tolist would widen 0.1 to 0.10000000149; its own shortest decimal is 0.1
        return [[str(entry) for entry in row] for row in samples]
    rows: list[list[object]] = samples.tolist()
    return rows


def label_list(labels: object, name: str = "labels") -> Sequence[object]:
    """Return labels as a list, one a sample, from an array, a column of a data frame or any iterable.

    >>> label_list((True, False))
    [True, False]
    """
    if isinstance(labels, (str, bytes, dict, set, frozenset)) or not hasattr(labels, "__iter__"):
        raise InputError(f"{name} is {shown(labels)}: give one label a sample, such as [1, -1]")
    if not hasattr(labels, "__array__"):
        return list(labels)
    array = as_array(labels, name)
    if array.ndim != 1:
        raise InputError(f"{name} has shape {array.shape}: give one label a sample, an array of shape (n,)")
    if array.dtype.kind == "V":
        raise InputError(f"{name} has entries of type {array.dtype}: give numbers, names or truth values")
    return list(array)
