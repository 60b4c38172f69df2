"""Strategies of starts of a descent: weights w(0) and γ(0), exact, in regimes named by their margins."""

from __future__ import annotations

from typing import Literal, TypeAlias

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from verify.batchnorm.dynamics.problem import Start
from verify.data.assumption import UniformMargin, check_assumption
from verify.data.dataset import Dataset
from verify.testing.strategies.arguments import Draw, Vector, one_of_words
from verify.testing.strategies.small_numbers import blocks, numbers, spread

Regime: TypeAlias = Literal["any", "uniform", "near_uniform", "near_mirror", "misclassified", "dominated"]
REGIMES = ("any", "uniform", "near_uniform", "near_mirror", "misclassified", "dominated")

# beyond this many entries an exact orthogonal basis of the rows has too long numbers
MOST_ENTRIES_OF_A_BASIS = 400
POOL = 500


def weights(dataset: Dataset, *, regime: Regime = "any") -> SearchStrategy[tuple[fmpq, ...]]:
    """Return a strategy of exact weights w of d entries, not all margins ⟨w, z_i^(p)⟩ being 0.

    Margins are equal and positive ("uniform", D = 0), nearly but not quite equal ("near_uniform", D > 0), the same and
    negative ("near_mirror"), all negative ("misclassified"), or one of them is far larger than the others as far as the
    data allow ("dominated").
    Raises InvalidArgument where the data have no w of the regime, or for another word.

    >>> from hypothesis import find
    >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, 1])
    >>> find(weights(data), lambda w: True)
    (1, 0)
    """
    one_of_words("regime", regime, REGIMES)
    if not any(dataset.z.entries()):
        raise InvalidArgument("every z_i^(p) is 0, so no w has ‖w‖_Σ > 0: give data that are not all 0")
    found = check_assumption(dataset)
    w_star = list(found.w_star) if isinstance(found, UniformMargin) else None
    if w_star is None and regime not in ("any", "dominated"):
        raise InvalidArgument(f"regime={regime!r} needs w*, and {found.describe()}: use 'any' or 'dominated'")
    if regime in ("near_uniform", "near_mirror") and _apart(dataset) is None:
        raise InvalidArgument(f"regime={regime!r}: all z_i^(p) are equal, so D = 0 at every w; use 'uniform'")
    return _weights(dataset, w_star, regime)


def starts(dataset: Dataset, *, regime: Regime = "any") -> SearchStrategy[Start]:
    """Return a strategy of exact starts w(0), γ(0) of a descent on a dataset, as margin space sees them.

    For the regimes see ``weights``. Raises InvalidArgument as ``weights`` does.

    >>> from hypothesis import find
    >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, 1])
    >>> find(starts(data, regime="misclassified"), lambda start: True).margins
    (-1, -1)
    """
    found = check_assumption(dataset)
    w_star = list(found.w_star) if isinstance(found, UniformMargin) else None
    return st.builds(
        lambda w, gamma: Start(
            margins=tuple(margins(dataset, w)),
            gamma=gamma,
            norm_squared=_dot(w, w),
            alignment=None if w_star is None else _dot(w, w_star),
        ),
        weights(dataset, regime=regime).map(list),
        gammas(),
    )


def gammas() -> SearchStrategy[fmpq]:
    """Return a strategy of exact γ: 1 first, then small whole numbers of either sign, tenths, and 0.

    >>> from hypothesis import find
    >>> find(gammas(), lambda gamma: gamma < 0)
    -1
    """
    whole = [1, 2, -1, 0, 3, -2, 4, -3, 5, -5, 10, -10, 20, -20]
    parts = [fmpq(k, q) for q in (2, 10, 3, 100) for k in (1, -1, 3, -7)]
    return st.sampled_from([*map(fmpq, whole), *parts])


def margins(dataset: Dataset, w: Vector) -> Vector:
    """Return the nP margins Z w.

    >>> margins(Dataset.from_rows([[1, 2]], [-1]), [fmpq(1), fmpq(0)])
    [-1]
    """
    return list((dataset.z * fmpq_mat(dataset.d, 1, w)).entries())


