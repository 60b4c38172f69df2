"""One case of a layer's properties: a dataset with a point (w, γ), exact, and the strategy that draws them."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from verify.data.dataset import Dataset
from verify.data.exports import number_code
from verify.data.rationals import rational
from verify.errors import InputError
from verify.testing.strategies.arguments import Draw, Range
from verify.testing.strategies.datasets import Assumption, datasets
from verify.testing.strategies.starts import gammas, margins, weights

# ‖w‖_Σ far below the size of the terms of ⟨w, z⟩: floats have lost the digits that a property speaks of
WORST_CANCELLATION = 1000


@dataclass(frozen=True, repr=False)
class LayerCase:
    """A dataset, weights w of d entries and γ, exact; ``repr`` is code that makes the case again.

    Raises InputError where w has not d entries or a number cannot be read.

    >>> LayerCase(Dataset.from_rows([[1, 2]], [-1]), w=("0.5", 1), gamma=2)
    LayerCase(Dataset.from_rows([[1, 2]], [-1]), w=('1/2', 1), gamma=2)
    """

    dataset: Dataset
    w: tuple[fmpq, ...]
    gamma: fmpq

    def __post_init__(self) -> None:
        object.__setattr__(self, "w", tuple(rational(entry, where="w") for entry in self.w))
        object.__setattr__(self, "gamma", rational(self.gamma, where="gamma"))
        if len(self.w) != self.dataset.d:
            raise InputError(f"w has {len(self.w)} entries for {self.dataset.d} features: give one a feature")

    def __repr__(self) -> str:
        w = ", ".join(map(number_code, self.w)) + "," * (len(self.w) == 1)
        return f"LayerCase({self.dataset!r}, w=({w}), gamma={number_code(self.gamma)})"


def layer_cases(
    *,
    n: Range = (2, 4),
    P: Range = 1,
    d: Range = (1, 3),
    assumption: Assumption = "any",
    scale: Range = (-3, 3),
) -> SearchStrategy[LayerCase]:
    """Return a strategy of cases for the properties of a layer; the arguments are those of ``datasets``.

    Raises InvalidArgument as ``datasets`` does.

    >>> from hypothesis import find
    >>> find(layer_cases(n=2), lambda case: True)
    LayerCase(Dataset.from_rows([[1], [1]], [1, 1]), w=(1,), gamma=1)
    """
    return _cases(datasets(n=n, P=P, d=d, assumption=assumption, scale=scale))


@st.composite
def _cases(draw: Draw, data: SearchStrategy[Dataset]) -> LayerCase:
    dataset = draw(data)
    assume(any(dataset.z.entries()))
    w = draw(weights(dataset))
    assume(_well_conditioned(dataset, list(w)))
    return LayerCase(dataset, w, draw(gammas()))


def _well_conditioned(dataset: Dataset, w: list[fmpq]) -> bool:
    square = sum((margin * margin for margin in margins(dataset, w)), fmpq(0)) / dataset.rows
    largest = max(sum((abs(a * b) for a, b in zip(row, w, strict=True)), fmpq(0)) for row in dataset.z.tolist())
    return bool(largest * largest <= WORST_CANCELLATION**2 * square)
