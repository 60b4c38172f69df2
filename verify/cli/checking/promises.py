"""Warns of claims that say less than they seem to: of numbers only, or what a hypothesis says already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from verify.claims.claim import Claim


def show_promises(out: Console, claims: Sequence[Claim], targets: Sequence[str]) -> None:
    """Name the printed claims that stand in for their displays, and the conclusions that are hypotheses again."""
    from verify.cli.screens.terminal import say
    from verify.deciding.collect import folders
    from verify.exact.sums.restated import restated
    from verify.report.bare_claims import bare, linked

    if found := bare(claims):
        named = linked(folders(targets))
        shown = ", ".join(f"{claim.id}{' (a display)' if claim.id in named else ''}" for claim in found)
        hold = "1 printed claim holds" if len(found) == 1 else f"{len(found)} printed claims hold"
        say(out, f"{hold} no vector, family or step of the paper: {shown}", style="yellow")
    for claim in claims:
        for number, hypothesis in restated(claim):
            words = f"conclusion {number} is hypothesis {hypothesis} again"
            say(out, f"RESTATED {claim.id} ({claim.edition}): {words}", style="yellow")
