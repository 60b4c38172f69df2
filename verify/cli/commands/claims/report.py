"""``bnverify report``: the proof map, a static site of a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, NoCache, Targets

NEEDED = ("grandalf", "jinja2", "latex2mathml", "matplotlib")


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

    from verify.cli.screens.screen import progress_bar
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.deciding.many_claims import check
    from verify.deciding.neighbours import with_neighbours
    from verify.deciding.pages.collect import all_chapters
    from verify.deciding.pages.needed import wanted
    from verify.errors import InputError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"a report needs {', '.join(missing)}: pip install 'bnverify[report]'")
    from verify.experiments.findings import findings_of_the_paper
    from verify.report.site.build import Site, build, require_site_folder

    require_site_folder(out)
    if json_file:
        require_folder(json_file)
    found = wanted(targets or [])
    with progress_bar(len(found.all)) as report:
        ledger = check(
            found.all,
            jobs=jobs_or_all(jobs),
            cache=not no_cache,
            shipped={} if no_cache else found.shipped,
            progress=report,
        )
    if targets:
        ledger = with_neighbours(ledger, cache=not no_cache)
    title = "The proof map" if not targets else f"The proof map of {', '.join(Path(name).name for name in targets)}"
    home = findings_of_the_paper(ledger) if findings and not targets else ()
    pages = build(Site(ledger, all_chapters(targets or []), title, home, tuple(map(str, targets or ()))), out)
    if json_file:
        write_json(json_file, ledger.to_json())
    say(console(stderr=json_file == HERE), f"{pages} pages: open {out / 'index.html'} in a browser")
    for line in ledger.disagreements:
        say(console(stderr=True), f"disagreement: {line}")
    if ledger.disagreements:
        raise typer.Exit(1)
