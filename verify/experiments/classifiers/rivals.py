"""What other normalisers, mini-batches and depth converge to, on one dataset: the paper's open questions, measured.

Every rival is run by the float engine from one start with ‖w‖_Σ = 1, on data scaled so that λ_max = 1, with a step size
that grows as the loss falls. Seen are the margins at the end: of w on the (patch) samples where the model is linear in
w, else the outputs F_i. Proved is what stands on the pages of ``proofs/rivals`` and of the paper, by name; the runs
prove nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import numpy as np

from verify.batchnorm.classifiers import MaximumMargin, maximum_margin
from verify.batchnorm.rivals import (
    BatchNorm,
    HiddenBatchNorm,
    HiddenUnits,
    Iterate,
    Patches,
    Record,
    Trainer,
)
from verify.batchnorm.rivals.features import Features, Floats
from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.classifiers.rival_models import BOTH_CLASSES, Rival, all_rivals, scaled
from verify.experiments.experiment import Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_STARTS = 3
UNIFORM, NEARLY = 1e-3, 0.98
LEAST_D = 1e-26  # about where doubles stop D
FEWEST, SOLVED = 6, 1e-9
RECORDS = 60


@dataclass(frozen=True)
class Outcome:
    """Where a rival ended: its loss and D, the share of the maximum margin it reached, and the law of its approach.

    ``least`` and ``largest`` are the ends of the margins over their mean. ``share`` is None where the classifier is not
    linear through 0. ``law`` is how D falls over the later half of the run, or the gap 1 − share where D does not.
    ``starts`` counts the random starts until one separated the data; ``can_be_uniform`` says whether some w gives every
    feature the margin 1, to nine digits. ``course`` holds times and D.
    """

    name: str
    loss: float
    time: float
    discrepancy: float
    least: float
    largest: float
    share: float | None
    law: str
    starts: int
    can_be_uniform: bool
    test_error: float | None
    proved: tuple[str, ...]
    course: tuple[tuple[float, float], ...]

    @property
    def is_uniform(self) -> bool:
        """Whether the margins became equal, as far as was seen."""
        return self.discrepancy < UNIFORM

    @property
    def sentence(self) -> str:
        """What came out, in one sentence."""
        if self.least <= 0:
            tried = f" from any of {self.starts} starts" if self.starts > 1 else ""
            return f"did not separate the data{tried}: the least margin is {self.least:.2g} times the mean"
        stuck = f" (start {self.starts}; the ones before got stuck with wrong labels)" if self.starts > 1 else ""
        law = (f", {self.law}" if self.law else "") + stuck
        reached = "" if self.share is None else f"; {100 * self.share:.3g} % of the maximum margin"
        if self.is_uniform:
            return f"the margins become equal: D = {self.discrepancy:.2g}{reached}{law}"
        if self.share is not None and self.share > NEARLY:
            return f"goes to the maximum margin: {100 * self.share:.3g} % of it{law}"
        why = "" if self.can_be_uniform else " (no w has uniform margins)"
        return f"the margins are apart{why}: D = {self.discrepancy:.2g}{self._trend}{reached}{law}"

    @property
    def _trend(self) -> str:
        """How D went on over the later half of the run, on the scale of log t."""
        late = [(time, d) for time, d in self.course if time > 1]
        if len(late) < FEWEST:
            return ""
        middle = min(late, key=lambda point: abs(2 * math.log(point[0]) - math.log(late[-1][0])))
        return f", {self.discrepancy / middle[1]:.2g} times that at t = {middle[0]:.0e}"


@dataclass(frozen=True)
class Rivals:
    """The outcomes of all rivals on a dataset; ``left_out`` says which could not be run, and why."""

    data: str
    widest: float  # D of the maximum-margin classifier itself
    outcomes: tuple[Outcome, ...]
    left_out: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Which rivals have uniform margins, and which go to the maximum margin."""
        uniform = [row.name for row in self.outcomes if row.is_uniform]
        widest = [row.name for row in self.outcomes if (row.share or 0) > NEARLY]
        same = " (here it is uniform itself)" if self.widest < UNIFORM else ""
        return (
            f"{self.data}: the margins become equal with {_listed(uniform)}; "
            f"the maximum margin{same} is reached by {_listed(widest)}"
        )

    def tables(self) -> tuple[Table, ...]:
        """Return what was seen, what came out in a sentence each, and what is proved."""
        seen = tuple(
            (
                row.name,
                f"{row.time:.1e}",
                f"{row.discrepancy:.1e}",
                f"{row.least:.3f}–{row.largest:.3f}",
                "" if row.share is None else f"{100 * row.share:.1f}",
                row.law.removeprefix("D like ").removeprefix("gap like "),
                *(() if not self._tested else ("" if row.test_error is None else f"{100 * row.test_error:.1f}",)),
            )
            for row in self.outcomes
        )
        headings = ("model", "t", "D", "margins/mean", "% max", "law", *(("% wrong",) if self._tested else ()))
        said = tuple((row.name, row.sentence) for row in self.outcomes)
        proved = tuple((row.name, ", ".join(row.proved)) for row in self.outcomes if row.proved)
        tables = [
            Table(f"{self.data}: seen", headings, seen),
            Table("Seen, in a sentence", ("model", "what came out"), said),
            Table("Proved for every n, P and d (bnverify show NAME)", ("model", "claims"), proved),
        ]
        if self.left_out:
            tables.append(Table("Left out", ("why",), tuple((why,) for why in self.left_out)))
        return tuple(tables)

    @property
    def _tested(self) -> bool:
        return any(row.test_error is not None for row in self.outcomes)

    def draw(self, figure: Figure) -> None:
        """Draw D of every rival against time."""
        axes = figure.subplots()
        styles = ("-", "--", ":", "-.")
        for k, row in enumerate(self.outcomes):
            times = [time for time, d in row.course if time >= 1 and d > 0]
            values = [d for time, d in row.course if time >= 1 and d > 0]
            axes.loglog(times, values, styles[k // 10 % len(styles)], label=row.name)
        axes.set(xlabel="t (sum of the step sizes)", ylabel="D", title=f"{self.data}: how far the margins are apart")
        axes.legend(fontsize="x-small", ncols=2)


def rivals(
    *,
    data: Annotated[Dataset, "The data."],
    steps: Annotated[int, "Steps of each run."] = 6000,
    epsilon: Annotated[float, "ε of BN with ε, where the data's λ_max is 1."] = 0.1,
    held_out: Annotated[int, "Samples at the end that are only tested on."] = 0,
    seed: Annotated[int, "Seed of starts and mini-batches."] = 0,
    observe: Observer = quietly,
) -> Rivals:
    """Train every rival on a dataset and say what its margins do.

    Raises InputError where the data have one class, cannot be separated, or leave nothing to train on.

    >>> data = Dataset.from_rows([[1, 0, 0], [0, 1, 0], [3, 3, 1]], [1, -1, 1])
    >>> found = rivals(data=data, steps=800)
    >>> [row.is_uniform for row in found.outcomes[:3]]
    [False, False, True]
    """
    if steps < 10:
        raise InputError(f"steps {steps}: give 10 or more")
    train, test = _split(data, held_out)
    best = maximum_margin(train)
    if not isinstance(best, MaximumMargin):
        raise InputError(f"{data.name or 'the data'} cannot be separated: {best.describe()}")
    features = scaled(Patches.of_dataset(train))
    widest = float(best.margin()) * abs(features.z[np.nonzero(features.z)][0] / _first_entry(train))
    spread = _discrepancy(np.array([int(m.p) / int(m.q) for m in best.margins]))
    tested = None if test is None else scaled(Patches.of_dataset(test), like=Patches.of_dataset(train))
    runs, left_out = all_rivals(features, epsilon)
    name, outcomes = data.name or "the data", list[Outcome]()
    for k, rival in enumerate(runs):
        observe(k, len(runs), rival.name, Rivals(name, spread, tuple(outcomes), left_out))
        outcomes.append(_outcome(rival, steps, widest, data.d, seed, tested))
    return Rivals(name, spread, tuple(outcomes), left_out)


def _split(data: Dataset, held_out: int) -> tuple[Dataset, Dataset | None]:
    if not 0 <= held_out <= data.n - BOTH_CLASSES:
        raise InputError(f"held-out {held_out}: give 0 to {data.n - BOTH_CLASSES}, as 2 samples or more are trained on")
    kept = data.n - held_out
    if len(set(data.labels[:kept])) < BOTH_CLASSES:
        raise InputError(f"all {kept} samples are of one class: give data of both, or hold out others")
    return (data, None) if not held_out else (_rows(data, 0, kept), _rows(data, kept, data.n))


def _rows(data: Dataset, low: int, high: int) -> Dataset:
    rows = data.z.tolist()[low * data.P : high * data.P]
    return replace(data, z=type(data.z)(rows), labels=data.labels[low:high])


def _first_entry(data: Dataset) -> float:
    entry = next(entry for entry in data.z.entries() if entry)
    return int(entry.p) / int(entry.q)


def _outcome(rival: Rival, steps: int, widest: float, width: int, seed: int, test: Patches | None) -> Outcome:
    trainer = rival.trainer
    times = {round(steps ** (k / RECORDS)) for k in range(RECORDS + 1)}
    starts, records = 0, list[Record]()
    while not records or (starts < MOST_STARTS and records[-1].outputs.min() <= 0):
        records = trainer.run(
            _start(trainer, seed + starts), eta=0.5 * (1 - rival.momentum), steps=steps, batch=rival.batch,
            momentum=rival.momentum, pace=rival.pace, record_at=times, seed=seed,
        )  # fmt: skip
        starts += 1
    last = records[-1]
    margins = [_margins(trainer, record) for record in records]
    shares = [_share(trainer, record, widest) for record in records]
    course = tuple((record.time, _discrepancy(margin)) for record, margin in zip(records, margins, strict=True))
    ends = margins[-1] / abs(margins[-1].mean())
    share = shares[-1] if trainer.features.sums.shape[1] == width and not rival.name.startswith("BN of") else None
    gaps = [(record.time, 1 - part) for record, part in zip(records, shares, strict=True) if part is not None]
    law = _law("D", course) if course[-1][1] < UNIFORM else _law("gap", gaps) if (share or 0) > NEARLY else ""
    return Outcome(
        rival.name, last.loss, last.time, course[-1][1], float(ends.min()), float(ends.max()), share,
        law, starts, _can_be_uniform(trainer.features), _error(trainer, last, test), rival.proved, course,
    )  # fmt: skip


def _start(trainer: Trainer, seed: int) -> Iterate:
    """Return a random start with mean square feature 1, turned so that the mean output is positive.

    The weights a of hidden units alternate, as layer norm needs them.
    """
    features = trainer.features
    w = np.random.default_rng(seed).normal(size=features.shape)
    w /= math.sqrt(float(np.mean(features.of(w) ** 2)))
    head = np.ones(features.count)
    if isinstance(features, HiddenUnits):
        head[1::2] = -1.0
    start = Iterate(w, 1.0, 0.0, head)
    return start if trainer.record(start).outputs.mean() >= 0 else replace(start, w=-w)


def _margins(trainer: Trainer, record: Record) -> Floats:
    """Return the margins whose spread is D: of w on the patches, or the outputs where the model is not linear in w."""
    model, features = trainer.model, trainer.features
    if isinstance(features, HiddenUnits) or (isinstance(model, BatchNorm) and model.centred and features.count == 1):
        return record.outputs
    h, at = features.of(record.iterate.w), record.iterate
    margins: Floats = math.copysign(1.0, at.gamma) * h
    if isinstance(model, BatchNorm) and model.centred:
        y = features.labels[:, None]
        activations = y * h - np.mean(y * h)
        margins = y * (at.gamma * activations / math.sqrt(float(np.mean(activations**2))) + at.beta / features.count)
    return margins


def _discrepancy(margins: Floats) -> float:
    """Return D: the mean square difference of two margins over the mean square margin."""
    return float(2 * np.mean((margins - margins.mean()) ** 2) / np.mean(margins**2))


def _linear(trainer: Trainer, record: Record) -> Floats | None:
    """Return w of the classifier sign⟨w, Σ_p x^(p)⟩ that a model is at test time; None where it is no such."""
    model, at, features = trainer.model, record.iterate, trainer.features
    if isinstance(model, HiddenBatchNorm) and not trainer.relu:
        scales = np.sqrt(np.mean(features.of(at.w) ** 2, axis=0))
        combined: Floats = (at.head / scales) @ at.w
        return combined
    if isinstance(features, HiddenUnits) or (isinstance(model, BatchNorm) and model.centred):
        return None
    turned: Floats = math.copysign(1.0, at.gamma) * at.w
    return turned


def _share(trainer: Trainer, record: Record, widest: float) -> float | None:
    """Return the margin of a linear classifier over the maximum margin.

    Only the part of w in the span of the data counts: what is orthogonal to them never moves, and BN keeps it for ever.
    """
    w = _linear(trainer, record)
    if w is None:
        return None
    z = trainer.features.sums
    seen = np.linalg.lstsq(z, z @ w, rcond=None)[0]
    return float((z @ w).min() / (np.linalg.norm(seen) * widest))


def _can_be_uniform(features: Features) -> bool:
    """Return whether some w gives all patches (or, for hidden units, all samples) the margin 1, as floats see it."""
    rows = features.z.reshape(-1, features.shape[-1])
    ones = np.ones(len(rows))
    return float(np.abs(rows @ np.linalg.lstsq(rows, ones, rcond=None)[0] - ones).max()) < SOLVED


def _law(name: str, points: Sequence[tuple[float, float]]) -> str:
    """Return how a quantity falls over the later half of a run, on the scale of log log t.

    exp(−log^p t) where that p is about 1 (a power of t) or above, else log^p t; nothing where too little is seen.
    """
    seen = [(math.log(math.log(time)), -math.log(v)) for time, v in points if time > 10 and LEAST_D < v < 1]
    late = [point for point in seen if point[0] >= (seen[0][0] + seen[-1][0]) / 2] if seen else []
    if len(late) < FEWEST:
        return ""
    x, fall = np.array(late).T
    power = float(np.polyfit(x - x.mean(), np.log(fall), 1)[0])
    if power > 0.75:
        return f"{name} like exp(−log^{power:.1f} t)"
    slope = float(np.polyfit(x - x.mean(), -fall, 1)[0])
    return f"{name} like log^{slope:.1f} t" if slope < 0 else ""


def _error(trainer: Trainer, record: Record, test: Patches | None) -> float | None:
    """Return the share of test samples that a linear classifier gets wrong; a tie is wrong."""
    w = _linear(trainer, record)
    if test is None or w is None:
        return None
    sums = test.z.reshape(len(test.z), -1) if isinstance(trainer.features, HiddenUnits) else test.sums
    return float(np.mean(sums @ w <= 0)) if sums.shape[1] == len(w) else None


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


EXPERIMENT = Experiment("rivals", "what other normalisers, mini-batches and depth converge to", rivals)
