"""``bnverify recheck``: a ledger's evidence, verified again by code that shares nothing with the provers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER.json", help="What bnverify check --json wrote.")],
) -> None:
    """Re-check a ledger from its JSON alone.

    Exit code 0: nothing is rejected; 1: some evidence does not hold; 2: the file is no ledger.
    """
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    from verify.cli.screen import COLOURS
    from verify.cli.terminal import console, say
    from verify.errors import InputError
    from verify.recheck import RecheckError, recheck_file
    from verify.report.text import printable

    try:
        report = recheck_file(ledger)
    except RecheckError as fault:
        raise InputError(str(fault)) from fault
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("id", "edition", "status", "result"):
        table.add_column(heading, no_wrap=heading != "id")
    table.add_column("detail", ratio=1)
    styles = {"rechecked": "green", "not re-checkable": "yellow", "rejected": "bold red"}
    for outcome in report.outcomes:
        table.add_row(
            Text(printable(outcome.id)),
            Text(outcome.edition),
            Text(printable(outcome.status), style=COLOURS.get(outcome.status, "")),
            Text(outcome.result, style=styles[outcome.result]),
            Text(printable(outcome.detail)),
        )
    out = console()
    out.print(table)
    for outcome in report.rejected:
        say(out, f"REJECTED {outcome.id} ({outcome.edition}): {outcome.detail}", style="bold red")
    say(out, report.last_line, style="bold")
    if not report.accepted:
        raise typer.Exit(1)
