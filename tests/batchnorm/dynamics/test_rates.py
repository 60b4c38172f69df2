"""The power of log t in log D: 3 for the linear model, 2 for the CNN."""

from __future__ import annotations

from typing import cast

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from rate_law import fall

from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import LeapRun, Record
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.rates import predicted_rate, told_power
from verify.errors import InputError

LINEAR = Problem(fmpq_mat([[2, 1, 0], [1, 3, 1], [0, 1, 1]]), fmpq(1, 10), fmpq(1, 5))
CNN = Problem(fmpq_mat([[2, 1], [1, 3]]), fmpq(1, 10), fmpq(1, 5), 2)


@pytest.fixture(scope="module")
def linear() -> LeapRun:
    return leap_until(LINEAR, Start((fmpq(1), fmpq(2), fmpq(3)), fmpq(1), fmpq(3)), until=10**100, digits=20)


@pytest.fixture(scope="module")
def cnn() -> LeapRun:
    return leap_until(CNN, Start((fmpq(1), fmpq(2)), fmpq(1), fmpq(3)), until=10**100, digits=20)


def lost(before: Record, after: Record) -> arb:
    first, last = before.log10_discrepancy, after.log10_discrepancy
    assert first is not None
    assert last is not None
    return (first - last) * arb(10).log()


def at(run: LeapRun, time: int) -> Record:
    return next(record for record in run.records if record.time == time)


@pytest.mark.slow
def test_the_linear_model_tells_the_third_power_of_log_t(linear: LeapRun) -> None:
    """Measured at t = 10^100: the told power within 0.01 of 3, far from the printed 2."""
    assert abs(told_power(linear.records) - 3) < arb("0.02")


@pytest.mark.slow
def test_the_cnn_tells_the_second_power_of_log_t(cnn: LeapRun) -> None:
    assert abs(told_power(cnn.records) - 2) < arb("0.02")


def constant(run: LeapRun, power: int, time: int) -> arb:
    """−log D / logᵏ t at a time: for the right power k it settles."""
    return -cast(arb, at(run, time).log10_discrepancy) * arb(10).log() / arb(time).log() ** power


def test_the_constant_of_the_right_power_settles_and_that_of_the_other_does_not(linear: LeapRun, cnn: LeapRun) -> None:
    def growth(run: LeapRun, power: int) -> arb:
        return constant(run, power, 10**100) / constant(run, power, 10**50)

    assert abs(growth(linear, 3) - 1) < arb("0.03")
    assert growth(linear, 2) > arb("1.9")
    assert abs(growth(cnn, 2) - 1) < arb("0.03")
    assert growth(cnn, 3) < arb("0.6")


def test_the_law_of_the_fall_holds_to_eighteen_digits_where_its_small_terms_are_gone(linear: LeapRun) -> None:
    """Between 10^30 and 10^100 nothing is left of what the derivation drops: the law and the descent agree."""
    modes = modes_of(LINEAR, precision=200)
    before, after = at(linear, 10**30), at(linear, 10**100)
    with ctx.workprec(200):
        ratio = lost(before, after) / fall(modes, after.mean, before.gamma, after.gamma)
        assert abs(ratio - 1) < 1e-18
        rate = predicted_rate(modes, after.mean)
        drop = -cast(arb, after.log10_discrepancy) * arb(10).log()
        assert rate.power == 3
        assert abs(drop / (rate.constant * arb(after.time).log() ** 3) - 1) < arb("0.05")


def test_a_law_with_the_neighbouring_eigenvalue_or_power_would_be_seen(linear: LeapRun) -> None:
    modes = modes_of(LINEAR, precision=200)
    before, after = at(linear, 10**30), at(linear, 10**100)
    with ctx.workprec(200):
        right = lost(before, after)
        wrong = modes.metric[1][1] / modes.metric[0][0] * fall(modes, after.mean, before.gamma, after.gamma)
        assert abs(right / wrong - 1) > arb("0.1")
        cubes = (after.gamma**3 - before.gamma**3) / (after.gamma**2 - before.gamma**2)
        assert cubes > 100


def test_the_cnn_falls_as_its_least_patch_eigenvalue_says(cnn: LeapRun) -> None:
    modes = modes_of(CNN, precision=200)
    before, after = at(cnn, 10**30), at(cnn, 10**100)
    with ctx.workprec(200):
        assert predicted_rate(modes, after.mean).power == 2
        assert abs(lost(before, after) / fall(modes, after.mean, before.gamma, after.gamma) - 1) < 1e-18


def test_with_identical_patches_the_power_is_three_again() -> None:
    """No mode hides from the sum over patches where both patches of a sample are one."""
    doubled = Problem(
        fmpq_mat(4, 4, [2 + (i // 2) if i // 2 == j // 2 else 0 for i in range(4) for j in range(4)]),
        fmpq(1),
        fmpq(1),
        2,
    )
    modes = modes_of(doubled, precision=100)
    assert (modes.count, modes.slow) == (1, 0)
    assert predicted_rate(modes, arb(1)).power == 3


def test_a_rate_wants_records_late_enough_and_a_mode() -> None:
    short = leap_until(LINEAR, Start((fmpq(1), fmpq(2), fmpq(3)), fmpq(1), fmpq(3)), until=5, digits=10)
    with pytest.raises(InputError, match="5 are needed"):
        told_power(short.records)
    with pytest.raises(InputError, match="no deviation is possible"):
        predicted_rate(modes_of(Problem(fmpq_mat([[2]]), fmpq(1), fmpq(1)), precision=100), arb(1))


def test_a_time_that_comes_twice_is_refused(linear: LeapRun) -> None:
    with pytest.raises(InputError, match="give each time once, in increasing order"):
        told_power((*linear.records, linear.final))
