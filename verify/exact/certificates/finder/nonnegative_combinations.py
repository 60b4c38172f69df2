"""Nonnegative combinations: floats propose which columns take part, exact rationals decide their coefficients.

Lawson and Hanson's active-set method finds c ≥ 0 with Σ c_j·column_j close to a target; the columns with c_j > 0 are
linearly independent, so exact elimination gives the one exact solution on them, which is then seen to be ≥ 0 or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat

from verify.exact.sums.atoms import Monomial, Polynomial
from verify.statement.readings.arithmetic import to_fmpq, to_fraction
from verify.statement.readings.arrays import nearest_float

MOST_ROUNDS = 400
NEGLIGIBLE = 1e-9
MOST_UNCHOSEN = 12


def nonnegative_combination(columns: Sequence[Polynomial], target: Polynomial) -> dict[int, Fraction] | None:
    """Return exact c_j > 0 with Σ c_j·columns[j] = target, or None where none is found.

    >>> x, y = ((("symbol", "x"), Fraction(1)),), ((("symbol", "y"), Fraction(1)),)
    >>> one = Fraction(1)
    >>> nonnegative_combination([{x: one}, {x: one, y: -one}, {y: one}], {x: 3 * one, y: -one})
    {0: Fraction(2, 1), 1: Fraction(1, 1)}
    >>> nonnegative_combination([{x: one}], {x: -one}) is None
    True
    """
    kept = useful(columns, target)
    if kept is None:
        return None
    rows = sorted({monomial for j in kept for monomial in columns[j]} | set(target), key=repr)
    place = {monomial: row for row, monomial in enumerate(rows)}
    matrix, aim = np.zeros((len(rows), len(kept))), np.zeros(len(rows))
    for position, j in enumerate(kept):
        for monomial, value in columns[j].items():
            matrix[place[monomial], position] = nearest_float(value)
    for monomial, value in target.items():
        aim[place[monomial]] = nearest_float(value)
    if np.isfinite(matrix).all() and np.isfinite(aim).all():
        support = _support(matrix, aim)
    else:
        # numbers beyond all doubles: the columns are taken as they are, where they are few
        support = list(range(len(kept))) if len(kept) <= MOST_UNCHOSEN else None
    if support is None:
        return None
    exact = _solved([columns[kept[position]] for position in support], target, rows)
    if exact is None or any(value < 0 for value in exact):
        return None
    return {kept[position]: value for position, value in zip(support, exact, strict=True) if value}


def useful(columns: Sequence[Polynomial], target: Polynomial) -> list[int] | None:
    """Return the columns that can take part in a nonnegative combination, or None where a sign cannot be reached.

    A monomial that only columns of one sign have, and the target has with no such sign, keeps those columns out.
    """
    alive = set(range(len(columns)))
    holders: dict[Monomial, tuple[set[int], set[int]]] = {monomial: (set(), set()) for monomial in target}
    for j, column in enumerate(columns):
        for monomial, value in column.items():
            holders.setdefault(monomial, (set(), set()))[value < 0].add(j)
    pending = list(holders)
    while pending:
        monomial = pending.pop()
        rising, falling = holders[monomial]
        wanted = target.get(monomial, Fraction(0))
        if (wanted > 0 and not rising) or (wanted < 0 and not falling):
            return None
        if wanted or (rising and falling):
            continue
        out = rising | falling
        alive -= out
        for j in out:
            for other in columns[j]:
                for side in holders[other]:
                    side.discard(j)
                pending.append(other)
    return sorted(alive)


def _support(matrix: Any, aim: Any) -> list[int] | None:
    """Return the positions with positive coefficient in a nonnegative least-squares solution of no error."""
    scale = np.linalg.norm(matrix, axis=0)
    scale[scale == 0] = 1.0
    matrix, size = matrix / scale, max(1.0, float(np.linalg.norm(aim)))
    count = matrix.shape[1]
    x, inside = np.zeros(count), np.zeros(count, dtype=bool)
    for _ in range(min(MOST_ROUNDS, 3 * count + 10)):
        rest = aim - matrix @ x
        if np.linalg.norm(rest) <= 1e-8 * size:
            break
        gain = matrix.T @ rest
        gain[inside] = -np.inf
        best = int(np.argmax(gain))
        if gain[best] <= NEGLIGIBLE * size:
            return None
        inside[best] = True
        if not _settled(matrix, aim, x, inside):
            return None
    else:
        return None
    return [int(position) for position in np.flatnonzero(x > NEGLIGIBLE * max(1.0, float(x.max(initial=0.0))))]


def _settled(matrix: Any, aim: Any, x: Any, inside: Any) -> bool:
    """Move x to the least-squares solution on the active set, leaving the set where a coefficient would be negative."""
    for _ in range(len(x) + 1):
        trial = np.zeros_like(x)
        trial[inside] = np.linalg.lstsq(matrix[:, inside], aim, rcond=None)[0]
        if not (trial[inside] <= 0).any():
            x[:] = trial
            return True
        falling = inside & (trial <= 0)
        gap = x[falling] - trial[falling]
        step = float(np.min(np.where(gap > 0, x[falling] / np.where(gap > 0, gap, 1.0), 0.0)))
        x += step * (trial - x)
        inside &= x > 1e-13
        x[~inside] = 0.0
        if not inside.any():
            return True
    return False


def _solved(columns: Sequence[Polynomial], target: Polynomial, rows: Sequence[Monomial]) -> list[Fraction] | None:
    """Return the one exact solution of Σ c_j·columns[j] = target, or None where there is none or more than one."""
    if not columns:
        return None if target else []
    entries = [
        [*(to_fmpq(column.get(row, Fraction(0))) for column in columns), to_fmpq(target.get(row, Fraction(0)))]
        for row in rows
    ]
    reduced, rank = fmpq_mat(entries).rref()
    count = len(columns)
    if rank != count or any(reduced[row, row] != 1 for row in range(count)):
        return None
    return [to_fraction(reduced[row, count]) for row in range(count)]
