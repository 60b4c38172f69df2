"""What ``bnverify check`` ends with: counts by section, the worst faults in words, what differs, where to look next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from verify.claims.claim import Claim, Status
from verify.claims.evidence import INSTALL_SOLVER, no_instance
from verify.claims.ledger import Ledger, Verdict
from verify.cli.screens.screen import (
    COLOURS,
    common_prefix,
    is_surprise,
    last_line,
    ledger_table,
    legend,
    row_line,
    without_example,
)
from verify.cli.screens.terminal import print_long, say
from verify.report.derivations import first_wrong, places
from verify.report.summary import counts, repaired, worst
from verify.report.words.evidence import evidence_words, neighbour_words, refused_words, refutation

if TYPE_CHECKING:
    from rich.console import Console

# so many claims are shown one by one; more are counted by section
FEW = 12
FEW_WITHOUT_EXAMPLE = 3
MOST_SURPRISES = 10
MEND_WHAT_IS_UNDEFINED = "mend the conclusion, or the hypotheses that leave it no value"


def show_rows(out: Console, ledger: Ledger, shown: Sequence[Verdict]) -> None:
    """Show rows of the ledger: as a table, through a pager where it is long; a line each where no terminal is."""
    if not out.is_terminal:
        for verdict in shown:
            say(out, row_line(ledger, verdict))
        if meaning := legend(ledger, shown):
            say(out, meaning)
        return
    common = common_prefix([verdict.claim.id for verdict in shown])
    below = "   ".join(filter(None, (legend(ledger, shown), f"(ids without {common})" if common else "")))
    print_long(out, [ledger_table(ledger, shown, width=out.width), Text(below, style="dim")])


def show_end(out: Console, ledger: Ledger, shown: Sequence[Verdict], beside: int, targets: Sequence[str]) -> None:
    """Show the end of a run: few claims one by one, many by section; then what fails the run, then the counts."""
    harmful = worst(ledger, shown) if len(shown) > FEW else ()
    if len(shown) <= FEW:
        _show_refuted(out, ledger, shown)
    else:
        _show_sections(out, ledger, shown)
        _show_worst(out, ledger, shown, harmful)
        _show_surprises(out, ledger, shown)
    _show_derivations(out, ledger, shown, targets)
    _show_vacuous(out, shown)
    _show_missing(out, shown)
    _show_refused(out, shown)
    _show_without_example(out, shown)
    for line in ledger.disagreements:
        say(out, f"DISAGREEMENT {line}", style="bold red")
    _show_where_neighbours_are(out, ledger, shown, targets)
    if len(shown) > FEW:
        _show_next(out, harmful)
    if beside:
        say(out, f"Decided with them, as they rest on them: {beside} claims of other pages.", style="dim")
    say(out, last_line(ledger, shown), style="bold")


def _show_sections(out: Console, ledger: Ledger, shown: Sequence[Verdict]) -> None:
    found = counts(ledger, shown)
    statuses = [status for status in Status if any(status in count.statuses for count in found)]
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("claims", justify="right")
    for status in statuses:
        table.add_column(Text(status.value, style=COLOURS[status.value]), justify="right")
    table.add_column("effectively weaker", justify="right")
    for count in found:
        numbers = (count.total, *(count.statuses.get(status, 0) for status in statuses), count.weaker)
        table.add_row(count.section, *(str(number) if number else "" for number in numbers))
    out.print(table)


def _show_worst(out: Console, ledger: Ledger, shown: Sequence[Verdict], chosen: Sequence[Verdict]) -> None:
    refuted = [verdict for verdict in shown if verdict.status is Status.REFUTED]
    if not refuted:
        say(out, "Nothing is refuted.")
        return
    printed = [verdict for verdict in refuted if verdict.claim.edition == "printed"]
    mended = sum(
        (found := repaired(ledger, verdict.claim)) is not None and found.status is Status.PROVED for verdict in printed
    )
    say(
        out,
        f"Refuted by an exact counterexample: {len(refuted)}, of them {len(printed)} printed statements; "
        f"for {mended} of these a repaired statement is PROVED.",
    )
    say(out, "What does most harm:" if len(chosen) > 1 else "It is:")
    for verdict in chosen:
        claim, found = verdict.claim, repaired(ledger, verdict.claim)
        end = f" Repaired: {found.status.value}." if found else ""
        words = claim.remark or refutation(verdict)
        say(out, f"{claim.source}: {words}{end}", indent=2)
    out.print()


def _show_surprises(out: Console, ledger: Ledger, shown: Sequence[Verdict]) -> None:
    surprises = [verdict for verdict in shown if is_surprise(verdict)]
    if not surprises:
        say(out, "Every claim has the status that its page expects.")
        return
    say(out, f"Not as expected: {len(surprises)}", style="bold red")
    for verdict in surprises[:MOST_SURPRISES]:
        expected = f", expected {verdict.claim.expected.value}" if verdict.claim.expected else ""
        say(out, f"{row_line(ledger, verdict)}{expected}", indent=2)
    if len(surprises) > MOST_SURPRISES:
        say(out, f"… and {len(surprises) - MOST_SURPRISES} more", indent=2)
    # a plain installation has no solver: what is undecided for that alone is no fault of the page
    if lacking := sum(_asks_for_a_solver(verdict) for verdict in surprises):
        say(out, f"For {lacking} of them no sum of squares was looked for: {INSTALL_SOLVER}", indent=2)


def _asks_for_a_solver(verdict: Verdict) -> bool:
    whys = (verdict.evidence.data.get(name, "") for name in ("why", "why_no_proof"))
    return any(INSTALL_SOLVER in str(why) for why in whys)


def _show_next(out: Console, chosen: Sequence[Verdict]) -> None:
    lines = [("bnverify check --all", "every row; fewer with --status, --section, --effective")]
    if chosen:
        lines.insert(
            0, ("bnverify errata", "each printed statement that fails, with its counterexample and its repair")
        )
        lines.insert(1, (f"bnverify show {chosen[0].claim.id}", "one claim as a referee would write it"))
    width = max(len(command) for command, _ in lines)
    say(out, "Where to look next:")
    for command, words in lines:
        say(out, f"{command:{width}}  {words}", indent=2)


def _show_refuted(out: Console, ledger: Ledger, shown: Sequence[Verdict]) -> None:
    claims = [verdict.claim for verdict in ledger.verdicts]
    for verdict in shown:
        if verdict.status is Status.REFUTED:
            claim = verdict.claim
            where = "; ".join(place.words for place in places(ledger, claims, claim.key))
            say(out, f"REFUTED {claim.id} ({claim.edition}){f', {where}' if where else ''}", style="red")
            say(out, refutation(verdict), indent=4)
            for line in neighbour_words(ledger, claim.key):
                say(out, line, indent=4)
            if claim.remark:
                say(out, claim.remark, indent=4, style="italic")


def _show_where_neighbours_are(out: Console, ledger: Ledger, shown: Sequence[Verdict], targets: Sequence[str]) -> None:
    """Name the command that shows what would make a refuted claim right, where the screen does not show it."""
    from verify.deciding.pages.collect import is_file_target

    if len(shown) <= FEW or not any(map(is_file_target, targets)):
        return
    own = [verdict.claim for verdict in shown if verdict.status is Status.REFUTED and not verdict.claim.expected]
    if own:
        first = next((claim for claim in own if ledger.neighbours.get(claim.key)), own[0])
        say(out, f"What would make a refuted claim right: bnverify show {first.id} {' '.join(targets)}")


def _show_vacuous(out: Console, shown: Sequence[Verdict]) -> None:
    for verdict in shown:
        if verdict.status is Status.VACUOUS:
            claim = verdict.claim
            undefined = "undefined" in verdict.evidence.data
            mend = MEND_WHAT_IS_UNDEFINED if undefined else "mend or drop a hypothesis"
            say(out, f"VACUOUS {claim.id} ({claim.edition})", style="red")
            say(out, evidence_words(claim, verdict.evidence)[0].rstrip(":"), indent=4)
            say(out, claim.remark or mend, indent=4, style="italic")


def _show_refused(out: Console, shown: Sequence[Verdict]) -> None:
    """Name the claims whose pages give a certificate that proves nothing, although another one was found."""
    for verdict in shown:
        claim = verdict.claim
        for line in refused_words(claim, verdict.evidence):
            say(out, f"{verdict.status.value} {claim.id} ({claim.edition}), but {line}", style="yellow")


def _show_missing(out: Console, shown: Sequence[Verdict]) -> None:
    """Say of the claims that stay TESTED or OPEN what is missing, where it is known."""
    for verdict in shown if len(shown) <= FEW else ():
        for line in verdict.evidence.data.get("missing", ()):
            say(out, f"{verdict.status.value} {verdict.claim.id} ({verdict.claim.edition}): {line}", style="yellow")


def _show_without_example(out: Console, shown: Sequence[Verdict]) -> None:
    found = without_example(shown)
    for claim in found if len(found) <= FEW else found[:FEW_WITHOUT_EXAMPLE]:
        say(out, f"PROVED {claim.id} ({claim.edition}), but {no_instance(claim.statement)}", style="yellow")
        say(out, claim.remark or "if there is none, it says nothing", indent=4, style="italic")
    if len(found) > max(FEW, FEW_WITHOUT_EXAMPLE):
        say(out, f"and {len(found) - FEW_WITHOUT_EXAMPLE} more are proved without an example: see bnverify show ID")


def _show_derivations(out: Console, ledger: Ledger, shown: Sequence[Verdict], targets: Sequence[str]) -> None:
    """Name the first wrong step of each derivation; in a file without derivations, the first wrong claim."""
    from verify.deciding.pages.collect import is_file_target

    wholes = [verdict for verdict in shown if verdict.claim.steps]
    for verdict in wholes if len(shown) <= FEW or any(map(is_file_target, targets)) else ():
        _show_first_wrong(out, ledger, verdict)
    if not wholes and any(map(is_file_target, targets)):
        wrong = next((v for v in shown if v.status is Status.REFUTED and is_surprise(v)), None)
        if wrong:
            say(out, f"First wrong claim: {wrong.claim.id} ({wrong.claim.edition})", style="bold")


def _show_first_wrong(out: Console, ledger: Ledger, verdict: Verdict) -> None:
    whole: Claim = verdict.claim
    step = first_wrong(ledger, whole.steps)
    if step is None:
        return
    name = f"{whole.id} ({whole.edition})"
    number = whole.steps.index(step) + 1
    say(out, f"First wrong step of {name}: step {number}, {step[0]} ({step[1]})", style="bold")
    if verdict.status is Status.PROVED:
        say(out, f"{name} itself holds: it is PROVED without its steps. Only the way to it has to be mended.", indent=4)
