"""What would make a refuted claim about runs right: proved neighbours, and nothing that says the claim itself."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, family, steps, symbols
from verify.claims.neighbour import neighbour_from_json
from verify.deciding.many_claims import check
from verify.deciding.neighbours import with_neighbours
from verify.deciding.neighbours.of_runs import neighbours_of_runs
from verify.recheck import recheck

(t,) = steps("t")
(c,) = symbols("c")


def a(step):
    return family("a", step)


halved = claim("halved", a(t) >= 1, given=(equal(a(t + 1), a(t) / 2), a(0) >= 0))


def test_a_neighbour_of_a_run_is_proved_and_rechecked_in_its_ledger():
    ledger = with_neighbours(check([halved], cache=False), cache=False)
    near = ledger.neighbours[halved.key]
    assert [one.words for one in near] == ["PROVED: a(t) ≥ 0 for all t (0 in the place of 1)"]
    assert recheck(ledger.to_json()).accepted
    assert neighbour_from_json(near[0].to_json()).statement == near[0].statement


@pytest.mark.slow
def test_a_line_in_the_place_of_a_power_is_turned():
    grows = (equal(a(t + 1), (1 + c) * a(t)), c >= 0, a(0) >= 0)
    slip = claim("slip", a(t) <= (1 + t * c) * a(0), given=grows)
    assert [one.change for one in neighbours_of_runs(slip, 0)] == ["the other way round"]


def test_no_hypothesis_says_what_is_to_be_shown():
    near = neighbours_of_runs(halved, 0)
    sides = [(one.statement.conclusions[0].left, one.statement.conclusions[0].right) for one in near]
    assert all(
        (given.left, given.right) != side
        for one, side in zip(near, sides, strict=True)
        for given in one.statement.hypotheses
    )
    assert near
