"""What several commands show of a ledger: colours, the progress bar, rows, the legend, the last line."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from verify.claims.claim import Claim, Status
from verify.claims.evidence import RECHECKABLE
from verify.claims.ledger import Ledger, Verdict
from verify.cli.screens.terminal import PIPED_WIDTH, complain, console
from verify.deciding.many_claims import Progress as Report
from verify.report.text import printable
from verify.statement.readings.notation import to_text

COLOURS = {
    "PROVED": "green",
    "CERTIFIED": "cyan",
    "TESTED": "yellow",
    "OPEN": "magenta",
    "VACUOUS": "red",
    "REFUTED": "red",
}
LEGEND = {
    "!": "! refuted or vacuous, and its page says nothing of it",
    "≠": "≠ not the status that its page expects",
    "→": "→ effectively, as the weakest it rests on",
}
LONGEST_STATEMENT = 120
# where no bar can be drawn, a line says from time to time how far the work is
SECONDS_BETWEEN_LINES = 20.0
# after fewer claims an estimate of the time left says nothing
ENOUGH_TO_TELL = 10


def status_text(status: Status) -> Text:
    """Return a status in its colour."""
    return Text(status.value, style=COLOURS[status.value])


@contextmanager
def progress_bar(total: int) -> Iterator[Report]:
    """Show on standard error how many claims are decided, which came last, and about how long the rest will take.

    Where standard error is no terminal, a line now and then says so.
    """
    out = console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("deciding", total=total, last="")
        begin = said = time.monotonic()
        done = 0

        def report(verdict: Verdict) -> None:
            nonlocal said, done
            done += 1
            bar.update(task, advance=1, last=printable(f"{verdict.claim.id} {verdict.status.value}"))
            now = time.monotonic()
            if bar.disable and now - said > SECONDS_BETWEEN_LINES:
                said = now
                left = f", about {(now - begin) / done * (total - done):.0f} s left" if done >= ENOUGH_TO_TELL else ""
                complain(f"{done} of {total} decided{left}")

        yield report


def row_marks(ledger: Ledger, verdict: Verdict) -> str:
    """Return the signs behind a status: a surprise, and the effective status where it is weaker."""
    surprise = (" ≠" if verdict.claim.expected else " !") if is_surprise(verdict) else ""
    effective = ledger.effective[verdict.claim.key]
    return surprise + (f" → {effective.value}" if effective is not verdict.status else "")


def row_line(ledger: Ledger, verdict: Verdict) -> str:
    """Return a row of the ledger as one line, for another program or a long list."""
    claim = verdict.claim
    return f"{verdict.status.value}{row_marks(ledger, verdict)}  {claim.id} ({claim.edition})  {said(claim)}"


def ledger_table(ledger: Ledger, shown: Collection[Verdict], *, width: int = PIPED_WIDTH) -> Table:
    """Return rows of the ledger as a table that can be read at 80 columns: what does not fit goes below, not away."""
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False, expand=True)
    narrow = width < 110
    table.add_column("id", overflow="fold", max_width=24 if narrow else 36)
    table.add_column("edition", no_wrap=True)
    table.add_column("status", overflow="fold", max_width=14 if narrow else 24)
    table.add_column("statement", ratio=1, overflow="fold")
    if not narrow:
        table.add_column("method", max_width=22)
    common = common_prefix([verdict.claim.id for verdict in shown])
    for verdict in shown:
        claim = verdict.claim
        status = status_text(verdict.status)
        status.append(row_marks(ledger, verdict), style="bold")
        cells = [
            Text(printable(claim.id.removeprefix(common))),
            Text(claim.edition),
            status,
            Text(printable(said(claim))),
        ]
        if not narrow:
            cells.append(Text(printable(verdict.evidence.method)))
        table.add_row(*cells)
    return table


def common_prefix(ids: Sequence[str]) -> str:
    """Return the paper's name before the colon that all of several ids begin with; else the empty string.

    >>> common_prefix(["cao2023:lemma-4.2", "cao2023:C.4"]), common_prefix(["cao2023:C.4", "mine"])
    ('cao2023:', '')
    """
    papers = {id.partition(":")[0] if ":" in id else "" for id in ids}
    return f"{papers.pop()}:" if len(papers) == 1 and papers != {""} else ""


def legend(ledger: Ledger, shown: Collection[Verdict]) -> str:
    """Return the meaning of the signs that some rows carry."""
    used = "".join(row_marks(ledger, verdict) for verdict in shown)
    return "   ".join(meaning for sign, meaning in LEGEND.items() if sign in used)


def said(claim: Claim) -> str:
    """Return what a claim says, in a line: its source and its title, or its conclusions where it has none."""
    source = claim.source if claim.source != claim.id else ""
    words = claim.title or "; ".join(map(to_text, claim.statement.conclusions))
    words = words if len(words) <= LONGEST_STATEMENT else words[: LONGEST_STATEMENT - 1] + "…"
    return f"{source} · {words}" if source else words


def is_surprise(verdict: Verdict) -> bool:
    """Return whether a verdict fails the run: not as expected; refuted or vacuous where nothing is expected."""
    if verdict.claim.expected is None:
        return verdict.status in (Status.REFUTED, Status.VACUOUS)
    return not verdict.as_expected


def without_example(verdicts: Collection[Verdict]) -> list[Claim]:
    """Return the proved claims with which goes no exact instance that keeps their hypotheses."""
    return [verdict.claim for verdict in verdicts if verdict.evidence.data.get("example", "") is None]


def last_line(ledger: Ledger, shown: Collection[Verdict]) -> str:
    """Return the counts for each status, and of rows whose evidence cannot be re-checked, that differ, or disagree."""
    parts = [f"{count} {status.value}" for status in Status if (count := _count(shown, status))]
    unchecked = sum(verdict.evidence.kind not in RECHECKABLE for verdict in shown)
    surprises = sum(map(is_surprise, shown))
    end = [f"{unchecked} without evidence that can be re-checked"]
    if vacuous := len(without_example(shown)):
        end.append(f"{vacuous} proved without an example")
    if surprises:
        end.append(f"{surprises} not as expected")
    if ledger.disagreements:
        end.append(f"{len(ledger.disagreements)} on which methods disagree or broke down")
    claims = "1 claim" if len(shown) == 1 else f"{len(shown)} claims"
    return f"{claims}: {', '.join(parts)}; {'; '.join(end)}"


def _count(verdicts: Collection[Verdict], status: Status) -> int:
    return sum(verdict.status is status for verdict in verdicts)