@st.composite
def _weights(draw: Draw, dataset: Dataset, w_star: Vector | None, regime: Regime) -> tuple[fmpq, ...]:
    if regime == "any":
        possible: list[Regime] = ["any", "dominated"]
        if w_star is not None:
            possible += ["misclassified", "uniform"]
            possible += [] if _apart(dataset) is None else ["near_uniform", "near_mirror"]
        regime = draw(st.sampled_from(possible))
    if regime == "dominated":
        return tuple(_dominated(draw, dataset))
    if regime != "any" and w_star is not None:
        return tuple(_around(draw, dataset, w_star, regime))
    w = _small(draw, dataset.d)
    if not any(margins(dataset, w)):
        column = next(k for k in range(dataset.d) if any(row[k] for row in dataset.z.tolist()))
        w = _unit(dataset.d, column)
    return tuple(w)


def _small(draw: Draw, d: int) -> Vector:
    """Draw a vector of small whole numbers, of d entries, over a common divisor."""
    block = draw(blocks(d)) if d <= POOL else spread(draw(blocks(POOL)), (d,))
    divisor = draw(st.sampled_from((1, 1, 1, 2, 10)))
    return [fmpq(int(entry), divisor) for entry in numbers(block)]


def _around(draw: Draw, dataset: Dataset, w_star: Vector, regime: Regime) -> Vector:
    """Draw ± length·(w* + share·v) with the largest margin of v scaled to 1."""
    away = _small(draw, dataset.d)
    there = margins(dataset, away)
    if regime.startswith("near") and len(set(there)) == 1:
        column = _apart(dataset)
        away = _unit(dataset.d, 0 if column is None else column)
        there = margins(dataset, away)
    size = max(abs(margin) for margin in there) or fmpq(1)
    near = [fmpq(1, 10), fmpq(1, 1000), fmpq(1, 10**6)]
    wide = [fmpq(0), fmpq(1, 2), fmpq(9, 10), fmpq(999, 1000)]
    shares = {"uniform": [fmpq(0)], "misclassified": wide}.get(regime, near)
    share = draw(st.sampled_from(shares)) / size
    length = draw(st.sampled_from([fmpq(1), fmpq(1, 10), fmpq(10), fmpq(1, 1000)]))
    sign = -1 if regime in ("near_mirror", "misclassified") else 1
    return [sign * length * (star + share * entry) for star, entry in zip(w_star, away, strict=True)]


def _dominated(draw: Draw, dataset: Dataset) -> Vector:
    rows: list[Vector] = dataset.z.tolist()
    nonzero = [position for position, row in enumerate(rows) if any(row)]
    chosen = draw(st.sampled_from(nonzero))
    alone = rows[chosen]
    if dataset.rows * dataset.d <= MOST_ENTRIES_OF_A_BASIS:
        alone = _beyond_the_others(rows, chosen) or alone
    size = draw(st.sampled_from([fmpq(10), fmpq(1000), fmpq(10**6)])) * draw(st.sampled_from([1, -1]))
    w = [size * entry / _dot(alone, rows[chosen]) for entry in alone]
    other = _small(draw, dataset.d)
    both = [entry + small for entry, small in zip(w, other, strict=True)]
    return both if any(margins(dataset, both)) else w


def _beyond_the_others(rows: list[Vector], chosen: int) -> Vector | None:
    """Return the part of a row that is orthogonal to the others; None where it lies in their span."""
    basis: list[tuple[Vector, fmpq]] = []
    rest: Vector = []
    for row in [*rows[:chosen], *rows[chosen + 1 :], rows[chosen]]:
        rest = row
        for earlier, square in basis:
            share = _dot(row, earlier) / square
            rest = [entry - share * other for entry, other in zip(rest, earlier, strict=True)]
        if any(rest):
            basis.append((rest, _dot(rest, rest)))
    return rest if any(rest) else None


def _apart(dataset: Dataset) -> int | None:
    """Return a column in which the rows differ, None where all rows are equal."""
    rows = dataset.z.tolist()
    return next((k for k in range(dataset.d) if any(row[k] != rows[0][k] for row in rows)), None)


def _unit(d: int, column: int) -> Vector:
    return [fmpq(int(k == column)) for k in range(d)]


def _dot(left: Vector, right: Vector) -> fmpq:
    return sum((a * b for a, b in zip(left, right, strict=True)), fmpq(0))
