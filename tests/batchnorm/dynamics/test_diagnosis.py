"""Each diagnosis on a real run that shows it, and on a run that only nearly does."""

from __future__ import annotations

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.diagnosis import Diagnosis, diagnose
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.runs.keep import Mode, RunPlan, follow
from verify.batchnorm.dynamics.starts import start_at
from verify.data import Dataset, Infeasible, check_assumption
from verify.errors import InputError

AXES = [[1, 0], [0, 1]]
INFEASIBLE = [[1, 0], [0, 1], [-1, -2]]
SPACE = [[1, 0, 0], [0, 1, 0]]


def diagnosed(
    rows: list[list[int]],
    weights: list[object],
    *,
    steps: int,
    gamma: object = 1,
    eta: object = 1,
    eta_gamma: object = None,
    digits: int = 30,
    backend: str = "flint",
    mode: Mode = "direct",
) -> Diagnosis:
    data = Dataset(z=fmpq_mat(rows), labels=(1,) * len(rows))
    found = check_assumption(data)
    uniform = None if isinstance(found, Infeasible) else found.w_star
    start = start_at(data.z, [fmpq(w) for w in weights], gamma=fmpq(gamma), uniform=uniform)
    problem = Problem(data.gram, fmpq(eta), fmpq(eta if eta_gamma is None else eta_gamma))
    guard = 8 if mode == "certify" else 0
    plan = RunPlan.of(data, problem, start, digits=digits, backend=backend, mode=mode, guard=guard)
    snapshots = follow(plan, target=steps).snapshots
    return diagnose(snapshots, problem, start, digits + guard, backend=backend, mode=mode)


def test_a_run_towards_the_uniform_margin_converges_with_growing_gamma():
    found = diagnosed(AXES, [2, 1], steps=1000)
    assert found.kind == "uniform"
    assert float(found.numbers["D"]) < 1e-6 < float(found.numbers["D_at_a_tenth"]) * 1e6
    assert float(found.numbers["gamma"]) > float(found.numbers["gamma_at_a_tenth"]) > 0
    assert float(found.numbers["alignment"]) > 0


@pytest.mark.parametrize(("weights", "gamma"), [([-2, -1], -1), ([1, -2], 1)], ids=["from the mirror", "from between"])
def test_a_run_towards_the_mirror_image_converges_with_falling_gamma(weights, gamma):
    found = diagnosed(AXES, weights, gamma=gamma, steps=1000)
    assert found.kind == "mirror"
    assert float(found.numbers["gamma"]) < float(found.numbers["gamma_at_a_tenth"]) < 0
    assert float(found.numbers["alignment"]) < 0


@pytest.mark.parametrize("mode", ["direct", "certify"])
def test_the_same_run_stopped_early_is_still_falling(mode):
    found = diagnosed(AXES, [2, 1], steps=60, eta=fmpq(1, 10), mode=mode)
    assert found.kind == "falling"
    assert float(found.numbers["D"]) < float(found.numbers["D_at_a_tenth"])


def test_small_margin_discrepancy_with_gamma_of_the_wrong_sign_is_no_convergence():
    found = diagnosed(AXES, [fmpq(10**4 + 1, 10**4), 1], gamma=-100, steps=100, eta=fmpq(1, 10**5))
    assert float(found.numbers["D"]) < 1e-6
    assert found.kind not in ("uniform", "mirror", "floor")


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "zero"), [("float64", False), ("flint", True)])
def test_fifteen_digits_stall_at_the_floor_of_their_arithmetic(backend, zero):
    found = diagnosed(AXES, [1, -2], steps=20_000, digits=15, backend=backend)
    assert found.kind == "floor"
    assert (float(found.numbers["D"]) == 0) == zero
    assert float(found.numbers["D"]) <= float(found.numbers["floor"]) < 1e-20


@pytest.mark.parametrize("gamma", [500, 5000, 10**5])
def test_the_floor_is_never_above_the_largest_value_of_D(gamma):
    """e^-γ leaves the range of doubles from γ = 745 on: the rate is still known, and hides every move."""
    found = diagnosed(AXES, [1, 2], gamma=gamma, steps=300, digits=15)
    assert found.kind == "floor"
    assert float(found.numbers["floor"]) == 2
    assert "hides every move" in found.text


def test_at_sixty_digits_the_run_that_stalls_at_fifteen_still_falls():
    found = diagnosed(AXES, [1, -2], steps=20_000, digits=60)
    assert found.kind == "mirror"
    assert float(found.numbers["D"]) < 1e-28
    assert float(found.numbers["floor"]) < float(found.numbers["D"])


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(
    rows=st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=2), min_size=2, max_size=2),
    weights=st.lists(st.integers(-3, 3), min_size=2, max_size=2),
    eta=st.sampled_from(["1/2", "1", "2"]),
)
def test_a_stall_at_the_floor_is_where_more_digits_go_lower(rows, weights, eta):
    matrix = fmpq_mat(rows)
    margins = (matrix * fmpq_mat(2, 1, weights)).entries()
    if matrix.det() == 0 or not any(margins):
        return
    step = fmpq(*map(int, eta.split("/")))
    coarse = diagnosed(rows, weights, eta=step, steps=5000, digits=15)
    if coarse.kind == "floor":
        fine = diagnosed(rows, weights, eta=step, steps=5000, digits=60)
        assert float(fine.numbers["D"]) <= 2 * float(coarse.numbers["floor"])


