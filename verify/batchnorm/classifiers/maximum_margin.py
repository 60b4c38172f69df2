"""The hard-margin maximum-margin classifier, exactly: min ‖w‖² subject to ⟨w, z_i⟩ ≥ 1, with its KKT certificate.

w = Σ α_i z_i with α ≥ 0, all margins ≥ 1 and α_i(margin_i − 1) = 0 is the minimiser: for any feasible v,
‖v‖² ≥ 2⟨v, w⟩ − ‖w‖² = 2 Σ α_i⟨v, z_i⟩ − ‖w‖² ≥ 2 Σ α_i − ‖w‖² = ‖w‖², as ‖w‖² = Σ α_i·margin_i = Σ α_i. Where no w
has positive margins, some β ≥ 0 with Σ β_i = 1 has Σ β_i z_i = 0, and shows it (Gordan). For the CNN z_i = Σ_p z_i^(p).

The search raises 1ᵀα − αᵀGα/2 over α ≥ 0 by Lawson and Hanson's active sets in rational arithmetic. The objective never
falls and no active set comes twice, so that it ends; the certificate is verified whatever the search did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.classifiers.proposal import proposed_support
from verify.data import Dataset
from verify.data.tables.table import require_gram_rows
from verify.errors import InputError


@dataclass(frozen=True)
class MaximumMargin:
    """The certificate: ``alpha`` holds the multipliers α_i, ``margins`` all ⟨w, z_i⟩, exact, for w = Σ α_i z_i."""

    alpha: tuple[fmpq, ...]
    margins: tuple[fmpq, ...]

    @property
    def support(self) -> tuple[int, ...]:
        """The samples with α_i > 0, from 0."""
        return tuple(i for i, entry in enumerate(self.alpha) if entry)

    @property
    def norm_squared(self) -> fmpq:
        """‖w‖² = Σ α_i, exact."""
        return sum(self.alpha, fmpq(0))

    def margin(self, *, digits: int = 30) -> arb:
        """Return the greatest margin 1/‖w‖ as a ball of about so many digits."""
        with ctx.workdps(digits + 5):
            return 1 / arb(self.norm_squared).sqrt()

    def weights(self, dataset: Dataset) -> tuple[fmpq, ...]:
        """Return w = Σ α_i z_i itself, of the dataset's d entries."""
        row = fmpq_mat(1, dataset.n, list(self.alpha)) * summed(dataset)
        return tuple(row.entries())

    def verify(self, dataset: Dataset) -> bool:
        """Return whether the KKT conditions hold for a dataset, exactly."""
        rows = summed(dataset)
        return self.verify_gram(rows * rows.transpose())

    def verify_gram(self, gram: fmpq_mat) -> bool:
        """Return whether the KKT conditions hold for a Gram matrix of the z_i, exactly."""
        n = gram.nrows()
        if (len(self.alpha), len(self.margins)) != (n, n):
            return False
        margins = (gram * fmpq_mat(n, 1, list(self.alpha))).entries()
        return list(self.margins) == margins and all(
            a >= 0 and m >= 1 and (a == 0 or m == 1) for a, m in zip(self.alpha, margins, strict=True)
        )


@dataclass(frozen=True)
class NotSeparable:
    """No w has positive margins: ``combination`` β ≥ 0 adds up to 1 and Σ β_i z_i = 0, as pairs (sample, β_i)."""

    combination: tuple[tuple[int, fmpq], ...]

    def verify(self, dataset: Dataset) -> bool:
        """Return whether the combination shows that a dataset cannot be separated, exactly."""
        rows = summed(dataset)
        return self.verify_gram(rows * rows.transpose())

    def verify_gram(self, gram: fmpq_mat) -> bool:
        """Return the same from the Gram matrix: Σ β_i z_i = 0 as soon as its square βᵀGβ is 0."""
        known = {i: b for i, b in self.combination if 0 <= i < gram.nrows()}
        if len(known) < len(self.combination) or sum(known.values(), fmpq(0)) != 1 or min(known.values()) < 0:
            return False
        return sum((a * b * gram[i, j] for i, a in known.items() for j, b in known.items()), fmpq(0)) == 0

    def describe(self) -> str:
        """Return one line that names the samples."""
        names = ", ".join(str(i + 1) for i, _ in self.combination)
        return f"no w has positive margins: a convex combination of the z of samples {names} is 0"


def maximum_margin(dataset: Dataset) -> MaximumMargin | NotSeparable:
    """Return the exact maximum-margin classifier through 0 of a dataset (for a CNN, of the sums over its patches).

    >>> found = maximum_margin(Dataset.from_rows([[1, 0], [1, 4]], [1, 1]))
    >>> found.alpha, found.norm_squared
    ((1, 0), 1)
    >>> maximum_margin(Dataset.from_rows([[1], [-2]], [1, 1])).combination
    ((0, 2/3), (1, 1/3))
    """
    require_gram_rows(dataset.n)
    rows = summed(dataset)
    return maximum_margin_of_gram(rows * rows.transpose())


def summed(dataset: Dataset) -> fmpq_mat:
    """Return the rows z_i = Σ_p z_i^(p), n × d."""
    if dataset.P == 1:
        return dataset.z
    table = dataset.z.tolist()
    pieces = [table[i * dataset.P : (i + 1) * dataset.P] for i in range(dataset.n)]
    return fmpq_mat([[sum(column, fmpq(0)) for column in zip(*piece, strict=True)] for piece in pieces])


