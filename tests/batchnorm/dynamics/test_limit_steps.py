"""What theory says of every single step, for any margins and any γ, and when D falls or rises in a step."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import HealthCheck, assume, example, given, note, settings
from hypothesis import strategies as st
from replays import fitting_problem, least_weights, replay_command

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import start_at
from verify.batchnorm.dynamics.steppers.formula import margin_step
from verify.data.assumption import Infeasible, check_assumption
from verify.data.dataset import Dataset
from verify.testing.strategies import datasets, starts

CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
PRECISIONS = (128, 512, 2048, 8192)
TENTH = fmpq(1, 10)


def fuzz(examples: int) -> settings:
    return settings(
        deadline=None,
        derandomize=not CAMPAIGN,
        max_examples=100 * examples if CAMPAIGN else examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def drawn(data: st.DataObject, **sizes: Any) -> tuple[Dataset, Start, Problem]:
    dataset = data.draw(datasets(**sizes))
    assume(any(dataset.z.entries()))
    start = data.draw(starts(dataset))
    problem = fitting_problem(dataset, start)
    note(replay_command(dataset, start, problem, until=1))
    return dataset, start, problem


def ball_step(problem: Problem, start: Start) -> tuple[list[arb], arb, list[arb]]:
    """Enclose m⁺, γ⁺ and the coefficients of w⁺ = w + Zᵀc after one step from an exact start, at the precision set."""
    gram = [[arb(entry) for entry in row] for row in problem.gram.tolist()]
    margins, gamma = [arb(margin) for margin in start.margins], arb(start.gamma)
    etas = arb(problem.eta_w), arb(problem.eta_gamma)
    return margin_step(
        margins, gamma, [gram], *etas, problem.n, problem.patches, exp=lambda x: x.exp(), sqrt=lambda x: x.sqrt()
    )


def rational_step(problem: Problem, start: Start) -> list[fmpq]:
    """The coefficients c, exact, with rational functions in the place of exp and of the root."""
    margins, gamma, gram = start.margins, start.gamma, problem.gram.tolist()
    etas = problem.eta_w, problem.eta_gamma
    return margin_step(
        margins, gamma, [gram], *etas, problem.n, problem.patches, exp=lambda x: 1 + x * x, sqrt=lambda x: 1 + x
    )[2]


def sign_of(value: Callable[[], arb]) -> int:
    """The sign of a number that is not 0, proved by ball arithmetic at growing precision."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            ball = value()
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
    raise AssertionError(f"no sign at {PRECISIONS[-1]} bits: {ball}")


def uniform(margins: Sequence[fmpq]) -> bool:
    return len(set(margins)) == 1


def discrepancy(margins: Sequence[Any]) -> Any:
    total, squares = margins[0] * 0, margins[0] * 0
    for margin in margins:
        total, squares = total + margin, squares + margin * margin
    return 2 - 2 * total * total / (len(margins) * squares)


@fuzz(60)
@given(st.data())
def test_the_gradient_is_orthogonal_to_w_and_the_norm_grows_exactly(data: st.DataObject) -> None:
    """Exact for any weights p_i: exp and the root are replaced by rational functions, and Z w by the w behind it."""
    dataset, start, problem = drawn(data, n=(1, 4), P=(1, 3), d=(1, 3), assumption="any")
    coefficients = rational_step(problem, start)
    w = fmpq_mat(dataset.d, 1, list(least_weights(dataset, start.margins)))
    assert list((dataset.z * w).entries()) == list(start.margins)
    step = dataset.z.transpose() * fmpq_mat(dataset.rows, 1, coefficients)
    assert (w.transpose() * step)[0, 0] == 0
    after = w + step
    growth = (step.transpose() * step)[0, 0]
    assert (after.transpose() * after)[0, 0] == (w.transpose() * w)[0, 0] + growth
    assert growth >= 0


@fuzz(60)
@given(st.data())
def test_the_alignment_grows_in_a_step_with_the_sign_of_gamma_whatever_the_margins(data: st.DataObject) -> None:
    """⟨w⁺ − w, w*⟩ = Σc, of the sign of γ; it is 0 only where γ = 0 or the margins are uniform."""
    _, start, problem = drawn(data, n=(1, 4), P=(1, 3), d=(1, 3))

    def gain() -> arb:
        return sum(ball_step(problem, start)[2], arb(0))

    if start.gamma == 0 or uniform(start.margins):
        assert not any(rational_step(problem, start))
        return
    assert sign_of(gain) == (1 if start.gamma > 0 else -1)


@fuzz(15)
@given(st.data())
def test_along_a_run_the_norm_and_the_alignment_move_one_way_as_long_as_gamma_keeps_its_sign(
    data: st.DataObject,
) -> None:
    _, start, problem = drawn(data, n=(1, 3), P=(1, 2), d=(1, 3))
    records = descend(problem, start, steps=60, digits=40, records_per_decade=1000).records
    assert [record.t for record in records] == list(range(61))
    slack = fmpq(1, 10**35)
    for before, after in pairwise(records):
        norm = before.norm_squared.rational
        assert after.norm_squared.rational >= norm * (1 - slack)
        assert before.alignment is not None
        assert after.alignment is not None
        gain = after.alignment.rational - before.alignment.rational
        least = -slack * (abs(before.alignment.rational) + 1)
        assert gain * (1 if before.gamma.rational >= 0 else -1) >= least


