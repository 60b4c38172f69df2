"""The toolbox: every inequality is proved without a certificate, every fact is re-checked."""

from __future__ import annotations

import pytest

from proofs.toolbox import gradient_descent, inequalities
from verify.claims.claim import Claim
from verify.deciding.many_claims import check
from verify.recheck import recheck

FACTS = [value for value in vars(inequalities).values() if isinstance(value, Claim)]


def test_no_fact_has_a_certificate_and_each_is_expected_to_be_proved():
    assert len(FACTS) >= 18
    assert all(not fact.certificates and fact.expected == "PROVED" for fact in FACTS)


DESCENT = [value for value in vars(gradient_descent).values() if isinstance(value, Claim)]


@pytest.mark.slow
@pytest.mark.parametrize("fact", [*FACTS, *DESCENT], ids=lambda fact: fact.id)
def test_a_fact_is_proved_and_rechecked(fact):
    ledger = check([fact], cache=False, cases=600)
    assert ledger.verdicts[0].status == "PROVED"
    assert recheck(ledger.to_json()).accepted