def maximum_margin_of_gram(gram: fmpq_mat, *, first: Iterable[int] | None = None) -> MaximumMargin | NotSeparable:
    """Return the maximum-margin classifier of vectors of which only the Gram matrix is known.

    ``first`` is a guess at the support; by default floats make it. Raises InputError for a matrix that is not square.

    >>> maximum_margin_of_gram(fmpq_mat([[1, 1], [1, 17]])).support
    (0,)
    """
    n = gram.nrows()
    if n != gram.ncols() or n == 0:
        raise InputError(f"Gram matrix of shape {n} by {gram.ncols()}: it must be square with at least one row")
    for i in range(n):
        if gram[i, i] == 0:
            return NotSeparable(((i, fmpq(1)),))
    guess = proposed_support(_floats(gram)) if first is None else tuple(first)
    found = _Search(gram, guess).result()
    if not found.verify_gram(gram):
        raise AssertionError("the search returned what its certificate does not show")
    return found


class _Search:
    """Lawson and Hanson's active sets: α > 0 on ``support``, whose z are independent, and α = 0 elsewhere."""

    def __init__(self, gram: fmpq_mat, guess: Sequence[int]) -> None:
        self.gram, self.n = gram, gram.nrows()
        self.alpha: dict[int, fmpq] = {}
        solved = self._solved(sorted(set(guess))) if guess else None
        if solved:
            self.alpha = {i: entry for i, entry in solved.items() if entry > 0}

    def result(self) -> MaximumMargin | NotSeparable:
        while True:
            self._settle()
            margins = self._margins()
            worst = min(range(self.n), key=lambda i: margins[i])
            if margins[worst] >= 1:
                alpha = tuple(self.alpha.get(i, fmpq(0)) for i in range(self.n))
                return MaximumMargin(alpha, tuple(margins))
            if (ray := self._admit(worst)) is not None:
                return ray

    def _admit(self, new: int) -> NotSeparable | None:
        """Add a sample whose margin is below 1; along a direction in which the objective only rises, go to its end."""
        kernel = self._dependence(new)
        if kernel is None:
            self.alpha[new] = fmpq(0)
            return None
        # z_new + Σ δ_k z_k = 0: α + t(1, δ) leaves w as it is and raises Σ α, until some α_k is 0
        falling = [self.alpha[k] / -slope for k, slope in kernel.items() if slope < 0]
        if not falling:
            total = 1 + sum(kernel.values(), fmpq(0))
            pairs = {new: fmpq(1), **{k: slope for k, slope in kernel.items() if slope}}
            return NotSeparable(tuple(sorted((k, part / total) for k, part in pairs.items())))
        length = min(falling)
        moved = {k: a + length * kernel[k] for k, a in self.alpha.items()}
        # one of those that became 0 is dependent on the others and new: exchanged, the support stays independent
        self.alpha = {**{k: a for k, a in moved.items() if a}, new: length}
        return None

    def _settle(self) -> None:
        """Move α to the maximiser on its support, dropping what becomes 0 on the way."""
        while self.alpha:
            target = self._solved(sorted(self.alpha))
            if target is None:
                raise AssertionError("the support's samples are dependent")
            if all(entry > 0 for entry in target.values()):
                self.alpha = target
                return
            steps = [self.alpha[k] / (self.alpha[k] - b) for k, b in target.items() if b <= 0 and self.alpha[k] != b]
            length = min(steps, default=fmpq(0))
            moved = {k: a + length * (target[k] - a) for k, a in self.alpha.items()}
            kept = {k: a for k, a in moved.items() if a > 0}
            # a sample admitted with α = 0 stays unless its target is not positive either
            self.alpha = {**kept, **{k: a for k, a in moved.items() if a == 0 and target[k] > 0 and k not in kept}}

    def _solved(self, support: Sequence[int]) -> dict[int, fmpq] | None:
        """Return the multipliers with all margins on a support equal to 1; None where its samples are dependent."""
        block = fmpq_mat([[self.gram[i, j] for j in support] for i in support])
        try:
            solution: Any = block.solve(fmpq_mat(len(support), 1, [1] * len(support)))
        except ZeroDivisionError:
            return None
        return dict(zip(support, solution.entries(), strict=True))

    def _dependence(self, new: int) -> dict[int, fmpq] | None:
        """Return δ with z_new + Σ δ_k z_k = 0 over the support; None where z_new does not depend on it."""
        support = sorted(self.alpha)
        if not support:
            return None
        block = fmpq_mat([[self.gram[i, j] for j in support] for i in support])
        right = fmpq_mat(len(support), 1, [-self.gram[i, new] for i in support])
        delta = block.solve(right).entries()
        rest = self.gram[new, new] + sum((self.gram[new, k] * c for k, c in zip(support, delta, strict=True)), fmpq(0))
        return dict(zip(support, delta, strict=True)) if rest == 0 else None

    def _margins(self) -> list[fmpq]:
        support = sorted(self.alpha)
        return [sum((self.gram[i, k] * self.alpha[k] for k in support), fmpq(0)) for i in range(self.n)]


def _floats(gram: fmpq_mat) -> np.ndarray[Any, np.dtype[np.float64]]:
    largest = max(gram[i, i] for i in range(gram.nrows()))
    return np.array([[int((e / largest).p) / int((e / largest).q) for e in row] for row in gram.tolist()], dtype=float)
