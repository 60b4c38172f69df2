"""Figure 2 of the paper in the part that a CPU can do: a small CNN on two classes of digits, with BN and without.

The paper trains VGG-16 on cats against dogs. Here two convolutions and a hidden layer of ReLU units learn two of
scikit-learn's digits. Measured after each epoch is the paper's margin uniformity of the last hidden layer,

    n⁻² Σ_ii' (y_i' ν(x_i') − y_i ν(x_i))² / (n⁻¹ Σ ν(x_i)²),

for each neuron ν over the data that activate it, in one class, in the other, and in both, averaged over neurons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray

from verify.errors import InputError
from verify.experiments.experiment import Experiment, Observer, Table, quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHANNELS, HIDDEN, BATCH, RATE = 8, 16, 32, 0.05
GROUPS = ("first class", "second class", "both")
FEWEST = 2
MOST_ROWS = 8


@dataclass(frozen=True)
class Course:
    """One seed with BN or without: after each epoch the uniformity in the three groups, and the training error."""

    bn: bool
    seed: int
    uniformity: tuple[tuple[float, float, float], ...]
    error: tuple[float, ...]


@dataclass(frozen=True)
class Figure2:
    """The courses of all seeds."""

    digits: tuple[int, int]
    courses: tuple[Course, ...]

    def mean(self, *, bn: bool) -> NDArray[np.float64]:
        """Return the mean over the seeds that are complete: epochs × groups."""
        seen = [course.uniformity for course in self.courses if course.bn == bn]
        return np.mean(np.array(seen), axis=0) if seen else np.empty((0, len(GROUPS)))

    @property
    def sentence(self) -> str:
        """The mean uniformity at the end, with BN and without."""
        parts = []
        for bn, name in ((True, "with BN"), (False, "without")):
            course = self.mean(bn=bn)
            if len(course):
                said = ", ".join(f"{value:.3g} ({group})" for group, value in zip(GROUPS, course[-1], strict=True))
                parts.append(f"{name} {said}")
        return (
            f"digits {self.digits[0]} and {self.digits[1]}, non-uniformity at the end: {'; '.join(parts) or 'none yet'}"
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the mean over seeds after some epochs."""
        both = [self.mean(bn=True), self.mean(bn=False)]
        epochs = min((len(course) for course in both if len(course)), default=0)
        picked = sorted({round(k * (epochs - 1) / (MOST_ROWS - 1)) for k in range(MOST_ROWS)}) if epochs else []
        rows = tuple(
            (str(k + 1), *(f"{value:.4f}" for course in both if len(course) for value in course[k])) for k in picked
        )
        headings = (
            "epoch",
            *(f"{name} {g}" for name, c in zip(("BN", "no"), both, strict=True) if len(c) for g in "−+±"),
        )
        seeds = len({course.seed for course in self.courses})
        return (Table(f"Margins' spread in the last hidden layer, {seeds} seeds", headings, rows),)

    def draw(self, figure: Figure) -> None:
        """Draw the three groups, every seed thin and the mean thick."""
        panels = figure.subplots(1, len(GROUPS), sharey=True)
        for group, axes in enumerate(panels):
            for bn, colour in ((True, "C0"), (False, "C1")):
                for course in self.courses:
                    if course.bn == bn:
                        values = [row[group] for row in course.uniformity]
                        axes.plot(range(1, len(values) + 1), values, colour, linewidth=0.5)
                mean = self.mean(bn=bn)[:, group]
                axes.plot(range(1, len(mean) + 1), mean, colour, linewidth=2, label="with BN" if bn else "without")
            axes.set(title=GROUPS[group], xlabel="epoch")
        panels[0].set_ylabel("spread of margins over mean square")
        panels[0].legend()


