"""What the repaired Theorem 2.2 asks of a linear model's start and step, and what it then gives, as numbers.

The theorem and its two stages (Lemmas 4.5 and 4.6) are proved on their own pages; here their constants are evaluated on
a dataset. Vectors are taken in span{x_i}: r = ‖P w(0)‖₂, X = max‖x_i‖₂, R = X‖w*‖₂, ε = 1/(48R), B = λ_min‖w*‖²/r²,
Λ = λ_max‖w*‖²/r², and x = η(t − t₀).
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, ctx, fmpq

from verify.data import Dataset, UniformMargin
from verify.data.spectrum import spectrum
from verify.errors import InputError

BITS = 128


@dataclass(frozen=True)
class Sufficient:
    """The numbers of a dataset that the theorem's constants are made of; eigenvalues are balls.

    >>> from verify.data import check_assumption
    >>> data = Dataset.from_rows([[1, 1], [1, -1]], [1, 1])
    >>> found = Sufficient.of(data, check_assumption(data))
    >>> found.largest_start().str(4, radius=False), found.largest_step(arb("0.001")).str(4, radius=False)
    ('0.002126', '5.524e-15')
    """

    low: arb
    high: arb
    largest_square: fmpq
    star: fmpq

    @classmethod
    def of(cls, data: Dataset, uniform: UniformMargin) -> Sufficient:
        """Return the numbers of a dataset of one patch; raises InputError for more, where no such theorem is proved."""
        if data.P > 1:
            raise InputError(f"{data.P} patches: constants are proved for the linear model only, use --patches 1")
        found = spectrum(data, bits=BITS)
        return cls(found.lambda_min, found.lambda_max, found.max_norm_squared, uniform.norm_squared)

    @property
    def breadth(self) -> fmpq:
        """R² = max‖x_i‖²‖w*‖², at least 1."""
        return self.largest_square * self.star

    @property
    def epsilon_squared(self) -> fmpq:
        """ε² = 1/(48R)²."""
        return 1 / (2304 * self.breadth)

    def largest_start(self) -> arb:
        """Return M: the theorem asks for r ≤ M."""
        with ctx.workprec(BITS):
            return (self.low / (110592 * arb(self.breadth) * self._star_norm * self._steep)).sqrt()

    def largest_step(self, r: arb) -> arb:
        """Return η̄ of a start of norm r: the theorem asks for 0 < η ≤ η̄."""
        with ctx.workprec(BITS):
            size = arb(self.largest_square)
            careful = self.low * r**4 / (64 * size * size.sqrt() * self._star_norm)
            return careful.min(self.low * r**2 / (12 * self.high**2 * arb(self.star)))

    def least_alignment(self, r: arb) -> arb:
        """Return the least ⟨w(0), w*⟩ that the theorem allows: below it, w(0) is in a narrow cone around −w*."""
        with ctx.workprec(BITS):
            return -(1 - arb(self.epsilon_squared)) * r * self._star_norm

    def first_stage(self, r: arb, eta: arb) -> arb:
        """Return the most steps of the first stage, t₀ ≤ 1 + 13 λ_max^{3/2}‖w*‖r²/(ηε²λ_min)."""
        with ctx.workprec(BITS):
            return 1 + 29952 * arb(self.breadth) * self._star_norm * self._steep * r**2 / (eta * self.low)

    def log_discrepancy(self, r: arb, x: arb, away: arb) -> tuple[arb, arb]:
        """Return the least and the greatest log D at x = η(t − t₀), where ``away`` is ‖w_⊥(t₀)‖²."""
        with ctx.workprec(BITS):
            fast, slow = self.log_shrinking(r, x)
            rate, ratio = self.low * arb(self.star) / r**2, self.high / (1000 * self.low)
            return (arb(9) / 5 * rate * away).log() + slow, ratio.log() + fast

    def log_shrinking(self, r: arb, x: arb) -> tuple[arb, arb]:
        """Return log(‖w_⊥(t)‖²/‖w_⊥(t₀)‖²) at its greatest and at its least."""
        with ctx.workprec(BITS):
            scale, sooner, later = arb(self.star) / r**2, (x / 9).log1p(), x.log1p()
            fast = self.low * scale * (sooner**3 / 7).max(3 * sooner**2 / 14)
            return -fast, -10 * self.high * scale * (arb(3) / 2 + later) ** 3

    @property
    def _star_norm(self) -> arb:
        return arb(self.star).sqrt()

    @property
    def _steep(self) -> arb:
        return self.high * self.high.sqrt()


def loss_bounds(x: arb) -> tuple[arb, arb]:
    """Return the least and the greatest loss at x = η(t − t₀) in the second stage.

    >>> [bound.str(3, radius=False) for bound in loss_bounds(arb(2))]
    ['0.0370', '0.750']
    """
    return 1 / (9 * (x + 1)), arb(9) / 4 / (x + 1)
