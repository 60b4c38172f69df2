"""Where gradient descent ends, under fuzz: the uniform margin, its mirror image, or the saddles between the two.

The environment variable HYPOTHESIS_PROFILE=campaign draws many more cases, for a night.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from math import log
from typing import Any, Literal

import pytest
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, assume, event, example, given, note, reject, settings
from hypothesis import strategies as st
from rate_law import fall
from replays import fitting_problem, replay_command

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.leaps.state import LeapState, Record
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import start_at
from verify.data.assumption import Infeasible, check_assumption
from verify.data.dataset import Dataset
from verify.data.spectrum import spectrum
from verify.testing.strategies import Regime, datasets, starts

CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
DIGITS = 8
SHARPER_DIGITS = 20
LONGEST_WALK, MOST_LEAPS = 10000, 400
TIMES = (10**6, 10**20, 10**60, 10**150)
STEPS_AT_REST = 200
LARGEST_RATIO = 1000
FALLEN = 8  # powers of ten that D has to fall by, and to fall below
SADDLE_GAMMA, SADDLE_COSINE_SQUARED = arb("1e-3"), arb("1e-6")
REGIMES: tuple[Regime, ...] = ("near_uniform", "near_mirror", "misclassified", "dominated")

GAMMAS = (fmpq(1), fmpq(-1), fmpq(0), fmpq(1, 3), fmpq(3), fmpq(-4))

End = Literal["uniform", "mirror", "saddle", "undecided"]


def fuzz(examples: int) -> settings:
    return settings(
        deadline=None,
        derandomize=not CAMPAIGN,
        max_examples=100 * examples if CAMPAIGN else examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def reached(first: Record, last: Record) -> End:
    """The end by its numbers: D fell by eight powers of ten with γ, m̄ and ⟨w, w*⟩ of one sign, or γ ≈ m̄ ≈ 0."""
    drop, before = last.log10_discrepancy, first.log10_discrepancy
    if drop is None or (drop <= -FALLEN and (before is None or drop <= before - FALLEN)):
        signs = {value > 0 for value in (last.gamma, last.mean, last.alignment) if value is not None}
        if len(signs) == 1 and not last.gamma.is_zero():
            return "uniform" if signs == {True} else "mirror"
    if abs(last.gamma) < SADDLE_GAMMA and 1 - last.discrepancy / 2 < SADDLE_COSINE_SQUARED:
        return "saddle"
    return "undecided"


def stays_at_rest(problem: Problem, start: Start) -> bool:
    """Tell whether a start is a critical point: no leap is made from it, and no step moves it or its loss log 2."""
    if start.gamma != 0 or sum(start.margins, fmpq(0)) != 0:
        return False
    with pytest.raises(LeapError, match="stays at a saddle"):
        ended(problem, start, TIMES, digits=DIGITS)
    for record in descend(problem, start, steps=STEPS_AT_REST, digits=15).records:
        assert float(record.gamma) == 0
        assert abs(float(record.loss) - log(2)) < 1e-12
    return True


def followed(problem: Problem, start: Start) -> tuple[End, Record, Record]:
    """Descend for longer and longer until the end is decided: the end, the last record and one before.

    Where no leap is to be had, the descent is made again with a larger step of γ and more digits; where none is to be
    had then either, the case is left out, and Hypothesis's statistics count it.
    """
    slower = Problem(problem.gram, problem.eta_w, fmpq(1, 10), problem.patches)
    for attempt, digits in ((problem, DIGITS), (slower, SHARPER_DIGITS)):
        try:
            return ended(attempt, start, TIMES, digits=digits)
        except LeapError:
            event(f"no leaps at {digits} digits")
    event("left out: no leaps")
    return reject()


def refuse_to_walk(state: LeapState) -> None:
    if state.direct_steps > LONGEST_WALK or state.leaps > MOST_LEAPS:
        raise LeapError(f"{state.leaps} leaps and {state.direct_steps} steps: the leaps are too short to be worth it")


def ended(problem: Problem, start: Start, times: Sequence[int], *, digits: int) -> tuple[End, Record, Record]:
    state: Start | LeapState = start
    first: Record | None = None
    records: list[Record] = []
    end: End = "undecided"
    for until in times:
        run = leap_until(
            problem,
            state,
            until=until,
            digits=digits,
            tolerance_digits=digits + 4,
            record_times=[0, until // 10],
            observe=refuse_to_walk,
        )
        records, state = [*run.records, run.final], run.state
        first = first or records[0]
        end = reached(first, records[-1])
        if end in ("uniform", "mirror"):
            break
    if end == "undecided":
        end = followed_law(problem, records[-2], records[-1])
    return end, records[-2], records[-1]


def followed_law(problem: Problem, before: Record, last: Record) -> End:
    """The end to which D goes, if slowly: in the last decade it falls by the law of its slowest mode, to a tenth."""
    lost, drop = before.log10_discrepancy, last.log10_discrepancy
    if lost is None or drop is None or drop > -1 or not last.gamma * last.mean > 0:
        return "undecided"
    with ctx.workprec(64):
        law = fall(modes_of(problem, precision=64), last.mean, before.gamma, last.gamma)
        ratio = (lost - drop) * arb(10).log() / law
    if not arb("0.9") < ratio < arb("1.1"):
        return "undecided"
    return "uniform" if last.gamma > 0 else "mirror"


def drawn(data: st.DataObject, *, n: Any, P: Any, d: Any) -> tuple[Dataset, Start, Problem]:
    dataset = data.draw(datasets(n=n, P=P, d=d))
    scales = spectrum(dataset, bits=64)
    # beyond this ratio D can be small long before w is near w* in the Euclidean angle, and 10^150 steps decide nothing
    assume(scales.rank > 1 and scales.lambda_max < LARGEST_RATIO * scales.lambda_min)
    start = data.draw(starts(dataset, regime=data.draw(st.sampled_from(REGIMES))))
    # from a large |γ| the loss is flat for e^|γ| steps, which costs time and shows nothing new
    start = replace(start, gamma=data.draw(st.sampled_from(GAMMAS)))
    problem = fitting_problem(dataset, start)
    note(replay_command(dataset, start, problem, until=TIMES[0], digits=15))
    return dataset, start, problem


@pytest.mark.slow
@fuzz(14)
@given(st.data())
def test_the_linear_model_ends_at_the_uniform_margin_or_its_mirror_or_stays_at_a_saddle(data: st.DataObject) -> None:
    _, start, problem = drawn(data, n=(2, 4), P=1, d=(2, 4))
    check_the_end(start, problem)


@pytest.mark.slow
@fuzz(8)
@given(st.data())
def test_the_cnn_ends_at_the_patchwise_uniform_margin_or_its_mirror_or_stays_at_a_saddle(data: st.DataObject) -> None:
    _, start, problem = drawn(data, n=(1, 3), P=(2, 3), d=(2, 4))
    check_the_end(start, problem)


def check_the_end(start: Start, problem: Problem) -> None:
    if stays_at_rest(problem, start):
        event("at rest")
        return
    end, before, last = followed(problem, start)
    event(end)
    numbers = f"t = {last.time:g}, γ = {last.gamma}, m̄ = {last.mean}, log₁₀ D = {last.log10_discrepancy}"
    assert end != "undecided", numbers
    if end != "saddle":
        assert abs(last.gamma) > abs(before.gamma), numbers
        assert last.loss < before.loss, numbers


DATA = Dataset.from_rows([[1, 0], [1, 2], [1, -5]], [1, 1, 1])


def start_on(dataset: Dataset, weights: list[fmpq], gamma: fmpq) -> Start:
    found = check_assumption(dataset)
    assert not isinstance(found, Infeasible)
    return start_at(dataset.z, weights, gamma=gamma, uniform=found.w_star)


@given(st.sampled_from([DATA, Dataset.from_rows([[1, 3, 2, 3], [1, -3, 2, -3]], [1, -1], patches=2)]))
@settings(deadline=None, max_examples=2)
def test_at_a_saddle_nothing_moves_whatever_the_time(dataset: Dataset) -> None:
    """γ = 0 and m̄ = 0: both gradients vanish, and the loss is log 2."""
    start = start_on(dataset, [fmpq(1), fmpq(1)] if dataset is DATA else [fmpq(1), fmpq(0)], fmpq(0))
    assert stays_at_rest(fitting_problem(dataset, start), start)
    assert not stays_at_rest(fitting_problem(dataset, start), replace(start, gamma=fmpq(1)))


@pytest.mark.slow
@pytest.mark.parametrize("sign", [1, -1])
def test_a_push_of_a_billionth_off_the_saddle_decides_the_side(sign: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # so close to the saddle the leaps begin late: between 20 000 and 60 000 direct steps
    monkeypatch.setitem(globals(), "LONGEST_WALK", 60_000)
    start = start_on(DATA, [fmpq(1), fmpq(1)], fmpq(sign, 10**9))
    end, _, last = ended(Problem(DATA.gram, fmpq(1, 10), fmpq(1, 10)), start, TIMES, digits=DIGITS)
    assert end == ("uniform" if sign > 0 else "mirror")
    assert last.log10_discrepancy is not None


@pytest.mark.slow
def test_between_the_two_basins_the_descent_lingers_near_a_saddle() -> None:
    """γ(0) bisected from a misclassified start: next to the boundary γ and m̄/s are small for long, on it for ever."""
    mirror, uniform = fmpq(0), fmpq(10)
    begun = start_on(DATA, [fmpq(-1), fmpq(1, 2)], mirror)
    problem = Problem(DATA.gram, fmpq(1, 10), fmpq(1, 10))

    def end_of(gamma: fmpq) -> tuple[bool, bool]:
        run = descend(problem, replace(begun, gamma=gamma), steps=1500, digits=15, backend="float64")
        saddle = any(
            abs(float(record.gamma)) < 0.01 and 1 - float(record.discrepancy) / 2 < 1e-4 for record in run.records
        )
        return float(run.records[-1].gamma) > 0, saddle

    assert end_of(mirror) == (False, False)
    assert end_of(uniform) == (True, False)
    for _ in range(24):
        middle = (mirror + uniform) / 2
        if end_of(middle)[0]:
            uniform = middle
        else:
            mirror = middle
    assert (end_of(mirror), end_of(uniform)) == ((False, True), (True, True))


def least_discrepancy(found: Infeasible, rows: int) -> fmpq:
    """A bound below D(w) for every w, from Σ c_r z_r = 0 and Σ c_r = 1: 2/(nP‖c‖²).

    With m = a·1 + e, 0 = Σ c_r m_r = a + Σ (c_r − 1/(nP)) e_r, so a² ≤ (‖c‖² − 1/(nP))‖e‖²;
    and D = 2‖e‖²/(nPa² + ‖e‖²).
    """
    return 2 / (rows * sum((c * c for _, c in found.combination), fmpq(0)))


@fuzz(30)
@given(st.data())
def test_where_the_assumption_fails_the_refutation_keeps_every_D_of_the_descent_above_zero(data: st.DataObject) -> None:
    dataset = data.draw(datasets(n=(1, 4), P=(1, 2), d=(1, 3), assumption="violated"))
    assume(any(dataset.z.entries()))
    start = data.draw(starts(dataset))
    problem = fitting_problem(dataset, start)
    note(replay_command(dataset, start, problem, until=200))
    found = check_assumption(dataset)
    assert isinstance(found, Infeasible)
    least = least_discrepancy(found, dataset.rows)
    total, squares = sum(start.margins, fmpq(0)), sum((m * m for m in start.margins), fmpq(0))
    assert 2 - 2 * total * total / (dataset.rows * squares) >= least
    digits = 30
    assume(least > fmpq(1, 10**digits))
    for record in descend(problem, start, steps=200, digits=digits).records:
        # the margins are rounded to 30 digits, so that √D is known to about 10^-29
        assert record.discrepancy.rational >= least * (1 - fmpq(1, 10**12)), record.t


@fuzz(12)
@given(st.integers(1, 5), st.integers(-5, 5), st.sampled_from([fmpq(1), fmpq(-3), fmpq(1, 100)]))
@example(length=1, tilt=0, gamma=fmpq(1))
def test_opposite_points_keep_D_at_2_for_ever_and_gamma_goes_to_0(length: int, tilt: int, gamma: fmpq) -> None:
    """z_2 = −z_1: every w has margins m, −m, so D = 2, the loss is at least log 2, and |γ| only falls."""
    dataset = Dataset.from_rows([[length, tilt], [length, tilt]], [1, -1])
    found = check_assumption(dataset)
    assert isinstance(found, Infeasible)
    assert least_discrepancy(found, 2) == 2
    start = start_at(dataset.z, [fmpq(1), fmpq(0)], gamma=gamma)
    problem = replace(fitting_problem(dataset, start), eta_gamma=fmpq(1, 10))
    records = descend(problem, start, steps=400, digits=20).records
    assert all(record.discrepancy.rational == 2 for record in records)
    sizes = [abs(record.gamma.rational) for record in records]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 10
    with ctx.workprec(200):
        assert all(record.loss.ball > arb(2).log() - arb("1e-18") for record in records)
