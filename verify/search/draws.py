"""Random points with the corners in which statements of this subject fail."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np

from verify.search.points import Array, Key, Points, Shape, Variables, points_together

Generator = np.random.Generator
# looked up by what ``integers`` draws: ``choice`` draws the same and takes five times as long
SIGNS, MOSTLY_ABOVE = np.array([-1.0, 1.0]), np.array([1.0, 1.0, -1.0])


def draw_points(rng: Generator, variables: Variables, shape: Shape, count: int) -> Points:
    """Return random points: several scales, integers, zeros, equal, dominating and doubled members, w near ±w*.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> (x,) = symbols("x")
    >>> draw_points(np.random.default_rng(0), Variables.of(claim_that(x >= 0)), Shape(), 5)["symbol", "x"].shape
    (5,)
    """
    points: Points = {}
    for key in variables.kinds:
        entries = variables.entries(key, shape)
        if key[0] == "symbol":
            points[key] = _symbols(rng, count)
        elif key[0] == "family":
            points[key] = _corners(rng, _reals(rng, (count, *entries)), trailing=0)
        else:
            points[key] = _corners(rng, _reals(rng, (count, *entries)), trailing=1)
    _repeat_symbols(rng, variables, points, count)
    _bring_vectors_together(rng, variables, points, count)
    return {key: points_together(array) for key, array in points.items()}


def first_points(seed: int, variables: Variables, shape: Shape, count: int) -> Points:
    """Return random points that follow from the seed, the shape and the kinds of the variables; nobody may change them.

    Most claims differ in names and in what they say, not in how many variables of which kinds they have: what is drawn
    for one of them is taken for the others.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> one, other = (first_points(0, Variables.of(claim_that(name >= 0)), Shape(), 5) for name in (x, y))
    >>> one["symbol", "x"] is other["symbol", "y"]
    True
    """
    kinds = tuple((key[0], indices) for key, indices in variables.kinds.items())
    return dict(zip(variables.kinds, _first_arrays(seed, kinds, shape, count), strict=True))


@lru_cache(maxsize=256)
def _first_arrays(
    seed: int, kinds: tuple[tuple[str, tuple[str, ...]], ...], shape: Shape, count: int
) -> tuple[Array, ...]:
    return draw_arrays(np.random.default_rng((shape.n, shape.P, shape.d, seed)), kinds, shape, count)


def draw_arrays(
    rng: Generator, kinds: tuple[tuple[str, tuple[str, ...]], ...], shape: Shape, count: int
) -> tuple[Array, ...]:
    """Return random points of variables that have no names, only kinds; nobody may change them."""
    numbered = {(label, str(number)): indices for number, (label, indices) in enumerate(kinds)}
    points = draw_points(rng, Variables(numbered, frozenset()), shape, count)
    for array in points.values():
        array.setflags(write=False)
    return tuple(points[key] for key in numbered)


def _symbols(rng: Generator, count: int) -> Array:
    style = rng.integers(0, 9, count)
    sign = SIGNS[rng.integers(0, 2, count)]
    choices = [
        np.zeros(count),
        sign,
        rng.integers(-4, 5, count).astype(float),
        rng.normal(size=count),
        3 * rng.normal(size=count),
        sign * 10 ** rng.uniform(-4, 4, count),
        sign * rng.uniform(0, 60, count),
        rng.uniform(0, 1, count),
        sign * rng.uniform(0, 8, count),
    ]
    return np.asarray(np.choose(style, choices))


def _reals(rng: Generator, shape: tuple[int, ...]) -> Array:
    count, rest = shape[0], (1,) * (len(shape) - 1)
    style = rng.integers(0, 5, count).reshape(count, *rest)
    signs = SIGNS[rng.integers(0, 2, shape)]
    choices = [
        rng.integers(-3, 4, shape).astype(float),
        signs * 10 ** rng.uniform(-2, 2, shape),
        rng.integers(-1, 2, shape).astype(float),
        rng.uniform(0, 1, shape),
    ]
    values = _chosen([style == k for k in range(4)], choices, rng.normal(size=shape))
    scale = np.where(rng.random(count) < 0.3, 10 ** rng.uniform(-4, 4, count), 1.0)
    return np.asarray(values * scale.reshape(count, *rest))


def _corners(rng: Generator, values: Array, *, trailing: int) -> Array:
    count, members = len(values), values.shape[1 : values.ndim - trailing]
    if not members:
        return values
    flat = values.reshape(count, prod(members), *values.shape[values.ndim - trailing :])
    rows = np.arange(count)
    style = rng.integers(0, 12, count).reshape(count, *(1,) * (flat.ndim - 1))
    first = flat[:, :1]
    near = first * (1 + 10 ** rng.uniform(-4, 0, style.shape) * rng.normal(size=flat.shape))
    chosen = rng.integers(0, flat.shape[1], (2, count))
    dominated, doubled = flat.copy(), flat.copy()
    dominated[rows, chosen[0]] *= 10 ** rng.uniform(1, 4, (count, *(1,) * trailing))
    doubled[rows, chosen[0]] = flat[rows, chosen[1]]
    gaps = np.where(rng.random(flat.shape[:2]).reshape(count, -1, *(1,) * trailing) < 0.4, 0.0, flat)
    flat = _chosen([style == k for k in range(7)], [first, near, near, dominated, doubled, gaps, np.abs(flat)], flat)
    zero = rng.random(style.shape) < 0.02
    return np.where(zero, 0.0, flat).reshape(values.shape)


def _repeat_symbols(rng: Generator, variables: Variables, points: Points, count: int) -> None:
    keys = variables.keys("symbol")
    for key, other in zip(keys[1:], keys, strict=False):
        near = points[other] * (1 + 10 ** rng.uniform(-4, 0, count) * rng.normal(size=count))
        style = rng.random(count)
        points[key] = _chosen([style < 0.05, style < 0.2, style < 0.25], [points[other], near, -near], points[key])
    families: dict[tuple[str, ...], Key] = {}
    for key in variables.keys("family"):
        other = families.setdefault(variables.kinds[key], key)
        if other != key:
            near = points[other] * (1 + 10 ** rng.uniform(-4, 0) * rng.normal(size=points[other].shape))
            style = rng.random(count).reshape(count, *(1,) * (near.ndim - 1))
            points[key] = _chosen([style < 0.05, style < 0.2], [points[other], near], points[key])


def _chosen(conditions: list[Array], choices: list[Array], otherwise: Array) -> Array:
    """Return for each entry the first choice whose condition holds: as ``select`` does, in a third of the time."""
    result = otherwise.copy()
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        np.copyto(result, choice, where=condition)
    return result


def _bring_vectors_together(rng: Generator, variables: Variables, points: Points, count: int) -> None:
    single = [key for key in variables.keys("vector") if not variables.kinds[key]]
    for key in single:
        for other in single:
            if key == other:
                continue
            near = points[other] + points[key] * 10 ** rng.uniform(-5, 0, (count, 1))
            factor = MOSTLY_ABOVE[rng.integers(0, 3, (count, 1))] * 10 ** rng.uniform(-1, 1, (count, 1))
            chosen = rng.random((count, 1)) < 0.4 / (len(single) - 1)
            points[key] = np.where(chosen, near * factor, points[key])
