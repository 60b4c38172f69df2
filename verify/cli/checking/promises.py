"""Warns of claims that say less than they seem to: of numbers, what is given, or of one vector where all are meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verify.claims.claim import Claim


def promises(claims: Sequence[Claim], targets: Sequence[str]) -> tuple[str, ...]:
    """Name printed claims that stand in for displays, conclusions that are hypotheses again, and lone vectors."""
    return tuple(_promises(claims, targets))


def _promises(claims: Sequence[Claim], targets: Sequence[str]) -> Iterator[str]:
    from verify.deciding.pages.collect import folders
    from verify.exact.sums.restated import restated
    from verify.report.bare_claims import bare, linked
    from verify.report.lone_vectors import lone_vectors

    if found := bare(claims):
        named = linked(folders(targets))
        shown = ", ".join(f"{claim.id}{' (a display)' if claim.id in named else ''}" for claim in found)
        hold = "1 printed claim holds" if len(found) == 1 else f"{len(found)} printed claims hold"
        yield f"{hold} no vector, family or step of the paper: {shown}"
    for claim in claims:
        for number, hypothesis in restated(claim):
            yield f"RESTATED {claim.id} ({claim.edition}): conclusion {number} is hypothesis {hypothesis} again"
        for name, hypothesis in lone_vectors(claim):
            words = f"hypothesis {hypothesis} is of one vector {name} only, and holds for {name} = 0"
            remedy = f"where all vectors are meant, write for_all({name}, …)"
            yield f"SAYS NOTHING {claim.id} ({claim.edition}): {words}; {remedy}"
