"""``bnverify mutate``: run the checker on false neighbours of proved claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.campaigns import (
    AfreshOption,
    Choice,
    HoursOption,
    ResumeOption,
    SchedulerOption,
    how_to_go_on,
    run_campaign,
)
from verify.cli.shared.options import Jobs, JsonFile, Targets

if TYPE_CHECKING:
    from rich.console import Console

    from verify.testing.mutation import MutationReport

NOUN = "mutant"


def command(
    targets: Targets = None,
    count: Annotated[int, typer.Option("--count", metavar="K", help="Number of mutants.")] = 100,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Which mutants are drawn.")] = 0,
    jobs: Jobs = None,
    scheduler: SchedulerOption = None,
    hours: HoursOption = None,
    resume: ResumeOption = False,
    afresh: AfreshOption = False,
    json_file: JsonFile = None,
) -> None:
    """Decide mutants of proved claims: how many are refuted, proved, left open.

    A mutant that is proved should be true: each is shown, with the reason where it follows from its claim. What is
    decided is kept as it comes. Exit code 1 where methods, or the re-checker, contradict each other on one.
    """
    from verify.cli import EndedEarlyError
    from verify.cli.screens.terminal import console
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.deciding.pages.collect import collect
    from verify.testing.mutation import draw_mutation

    choice = Choice(jobs, scheduler, hours, resume, afresh)
    choice.check()
    if json_file:
        require_folder(json_file)
    drawn = draw_mutation(collect(targets or []), count=count, seed=seed, jobs=jobs_or_all(jobs))
    done, uninterrupted = run_campaign(drawn.campaign, choice, noun=NOUN)
    result = drawn.report(done, jobs=jobs_or_all(jobs))
    if json_file and uninterrupted:
        write_json(json_file, {"seed": seed, "mutants": [found.to_json() for found in result.decided]})
    _show(console(stderr=json_file == HERE), result, whole=done.whole)
    if not uninterrupted:
        raise EndedEarlyError(f"interrupted; {how_to_go_on(done, NOUN)}")
    if result.contradictions:
        raise typer.Exit(1)


def _show(out: Console, result: MutationReport, *, whole: bool) -> None:
    """Show the mutants that are not refuted, what contradicts what, and the counts."""
    from verify.claims.claim import Status
    from verify.cli.screens.terminal import say
    from verify.statement.readings.notation import to_text

    for status in (Status.PROVED, Status.CERTIFIED, Status.TESTED, Status.OPEN):
        for found in result.of(status):
            shown = f"{status.value} {found.origin}, {found.change}: {to_text(found.verdict.claim.statement)}"
            say(out, f"{shown} [true: {found.why_true}]" if found.why_true else shown)
    for found in result.contradictions:
        say(out, f"CONTRADICTION {found.origin}, {found.change}: {found.contradiction}", style="bold red")
    counts = {status: len(result.of(status)) for status in Status}
    shown = ", ".join(f"{number} {status.value}" for status, number in counts.items() if number)
    unseen = f"{len(result.undecided)} neither refuted nor seen to follow from their claim"
    early = "" if whole else "; stopped early: --resume goes on"
    last = f"{len(result.decided)} mutants: {shown}; {unseen}; {len(result.contradictions)} contradictions{early}"
    say(out, last, style="bold")
