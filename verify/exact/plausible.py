"""A look at a goal with floats, before work is spent on proving it: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from verify.errors import InputError
from verify.statement.formulas import Hypothesis
from verify.statement.readings.arrays import leaf, nearest_float, program_of
from verify.statement.tree import Add, Indexed, Mul, Named, Number, Relation, Scalar, Symbol
from verify.statement.walk import free_indices, subtrees

SCALES = (1e-2, 0.3, 1.0, 3.0, 12.0)
POINTS = 1200
SIZES = ((1, 1), (2, 1), (2, 2), (3, 2), (5, 3))


def is_plausible(relation: Relation, given: Iterable[Hypothesis]) -> bool:
    """Tell whether random floats that keep the hypotheses show no point where an inequality fails.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, = symbols("x")
    >>> is_plausible(exp(x) >= 1 + x, ()), is_plausible(exp(x) >= 2 + x, ()), is_plausible(exp(x) >= 2 + x, (x > 3,))
    (True, False, True)
    """
    return _is_plausible(relation, tuple(given))


# a goal that one method leaves is met again by those after it
@lru_cache(maxsize=500)
def _is_plausible(relation: Relation, hypotheses: tuple[Hypothesis, ...]) -> bool:
    relations = [h for h in hypotheses if isinstance(h, Relation)]
    if len(relations) < len(hypotheses):
        return True  # spans and spectra are not kept by the random points here, so they rule nothing out
    everything = (relation, *relations)
    nodes = [found for part in everything for found in subtrees(part)]
    try:
        leaves = list(dict.fromkeys(leaf(found) for found in nodes if isinstance(found, Symbol | Indexed)))
        parts = [one for side in (relation.left, relation.right) for one in _parts(side)]
        program = program_of([*(side for part in everything for side in (part.left, part.right)), *parts])
    except InputError:
        return True  # it pairs two samples, or speaks of vectors
    families = any(isinstance(found, Indexed) for found in leaves)
    rng = np.random.default_rng(0)
    fixed = {
        h.left: nearest_float(h.right.value)
        for h in relations
        if h.operator == "=" and isinstance(h.left, Symbol) and isinstance(h.right, Number)
    }
    positive = {leaf(h.left) for h in relations if _says_positive(h)}
    bounds = [*_bounds(relations, frozenset(leaves))]
    for samples, patches in SIZES if families else ((1, 1),):
        for _ in range(16 if families else 1):
            values = {one: _draw(rng, one, families, samples, patches, one in positive) for one in leaves}
            values |= {one: np.full_like(values[one], number) for one, number in fixed.items() if one in values}
            _towards_bounds(rng, values, bounds)
            try:
                with np.errstate(all="ignore"):
                    found = program.run(values, samples=samples, patches=patches)
            except (KeyError, TypeError, ValueError):
                return True  # a part that arrays do not hold
            holds: Any = True
            for place, part in enumerate(relations, 1):
                holds = holds & _all_or_each(_satisfied(part.operator, *found[2 * place : 2 * place + 2]), families)
            # rounding of a sum is measured by its terms, as 1e9 + x − 1e9 may be next to nothing
            scale = sum(np.abs(one) for one in found[2 * len(everything) :])
            bad = _all_or_each(_violated(relation.operator, found[0], found[1], scale), families, some=True) & holds
            if np.any(bad):
                return False
    return True


def _bounds(relations: Iterable[Relation], leaves: frozenset[Scalar]) -> Iterator[tuple[Scalar, float | Scalar, int]]:
    """Yield what hypotheses such as x ≤ M say: the leaf, its bound, a number or a leaf, and on which side it lies."""
    for h in relations:
        if h.operator not in ("<", "<=", ">", ">=") or (one := leaf(h.left)) not in leaves:
            continue
        side = -1 if h.operator in ("<", "<=") else 1
        if isinstance(h.right, Number):
            yield one, nearest_float(h.right.value), side
        elif (other := leaf(h.right)) in leaves:
            yield one, other, side


def _towards_bounds(rng: Any, values: dict[Scalar, Any], bounds: list[tuple[Scalar, float | Scalar, int]]) -> None:
    """Move half of the values to near the bounds that hypotheses set them."""
    for one, bound, side in bounds:
        at = bound if isinstance(bound, float) else values[bound]
        near = np.broadcast_to(at + 0.3 * side * np.abs(values[one]), np.shape(values[one]))
        values[one] = np.where(rng.random(np.shape(values[one])) < 0.5, near, values[one])


def _says_positive(h: Relation) -> bool:
    nonnegative = isinstance(h.right, Number) and h.right.value >= 0 and h.operator in (">", ">=")
    return nonnegative and isinstance(h.left, Symbol | Indexed)


def _draw(rng: Any, one: Scalar, families: bool, samples: int, patches: int, positive: bool) -> Any:
    if families:
        kinds = {index.kind for index in free_indices(one)}
        shape: tuple[int, ...] = (samples if "sample" in kinds else 1, patches if "patch" in kinds else 1)
        values = rng.standard_normal(shape) * rng.choice(SCALES)
    else:
        values = rng.standard_normal(POINTS) * rng.choice(SCALES, POINTS)
    return np.abs(values) if positive else values


def _all_or_each(truth: Any, families: bool, *, some: bool = False) -> Any:
    if not families:
        return truth
    return np.bool_(np.any(truth) if some else np.all(truth))


def _satisfied(operator: str, left: Any, right: Any) -> Any:
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    with np.errstate(invalid="ignore"):  # two infinite sides
        close = np.abs(left - right) <= 1e-12 * (np.abs(left) + np.abs(right))
    match operator:
        case "=":
            return close
        case "!=":
            return ~close
        case "<" | "<=":
            return left <= right
    return left >= right


def _parts(e: Scalar) -> list[Scalar]:
    """Return the terms of an expression, those of sums in it included."""
    match e:
        case Named(_, _, body, _):
            return _parts(body)
        case Add(terms):
            return [part for term in terms for part in _parts(term)]
        case Mul((Number() as factor, *rest)) if len(rest) == 1:
            return [factor * part for part in _parts(rest[0])]
    return [e]


def _violated(operator: str, left: Any, right: Any, scale: Any) -> Any:
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    room = 1e-7 * np.asarray(scale, dtype=float) + 1e-12
    with np.errstate(invalid="ignore"):
        return (left > right + room) if operator in ("<", "<=") else (left < right - room)
