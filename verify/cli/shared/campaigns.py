"""What the commands that run campaigns share: their options, workers, what is kept, the bar."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from verify.campaigns.campaign import Campaign
    from verify.campaigns.driving import Done, Progress
    from verify.campaigns.executors import Workers

SeedOption = Annotated[int, typer.Option("--seed", metavar="S", help="What all draws are made from.")]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Work on this Dask cluster: tcp://HOST:PORT (extra dask)."),
]
HoursOption = Annotated[
    float | None,
    typer.Option("--hours", metavar="H", help="Begin nothing more after so many hours, such as 0.5."),
]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with what is kept of the same campaign.")]
AfreshOption = Annotated[bool, typer.Option("--afresh", help="Drop what is kept of the same campaign and begin again.")]
SECONDS_BETWEEN_LINES = 20.0


@dataclass(frozen=True)
class Choice:
    """What was asked for of a campaign, whatever its work is."""

    jobs: int | None
    scheduler: str | None
    hours: float | None
    resume: bool
    afresh: bool

    def check(self) -> None:
        """Raise InputError where two of the options exclude one another, or an address is none."""
        from verify.errors import InputError

        if self.scheduler is not None and self.jobs is not None:
            raise InputError("--jobs and --scheduler: the cluster has its own number of processes, leave --jobs out")
        if self.scheduler is not None and "://" not in self.scheduler:
            raise InputError(f"--scheduler {self.scheduler} is no address: give one such as tcp://127.0.0.1:8786")
        if self.resume and self.afresh:
            raise InputError("--resume and --afresh: give one of the two")


def run_campaign(campaign: Campaign, choice: Choice, *, noun: str) -> tuple[Done, bool]:
    """Do a campaign, kept in the user's file as it goes; return what was done, and whether no Ctrl-C ended it.

    Raises InputError where some of the same campaign is kept and it is not said what is to become of it.
    """
    from verify.campaigns.driving import Done, drive
    from verify.campaigns.store import opened_store
    from verify.errors import InputError

    choice.check()
    until = None if choice.hours is None else time.monotonic() + 3600 * choice.hours
    with opened_store() as store:
        known = {} if choice.afresh else store.results(campaign)
        if known and not choice.resume and not campaign.is_whole(known):
            raise InputError(
                f"{_counted(len(known), noun)} of this campaign {'is' if len(known) == 1 else 'are'} kept: go on with "
                "--resume, or begin again with --afresh"
            )
        if not choice.resume:
            known = {}
        store.begin(campaign, afresh=not choice.resume)
        with _workers(choice) as workers, _bar(campaign, len(known), noun) as progress:
            try:
                done = drive(
                    campaign,
                    workers,
                    known=known,
                    keep=lambda number, result: store.put(campaign, number, result),
                    until=until,
                    progress=progress,
                )
            except KeyboardInterrupt:
                kept = store.results(campaign)
                return Done(campaign.counted(kept), whole=campaign.is_whole(kept)), False
    return done, True


def how_to_go_on(done: Done, noun: str) -> str:
    """Return what is said at the end of a campaign that was stopped early."""
    return f"{_counted(len(done.results), noun)} kept: give the same command with --resume to go on"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


@contextmanager
def _workers(choice: Choice) -> Iterator[Workers]:
    from verify.campaigns.executors import cluster_workers, local_workers
    from verify.cli.shared.cores import jobs_or_all

    if choice.scheduler is None:
        yield local_workers(jobs_or_all(choice.jobs))
        return
    with cluster_workers(choice.scheduler) as workers:
        yield workers


@contextmanager
def _bar(campaign: Campaign, begun: int, noun: str) -> Iterator[Progress]:
    """Show on standard error how many items are done; where it is no terminal, a line says so now and then."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from verify.campaigns.campaign import Item, Result
    from verify.cli.screens.terminal import complain, console
    from verify.report.text import printable

    out = console(stderr=True)
    last = TextColumn("{task.fields[last]}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(), last)
    with Bar(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("working", total=campaign.count, completed=begun, last="")
        said, done = time.monotonic(), begun

        def progress(item: Item, result: Result) -> None:
            nonlocal said, done
            done += 1
            bar.update(task, advance=1, last=printable(item.group))
            if bar.disable and time.monotonic() - said > SECONDS_BETWEEN_LINES:
                said = time.monotonic()
                of = "" if campaign.count is None else f" of {campaign.count}"
                complain(f"{done}{of} {noun}s done")

        yield progress
