"""Hypothesis strategies for property tests: exact datasets, starts of a descent, instances of a statement.

They need the extra ``fuzz``. Failing cases shrink to few samples and small whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.problem import Start
from verify.data.assumption import UniformMargin, check_assumption
from verify.data.dataset import Dataset
from verify.errors import InputError
from verify.search.batch import Batch
from verify.search.falsify import Search
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Shape
from verify.statement.arithmetic import UndefinedError
from verify.statement.instance import Instance
from verify.statement.tree import Statement
from verify.statement.values import holds

try:
    from hypothesis import assume
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ModuleNotFoundError as missing:
    raise InputError("hypothesis is not installed: pip install 'bnverify[fuzz]'") from missing

Range: TypeAlias = int | tuple[int, int]
Assumption: TypeAlias = Literal["holds", "violated", "any"]
Regime: TypeAlias = Literal["any", "near_uniform", "near_mirror", "misclassified", "dominated"]
Vector: TypeAlias = list[fmpq]
Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]
STRUCTURES = ("generic", "doubled", "low rank")


def datasets(
    *,
    n: Range = (1, 4),
    P: Range = 1,
    d: Range = (1, 4),
    assumption: Assumption = "holds",
    scale: Range = (-3, 3),
) -> SearchStrategy[Dataset]:
    """Return a strategy of exact datasets of n samples with P patches of d features, times a power of ten.

    Each of ``n``, ``P``, ``d`` and the exponent ``scale`` is a number or a range (lowest, highest). The assumption
    ⟨w, z_i^(p)⟩ = 1 "holds", is "violated" (often by little) or "any" of the two. Points may coincide, and the rank
    may be low. Raises InputError where a range is empty or another word is given.

    >>> from hypothesis import find
    >>> find(datasets(n=2, d=2), lambda data: data.z[0, 1] != 0).z.ncols()
    2
    >>> find(datasets(assumption="violated"), lambda data: True).z
    [0]
    """
    if assumption not in ("holds", "violated", "any"):
        raise InputError(f"assumption {assumption!r}: use 'holds', 'violated' or 'any'")
    sizes = (_range("n", n, 1), _range("P", P, 1), _range("d", d, 1))
    return _datasets(sizes, _range("scale", scale, None), assumption)


def starts(dataset: Dataset, *, regime: Regime = "any") -> SearchStrategy[Start]:
    """Return a strategy of exact starts w(0), γ(0) of a descent on a dataset, as margin space sees them.

    Margins are nearly uniform ("near_uniform"), nearly uniform and negative ("near_mirror"), all negative
    ("misclassified"), or one of them is far larger than the others as far as the data allow ("dominated").
    Raises InputError where w* is asked for and does not exist, where every z_i^(p) is 0, or for another word.

    >>> from hypothesis import find
    >>> data = Dataset.from_rows([[1, 0], [1, 1]], [1, 1])
    >>> find(starts(data, regime="misclassified"), lambda start: True).margins
    (-1, -1)
    """
    if regime not in ("any", "near_uniform", "near_mirror", "misclassified", "dominated"):
        raise InputError(f"regime {regime!r}: use 'any', 'near_uniform', 'near_mirror', 'misclassified' or 'dominated'")
    if not any(dataset.z.entries()):
        raise InputError("every z_i^(p) is 0, so no start has ‖w‖_Σ > 0: give data that are not all 0")
    found = check_assumption(dataset)
    w_star = list(found.w_star) if isinstance(found, UniformMargin) else None
    if w_star is None and regime not in ("any", "dominated"):
        raise InputError(f"regime {regime!r} needs w*, and {found.describe()}: use 'any' or 'dominated'")
    return _starts(dataset, w_star, regime)


def instances(statement: Statement, *, n_max: int = 3, P_max: int = 2, d_max: int = 3) -> SearchStrategy[Instance]:
    """Return a strategy of exact instances that keep every hypothesis of a statement, decided exactly.

    Some are built from small fractions and shrink well; some are the corners in which ``falsify`` looks.

    >>> from hypothesis import find
    >>> from verify.statement.build import claim_that, symbols
    >>> x, y = symbols("x y")
    >>> find(instances(claim_that(x > y, given=(x + y >= 3,))), lambda instance: True).scalars["y"] >= 0
    True
    """
    for name, value in (("n_max", n_max), ("P_max", P_max), ("d_max", d_max)):
        _range(name, value, 1)
    search = Search(statement, 0)
    shapes = search.variables.shapes(n_max=n_max, P_max=P_max, d_max=d_max)
    with np.errstate(all="ignore"):
        search.prepare(shapes)
    return _instances(search, shapes)


def _range(name: str, value: Range, least: int | None) -> SearchStrategy[int]:
    low, high = (value, value) if isinstance(value, int) else value
    if low > high or (least is not None and low < least):
        raise InputError(f"{name} from {low} to {high}: give a range that is not empty{' of at least 1' * bool(least)}")
    towards_zero = st.sampled_from(sorted(range(low, high + 1), key=lambda k: (abs(k), k < 0)))
    return towards_zero if least is None else st.integers(low, high)


def _rationals(top: int = 5) -> SearchStrategy[fmpq]:
    whole = st.integers(-top, top).map(fmpq)
    return whole | st.builds(fmpq, st.integers(-5 * top, 5 * top), st.integers(1, 12))


def _vectors(d: int) -> SearchStrategy[Vector]:
    return st.lists(_rationals(), min_size=d, max_size=d)


@st.composite
def _datasets(
    draw: Draw,
    sizes: tuple[SearchStrategy[int], SearchStrategy[int], SearchStrategy[int]],
    scale: SearchStrategy[int],
    assumption: Assumption,
) -> Dataset:
    samples, patches, features = (draw(size) for size in sizes)
    factor = fmpq(10) ** draw(scale)
    rows = _holding_rows(draw, samples * patches, features)
    if assumption == "violated" or (assumption == "any" and draw(st.booleans())):
        rows = _violating_rows(draw, rows)
    # labels come last, so that a shrunk n leaves the choices for the rows where they were
    labels = draw(st.lists(st.sampled_from((1, -1)), min_size=samples, max_size=samples))
    z = fmpq_mat([[factor * entry for entry in row] for row in rows])
    return Dataset(z=z, labels=tuple(labels), patches=patches)


def _holding_rows(draw: Draw, count: int, d: int) -> list[Vector]:
    units = [[fmpq(int(k == axis)) for k in range(d)] for axis in range(d)]
    uniform = draw(st.sampled_from(units) | _vectors(d).filter(any))
    length = _dot(uniform, uniform)
    structure = draw(st.sampled_from(STRUCTURES))
    only = draw(_vectors(d))
    rows: list[Vector] = []
    for position in range(count):
        if structure == "doubled" and rows and draw(st.booleans()):
            rows.append(rows[draw(st.integers(0, position - 1))])
            continue
        free = [draw(_rationals()) * entry for entry in only] if structure == "low rank" else draw(_vectors(d))
        lacking = (1 - _dot(uniform, free)) / length
        rows.append([entry + lacking * along for entry, along in zip(free, uniform, strict=True)])
    return rows


def _violating_rows(draw: Draw, rows: list[Vector]) -> list[Vector]:
    # a row equal to (1+δ) times an affine combination of the others would need margin 1+δ, not 1
    broken = draw(st.integers(0, len(rows) - 1))
    others = rows[:broken] + rows[broken + 1 :]
    if not others:
        return [[fmpq(0)] * len(rows[0])]
    excess = draw(st.sampled_from([fmpq(-1), fmpq(1), fmpq(-2), fmpq(1, 10), fmpq(-1, 1000), fmpq(1, 10**9)]))
    weights = draw(st.lists(_rationals(), min_size=len(others), max_size=len(others)))
    weights[-1] += 1 - sum(weights, fmpq(0))
    combined = [
        sum((c * e for c, e in zip(weights, column, strict=True)), fmpq(0)) for column in zip(*others, strict=True)
    ]
    return [*rows[:broken], [(1 + excess) * entry for entry in combined], *rows[broken:][1:]]


@st.composite
def _starts(draw: Draw, dataset: Dataset, w_star: Vector | None, regime: Regime) -> Start:
    if regime == "any":
        possible: list[Regime] = ["any", "dominated"]
        if w_star is not None:
            possible += ["near_uniform", "near_mirror", "misclassified"]
        regime = draw(st.sampled_from(possible))
    w = _dominated(draw, dataset) if regime == "dominated" else None
    if w is None and regime != "any" and w_star is not None:
        w = _around(draw, dataset, w_star, regime)
    if w is None:
        w = draw(_vectors(dataset.d).filter(lambda entries: any(_margins(dataset, entries))))
    gamma = draw(st.just(fmpq(1)) | _rationals(20))
    return Start(
        margins=tuple(_margins(dataset, w)),
        gamma=gamma,
        norm_squared=_dot(w, w),
        alignment=None if w_star is None else _dot(w, w_star),
    )


def _around(draw: Draw, dataset: Dataset, w_star: Vector, regime: Regime) -> Vector:
    away = draw(_vectors(dataset.d))
    size = max(abs(margin) for margin in _margins(dataset, away)) or fmpq(1)
    near = [fmpq(0), fmpq(1, 10), fmpq(1, 1000), fmpq(1, 10**6)]
    wide = [fmpq(0), fmpq(1, 2), fmpq(9, 10), fmpq(999, 1000)]
    share = draw(st.sampled_from(wide if regime == "misclassified" else near)) / size
    length = draw(st.sampled_from([fmpq(1), fmpq(1, 10), fmpq(10), fmpq(1, 1000)]))
    sign = 1 if regime == "near_uniform" else -1
    return [sign * length * (star + share * entry) for star, entry in zip(w_star, away, strict=True)]


def _dominated(draw: Draw, dataset: Dataset) -> Vector:
    rows: list[Vector] = dataset.z.tolist()
    nonzero = [position for position, row in enumerate(rows) if any(row)]
    chosen = draw(st.sampled_from(nonzero))
    basis: list[Vector] = []
    for row in [*rows[:chosen], *rows[chosen + 1 :], rows[chosen]]:
        rest = row
        for earlier in basis:
            share = _dot(row, earlier) / _dot(earlier, earlier)
            rest = [entry - share * other for entry, other in zip(rest, earlier, strict=True)]
        if any(rest):
            basis.append(rest)
    alone = rest if any(rest) else rows[chosen]
    size = draw(st.sampled_from([fmpq(10), fmpq(1000), fmpq(10**6)])) * draw(st.sampled_from([1, -1]))
    w = [size * entry / _dot(alone, rows[chosen]) for entry in alone]
    other = draw(_vectors(dataset.d))
    both = [entry + small for entry, small in zip(w, other, strict=True)]
    return both if any(_margins(dataset, both)) else w


@st.composite
def _instances(draw: Draw, search: Search, shapes: list[Shape]) -> Instance:
    shape = draw(st.sampled_from(shapes))
    length = sum(int(np.prod(search.variables.entries(key, shape))) for key in search.variables.kinds)
    if length and draw(st.sampled_from((False, False, True))):
        row = _corner(search, shape, draw(st.integers(0, 2**32 - 1)))
        assume(row is not None)
    else:
        row = np.empty(length, dtype=object)
        row[:] = [Fraction(int(q.p), int(q.q)) for q in draw(_vectors(length))]
    instance = search.exact_instance(row, shape) if length else Instance(shape.n, shape.P)
    assume(_keeps(search.original, instance))
    return instance


def _corner(search: Search, shape: Shape, seed: int) -> Any:
    search.rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        points = search.draw(shape, 16, seed % 3)
        kept = hypotheses_hold(search.statement.hypotheses, Batch(search.axes, points, shape))
    rows = search.variables.flatten(points)[kept]
    if not len(rows):
        return None
    row = np.empty(rows.shape[1], dtype=object)
    row[:] = [Fraction(f"{entry:.3e}") for entry in rows[0]]
    return row


def _keeps(statement: Statement, instance: Instance) -> bool:
    try:
        return all(holds(hypothesis, instance) is True for hypothesis in statement.hypotheses)
    except UndefinedError:
        return False


def _margins(dataset: Dataset, w: Vector) -> Vector:
    return list((dataset.z * fmpq_mat(dataset.d, 1, w)).entries())


def _dot(left: Vector, right: Vector) -> fmpq:
    return sum((a * b for a, b in zip(left, right, strict=True)), fmpq(0))
