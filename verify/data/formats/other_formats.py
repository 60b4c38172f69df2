"""svmlight, ARFF and Parquet files, through the readers of scikit-learn, SciPy and PyArrow (extra ``readers``).

These readers give binary floats. A decimal of more digits than a float keeps would come out as another number; where
the file is text it is looked for first and refused.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Any, BinaryIO

from verify.data.rationals import rational
from verify.data.tables.arrays import entry_rows
from verify.data.tables.columns import ReadOptions, choose_columns
from verify.data.tables.messages import shown
from verify.data.tables.table import MAX_ENTRIES, Table, require_entries
from verify.errors import InputError

MAX_BYTES = 256 * 2**20
_LONG = re.compile(rb"[0-9][0-9.]{15,}(?:[eE][+-]?[0-9]{1,3})?")


def table_from_svmlight(stream: BinaryIO, where: str, name: str, _options: ReadOptions) -> Table:
    """Return the table of an svmlight (LIBSVM) file: a line is ``label index:value …``, what is not written is 0.

    Raises InputError where scikit-learn is not installed or cannot read the file.

    >>> table_from_svmlight(io.BytesIO(b"1 1:0.5 3:2\\n-1 2:1\\n"), "a.svm", "a", ReadOptions()).rows
    [[0.5, 0.0, 2.0], [0.0, 1.0, 0.0]]
    """
    try:
        from sklearn.datasets import load_svmlight_file
    except ModuleNotFoundError:
        raise _missing("scikit-learn", where) from None
    content = _plain_text(stream, where)
    try:
        samples, labels = load_svmlight_file(io.BytesIO(content))
    except (ValueError, OverflowError, IndexError, MemoryError) as fault:
        raise InputError(
            f"{where} is not svmlight ({shown(_first(fault))}): write lines of label index:value"
        ) from None
    require_entries(samples.shape[0] * samples.shape[1], where)
    if not all(samples.shape):
        raise InputError(f"{where} holds no samples: give lines of label index:value")
    zero_based = re.search(rb"\s0+:", content) is not None
    return Table(
        where=where,
        rows=entry_rows(samples.toarray()),
        labels=labels.tolist(),
        name=name,
        label_column="first word of a line",
        notes=(f"indices count from {0 if zero_based else 1}; {samples.shape[1]} features, those not written are 0",),
    )


def table_from_arff(stream: BinaryIO, where: str, name: str, options: ReadOptions) -> Table:
    """Return the table of an ARFF file; the attributes' names are the titles.

    Raises InputError where SciPy is not installed or cannot read the file (sparse files, attributes of strings).

    >>> text = b"@relation r\\n@attribute a numeric\\n@attribute class {u,v}\\n@data\\n0.5,u\\n1,v\\n"
    >>> table_from_arff(io.BytesIO(text), "a.arff", "a", ReadOptions()).labels
    ['u', 'v']
    """
    try:
        from scipy.io import arff
    except ModuleNotFoundError:
        raise _missing("scipy", where) from None
    content = _plain_text(stream, where)
    if content.count(b",") > 2 * MAX_ENTRIES:
        raise InputError(f"{where} lists more than {2 * MAX_ENTRIES} values: give fewer samples or features")
    try:
        text = content.decode("utf-8-sig")
        data, meta = arff.loadarff(io.StringIO(text))
    except Exception as fault:  # SciPy's reader fails in many ways on a malformed file
        reason = shown(_first(fault))
        raise InputError(f"{where} is not ARFF that SciPy reads ({reason}): write it as CSV") from None
    titles = [str(title).strip() for title in meta.names()]
    if not len(data) or not titles:
        raise InputError(f"{where} holds no samples: give at least one row of numbers with its label")
    columns = [[_arff_value(value) for value in data[title].tolist()] for title in meta.names()]
    return choose_columns(list(zip(*columns, strict=True)), titles, options, where=where, name=name)


def table_from_parquet(stream: BinaryIO, where: str, name: str, options: ReadOptions) -> Table:
    """Return the table of a Parquet file, by the titles of its columns.

    Raises InputError where PyArrow is not installed or cannot read the file, or an entry is missing.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise _missing("pyarrow", where) from None
    try:
        file = parquet.ParquetFile(stream)
        require_entries(file.metadata.num_rows * file.metadata.num_columns, where)
        if file.metadata.num_rows == 0:
            raise InputError(f"{where} holds no samples: give at least one row of numbers with its label")
        content = file.read()
    except (arrow.ArrowException, OSError, ValueError, TypeError, MemoryError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(f"{where} is not readable Parquet ({shown(_first(fault))}): write it again") from None
    titles = list(content.column_names)
    columns = [_arrow_column(content.column(k), f"{where}, column {k + 1}") for k in range(len(titles))]
    return choose_columns(list(zip(*columns, strict=True)), titles, options, where=where, name=name)


def _arrow_column(column: Any, place: str) -> list[object]:
    import numpy as np
    import pyarrow as arrow

    if column.null_count:
        row = next(index for index, value in enumerate(column) if not value.is_valid)
        raise InputError(f"row {row + 1} of {place} is missing: leave the sample out")
    if arrow.types.is_floating(column.type):
        return [row[0] for row in entry_rows(np.asarray(column.to_numpy()).reshape(-1, 1))]
    if arrow.types.is_nested(column.type) or arrow.types.is_null(column.type):
        raise InputError(f"{place} holds {column.type} values: write one number or name an entry")
    values: list[object] = column.to_pylist()
    return values


def _arff_value(value: object) -> object:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value


def _plain_text(stream: BinaryIO, where: str) -> bytes:
    """Return a text whose numbers a binary float keeps. Raises InputError where one has more digits."""
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(f"{where} has more than {MAX_BYTES} bytes: give a smaller file")
    if b"\0" in content:
        raise InputError(f"{where} holds null bytes: it is no text, give the file its true ending")
    for match in _LONG.finditer(content):
        digits = match.group().decode("ascii")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exact = rational(digits) == rational(float(digits))
            except (InputError, ValueError):
                continue  # not a number: the reader reports it, or it is part of a name
        if not exact:
            raise InputError(
                f"{shown(digits)} in {where} has more digits than this format's reader keeps: write the file as CSV"
            )
    return content


def _first(fault: BaseException) -> str:
    return (str(fault) or type(fault).__name__).split("\n")[0]


def _missing(package: str, where: str) -> InputError:
    return InputError(f"{where} needs {package}, which is not installed: pip install 'bnverify[readers]'")
