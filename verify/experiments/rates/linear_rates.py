"""The constant of log³ t on several datasets, of full and of low rank, beside the predicted one: a row a dataset.

Each row is a run of ``linear_rate`` by leaps, which has the prediction and how the constant is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from flint import fmpq

from verify.errors import InputError
from verify.experiments.datasets import dataset_called
from verify.experiments.experiment import Comparison, Experiment, Observer, Result, Table, quietly
from verify.experiments.rates.linear_rate import LAWS, linear_rate
from verify.report.text import time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = ("digits", "breast_cancer", "gaussian:3x5", "gaussian:8x20", "flat:6x3", "flat:10x4")
STEPS = 1  # of the run in doubles, which ``linear_rate`` shows and this table does not


@dataclass(frozen=True)
class Row:
    """One dataset: n, the rank, the laws that are not excluded, and the constant of log³ t, measured and predicted.

    ``drifts`` holds the factor by which the constant of each law changes from the last window of times but one to the
    last; it is empty where the run is too short to tell.
    """

    data: str
    n: int
    rank: int
    kept: tuple[str, ...]
    drifts: tuple[tuple[str, float], ...]
    constant: Comparison | None


@dataclass(frozen=True)
class LinearRates:
    """The rows of all datasets, to the time ``until``."""

    until: int
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        """On how many datasets log³ alone is kept, and to how many digits the constant is the predicted one."""
        digits = [row.constant.digits for row in self.rows if row.constant is not None]
        if not digits:
            return f"no constant was measured by t = {time_words(self.until)}"
        alone = sum(row.kept == ("log³ t",) for row in self.rows)
        square = [dict(row.drifts)["log² t"] for row in self.rows if row.drifts]
        wrong = f"; that of log² t changes ×{min(square):.3g} or more as log t doubles" if square else ""
        return (
            f"log³ t alone is kept on {alone} of {len(self.rows)} datasets by t = {time_words(self.until)}; "
            f"its constant is the predicted one to {min(digits):.0f} digits or more{wrong}"
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the constants, and what each law's constant does, a row for each dataset."""
        rows, laws = [], []
        for row in self.rows:
            two = ("", "") if row.constant is None else _shown(row.constant)
            agree = "too short" if row.constant is None else f"{row.constant.digits:.0f}"
            rows.append((row.data, str(row.n), str(row.rank), *two, agree))
            drifts = tuple(f"×{drift:.3g}" for _, drift in row.drifts) or ("too short",) * len(LAWS)
            laws.append((row.data, *drifts, " and ".join(row.kept) or "none"))
        headings = ("data", "n", "rank", "measured", "predicted", "digits")
        return (
            Table("The constant of log³ t in −log D", headings, tuple(rows)),
            Table("How each law's constant changes as log t doubles", ("data", *LAWS, "kept"), tuple(laws)),
        )

    def draw(self, figure: Figure) -> None:
        """Draw the measured constants against the predicted ones."""
        axes = figure.subplots()
        for row in self.rows:
            if row.constant is not None:
                axes.loglog(float(row.constant.predicted), float(row.constant.computed), "o", label=row.data)
        ends = [float(row.constant.predicted) for row in self.rows if row.constant is not None]
        if ends:
            axes.loglog([min(ends), max(ends)], [min(ends), max(ends)], "k-", linewidth=0.5)
        axes.set(xlabel="predicted", ylabel="measured", title="The constant of log³ t")
        axes.legend()


def _shown(constant: Comparison) -> tuple[str, str]:
    return constant.computed.str(12, radius=False), constant.predicted.str(12, radius=False)


def linear_rates(
    *,
    on: Annotated[tuple[str, ...], "Datasets, as DATA of other experiments, with x in the place of a comma."] = NAMES,
    eta: Annotated[fmpq, "Step size, of w and of γ."] = fmpq(1, 10),
    scale: Annotated[fmpq, "Standard deviation of the entries of the random w(0)."] = fmpq(1),
    until: Annotated[int, "Last time."] = 10**100,
    digits: Annotated[int, "Digits of the runs by leaps."] = 15,
    seed: Annotated[int, "Seed of w(0), and of drawn data."] = 0,
    observe: Observer = quietly,
) -> LinearRates:
    """Measure the constant of log³ t on each dataset, and hold it against the predicted one.

    Raises InputError as ``linear_rate`` does, and where no dataset is given.

    >>> found = linear_rates(on=("flat:4x2",), until=10**40)
    >>> found.rows[0].rank, found.rows[0].constant.digits > 8
    (2, True)
    """
    if not on:
        raise InputError("on: give one dataset or more")
    rows: list[Row] = []
    for index, name in enumerate(on):
        data = dataset_called(name, seed=seed)

        def note(done: float, of: float, doing: str, partial: Result | None = None, at: int = index) -> None:
            observe(at + done / of, len(on), doing, LinearRates(until, tuple(rows)))

        found = linear_rate(
            data=data, eta=eta, scale=scale, until=until, steps=STEPS, digits=digits, seed=seed, observe=note
        )
        drifts = tuple((law, found.drift(law)) for law in LAWS if found.fits)
        rows.append(Row(data.name or name, data.n, found.rank, found.kept, drifts, found.constant))
    return LinearRates(until, tuple(rows))


EXPERIMENT = Experiment("linear-rates", "the constant of log³ t on several datasets, and the predicted", linear_rates)
