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
    if evidence.kind not in RECHECKABLE:
        return ""
    row = json.loads(json.dumps(evidence_row(claim, evidence)))
    known: dict[tuple[str, str], object] = {
        need: to_json(lemmas[need].statement) for need in claim.needs if need in lemmas
    }
    try:
        own = check_row(row, known)
    except RecheckError as fault:
        return f"it cannot be read: {fault}"
    return "" if own.result == "rechecked" else own.detail
