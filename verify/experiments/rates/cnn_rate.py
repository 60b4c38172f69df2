"""How the loss, γ and D fall in the CNN, and what the number of patches P does to it: log² or log³ t.

Prediction (``rates`` derives it, heuristically): γ = log(ηP²t)/P + o(1), so the loss is about 1/(ηP²t). The modes of
the deviations of the nP patch margins that no sum over the patches of a sample sees (*within* samples) miss the factor
γ of the others (*between* samples): where there are any, −log D_patch grows like log² t, and else like log³ t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import Record
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.rates import predicted_rate, told_power
from verify.batchnorm.dynamics.starts import random_start
from verify.data import Dataset, Infeasible, check_assumption
from verify.errors import InputError
from verify.experiments.experiment import Comparison, Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EARLIEST = 10**12
TICKS = (1, 2, 3, 5, 10, 20, 30, 60, 100, 200, 300)  # of log₁₀ t, on a logarithmic axis


@dataclass(frozen=True)
class Patched:
    """A run with P patches: its modes within and between samples, and at its end computed beside predicted values.

    ``gamma`` is γ and log(ηP²t)/P, ``loss`` is ηP²t·L and 1, ``power`` the power of log t in −log D_patch that the last
    half of the records tells, and 2 or 3. ``course`` holds t and log₁₀ D_patch.
    """

    patches: int
    within: int
    between: int
    gamma: Comparison
    loss: Comparison
    power: Comparison
    log10_discrepancy: arb
    course: tuple[tuple[int, arb], ...]


@dataclass(frozen=True)
class CnnRate:
    """Runs of the same samples cut into several numbers of patches; ``refused`` says why some P were left out."""

    data: str
    until: int
    runs: tuple[Patched, ...]
    refused: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Which power of log t each P shows."""
        told = "; ".join(
            f"P = {run.patches}: log^{float(run.power.predicted):.0f} t predicted, power "
            f"{run.power.computed.str(4, radius=False)} told"
            for run in self.runs
        )
        return f"{self.data}: {told or 'no run'}" + "".join(f"; {why}" for why in self.refused)

    def tables(self) -> tuple[Table, ...]:
        """Return a row for each P."""
        rows = tuple(
            (
                str(run.patches),
                f"{run.within}+{run.between}",
                run.gamma.computed.str(7, radius=False),
                run.gamma.predicted.str(7, radius=False),
                run.loss.computed.str(6, radius=False),
                run.power.computed.str(4, radius=False),
                f"{float(run.power.predicted):.0f}",
                run.log10_discrepancy.str(6, radius=False),
            )
            for run in self.runs
        )
        headings = ("P", "modes", "γ", "log(ηP²t)/P", "ηP²tL", "power", "predicted", "log₁₀ D")
        return (Table(f"{self.data}: modes within + between samples", headings, rows),)

    def draw(self, figure: Figure) -> None:
        """Draw −log₁₀ D_patch against log₁₀ t, on two logarithmic axes: the slope is the power."""
        axes = figure.subplots()
        for run in self.runs:
            late = [(t, value) for t, value in run.course if t > 10 and value < 0]
            times = [float(arb(t).log_base(10)) for t, _ in late]
            axes.loglog(times, [float(-value) for _, value in late], ".-", label=f"P = {run.patches}")
        axes.set(xlabel="log₁₀ t", ylabel="−log₁₀ D_patch", title=f"{self.data}: how D_patch falls")
        axes.set_xticks([tick for tick in TICKS if 10**tick <= self.until])
        axes.xaxis.set_major_formatter("{x:g}")
        axes.minorticks_off()
        axes.legend()


def cnn_rate(
    *,
    data: Annotated[Dataset, "The data."],
    counts: Annotated[tuple[int, ...], "Numbers of patches to cut each sample into."] = (1, 2, 4),
    eta: Annotated[fmpq, "Step size, of w and of γ."] = fmpq(1, 10),
    scale: Annotated[fmpq, "Standard deviation of the entries of the random w(0)."] = fmpq(1),
    until: Annotated[int, "Last time."] = 10**60,
    digits: Annotated[int, "Digits of the runs."] = 15,
    seed: Annotated[int, "Seed of w(0), and of Gaussian data."] = 0,
    observe: Observer = quietly,
) -> CnnRate:
    """Follow D_patch to ``until`` by leaps for each number of patches, and tell the power of log t.

    A number of patches that does not divide the features, for which Assumption 3.1 fails, or for which no leap meets
    the tolerance, is left out and said. Raises InputError where ``until`` is early, and where all are left out.

    >>> data = Dataset.from_rows([[1, 0, 0, 0, 0, 2, 0, 0], [0, 0, 1, 0, 0, 0, 0, 3]], [1, 1])
    >>> [float(run.power.predicted) for run in cnn_rate(data=data, counts=(1, 2), until=10**20).runs]
    [3.0, 2.0]
    """
    if until < EARLIEST:
        raise InputError(f"until {until}: a power shows late, give {EARLIEST} or more")
    name = data.name or "the data"
    runs: list[Patched] = []
    refused: list[str] = []
    for index, count in enumerate(counts):
        observe(index, len(counts), f"{name}: P = {count}", CnnRate(name, until, tuple(runs), tuple(refused)))
        if count < 1 or data.P * data.d % count:
            refused.append(f"P = {count} does not divide {data.P * data.d} features")
            continue
        cut = data.with_patches(count)
        found = check_assumption(cut)
        if isinstance(found, Infeasible):
            refused.append(f"P = {count}: no w has margin 1 on every patch")
            continue
        problem = Problem(cut.gram, eta, eta, count)
        start = random_start(cut.z, seed=seed, scale=scale, gamma=fmpq(1), uniform=found.w_star)
        try:
            run = leap_until(problem, start, until=until, digits=digits)
        except LeapError as error:
            refused.append(f"P = {count}: {error}")
            continue
        records = [record for record in run.records if record.time < until] + [run.final]
        runs.append(_patched(problem, records, digits))
    if not runs:
        raise InputError(f"{name}: {'; '.join(refused)}: give other counts or data")
    return CnnRate(name, until, tuple(runs), tuple(refused))


def _patched(problem: Problem, records: Sequence[Record], digits: int) -> Patched:
    last = records[-1]
    modes = modes_of(problem, precision=4 * digits + 64)
    if last.log10_discrepancy is None:
        raise InputError("D is 0: these data leave no deviation; give more samples")
    with ctx.workprec(4 * digits + 64):
        clock = arb(problem.eta_gamma) * problem.patches**2 * last.time
        return Patched(
            patches=problem.patches,
            within=modes.slow,
            between=modes.count - modes.slow,
            gamma=Comparison(abs(last.gamma).mid(), (clock.log() / problem.patches).mid()),
            loss=Comparison((clock * last.loss).mid(), arb(1)),
            power=Comparison(told_power(records), arb(predicted_rate(modes, last.mean).power)),
            log10_discrepancy=last.log10_discrepancy,
            course=tuple((r.time, r.log10_discrepancy) for r in records if r.log10_discrepancy is not None),
        )


EXPERIMENT = Experiment("cnn-rate", "the CNN with P patches: loss 1/(ηP²t), D_patch by log² or log³ t", cnn_rate)
