"""Strategies of datasets, exact or as arrays of floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

from verify.data.dataset import Dataset
from verify.testing.strategies.arguments import Draw, Range, exact_number, one_of_words, whole_range
from verify.testing.strategies.drafts import Broken, Draft, direction, keeping_rows
from verify.testing.strategies.small_numbers import Whole, blocks, numbers, spread, towards_zero
from verify.testing.strategies.spectra import spectral_datasets

Assumption: TypeAlias = Literal["holds", "violated", "just violated", "any"]
Structure: TypeAlias = Literal["any", "generic", "duplicates", "low rank"]
ASSUMPTIONS = ("holds", "violated", "just violated", "any")
STRUCTURES = ("any", "generic", "duplicates", "low rank")

# Hypothesis wants the simplest example of a test to have less than 4 kB of choices, and two of these may stand in one;
# above this a pool is drawn and spread
MOST_BYTES, POOL = 1300, 1000
MOST_SAMPLES_ONE_BY_ONE = 200
MOST_COLUMNS_ONE_BY_ONE = 100
BASIS = 6


def datasets(
    *,
    n: Range = (1, 4),
    P: Range = 1,
    d: Range = (1, 4),
    assumption: Assumption = "holds",
    structure: Structure = "any",
    scale: Range = (-3, 3),
    rank: int | None = None,
    singular_values: Sequence[object] | None = None,
) -> SearchStrategy[Dataset]:
    """Return a strategy of exact datasets of n samples with P patches of d features, times a power of ten.

    Each of ``n``, ``P``, ``d`` and the exponent ``scale`` is a whole number or a pair (lowest, highest). The assumption
    ⟨w, z_i^(p)⟩ = 1 "holds", is "violated", "just violated" (one row asks for a margin that differs from 1 by 10⁻³ to
    10⁻¹²), or "any". The structure is "generic", has "duplicates" among the samples, or "low rank", at most ``rank``.
    ``singular_values`` are those of z, exact and in any order; λ_k = s_k²/(nP) are then the non-zero eigenvalues of
    (1/nP) Σ z zᵀ, and scale and structure say nothing.

    Examples shrink to few samples of few features with small whole entries.
    Raises InvalidArgument where an argument means nothing, or no dataset has what is asked.

    >>> from hypothesis import find
    >>> find(datasets(n=(2, 5), d=(2, 5)), lambda data: data.z.rank() == 2).z.nrows()
    2
    >>> find(datasets(assumption="violated"), lambda data: True)
    Dataset.from_rows([[0]], [1])
    >>> find(datasets(n=2, d=2, singular_values=[2, "1/2"]), lambda data: True)
    Dataset.from_rows([[2, 0], [0, '1/2']], [1, 1])
    """
    if singular_values is not None:
        wanted = [exact_number("singular_values", value) for value in singular_values]
        sizes = [whole_range(name, value) for name, value in (("n", n), ("P", P), ("d", d))]
        return spectral_datasets(sizes, wanted, assumption)
    return _drafts(_plan(n, P, d, assumption, structure, scale, rank)).map(Draft.dataset)


def arrays(
    *,
    n: Range = (1, 4),
    P: Range = 1,
    d: Range = (1, 4),
    assumption: Assumption = "holds",
    structure: Structure = "any",
    scale: Range = (-3, 3),
    rank: int | None = None,
    dtype: object = np.float64,
) -> SearchStrategy[tuple[NDArray[Any], NDArray[np.int64]]]:
    """Return a strategy of pairs (x, y) of NumPy arrays: floats of shape (n, d), with patches (n, P, d), and labels ±1.

    The arguments mean what they mean for ``datasets``; the floats are rounded, so that the assumption holds up to
    rounding. Thousands of samples are drawn in milliseconds.
    Raises InvalidArgument where an argument means nothing.

    >>> from hypothesis import find
    >>> x, y = find(arrays(n=1000, d=8), lambda pair: True)
    >>> x.shape, y.shape
    ((1000, 8), (1000,))
    """
    kind = np.dtype(dtype)  # type: ignore[call-overload]
    if kind.kind != "f":
        raise InvalidArgument(f"dtype={dtype!r}: give a type of floats")

    def as_arrays(draft: Draft) -> tuple[NDArray[Any], NDArray[np.int64]]:
        x, y = draft.floats()
        return x.astype(kind), y

    return _drafts(_plan(n, P, d, assumption, structure, scale, rank)).map(as_arrays)


@dataclass(frozen=True)
class _Plan:
    n: tuple[int, int]
    P: tuple[int, int]
    d: tuple[int, int]
    assumption: str
    structures: tuple[str, ...]
    scale: SearchStrategy[int]
    rank: int | None

    @property
    def row_bytes(self) -> int:
        return self.P[1] * self.d[1]

    @property
    def one_by_one(self) -> bool:
        """Whether each sample is drawn by itself, so that any one can be left out in shrinking."""
        bytes_of_samples = self.n[1] * (self.row_bytes + 2)
        return bytes_of_samples + BASIS * self.d[1] <= MOST_BYTES and self.n[1] <= MOST_SAMPLES_ONE_BY_ONE


def _plan(
    n: Range, P: Range, d: Range, assumption: Assumption, structure: Structure, scale: Range, rank: int | None
) -> _Plan:
    one_of_words("assumption", assumption, ASSUMPTIONS)
    one_of_words("structure", structure, STRUCTURES)
    samples, patches, features = whole_range("n", n), whole_range("P", P), whole_range("d", d)
    exponents = whole_range("scale", scale, least=None)
    if rank is not None:
        whole_range("rank", rank)
        if structure not in ("any", "low rank"):
            raise InvalidArgument(f"rank={rank!r} with structure={structure!r}: use 'low rank'")
        structure = "low rank"
    if assumption == "just violated" and samples[1] * patches[1] < 2:
        raise InvalidArgument("assumption='just violated' with n=1 and P=1: one row keeps it or is 0, give two rows")
    if assumption == "just violated" and samples[0] * patches[0] < 2:
        samples, patches = ((2, samples[1]), patches) if samples[1] > 1 else (samples, (2, patches[1]))
    chosen = STRUCTURES[1:] if structure == "any" else (structure,)
    return _Plan(samples, patches, features, assumption, tuple(chosen), towards_zero(*exponents), rank)


@st.composite
def _drafts(draw: Draw, plan: _Plan) -> Draft:
    structure = draw(st.sampled_from(plan.structures))
    exponent = draw(plan.scale)
    # most data have entries of one digit; a common divisor makes fractions of them
    divisor = draw(st.sampled_from((1, 1, 1, 1, 2, 3, 10, 12)))
    patches = draw(st.integers(*plan.P))
    columns = _columns(draw, plan)
    w = direction(np.frombuffer(draw(blocks(plan.d[1] + 1)), dtype=np.uint8)[np.append(0, columns + 1)], len(columns))
    labels, copied, free = _samples(draw, plan, patches, columns)
    if structure == "low rank":
        free = _of_low_rank(draw, plan, free, columns)
    rows, divisor = keeping_rows(free.reshape(-1, len(columns)), divisor, w)
    if structure == "duplicates":
        rows = _with_duplicates(rows.reshape(len(labels), patches, -1), copied).reshape(rows.shape)
    return Draft(rows, divisor, exponent, labels, patches, _broken(draw, plan, len(rows)))


def _columns(draw: Draw, plan: _Plan) -> Whole:
    """Draw which of the columns there are, so that any of them can be left out in shrinking."""
    low, high = plan.d
    if low == high or high > MOST_COLUMNS_ONE_BY_ONE or not plan.one_by_one:
        return np.arange(draw(st.integers(low, high)))
    share = draw(st.integers(low, high))
    marks = np.frombuffer(draw(blocks(high)), dtype=np.int8).view(np.uint8).astype(np.int64)
    kept = (marks > 0) & ((marks * 37) % high < share)  # a column whose mark shrinks to 0 is left out
    missing = np.flatnonzero(~kept)[: max(0, low - int(kept.sum()))]
    kept[missing] = True
    return np.flatnonzero(kept)


def _samples(draw: Draw, plan: _Plan, patches: int, columns: Whole) -> tuple[tuple[int, ...], list[int], Whole]:
    """Draw the labels, what each sample may copy, and free entries of shape (n, P, d)."""
    count = draw(st.integers(*plan.n))
    if plan.one_by_one:
        size = blocks(plan.row_bytes + 2)
        drawn = np.frombuffer(b"".join([draw(size) for _ in range(count)]), dtype=np.uint8).reshape(count, -1)
        marks, copied, entries = drawn[:, 0], drawn[:, 1], drawn[:, 2:].reshape(count, *(plan.P[1], plan.d[1]))
    else:
        pool = draw(blocks(POOL))
        marks, copied = spread(pool, (2, count))
        entries = spread(pool, (count, plan.P[1], plan.d[1]))
    labels = tuple(-1 if mark % 2 else 1 for mark in marks.tolist())
    return labels, copied.tolist(), numbers(entries[:, :patches][:, :, columns])


def _with_duplicates(rows: Whole, copied: list[int]) -> Whole:
    """Return samples of which about a third are copies of earlier ones."""
    rows = rows.copy()
    for sample, mark in enumerate(copied):
        if sample and mark % 3 == 1:
            rows[sample] = rows[(mark // 3) % sample]
    return rows


def _of_low_rank(draw: Draw, plan: _Plan, free: Whole, columns: Whole) -> Whole:
    """Return free entries whose rows are combinations of few: note (b) of ``drafts``."""
    most = plan.rank if plan.rank is not None else draw(st.integers(1, min(BASIS, max(1, len(columns) - 1))))
    if most == 1:
        return np.zeros_like(free)
    if (most - 1) * plan.d[1] <= MOST_BYTES // 3:
        basis = numbers(draw(blocks((most - 1) * plan.d[1]))).reshape(most - 1, -1)
    else:
        basis = numbers(spread(draw(blocks(POOL)), (most - 1, plan.d[1])))
    weights = np.clip(np.resize(free, (*free.shape[:2], most - 1)), -5, 5)
    if free.shape[2] >= most - 1:
        weights = np.clip(free[:, :, : most - 1], -5, 5)
    return weights @ np.clip(basis, -5, 5)[:, columns]


def _broken(draw: Draw, plan: _Plan, count: int) -> Broken | None:
    if plan.assumption == "holds" or (plan.assumption == "any" and not draw(st.booleans())):
        return None
    row = draw(st.integers(0, count - 1))
    if count == 1:
        return Broken(0, 0, 0, 0, fmpq(-1))
    near = [sign * fmpq(1, 10**digits) for digits in range(3, 13) for sign in (1, -1)]
    far = [fmpq(-1), fmpq(1), fmpq(-2), fmpq(1, 10)]
    excess = draw(st.sampled_from(near if plan.assumption == "just violated" else [*far, *near]))
    others = [index for index in range(count) if index != row]
    first, second = (others[draw(st.integers(0, count - 2))] for _ in range(2))
    return Broken(row, first, second, draw(towards_zero(-3, 3)), excess)
