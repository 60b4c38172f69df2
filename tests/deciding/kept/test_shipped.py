"""Shipped evidence is looked at first and believed never: what the re-checker does not accept is decided afresh."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verify.author import Claim, because, claim, equal, lemma, symbols
from verify.claims.claim import Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger
from verify.deciding.kept.accepted import Accepted
from verify.deciding.kept.cache import Cache, claim_hash
from verify.deciding.kept.shipped import SCHEMA, Proposal, read_shipped, shipped_bytes, without_evidence, write_shipped
from verify.deciding.many_claims import check
from verify.deciding.pages.needed import wanted
from verify.errors import InputError
from verify.recheck.row_text import look

x, y, t = symbols("x y t")
SQUARE = claim("square", t**2 >= 0)
CLAIMS = (
    SQUARE,
    claim("uses", x**2 + y**2 >= 0, certificates=[because(x**2, y**2, uses=[lemma(SQUARE, {t: x})])]),
    claim("wrong", x**2 >= x),
)
KNOWN = {one.key: one for one in CLAIMS}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return check(CLAIMS, cache=False)


def no_work(*_: object, **__: object) -> Evidence:
    raise AssertionError("decided again")


def hash_of(of: Claim) -> str:
    return claim_hash(of, lambda id, edition: KNOWN.get((id, edition)))


def test_shipped_evidence_is_rechecked_and_nothing_is_decided(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evidence.json.gz"
    write_shipped(path, ledger)
    monkeypatch.setattr("verify.deciding.one_claim.decide", no_work)
    again = check(CLAIMS, cache=False, shipped=read_shipped([path]))
    assert [v.status for v in again.verdicts] == [Status.PROVED, Status.PROVED, Status.REFUTED]
    assert not again.disagreements


def test_the_same_ledger_gives_the_same_bytes(ledger: Ledger) -> None:
    assert shipped_bytes(ledger) == shipped_bytes(ledger)


def test_false_evidence_under_the_right_hash_is_decided_afresh(ledger: Ledger, tmp_path: Path) -> None:
    lie = Evidence("proof", "belief", {"parts": [{"kind": "certificate", "terms": [], "uses": []}]})
    lies = {hash_of(one): Proposal.of(one, lie, KNOWN) for one in CLAIMS}
    for _ in range(2):  # the second time, what was decided afresh is found again
        found = check(CLAIMS, cache=Cache(tmp_path), shipped=lies)
        assert [v.evidence.to_json() for v in found.verdicts] == [v.evidence.to_json() for v in ledger.verdicts]
        assert not found.disagreements


def test_evidence_that_speaks_of_another_statement_is_looked_at_for_the_claims_own(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The text that is shipped under a claim's hash may say anything: it is not what is proved."""
    easier = claim("wrong", x**2 >= x - 1)
    (proved,) = check([easier], cache=False).verdicts
    assert proved.status is Status.PROVED
    forged = Proposal.of(easier, proved.evidence, {})
    assert look(forged.text).objection == ""
    for _ in range(2):  # also where the text, of the other claim, was accepted before
        found = check(CLAIMS, cache=Cache(tmp_path), shipped={hash_of(CLAIMS[2]): forged})
        assert [v.status for v in found.verdicts] == [v.status for v in ledger.verdicts]
        Accepted.in_folder(tmp_path).add(forged.text, look(forged.text))


def test_evidence_written_under_another_id_is_looked_at_for_the_new_one_and_nothing_is_decided(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {hash_of(v.claim): Proposal.of(v.claim, v.evidence, KNOWN) for v in ledger.verdicts}
    monkeypatch.setattr("verify.deciding.one_claim.decide", no_work)
    (verdict,) = check([replace(SQUARE, id="renamed")], cache=False, shipped=shipped).verdicts
    assert verdict.status is Status.PROVED


@pytest.mark.parametrize("text", ["", "[]\n[]", "[{}, []]", "[[], []]\n[1, 2]", "[{}, [1]]\n[1, {}]", "\n\n", "{\n}"])
def test_a_proposal_that_is_no_text_of_a_row_is_refused_and_the_claim_decided(text: str) -> None:
    head, _, evidence = text.partition("\n")
    assert look(text).objection
    found = check([CLAIMS[2]], cache=False, shipped={hash_of(CLAIMS[2]): Proposal("forged", head, evidence)})
    assert found.verdicts[0].status is Status.REFUTED
    assert not found.disagreements


def test_evidence_is_not_found_for_another_statement_certificate_or_lemma() -> None:
    other = claim("square", t**2 + 1 >= 0)
    hashes = {
        hash_of(CLAIMS[1]),
        claim_hash(CLAIMS[1], lambda id, edition: other),
        claim_hash(CLAIMS[1], lambda id, edition: None),
        claim_hash(claim("uses", x**2 + y**2 >= 0), lambda id, edition: None),
        hash_of(claim("uses", x**2 + y**2 > 0, certificates=CLAIMS[1].certificates)),
    }
    assert len(hashes) == 5


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", *(gzip.compress(text, mtime=0) for text in (b"[", b"{}", b'{"schema": "other", "evidence": {}}'))],
    # gzip writes the time, by which two processes would have tests of different names
    ids=["empty", "no gzip", "no JSON", "no schema", "another schema"],
)
def test_a_damaged_file_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "evidence.json.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match="write it again with bnverify evidence"):
        read_shipped([path])


def test_an_entry_that_is_no_evidence_is_named(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json.gz"
    data: Any = {"schema": SCHEMA, "evidence": {"ab": ["campaign", "m", {}]}}
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    with pytest.raises(InputError, match="entry ab is no evidence"):
        read_shipped([path])


def test_a_claim_that_cannot_be_rechecked_is_listed_and_decided_each_time(tmp_path: Path) -> None:
    opens = [claim("open", x >= y, given=[equal(x, x), x >= y - t**2 - 1])]
    found = check(opens, cache=False, cases=50)
    path = tmp_path / "evidence.json.gz"
    write_shipped(path, found)
    shipped = read_shipped([path])
    assert not without_evidence(opens, shipped, lambda id, edition: None)


def test_a_packages_evidence_is_found_beside_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "shipping_paper"
    package.mkdir()
    (package / "__init__.py").write_text("")
    text = "from verify.author import *\nx, = symbols('x')\na = claim('a', x**2 >= 0)\n"
    (package / "page.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not wanted(["shipping_paper"]).shipped
    write_shipped(package / "evidence.json.gz", check(wanted(["shipping_paper"]).all, cache=False))
    found = wanted(["shipping_paper.page"])
    assert not without_evidence(found.all, found.shipped, lambda id, edition: None)
