"""The induction of the second stage needs each of its conditions: without one of them it stops, and says where."""

from dataclasses import replace

import pytest

from proofs.cao2023.theorems.stages.second_stage_run import begins, gap, second_stage_run, t_0
from proofs.cao2023.theorems.vocabulary import ahead as points_along
from proofs.cao2023.theorems.vocabulary import gentle, of_run, substitute
from verify.claims.claim import Claim
from verify.deciding.one_claim import attempt
from verify.deciding.pages.collect import collect
from verify.statement.formulas import RunStatement

CLAIMS = {claim.key: claim for claim in collect(["proofs.cao2023.theorems", "proofs.cao2023.linear"])}


def without(condition: object) -> Claim:
    """Return the claim on the second stage without one of its hypotheses."""
    kept = tuple(one for one in begins if one != condition)
    assert len(kept) == len(begins) - 1
    return replace(second_stage_run, statement=RunStatement(second_stage_run.statement.conclusions, kept))


@pytest.mark.slow
@pytest.mark.parametrize("condition", [substitute(points_along, of_run(t_0)), gentle], ids=["ahead", "gentle"])
def test_the_induction_stops_where_a_condition_is_missing(condition: object) -> None:
    """Neither ⟨w(t₀),w*⟩ > 0 nor the bound on the step size can be left out."""
    found = attempt(without(condition), 0, lambda id, edition: CLAIMS.get((id, edition)))
    assert found.part is None
    assert "induction on t" in found.why


def test_a_gap_is_the_larger_side_less_the_smaller() -> None:
    """Whichever way an inequality is written."""
    assert gap(gentle, {}) == gentle.right - gentle.left
    assert gap(points_along, {}) == points_along.left - points_along.right
