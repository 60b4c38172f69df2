"""The errata as text for a terminal: one block for each printed statement that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verify.report.errata.entries import FAULT_WORDS, Erratum, at_words, dependent_words, repaired_status
from verify.report.page import abbreviations
from verify.statement.readings.notation import to_text


@dataclass(frozen=True)
class Block:
    """One titled paragraph; the heading of an erratum has no label."""

    label: str
    text: str


def errata_blocks(found: tuple[Erratum, ...]) -> Iterator[Block]:
    """Yield the errata block by block: printed, what is wrong, a counterexample, the repair, what rests on it.

    >>> list(errata_blocks(()))
    [Block(label='', text='No printed statement is refuted.')]
    """
    if not found:
        yield Block("", "No printed statement is refuted.")
    for erratum in found:
        yield from _erratum(erratum)


def _erratum(erratum: Erratum) -> Iterator[Block]:
    claim, shown = erratum.claim, erratum.counterexample
    name = f" ({claim.id})" if claim.id != claim.source else ""
    yield Block("", f"{claim.source}{name}{f': {claim.title}' if claim.title else ''}")
    yield Block("As printed", to_text(claim.statement))
    if meaning := "; ".join(abbreviations(claim.statement)):
        yield Block("where", meaning)
    if claim.remark:
        yield Block("What is wrong", f"{claim.remark} {FAULT_WORDS[claim.fault]}".rstrip())
    sides = f"the left side is {shown.left}, the right side {shown.right}{at_words(shown)}"
    yield Block("Counterexample", f"{'; '.join(shown.instance)}. Every hypothesis holds, and {sides}.")
    if erratum.repaired:
        repaired = erratum.repaired.claim
        yield Block(f"Repaired ({repaired_status(erratum)})", to_text(repaired.statement))
        if repaired.remark:
            yield Block("of the repair", repaired.remark)
    if erratum.downstream:
        names = (f"{d.claim.source} ({d.claim.edition}, {dependent_words(d)})" for d in erratum.downstream)
        yield Block("What rests on it", ", ".join(names))
