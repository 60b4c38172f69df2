"""What all commands show: the console, the ledger as a table, the statuses' colours, the last line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from verify.claims.claim import Claim, Edition, Status
from verify.claims.evidence import RECHECKABLE
from verify.claims.ledger import Ledger, Verdict
from verify.cli.terminal import console
from verify.deciding.many_claims import Progress as Report
from verify.report.text import printable
from verify.statement.notation import to_text

COLOURS = {"PROVED": "green", "CERTIFIED": "cyan", "TESTED": "yellow", "OPEN": "magenta", "REFUTED": "red"}
LONGEST_STATEMENT = 120


def status_text(status: Status) -> Text:
    """Return a status in its colour."""
    return Text(status.value, style=COLOURS[status.value])


@contextmanager
def progress_bar(total: int) -> Iterator[Report]:
    """Show on standard error how many claims are decided, and which came last; nothing where it is no terminal."""
    out = console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[last]}", markup=False))
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("deciding", total=total, last="")

        def report(verdict: Verdict) -> None:
            bar.update(task, advance=1, last=printable(f"{verdict.claim.id} {verdict.status.value}"))

        yield report


def ledger_table(ledger: Ledger, *, only: Collection[tuple[str, Edition]] | None = None) -> Table:
    """Return the ledger as a table, one row for each verdict, or for each with one of the keys."""
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for heading in ("id", "edition"):
        table.add_column(heading, no_wrap=True)
    table.add_column("statement", ratio=1)
    for heading in ("status", "effective"):
        table.add_column(heading, no_wrap=True)
    table.add_column("method")
    table.add_column("seconds", justify="right", no_wrap=True)
    for verdict in ledger.verdicts:
        claim = verdict.claim
        if only is not None and claim.key not in only:
            continue
        status = status_text(verdict.status)
        if is_surprise(verdict):
            status.append(" ≠" if claim.expected else " !", style="bold")
        table.add_row(
            Text(printable(claim.id)),
            Text(claim.edition),
            Text(printable(_said(claim))),
            status,
            status_text(ledger.effective[claim.key]),
            Text(printable(verdict.evidence.method)),
            Text(f"{verdict.seconds:.2f}"),
        )
    return table


def _said(claim: Claim) -> str:
    source = claim.source if claim.source != claim.id else ""
    said = claim.title or "; ".join(map(to_text, claim.statement.conclusions))
    said = said if len(said) <= LONGEST_STATEMENT else said[: LONGEST_STATEMENT - 1] + "…"
    return f"{source} · {said}" if source else said


def is_surprise(verdict: Verdict) -> bool:
    """Return whether a verdict fails the run: not as expected, or refuted where nothing is expected."""
    if verdict.claim.expected is None:
        return verdict.status is Status.REFUTED
    return not verdict.as_expected


def without_example(ledger: Ledger) -> list[Claim]:
    """Return the proved claims with which goes no exact instance that keeps their hypotheses."""
    return [verdict.claim for verdict in ledger.verdicts if verdict.evidence.data.get("example", "") is None]


def last_line(ledger: Ledger) -> str:
    """Return the counts for each status, and of rows whose evidence cannot be re-checked, that differ, or disagree."""
    verdicts = ledger.verdicts
    parts = [f"{count} {status.value}" for status in Status if (count := _count(verdicts, status))]
    unchecked = sum(verdict.evidence.kind not in RECHECKABLE for verdict in verdicts)
    surprises = sum(map(is_surprise, verdicts))
    end = [f"{unchecked} without evidence that can be re-checked"]
    if vacuous := len(without_example(ledger)):
        end.append(f"{vacuous} proved without an example")
    if surprises:
        end.append(f"{surprises} not as expected")
    if ledger.disagreements:
        end.append(f"{len(ledger.disagreements)} on which methods disagree or broke down")
    claims = "1 claim" if len(verdicts) == 1 else f"{len(verdicts)} claims"
    return f"{claims}: {', '.join(parts)}; {'; '.join(end)}"


def _count(verdicts: Sequence[Verdict], status: Status) -> int:
    return sum(verdict.status is status for verdict in verdicts)
