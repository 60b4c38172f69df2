"""Evidence that comes with a package of claims: a file beside its pages, looked at first, believed never.

An entry stands under the hash of a statement, its certificates and its lemmas' statements, whatever the methods'
source. It only proposes: the re-checker looks at it before a status is said, and what it does not accept is decided
afresh.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.claims.ledger import Ledger
from verify.deciding.kept.cache import Lookup, claim_hash
from verify.errors import InputError
from verify.files import write_bytes
from verify.json_types import Json, JsonObject

SCHEMA = "bnverify-shipped-evidence-1"
FILE_NAME = "evidence.json.gz"
MOST_BYTES = 256 * 1024 * 1024
Shipped = Mapping[str, Evidence | None]
Key = tuple[str, Edition]


def read_shipped(paths: Iterable[Path]) -> dict[str, Evidence | None]:
    """Return the evidence of some files under the hashes of its claims; None where a claim is decided each time.

    Raises InputError where a file cannot be read: it is part of an installed package.
    """
    found: dict[str, Evidence | None] = {}
    for path in paths:
        for key, entry in _content(path).items():
            match entry:
                case None:
                    found[key] = None
                case [str(kind), str(method), dict(data)] if kind in RECHECKABLE:
                    found[key] = Evidence(kind, method, data)
                case _:
                    raise InputError(f"{path}: entry {key[:16]} is no evidence: write it again with bnverify evidence")
    return found


def shipped_bytes(ledger: Ledger, known: Mapping[Key, Claim] | None = None) -> bytes:
    """Return the file of a ledger's evidence; the same ledger gives the same bytes.

    ``known`` holds the claims that may be lemmas; those of the ledger, where nothing is said.
    """
    known = {verdict.claim.key: verdict.claim for verdict in ledger.verdicts} if known is None else known
    entries = {
        claim_hash(verdict.claim, lambda id, edition: known.get((id, edition))): _entry(verdict.evidence)
        for verdict in ledger.verdicts
    }
    text = json.dumps({"schema": SCHEMA, "evidence": entries}, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _entry(evidence: Evidence) -> Json:
    """Return what the file says of one claim: null where the re-checker would have nothing to look at."""
    return [evidence.kind, evidence.method, evidence.data] if evidence.kind in RECHECKABLE else None


def write_shipped(path: Path, ledger: Ledger, known: Mapping[Key, Claim] | None = None) -> None:
    """Write the file of a ledger's evidence, whole or not at all."""
    write_bytes(path, shipped_bytes(ledger, known))


def without_evidence(claims: Iterable[Claim], shipped: Shipped, lookup: Lookup) -> tuple[Claim, ...]:
    """Return the claims of which the shipped files say nothing."""
    return tuple(claim for claim in claims if claim_hash(claim, lookup) not in shipped)


def _content(path: Path) -> JsonObject:
    try:
        with gzip.open(path) as stream:
            text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise InputError(f"{path} unpacks to more than {MOST_BYTES} bytes: write it again with bnverify evidence")
        data = json.loads(text)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as fault:
        raise InputError(f"{path} cannot be read ({fault}): write it again with bnverify evidence") from fault
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("evidence"), dict):
        raise InputError(f"{path} is not of schema {SCHEMA}: write it again with bnverify evidence")
    content: JsonObject = data["evidence"]
    return content
