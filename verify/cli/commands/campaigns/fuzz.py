"""``bnverify fuzz``: look for counterexamples of claims, as long as one likes, on as many processes as there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.campaigns import (
    AfreshOption,
    Choice,
    HoursOption,
    ResumeOption,
    SchedulerOption,
    SeedOption,
    how_to_go_on,
    run_campaign,
)
from verify.cli.shared.options import Jobs, JsonFile

if TYPE_CHECKING:
    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger
    from verify.deciding.pages.needed import Wanted

USUAL_EXAMPLES = 10_000
ALL = "all"
NOUN = "look"


def command(
    names: Annotated[
        list[str],
        typer.Argument(metavar="ID|all|FILE...", help="Claims, such as lemma-4.2; all of the paper; a module or file."),
    ],
    examples: Annotated[
        int | None,
        typer.Option(
            "--examples",
            metavar="N",
            help=f"Random examples for each claim (default: {USUAL_EXAMPLES}; with --hours as many as fit).",
        ),
    ] = None,
    seed: SeedOption = 0,
    jobs: Jobs = None,
    scheduler: SchedulerOption = None,
    hours: HoursOption = None,
    resume: ResumeOption = False,
    afresh: AfreshOption = False,
    json_file: JsonFile = None,
) -> None:
    """Look for counterexamples of claims: random and cornered examples, each failure made small and exact.

    The same seed finds the same, on any number of processes. What is done is kept as it comes. A claim that survives
    is TESTED, and no more than that.

    Exit code 1: a claim failed whose page does not expect it, or a worker broke down.
    """
    from verify.campaigns.looks import look_campaign
    from verify.campaigns.summary import findings, summarise
    from verify.cli import EndedEarlyError
    from verify.cli.screens.fuzz_screen import show_summary
    from verify.cli.screens.terminal import console
    from verify.cli.shared.files import HERE, require_folder, write_json

    choice = Choice(jobs, scheduler, hours, resume, afresh)
    choice.check()
    if json_file:
        require_folder(json_file)
    found = _wanted(names)
    claims = _chosen(found, names)
    campaign = look_campaign(claims, seed=seed, examples=examples or (None if hours else USUAL_EXAMPLES))
    done, uninterrupted = run_campaign(campaign, choice, noun=NOUN)
    summary = summarise(claims, campaign, done)
    told = findings(summary, lambda failed: _decided(found, failed, jobs))
    if json_file and uninterrupted:
        write_json(json_file, {**summary.to_json(), "seed": seed})
    show_summary(console(stderr=json_file == HERE), summary, told, seed=seed)
    if not uninterrupted:
        raise EndedEarlyError(f"interrupted; {how_to_go_on(done, NOUN)}")
    if not all(finding.is_known for finding in told) or summary.broken:
        raise typer.Exit(1)


def _wanted(names: Sequence[str]) -> Wanted:
    from verify.cli.shared.targets import is_target
    from verify.deciding.pages.needed import wanted

    return wanted([name for name in names if name != ALL and is_target(name)])


def _chosen(found: Wanted, names: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims that are named, in the order of their pages."""
    from verify.cli.shared.targets import is_target
    from verify.deciding.many_claims import named
    from verify.errors import InputError

    targets = [name for name in names if name == ALL or is_target(name)]
    ids = [name for name in names if name not in targets]
    if ALL in targets and len(targets) > 1:
        raise InputError(f"{ALL} beside {' and '.join(name for name in targets if name != ALL)}: give one of them")
    if ALL in targets and ids:
        raise InputError(f"{ALL} beside {ids[0]}: leave the id out, it is among them")
    if not ids:
        return found.claims
    keys = {claim.key for id in ids for claim in named(found.claims, id)}
    return tuple(claim for claim in found.claims if claim.key in keys)


def _decided(found: Wanted, failed: Sequence[Claim], jobs: int | None) -> Ledger:
    """Return what the methods say of claims that failed."""
    from verify.cli.shared.cores import jobs_or_all
    from verify.deciding.many_claims import check, select

    chosen = select(found.all, [claim.full_id for claim in failed])
    return check(chosen, jobs=jobs_or_all(jobs), shipped=found.shipped)