def figure_2(
    *,
    digits: Annotated[tuple[int, ...], "Two digits: −1 and +1."] = (3, 8),
    epochs: Annotated[int, "Epochs of each training."] = 30,
    seeds: Annotated[int, "How many seeds, with BN and without each."] = 3,
    seed: Annotated[int, "The first seed."] = 0,
    observe: Observer = quietly,
) -> Figure2:
    """Train the small CNN with BN and without, and measure margin uniformity after each epoch.

    Raises InputError for other than two digits, no epochs or seeds, and where PyTorch or scikit-learn are missing.
    """
    if len(set(digits)) != 2 or len(digits) != 2 or not set(digits) <= set(range(10)):
        raise InputError(f"digits {','.join(map(str, digits))}: give two different digits, like 3,8")
    if epochs < 1 or seeds < 1:
        raise InputError(f"epochs {epochs}, seeds {seeds}: give at least 1 of each")
    images, labels = _data((digits[0], digits[1]))
    courses: list[Course] = []
    for k, (run, bn) in enumerate((run, bn) for run in range(seed, seed + seeds) for bn in (True, False)):

        def note(epoch: int, at: int = k, of: int = run) -> None:
            observe(at + epoch / epochs, 2 * seeds, f"seed {of}", Figure2((digits[0], digits[1]), tuple(courses)))

        courses.append(_train(images, labels, bn=bn, seed=run, epochs=epochs, note=note))
    return Figure2((digits[0], digits[1]), tuple(courses))


def _data(digits: tuple[int, int]) -> tuple[Any, Any]:
    try:
        import torch
        from sklearn.datasets import load_digits
    except ImportError as fault:
        raise InputError("figure-2 needs PyTorch and scikit-learn: pip install 'bnverify[torch]'") from fault
    found = load_digits()
    kept = np.isin(found.target, digits)
    images = torch.tensor(found.images[kept] / 16.0)[:, None]
    return images, torch.tensor(np.where(found.target[kept] == digits[1], 1.0, -1.0))


def _train(images: Any, labels: Any, *, bn: bool, seed: int, epochs: int, note: Callable[[int], None]) -> Course:
    """Train one network by SGD; the process's own random state and number of threads are left as they were."""
    import torch

    with torch.random.fork_rng(), _one_thread():
        torch.manual_seed(seed)
        hidden, whole = _network(bn)
        optimiser = torch.optim.SGD(whole.parameters(), lr=RATE)
        uniformity, errors = [], []
        for epoch in range(epochs):
            whole.train()
            order = torch.randperm(len(images))
            # the rest of an epoch would be a small batch with poor statistics
            for low in range(0, len(images) - BATCH + 1, BATCH):
                rows = order[low : low + BATCH]
                optimiser.zero_grad()
                torch.nn.functional.softplus(-labels[rows] * whole(images[rows]).ravel()).mean().backward()
                optimiser.step()
            whole.eval()
            with torch.no_grad():
                activations = hidden(images).numpy()
                errors.append(float((labels * whole(images).ravel() <= 0).double().mean()))
            uniformity.append(layer_uniformity(activations, labels.numpy()))
            note(epoch + 1)
    return Course(bn, seed, tuple(uniformity), tuple(errors))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let PyTorch use one thread: on nets this small more of them wait for one another."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _network(bn: bool) -> tuple[Any, Any]:
    """Return the network up to its last hidden layer, and the whole network, in float64."""
    from torch import nn

    def normed(kind: Any, count: int) -> list[Any]:
        return [kind(count)] if bn else []

    hidden = nn.Sequential(
        nn.Conv2d(1, CHANNELS, 3), *normed(nn.BatchNorm2d, CHANNELS), nn.ReLU(),
        nn.Conv2d(CHANNELS, CHANNELS, 3), *normed(nn.BatchNorm2d, CHANNELS), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(4 * CHANNELS, HIDDEN), *normed(nn.BatchNorm1d, HIDDEN), nn.ReLU(),
    ).double()  # fmt: skip
    return hidden, nn.Sequential(hidden, nn.Linear(HIDDEN, 1)).double()


def layer_uniformity(activations: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the paper's margin uniformity of a layer in the first class, the second, and both: 0 for uniform margins.

    A neuron counts in a group where it is active (above 0) on two data or more; the mean is over those neurons, and nan
    where there are none.

    >>> layer_uniformity(np.array([[2.0], [2.0], [1.0]]), np.array([-1.0, -1.0, 1.0]))[0]
    0.0
    """
    groups = (labels < 0, labels > 0, np.ones(len(labels), dtype=bool))
    found = []
    for group in groups:
        values = []
        for neuron in activations.T:
            active = group & (neuron > 0)
            if active.sum() >= FEWEST:
                margins = labels[active] * neuron[active]
                values.append(2 * float(margins.var() / np.mean(margins**2)))
        found.append(float(np.mean(values)) if values else float("nan"))
    return found[0], found[1], found[2]


EXPERIMENT = Experiment("figure-2", "margins in a small CNN's last hidden layer, with BN and without", figure_2)
