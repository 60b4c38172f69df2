"""``bnverify errata``: the printed statements that fail, as text, Markdown, LaTeX or JSON made from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, NoCache

if TYPE_CHECKING:
    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger
    from verify.deciding.kept.early import Early
    from verify.deciding.pages.needed import Wanted
    from verify.report.errata.entries import Erratum


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID|TARGET]...", help="Claims, or what holds them (default: all of proofs)."),
    ] = None,
    json_file: JsonFile = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Write a Markdown page.")] = None,
    latex: Annotated[
        Path | None, typer.Option("--latex", metavar="FILE", help="Write a document from which LaTeX makes a PDF.")
    ] = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
) -> None:
    """List every printed statement that fails: counterexample, what is wrong, the repaired form, what rests on it."""
    from verify.cli.screens.terminal import complain, print_raw
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json
    from verify.cli.shared.targets import is_target
    from verify.deciding.kept.early import early_looks
    from verify.deciding.pages import DEFAULT_TARGETS
    from verify.deciding.pages.needed import wanted
    from verify.files import write_text
    from verify.report.errata.entries import errata, errata_json, errata_markdown
    from verify.report.errata.latex import errata_latex

    for path in filter(None, (json_file, markdown, latex)):
        require_folder(path)
    targets = [name for name in names or () if is_target(name)]
    ids = [name for name in names or () if not is_target(name)]
    whole = not (names or no_cache)
    with early_looks(DEFAULT_TARGETS if whole else (), jobs=jobs_or_all(jobs)) as early:
        everything = wanted(targets)
        chosen = _chosen(everything, ids)
        ledger = _decided(everything, chosen, early, jobs=jobs_or_all(jobs), cache=not no_cache)
    own = _wanted_keys(everything, ids)
    found = tuple(erratum for erratum in errata(ledger) if erratum.claim.key in own)
    if json_file:
        write_json(json_file, errata_json(found, ledger))
    for page, text in ((markdown, errata_markdown), (latex, errata_latex)):
        if page == HERE:
            print_raw(text(found))
        elif page:
            write_text(page, text(found))
    if not any((json_file, markdown, latex)):
        _show(found)
    for line in ledger.disagreements:
        complain(f"disagreement: {line}")
    if ledger.disagreements:
        raise typer.Exit(1)


def _wanted_keys(everything: Wanted, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    from verify.deciding.many_claims import named

    claims = [claim for id in ids for claim in named(everything.claims, id)] if ids else everything.claims
    return frozenset(claim.key for claim in claims)


def _chosen(everything: Wanted, ids: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims to decide: those named, what rests on them, and what all of these need."""
    from verify.deciding.many_claims import named, select
    from verify.report.derivations import dependents

    if not ids:
        return everything.all
    claims = [claim for id in ids for claim in named(everything.all, id)]
    above = [other for claim in claims for other in dependents(everything.all, claim.key)]
    return select(everything.all, list(dict.fromkeys(claim.full_id for claim in (*claims, *above))))


def _decided(everything: Wanted, chosen: Sequence[Claim], early: Early | None, *, jobs: int, cache: bool) -> Ledger:
    from verify.cli.screens.screen import progress_bar
    from verify.deciding.many_claims import check

    shipped = everything.shipped if cache else {}
    with progress_bar(len(chosen)) as report:
        return check(chosen, jobs=jobs, cache=cache, shipped=shipped, early=early, progress=report)


def _show(found: tuple[Erratum, ...]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from verify.cli.screens.terminal import console, print_long, say
    from verify.report.errata.terminal import errata_blocks
    from verify.report.text import printable

    out = console()
    if not out.is_terminal:
        for block in errata_blocks(found):
            say(out, f"{block.label}: {block.text}" if block.label else block.text, indent=2 if block.label else 0)
        return
    lines = []
    for block in errata_blocks(found):
        label = Text(f"{block.label}: " if block.label else "", style="italic")
        text = label.append(printable(block.text), style="default" if block.label else "bold")
        lines.append(Padding(text, (0 if block.label else 1, 0, 0, 2 if block.label else 0), expand=False))
    print_long(out, lines)
