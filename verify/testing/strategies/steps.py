"""Strategies of step sizes and of whole trajectories of gradient descent."""

from __future__ import annotations

from flint import fmpq, fmpz
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from verify.data.dataset import Dataset
from verify.testing.strategies.arguments import Draw, Range, exact_number, whole_range
from verify.testing.strategies.datasets import datasets
from verify.testing.strategies.starts import Regime, gammas, weights
from verify.testing.trajectories import Trajectory

MANTISSAS = (1, 2, 5, 3)
MOST_CANDIDATES = 400


def step_sizes(*, min_value: object = "1e-6", max_value: object = 1000) -> SearchStrategy[fmpq]:
    """Return a strategy of exact step sizes η > 0: 1, 2, 3 or 5 times a power of ten, within the bounds.

    They shrink to the plainest: 1 where the bounds allow it. Raises InvalidArgument where a bound is no number, the
    lowest is not above 0, or they leave nothing between them.

    >>> from hypothesis import find
    >>> find(step_sizes(), lambda eta: True), find(step_sizes(max_value="1/10"), lambda eta: True)
    (1, 1/10)
    >>> find(step_sizes(min_value="0.23", max_value="0.24"), lambda eta: True)
    3/13
    """
    low, high = exact_number("min_value", min_value), exact_number("max_value", max_value)
    if low <= 0:
        raise InvalidArgument(f"min_value={min_value!r}: a step size is above 0")
    if low > high:
        raise InvalidArgument(f"min_value={min_value!r} is above max_value={max_value!r}")
    first, last = _power_of_ten(low), _power_of_ten(high)
    if len(MANTISSAS) * (last - first + 1) > MOST_CANDIDATES:
        raise InvalidArgument(f"min_value={min_value!r} and max_value={max_value!r} are over 99 powers of ten apart")
    plain = [
        mantissa * fmpq(10) ** power
        for power in sorted(range(first, last + 1), key=lambda power: (abs(power), power < 0))
        for mantissa in MANTISSAS
    ]
    within = [value for value in plain if low <= value <= high]
    return st.sampled_from(within or list(dict.fromkeys([_simplest(low, high), low, high])))


def trajectories(
    dataset: SearchStrategy[Dataset] | Dataset | None = None,
    *,
    regime: Regime = "any",
    steps: Range = (0, 20),
    min_eta: object = "1e-3",
    max_eta: object = 10,
) -> SearchStrategy[Trajectory]:
    """Return a strategy of trajectories of gradient descent in floats, each from an exact start on an exact dataset.

    ``dataset`` is one, or a strategy of them (of the regime's kind; default: 2 to 4 samples that keep the assumption).
    Raises InvalidArgument as ``weights`` and ``step_sizes`` do.

    >>> from hypothesis import find
    >>> find(trajectories(steps=(1, 9)), lambda trajectory: True)
    Trajectory(Dataset.from_rows([[1], [1]], [1, 1]), w=(1,), gamma=1, eta=1, steps=1)
    """
    counts = whole_range("steps", steps, least=0)
    if isinstance(dataset, SearchStrategy):
        data = dataset
    else:
        data = datasets(n=(2, 4), d=(1, 4)) if dataset is None else st.just(dataset)
    return _trajectories(data, regime, step_sizes(min_value=min_eta, max_value=max_eta), st.integers(*counts))


@st.composite
def _trajectories(
    draw: Draw,
    data: SearchStrategy[Dataset],
    regime: Regime,
    etas: SearchStrategy[fmpq],
    counts: SearchStrategy[int],
) -> Trajectory:
    dataset = draw(data)
    return Trajectory(dataset, draw(weights(dataset, regime=regime)), draw(gammas()), draw(etas), draw(counts))


def _power_of_ten(value: fmpq) -> int:
    """Return k with 10^k ≤ value < 10^(k+1)."""
    power = len(str(fmpz(value.p))) - len(str(fmpz(value.q)))
    while fmpq(10) ** power > value:
        power -= 1
    while fmpq(10) ** (power + 1) <= value:
        power += 1
    return power


def _simplest(low: fmpq, high: fmpq) -> fmpq:
    """Return the fraction of least denominator between two positive ones (Stern and Brocot)."""
    whole = low.floor()
    if whole == low:
        return fmpq(low)
    if whole + 1 <= high:
        return fmpq(whole + 1)
    return whole + 1 / _simplest(1 / (high - whole), 1 / (low - whole))
