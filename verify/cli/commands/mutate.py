"""``bnverify mutate``: run the checker on false neighbours of proved claims."""

from __future__ import annotations

from typing import Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, Targets


def command(
    targets: Targets = None,
    count: Annotated[int, typer.Option("--count", metavar="K", help="Number of mutants.")] = 100,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Which mutants are drawn.")] = 0,
    jobs: Jobs = None,
    json_file: JsonFile = None,
) -> None:
    """Decide mutants of proved claims: how many are refuted, proved, left open.

    A mutant that is proved should be true: each is shown, with the reason where it follows from its claim. Exit code 1
    where methods, or the re-checker, contradict each other on one.
    """
    from verify.claims.claim import Status
    from verify.cli.screens.screen import progress_bar
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.deciding.collect import collect
    from verify.statement.readings.notation import to_text
    from verify.testing.mutation import mutate

    if json_file:
        require_folder(json_file)
    claims = collect(targets or [])
    with progress_bar(count) as report:
        result = mutate(
            claims, count=count, seed=seed, jobs=jobs_or_all(jobs), progress=lambda found: report(found.verdict)
        )
    if json_file:
        write_json(json_file, {"seed": seed, "mutants": [found.to_json() for found in result.decided]})
    out = console(stderr=json_file == HERE)
    for status in (Status.PROVED, Status.CERTIFIED, Status.TESTED, Status.OPEN, Status.VACUOUS):
        for found in result.of(status):
            shown = f"{status.value} {found.origin}, {found.change}: {to_text(found.verdict.claim.statement)}"
            say(out, f"{shown} [true: {found.why_true}]" if found.why_true else shown)
    for found in result.contradictions:
        say(out, f"CONTRADICTION {found.origin}, {found.change}: {found.contradiction}", style="bold red")
    counts = {status: len(result.of(status)) for status in Status}
    shown = ", ".join(f"{number} {status.value}" for status, number in counts.items() if number)
    unseen = f"{len(result.undecided)} neither refuted nor seen to follow from their claim"
    last = f"{len(result.decided)} mutants: {shown}; {unseen}; {len(result.contradictions)} contradictions"
    say(out, last, style="bold")
    if result.contradictions:
        raise typer.Exit(1)
