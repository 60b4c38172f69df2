"""``bnverify check``: decide the claims of modules and files, and show the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.data_options import (
    DelimiterOption,
    DropOption,
    HeaderOption,
    LabelOption,
    PatchesOption,
    read_data,
    read_options,
    refuse_without_data,
)
from verify.cli.shared.options import Jobs, JsonFile, NoCache, Targets

if TYPE_CHECKING:
    from rich.console import Console

    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger, Verdict
    from verify.data import Dataset
    from verify.deciding.kept.early import Early
    from verify.deciding.pages.needed import Wanted


def command(
    targets: Targets = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Only this claim and what it rests on (repeatable)."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FILE", help="Also check this dataset (.csv, .npz, .json, …).")
    ] = None,
    patches: PatchesOption = None,
    label: LabelOption = None,
    drop: DropOption = None,
    header: HeaderOption = None,
    delimiter: DelimiterOption = None,
    json_file: JsonFile = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every row, through a pager on a terminal.")] = False,
    status: Annotated[
        list[str] | None, typer.Option("--status", metavar="S", help="Rows of this status only (repeatable).")
    ] = None,
    section: Annotated[
        str | None, typer.Option("--section", metavar="N", help="Rows of this section or appendix only: 4, C, 4.2.")
    ] = None,
    effective: Annotated[
        bool,
        typer.Option("--effective", help="Rows that are effectively weaker; with --status, of that effective status."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and decide again what has changed when a file is saved.")
    ] = False,
) -> None:
    """Decide claims and show what came out.

    Evidence that comes with the claims is re-checked, and only what has none, or fails, is decided afresh. What is
    found is kept, so that an interrupted run goes on where it was when the command is given again.

    Exit code 1: a claim has not the status its page expects, one that expects nothing is refuted or vacuous, or methods
    disagree.
    """
    from verify.cli.checking.kept_screen import KeptScreen
    from verify.cli.screens.terminal import console
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder
    from verify.errors import InputError

    if json_file:
        require_folder(json_file)
    options = read_options(label, drop, header, delimiter)
    if data is None:
        refuse_without_data(options, patches, "name one with --data")
    filters = Filters(_statuses(status), section, effective, everything)
    run = Run(tuple(targets or ()), tuple(only or ()), filters, jobs_or_all(jobs), not no_cache, json_file)
    if watch:
        from verify.cli.checking.watch import watch_files

        if data is not None or json_file is not None:
            raise InputError("--watch shows one page of claims: leave --data and --json out")
        watch_files(run.targets, lambda: check_once(console(), run, None))
        return
    out = console(stderr=json_file == HERE)
    words = ["check", repr(options), repr(patches)]
    screen = KeptScreen.of(out, words, [data] if data else []) if run.is_plain else None
    if screen is not None and screen.shown():
        return
    with _early(run) as early, nullcontext() if screen is None else screen.recorded() as recorder:
        dataset = read_data(data, options, patches=patches) if data else None
        good = check_once(out, run, dataset, early)
        if recorder is not None:
            recorder.keep = good
    if not good:
        raise typer.Exit(1)


@dataclass(frozen=True)
class Filters:
    """Which rows are shown one by one; none where nothing is asked for and there are many."""

    statuses: tuple[str, ...] = ()
    section: str | None = None
    effective: bool = False
    everything: bool = False

    @property
    def asked(self) -> bool:
        """Whether rows were asked for."""
        return self.everything or self.narrow

    @property
    def narrow(self) -> bool:
        """Whether only some rows were asked for."""
        return bool(self.statuses or self.section or self.effective)

    def keep(self, ledger: Ledger, verdict: Verdict) -> bool:
        """Tell whether a row is among those asked for."""
        from verify.report.summary import is_in_section

        weakest = ledger.effective[verdict.claim.key]
        if self.section is not None and not is_in_section(verdict.claim, self.section):
            return False
        if self.statuses:
            return (weakest if self.effective else verdict.status).value in self.statuses
        return not self.effective or weakest is not verdict.status


@dataclass(frozen=True)
class Run:
    """What one run was asked to do."""

    targets: tuple[str, ...]
    only: tuple[str, ...]
    filters: Filters
    jobs: int
    cache: bool
    json_file: Path | None

    @property
    def is_plain(self) -> bool:
        """Whether it is the whole paper, shown without filters: what it showed last may be shown again."""
        return self.cache and not (self.targets or self.only or self.filters.asked or self.json_file)


def _early(run: Run) -> AbstractContextManager[Early | None]:
    """Let processes re-check the evidence shipped with the whole paper while its pages are still imported."""
    from verify.deciding.kept.early import early_looks
    from verify.deciding.pages import DEFAULT_TARGETS

    whole = run.cache and not run.targets and not run.only
    return early_looks(DEFAULT_TARGETS if whole else (), jobs=run.jobs)


def check_once(out: Console, run: Run, dataset: Dataset | None, early: Early | None = None) -> bool:
    """Decide the claims once and show them; return whether all is as expected."""
    from verify.cli import EndedEarlyError
    from verify.cli.checking.check_screen import FEW, show_end, show_rows
    from verify.cli.checking.promises import promises
    from verify.cli.screens.screen import is_surprise
    from verify.cli.screens.terminal import say
    from verify.cli.shared.files import write_json
    from verify.deciding.neighbours import with_neighbours
    from verify.deciding.pages.needed import wanted

    found = wanted(run.targets)
    chosen = _chosen(found, run.only)
    own = {claim.key for claim in found.claims}
    _require_section(found.claims, run.filters.section)
    streamed = not out.is_terminal and not run.filters.narrow
    reporter = _streamer(out, [claim for claim in chosen if claim.key in own]) if streamed else None
    # while other processes work
    warnings = promises([claim for claim in chosen if claim.key in own], run.targets)
    ledger, whole = _decided(found, chosen, dataset, run, early, reporter)
    beside = sum(claim.key not in own for claim in chosen)
    shown = [verdict for verdict in ledger.verdicts if verdict.claim.key in own or verdict.claim.kind == "dataset"]
    if whole:
        ledger = with_neighbours(ledger, only=[verdict.claim.key for verdict in shown], cache=run.cache)
    if run.json_file and whole:
        write_json(run.json_file, ledger.to_json())
    rows = [verdict for verdict in shown if run.filters.keep(ledger, verdict)]
    if not streamed and (run.filters.asked or len(shown) <= FEW):
        show_rows(out, ledger, rows)
    for line in warnings:
        say(out, line, style="yellow")
    show_end(out, ledger, shown, beside, run.targets)
    if not whole:
        raise EndedEarlyError(_how_to_go_on(len(chosen) - len(ledger.verdicts), run))
    return not ledger.disagreements and not any(map(is_surprise, ledger.verdicts))


def _require_section(claims: Sequence[Claim], section: str | None) -> None:
    from verify.errors import InputError
    from verify.report.summary import is_in_section, section_of

    if section is not None and not any(is_in_section(claim, section) for claim in claims):
        there = ", ".join(sorted({section_of(claim) for claim in claims}))
        raise InputError(f"--section {section[:60]!r}: no claim stands in it; there are {there}")


def _chosen(found: Wanted, only: Sequence[str]) -> tuple[Claim, ...]:
    from verify.deciding.many_claims import named, select

    for id in only:
        named(found.claims, id)
    return select(found.all, only) if only else found.all


def _decided(
    found: Wanted,
    chosen: Sequence[Claim],
    dataset: Dataset | None,
    run: Run,
    early: Early | None,
    more: Callable[[Verdict], None] | None,
) -> tuple[Ledger, bool]:
    """Return the ledger of the claims, with the rows of a dataset at its end, and whether no Ctrl-C ended it early."""
    from verify.claims.ledger import Ledger
    from verify.cli.screens.screen import progress_bar
    from verify.deciding.many_claims import check

    if dataset:
        from verify.cli.checking.dataset_rows import MOST_ROWS, checked_dataset_verdicts
    seen: list[Verdict] = []
    with progress_bar(len(chosen) + (MOST_ROWS if dataset else 0)) as bar:

        def report(verdict: Verdict) -> None:
            bar(verdict)
            seen.append(verdict)
            if more is not None:
                more(verdict)

        rows = []
        # --no-cache decides everything
        shipped = found.shipped if run.cache else {}
        try:
            # first, while other processes look at the claims' evidence
            for verdict, failure in checked_dataset_verdicts(dataset, chosen) if dataset else ():
                rows.append((verdict, failure))
                report(verdict)
            ledger = check(chosen, jobs=run.jobs, cache=run.cache, shipped=shipped, early=early, progress=report)
        except KeyboardInterrupt:
            place = {claim.key: number for number, claim in enumerate(chosen)}
            in_order = sorted(seen, key=lambda verdict: place.get(verdict.claim.key, len(place)))
            return Ledger(tuple(in_order)), False
    failures = (failure for _, failure in rows if failure)
    return Ledger((*ledger.verdicts, *(row for row, _ in rows)), (*ledger.disagreements, *failures)), True


def _streamer(out: Console, claims: Sequence[Claim]) -> Callable[[Verdict], None]:
    """Return what prints each verdict as it comes, in the claims' order, for whoever reads a pipe."""
    from verify.cli.screens.screen import said
    from verify.cli.screens.terminal import say

    waiting = [claim.key for claim in claims]
    keys = set(waiting)
    known: dict[tuple[str, str], Verdict] = {}

    def report(verdict: Verdict) -> None:
        if verdict.claim.key in keys:
            known[verdict.claim.key] = verdict
        elif verdict.claim.kind == "dataset":
            waiting.append(verdict.claim.key)
            known[verdict.claim.key] = verdict
        while waiting and waiting[0] in known:
            next_one = known[waiting.pop(0)]
            claim = next_one.claim
            say(out, f"{next_one.status.value:9} {claim.id} ({claim.edition})  {said(claim)}")

    return report


def _how_to_go_on(left: int, run: Run) -> str:
    kept = "what is decided is kept: give the same command again to go on" if run.cache else "--no-cache keeps nothing"
    return f"interrupted with {left} claims undecided; {kept}"


def _statuses(names: Sequence[str] | None) -> tuple[str, ...]:
    if not names:
        return ()
    from verify.claims.claim import Status
    from verify.errors import InputError

    known = [status.value for status in Status]
    for name in names:
        if name.upper() not in known:
            raise InputError(f"--status {name}: use one of {', '.join(known).lower()}")
    return tuple(name.upper() for name in names)
