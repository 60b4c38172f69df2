"""Does uniform margin generalise better? Examples 3.1 and 3.2, with the bounds of Theorems 3.3 and 3.4 beside them.

The classifiers are those that training converges to: patch-wise uniform margin (BN) and maximum margin (none). Test
errors are closed forms in w, Gaussian tails as balls; the samples are drawn in reduced coordinates, so that d costs
nothing. A few samples are also trained on, with BN, without, and with weight norm, to see that training gets there.

Theorem 3.3 claims the error 0 for uniform margin and Θ(1) for maximum margin: its proof's numbers (D.16), (D.18) give
at least Φ(−4). Theorem 3.4 claims at most n^-10 and at least n^(-3/4)/4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import numpy as np
from flint import arb, fmpq, fmpq_mat

from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.batchnorm.examples import Example31, Example32, maximum_margin_weights, upper_tail
from verify.batchnorm.examples.draws import Floats
from verify.batchnorm.examples.tails import log10_of
from verify.batchnorm.rivals import BatchNorm, Iterate, Patches, Trainer, Unnormalised, WeightNorm
from verify.batchnorm.rivals.descent import by_curvature, by_loss
from verify.errors import InputError
from verify.experiments.experiment import Experiment, Observer, Table, quietly
from verify.report.text import time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Example: TypeAlias = Example31 | Example32
COUNTS, RATIOS, POWERS = (4,), (fmpq(1, 100), fmpq(1, 20), fmpq(1)), (fmpq(1, 2), fmpq(1, 4))
LARGEST = 400
LEAP_ETA, LEAP_SCALE = fmpq(1, 10), fmpq(1, 10)  # the theorem asks for a small w(0)
LONGEST_POWER = -1e9  # the logarithm of a chance below it is shown with few digits
KEPT = 0.9
MOST_LEAPT = 24
MOST_TRAINED = 400  # rows of patches that are also trained on
TRAINED = (
    ("BN", BatchNorm(), by_curvature),
    ("none", Unnormalised(), by_loss),
    ("weight norm", WeightNorm(), by_loss),
)


@dataclass(frozen=True)
class Row:
    """One setting: the errors of both classifiers over all draws, as decimal logarithms, and the theorem's bounds.

    ``setting`` is σ over its threshold (Example 3.1) or the power of α (Example 3.2). ``holds`` counts the draws in
    which uniform margin keeps its bound, and in which maximum margin keeps its own; ``missing`` the draws in which one
    of the classifiers does not exist. ``trained`` holds (how, log₁₀ of the error, D) after training on the first draw.
    """

    n: int
    P: int
    d: int
    setting: float
    uniform: tuple[float, ...]
    widest: tuple[float, ...]
    bounds: tuple[float, float]
    holds: tuple[int, int]
    missing: int
    trained: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class BNVersusNone:
    """The rows of an example's table."""

    example: str
    draws: int
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        """From which n on, and for which settings, each bullet of the theorem held in nine draws of ten or more."""
        if not self.rows:
            return f"Example {self.example}: nothing was drawn yet"
        claims = ("uniform margin errs no more than claimed", "maximum margin errs no less than claimed")
        said = [f"{claim} {self._where(k)}" for k, claim in enumerate(claims)]
        return f"Example {self.example}, in 9 of 10 draws or more: {'; '.join(said)}"

    def _where(self, bullet: int) -> str:
        parts = []
        for setting in sorted({row.setting for row in self.rows}):
            rows = sorted((row for row in self.rows if row.setting == setting), key=lambda row: row.n)
            kept = [row.holds[bullet] >= KEPT * self.draws for row in rows]
            first = next((row.n for k, row in enumerate(rows) if all(kept[k:])), None)
            words = "at no n" if first is None else f"from n = {first} on"
            parts.append(f"{words} at {self._name} = {self._setting(setting)}")
        return ", ".join(parts)

    @property
    def _name(self) -> str:
        return "σ/σ₀" if self.example == "3.1" else "α"

    def _setting(self, value: float) -> str:
        return f"{value:.3g}" if self.example == "3.1" else f"n^-{value:.3g}"

    def tables(self) -> tuple[Table, ...]:
        """Return the errors of the two classifiers with their bounds, and what training gave."""
        wide = self.example == "3.2"  # there P = 2, as in Example 3.1 d = 2n
        headings = ("n", "d" if wide else "P", self._name, "uniform", "≤", "maximum", "least", "≥", "hold")
        rows = tuple(
            (
                str(row.n),
                (f"{row.d:.2g}" if row.d > 99999 else str(row.d)) if wide else str(row.P),
                self._setting(row.setting),
                _percent(_median(row.uniform)),
                _percent(row.bounds[0]),
                _percent(_mean(row.widest)),
                _percent(min(row.widest, default=math.nan)),
                _percent(row.bounds[1]),
                f"{row.holds[0]}, {row.holds[1]}",
            )
            for row in self.rows
        )
        trained = tuple(
            (str(row.n), str(row.P), self._setting(row.setting), how, _percent(error), _percent(d))
            for row in self.rows
            for how, error, d in row.trained
        )
        named = ("n", "P", self._name, "trained with", "error", "D_patch")
        title = f"Example {self.example}: errors (median of uniform; mean, least of maximum)"
        found = [Table(title, headings, rows)]
        return (*found, Table("Trained on the first draw", named, trained)) if trained else tuple(found)

    def draw(self, figure: Figure) -> None:
        """Draw the errors of both classifiers against n, a line for each setting."""
        axes = figure.subplots()
        for k, setting in enumerate(sorted({row.setting for row in self.rows})):
            rows = sorted((row for row in self.rows if row.setting == setting), key=lambda row: row.n)
            label = f"{self._name} = {self._setting(setting)}"
            axes.plot(
                [row.n for row in rows], [_mean(row.widest) for row in rows], f"C{k}o-", label=f"maximum, {label}"
            )
            seen = [(row.n, _median(row.uniform)) for row in rows if row.uniform and _median(row.uniform) > -40]
            if seen:
                axes.plot(*zip(*seen, strict=True), f"C{k}s--", label=f"uniform, {label}")
        axes.plot([row.n for row in self.rows], [row.bounds[1] for row in self.rows], "k.", label="claimed at least")
        # an error of 0 has no place on a logarithmic axis
        never = [row.uniform and max(row.uniform) == -math.inf for row in self.rows]
        title = f"Example {self.example}{': uniform margin never errs' if never and all(never) else ''}"
        axes.set(xlabel="n", ylabel="log₁₀ of the chance of error", xscale="log", title=title)
        axes.set_xticks(sorted({row.n for row in self.rows}), minor=False)
        axes.xaxis.set_major_formatter("{x:.0f}")
        axes.minorticks_off()
        axes.legend(fontsize="small")


