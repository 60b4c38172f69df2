"""The toolbox: every fact is proved without a certificate, re-checked, and of use as a lemma."""

from __future__ import annotations

import pytest

from proofs.toolbox import inequalities
from verify.claims.claim import Claim
from verify.deciding.many_claims import check
from verify.recheck import recheck

FACTS = [value for value in vars(inequalities).values() if isinstance(value, Claim)]


def test_no_fact_has_a_certificate_and_each_is_expected_to_be_proved():
    assert len(FACTS) >= 18
    assert all(not fact.certificates and fact.expected == "PROVED" for fact in FACTS)


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_is_proved_and_rechecked(fact):
    ledger = check([fact], cache=False, cases=600)
    assert ledger.verdicts[0].status == "PROVED"
    assert recheck(ledger.to_json()).accepted