def slope(problem: Problem, start: Start) -> arb:
    """A positive multiple of −dD/dη at η = 0, from m' = (γ/(n s)) G u: m̄ γ uᵀG u₀, u₀ the part of 1 orthogonal to m.

    D = 2(1 − m̄²/s²), and the gradient of m̄/s in m is u₀/(nP s).
    """
    rows, margins = problem.rows, [arb(margin) for margin in start.margins]
    total, squares = sum(margins, arb(0)), sum((m * m for m in margins), arb(0))
    moved, _, _ = ball_step(problem, start)
    along = [(after - before) / arb(problem.eta_w) for after, before in zip(moved, margins, strict=True)]
    flat = [1 - m * total / squares for m in margins]
    return total / rows * sum((a * b for a, b in zip(along, flat, strict=True)), arb(0))


@pytest.mark.slow
@fuzz(50)
@given(st.data())
def test_on_data_of_rank_two_D_falls_with_small_steps_just_where_gamma_and_the_mean_margin_agree_in_sign(
    data: st.DataObject,
) -> None:
    """⟨w, w*⟩ moves one way at constant ‖w‖, and in a plane that decides D; for any P."""
    dataset, start, problem = drawn(data, n=(2, 4), P=(1, 2), d=2)
    assume(dataset.z.rank() == 2)
    total = sum(start.margins, fmpq(0))
    assume(start.gamma != 0 and total != 0 and not uniform(start.margins))
    assert sign_of(lambda: slope(problem, start)) == (1 if start.gamma * total > 0 else -1)


def begun(rows: list[list[int]], weights: list[int], gamma: int, eta: fmpq, patches: int = 1) -> tuple[Problem, Start]:
    z = fmpq_mat(rows)
    dataset = Dataset(z=z, labels=(1,) * (len(rows) // patches), patches=patches)
    found = check_assumption(dataset)
    assert not isinstance(found, Infeasible)
    start = start_at(z, [fmpq(entry) for entry in weights], gamma=fmpq(gamma), uniform=found.w_star)
    return Problem(dataset.gram, eta, eta, patches), start


LINEAR = [[1, 1, 0], [1, -3, 2], [1, 1, 3]]
PATCHED = [[1, -1, 1], [1, 0, 0], [1, -1, 0], [1, 2, -2]]
UNIT = [[1, 0], [0, 1]]
RISES = {
    "linear, every margin positive": (begun(LINEAR, [1, 1, 3], 8, TENTH), (2, 4, 11)),
    "CNN, every margin positive": (begun(PATCHED, [2, -1, -1], 1, TENTH, 2), (2, 2, 3, 2)),
    "leaving the mirror": (begun(UNIT, [-1, -2], 1, TENTH), (-1, -2)),
    "overshooting": (begun(UNIT, [1, 2], 1, fmpq(100)), (1, 2)),
}


def rise(problem: Problem, start: Start) -> arb:
    after: arb = discrepancy(ball_step(problem, start)[0])
    return after - arb(discrepancy(start.margins))


@pytest.mark.parametrize("name", list(RISES))
def test_D_rises_in_one_step_of_a_small_exact_case(name: str) -> None:
    (problem, start), margins = RISES[name]
    assert start.margins == tuple(map(fmpq, margins))
    assert sign_of(lambda: rise(problem, start)) == 1


@pytest.mark.parametrize(("name", "falls"), [(name, name == "overshooting") for name in RISES])
def test_of_these_only_the_overshoot_is_the_step_sizes_fault(name: str, falls: bool) -> None:
    problem, start = RISES[name][0]
    small = Problem(problem.gram, fmpq(1, 10**6), fmpq(1, 10**6), problem.patches)
    assert sign_of(lambda: slope(small, start)) == (1 if falls else -1)
    assert sign_of(lambda: rise(small, start)) == (-1 if falls else 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["linear, every margin positive", "CNN, every margin positive"])
def test_a_D_that_rises_at_first_goes_to_zero_in_the_end(name: str) -> None:
    problem, start = RISES[name][0]
    run = leap_until(problem, start, until=10**30, digits=8, record_times=[0, 1])
    assert run.records[0].discrepancy < run.records[1].discrepancy
    assert run.final.log10_discrepancy is not None
    assert run.final.log10_discrepancy < -6


@fuzz(40)
@given(st.data())
@example(data=None)
def test_at_gamma_near_zero_D_falls_on_any_data_where_the_mean_margin_is_positive(data: st.DataObject | None) -> None:
    """At γ → 0 the weights p_i are equal, u is u₀/2, and the slope is a square: only curved weights make D rise."""
    if data is None:
        problem, start = begun(LINEAR, [1, 1, 3], 8, TENTH)
        half = fmpq(1, 10**6)
    else:
        _, start, problem = drawn(data, n=(2, 4), P=(1, 2), d=(2, 4))
        half = fmpq(1, 10**60)
    total = sum(start.margins, fmpq(0))
    assume(total != 0 and not uniform(start.margins))
    near_zero = Start(start.margins, half, start.norm_squared, start.alignment)
    assert sign_of(lambda: slope(problem, near_zero)) == (1 if total > 0 else -1)
