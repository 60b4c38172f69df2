"""``bnverify evidence``: the evidence that is shipped with a package of claims: is it stale, and write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.cli.shared.options import Jobs, JsonFile, NoCache, Targets

if TYPE_CHECKING:
    from verify.claims.claim import Claim, Edition


def command(
    targets: Targets = None,
    write: Annotated[
        bool, typer.Option("--write", help="Decide what is missing, and write the packages' files.")
    ] = False,
    json_file: JsonFile = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
) -> None:
    """Say which claims of a package have no shipped evidence, or write it beside its pages.

    A file belongs to a package of the second level, such as proofs.cao2023, and holds the evidence on all its claims.
    Exit code 1: some claims have none, or a file holds entries of claims that are not there any more.
    """
    from verify.cli.screens.terminal import console, say
    from verify.cli.shared.cores import jobs_or_all
    from verify.cli.shared.files import HERE, require_folder, write_json

    if json_file:
        require_folder(json_file)
    if write:
        write_evidence(targets or (), jobs=jobs_or_all(jobs), cache=not no_cache)
    missing, left_over = stale(targets or ())
    if json_file:
        write_json(json_file, {"missing": [f"{c.id} ({c.edition})" for c in missing], "left_over": left_over})
    out = console(stderr=json_file == HERE)
    for claim in missing:
        say(out, f"no shipped evidence: {claim.id} ({claim.edition})")
    if missing or left_over:
        say(
            out,
            f"{len(missing)} claims without shipped evidence, {left_over} entries of no claim: give --write",
            style="bold",
        )
        raise typer.Exit(1)
    say(out, "every claim has its shipped evidence", style="bold")


def stale(targets: Sequence[str]) -> tuple[tuple[Claim, ...], int]:
    """Return the claims of which the shipped files say nothing, and how many entries of them belong to no claim."""
    from verify.deciding.kept.cache import claim_hash
    from verify.deciding.kept.shipped import without_evidence
    from verify.deciding.pages.needed import wanted

    found = wanted(targets)
    known = {claim.key: claim for claim in found.all}
    missing = without_evidence(found.all, found.shipped, lambda id, edition: known.get((id, edition)))
    hashes = {claim_hash(claim, lambda id, edition: known.get((id, edition))) for claim in found.all}
    return missing, len(found.shipped.keys() - hashes)


def write_evidence(targets: Sequence[str], *, jobs: int, cache: bool) -> tuple[Path, ...]:
    """Decide the claims of some packages and write the file of each; return the files."""
    from verify.claims.ledger import Ledger
    from verify.cli.screens.screen import progress_bar
    from verify.deciding.kept.shipped import FILE_NAME, write_shipped
    from verify.deciding.many_claims import check
    from verify.deciding.pages import DEFAULT_TARGETS
    from verify.deciding.pages.collect import claims_of, gather, is_file_target
    from verify.deciding.pages.needed import homes, wanted
    from verify.errors import InputError

    for target in targets:
        if is_file_target(target) or "." in target.partition(".")[2]:
            raise InputError(f"{target} has no file of evidence: name a package, such as proofs or proofs.cao2023")
    gathered, found = gather(targets or DEFAULT_TARGETS), wanted(targets or DEFAULT_TARGETS)
    with progress_bar(len(found.all)) as report:
        ledger = check(found.all, jobs=jobs, cache=cache, shipped=found.shipped if cache else {}, progress=report)
    if ledger.disagreements:
        raise InputError(f"nothing is written: {ledger.disagreements[0]}")
    keys: dict[Path, set[tuple[str, Edition]]] = {}
    for module in gathered.modules:
        own = {held.claim.key for held in claims_of(module) if not held.imported}
        if own:
            keys.setdefault(homes(module)[-1] / FILE_NAME, set()).update(own)
    for path, own in keys.items():
        chosen = [verdict for verdict in ledger.verdicts if verdict.claim.key in own]
        write_shipped(path, Ledger(tuple(chosen)), {claim.key: claim for claim in found.all})
    return tuple(keys)
