"""Leaps at the times that take long: against a million direct steps, and on to 10^100.

Run with ``pytest tests/bench/test_leap_bench.py --benchmark-enable``; without it each is run once, as a test.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

import verify.data
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.deviations import amplitudes, deviation_start, deviation_steps, discrepancy
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import Settings
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import random_start, start_at
from verify.data import UniformMargin, check_assumption, read_dataset

PAIR = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
TRIPLE = Problem(fmpq_mat([[2, 1, 0], [1, 3, 1], [0, 1, 1]]), fmpq(1, 10), fmpq(1, 5))
SIX = Problem(
    fmpq_mat(6, 6, [5 + i if i == j else int(abs(i - j) == 1) for i in range(6) for j in range(6)]),
    fmpq(1, 2),
    fmpq(1, 2),
)


def start_of(*shape: int) -> Start:
    return Start(tuple(fmpq(x) for x in shape), fmpq(1), fmpq(3), fmpq(1, 2))


@pytest.mark.parametrize(
    ("problem", "start"), [(PAIR, start_of(1, 2)), (TRIPLE, start_of(1, 2, 3)), (SIX, start_of(1, 2, 3, 2, 1, 1))]
)
def test_a_million_direct_steps_and_a_few_leaps_agree_to_more_than_thirty_digits(
    problem: Problem, start: Start
) -> None:
    run = leap_until(problem, start, until=10**6, digits=30, tolerance_digits=36, handover=1024, record_times=[10**6])
    # a million direct steps round more than a few leaps do, so they get digits to spare
    modes = modes_of(problem, precision=Settings(30, 36, False).precision + 64)
    now = deviation_steps(modes, deviation_start(modes, start), 10**6)
    final = run.final
    with ctx.workprec(400):
        pairs = [(final.gamma, now.gamma), (final.mean, now.mean), (final.discrepancy, discrepancy(modes, now))]
        # an eigenvector may be turned round at another precision, and its amplitude with it
        pairs += zip(map(abs, final.amplitudes), map(abs, amplitudes(modes, now)), strict=True)
        gap = max(abs(leapt / stepped - 1).mid() for leapt, stepped in pairs)
        assert gap < arb(10) ** -34
        assert gap < final.error


def test_leaps_reach_ten_to_the_hundred_at_thirty_digits(benchmark: Any) -> None:
    run = benchmark.pedantic(
        leap_until, (TRIPLE, start_of(1, 2, 3)), {"until": 10**100, "digits": 30}, rounds=1, iterations=1
    )
    benchmark.extra_info.update(leaps=run.leaps, rejections=run.rejections, direct_steps=run.direct_steps)
    assert run.final.time == 10**100
    assert run.error < arb(10) ** -30


@pytest.mark.parametrize("name", ["digits", "breast_cancer"])
def test_leaps_take_real_data_with_stiff_modes_to_ten_to_the_thirty(benchmark: Any, name: str) -> None:
    """Modes whose rates differ by a factor of 36 (digits) and of 1700 (breast cancer), from the command's own start."""
    dataset = read_dataset(Path(verify.data.__file__).parent / "samples" / f"{name}.csv")
    found = check_assumption(dataset)
    assert isinstance(found, UniformMargin)
    problem = Problem(dataset.gram, fmpq(1, 10), fmpq(1, 10))
    start = random_start(dataset.z, seed=0, scale=fmpq(1), gamma=fmpq(1), uniform=found.w_star)
    run = benchmark.pedantic(leap_until, (problem, start), {"until": 10**30, "digits": 30}, rounds=1, iterations=1)
    benchmark.extra_info.update(leaps=run.leaps, rejections=run.rejections, direct_steps=run.direct_steps)
    assert run.leaps < 60
    assert run.error < arb(10) ** -30


def test_direct_steps_in_deviation_coordinates(benchmark: Any) -> None:
    modes = modes_of(TRIPLE, precision=174)
    now = deviation_start(modes, start_of(1, 2, 3))
    end = benchmark.pedantic(deviation_steps, (modes, now, 10_000), rounds=1, iterations=1)
    assert end.gamma > now.gamma


@pytest.mark.parametrize(("power", "eta"), [(0, 4), (1, 5), (2, 9), (3, 13), (4, 17)])
def test_leaps_from_a_small_start(benchmark: Any, power: int, eta: int) -> None:
    """Both stages of the theorem, to t = 10⁴/η: asked for are 10 units of 10⁷ turns of ``s += i*i % 7`` at most."""
    z = fmpq_mat([[1, 1], [1, -1]])
    problem = Problem(z * z.transpose(), fmpq(1, 10**eta), fmpq(1, 10**eta))
    start = start_at(z, [fmpq(3, 5 * 10**power), fmpq(4, 5 * 10**power)], gamma=fmpq(1))
    begun = process_time()
    run = benchmark.pedantic(
        leap_until, (problem, start), {"until": 10 ** (eta + 4), "digits": 30}, rounds=1, iterations=1
    )
    seconds = process_time() - begun
    units = seconds / _unit()
    benchmark.extra_info.update(leaps=run.leaps, rejections=run.rejections, units=round(units, 2))
    assert run.error < arb(10) ** -30


def _unit() -> float:
    begun, s = process_time(), 0
    for i in range(10**7):
        s += i * i % 7
    assert s
    return process_time() - begun
