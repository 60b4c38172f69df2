"""Runs are made once, continued bit for bit, and cut where less is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.runs.keep import Moment, RunPlan, Store, follow, kept_run
from verify.batchnorm.dynamics.state import State
from verify.errors import InputError

PROBLEM = Problem(gram=fmpq_mat([[2, 1], [1, 3]]), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 5))
START = Start(margins=(fmpq(1), fmpq(-1, 3)), gamma=fmpq(1, 7), norm_squared=fmpq(2), alignment=fmpq(1, 3))
PLAN = RunPlan(digest="00", name="two", problem=PROBLEM, start=START, digits=30)
PLANS = {
    "flint": PLAN,
    "mpmath": replace(PLAN, backend="mpmath"),
    "float64": replace(PLAN, backend="float64", digits=15),
    "leap": replace(PLAN, mode="leap", digits=15),
    "flow": replace(PLAN, mode="flow", digits=15),
}


class StopError(Exception):
    """Stands for whatever ends a run between two moments."""


def stop_after(count: int):
    seen: list[int] = []

    def observe(moment: Moment) -> None:
        seen.append(moment.t)
        if len(seen) == count:
            raise StopError

    return observe


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "runs.sqlite") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("kind", PLANS)
def test_a_run_stopped_at_several_moments_ends_bit_identical_to_an_unbroken_one(kind, store):
    plan = PLANS[kind]
    target = 3000 if plan.leaps else 700
    unbroken = follow(plan, target=target)
    for count in (1, 2, 2) if plan.leaps else (1, 3, 5):
        with pytest.raises(StopError):
            follow(plan, target=target, store=store, observe=stop_after(count), seconds=0)
    run = follow(plan, target=target, store=store)
    assert (run.origin, run.t) == ("continued", target)
    assert 0 < run.begun < target
    assert run.snapshots == unbroken.snapshots
    assert run.state == unbroken.state
    assert kept_run(store, plan.key).snapshots == unbroken.snapshots


def test_the_same_run_is_not_made_twice(store):
    first = follow(PLAN, target=200, store=store)
    again = follow(replace(PLAN, name="another name"), target=200, store=store, observe=stop_after(1))
    assert (first.origin, again.origin) == ("made", "kept")
    assert again.snapshots == first.snapshots
    assert again.state == first.state


def test_a_longer_run_goes_on_and_forgets_where_the_shorter_one_ended(store):
    follow(PLAN, target=123, store=store)
    run = follow(PLAN, target=457, store=store)
    assert (run.origin, run.begun) == ("continued", 123)
    assert run.snapshots == follow(PLAN, target=457).snapshots
    assert 123 not in [snapshot.t for snapshot in run.snapshots]


def test_a_shorter_run_is_cut_where_a_record_is_and_made_again_where_none_is(store):
    longer = follow(PLAN, target=500, store=store)
    cut, remade = (follow(PLAN, target=target, store=store) for target in (100, 107))
    assert (cut.origin, cut.snapshots[-1].t, cut.state) == ("kept", 100, "")
    assert cut.snapshots == follow(PLAN, target=100).snapshots
    assert (remade.origin, remade.snapshots[-1].t) == ("remade", 107)
    assert kept_run(store, PLAN.key).state == longer.state


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "01"},
        {"digits": 31},
        {"backend": "mpmath"},
        {"mode": "certify", "guard": 8},
        {"version": "0"},
        {"problem": replace(PROBLEM, eta_gamma=fmpq(1, 4))},
        {"start": replace(START, gamma=fmpq(1, 8))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_run_that_differs_in_anything_that_decides_its_numbers_has_another_key(change):
    assert replace(PLAN, **change).key != PLAN.key


def test_a_certified_run_is_kept_at_its_end_and_answered_only_for_the_same_end(store):
    plan = replace(PLAN, mode="certify", guard=8)
    with pytest.raises(StopError):
        follow(plan, target=50, store=store, observe=stop_after(3), seconds=0)
    assert store.checkpoint(plan.key) is None
    made = follow(plan, target=50, store=store)
    kept = follow(plan, target=50, store=store)
    other = follow(plan, target=60, store=store)
    assert made.state.startswith("CERTIFIED to step 50 at 30+8 digits")
    assert (made.origin, kept.origin, other.origin) == ("made", "kept", "made")
    assert kept.snapshots == made.snapshots
    assert kept_run(store, plan.key).t == 60


def test_a_certified_run_holds_the_run_of_more_digits_within_its_radii():
    certified = follow(replace(PLAN, mode="certify", guard=8), target=100).snapshots
    sharp = {s.t: s for s in follow(replace(PLAN, digits=80), target=100).snapshots}
    common = [(ball, sharp[ball.t]) for ball in certified if ball.t in sharp]
    assert len(common) > 5
    for ball, point in common:
        for name in ("gamma", "discrepancy", "loss"):
            radius = getattr(ball, f"{name}_radius").rational
            assert abs(getattr(ball, name).rational - getattr(point, name).rational) <= radius


def test_records_say_what_their_state_says():
    run = follow(PLAN, target=100)
    state, last = State.parse(run.state), run.snapshots[-1]
    margins = [margin.rational for margin in state.margins]
    mean, square = sum(margins) / 2, sum(m * m for m in margins) / 2
    assert last.gamma == state.gamma
    for kept, exact in (
        (last.mean.rational, mean),
        (last.mean_square.rational, square),
        (last.discrepancy.rational, 2 * (1 - mean * mean / square)),
    ):
        assert abs(kept - exact) <= abs(exact) * fmpq(1, 10**29)


def test_leaps_record_what_direct_steps_record():
    direct = {s.t: s for s in follow(PLAN, target=10**4).snapshots}
    leaps = [s for s in follow(replace(PLAN, mode="leap"), target=10**4).snapshots if s.t in direct]
    assert len(leaps) > 8
    for leap in leaps:
        step = direct[leap.t]
        for name in ("gamma", "mean", "mean_square", "loss", "norm_squared", "alignment"):
            a, b = getattr(leap, name).rational, getattr(step, name).rational
            assert abs(a - b) <= abs(b) * fmpq(1, 10**22), (leap.t, name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"digits": 14}, "14 digits"),
        ({"digits": 100_001}, "100001 digits"),
        ({"mode": "leap", "digits": 4}, "4 digits"),
        ({"backend": "float64"}, "30 digits with backend 'float64'"),
        ({"backend": "float64", "mode": "leap"}, "only flint"),
        ({"backend": "gpu"}, "gpu"),
        ({"mode": "sideways"}, "sideways"),
        ({"guard": -1}, "-1 guard digits"),
    ],
    ids=str,
)
def test_a_plan_refuses_numbers_that_do_not_fit(change, words):
    with pytest.raises(InputError, match=words):
        replace(PLAN, **change)


def test_numbers_beyond_doubles_are_refused_with_a_remedy():
    tiny = Start(margins=(fmpq(1, 10**305), fmpq(2, 10**305)), gamma=fmpq(1), norm_squared=fmpq(1))
    with pytest.raises(InputError, match="take backend flint"):
        follow(replace(PLAN, start=tiny, backend="float64", digits=15), target=10)
    assert follow(replace(PLAN, start=tiny), target=10).t == 10


def test_a_run_of_no_steps_records_its_start():
    for plan in PLANS.values():
        assert [snapshot.t for snapshot in follow(plan, target=0).snapshots] == [0]
