"""``bnverify show``: the page of one claim, or of one statement of the paper with all its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, NoCache, Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger
    from verify.deciding.pages.collect import Chapter
    from verify.deciding.pages.needed import Wanted
    from verify.report.page import Page


def known_ids(incomplete: str) -> list[str]:
    """Return the ids of the paper's claims that begin with some letters, for a shell's completion."""
    from verify.deciding.pages.collect import collect

    return list(dict.fromkeys(claim.id for claim in collect() if claim.id.startswith(incomplete)))


def command(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A claim, such as lemma-4.2, or a page: theorem-2.2.", autocompletion=known_ids
        ),
    ],
    targets: Targets = None,
    edition: Annotated[
        str | None,
        typer.Option("--edition", "--form", metavar="E", help="printed, repaired or beyond (default: all there are)."),
    ] = None,
    json_file: JsonFile = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
) -> None:
    """Show one claim as a referee would: statement, hypotheses, steps, evidence, and what rests on it.

    The name of a page shows what was decided there, and its rows of the ledger.
    """
    from verify.claims.claim import EDITIONS
    from verify.cli.screens.terminal import console
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.deciding.many_claims import named, select
    from verify.deciding.neighbours import with_neighbours
    from verify.deciding.pages.collect import chapters
    from verify.deciding.pages.needed import wanted
    from verify.errors import InputError
    from verify.report.page import claim_page
    from verify.statement.formulas import RunStatement

    if edition is not None and edition not in EDITIONS:
        raise InputError(f"--edition {edition}: use one of {', '.join(EDITIONS)}")
    if json_file:
        require_folder(json_file)
    found = wanted(targets or [])
    claims = found.claims
    pages: tuple[Chapter, ...] = ()
    if all(claim.id != id for claim in claims):
        pages = chapters(id, targets or [])
    shown = [] if pages else [claim for claim in named(claims, id) if edition in (None, claim.edition)]
    if not pages and not shown:
        there = ", ".join(claim.edition for claim in named(claims, id))
        raise InputError(f"{id} has no edition {edition}: use {there}")
    ids = [key[0] for page in pages for key in page.keys] if pages else [id]
    ledger = _decided(found, select(found.all, ids), jobs=jobs_or_all(jobs), cache=not no_cache)
    ledger = with_neighbours(ledger, only=[claim.key for claim in shown], cache=not no_cache)
    if json_file:
        write_json(json_file, ledger.to_json())
    out = console(stderr=json_file == HERE)
    if pages:
        _show_chapters(out, pages, ledger, edition)
    words = {key: page.text for page in chapters(id, targets or []) for key in page.keys} if shown else {}
    for claim in shown:
        said = words.get(claim.key, "") if claim.steps or isinstance(claim.statement, RunStatement) else ""
        _print_page(out, claim_page(ledger, claims, ledger.by_key[claim.key], words=said))


def _decided(found: Wanted, chosen: Sequence[Claim], *, jobs: int, cache: bool) -> Ledger:
    from verify.cli.screens.screen import progress_bar
    from verify.deciding.many_claims import check

    with progress_bar(len(chosen)) as report:
        return check(chosen, jobs=jobs, cache=cache, shipped=found.shipped if cache else {}, progress=report)


def _show_chapters(out: Console, pages: Sequence[Chapter], ledger: Ledger, edition: str | None) -> None:
    from rich.text import Text

    from verify.cli.screens.screen import ledger_table, legend
    from verify.cli.screens.terminal import say

    for page in pages:
        title, *words = page.text.replace("``", "").splitlines() or [page.module]
        say(out, title, style="bold")
        for line in words:
            say(out, line)
        rows = [ledger.by_key[key] for key in page.keys if edition in (None, key[1])]
        out.print(ledger_table(ledger, rows, width=out.width))
        if meaning := legend(ledger, rows):
            out.print(Text(meaning, style="dim"))


def _print_page(out: Console, page: Page) -> None:
    from rich.panel import Panel
    from rich.text import Text

    from verify.cli.screens.screen import COLOURS
    from verify.cli.screens.terminal import say
    from verify.report.text import printable

    heading = Text(printable(page.heading), style="bold")
    heading.append(f"   {page.status.value}", style=COLOURS[page.status.value])
    out.print(Panel(heading) if out.is_terminal else heading, soft_wrap=not out.is_terminal)
    for section in page.sections:
        say(out, section.title, style="bold")
        for line in section.lines:
            say(out, line, indent=4)
    out.print()
