"""What the re-checker says of evidence before a status is said: no prover and no file of evidence is believed alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verify.claims.claim import Claim, Edition, reference_to_json
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.frozen import kept_as
from verify.json_types import Json, JsonObject
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.row import objection_to
from verify.recheck.row_text import hash_of
from verify.statement.formulas import Node
from verify.statement.readings.interchange import writer
from verify.statement.readings.packed import Packer

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
    if evidence.kind not in RECHECKABLE:
        return ""
    row = {**_names(claim), "statement": _statement(claim.statement)}
    row |= {"status": evidence.status.value, "evidence": evidence.to_json()}
    return objection_to(row, {need: _statement(lemmas[need].statement) for need in claim.needs if need in lemmas})


@kept_as("_one")
def _statement(node: Node) -> Json:
    """Return the JSON of a statement, or of a part of it, as the re-checker keeps it: no prover has these lists."""
    return REMEMBERED.alike(writer(node)(node, _statement))


def packed_head(claim: Claim, lemmas: Mapping[Key, Claim]) -> str:
    """Return a row without its evidence, with the statements of the claims that it may use, packed."""
    packer = Packer()
    known = [[*need, packer.node(lemmas[need].statement)] for need in claim.needs if need in lemmas]
    return packer.whole([{**_names(claim), "statement": packer.node(claim.statement)}, known])


def head_hash(claim: Claim, lemmas: Mapping[Key, Claim]) -> str:
    """Return the hash of a row without its evidence, by which it is known what was looked at.

    The JSON is put together as text, since the texts of statements are made once. That it is the same as what the
    re-checker takes from the packed text, is what makes a look count.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> from verify.recheck.row_text import look
    >>> one, evidence = claim("one", x**2 >= x), Evidence("none", "none", {})
    >>> look(chr(10).join((packed_head(one, {}), evidence_text(evidence)))).head == head_hash(one, {})
    True
    """
    known = (f"{json.dumps(need)[:-1]}, {lemmas[need].statement_text}]" for need in claim.needs if need in lemmas)
    own = json.dumps(_names(claim))
    return hash_of(f'[{own[:-1]}, "statement": {claim.statement_text}}}, [{", ".join(known)}]]')


def _names(claim: Claim) -> JsonObject:
    own: JsonObject = {"id": claim.id, "paper": claim.paper, "form": claim.edition, "kind": claim.kind}
    return own | {"depends_on": [reference_to_json(*need) for need in claim.needs]}


def evidence_text(evidence: Evidence) -> str:
    """Return the status that evidence gives, and the evidence, packed."""
    return Packer().whole([evidence.status.value, evidence.to_json()])