def bn_vs_no_bn(
    *,
    example: Annotated[str, "3.1 or 3.2."] = "3.1",
    sizes: Annotated[tuple[int, ...], "Numbers of samples n."] = (5, 10, 20, 50),
    counts: Annotated[tuple[int, ...], "Numbers of patches P (Example 3.1)."] = COUNTS,
    ratios: Annotated[tuple[fmpq, ...], "σ over its threshold 20√(Pd) (Example 3.1)."] = RATIOS,
    powers: Annotated[tuple[fmpq, ...], "α = n^-power (Example 3.2)."] = POWERS,
    sigma: Annotated[float | None, "σ, in the place of the example's own."] = None,
    rho: Annotated[float | None, "ρ, in the place of n^(-3/4) (Example 3.2)."] = None,
    draws: Annotated[int, "Samples drawn for each setting."] = 30,
    steps: Annotated[int, "Steps of training on the first draw; 0 for none."] = 1500,
    until: Annotated[int, "Last time of leaps on Example 3.1's first draw of up to 24 patches; 0: none."] = 10**6,
    seed: Annotated[int, "Seed of all that is drawn."] = 0,
    observe: Observer = quietly,
) -> BNVersusNone:
    """Compare uniform and maximum margin on the paper's examples.

    Raises InputError for parameters outside the examples, and for more than 400 samples or patches.

    >>> found = bn_vs_no_bn(sizes=(5,), ratios=(fmpq(1),), draws=3, steps=0)
    >>> found.rows[0].holds
    (3, 3)
    """
    settings = _settings(example, sizes, counts, ratios, powers, sigma, rho)
    if draws < 1 or min(steps, until) < 0:
        raise InputError(
            f"draws {draws}, steps {steps}, until {until}: give at least 1 draw, and 0 or more of the others"
        )
    rows: list[Row] = []
    for k, (value, made) in enumerate(settings):
        observe(k, len(settings), f"n = {made.n}", BNVersusNone(example, draws, tuple(rows)))
        rows.append(_row(value, made, draws, steps, until, seed))
    return BNVersusNone(example, draws, tuple(rows))


