"""Leaps over iterations, held against every one of these iterations taken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

import verify.data
from verify.batchnorm.dynamics.leaps.chebyshev import Clock
from verify.batchnorm.dynamics.leaps.choice import find_leap
from verify.batchnorm.dynamics.leaps.collocation import System, solve_curve
from verify.batchnorm.dynamics.leaps.curve import Curve, LeapError
from verify.batchnorm.dynamics.leaps.descent import CRAWL, decades, leap_until
from verify.batchnorm.dynamics.leaps.deviations import (
    amplitudes,
    deviation_start,
    deviation_steps,
    deviations,
    discrepancy,
)
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import LeapRun, LeapState, Settings, fresh_state
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import random_start
from verify.data import read_dataset
from verify.errors import InputError

PAIR = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
TRIPLE = Problem(fmpq_mat([[2, 1, 0], [1, 3, 1], [0, 1, 1]]), fmpq(1, 10), fmpq(1, 5))
SIX = Problem(
    fmpq_mat(6, 6, [5 + i if i == j else int(abs(i - j) == 1) for i in range(6) for j in range(6)]),
    fmpq(1, 2),
    fmpq(1, 2),
)
PATCHES = Problem(fmpq_mat([[2, 1, 0, 1], [1, 3, 1, 0], [0, 1, 1, 0], [1, 0, 0, 5]]), fmpq(1, 10), fmpq(1, 5), 2)
DUPLICATED = Problem(fmpq_mat([[2, 1, 2], [1, 3, 1], [2, 1, 2]]), fmpq(1, 10), fmpq(1, 5))


def start_of(*shape: int, gamma: int = 1) -> Start:
    return Start(tuple(fmpq(x) for x in shape), fmpq(gamma), fmpq(3), fmpq(1, 2))


def worst_gap(problem: Problem, start: Start, run: LeapRun) -> arb:
    """The largest relative gap to direct steps in γ, the margins, D and each mode, over the records of a run."""
    modes = modes_of(problem, precision=Settings(30, 36, False).precision)
    now, time, worst = deviation_start(modes, start), 0, arb(0)
    for record in run.records:
        now, time = deviation_steps(modes, now, record.time - time), record.time
        pairs = [(record.gamma, now.gamma), (record.discrepancy, discrepancy(modes, now))]
        pairs += zip(record.amplitudes, amplitudes(modes, now), strict=True)
        pairs += [(record.mean, now.mean), (record.norm_squared, now.norm_squared)]
        with ctx.workprec(400):
            worst = max(worst, *(abs(leapt / stepped - 1).mid() for leapt, stepped in pairs))
    return worst


@pytest.mark.slow
@pytest.mark.parametrize(
    ("problem", "start", "bound"),
    [
        (PAIR, start_of(1, 2), 1e-35),
        (PAIR, start_of(-1, -2, gamma=-1), 1e-35),
        (TRIPLE, start_of(1, 2, 3), 1e-35),
        (SIX, start_of(1, 2, 3, 2, 1, 1), 1e-35),
        (PATCHES, start_of(1, 2, -1, 3), 1e-35),
        (DUPLICATED, start_of(1, 3, 1), 1e-35),
    ],
)
def test_a_run_with_leaps_agrees_with_ten_thousand_direct_steps_to_thirty_five_digits(
    problem: Problem, start: Start, bound: float
) -> None:
    """Measured: 2.4e-40 (n=2), 5.4e-41 (n=3) with 36 digits of tolerance at 50 digits of working precision."""
    run = leap_until(
        problem, start, until=10**4, digits=30, tolerance_digits=36, handover=1024, record_times=[1, 5000, 9000, 10**4]
    )
    assert run.leaps > 0
    assert run.direct_steps < 10**4
    assert worst_gap(problem, start, run) < bound
    assert run.error < 1e-30


@pytest.mark.parametrize(
    ("problem", "start"),
    [
        pytest.param(PAIR, start_of(1, 2), marks=pytest.mark.slow),
        pytest.param(TRIPLE, start_of(1, 2, 3), marks=pytest.mark.nightly),
        pytest.param(SIX, start_of(1, 2, 3, 2, 1, 1), marks=pytest.mark.nightly),
    ],
)
def test_at_a_hundred_thousand_iterations_more_than_thirty_digits_agree(problem: Problem, start: Start) -> None:
    """Measured: 3.3e-38 (n=2), 7.5e-40 (n=3)."""
    run = leap_until(problem, start, until=10**5, digits=30, tolerance_digits=36, handover=1024, record_times=[10**5])
    assert worst_gap(problem, start, run) < 1e-35


@pytest.mark.slow
def test_the_estimated_error_bounds_the_measured_one_at_a_loose_tolerance() -> None:
    start = start_of(1, 2, 3)
    loose = leap_until(TRIPLE, start, until=10**5, digits=6, tolerance_digits=10, record_times=[10**5])
    tight = leap_until(TRIPLE, start, until=10**5, digits=30, record_times=[10**5])
    with ctx.workprec(200):
        gap = abs(loose.final.discrepancy / tight.final.discrepancy - 1)
        assert gap < loose.error
        assert loose.error < 1e-6
    assert loose.leaps < tight.leaps


@pytest.mark.slow
def test_a_run_continued_from_its_text_at_every_checkpoint_is_bit_identical() -> None:
    start = start_of(1, 2, 3)
    kept: list[str] = []
    whole = leap_until(TRIPLE, start, until=10**7, digits=10, observe=lambda state: kept.append(state.text()))
    assert whole.leaps > 3
    for text in (kept[0], kept[len(kept) // 2], kept[-2]):
        rest = leap_until(TRIPLE, LeapState.from_text(text), until=10**7, digits=10)
        assert rest.final == whole.final
        assert rest.state.text() == whole.state.text()
        assert rest.records == whole.records[len(whole.records) - len(rest.records) :]


@pytest.mark.slow
def test_a_run_in_two_parts_ends_bit_identical_and_repeats_no_record() -> None:
    start = start_of(1, 2, 3)
    whole = leap_until(TRIPLE, start, until=10**6, digits=10)
    first = leap_until(TRIPLE, start, until=123_456, digits=10)
    second = leap_until(TRIPLE, LeapState.from_text(first.state.text()), until=10**6, digits=10)
    assert first.final.time == 123_456
    assert second.final == whole.final
    assert first.records + second.records == whole.records
    assert second.state == whole.state


def test_records_do_not_change_the_run() -> None:
    start = start_of(1, 2)
    plain = leap_until(PAIR, start, until=10**6, digits=10, record_times=[])
    dense = leap_until(PAIR, start, until=10**6, digits=10, record_times=range(0, 10**6, 9973))
    assert plain.final == dense.final
    assert plain.records == ()
    assert [record.time for record in dense.records] == list(range(0, 10**6, 9973))


def leap_state(problem: Problem, start: Start, *, time: int, settings: Settings) -> LeapState:
    modes = modes_of(problem, precision=settings.precision)
    now = deviation_steps(modes, deviation_start(modes, start), time)
    return replace(fresh_state(now, settings, 1), time=fmpq(time))


def curve_of(problem: Problem, state: LeapState, *, length: float, plain: frozenset[int]) -> Curve:
    modes = modes_of(problem, precision=state.settings.precision)
    system = System(modes, modes.off_diagonal(), state.now, state.now.modes, plain, False)
    clock = Clock(arb(20_000), arb(length), False)
    return solve_curve(system, clock, degree=24, tolerance=state.settings.tolerance_bits)


@pytest.mark.slow
def test_a_too_long_leap_is_rejected_by_its_residual() -> None:
    """A polynomial too short for its leap fails between its points, and the leap is cut until it does not."""
    settings = Settings(30, 36, False)
    modes = modes_of(PAIR, precision=settings.precision)
    links = modes.off_diagonal()
    state = leap_state(PAIR, start_of(1, 2), time=20_000, settings=settings)
    with ctx.workprec(settings.precision):
        plain = frozenset({0})
        short, long = (
            curve_of(PAIR, state, length=x, plain=plain).residual(modes, links, arb("0.4")) for x in (0.5, 3)
        )
        assert long.gamma > arb(10) ** 10 * short.gamma
        leap = find_leap(modes, links, replace(state, reach=3.5))
        assert leap.rejections > 0
        assert leap.elapsed < 20_000 * 2**10
        with pytest.raises(LeapError, match="is all that meets the tolerance"):
            find_leap(modes, links, replace(state, reach=-8.0))


@pytest.mark.slow
@pytest.mark.parametrize("plain", [frozenset(), frozenset({0}), frozenset({0, 1})])
def test_a_curve_followed_plainly_and_one_followed_by_its_logarithm_are_the_same(plain: frozenset[int]) -> None:
    settings = Settings(20, 24, False)
    state = leap_state(TRIPLE, start_of(1, 2, 3), time=20_000, settings=settings)
    modes = modes_of(TRIPLE, precision=settings.precision)
    with ctx.workprec(settings.precision):
        curve = curve_of(TRIPLE, state, length=0.5, plain=plain)
        here, there = curve.at(curve.place(fmpq(5000))), deviation_steps(modes, state.now, 5000)
        pairs = [*zip(here.modes, there.modes, strict=True), (here.gamma, there.gamma), (here.mean, there.mean)]
        assert all(abs(leapt / stepped - 1) < 1e-24 for leapt, stepped in pairs)


@pytest.mark.slow
def test_a_mode_slaved_to_its_forcing_is_followed_over_many_decades() -> None:
    """With λ₂ > 2λ₁ the fast mode follows the square of the slow one, and no step resolves its own time scale."""
    problem = Problem(fmpq_mat([[1, 0, 0], [0, 3, 1], [0, 1, 10]]), fmpq(1, 10), fmpq(1, 10))
    run = leap_until(problem, start_of(1, 2, 3), until=10**30, digits=10, record_times=[10**20, 10**30])
    assert run.leaps < 150
    ratios = [abs(record.amplitudes[1] / record.amplitudes[0] ** 2) for record in run.records]
    assert all(arb("0.01") < ratio < 100 for ratio in ratios)


@pytest.mark.slow
def test_a_mode_that_changes_sign_is_leapt_over() -> None:
    rows = fmpq_mat([[3, -1, 2, 1, 0], [-1, -2, -2, 2, -1], [0, 2, -1, 0, 0], [3, -2, 2, 0, 2]])
    problem = Problem(rows * rows.transpose(), fmpq(1, 10), fmpq(1, 10), 2)
    start = start_of(0, 2, 1, 3)
    run = leap_until(problem, start, until=10**7, digits=10)
    leapt = [record for record in run.records if record.time > run.direct_steps]
    signs = {tuple(amplitude > 0 for amplitude in record.amplitudes) for record in leapt}
    assert len(signs) == 2
    sharper = leap_until(problem, start, until=10**7, digits=16)
    with ctx.workprec(200):
        assert abs(run.final.discrepancy / sharper.final.discrepancy - 1) < run.error < 1e-10


@pytest.mark.slow
def test_ten_to_the_hundred_is_reached_with_the_flow_of_the_loss_known_there() -> None:
    """For uniform margins γ = log(ηt) to the last digit, and the loss is 1/(ηt)."""
    run = leap_until(PAIR, start_of(1, 2), until=10**100, digits=20)
    with ctx.workprec(200):
        assert abs(run.final.gamma - (arb(10) ** 99).log()) < 1e-20
        assert abs(run.final.loss * arb(10) ** 99 - 1) < 1e-20
    assert run.leaps < 200
    assert run.final.log10_discrepancy is not None
    assert run.final.log10_discrepancy < -1_000_000


@pytest.mark.slow
def test_the_flow_is_the_limit_of_small_steps() -> None:
    """At equal ηt the gap between descent and flow shrinks with η, in proportion to it."""
    start = start_of(1, 2)
    gaps = []
    for denominator in (10, 20, 40):
        eta = fmpq(1, denominator)
        problem = Problem(PAIR.gram, eta, eta)
        ends = [
            leap_until(problem, start, until=1000 * denominator, digits=10, flow=flow).final for flow in (False, True)
        ]
        gaps.append(abs(ends[0].gamma - ends[1].gamma))
        assert ends[1].norm_squared == 3
    assert arb("1.9") < gaps[0] / gaps[1] < arb("2.1")
    assert arb("1.9") < gaps[1] / gaps[2] < arb("2.1")


def test_the_flow_does_not_depend_on_how_its_clock_is_cut() -> None:
    start = start_of(1, 2, 3)
    ends = []
    for factor in (1, 8):
        problem = Problem(TRIPLE.gram, TRIPLE.eta_w / factor, TRIPLE.eta_gamma / factor)
        ends.append(leap_until(problem, start, until=500 * factor, digits=20, flow=True).final)
    with ctx.workprec(200):
        assert abs(ends[0].gamma - ends[1].gamma) < 1e-25
        assert abs(ends[0].discrepancy / ends[1].discrepancy - 1) < 1e-25


def test_a_uniform_start_leaps_with_no_mode_to_follow() -> None:
    run = leap_until(TRIPLE, start_of(1, 1, 1), until=10**40, digits=10)
    assert run.final.log10_discrepancy is None
    assert run.final.discrepancy.is_zero()
    single = leap_until(Problem(fmpq_mat([[2]]), fmpq(1), fmpq(1)), start_of(3), until=10**40, digits=10)
    assert abs(single.final.gamma - (arb(10) ** 40).log()) < 1e-10


def test_an_overshooting_mode_is_stepped_and_not_leapt() -> None:
    """With a huge step of w a mode changes sign at each iteration: no smooth curve joins the iterates."""
    problem = Problem(PAIR.gram, fmpq(1000), fmpq(1, 1000))
    settings = Settings(10, 20, False)
    modes = modes_of(problem, precision=settings.precision)
    now = deviation_start(modes, start_of(20, 21))
    after = deviation_steps(modes, now, 1)
    assert now.modes[0] * after.modes[0] < 0
    with ctx.workprec(settings.precision), pytest.raises(LeapError, match="overshoots"):
        find_leap(modes, modes.off_diagonal(), fresh_state(now, settings, 1))
    run = leap_until(problem, start_of(20, 21), until=300, digits=10, handover=16)
    assert run.direct_steps == 300


@pytest.mark.slow
def test_a_run_that_crawls_ends_with_a_line_that_says_how_far_it_is() -> None:
    settings = Settings(10, 20, False)
    state = leap_state(TRIPLE, start_of(1, 2, 3), time=20_000, settings=settings)
    late = replace(state, time=fmpq(10**9), seen=10**9, attempt=fmpq(10**9), reach=-4.0, slow=CRAWL)
    with pytest.raises(
        LeapError, match=r"^at t = 10\^9.00: each of the last 401 leaps was below t/1000, .* leaps away"
    ):
        leap_until(TRIPLE, late, until=10**30, digits=10)
    assert leap_until(TRIPLE, replace(late, slow=3), until=10**9 + 2000, digits=10).leaps > 0


def test_record_times_and_settings_that_cannot_be_are_refused_in_one_line() -> None:
    start = start_of(1, 2)
    with pytest.raises(InputError, match="record time 3 after 5"):
        leap_until(PAIR, start, until=10, record_times=[5, 3])
    with pytest.raises(InputError, match="digits = 2 is out of range"):
        leap_until(PAIR, start, until=10, digits=2)
    with pytest.raises(InputError, match="until = -1 is negative"):
        leap_until(PAIR, start, until=-1)
    with pytest.raises(InputError, match="handover = 0"):
        leap_until(PAIR, start, until=10, handover=0)
    state = leap_until(PAIR, start, until=10, digits=10).state
    with pytest.raises(InputError, match="state made with"):
        leap_until(PAIR, state, until=20, digits=11)
    with pytest.raises(InputError, match="lies before"):
        leap_until(PAIR, state, until=5, digits=10)


def test_a_state_text_of_another_version_or_cut_short_is_refused() -> None:
    text = leap_until(PAIR, start_of(1, 2), until=10, digits=10).state.text()
    for broken in (text[:-5], json.dumps({**json.loads(text), "schema": "other"}), text.replace("*2^", "*3^"), "[]"):
        with pytest.raises(InputError, match="state"):
            LeapState.from_text(broken)


def test_series_settings_of_the_caller_are_left_alone() -> None:
    before = (ctx.prec, ctx.cap)
    leap_until(PAIR, start_of(1, 2), until=10**5, digits=10)
    assert (ctx.prec, ctx.cap) == before


def test_margins_of_a_record_come_from_its_mean_and_modes() -> None:
    modes = modes_of(TRIPLE, precision=200)
    start = deviation_start(modes, start_of(1, 2, 3))
    with ctx.workprec(200):
        assert all(
            abs(m - expected) < 1e-55
            for m, expected in zip((start.mean + e for e in deviations(modes, start)), (1, 2, 3), strict=True)
        )


def test_default_record_times_are_four_in_a_decade() -> None:
    times = decades()
    first = [next(times) for _ in range(12)]
    assert first == sorted(set(first))
    assert {0, 1, 10, 100} <= set(first)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["digits", "breast_cancer"])
def test_leaps_over_real_data_with_stiff_modes_agree_with_direct_steps_to_thirty_digits(name: str) -> None:
    """Measured at t = 30000: 1.6e-50 (digits), 5.3e-46 (breast_cancer), of the worst mode."""
    dataset = read_dataset(Path(verify.data.__file__).parent / "samples" / f"{name}.csv")
    problem = Problem(dataset.gram, fmpq(1, 10), fmpq(1, 10))
    start = random_start(dataset.z, seed=0, scale=fmpq(1), gamma=fmpq(1))
    run = leap_until(problem, start, until=8000, digits=30, tolerance_digits=36, record_times=[8000])
    assert run.direct_steps < 4000
    assert worst_gap(problem, start, run) < 1e-34


@pytest.mark.slow
def test_a_dominated_start_is_leapt_from_to_ten_to_the_thirty() -> None:
    """One margin a thousand times the others: D has not begun to fall by then, and a leap is once or twice t."""
    run = leap_until(TRIPLE, start_of(1, 1, 1000), until=10**30, digits=10)
    assert run.leaps < 200
    assert run.direct_steps < 4000
    assert 0.8 < run.final.discrepancy < 0.9


def test_a_time_scale_beyond_all_bounds_gives_no_leap_and_no_fault() -> None:
    """At γ = 10^6 a step changes γ by e^-1000000: the leap that would be natural has half a million digits."""
    settings = Settings(10, 20, False)
    modes = modes_of(PAIR, precision=settings.precision)
    state = fresh_state(deviation_start(modes, start_of(1, 2, gamma=10**6)), settings, 1)
    with ctx.workprec(settings.precision), pytest.raises(LeapError, match="residual stays above the tolerance"):
        find_leap(modes, modes.off_diagonal(), state)


def test_a_start_beyond_the_finite_numbers_ends_in_one_line() -> None:
    with pytest.raises(InputError, match=r"left the finite numbers between steps \d and \d: give a smaller step size"):
        leap_until(TRIPLE, start_of(1, 2, 3, gamma=10**400), until=10**9, digits=10)


@pytest.mark.parametrize(("gamma", "at"), [(0, "at its start"), (1, "at t = [0-9]+")])
def test_a_run_that_a_symmetry_keeps_at_a_saddle_ends_with_a_line_that_says_so(gamma: int, at: str) -> None:
    # z and −z: the mean margin is 0 for every w, γ falls to 0, and nothing ever moves again
    opposite = Problem(fmpq_mat([[1, -1], [-1, 1]]), fmpq(5), fmpq(5))
    start = Start((fmpq(1), fmpq(-1)), fmpq(gamma), fmpq(1))
    with pytest.raises(LeapError, match=rf"^the run stays at a saddle {at}: .* take another γ or w$"):
        leap_until(opposite, start, until=10**20, digits=10)


def test_a_run_that_passes_beside_a_saddle_is_not_refused() -> None:
    start = Start((fmpq(1), fmpq(-1) + fmpq(1, 10**30)), fmpq(1, 10**30), fmpq(2))
    run = leap_until(Problem(fmpq_mat([[1, 0], [0, 1]]), fmpq(1), fmpq(1)), start, until=10**8, digits=10)
    assert run.final.gamma > 15


def test_gradient_flow_at_a_mean_margin_of_0_is_refused_with_its_reason() -> None:
    opposite = Problem(fmpq_mat([[1, -1], [-1, 1]]), fmpq(1), fmpq(1))
    with pytest.raises(LeapError, match=r"at t = 0: the mean margin is 0"):
        leap_until(opposite, Start((fmpq(1), fmpq(-1)), fmpq(1), fmpq(1)), until=100, digits=10, flow=True, handover=1)
