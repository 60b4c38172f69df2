"""Runs as text: every number can be read back exactly, however small."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.diagnosis import diagnose
from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.runs import engine as runs_engine
from verify.batchnorm.dynamics.runs.export import NAMES, run_csv, run_json
from verify.batchnorm.dynamics.runs.keep import NUMBERS, Run, RunPlan, follow
from verify.batchnorm.dynamics.state import Dyadic
from verify.errors import InputError

PROBLEM = Problem(gram=fmpq_mat([[2, 0], [0, 3]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
START = Start(margins=(fmpq(2), fmpq(1)), gamma=fmpq(1), norm_squared=fmpq(3), alignment=fmpq(4, 3))
PLAN = RunPlan(digest="00", name="two", problem=PROBLEM, start=START, digits=20)


def read_back(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(run_csv(run).splitlines()))


@pytest.mark.parametrize(
    "plan",
    [PLAN, replace(PLAN, mode="leap"), replace(PLAN, mode="certify", guard=8)],
    ids=["direct", "leap", "certify"],
)
def test_the_exact_columns_give_back_every_number(plan):
    run = follow(plan, target=2500)
    rows = read_back(run)
    content = json.loads(run_json(run, diagnose(run.snapshots, PROBLEM, START, 20, mode=plan.mode)))
    for snapshot, row, record in zip(run.snapshots, rows, content["records"], strict=True):
        assert int(row["t"]) == record["t"] == snapshot.t
        for name in NUMBERS:
            value = getattr(snapshot, name)
            column = NAMES.get(name, name)
            if column in record:
                kept = row[f"{column}_exact"]
                assert (Dyadic.parse(kept) if kept else None) == value
                assert record["exact"][column] == (None if value is None else str(value))


def test_the_decimals_of_direct_steps_round_to_the_bits_kept():
    run = follow(PLAN, target=100)
    with ctx.workprec(PLAN.bits):
        for snapshot, row in zip(run.snapshots, read_back(run), strict=True):
            assert abs(arb(row["gamma"]) - snapshot.gamma.ball) < arb(2) ** (2 - PLAN.bits) * abs(snapshot.gamma.ball)


def test_radii_are_written_for_certified_runs_alone():
    certified = read_back(follow(replace(PLAN, mode="certify", guard=8), target=5))
    assert all(Dyadic.parse(row["D_radius_exact"]).mantissa > 0 for row in certified[1:])
    assert "D_radius" not in read_back(follow(PLAN, target=5))[0]


def test_a_discrepancy_far_below_doubles_is_written_whole():
    run = follow(replace(PLAN, mode="leap", digits=15), target=10**15)
    last = read_back(run)[-1]
    assert last["t"] == str(10**15)
    assert last["D"].endswith(f"e{int(float(last['log10_D'])) - 1}")
    assert float(last["log10_D"]) < -400


def test_a_leap_that_is_refused_is_an_error_of_the_input(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise LeapError("at t = 7: no leap meets the tolerance: ask for more digits")

    monkeypatch.setattr(runs_engine, "leap_until", refuse)
    with pytest.raises(InputError, match="no leap meets the tolerance: ask for more digits"):
        follow(replace(PLAN, mode="leap"), target=10)


def test_the_normaliser_of_a_leap_is_unknown_where_its_mean_margin_vanishes():
    start = Start(margins=(fmpq(1), fmpq(-1)), gamma=fmpq(0), norm_squared=fmpq(3))
    run = follow(replace(PLAN, mode="leap", start=start), target=0)
    assert run.snapshots[0].discrepancy == Dyadic(2)
    assert run.snapshots[0].mean_square is None