def test_margins_that_are_uniform_from_the_start_converge_though_D_is_zero():
    found = diagnosed([[1]], [2], steps=100)
    assert (found.kind, found.numbers["D"]) == ("uniform", "0")
    assert "from the start" in found.text


def test_steps_too_small_for_the_time_stall_above_the_floor():
    found = diagnosed(AXES, [1, -2], steps=1000, eta=fmpq(1, 10**9))
    assert found.kind == "stalled"
    assert float(found.numbers["floor"]) < 1e-50 < float(found.numbers["D"])
    assert "take larger steps" in found.text


def test_the_floor_of_D_never_exceeds_the_greatest_value_of_D():
    """At γ = 500 nothing that a double holds moves the margins any more; D itself is at most 2."""
    found = diagnosed(AXES, [2, 1], gamma=500, steps=300, digits=15)
    assert 0 < float(found.numbers["floor"]) <= 2


def test_data_without_a_uniform_margin_stall_above_the_floor_and_say_why():
    found = diagnosed(INFEASIBLE, [1, 2], steps=20_000)
    assert found.kind == "stalled"
    assert "no uniform margin to reach" in found.text


@pytest.mark.parametrize(("eta", "eta_gamma"), [(100, 100), (fmpq(1, 10), 100)], ids=["both large", "that of γ large"])
def test_too_large_a_step_oscillates(eta, eta_gamma):
    found = diagnosed(INFEASIBLE, [1, 2], steps=1000, eta=eta, eta_gamma=eta_gamma)
    assert found.kind == "oscillating"
    assert int(found.numbers["loss_turns"]) >= 3
    assert float(found.numbers["greatest_loss"]) > 1.5 * float(found.numbers["least_loss"])


def test_the_same_data_with_a_small_step_do_not_oscillate():
    assert diagnosed(INFEASIBLE, [1, 2], steps=1000, eta=fmpq(1, 10)).kind != "oscillating"


def test_a_step_that_blows_up_the_norm_is_told_from_a_plain_stall():
    found = diagnosed([[1, 0], [0, 2]], [1, -2], steps=1000, eta=1000)
    assert found.kind == "norm-growing"
    assert float(found.numbers["grown"]) > 1e5
    assert float(found.numbers["step_over_norm_squared"]) < 1e-3


def test_a_start_that_the_data_hardly_see_blows_up_the_norm_at_its_first_step():
    found = diagnosed(SPACE, [fmpq(1, 10**5), fmpq(2, 10**5), 1], steps=1000)
    assert found.kind == "norm-growing"
    assert float(found.numbers["least_normaliser_share"]) < 1e-9
    assert float(found.numbers["grown_since_a_tenth"]) < 1.2


def test_a_norm_that_grew_while_D_falls_on_is_only_mentioned():
    found = diagnosed(AXES, [1, -2], steps=1000, eta=100)
    assert found.kind == "falling"
    assert "slowly, as ‖w‖² grew" in found.text


def test_a_normaliser_near_zero_is_told_before_anything_else():
    found = diagnosed(SPACE, [fmpq(1, 10**5), 0, 1], gamma=0, steps=10, eta=fmpq(1, 10**12))
    assert found.kind == "normaliser"
    assert float(found.numbers["normaliser_share"]) == pytest.approx(5e-11, rel=1e-6)


def test_a_normaliser_a_hundred_times_larger_is_not_near_zero():
    found = diagnosed(SPACE, [fmpq(1, 10**3), 0, 1], gamma=0, steps=10, eta=fmpq(1, 10**12))
    assert found.kind != "normaliser"


@pytest.mark.parametrize("steps", [0, 1000])
def test_a_saddle_is_told_where_gamma_and_the_mean_margin_vanish(steps):
    found = diagnosed(AXES, [1, -1], gamma=0, steps=steps)
    assert found.kind == "saddle"
    assert float(found.numbers["loss"]) == pytest.approx(0.693147)


def test_a_run_that_passes_close_to_a_saddle_is_told_so():
    found = diagnosed(AXES, [1, fmpq(-10001, 10000)], gamma=0, steps=1000, eta=fmpq(1, 100))
    assert found.kind == "saddle"
    assert 0 < abs(float(found.numbers["gamma"])) < 1e-2


@pytest.mark.parametrize("steps", [0, 1000])
def test_gamma_of_zero_with_a_mean_margin_is_no_saddle(steps):
    found = diagnosed(AXES, [1, -2], gamma=0, steps=steps)
    assert found.kind == ("unsettled" if steps == 0 else "mirror")


def test_a_few_steps_are_too_few_to_tell():
    assert diagnosed(AXES, [2, 1], steps=5).kind == "unsettled"


def test_leaps_have_no_floor_and_converge_far_below_it():
    found = diagnosed(AXES, [2, 1], steps=10**8, digits=15, mode="leap")
    assert found.kind == "uniform"
    assert "floor" not in found.numbers


def test_no_records_are_refused():
    data = Dataset(z=fmpq_mat(AXES), labels=(1, 1))
    start = start_at(data.z, [fmpq(1), fmpq(2)], gamma=fmpq(1))
    with pytest.raises(InputError, match="no records"):
        diagnose([], Problem(data.gram, fmpq(1), fmpq(1)), start, 30)
