"""The dataset: an exact rational sample, with patches for the CNN."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flint import fmpq_mat

from verify.data.json_format import SCHEMA, table_from_json
from verify.data.labels import SIGNED
from verify.data.messages import shown
from verify.data.table import Table, read_table
from verify.errors import InputError


@dataclass(frozen=True)
class Dataset:
    """An exact sample z_i^(p) = y_i x_i^(p), the only form in which the models see data.

    ``z`` is (n·P × d), row ``i*P + p`` holding z_i^(p); ``labels`` are the n signs y_i; ``patches`` is P, 1 for the
    linear model; ``label_names`` are the class names that stand for −1 and +1. Two datasets are equal when z, labels
    and patches are: names do not count. Raises InputError where the shapes do not fit or a label is not ±1.

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
        object.__setattr__(self, "z", fmpq_mat(self.z))
        object.__setattr__(self, "labels", tuple(self.labels))
        if self.patches < 1:
            raise InputError(f"{self.patches} patches a sample: give at least 1")
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

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def from_rows(
        cls, rows: Iterable[Iterable[object]], labels: Iterable[object], *, patches: int = 1, name: str = ""
    ) -> Dataset:
        """Build the dataset of the samples x_i with labels y_i; a row holds its P·d entries patch by patch.

        Entries are read by ``rational`` (a float as the shortest decimal that prints it), labels by ``read_labels``.
        Raises InputError where an entry or a label cannot be read, or where the shapes do not fit.

        >>> Dataset.from_rows([[1, 2, 3, 4]], ["-1"], patches=2).z
        [-1, -2]
        [-3, -4]
        """
        table = Table("the dataset", [list(row) for row in rows], list(labels), patches=patches, name=name)
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: Table, *, patches: int | None = None) -> Dataset:
        """Build the dataset of a table; ``patches`` overrides nothing: it must agree with what the table says.

        Raises InputError for every entry, label or shape that cannot be used.

        >>> Dataset.from_table(Table("a.csv", [["0.5", "2"]], ["1"])).z
        [1/2, 2]
        """
        if patches is not None and table.patches is not None and patches != table.patches:
            raise InputError(f"{patches} patches asked of {table.where}, which says {table.patches}: leave patches out")
        agreed = next(count for count in (patches, table.patches, 1) if count is not None)
        rows, labels = read_table(table)
        _require_divisible(len(rows[0]), agreed, table.where)
        signs = [1] * len(rows) if table.signed else labels.signs
        entries = [sign * entry for row, sign in zip(rows, signs, strict=True) for entry in row]
        z = fmpq_mat(len(rows) * agreed, len(rows[0]) // agreed, entries)
        return cls(z=z, labels=labels.signs, patches=agreed, name=table.name, label_names=labels.names)

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.labels)

    @property
    def P(self) -> int:
        """Number of patches a sample, 1 for the linear model."""
        return self.patches

    @property
    def d(self) -> int:
        """Number of features a patch."""
        return int(self.z.ncols())

    @property
    def rows(self) -> int:
        """Number of rows n·P of z."""
        return int(self.z.nrows())

    @property
    def x(self) -> fmpq_mat:
        """The samples x_i themselves, (n × P·d), patch after patch in a row."""
        width = self.patches * self.d
        entries = self.z.entries()
        return fmpq_mat(self.n, width, [self.labels[i // width] * entry for i, entry in enumerate(entries)])

    @cached_property
    def gram(self) -> fmpq_mat:
        """The Gram matrix Z Zᵀ, (n·P × n·P), through which alone the dynamics sees the data."""
        return self.z * self.z.transpose()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the exact content (z, labels, patches), the same on every machine."""
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
        _require_divisible(width, patches, self.name or "the dataset")
        z = fmpq_mat(self.n * patches, width // patches, self.z.entries())
        return Dataset(z=z, labels=self.labels, patches=patches, name=self.name, label_names=self.label_names)

    def row_name(self, row: int) -> str:
        """Name row ``i*P + p`` as people count: "sample 2", or "sample 2, patch 1" where P > 1.

        >>> Dataset.from_rows([[1, 2], [3, 4]], [1, -1]).row_name(1)
        'sample 2'
        """
        return row_name(row, self.patches)

    def to_json(self) -> dict[str, Any]:
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


def row_name(row: int, patches: int) -> str:
    """Name row ``i*P + p`` of z as people count, from 1.

    >>> row_name(3, 1), row_name(3, 2)
    ('sample 4', 'sample 2, patch 2')
    """
    sample, patch = divmod(row, patches)
    return f"sample {sample + 1}" if patches == 1 else f"sample {sample + 1}, patch {patch + 1}"


def _require_divisible(width: int, patches: int, where: str) -> None:
    if patches < 1 or width % patches:
        raise InputError(f"{patches} patches for {width} features a sample in {where}: give a divisor of {width}")
