"""Example 3.1: every patch is yu plus noise orthogonal to u."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import arb

from verify.batchnorm.examples.draws import Draws, Floats
from verify.batchnorm.examples.tails import upper_tail
from verify.batchnorm.rivals.features import Patches
from verify.errors import InputError

FEWEST_PATCHES = 4
THRESHOLD = 20


@dataclass(frozen=True)
class Example31:
    """n samples of P patches x^(p) = yu + ξ^(p), ‖u‖ = 1, ξ normal of deviation σ on u^⊥, in d = 2n dimensions.

    Raises InputError for n < 1, P < 4 (Theorem 3.3) or σ that is not positive.

    >>> Example31(n=2, P=4, sigma=1.0).sample(seed=0).z.shape
    (2, 4, 4)
    """

    n: int
    P: int
    sigma: float

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InputError(f"n = {self.n} samples in Example 3.1: give 1 or more")
        if self.P < FEWEST_PATCHES:
            raise InputError(f"P = {self.P} patches in Example 3.1: Theorem 3.3 speaks of {FEWEST_PATCHES} or more")
        if not 0 < self.sigma < math.inf:
            raise InputError(f"sigma = {self.sigma} in Example 3.1: give a finite number above 0")

    @property
    def d(self) -> int:
        """Number of features of a patch."""
        return 2 * self.n

    @property
    def printed_threshold(self) -> float:
        """The least σ of which Theorem 3.3 speaks: 20‖u‖P^{1/2}d^{1/2}."""
        return THRESHOLD * math.sqrt(self.P * self.d)

    def sample(self, seed: int) -> Patches:
        """Return z = yx of n samples drawn from a seed, in coordinates (u, noise)."""
        draws = Draws(f"3.1 {seed}")
        labels = draws.signs(self.n)
        noise = self.sigma * draws.gaussian_rows(self.n * self.P, self.d - 1)
        rows = np.hstack([np.ones((len(noise), 1)), noise * np.repeat(labels, self.P)[:, None]])
        return Patches(rows.reshape(self.n, self.P, -1), labels)

    def uniform(self, sample: Patches) -> Floats | None:
        """Return the uniform-margin w: u itself where the noise spans u^⊥, which makes it unique; else None."""
        noise = sample.z[:, :, 1:].reshape(-1, sample.z.shape[2] - 1)
        spans = noise.shape[1] == self.d - 1 and np.linalg.matrix_rank(noise) == self.d - 1
        return np.eye(1, sample.z.shape[2])[0] if spans else None

    def error(self, w: Floats) -> arb:
        """Return the chance that sign⟨w, Σ x^(p)⟩ is wrong on a new sample: the margin is Pw_u + σ√P‖w_⊥‖N(0,1)."""
        return upper_tail(self.P * float(w[0]), self.sigma * math.sqrt(self.P) * float(np.linalg.norm(w[1:])))
