"""The dataset: an exact rational sample, with patches for the CNN."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat

from verify.data.exports import dataset_code, frame_of, numbers_of
from verify.data.formats.json_format import SCHEMA, table_from_json
from verify.data.shapes import exact_matrix, iterated, listed_row, require_divisible, require_patches, row_name
from verify.data.tables.arrays import ArrayTable, label_list, table_from_arrays
from verify.data.tables.frames import is_frame, table_from_bunch, table_from_frame
from verify.data.tables.labels import SIGNED
from verify.data.tables.messages import shown
from verify.data.tables.table import Table, read_table, require_gram_rows
from verify.errors import InputError
from verify.json_types import JsonObject

if TYPE_CHECKING:
    from verify.data.tables.arrays import Array


@dataclass(frozen=True, repr=False)
class Dataset:
    """An exact sample z_i^(p) = y_i x_i^(p), the only form in which the models see data.

    ``z`` is (n·P × d), row ``i*P + p`` holding z_i^(p); ``labels`` are the n signs y_i; ``patches`` is P, 1 for the
    linear model; ``label_names`` are the class names that stand for −1 and +1. Two datasets are equal when z, labels
    and patches are: names do not count. ``repr`` is code that makes an equal dataset; pickling and copying work.
    Raises InputError where z is no matrix of exact numbers, the shapes do not fit or a label is not ±1.

    >>> data = Dataset.from_rows([["0.1", 2], [1, "1/3"]], [1, -1])
    >>> data.z
    [1/10,    2]
    [  -1, -1/3]
    >>> data.n, data.P, data.d, data.gram[0, 1]
    (2, 1, 2, -23/30)
    """

    z: fmpq_mat
    labels: tuple[int, ...]
    patches: int = 1
    name: str = field(default="", compare=False)
    label_names: tuple[str, str] = field(default=SIGNED, compare=False)

    def __post_init__(self) -> None:
        # fmpq_mat can be written to: keep a copy that no caller holds.
        object.__setattr__(self, "z", fmpq_mat(exact_matrix(self.z)))
        object.__setattr__(self, "labels", tuple(label_list(self.labels)))
        require_patches(self.patches)
        object.__setattr__(self, "patches", int(self.patches))
        if not self.labels or self.z.ncols() == 0:
            raise InputError(f"{len(self.labels)} samples of {self.z.ncols()} features: give at least one of each")
        if self.z.nrows() != len(self.labels) * self.patches:
            raise InputError(
                f"{self.z.nrows()} rows for {len(self.labels)} samples of {self.patches} patches: "
                f"give {len(self.labels) * self.patches} rows"
            )
        for index, label in enumerate(self.labels):
            if isinstance(label, bool) or label not in (-1, 1):
                raise InputError(f"label {shown(label)} of sample {index + 1} is not ±1: use the labels 1 and -1")
        object.__setattr__(self, "labels", tuple(int(label) for label in self.labels))
        names = tuple(self.label_names)
        if len(names) != 2 or not all(isinstance(name, str) for name in names):
            raise InputError(f"label_names {shown(str(names))}: give the two names of -1 and of +1")
        object.__setattr__(self, "label_names", names)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return dataset_code(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # FLINT's matrices cannot be pickled, its numbers can
        shape = (self.rows, self.d)
        return _unpickled, (shape, self.z.entries(), self.labels, self.patches, self.name, self.label_names)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Iterable[object]],
        labels: Iterable[object],
        *,
        patches: int = 1,
        name: str = "",
        label_names: tuple[str, str] | None = None,
    ) -> Dataset:
        """Build the dataset of the samples x_i with labels y_i; a row holds its P·d entries patch by patch.

        Entries are read by ``rational`` (a float as the shortest decimal that prints it), labels by ``read_labels``;
        ``label_names`` names the classes of labels ±1. Arrays are read as ``from_numpy`` does, data frames as
        ``from_frame``. Raises InputError where an entry or a label cannot be read, or where the shapes do not fit.

        >>> Dataset.from_rows([[1, 2, 3, 4]], ["-1"], patches=2).z
        [-1, -2]
        [-3, -4]
        """
        require_patches(patches)
        if is_frame(rows):
            return cls.from_frame(rows, labels, patches=patches, name=name)
        if hasattr(rows, "__array__"):
            cut = None if getattr(rows, "ndim", 2) == 3 and patches == 1 else patches
            return cls.from_numpy(rows, labels, patches=cut, name=name, label_names=label_names)
        listed = [listed_row(row, index) for index, row in enumerate(iterated(rows), 1)]
        if listed and listed[0] and isinstance(listed[0][0], (list, tuple)):
            return cls.from_numpy(
                listed, labels, patches=None if patches == 1 else patches, name=name, label_names=label_names
            )
        table = Table(
            "the dataset",
            listed,
            label_list(labels),
            patches=patches,
            name=name,
            label_names=label_names,
        )
        return cls.from_table(table)

    @classmethod
    def from_numpy(
        cls,
        x: object,
        labels: object = None,
        *,
        patches: int | None = None,
        signed: bool = False,
        name: str = "",
        label_names: tuple[str, str] | None = None,
    ) -> Dataset:
        """Build the dataset of an array x of shape (n, P·d) or (n, P, d) and its n labels.

        Whatever NumPy can see as an array will do: nested lists, tensors on the CPU, sparse matrices. A float is read
        as the shortest decimal that prints it in its own precision. ``signed`` says that the rows are z = y·x, with the
        labels beside them or without. Labels are truth values, numbers or names (see ``read_labels``).
        Raises InputError, with the place in the array, where something cannot be used.

        >>> import numpy as np
        >>> Dataset.from_numpy(np.array([[[0.1, 2.0], [1.0, 0.5]]]), np.array([False]))
        Dataset.from_rows([['1/10', 2, 1, '1/2']], [-1], patches=2, label_names=('False', 'True'))
        """
        if patches is not None:
            require_patches(patches)
        table = table_from_arrays(x, labels, patches=patches, signed=signed, name=name)
        return cls.from_table(_renamed(table, label_names))

    @classmethod
    def from_frame(
        cls,
        frame: object,
        label: object = None,
        *,
        drop: Iterable[str] = (),
        patches: int | None = None,
        name: str = "",
    ) -> Dataset:
        """Build the dataset of a data frame: pandas, Polars, PyArrow, or any that narwhals knows (extra ``frames``).

        ``label`` is the title of the label column, or the labels themselves; without it the column called label,
        class, target or y. All columns but ``drop`` are features, in their order; an index is none.
        Raises InputError, with the row and the column, where something cannot be used.

        >>> import pandas
        >>> frame = pandas.DataFrame({"length": [0.1, 2.0], "kind": ["cat", "dog"]})
        >>> Dataset.from_frame(frame, "kind").label_names
        ('cat', 'dog')
        """
        return cls.from_table(table_from_frame(frame, label, drop=tuple(drop), name=name), patches=patches)

    @classmethod
    def from_bunch(cls, bunch: object, *, patches: int | None = None, name: str = "") -> Dataset:
        """Build the dataset of a scikit-learn Bunch with ``data`` and a ``target`` of two classes.

        The class names are those of ``target_names``, where the bunch has them. Raises InputError as ``from_numpy``
        and ``from_frame`` do.

        >>> from sklearn.datasets import load_breast_cancer
        >>> Dataset.from_bunch(load_breast_cancer()).label_names
        ('malignant', 'benign')
        """
        return cls.from_table(table_from_bunch(bunch, name=name), patches=patches)

    @classmethod
    def from_table(cls, table: Table, *, patches: int | None = None) -> Dataset:
        """Build the dataset of a table; ``patches`` overrides nothing: it must agree with what the table says.

        Raises InputError for every entry, label or shape that cannot be used.

        >>> Dataset.from_table(Table("a.csv", [["0.5", "2"]], ["1"])).z
        [1/2, 2]
        """
        if patches is not None:
            require_patches(patches)
        if patches is not None and table.patches is not None and patches != table.patches:
            raise InputError(f"{patches} patches asked of {table.where}, which says {table.patches}: leave patches out")
        agreed = int(next(count for count in (patches, table.patches, 1) if count is not None))
        rows, labels = read_table(table)
        require_divisible(len(rows[0]), agreed, table.where)
        signs = [1] * len(rows) if table.signed else labels.signs
        entries = [sign * entry for row, sign in zip(rows, signs, strict=True) for entry in row]
        z = fmpq_mat(len(rows) * agreed, len(rows[0]) // agreed, entries)
        return cls(z=z, labels=labels.signs, patches=agreed, name=table.name, label_names=labels.names)

    @property
    def n(self) -> int:
        """Number of samples.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.n
        1
        """
        return len(self.labels)

    @property
    def P(self) -> int:
        """Number of patches a sample, 1 for the linear model.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.P
        2
        """
        return self.patches

    @property
    def d(self) -> int:
        """Number of features a patch.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.d
        2
        """
        return int(self.z.ncols())

    @property
    def rows(self) -> int:
        """Number of rows n·P of z.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.rows
        2
        """
        return int(self.z.nrows())

    @property
    def x(self) -> fmpq_mat:
        """The samples x_i themselves, (n × P·d), patch after patch in a row.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.x
        [1, 2, 3, 4]
        """
        width = self.patches * self.d
        entries = self.z.entries()
        return fmpq_mat(self.n, width, [self.labels[i // width] * entry for i, entry in enumerate(entries)])

    @cached_property
    def gram(self) -> fmpq_mat:
        """The Gram matrix Z Zᵀ, (n·P × n·P), through which alone the dynamics sees the data.

        >>> data = Dataset.from_rows([[1, 2, 3, 4]], [-1], patches=2)
        >>> data.gram
        [ 5, 11]
        [11, 25]

        Raises InputError where that is too large (``require_gram_rows``).
        """
        require_gram_rows(self.rows)
        return self.z * self.z.transpose()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the exact content (z, labels, patches), the same on every machine.

        >>> one, other = (Dataset.from_rows([[1, 2]], [1], name=name) for name in ("a", "b"))
        >>> one.digest == other.digest
        True
        """
        entries = " ".join(str(entry) for entry in self.z.entries())
        text = f"{SCHEMA}\n{self.n} {self.patches} {self.d}\n{' '.join(map(str, self.labels))}\n{entries}\n"
        return hashlib.sha256(text.encode()).hexdigest()

    def with_patches(self, patches: int) -> Dataset:
        """Return the same samples, each cut into ``patches`` consecutive pieces of equal length.

        Raises InputError where the features of a sample cannot be divided so.

        >>> Dataset.from_rows([[1, 2, 3, 4]], [1]).with_patches(2).z
        [1, 2]
        [3, 4]
        """
        width = self.patches * self.d
        require_divisible(width, patches, self.name or "the dataset")
        z = fmpq_mat(self.n * patches, width // patches, self.z.entries())
        return Dataset(z=z, labels=self.labels, patches=patches, name=self.name, label_names=self.label_names)

    def row_name(self, row: int) -> str:
        """Name row ``i*P + p`` as people count: "sample 2", or "sample 2, patch 1" where P > 1.

        >>> Dataset.from_rows([[1, 2], [3, 4]], [1, -1]).row_name(1)
        'sample 2'
        """
        return row_name(row, self.patches)

    def to_numpy(self, *, dtype: object = float, signed: bool = False) -> tuple[Array, Array]:
        """Return the arrays x, of shape (n, d) or with patches (n, P, d), and the labels ±1 of shape (n,).

        ``signed`` gives z = y·x for x. Each entry is the float nearest to the exact number; ``dtype=object`` gives the
        exact numbers themselves, as Fractions. Raises InputError where an entry is beyond the range of floats, and
        for a type of integers where one is no integer.

        >>> x, y = Dataset.from_rows([[1, "1/2"], [0, 3]], [1, -1]).to_numpy()
        >>> x.tolist(), y.tolist()
        ([[1.0, 0.5], [0.0, 3.0]], [1, -1])
        """
        return numbers_of(self, dtype=dtype, signed=signed)

    def to_frame(self, *, backend: str = "pandas", label: str = "label") -> Any:
        """Return a data frame with columns x1, x2, … and the classes, of "pandas", "polars" or "pyarrow".

        Needs the extra ``frames``. Raises InputError where the backend is not installed.

        >>> Dataset.from_rows([[1, 2]], [-1]).to_frame().columns.tolist()
        ['x1', 'x2', 'label']
        """
        return frame_of(self, backend=backend, label=label)

    def to_json(self) -> JsonObject:
        """Return plain data for ``json.dumps``: samples x as exact strings, labels ±1, patches and names.

        >>> Dataset.from_rows([["0.5", 3]], [-1]).to_json()["x"]
        [['1/2', '3']]
        """
        return {
            "schema": SCHEMA,
            "name": self.name,
            "patches": self.patches,
            "label_names": list(self.label_names),
            "x": [[str(entry) for entry in row] for row in self.x.tolist()],
            "y": list(self.labels),
        }

    @classmethod
    def from_json(cls, content: object) -> Dataset:
        """Build the dataset from what ``to_json`` gave. Raises InputError where the shape is another.

        >>> data = Dataset.from_rows([["0.5", 3]], [-1])
        >>> Dataset.from_json(data.to_json()) == data
        True
        """
        return cls.from_table(table_from_json(content, where="the JSON dataset"))


def _unpickled(
    shape: tuple[int, int],
    entries: list[fmpq],
    labels: tuple[int, ...],
    patches: int,
    name: str,
    label_names: tuple[str, str],
) -> Dataset:
    return Dataset(z=fmpq_mat(*shape, entries), labels=labels, patches=patches, name=name, label_names=label_names)


def _renamed(table: ArrayTable, label_names: tuple[str, str] | None) -> ArrayTable:
    return table if label_names is None else replace(table, label_names=label_names)
