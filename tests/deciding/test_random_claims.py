"""No method breaks down on random claims, none contradicts another, and the re-checker agrees with what they find."""

from __future__ import annotations

import pytest
from random_claims import random_claims

from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection
from verify.statement.readings.notation import to_text


def looked_at(seed: int, count: int) -> set[str]:
    """Return the kinds of evidence that were found, all of them accepted by the re-checker."""
    kinds = set()
    for one in random_claims(seed, count):
        evidence = decide(one, lookup=lambda *_: None)
        said = objection(one, evidence, {})
        assert not said, (seed, one.id, said, [to_text(part) for part in one.plain.conclusions])
        kinds.add(evidence.kind)
    return kinds


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_claims_are_decided_and_their_evidence_is_accepted(seed):
    """It met derivatives that divide by zero, slopes of sums, e^x = 0, and norms where two sides meet."""
    assert {"counterexample", "proof"} <= looked_at(seed, 120)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_random_claims_are_decided_and_their_evidence_is_accepted(seed):
    assert "counterexample" in looked_at(seed, 200)