def _settings(
    example: str,
    sizes: Sequence[int],
    counts: Sequence[int],
    ratios: Sequence[fmpq],
    powers: Sequence[fmpq],
    sigma: float | None,
    rho: float | None,
) -> list[tuple[float, Example]]:
    if example not in ("3.1", "3.2"):
        raise InputError(f"example {example!r}: give 3.1 or 3.2")
    if not sizes or max((*sizes, *counts)) > LARGEST:
        raise InputError(f"sizes {_list(sizes)}, counts {_list(counts)}: give numbers up to {LARGEST}")
    if example == "3.2":
        if (tuple(counts), tuple(ratios)) != (COUNTS, RATIOS):
            raise InputError(
                f"counts {_list(counts)}, ratios {_list(ratios)} with Example 3.2: they are Example 3.1's, leave out"
            )
        found: list[tuple[float, Example]] = []
        for n in sizes:
            for power in powers:
                if power < 0:
                    raise InputError(f"powers {power}: alpha = n^-power is at most 1, give 0 or more")
                found.append((_float(power), Example32.of(n, power=_float(power), sigma=sigma, rho=rho)))
        return found
    if rho is not None:
        raise InputError(f"rho {rho} with Example 3.1: it is Example 3.2's, leave it out")
    if tuple(powers) != POWERS:
        raise InputError(f"powers {_list(powers)} with Example 3.1: they are Example 3.2's, leave them out")
    made: list[tuple[float, Example]] = []
    for n in sizes:
        for count in counts:
            threshold = Example31(n, count, 1.0).printed_threshold
            chosen = [_float(ratio) for ratio in ratios] if sigma is None else [sigma / threshold]
            made += [(ratio, Example31(n, count, ratio * threshold)) for ratio in chosen]
    return made


def _list(numbers: Sequence[object]) -> str:
    return ",".join(map(str, numbers))


def _row(setting: float, example: Example, draws: int, steps: int, until: int, seed: int) -> Row:
    uniform, widest, missing = [], [], 0
    bounds = _bounds(example)
    holds = [0, 0]
    trained: tuple[tuple[str, float, float], ...] = ()
    for draw in range(draws):
        sample = example.sample(seed=seed * draws + draw)
        even, best = example.uniform(sample), maximum_margin_weights(sample.z)
        if draw == 0 and steps and sample.z[:, :, 0].size <= MOST_TRAINED:
            trained = (*_trained(example, sample, steps, seed), *_leapt(example, sample, until, seed))
        if even is None or best is None:
            missing += 1
            continue
        uniform.append(log10_of(example.error(even)))
        widest.append(log10_of(example.error(best)))
        holds[0] += uniform[-1] <= bounds[0]
        holds[1] += widest[-1] >= bounds[1]
    count = example.P if isinstance(example, Example31) else 2
    errors = tuple(uniform), tuple(widest)
    return Row(example.n, count, example.d, setting, *errors, bounds, (holds[0], holds[1]), missing, trained)


