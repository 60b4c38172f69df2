"""The commands and their options. What they need is imported when one runs, so that ``--help`` is quick."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import typer
from typer.main import get_command

from verify.cli.commands.campaigns import fuzz, mutate
from verify.cli.commands.claims import check, errata, evidence, recheck, report, show
from verify.cli.commands.descent import compare, data, descend, experiment, runs
from verify.cli.shared.examples import epilog, exit_codes
from verify.cli.shared.imports import SWALLOWING, import_whole
from verify.cli.shared.ranges import RangedCommand

# the commands that load what swallows a Ctrl-C, and then run long
LOADING = ("check", "compare", "descend", "errata", "evidence", "experiment", "fuzz", "mutate", "report")

app = typer.Typer(
    name="bnverify",
    help="Decide statements on batch normalisation's implicit bias, with evidence anyone can re-check.",
    epilog=exit_codes(),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check", epilog=epilog("check"))(check.command)
app.command("show", epilog=epilog("show"))(show.command)
app.command("data", epilog=epilog("data"))(data.command)
app.command("descend", epilog=epilog("descend"))(descend.command)
app.add_typer(runs.app, epilog=epilog("runs"))
app.command("compare", context_settings=compare.SETTINGS, add_help_option=False)(compare.command)
app.add_typer(experiment.app, epilog=epilog("experiment"))
app.command("recheck", epilog=epilog("recheck"))(recheck.command)
app.command("evidence", epilog=epilog("evidence"))(evidence.command)
app.command("errata", epilog=epilog("errata"))(errata.command)
app.command("report", epilog=epilog("report"))(report.command)
app.command("fuzz", epilog=epilog("fuzz"))(fuzz.command)
app.command("mutate", epilog=epilog("mutate"))(mutate.command)
for _group in (app, runs.app):
    for _registered in _group.registered_commands:
        _registered.cls = RangedCommand


@cache
def command() -> Any:
    """Return the command line of ``app``, made once: reading the commands' options takes longer than most calls."""
    return get_command(app)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Show the version and leave.", is_eager=True),
) -> None:
    if version:
        from verify import __version__

        typer.echo(f"bnverify {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit
    if context.invoked_subcommand in LOADING and "--help" not in sys.argv:
        import_whole(SWALLOWING)
