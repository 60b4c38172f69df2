"""Printed claims of a paper that hold no vector, family or step of it: such a claim stands in for its display.

A display may itself be one of numbers, such as log(1 + z) ≥ z; the claim then says so by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from verify.claims.claim import Claim
from verify.statement.formulas import RunStatement

DISPLAY_OF_NUMBERS = "display of numbers"
# how a statement's JSON begins what is no number: a vector, a member of a family, an index of a step
OF_THE_DATA = ("vec", "idx", "inspan", "spectrum", "step")


def bare(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the printed claims of papers that speak of numbers only, although their kind does not say that.

    >>> from verify.author import Paper, inner, symbols, vector
    >>> (x,), paper, w = symbols("x"), Paper("mine"), vector("w")
    >>> [found.id for found in bare([paper.claim("1", x <= x), paper.claim("2", inner(w, w) >= 0)])]
    ['1']
    """
    return tuple(
        claim
        for claim in claims
        if claim.paper
        and claim.edition == "printed"
        and claim.kind != DISPLAY_OF_NUMBERS
        and not _speaks_of_data(claim)
    )


def linked(folders: Iterable[Path]) -> frozenset[str]:
    """Return the ids that the tables of displays, ``displays.md``, in these folders and below name as claims."""
    pages = {page for folder in folders for page in folder.rglob("displays.md")}
    return frozenset(id for page in pages for id in re.findall(r"`([^`]+)`", page.read_text(encoding="utf-8")))


def _speaks_of_data(claim: Claim) -> bool:
    if isinstance(claim.statement, RunStatement):
        return True
    # inside of a name the quotation marks would have a backslash before them
    return any(f'["{head}"' in claim.statement_text for head in OF_THE_DATA)
