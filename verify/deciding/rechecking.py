"""What the re-checker says of evidence before a status is said: no prover and no file of evidence is believed alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verify.claims.claim import Claim, Edition, reference_to_json
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.recheck.row_text import look

Key = tuple[str, Edition]


def objection(claim: Claim, evidence: Evidence, lemmas: Mapping[Key, Claim]) -> str:
    """Return why the re-checker does not agree with evidence; the empty string where it does, or has nothing to check.

    What it reads is the row of the ledger as JSON, with the statements of the claims that this one may use: they count
    as proved here, and the ledger's effective status says whether they are.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> one = claim("one", x**2 >= x)
    >>> objection(one, Evidence("proof", "belief", {"parts": [{"kind": "identity"}]}), {})
    'conclusion 0: an identity is to prove what is no equation'
    """
    return "" if evidence.kind not in RECHECKABLE else look(row_text(claim, evidence, lemmas)).objection


def row_text(claim: Claim, evidence: Evidence, lemmas: Mapping[Key, Claim]) -> str:
    """Return the two lines that the re-checker reads of one claim."""
    return f"{head_text(claim, lemmas)}\n{evidence_text(evidence)}"


def head_text(claim: Claim, lemmas: Mapping[Key, Claim]) -> str:
    """Return the JSON of a row without its evidence, with the statements of the claims that it may use.

    It is put together as text, as the texts of statements are made once.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> json.loads(head_text(claim("one", x**2 >= x), {}))[0]["form"]
    'printed'
    """
    own = {"id": claim.id, "paper": claim.paper, "form": claim.edition, "kind": claim.kind}
    own_text = json.dumps(own | {"depends_on": [reference_to_json(*need) for need in claim.needs]})
    known = (f"{json.dumps(need)[:-1]}, {lemmas[need].statement_text}]" for need in claim.needs if need in lemmas)
    return f'[{own_text[:-1]}, "statement": {claim.statement_text}}}, [{", ".join(known)}]]'


def evidence_text(evidence: Evidence) -> str:
    """Return the JSON of the status that evidence gives, and of the evidence."""
    return json.dumps([evidence.status.value, evidence.to_json()])
