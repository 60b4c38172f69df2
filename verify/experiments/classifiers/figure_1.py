"""Figure 1 of the paper: the margins ⟨w, z_i⟩ of all samples along gradient descent, with BN and without.

The paper prints n = 50 and d = 1000, Gaussian samples and random labels, but no step size, start or number of steps:
those are options. Shown are margins over their mean, which is what makes the two runs comparable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from flint import fmpq

from verify.batchnorm.examples.classifiers import maximum_margin_weights
from verify.batchnorm.examples.draws import Draws, Floats
from verify.batchnorm.rivals import BatchNorm, Iterate, Patches, Record, Trainer, Unnormalised
from verify.errors import InputError
from verify.experiments.experiment import Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RECORDS = 60
MOST_ROWS = 10
LARGEST = 10**7


@dataclass(frozen=True)
class Course:
    """One run: times, the margins ⟨w, z_i⟩ at each (times × n), and D of them."""

    name: str
    times: tuple[int, ...]
    margins: Floats
    discrepancy: tuple[float, ...]

    @property
    def relative(self) -> Floats:
        """The margins over the size of their mean."""
        scaled: Floats = self.margins / np.abs(self.margins.mean(axis=1, keepdims=True))
        return scaled


@dataclass(frozen=True)
class Figure1:
    """Both runs; ``predicted`` is D where each is to end: 0 with BN, D of the maximum margin without."""

    n: int
    d: int
    courses: tuple[Course, ...]
    predicted: tuple[float, float]

    @property
    def sentence(self) -> str:
        """How far the margins are apart at the end of both runs."""
        said = []
        for course in self.courses:
            away, last = float(np.abs(course.relative[-1] - 1).max()), course.discrepancy[-1]
            said.append(f"{course.name} within {away:.2g} of it (D = {last:.2g}, t = {course.times[-1]})")
        return f"n = {self.n}, d = {self.d}, all margins over their mean: {'; '.join(said) or 'nothing yet'}"

    def tables(self) -> tuple[Table, ...]:
        """Return the ends of the margins over their mean, and D, at some times."""
        tables = []
        for course, predicted in zip(self.courses, self.predicted, strict=False):
            picked = sorted({round(k * (len(course.times) - 1) / (MOST_ROWS - 1)) for k in range(MOST_ROWS)})
            rows = tuple(
                (
                    str(course.times[k]),
                    f"{course.relative[k].min():.6f}",
                    f"{course.relative[k].max():.6f}",
                    f"{course.discrepancy[k]:.3e}",
                )
                for k in picked
            )
            title = f"{course.name} (predicted limit of D: {predicted:.3g})"
            tables.append(Table(title, ("t", "least/mean", "largest/mean", "D"), rows))
        return tuple(tables)

    def draw(self, figure: Figure) -> None:
        """Draw every margin's curve, a panel for each run."""
        for axes, course in zip(np.atleast_1d(figure.subplots(1, 2, sharey=True)), self.courses, strict=False):
            # at t = 0 the mean is near 0, and the quotients are far out
            axes.plot(course.times[1:], course.relative[1:], linewidth=0.7)
            axes.set(xscale="log", xlabel="t", title=f"{course.name}: D = {course.discrepancy[-1]:.2g}")
        figure.axes[0].set_ylabel("⟨w, z_i⟩ over the mean")
        figure.suptitle(f"Margins of {self.n} Gaussian samples in {self.d} dimensions")


def figure_1(
    *,
    n: Annotated[int, "Number of samples."] = 50,
    d: Annotated[int, "Number of features."] = 1000,
    eta: Annotated[fmpq, "Step size, of w and of γ."] = fmpq(1, 10),
    scale: Annotated[fmpq, "Standard deviation of the entries of w(0)."] = fmpq(1, 100),
    steps: Annotated[int, "Number of steps."] = 5000,
    seed: Annotated[int, "Seed of data and start."] = 0,
    observe: Observer = quietly,
) -> Figure1:
    """Run gradient descent with BN and without on Gaussian samples, and keep every margin's curve.

    Raises InputError for fewer than 2 samples, more than 10^7 entries, and steps or scales that are not positive.

    >>> found = figure_1(n=5, d=20, steps=400)
    >>> found.courses[0].discrepancy[-1] < found.courses[1].discrepancy[-1]
    True
    """
    if n < 2 or d < 1 or n * d > LARGEST:
        raise InputError(f"n = {n}, d = {d}: give 2 samples or more, 1 feature or more, and at most 10^7 entries")
    if steps < 1 or eta <= 0 or scale <= 0:
        raise InputError(f"steps {steps}, eta {eta}, scale {scale}: give numbers above 0")
    draws = Draws(f"figure 1 {seed}")
    labels = draws.signs(n)
    data = Patches((labels[:, None] * draws.normals(n, d))[:, None, :], labels)
    w = int(scale.p) / int(scale.q) * draws.normals(d)
    best = maximum_margin_weights(data.z)
    predicted = (0.0, math.nan if best is None else _discrepancy(data.of(best).ravel()))
    times = {round(steps ** (k / RECORDS)) for k in range(RECORDS + 1)}
    courses: list[Course] = []
    for k, (name, model) in enumerate((("with BN", BatchNorm()), ("without", Unnormalised()))):
        records: list[Record] = []
        trainer = Trainer(model, data)

        def tell(record: Record, seen: list[Record] = records, of: int = k, name: str = name) -> None:
            seen.append(record)
            partial = Figure1(n, d, (*courses, _course(name, data, seen)), predicted)
            observe(of + record.step / steps, 2, name, partial)

        trainer.run(Iterate(w), eta=int(eta.p) / int(eta.q), steps=steps, record_at=times, tell=tell)
        courses.append(_course(name, data, records))
    return Figure1(n, d, tuple(courses), predicted)


def _course(name: str, data: Patches, records: list[Record]) -> Course:
    margins = np.array([math.copysign(1.0, r.iterate.gamma) * data.of(r.iterate.w).ravel() for r in records])
    return Course(name, tuple(r.step for r in records), margins, tuple(_discrepancy(row) for row in margins))


def _discrepancy(margins: Floats) -> float:
    return float(2 * np.mean((margins - margins.mean()) ** 2) / np.mean(margins**2))


EXPERIMENT = Experiment("figure-1", "every margin's curve with BN and without, on Gaussian samples", figure_1)
