"""Claims that no author could write, made past the check that refuses them; rows of a ledger with evidence at will."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from verify.claims.claim import Certificate, Claim, certificate_to_json
from verify.recheck import recheck
from verify.statement.readings.interchange import to_json
from verify.statement.writing.relations import claim_that


def forged(id: str, *conclusions: Any, given: Iterable[Any] = (), certificates: Iterable[Any] = ()) -> Claim:
    """Return a claim without a look at whether two things in it print alike.

    >>> from verify.statement.writing.variables import family, patches, samples
    >>> from verify.statement.writing.operations import total
    >>> (i,), (p,) = samples("i"), patches("p")
    >>> forged("a", total(i, family("a", i)) >= 0, given=[family("a", p) >= 0]).id
    'a'
    """
    return Claim(
        id=id,
        source=id,
        title="",
        statement=claim_that(*conclusions, given=tuple(given)),
        certificates=tuple(certificates),
    )


def row(made: Claim, *parts: Certificate | dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a claim's row with parts (certificates, or JSON) as its proof, whatever they prove."""
    written = [part if isinstance(part, dict) else certificate_to_json(part) for part in parts]
    uses = [use for part in written for use in part.get("uses", [])]
    data = {
        "id": made.id,
        "form": made.edition,
        "kind": made.kind,
        "status": "PROVED",
        "effective": "PROVED",
        "depends_on": [{"id": use["claim"], "form": use["form"]} for use in uses],
        "statement": to_json(made.statement),
        "evidence": {"kind": "proof", "parts": written},
    }
    written_row: dict[str, Any] = json.loads(json.dumps(data | changes))
    return written_row


def refusal(*rows: dict[str, Any]) -> str:
    """Return why the last of some rows is rejected, or the empty string where it is accepted; all others must be."""
    *lemmas, last = recheck({"schema": "bnverify-ledger-1", "claims": list(rows)}).outcomes
    assert all(outcome.result == "rechecked" for outcome in lemmas), lemmas
    assert last.result in ("rechecked", "rejected")
    return last.detail
