"""``bnverify check``: decide the claims of modules and files, and show the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.data_options import (
    DelimiterOption,
    DropOption,
    HeaderOption,
    LabelOption,
    PatchesOption,
    read_data,
    read_options,
    refuse_without_data,
)

if TYPE_CHECKING:
    from rich.console import Console

    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger, Verdict
    from verify.data import Dataset


def command(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Module, package or .py file that holds claims (default: proofs)."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Only this claim and what it rests on (repeatable)."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FILE", help="Also check this dataset (.csv, .npz, .json).")
    ] = None,
    patches: PatchesOption = None,
    label: LabelOption = None,
    drop: DropOption = None,
    header: HeaderOption = None,
    delimiter: DelimiterOption = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the ledger as JSON.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="Number of processes.")] = 1,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Decide everything afresh and keep nothing.")] = False,
) -> None:
    """Decide claims and print the ledger.

    Exit code 0: every claim has the status its page expects, and none without an expectation is refuted, nor is the
    dataset's assumption; 1: some differ, or two methods disagree; 2: bad usage or input.
    """
    from verify.claims.ledger import dump, write_text
    from verify.cli.files import require_folder
    from verify.cli.screen import is_surprise, last_line, ledger_table
    from verify.cli.terminal import console, say
    from verify.deciding.collect import collect
    from verify.deciding.many_claims import select

    if json_file:
        require_folder(json_file)
    options = read_options(label, drop, header, delimiter)
    if data is None:
        refuse_without_data(options, patches, "name one with --data")
    dataset = read_data(data, options, patches=patches) if data else None
    claims = collect(targets or [])
    ledger = _decided(select(claims, only) if only else claims, dataset, jobs=jobs, cache=not no_cache)
    if json_file:
        write_text(json_file, dump(ledger.to_json()))
    out = console()
    out.print(ledger_table(ledger))
    _show_refuted(out, ledger)
    _show_first_wrong(out, ledger, targets or [])
    _show_without_example(out, ledger)
    for line in ledger.disagreements:
        say(out, f"DISAGREEMENT {line}", style="bold red")
    say(out, last_line(ledger), style="bold")
    if ledger.disagreements or any(map(is_surprise, ledger.verdicts)):
        raise typer.Exit(1)


def _decided(claims: Sequence[Claim], dataset: Dataset | None, *, jobs: int, cache: bool) -> Ledger:
    """Return the ledger of the claims, with the rows of a dataset at its end."""
    from verify.claims.ledger import Ledger, check_unique
    from verify.cli.screen import progress_bar
    from verify.deciding.many_claims import check

    if dataset is None:
        with progress_bar(len(claims)) as report:
            return check(claims, jobs=jobs, cache=cache, progress=report)
    from verify.cli.dataset_rows import MOST_ROWS, dataset_verdicts

    with progress_bar(len(claims) + MOST_ROWS) as report:
        ledger = check(claims, jobs=jobs, cache=cache, progress=report)
        rows = []
        for row in dataset_verdicts(dataset):
            rows.append(row)
            report(row)
    check_unique([*claims, *(row.claim for row in rows)])
    return Ledger((*ledger.verdicts, *rows), ledger.disagreements)


def _show_refuted(out: Console, ledger: Ledger) -> None:
    from verify.claims.claim import Status
    from verify.cli.terminal import say
    from verify.report.derivations import places
    from verify.report.words import refutation

    claims = [verdict.claim for verdict in ledger.verdicts]
    for verdict in ledger.verdicts:
        if verdict.status is Status.REFUTED:
            claim = verdict.claim
            where = "; ".join(place.words for place in places(ledger, claims, claim.key))
            say(out, f"REFUTED {claim.id} ({claim.edition}){f', {where}' if where else ''}", style="red")
            say(out, refutation(verdict), indent=4)
            if claim.remark:
                say(out, claim.remark, indent=4, style="italic")


def _show_without_example(out: Console, ledger: Ledger) -> None:
    from verify.claims.evidence import no_instance
    from verify.cli.screen import without_example
    from verify.cli.terminal import say

    for claim in without_example(ledger):
        say(out, f"PROVED {claim.id} ({claim.edition}), but {no_instance(claim.statement)}", style="yellow")
        say(out, claim.remark or "if there is none, it says nothing", indent=4, style="italic")


def _show_first_wrong(out: Console, ledger: Ledger, targets: list[str]) -> None:
    """Name the first wrong step of each derivation; without derivations, the first wrong claim of a file."""
    from verify.cli.screen import is_surprise
    from verify.cli.terminal import say
    from verify.deciding.collect import is_file_target
    from verify.report.derivations import first_wrong

    wholes = [verdict.claim for verdict in ledger.verdicts if verdict.claim.steps]
    for whole in wholes:
        if step := first_wrong(ledger, whole.steps):
            number = whole.steps.index(step) + 1
            say(
                out,
                f"First wrong step of {whole.id} ({whole.edition}): step {number}, {step[0]} ({step[1]})",
                style="bold",
            )
    if not wholes and any(map(is_file_target, targets)):
        wrong = next(filter(_refuted, filter(is_surprise, ledger.verdicts)), None)
        if wrong:
            say(out, f"First wrong step: {wrong.claim.id} ({wrong.claim.edition})", style="bold")


def _refuted(verdict: Verdict) -> bool:
    return verdict.status.value == "REFUTED"
