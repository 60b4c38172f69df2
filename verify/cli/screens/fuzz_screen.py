"""What ``bnverify fuzz`` shows: what was covered, what failed, and in one line what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from verify.campaigns.corners import CORNERS, SIZES
from verify.campaigns.summary import Finding, Summary
from verify.claims.claim import Claim, Status
from verify.cli.screens.terminal import say
from verify.report.words.evidence import evidence_words
from verify.statement.readings.notation import to_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FEW = 5
# sizes up to this many are listed one by one
MOST_SIZES = 12


def show_summary(out: Console, summary: Summary, found: Sequence[Finding], *, seed: int) -> None:
    """Show the coverage of a campaign, its failures, the worst last, and the counts."""
    if any(row.kept for row in summary.rows):
        out.print(coverage_table(summary))
        for line in size_lines(summary):
            say(out, line)
    known = [finding for finding in found if finding.is_known]
    fresh = [finding for finding in found if not finding.is_known]
    # say in one line what a page expects, unless there is nothing else to say
    alone = len(summary.rows) <= FEW
    for finding in known if alone else []:
        _show_failure(out, finding, "REFUTED, as its page expects")
    if known and not alone:
        say(out, f"refuted, as their pages expect: {_names([finding.covered.claim for finding in known])}")
    for finding in sorted(fresh, key=lambda finding: finding.is_contradiction):
        _show_failure(out, finding, _heading(finding))
    for row in summary.rows:
        for fault in row.faults:
            say(out, f"{_name(row.claim)}: the search broke down: {fault}", style="bold red")
    for number, why in sorted(summary.lost.items()):
        say(out, f"look {number} was given up: {why}", style="bold red")
    if beyond := [row for row in summary.rows if row.beyond]:
        say(out, f"cannot be searched: {_names([row.claim for row in beyond])} ({beyond[0].beyond})")
    if untested := summary.untested:
        names = _names([row.claim for row in untested])
        say(out, f"nothing tested, as no example was drawn that keeps the hypotheses: {names}")
    if untouched := summary.untouched:
        say(out, f"not looked at yet: {_names([row.claim for row in untouched])}")
    say(out, last_line(summary, found, seed), style="bold")


def coverage_table(summary: Summary) -> Table:
    """Return the corners with the number of examples in each, and of claims that had one there."""
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    table.add_column("corner")
    for title in ("examples", "claims"):
        table.add_column(title, justify="right")
    for name in CORNERS:
        count, reached, possible = summary.corner(name)
        if possible:
            table.add_row(name, str(count), f"{reached} of {possible}")
    return table


def size_lines(summary: Summary) -> Iterator[str]:
    """Yield how many examples had which number of samples, patches and dimensions."""
    for name in SIZES:
        if sizes := summary.sizes(name):
            yield f"{name}: {sizes_words(sizes)}"


def sizes_words(sizes: Mapping[int, int]) -> str:
    """Return sizes with their counts, the smallest ones one by one.

    >>> sizes_words({1: 20, 2: 10, 40: 3})
    '1 (20), 2 (10), 40 (3)'
    """
    shown = list(sizes.items())[:MOST_SIZES]
    rest = list(sizes.items())[MOST_SIZES:]
    words = [f"{size} ({count})" for size, count in shown]
    if rest:
        words.append(f"{rest[0][0]} to {rest[-1][0]} ({sum(count for _, count in rest)})")
    return ", ".join(words)


def last_line(summary: Summary, found: Sequence[Finding], seed: int) -> str:
    """Return what came out, in a line."""
    examples, kept = (sum(getattr(row, name) for row in summary.rows) for name in ("examples", "kept"))
    tested = sum(row.kept > 0 and row.failure is None for row in summary.rows)
    parts = [f"{tested} TESTED, none of their examples failed"] if tested else []
    known = sum(finding.is_known for finding in found)
    if known:
        parts.append(f"{known} REFUTED as expected")
    if fresh := len(found) - known:
        parts.append(f"{fresh} REFUTED, not as expected")
    claims = "1 claim" if len(summary.rows) == 1 else f"{len(summary.rows)} claims"
    early = "" if summary.whole else "; stopped early: --resume goes on"
    drawn = f"{examples} examples from seed {seed}, {kept} kept every hypothesis"
    return f"{claims}: {'; '.join(parts) or 'nothing tested'}; {drawn}{early}"


def _heading(finding: Finding) -> str:
    if finding.objection:
        return f"THE RE-CHECKER DOES NOT AGREE WITH THIS COUNTEREXAMPLE ({finding.objection})"
    if finding.is_contradiction:
        return "PROVED BY BNVERIFY, YET IT FAILS: one of the two is wrong"
    if finding.status not in (None, Status.REFUTED):
        return f"REFUTED, where bnverify check finds it {finding.status.value}"
    expected = finding.covered.claim.expected
    return "REFUTED" if expected is None else f"REFUTED, where its page expects {expected.value}"


def _show_failure(out: Console, finding: Finding, heading: str) -> None:
    claim, failure = finding.covered.claim, finding.covered.failure
    style = "bold red" if finding.is_contradiction else "red"
    say(out, f"{heading}: {_name(claim)}", style=style)
    for conclusion in claim.statement.conclusions:
        say(out, to_text(conclusion), indent=2)
    for line in () if failure is None else evidence_words(claim, failure):
        say(out, line, indent=4)
    if finding.is_contradiction:
        if finding.disagreement:
            say(out, finding.disagreement, indent=2)
        say(
            out,
            "A proof and an exact counterexample contradict each other. This is the worst bug that bnverify can have: "
            "believe no verdict on this claim, and report it with these lines.",
            indent=2,
            style=style,
        )


def _names(claims: Sequence[Claim]) -> str:
    shown = ", ".join(_name(claim) for claim in claims[:FEW])
    return shown if len(claims) <= FEW else f"{shown} and {len(claims) - FEW} more"


def _name(claim: Claim) -> str:
    return f"{claim.full_id} ({claim.edition})"
