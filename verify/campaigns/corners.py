"""What the random points of a search have covered: the corners of this subject, and the sizes n, P and d.

A point counts where it keeps every hypothesis, as far as floats can tell. The counts are for people to read, and
nothing is concluded from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from verify.json_types import JsonObject
from verify.search.evaluation.batch import Batch
from verify.search.points import Array, Key, Shape, Variables

CORNERS = ("n = 1", "P = 1", "d = 1", "γ < 0", "a margin below 0", "a zero", "equal members", "low rank")
SIZES = ("n", "P", "d")


class Coverage:
    """Counts of the points of a search; an Observer of ``Search``.

    >>> from verify.search.statement_search import Search
    >>> from verify.search.falsify import falsify
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> γ, = symbols("γ")
    >>> seen = Coverage()
    >>> statement = claim_that(γ**2 >= 0)
    >>> falsify(statement, budget=100, refine=False, search=Search(statement, 0, observe=seen)).cases
    100
    >>> seen.kept, sorted(seen.possible), seen.corners["γ < 0"] > 20
    (100, ['a zero', 'γ < 0'], True)
    """

    def __init__(self) -> None:
        self.draws = self.kept = 0
        self.possible: set[str] = set()
        self.corners: Counter[str] = Counter()
        self.sizes: dict[str, Counter[int]] = {}

    def __call__(self, variables: Variables, batch: Batch, kept: Array) -> None:
        """Count the points of a batch that keep the hypotheses."""
        self.draws += len(kept)
        count = int(kept.sum())
        self.kept += count
        for name, size in _sizes(variables, batch.shape):
            if count:
                self.sizes.setdefault(name, Counter())[size] += count
        for name, where in _corners(variables, batch.points, batch.shape):
            self.possible.add(name)
            self.corners[name] += int((where & kept).sum())

    def to_json(self) -> JsonObject:
        """Return the counts as JSON."""
        return {
            "draws": self.draws,
            "kept": self.kept,
            "corners": {name: self.corners[name] for name in CORNERS if name in self.possible},
            "sizes": {name: {str(size): counts[size] for size in sorted(counts)} for name, counts in _of(self.sizes)},
        }


def _of(sizes: Mapping[str, Counter[int]]) -> Iterator[tuple[str, Counter[int]]]:
    return ((name, sizes[name]) for name in SIZES if name in sizes)


def _sizes(variables: Variables, shape: Shape) -> Iterator[tuple[str, int]]:
    if "sample" in variables.sizes:
        yield "n", shape.n
    if "patch" in variables.sizes:
        yield "P", shape.P
    if variables.keys("vector"):
        yield "d", shape.d


def _corners(variables: Variables, points: Mapping[Key, Array], shape: Shape) -> Iterator[tuple[str, Array]]:
    """Yield each corner that the points of a statement can be in, and where they are."""
    count = len(next(iter(points.values())))
    for name, size in _sizes(variables, shape):
        yield f"{name} = 1", np.full(count, size == 1)
    # γ(0) is γ at a step of a run
    scales = [points[key] for key in variables.keys("symbol") if key[1].partition("(")[0] == "γ"]
    if scales:
        yield "γ < 0", np.logical_or.reduce([scale < 0 for scale in scales])
    yield "a zero", np.logical_or.reduce([_has_zero(key, points[key]) for key in variables.kinds])
    rows = [_rows(points[key]) for key in variables.kinds if key[0] == "vector" and variables.kinds[key]]
    members = [array for key, array in _families(variables, points)] + rows
    if members:
        yield "equal members", np.logical_or.reduce([_has_equal(array) for array in members])
    if rows:
        yield "low rank", np.logical_or.reduce([_is_of_low_rank(array) for array in rows])
    if ("vector", "w") in variables.kinds and variables.kinds.get(("vector", "z")):
        margins = np.einsum("krd,kd->kr", _rows(points["vector", "z"]), _rows(points["vector", "w"])[:, 0])
        yield "a margin below 0", (margins < 0).any(axis=1)


def _families(variables: Variables, points: Mapping[Key, Array]) -> Iterator[tuple[Key, Array]]:
    for key in variables.keys("family"):
        yield key, points[key].reshape(len(points[key]), -1, 1)


def _rows(vectors: Array) -> Array:
    """Return a vector with indices as the rows of a matrix for each point."""
    return vectors.reshape(len(vectors), -1, vectors.shape[-1])


def _has_zero(key: Key, array: Any) -> Array:
    zero: Any = (array == 0).all(axis=-1) if key[0] == "vector" else array == 0
    return np.asarray(zero.reshape(len(array), -1).any(axis=1))


def _has_equal(members: Any) -> Array:
    """Return where two of the rows are equal."""
    result: Array = np.zeros(len(members), dtype=bool)
    for shift in range(1, members.shape[1]):
        same = members[:, shift:] == members[:, :-shift]
        result |= same.all(axis=-1).any(axis=1)
    return result


def _is_of_low_rank(rows: Array) -> Array:
    finite = np.isfinite(rows).all(axis=(1, 2))
    usable = np.where(np.reshape(finite, (-1, 1, 1)), rows, 0.0)
    return np.asarray((np.linalg.matrix_rank(usable) < min(rows.shape[1:])) & finite)
