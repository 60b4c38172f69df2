"""Beside −w* with γ < 0 a run stays for ever; without w on that side, or with long steps, nothing is derived."""

from dataclasses import replace

import pytest

from proofs.cao2023.theorems.boundary_start import behind, behind_for_ever, behind_start, small
from verify.deciding.one_claim import attempt
from verify.deciding.pages.collect import collect
from verify.statement.formulas import RunStatement

CLAIMS = {claim.key: claim for claim in collect(["proofs.cao2023.theorems", "proofs.cao2023.linear"])}
CASES = [(behind_for_ever, behind[0]), (behind_start, small)]


@pytest.mark.slow
@pytest.mark.parametrize(("made", "condition"), CASES, ids=["side", "small-step"])
def test_a_condition_cannot_be_left_out(made, condition):
    """The derivation stops where it is needed."""
    kept = tuple(one for one in made.statement.hypotheses if one != condition)
    assert len(kept) == len(made.statement.hypotheses) - 1
    claim = replace(made, statement=RunStatement(made.statement.conclusions, kept))
    assert attempt(claim, 0, lambda id, edition: CLAIMS.get((id, edition))).part is None
