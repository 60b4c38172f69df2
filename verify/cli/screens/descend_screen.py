"""What a run shows: a bar while it goes, a short table at its end, files on request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from verify.errors import InputError
from verify.report.text import time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.table import Table

    from verify.batchnorm.dynamics.diagnosis import Diagnosis
    from verify.batchnorm.dynamics.runs.keep import Moment, Run, RunPlan, Snapshot
    from verify.batchnorm.dynamics.weights import TestMargins

Row = TypeVar("Row")

SHOWN_DIGITS = 6
MOST_ROWS = 24


def require_writable(*paths: Path | None) -> None:
    """Raise InputError where a file asked for is no .json or .csv, or could not be written."""
    from verify.cli.shared.files import require_folder

    for path in paths:
        if path is None:
            continue
        require_folder(path)
        if path.suffix not in (".json", ".csv"):
            raise InputError(f"{path} ends in {path.suffix!r}: give a .json or .csv file")


def write_run(path: Path, run: Run, diagnosis: Diagnosis) -> None:
    """Write a run as CSV or JSON, as the file's name says, whole or not at all."""
    from verify.batchnorm.dynamics.runs.export import run_csv, run_json
    from verify.files import write_text

    write_text(path, run_csv(run) if path.suffix == ".csv" else run_json(run, diagnosis))


def diagnosis_of(run: Run) -> Diagnosis:
    """Return the diagnosis of a run."""
    from verify.batchnorm.dynamics.diagnosis import diagnose

    plan = run.plan
    digits = plan.digits + plan.guard
    return diagnose(run.snapshots, plan.problem, plan.start, digits, backend=plan.backend, mode=plan.mode)


def show_run(run: Run, diagnosis: Diagnosis, *, store: bool) -> None:
    """Print the table of a run, how it came about, and the diagnosis; for a certified run, what is certified."""
    from verify.cli.screens.terminal import console, say

    screen = console()
    screen.print(_table(run.snapshots))
    say(screen, _origin(run, store=store))
    if run.plan.mode == "certify":
        say(screen, run.state, style="bold")
    say(screen, diagnosis.text, style="bold")


def show_tests(found: Sequence[TestMargins]) -> None:
    """Print what w made of new samples along a run, and one sentence on its end."""
    from rich.box import SIMPLE
    from rich.table import Table

    from verify.cli.screens.terminal import console, say

    screen = console()
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("t", "accuracy", "least margin", "mean margin"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in _picked(found):
        margins = (value.str(SHOWN_DIGITS, radius=False) for value in (row.least, row.mean))
        table.add_row(time_words(row.t), f"{row.accuracy:.4f}", *margins)
    screen.print(table)
    last = found[-1]
    say(
        screen,
        f"on the new samples {100 * last.accuracy:.4g} % are right at t = {time_words(last.t)}; their normalised "
        f"margins have mean {last.mean.str(SHOWN_DIGITS, radius=False)} and least value "
        f"{last.least.str(SHOWN_DIGITS, radius=False)}, where those descended on tend to 1",
    )


def draw_run(figure: Figure, run: Run) -> None:
    """Draw log₁₀ D, γ and log₁₀ of the loss of a run over t, on an axis that holds any t."""
    later = [snapshot for snapshot in run.snapshots if snapshot.t > 0]
    far = bool(later) and later[-1].t > 10**300
    times = [log10(snapshot.t) if far else float(snapshot.t) for snapshot in later]
    falls = [None if s.log10_discrepancy is None else float(s.log10_discrepancy) for s in later]
    losses = [float(s.loss.ball.log_base(10)) for s in later]
    curves: tuple[tuple[str, Sequence[float | None]], ...] = (
        ("log₁₀ D", falls),
        ("γ", [float(s.gamma) for s in later]),
        ("log₁₀ loss", losses),
    )
    panels: Sequence[Axes] = list(figure.subplots(1, 3))
    for axes, (label, values) in zip(panels, curves, strict=True):
        kept = [(time, value) for time, value in zip(times, values, strict=True) if value is not None]
        axes.plot([time for time, _ in kept], [value for _, value in kept], ".-")
        axes.set(xlabel="log₁₀ t" if far else "t", ylabel=label, xscale="linear" if far else "log")
    figure.suptitle(f"{run.plan.name}: η = {run.plan.problem.eta_w}, {run.plan.digits} digits")


@contextmanager
def run_bar(plan: RunPlan, target: int) -> Iterator[Callable[[Moment], object] | None]:
    """Show t, D, γ, steps/s and the time left on standard error while a run goes; nothing where it is no terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from verify.cli.screens.terminal import console

    out = console(stderr=True)
    if not out.is_terminal:
        yield None
        return
    # leaps go by powers of ten
    length: Callable[[int], float] = (lambda t: log10(t + 1)) if plan.leaps else float
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=20), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=length(target))
        clock = _Clock()

        def observe(moment: Moment) -> None:
            bar.update(task, completed=length(moment.t), description=_progress_line(moment, clock.rate(moment.t)))

        yield observe


class _Clock:
    """Tells how many steps a second a run makes, over its last seconds."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, int]] = []

    def rate(self, t: int) -> float:
        now = time.monotonic()
        self._seen = [*(seen for seen in self._seen if now - seen[0] < 5), (now, t)]
        then, first = self._seen[0]
        return (t - first) / (now - then) if now > then else 0.0


def _progress_line(moment: Moment, rate: float) -> str:
    latest = moment.look() if moment.look is not None else None
    parts = [f"t = {time_words(moment.t)}"]
    if latest is not None:
        parts += [f"D = {latest.discrepancy.decimal(3)}", f"γ = {latest.gamma.decimal(5)}"]
    return "  ".join([*parts, f"{rate:.3g} steps/s"])


def _table(snapshots: Sequence[Snapshot]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("t", "γ", "D", "loss", "‖w‖²"):
        table.add_column(heading, justify="right", no_wrap=True)
    for snapshot in _picked(snapshots):
        values = (snapshot.gamma, snapshot.discrepancy, snapshot.loss, snapshot.norm_squared)
        cells = ("" if value is None else value.decimal(SHOWN_DIGITS) for value in values)
        table.add_row(time_words(snapshot.t), *cells)
    return table


def _picked(snapshots: Sequence[Row]) -> list[Row]:
    """Return at most MOST_ROWS of the records, evenly chosen, the first and the last among them."""
    if len(snapshots) <= MOST_ROWS:
        return list(snapshots)
    return [snapshots[round(k * (len(snapshots) - 1) / (MOST_ROWS - 1))] for k in range(MOST_ROWS)]


def _origin(run: Run, *, store: bool) -> str:
    from verify.batchnorm.dynamics.runs.keep import SHORT_KEY

    plan = run.plan
    etas = f"η = {plan.problem.eta_w}"
    if plan.problem.eta_gamma != plan.problem.eta_w:
        etas = f"η_w = {plan.problem.eta_w}, η_γ = {plan.problem.eta_gamma}"
    how = {
        "made": "made" if store else "made, not kept",
        "remade": "made again without being kept, as the run that is kept is farther on",
        "continued": f"continued from step {time_words(run.begun)}",
        "kept": "answered from the runs kept, nothing was computed",
    }[run.origin]
    means = {"leap": ", by leaps", "flow": ", gradient flow", "certify": ", certified", "direct": ""}[plan.mode]
    return f"run {plan.key[:SHORT_KEY]}: {time_words(run.t)} steps with {etas} at {plan.digits} digits{means}; {how}"
