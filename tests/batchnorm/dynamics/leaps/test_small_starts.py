"""Leaps from a small w(0) with a small η, the regime of the theorems: modes fall by e^(-Bηt) while γ hardly moves."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.deviations import amplitudes, deviation_start, deviation_steps, discrepancy
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import LeapState, Settings, guard_digits
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import start_at

CROSS = fmpq_mat([[1, 1], [1, -1]])
THREE = fmpq_mat([[1, 0, 1], [1, 2, 0], [1, -1, 1]])


def small(z: fmpq_mat, direction: list[int], *, power: int, eta: fmpq) -> tuple[Problem, Start]:
    weights = [fmpq(entry, 5) * fmpq(1, 10**power) for entry in direction]
    return Problem(z * z.transpose(), eta, eta), start_at(z, weights, gamma=fmpq(1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("z", "direction", "power", "eta", "until"),
    [
        pytest.param(CROSS, [3, 4], 1, fmpq(1, 10**4), 6000, id="generic"),
        pytest.param(CROSS, [0, 5], 1, fmpq(1, 10**4), 6000, id="orthogonal to w*"),
        pytest.param(THREE, [3, 4, 1], 2, fmpq(1, 10**6), 6000, id="three samples"),
        pytest.param(THREE, [3, -7, 2], 1, fmpq(1, 10**4), 6000, id="with negative margins"),
    ],
)
def test_leaps_follow_direct_steps_while_the_modes_fall_at_a_linear_rate(
    z: fmpq_mat, direction: list[int], power: int, eta: fmpq, until: int
) -> None:
    problem, start = small(z, direction, power=power, eta=eta)
    run = leap_until(problem, start, until=until, digits=30, handover=600, record_times=[1000, 2500, until])
    assert run.leaps > 0
    assert run.direct_steps < 3000
    modes = modes_of(problem, precision=Settings(30, 60, False).precision)
    now, time = deviation_start(modes, start), 0
    for record in run.records:
        now, time = deviation_steps(modes, now, record.time - time), record.time
        pairs = [(record.gamma, now.gamma), (record.discrepancy, discrepancy(modes, now))]
        pairs += [(record.mean, now.mean), (record.norm_squared, now.norm_squared)]
        pairs += zip(record.amplitudes, amplitudes(modes, now), strict=True)
        with ctx.workprec(400):
            assert max(abs(leapt / stepped - 1).mid() for leapt, stepped in pairs) < arb(10) ** -30


@pytest.mark.slow
@pytest.mark.parametrize(("power", "eta"), [(1, 5), (3, 13), (6, 25)])
def test_few_leaps_take_a_small_start_through_both_stages_whatever_its_size(power: int, eta: int) -> None:
    problem, start = small(CROSS, [3, 4], power=power, eta=fmpq(1, 10**eta))
    run = leap_until(problem, start, until=10 ** (eta + 4), digits=15)
    assert run.leaps < 100
    assert run.rejections < 20
    assert run.error < arb(10) ** -15
    assert abs(run.final.gamma - arb("9.20979")) < 1e-4
    # −log₁₀ D grows like 1/‖w(0)‖²
    assert abs(-run.final.log10_discrepancy / 10 ** (2 * power) - arb("260.82")) < 0.1


@pytest.mark.slow
def test_leaps_of_other_lengths_and_digits_end_at_the_same_numbers() -> None:
    problem, start = small(CROSS, [3, 4], power=3, eta=fmpq(1, 10**13))
    coarse = leap_until(problem, start, until=10**16, digits=20)
    fine = leap_until(problem, start, until=10**16, digits=31, handover=777)
    with ctx.workprec(400):
        gap = abs(coarse.final.discrepancy / fine.final.discrepancy - 1).mid()
    assert gap < arb(10) ** -20
    assert gap < coarse.error


@pytest.mark.slow
def test_a_run_from_a_small_start_goes_on_bit_for_bit_with_its_guard_digits() -> None:
    problem, start = small(CROSS, [3, 4], power=2, eta=fmpq(1, 10**9))
    whole = leap_until(problem, start, until=10**12, digits=10)
    half = leap_until(problem, start, until=10**9, digits=10)
    assert half.state.settings.guard == guard_digits(problem, start) > 0
    again = LeapState.from_text(half.state.text())
    assert leap_until(problem, again, until=10**12, digits=10).final == whole.final


def test_an_ordinary_start_has_no_guard_digits() -> None:
    start = Start((fmpq(2), fmpq(1)), fmpq(1), fmpq(1))
    assert guard_digits(Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10)), start) <= 1


@pytest.mark.slow
def test_a_fast_mode_that_is_driven_by_a_slower_one_does_not_hold_the_leaps_up() -> None:
    """It follows the square of the slow mode, which falls in a time far below that in which γ moves."""
    problem, start = small(THREE, [3, 4, 1], power=4, eta=fmpq(1, 10**17))
    run = leap_until(problem, start, until=10**14, digits=5, tolerance_digits=8, handover=256)
    assert run.leaps < 40
    assert run.rejections < 10
    assert abs(run.final.log10_discrepancy - arb("-820.429423")) < 1e-5
