"""A dataset given to others: as NumPy arrays, as a data frame, and as the code that makes it again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq

from verify.data.tables.labels import SIGNED
from verify.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from verify.data.dataset import Dataset

# ``rational`` refuses longer texts; Python itself refuses far longer literals
LONGEST_TEXT = 900


def dataset_code(dataset: Dataset) -> str:
    """Return code that makes an equal dataset; it needs the name ``Dataset``, and ``fmpq`` for very long fractions.

    >>> from verify.data.dataset import Dataset
    >>> dataset_code(Dataset.from_rows([[1, "0.5"]], [-1]))
    "Dataset.from_rows([[1, '1/2']], [-1])"
    """
    rows = ", ".join(f"[{', '.join(map(number_code, row))}]" for row in dataset.x.tolist())
    parts = [f"[{rows}]", f"[{', '.join(map(str, dataset.labels))}]"]
    if dataset.patches != 1:
        parts.append(f"patches={dataset.patches}")
    if dataset.name:
        parts.append(f"name={dataset.name!r}")
    if dataset.label_names != SIGNED:
        parts.append(f"label_names={dataset.label_names!r}")
    return f"Dataset.from_rows({', '.join(parts)})"


def number_code(value: fmpq) -> str:
    """Return an exact number as Python code: an integer, or a fraction in quotes.

    >>> number_code(fmpq(-3)), number_code(fmpq(1, 2))
    ('-3', "'1/2'")
    """
    text = str(value)
    if len(text) <= LONGEST_TEXT:
        return text if value.q == 1 else f"'{text}'"
    whole, part = hex(int(value.p)), hex(int(value.q))
    return whole if value.q == 1 else f"fmpq({whole}, {part})"


def numbers_of(dataset: Dataset, *, dtype: object, signed: bool) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the samples (or z) and the labels of a dataset as arrays; see ``Dataset.to_numpy``."""
    import numpy as np

    exact = [Fraction(int(entry.p), int(entry.q)) for entry in (dataset.z if signed else dataset.x).entries()]
    shape = (dataset.n, dataset.d) if dataset.P == 1 else (dataset.n, dataset.P, dataset.d)
    labels = np.array(dataset.labels, dtype=np.int64)
    try:
        kind = np.dtype(dtype)  # type: ignore[call-overload]
    except TypeError:
        raise InputError(
            f"dtype {dtype!r} is no type of NumPy's: use float, object for exact numbers, or int"
        ) from None
    whole = kind.kind in "iu" and all(entry.denominator == 1 and _fits(entry, kind) for entry in exact)
    if kind.kind not in "fO" and not whole:
        raise InputError(f"dtype {kind} cannot hold the entries: use float, or object for exact numbers")
    if kind.kind == "O" or whole:
        samples = np.empty(len(exact), dtype=object)
        samples[:] = exact
        return samples.astype(kind).reshape(shape), labels
    try:
        return np.array([float(entry) for entry in exact]).astype(kind).reshape(shape), labels
    except OverflowError:
        raise InputError("an entry is beyond the range of floats: use dtype=object for exact Fractions") from None


def frame_of(dataset: Dataset, *, backend: str, label: str) -> Any:
    """Return a data frame of a dataset; see ``Dataset.to_frame``."""
    from verify.data.tables.frames import narwhals

    samples, _ = numbers_of(dataset, dtype=float, signed=False)
    flat = samples.reshape(dataset.n, -1)
    columns: dict[str, Any] = {f"x{k + 1}": flat[:, k] for k in range(flat.shape[1])}
    if label in columns:
        raise InputError(f"label column {label!r} has the title of a feature: name another")
    negative, positive = dataset.label_names
    if dataset.label_names == SIGNED:
        columns[label] = list(dataset.labels)
    elif dataset.label_names == ("False", "True"):
        columns[label] = [sign > 0 for sign in dataset.labels]
    else:
        columns[label] = [positive if sign > 0 else negative for sign in dataset.labels]
    try:
        return narwhals().from_dict(columns, backend=backend).to_native()
    except (ImportError, ValueError, TypeError) as fault:
        reason = str(fault).split("\n")[0]
        raise InputError(
            f"backend {backend!r} cannot make a data frame ({reason}): install it, or use pandas"
        ) from None


def _fits(entry: Fraction, kind: Any) -> bool:
    import numpy as np

    limits = np.iinfo(kind)
    return bool(limits.min <= entry <= limits.max)