def _bounds(example: Example) -> tuple[float, float]:
    """Return log₁₀ of what the theorem claims: the most that uniform, the least that maximum margin errs."""
    if isinstance(example, Example31):
        return -math.inf, log10_of(upper_tail(4.0, 1.0))
    n = arb(example.n)
    return log10_of(n**-10), log10_of(1 / (4 * n ** arb("0.75")))


def _trained(example: Example, sample: Patches, steps: int, seed: int) -> list[tuple[str, float, float]]:
    """Return, for each way of training, log₁₀ of the test error and of D_patch at its end."""
    table = sample.z.reshape(-1, sample.z.shape[2])
    scale = math.sqrt(len(table)) / float(np.linalg.norm(table, 2))
    scaled = Patches(sample.z * scale, sample.labels)
    found = []
    for name, model, pace in TRAINED:
        trainer = Trainer(model, scaled)
        w = np.random.default_rng(seed).normal(size=scaled.shape)
        w /= math.sqrt(float(np.mean(scaled.of(w) ** 2)))
        w = w if trainer.record(Iterate(w)).outputs.mean() >= 0 else -w
        last = trainer.run(Iterate(w), eta=0.5, steps=steps, pace=pace)[-1].iterate
        end: Floats = math.copysign(1.0, last.gamma) * last.w
        margins = scaled.of(end)
        found.append((name, log10_of(example.error(end)), math.log10(2 * margins.var() / np.mean(margins**2))))
    return found


def _leapt(example: Example, sample: Patches, until: int, seed: int) -> list[tuple[str, float, float]]:
    """Return the same for BN followed by leaps on Example 3.1: ⟨w, w*⟩ and ‖w‖ are all that the error depends on."""
    if not isinstance(example, Example31) or not until or example.n * example.P > MOST_LEAPT:
        return []
    uniform = example.uniform(sample)
    if uniform is None:
        return []
    table = sample.z.reshape(-1, sample.z.shape[2])
    z = fmpq_mat([[_exact(entry) for entry in row] for row in table.tolist()])
    weights = random_weights(z.ncols(), seed=seed, scale=LEAP_SCALE)
    start = start_at(z, weights, gamma=fmpq(1), uniform=[_exact(entry) for entry in uniform.tolist()])
    problem = Problem(z * z.transpose(), LEAP_ETA, LEAP_ETA, example.P)
    last = leap_until(problem, start, until=until, digits=20).final
    if last.alignment is None or last.log10_discrepancy is None:
        return []
    along = float(last.alignment.mid()) * math.copysign(1.0, float(last.gamma))
    across = math.sqrt(max(0.0, float((last.norm_squared - last.alignment**2).mid())))
    error = log10_of(example.error(np.array([along, across])))
    return [(f"BN, leaps to {time_words(until)}", error, float(last.log10_discrepancy))]


def _mean(logs: Sequence[float]) -> float:
    """Return log₁₀ of the mean of chances given by their logarithms."""
    top = max(logs, default=math.nan)
    if not math.isfinite(top):
        return top
    return top + math.log10(sum(10 ** (entry - top) for entry in logs) / len(logs))


def _median(logs: Sequence[float]) -> float:
    return sorted(logs)[len(logs) // 2] if logs else math.nan


def _percent(log: float) -> str:
    if math.isnan(log):
        return "none"
    if log == -math.inf:
        return "0"
    if log > -4:
        return f"{10**log:.2g}"
    if log < LONGEST_POWER:
        return f"10^−{-log:.1e}".replace("e+", "e")
    whole = math.floor(log)
    digit = round(10 ** (log - whole))
    return f"{digit}e{whole}" if digit < 10 else f"1e{whole + 1}"


def _exact(value: float) -> fmpq:
    return fmpq(*value.as_integer_ratio())


def _float(value: fmpq) -> float:
    return int(value.p) / int(value.q)


EXPERIMENT = Experiment(
    "bn-vs-no-bn",
    "test errors of uniform and maximum margin, Examples 3.1, 3.2",
    bn_vs_no_bn,
)
