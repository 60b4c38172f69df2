"""What the re-checker says of evidence before a status is said: no prover and no file of evidence is believed alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.claims.ledger import evidence_row
from verify.recheck import RecheckError, check_row
from verify.statement.readings.interchange import to_json


def objection(claim: Claim, evidence: Evidence, lemmas: Mapping[tuple[str, Edition], Claim]) -> str:
    """Return why the re-checker does not agree with evidence; the empty string where it does, or has nothing to check.

    What it reads is the row of the ledger as JSON, with the statements of the claims that this one may use: they count
    as proved here, and the ledger's effective status says whether they are.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> one = claim("one", x**2 >= x)
    >>> objection(one, Evidence("proof", "belief", {"parts": [{"kind": "identity"}]}), {})
    'conclusion 0: an identity is to prove what is no equation'
    """
    return "" if evidence.kind not in RECHECKABLE else objection_to(row_text(claim, evidence, lemmas))


def row_text(claim: Claim, evidence: Evidence, lemmas: Mapping[tuple[str, Edition], Claim]) -> str:
    """Return the JSON that the re-checker reads of one claim: its row, and the statements that it may use."""
    known = [[*need, to_json(lemmas[need].statement)] for need in claim.needs if need in lemmas]
    return json.dumps([evidence_row(claim, evidence), known])


def objection_to(text: str) -> str:
    """Return why the re-checker does not agree with what ``row_text`` wrote; the empty string where it does."""
    row, lemmas = json.loads(text)
    try:
        own = check_row(row, {(name, edition): statement for name, edition, statement in lemmas})
    except RecheckError as fault:
        return f"it cannot be read: {fault}"
    return "" if own.result == "rechecked" else own.detail
