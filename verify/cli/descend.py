"""``bnverify descend``: gradient descent on a dataset, at any number of digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from verify.data import Dataset
    from verify.dynamics.descent import Descent, Observer
    from verify.dynamics.record import Record

SCHEMA = "bnverify-descent-1"
COLUMNS = ("t", "gamma", "D", "log10_D", "loss", "norm_squared", "alignment")
SHOWN_DIGITS = 10


def command(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Dataset: .csv, .npz or .json.")],
    model: Annotated[
        str | None, typer.Option("--model", metavar="linear|conv", help="Default: what the patches say.")
    ] = None,
    patches: Annotated[int | None, typer.Option("--patches", metavar="P", help="Patches a sample.")] = None,
    eta: Annotated[str, typer.Option("--eta", metavar="E", help="Step size, read exactly: 0.1 or 1/10.")] = "1/10",
    gamma: Annotated[str, typer.Option("--gamma", metavar="G", help="γ(0), read exactly.")] = "1",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the random w(0).")] = 0,
    scale: Annotated[
        str, typer.Option("--scale", metavar="X", help="Standard deviation of w(0)'s entries, read exactly.")
    ] = "1",
    steps: Annotated[int, typer.Option("--steps", metavar="N", help="Number of steps.")] = 1000,
    digits: Annotated[int, typer.Option("--digits", metavar="K", help="Digits of the working precision.")] = 50,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the records: .json or .csv.")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Run although no w has margin 1 on every row.")] = False,
) -> None:
    """Run gradient descent with an exact step size from an exact start, and print t, γ, D, the loss and the norms."""
    from verify.cli.files import require_folder
    from verify.cli.screen import console, say
    from verify.data import rational, read_dataset
    from verify.dynamics.descent import descend
    from verify.dynamics.problem import Problem
    from verify.dynamics.starts import random_start
    from verify.errors import InputError

    if out:
        require_folder(out)
        if out.suffix not in (".json", ".csv"):
            raise InputError(f"--out {out} ends in {out.suffix!r}: give a .json or .csv file")
    dataset = read_dataset(data, patches=patches)
    require_model(dataset, model)
    step_size = rational(eta, where="--eta")
    problem = Problem(gram=dataset.gram, eta_w=step_size, eta_gamma=step_size, patches=dataset.P)
    start = random_start(
        dataset.z,
        seed=seed,
        scale=rational(scale, where="--scale"),
        gamma=rational(gamma, where="--gamma"),
        uniform=uniform_margin(dataset, anyway=anyway),
    )
    with _step_bar(steps) as observe:
        run = descend(problem, start, steps=steps, digits=digits, observe=observe, observe_every=max(1, steps // 200))
    if out:
        settings = {"seed": seed, "scale": str(rational(scale)), "gamma": str(start.gamma)}
        _write(out, run, dataset, settings)
    screen = console()
    screen.print(_table(run.records))
    say(screen, _last_line(run))


def require_model(dataset: Dataset, model: str | None) -> None:
    """Raise InputError where the model named does not fit the number of patches."""
    from verify.errors import InputError

    if model not in (None, "linear", "conv"):
        raise InputError(f"--model {model}: use linear or conv")
    if model == "linear" and dataset.P > 1:
        raise InputError(f"--model linear with {dataset.P} patches a sample: use --model conv, or --patches 1")
    if model == "conv" and dataset.P == 1:
        raise InputError("--model conv with 1 patch a sample: say with --patches how many a sample is cut into")


def uniform_margin(dataset: Dataset, *, anyway: bool) -> Sequence[Any] | None:
    """Return w*; None with ``anyway`` where there is none. Raises InputError where there is none otherwise."""
    from verify.data import Infeasible, check_assumption
    from verify.errors import InputError

    found = check_assumption(dataset)
    if not isinstance(found, Infeasible):
        return found.w_star
    if not anyway:
        assumption = "2.1" if dataset.P == 1 else "3.1"
        raise InputError(f"Assumption {assumption} fails: {found.describe()}; run it all the same with --anyway")
    return None


@contextmanager
def _step_bar(steps: int) -> Iterator[Observer | None]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from verify.cli.screen import console

    out = console(stderr=True)
    if not out.is_terminal:
        yield None
        return
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=out, transient=True) as bar:
        task = bar.add_task("steps", total=steps)
        yield lambda t, state: bar.update(task, completed=t)


def _cells(record: Record, digits: int) -> list[str]:
    values = (
        record.gamma,
        record.discrepancy,
        record.log10_discrepancy,
        record.loss,
        record.norm_squared,
        record.alignment,
    )
    return [str(record.t), *("" if value is None else value.decimal(digits) for value in values)]


def _table(records: Sequence[Record]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("t", "γ", "D", "log₁₀ D", "loss", "‖w‖²", "⟨w, w*⟩"):
        table.add_column(heading, justify="right", no_wrap=True)
    for record in records:
        table.add_row(*_cells(record, SHOWN_DIGITS))
    return table


def _last_line(run: Descent) -> str:
    first, last = run.records[0], run.records[-1]
    return (
        f"{last.t} steps with η = {run.problem.eta_w} at {run.digits} digits: "
        f"D from {first.discrepancy.decimal(4)} to {last.discrepancy.decimal(4)}, "
        f"γ from {first.gamma.decimal(4)} to {last.gamma.decimal(4)}"
    )


def _write(path: Path, run: Descent, dataset: Dataset, settings: dict[str, Any]) -> None:
    from verify.claims.ledger import dump, write_text

    rows = [_cells(record, run.digits) for record in run.records]
    if path.suffix == ".csv":
        write_text(path, "".join(",".join(row) + "\n" for row in ([*COLUMNS], *rows)))
        return
    content = {
        "schema": SCHEMA,
        "dataset": {"name": dataset.name, "sha256": dataset.digest, "n": dataset.n, "P": dataset.P, "d": dataset.d},
        "model": "linear" if dataset.P == 1 else "conv",
        "eta": str(run.problem.eta_w),
        "digits": run.digits,
        "start": settings,
        "records": [
            {name: int(cell) if name == "t" else cell or None for name, cell in zip(COLUMNS, row, strict=True)}
            for row in rows
        ],
    }
    write_text(path, dump(content))
