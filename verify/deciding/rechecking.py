"""What the re-checker says of evidence before a status is said: no prover and no file of evidence is believed alone."""

from __future__ import annotations

from collections.abc import Mapping

from verify.claims.claim import Claim, Edition, reference_to_json
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.recheck.row_text import look
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
    return "" if evidence.kind not in RECHECKABLE else look(row_text(claim, evidence, lemmas)).objection


def row_text(claim: Claim, evidence: Evidence, lemmas: Mapping[Key, Claim]) -> str:
    """Return the two lines that the re-checker reads of one claim."""
    return f"{head_text(claim, lemmas)}\n{evidence_text(evidence)}"


def head_text(claim: Claim, lemmas: Mapping[Key, Claim]) -> str:
    """Return a row without its evidence, with the statements of the claims that it may use, packed.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> import json
    >>> from verify.recheck.row_text import unpacked
    >>> unpacked(json.loads(head_text(claim("one", x**2 >= x), {})))[0]["statement"]["then"]
    [['>=', ['pow', ['sym', 'x'], '2'], ['sym', 'x']]]
    """
    packer = Packer()
    own = {"id": claim.id, "paper": claim.paper, "form": claim.edition, "kind": claim.kind}
    needed = [reference_to_json(*need) for need in claim.needs]
    known = [[*need, packer.node(lemmas[need].statement)] for need in claim.needs if need in lemmas]
    return packer.whole([own | {"depends_on": needed, "statement": packer.node(claim.statement)}, known])


def evidence_text(evidence: Evidence) -> str:
    """Return the status that evidence gives, and the evidence, packed."""
    return Packer().whole([evidence.status.value, evidence.to_json()])
