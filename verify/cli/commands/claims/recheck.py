"""``bnverify recheck``: verify a ledger's evidence from its JSON alone, with code of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile


def command(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER.json", help="What bnverify check --json wrote.")],
    everything: Annotated[bool, typer.Option("--all", help="Show every row, not only those that do not hold.")] = False,
    json_file: JsonFile = None,
    jobs: Jobs = None,
) -> None:
    """Re-check a ledger from its JSON alone.

    Exit code 1: some evidence does not hold; 2: the file is no ledger.
    """
    from rich.text import Text

    from verify.cli.screens.screen import COLOURS
    from verify.cli.screens.terminal import console, print_long, say
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.errors import InputError
    from verify.recheck import RecheckError, recheck_file
    from verify.report.text import printable

    if json_file:
        require_folder(json_file)
    try:
        report = recheck_file(ledger, jobs=jobs_or_all(jobs))
    except RecheckError as fault:
        raise InputError(str(fault)) from fault
    if json_file:
        write_json(json_file, report.to_json())
    out = console(stderr=json_file == HERE)
    styles = {"rechecked": "green", "not re-checkable": "yellow", "rejected": "bold red"}
    lines = []
    for outcome in report.outcomes if everything else ():
        line = Text(f"{outcome.result:17}", style=styles[outcome.result])
        line.append(f"{printable(outcome.status):9} ", style=COLOURS.get(outcome.status, ""))
        line.append(f"{printable(outcome.id)} ({outcome.edition})", style="default")
        lines.append(line.append(f"  {printable(outcome.detail)}" if outcome.detail else ""))
    print_long(out, lines)
    for outcome in report.outcomes if not everything else ():
        if outcome.result == "not re-checkable":
            say(out, f"not re-checkable: {outcome.id} ({outcome.edition}), {outcome.detail}", style="yellow")
    for outcome in report.rejected:
        say(out, f"REJECTED {outcome.id} ({outcome.edition}): {outcome.detail}", style="bold red")
    say(out, report.last_line, style="bold")
    if not report.accepted:
        raise typer.Exit(1)
