"""Example 3.2: a strong feature u in most samples, a weak feature v in few, with u as a distraction beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import arb, ctx

from verify.batchnorm.examples.classifiers import uniform_weights
from verify.batchnorm.examples.draws import Draws, Floats
from verify.batchnorm.examples.tails import BITS, upper_tail
from verify.batchnorm.rivals.features import Patches
from verify.errors import InputError

FEATURES = 2  # the coordinates of u and of v/‖v‖ before those of the noise


@dataclass(frozen=True)
class Example32:
    """n samples of two patches: (yu, ξ) with chance 1 − ρ, else (yv, ξ + αζu); ‖u‖ = 1, ‖v‖ = α², noise of deviation σ.

    Raises InputError for parameters outside n ≥ 2, σ > 0, 0 ≤ ρ < 1/2, 0 < α ≤ 1, d > 2.

    >>> Example32.of(16).d, round(Example32.of(16).rho, 3)
    (710, 0.125)
    """

    n: int
    d: int
    sigma: float
    rho: float
    alpha: float

    def __post_init__(self) -> None:
        if self.n < 2:
            raise InputError(f"n = {self.n} samples in Example 3.2: give 2 or more")
        if not 0 < self.sigma < math.inf:
            raise InputError(f"sigma = {self.sigma} in Example 3.2: give a finite number above 0")
        if not 0 <= self.rho < 0.5:
            raise InputError(f"rho = {self.rho} in Example 3.2: give a chance in [0, 1/2)")
        if not 0 < self.alpha <= 1:
            raise InputError(f"alpha = {self.alpha} in Example 3.2: give a number in (0, 1]")
        if self.d <= FEATURES:
            raise InputError(f"d = {self.d} features in Example 3.2: give 3 or more, as u, v and noise need")

    @classmethod
    def of(cls, n: int, *, power: float = 0.5, sigma: float | None = None, rho: float | None = None) -> Example32:
        """Return the example as printed for n samples: d = n² log n, σ = d^{-1/2}, ρ = n^{-3/4}, α = n^{-power}.

        The paper prints the power 1/2, and 1/4 at one place of its proof.
        """
        if n < 2:
            raise InputError(f"n = {n} samples in Example 3.2: give 2 or more")
        d = max(FEATURES + 1, math.ceil(n * n * math.log(n)))
        return cls(n, d, d**-0.5 if sigma is None else sigma, n**-0.75 if rho is None else rho, n**-power)

    def sample(self, seed: int) -> Patches:
        """Return z = yx of n samples drawn from a seed, in coordinates (u, v/‖v‖, noise)."""
        draws = Draws(f"3.2 {seed}")
        labels, weak, zeta = draws.signs(self.n), draws.chances(self.rho, self.n), draws.signs(self.n)
        along = self.sigma * draws.normals(self.n, FEATURES)
        noise = self.sigma * draws.gaussian_rows(self.n, self.d - FEATURES)
        z = np.zeros((self.n, 2, FEATURES + noise.shape[1]))
        z[~weak, 0, 0], z[weak, 0, 1] = 1.0, self.alpha**2
        z[:, 1, FEATURES:] = labels[:, None] * noise
        z[weak, 1, :FEATURES] = labels[weak, None] * along[weak]
        z[weak, 1, 0] += self.alpha * (labels * zeta)[weak]
        return Patches(z, labels)

    def uniform(self, sample: Patches) -> Floats | None:
        """Return the shortest w with margin 1 on every patch, None where there is none."""
        return uniform_weights(sample.z)

    def error(self, w: Floats) -> arb:
        """Return the chance that sign⟨w, x^(1) + x^(2)⟩ is wrong on a new sample, over all its kinds."""
        u, v, rest = float(w[0]), float(w[1]), float(np.linalg.norm(w[FEATURES:]))
        whole = self.sigma * float(np.linalg.norm(w))
        with ctx.workprec(BITS):
            strong = upper_tail(u, self.sigma * rest)
            weak = [upper_tail(self.alpha**2 * v + sign * self.alpha * u, whole) for sign in (1, -1)]
            return (1 - arb(self.rho)) * strong + arb(self.rho) * (weak[0] + weak[1]) / 2
