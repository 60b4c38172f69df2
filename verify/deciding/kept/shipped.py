"""Evidence that comes with a package of claims: a file beside its pages, looked at first, believed never.

An entry stands under the hash of a statement, its certificates and its lemmas' statements, whatever the methods'
source. It only proposes: the re-checker looks at it before a status is said, and what it does not accept is decided
afresh. An entry holds the very text that the re-checker reads, so that it can be looked at before pages are imported.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import RECHECKABLE, Evidence
from verify.claims.ledger import Ledger
from verify.deciding.kept.cache import Lookup, claim_hash
from verify.deciding.rechecking import evidence_text, packed_head
from verify.errors import InputError
from verify.files import write_bytes
from verify.json_types import Json, JsonObject

SCHEMA = "bnverify-shipped-evidence-3"
FILE_NAME = "evidence.json.gz"
MOST_BYTES = 256 * 1024 * 1024
Key = tuple[str, Edition]


@dataclass(frozen=True)
class Proposal:
    """Evidence that is yet to be looked at: the method that found it, and the two lines that the re-checker reads."""

    method: str
    head: str
    evidence: str

    @classmethod
    def of(cls, claim: Claim, evidence: Evidence, lemmas: Mapping[Key, Claim]) -> Proposal:
        """Return evidence as it is shipped."""
        return cls(evidence.method, packed_head(claim, lemmas), evidence_text(evidence))

    @property
    def text(self) -> str:
        """What the re-checker reads, of the claim as it was when the evidence was written."""
        return f"{self.head}\n{self.evidence}"

    @property
    def found(self) -> Evidence:
        """The evidence, of a text that the re-checker has accepted."""
        parts = json.loads(self.evidence)
        # the status with the place of the evidence stand last
        whole = parts[parts[-1][1][0]]
        return Evidence(whole["kind"], self.method, _Data(parts, whole))


class _Data(Mapping[str, Json]):
    """The data of accepted evidence, each unpacked when it is wanted: a run says little of most claims."""

    def __init__(self, parts: list[Json], whole: JsonObject) -> None:
        self._parts = parts
        self._whole = {name: value for name, value in whole.items() if name != "kind"}

    def _unpacked(self, part: Json) -> Json:
        # the re-checker has unpacked all of it before: it is neither deeper nor larger than a row may be
        match part:
            case [int(k)]:
                held = self._parts[k]
            case _:
                return part
        if isinstance(held, dict):
            return {name: self._unpacked(inner) for name, inner in held.items()}
        return [self._unpacked(inner) for inner in held]

    def __getitem__(self, name: str) -> Json:
        return self._unpacked(self._whole[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


Shipped = Mapping[str, Proposal | None]


def read_shipped(paths: Iterable[Path]) -> dict[str, Proposal | None]:
    """Return the evidence of some files under the hashes of its claims; None where a claim is decided each time.

    Raises InputError where a file cannot be read: it is part of an installed package.
    """
    found: dict[str, Proposal | None] = {}
    for path in paths:
        for key, entry in _content(path).items():
            match entry:
                case None:
                    found[key] = None
                case [str(method), str(head), str(evidence)]:
                    found[key] = Proposal(method, head, evidence)
                case _:
                    raise InputError(f"{path}: entry {key[:16]} is no evidence: write it again with bnverify evidence")
    return found


def shipped_bytes(ledger: Ledger, known: Mapping[Key, Claim] | None = None) -> bytes:
    """Return the file of a ledger's evidence, in its order; the same ledger gives the same bytes.

    ``known`` holds the claims that may be lemmas; those of the ledger, where nothing is said.
    """
    known = {verdict.claim.key: verdict.claim for verdict in ledger.verdicts} if known is None else known
    entries = {
        claim_hash(verdict.claim, lambda id, edition: known.get((id, edition))): _entry(
            verdict.claim, verdict.evidence, known
        )
        for verdict in ledger.verdicts
    }
    text = json.dumps({"schema": SCHEMA, "evidence": entries}, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _entry(claim: Claim, evidence: Evidence, known: Mapping[Key, Claim]) -> Json:
    """Return what the file says of one claim: null where the re-checker would have nothing to look at."""
    if evidence.kind not in RECHECKABLE:
        return None
    made = Proposal.of(claim, evidence, known)
    return [made.method, made.head, made.evidence]


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
