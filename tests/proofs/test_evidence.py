"""The shipped evidence is that of the pages as they are; decided from nothing, every claim has the same status."""

from __future__ import annotations

import pytest

from verify.cli.commands.claims.evidence import stale
from verify.deciding.many_claims import check
from verify.deciding.pages.needed import wanted


@pytest.mark.slow
def test_every_claim_has_its_shipped_evidence_and_no_other_is_shipped() -> None:
    """Where this fails: bnverify evidence --write."""
    missing, left_over = stale(["proofs"])
    assert [f"{claim.full_id} ({claim.edition})" for claim in missing] == []
    assert left_over == 0


@pytest.mark.nightly
def test_decided_from_nothing_every_claim_has_the_status_of_its_shipped_evidence() -> None:
    pages = wanted(["proofs"])
    fresh = check(pages.claims, jobs=2, cache=False)
    shipped = check(pages.claims, jobs=2, cache=False, shipped=pages.shipped)
    assert fresh.disagreements == shipped.disagreements == ()
    statuses = [{v.claim.key: v.status for v in ledger.verdicts} for ledger in (fresh, shipped)]
    assert statuses[0] == statuses[1]
    assert fresh.effective == shipped.effective
