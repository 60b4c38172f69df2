"""``bnverify errata``: the printed statements that fail, as a page made from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Module, package or .py file that holds claims (default: proofs)."),
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the errata as JSON.")] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the page to a file instead of the screen.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="Number of processes.")] = 1,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Decide everything afresh and keep nothing.")] = False,
) -> None:
    """List every printed statement that fails: counterexample, what is wrong, the repaired form, what rests on it."""
    from verify.claims.ledger import dump, write_text
    from verify.cli.files import require_folder
    from verify.cli.screen import progress_bar
    from verify.deciding.collect import collect
    from verify.deciding.many_claims import check
    from verify.report.errata import errata, errata_json, errata_markdown

    for path in (json_file, markdown):
        if path:
            require_folder(path)
    claims = collect(targets or [])
    with progress_bar(len(claims)) as report:
        ledger = check(claims, jobs=jobs, cache=not no_cache, progress=report)
    found = errata(ledger)
    if json_file:
        write_text(json_file, dump(errata_json(found, ledger)))
    if markdown:
        write_text(markdown, errata_markdown(found))
    if not json_file and not markdown:
        typer.echo(errata_markdown(found), nl=False)
    for line in ledger.disagreements:
        typer.echo(f"bnverify: disagreement: {line}", err=True)
    if ledger.disagreements:
        raise typer.Exit(1)
