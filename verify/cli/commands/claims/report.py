"""``bnverify report``: the proof map, a static site of a ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, NoCache, Targets

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from verify.claims.ledger import Ledger
    from verify.report.site.build import Finding

NEEDED = ("grandalf", "jinja2", "math_core", "matplotlib")


def command(
    targets: Targets = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the site.")] = Path("report"),
    findings: Annotated[
        bool, typer.Option("--findings/--no-findings", help="Show runs of gradient descent on the front page.")
    ] = True,
    json_file: JsonFile = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
) -> None:
    """Write the proof map: a page for each claim, the graph of what rests on what, and what came out.

    The site needs no server and no network: open DIR/index.html in a browser. Findings go with the paper only.
    """
    from importlib.util import find_spec

    from verify.cli.checking.kept_report import KeptReport
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import require_folder
    from verify.errors import InputError
    from verify.report.site.folder import require_site_folder, write_site

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"a report needs {', '.join(missing)}: pip install 'bnverify[report]'")
    require_site_folder(out)
    if json_file:
        require_folder(json_file)
    plain = not (targets or json_file or no_cache)
    kept = KeptReport.of(NEEDED, f"findings-{findings}") if plain else None
    files = kept.files() if kept else None
    if files is not None:
        say_where(write_site(files.items(), out), out, json_file)
        return
    ledger = decide_and_write(targets or [], out, json_file, jobs_or_all(jobs), cache=not no_cache, findings=findings)
    if ledger.disagreements:
        raise typer.Exit(1)
    if kept:
        kept.keep(out)


def decide_and_write(
    targets: Sequence[str],
    out: Path,
    json_file: Path | None,
    jobs: int,
    *,
    cache: bool,
    findings: bool,
) -> Ledger:
    """Decide the claims of some targets, else of the paper, write their site, and return their ledger."""
    from verify.cli.screens.screen import progress_bar
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.files import write_json
    from verify.deciding.kept.early import early_looks
    from verify.deciding.many_claims import check
    from verify.deciding.neighbours import with_neighbours
    from verify.deciding.pages import DEFAULT_TARGETS
    from verify.deciding.pages.collect import all_chapters
    from verify.deciding.pages.needed import wanted
    from verify.deciding.processes import local_processes
    from verify.report.site.build import Site, build

    paper = not targets
    # a page of one's own has few claims; for the paper another process draws runs, which need nothing of the ledger,
    # while the claims are collected and looked at, and then makes a part of the pages
    with local_processes(1) if paper and jobs > 1 else nullcontext() as beside:
        shown = _findings(beside) if paper and findings else None
        with early_looks(DEFAULT_TARGETS if paper and cache else (), jobs=jobs) as early:
            found = wanted(targets)
            shipped = found.shipped if cache else {}
            with progress_bar(len(found.all)) as report:
                ledger = check(found.all, jobs=jobs, cache=cache, shipped=shipped, early=early, progress=report)
        if targets:
            ledger = with_neighbours(ledger, cache=cache)
        title = f"The proof map of {', '.join(Path(name).name for name in targets)}" if targets else "The proof map"
        site = Site(ledger, all_chapters(targets), title, tuple(targets))
        pages = build(site, out, findings=lambda: shown(ledger) if shown else (), beside=beside)
    if json_file:
        write_json(json_file, ledger.to_json())
    say_where(pages, out, json_file)
    for line in ledger.disagreements:
        say(console(stderr=True), f"disagreement: {line}")
    return ledger


def _findings(beside: Executor | None) -> Callable[[Ledger], Sequence[Finding]]:
    """Let another process draw the runs of the front page; return what waits for them, once there is a ledger."""
    from verify.deciding.processes import result_or_here
    from verify.experiments.findings import drawn_runs, findings_of_the_paper

    drawing = beside.submit(drawn_runs) if beside else None

    def shown(ledger: Ledger) -> Sequence[Finding]:
        return findings_of_the_paper(ledger, result_or_here(drawing, drawn_runs) if drawing else drawn_runs())

    return shown


def say_where(pages: int, out: Path, json_file: Path | None) -> None:
    """Say how many pages were written, and where; beside a ledger that goes to standard output, on standard error."""
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.files import HERE

    say(console(stderr=json_file == HERE), f"{pages} pages: open {out / 'index.html'} in a browser")
