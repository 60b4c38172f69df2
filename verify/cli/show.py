"""``bnverify show``: the page of one claim, or of one statement of the paper with all its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from verify.claims.claim import Claim
    from verify.deciding.collect import Chapter
    from verify.report.page import Page


def command(
    id: Annotated[str, typer.Argument(metavar="ID", help="A claim, such as lemma-4.2, or a page: theorem-2.2.")],
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Module, package or .py file that holds claims (default: proofs)."),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option("--edition", "--form", metavar="E", help="printed, repaired or beyond (default: all there are)."),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Decide everything afresh and keep nothing.")] = False,
) -> None:
    """Show one claim as a referee would: statement, hypotheses, steps, evidence, and what rests on it.

    The name of a page shows what was decided there, and its rows of the ledger.
    """
    from verify.claims.claim import EDITIONS
    from verify.cli.screen import progress_bar
    from verify.cli.terminal import console
    from verify.deciding.collect import chapters, collect
    from verify.deciding.many_claims import check, named, select
    from verify.errors import InputError
    from verify.report.page import claim_page

    if edition is not None and edition not in EDITIONS:
        raise InputError(f"--edition {edition}: use one of {', '.join(EDITIONS)}")
    claims = collect(targets or [])
    if all(id not in (claim.id, claim.full_id) for claim in claims) and (found := chapters(id, targets or [])):
        _show_chapters(found, claims, edition, cache=not no_cache)
        return
    wanted = [claim for claim in named(claims, id) if edition in (None, claim.edition)]
    if not wanted:
        there = ", ".join(claim.edition for claim in named(claims, id))
        raise InputError(f"{id} has no edition {edition}: use {there}")
    chosen = select(claims, [id])
    with progress_bar(len(chosen)) as report:
        ledger = check(chosen, cache=not no_cache, progress=report)
    out = console()
    for claim in wanted:
        _print_page(out, claim_page(ledger, claims, ledger.by_key[claim.key]))


def _show_chapters(found: Sequence[Chapter], claims: Sequence[Claim], edition: str | None, *, cache: bool) -> None:
    from verify.cli.screen import ledger_table, progress_bar
    from verify.cli.terminal import console, say
    from verify.deciding.many_claims import check, select

    keys = {key for chapter in found for key in chapter.keys}
    chosen = select(claims, [id for id, _ in keys])
    with progress_bar(len(chosen)) as report:
        ledger = check(chosen, cache=cache, progress=report)
    out = console()
    for chapter in found:
        title, *words = chapter.text.replace("``", "").splitlines() or [chapter.module]
        say(out, title, style="bold")
        for line in words:
            say(out, line)
        out.print(ledger_table(ledger, only={key for key in chapter.keys if edition in (None, key[1])}))


def _print_page(out: Console, page: Page) -> None:
    from rich.panel import Panel
    from rich.text import Text

    from verify.cli.screen import COLOURS
    from verify.cli.terminal import say
    from verify.report.text import printable

    heading = Text(printable(page.heading), style="bold")
    heading.append(f"   {page.status.value}", style=COLOURS[page.status.value])
    out.print(Panel(heading) if out.is_terminal else heading)
    for section in page.sections:
        say(out, section.title, style="bold")
        for line in section.lines:
            say(out, line, indent=4)
    out.print()
