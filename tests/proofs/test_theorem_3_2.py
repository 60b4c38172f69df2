"""The CNN's loss in the cone: its growth needs small steps and the cone."""

from dataclasses import replace

import pytest

from proofs.cao2023.theorems.theorem_3_2_in_the_cone import pace, rational, stays, theorem_3_2_in_the_cone
from verify.deciding.one_claim import attempt
from verify.deciding.pages.collect import collect
from verify.statement.formulas import RunStatement

CLAIMS = {claim.key: claim for claim in collect(["proofs.cao2023.theorems", "proofs.cao2023.cnn"])}


@pytest.mark.slow
@pytest.mark.parametrize("condition", [pace <= rational(1, 8), stays[-1]], ids=["small-step", "scale"])
def test_a_condition_cannot_be_left_out(condition):
    """The upper bound on e^Γ is not derived without it."""
    given = theorem_3_2_in_the_cone.statement.hypotheses
    kept = tuple(one for one in given if one != condition)
    assert len(kept) == len(given) - 1
    claim = replace(
        theorem_3_2_in_the_cone, statement=RunStatement(theorem_3_2_in_the_cone.statement.conclusions, kept)
    )
    assert attempt(claim, 1, lambda id, edition: CLAIMS.get((id, edition))).part is None
