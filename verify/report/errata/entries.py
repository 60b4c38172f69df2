"""The errata: every printed statement that an exact counterexample refutes, with its repair and what rests on it.

Everything on the page is read off the ledger; nothing is written by hand but the remarks of the claims' own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verify.claims.claim import Claim, Status
from verify.claims.ledger import Ledger, Verdict
from verify.json_types import JsonObject
from verify.report.derivations import dependents
from verify.report.page import abbreviations
from verify.report.text import printable
from verify.report.words.counterexamples import Counterexample, counterexample_words
from verify.report.words.evidence import REFUTING
from verify.statement.readings.notation import to_latex, to_text

SCHEMA = "bnverify-errata-1"
FAULT_WORDS = {
    "slip": "A slip of the pen: the argument around it stands.",
    "breaks": "It breaks the argument that uses it.",
    "": "",
}


@dataclass(frozen=True)
class Dependent:
    """A claim that rests on a refuted one, with its status and its effective status."""

    claim: Claim
    status: Status
    effective: Status


@dataclass(frozen=True)
class Erratum:
    """One refuted printed statement: its counterexample, its repaired form if there is one, what rests on it."""

    claim: Claim
    counterexample: Counterexample
    repaired: Verdict | None
    repaired_effective: Status | None
    downstream: tuple[Dependent, ...]


def errata(ledger: Ledger) -> tuple[Erratum, ...]:
    """Return an erratum for every printed claim that a counterexample refutes, in the ledger's order."""
    return tuple(
        _erratum(ledger, verdict)
        for verdict in ledger.verdicts
        if verdict.claim.edition == "printed" and verdict.evidence.kind in REFUTING
    )


def errata_json(found: tuple[Erratum, ...], ledger: Ledger) -> JsonObject:
    """Return the errata as JSON-ready data; numbers of a counterexample are exact strings."""
    return {"schema": SCHEMA, "errata": [_json(erratum, ledger) for erratum in found]}


def errata_markdown(found: tuple[Erratum, ...]) -> str:
    """Return the errata as a Markdown page.

    >>> errata_markdown(())
    '# Errata\\n\\nNo printed statement is refuted.\\n'
    """
    if not found:
        return "# Errata\n\nNo printed statement is refuted.\n"
    lines = ("# Errata", "", *_summary(found), *(line for erratum in found for line in _section(erratum)))
    return "\n".join(lines).rstrip("\n") + "\n"


def _erratum(ledger: Ledger, verdict: Verdict) -> Erratum:
    claim = verdict.claim
    repaired = ledger.by_key.get((claim.full_id, "repaired"))
    above = dependents((v.claim for v in ledger.verdicts), claim.key)
    return Erratum(
        claim=claim,
        counterexample=counterexample_words(claim.statement, verdict.evidence.data),
        repaired=repaired,
        repaired_effective=ledger.effective[repaired.claim.key] if repaired else None,
        downstream=tuple(Dependent(c, ledger.by_key[c.key].status, ledger.effective[c.key]) for c in above),
    )


def _summary(found: tuple[Erratum, ...]) -> Iterator[str]:
    breaks = sum(erratum.claim.fault == "breaks" for erratum in found)
    slips = sum(erratum.claim.fault == "slip" for erratum in found)
    count = "1 printed statement is" if len(found) == 1 else f"{len(found)} printed statements are"
    yield f"{count} refuted by an exact counterexample; {breaks} of them break an argument, {slips} are slips."
    yield ""
    yield "| statement | what is wrong | fault | repaired form |"
    yield "| --- | --- | --- | --- |"
    for erratum in found:
        claim = erratum.claim
        cells = (claim.source, claim.remark, claim.fault or "–", repaired_status(erratum))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield ""


def _section(erratum: Erratum) -> Iterator[str]:
    claim, found = erratum.claim, erratum.counterexample
    yield f"## {_line(claim.source)}{f': {_line(claim.title)}' if claim.title else ''}"
    yield ""
    yield from _formula("As printed", claim)
    if claim.remark:
        yield f"**What is wrong.** {_line(claim.remark)} {FAULT_WORDS[claim.fault]}".rstrip()
        yield ""
    yield f"**Counterexample.** {_line('; '.join(found.instance))}. Every hypothesis holds."
    yield f"The left side is {_line(found.left)}, the right side {_line(found.right)}{at_words(found)}."
    yield ""
    if erratum.repaired:
        yield from _formula(f"Repaired ({repaired_status(erratum)})", erratum.repaired.claim)
        if erratum.repaired.claim.remark:
            yield _line(erratum.repaired.claim.remark)
            yield ""
    if erratum.downstream:
        names = ", ".join(
            f"{_line(d.claim.source)} ({d.claim.edition}, {dependent_words(d)})" for d in erratum.downstream
        )
        yield f"**What rests on it.** {names}."
        yield ""


def _formula(label: str, claim: Claim) -> Iterator[str]:
    yield f"**{label}.**"
    yield ""
    yield f"$$ {to_latex(claim.statement)} $$"
    yield ""
    meaning = list(abbreviations(claim.statement))
    if meaning:
        yield f"where {'; '.join(f'`{_line(text)}`' for text in meaning)}."
        yield ""


def repaired_status(erratum: Erratum) -> str:
    """Return the status of the repaired form, with its effective status where that is weaker."""
    if erratum.repaired is None or erratum.repaired_effective is None:
        return "none given"
    return _pair(erratum.repaired.status, erratum.repaired_effective)


def dependent_words(dependent: Dependent) -> str:
    """Return the status of a claim that rests on a refuted one."""
    return _pair(dependent.status, dependent.effective)


def _pair(status: Status, effective: Status) -> str:
    return status.value if status is effective else f"{status.value}, effectively {effective.value}"


def at_words(found: Counterexample) -> str:
    """Return at which indices the conclusion fails."""
    return f", at {found.where}" if found.where else ""


def _line(text: str) -> str:
    return printable(text).replace("`", "'")


def _cell(text: str) -> str:
    return _line(text).replace("|", r"\|")


def _json(erratum: Erratum, ledger: Ledger) -> JsonObject:
    claim, repaired = erratum.claim, erratum.repaired
    return {
        "id": claim.id,
        "paper": claim.paper,
        "source": claim.source,
        "title": claim.title,
        "printed": {"text": to_text(claim.statement), "latex": to_latex(claim.statement)},
        "fault": claim.fault,
        "remark": claim.remark,
        "counterexample": dict(ledger.by_key[claim.key].evidence.data),
        "counterexample_words": erratum.counterexample.sentence,
        "repaired": None
        if repaired is None or erratum.repaired_effective is None
        else {
            "text": to_text(repaired.claim.statement),
            "latex": to_latex(repaired.claim.statement),
            "status": repaired.status.value,
            "effective": erratum.repaired_effective.value,
            "remark": repaired.claim.remark,
        },
        "downstream": [
            {"id": d.claim.id, "form": d.claim.edition, "status": d.status.value, "effective": d.effective.value}
            for d in erratum.downstream
        ],
    }
