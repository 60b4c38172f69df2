"""``bnverify runs``: the runs that are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.options import JsonFile
from verify.errors import InputError
from verify.json_types import JsonObject

if TYPE_CHECKING:
    from verify.batchnorm.dynamics.runs.keep import Store
    from verify.batchnorm.dynamics.runs.store import Summary

SCHEMA = "bnverify-runs-1"

app = typer.Typer(
    name="runs",
    help="List the kept runs, write them out, delete them.",
    rich_markup_mode=None,
    add_completion=False,
    invoke_without_command=True,
)

RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, or the beginning of it.")]


@app.callback()
def listing(context: typer.Context, json_file: JsonFile = None) -> None:
    """List the kept runs: id, data, model, mode, η, digits, the step each is at, its D, and whether it is done."""
    if context.invoked_subcommand is not None:
        if json_file is not None:
            raise InputError(f"--json before {context.invoked_subcommand}: write it behind, as that command's own")
        return
    from verify.cli.shared.files import HERE, require_folder, write_json

    if json_file:
        require_folder(json_file)
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    from verify.batchnorm.dynamics.runs.keep import SHORT_KEY, Store, runs_path
    from verify.batchnorm.dynamics.runs.store import ANOTHER_FILE
    from verify.cli.screens.terminal import console, say
    from verify.report.text import printable, time_words

    out = console(stderr=json_file == HERE)
    path = runs_path()
    summaries = []
    # Path.exists raises where a name is too long
    if os.path.exists(path):
        with Store(path, read_only=True, elsewhere=ANOTHER_FILE) as store:
            summaries = list(store.summaries())
    if json_file:
        write_json(json_file, {"schema": SCHEMA, "runs": [_entry(line) for line in summaries]})
    if not summaries:
        say(out, f"no runs are kept in {path}")
        return
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("run", "data", "model", "mode", "η", "digits", "t", "D", "status"):
        table.add_column(heading, no_wrap=heading == "run")
    for line in summaries:
        cells = (
            line.key[:SHORT_KEY],
            line.name,
            line.model,
            line.mode,
            line.eta,
            str(line.digits or ""),
            "" if line.damaged else time_words(line.t),
            "" if line.discrepancy is None else line.discrepancy.decimal(6),
            "damaged: delete it (bnverify runs delete)"
            if line.damaged
            else "done"
            if line.finished
            else f"stopped, asked to go to {time_words(line.target)}",
        )
        table.add_row(*(Text(printable(cell)) for cell in cells))
    out.print(table)


def _entry(line: Summary) -> JsonObject:
    """Return a line of the list as JSON-ready data: exact, and of a damaged run only its id."""
    if line.damaged:
        return {"run": line.key, "damaged": True}
    return {
        "run": line.key,
        "damaged": False,
        "data": line.name,
        "model": line.model,
        "mode": line.mode,
        "eta": line.eta,
        "digits": line.digits,
        "t": line.t,
        "target": line.target,
        "finished": line.finished,
        "D": None if line.discrepancy is None else str(line.discrepancy.rational),
    }


@app.command("export")
def export(
    run: RunId,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the records as CSV.")] = None,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the run as JSON.")] = None,
) -> None:
    """Write a kept run: its records as CSV, or all of it as JSON, with every number exact."""
    from verify.batchnorm.dynamics.runs.export import run_csv, run_json
    from verify.batchnorm.dynamics.runs.keep import kept_run
    from verify.cli.screens.descend_screen import diagnosis_of
    from verify.cli.shared.files import require_folder
    from verify.files import write_text

    if csv is None and json is None:
        raise InputError(f"nowhere to write run {run}: name a file with --csv or --json")
    for path in filter(None, (csv, json)):
        require_folder(path)
    with _opened(read_only=True) as store:
        kept = kept_run(store, store.find(run))
    if csv is not None:
        write_text(csv, run_csv(kept))
    if json is not None:
        write_text(json, run_json(kept, diagnosis_of(kept)))


@app.command("delete")
def delete(run: RunId) -> None:
    """Forget a kept run."""
    from verify.batchnorm.dynamics.runs.keep import SHORT_KEY

    with _opened() as store:
        key = store.find(run)
        store.delete(key)
    typer.echo(f"deleted run {key[:SHORT_KEY]}")


def _opened(*, read_only: bool = False) -> Store:
    from verify.batchnorm.dynamics.runs.keep import Store, runs_path
    from verify.batchnorm.dynamics.runs.store import ANOTHER_FILE

    path = runs_path()
    if not os.path.exists(path):
        raise InputError(f"no runs are kept: {path} does not exist; bnverify descend makes it")
    return Store(path, read_only=read_only, elsewhere=ANOTHER_FILE)
