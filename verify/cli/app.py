"""The commands and their options. What they need is imported when one runs, so that ``--help`` is quick."""

from __future__ import annotations

import sys

import typer

from verify.cli import check, data, descend, errata, experiment, mutate, recheck, runs, show
from verify.cli.imports import SWALLOWING, import_whole

# the commands that load what swallows a Ctrl-C, and then run long
LOADING = ("check", "descend", "experiment", "mutate")

app = typer.Typer(
    name="bnverify",
    help="Decide statements on batch normalisation's implicit bias, with evidence anyone can re-check.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
app.command("check")(check.command)
app.command("show")(show.command)
app.command("data")(data.command)
app.command("descend")(descend.command)
app.add_typer(runs.app)
app.add_typer(experiment.app)
app.command("recheck")(recheck.command)
app.command("errata")(errata.command)
app.command("mutate")(mutate.command)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Show the version and leave.", is_eager=True),
) -> None:
    if version:
        from verify import __version__

        typer.echo(f"bnverify {__version__}")
        raise typer.Exit
    if context.invoked_subcommand in LOADING and "--help" not in sys.argv:
        import_whole(SWALLOWING)
