"""w(t) of a run, by leaps and by steps, and what it makes of new samples."""

from __future__ import annotations

from functools import partial

import pytest
from flint import arb, ctx, fmpq
from weight_space import weight_step

from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.modes import modes_of
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.runs.plan import RunPlan
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.batchnorm.dynamics.state import Dyadic
from verify.batchnorm.dynamics.steppers.mpmath_stepper import mpmath_context, mpmath_number
from verify.batchnorm.dynamics.weights import WeightsOfLeaps, run_on_new_samples
from verify.data import Dataset, check_assumption
from verify.errors import InputError
from verify.experiments.datasets import gaussian_dataset

DATA = gaussian_dataset(3, 6, seed=5)
NEW = gaussian_dataset(4, 6, seed=6)
ETA = fmpq(1, 50)


def begun(data: Dataset):
    w_star = check_assumption(data).w_star
    weights = random_weights(data.d, seed=1, scale=fmpq(1))
    start = start_at(data.z, weights, gamma=fmpq(1), uniform=w_star)
    return weights, w_star, start, Problem(data.gram, ETA, ETA, data.P)


@pytest.mark.slow
@pytest.mark.parametrize("patches", [1, 2])
def test_the_weights_of_a_leap_are_those_of_a_run_on_w_itself(patches: int) -> None:
    """The reference steps w itself, in six dimensions, of which the data see two or three."""
    data = gaussian_dataset(3 if patches == 1 else 2, 6 * patches, seed=5, patches=patches)
    weights, w_star, start, problem = begun(data)
    run = leap_until(problem, start, until=4000, digits=30, handover=600, record_times=[4000])
    assert run.direct_steps < 4000
    at = WeightsOfLeaps(data.z, weights, w_star, modes_of(problem, precision=run.state.settings.precision), start)
    context = mpmath_context(170)
    number = partial(mpmath_number, context)
    w, gamma, z = [*map(number, weights)], number(fmpq(1)), [[*map(number, row)] for row in data.z.tolist()]
    for _ in range(4000):
        w, gamma = weight_step(
            w, gamma, z, number(ETA), number(ETA), data.n, patches, exp=context.exp, sqrt=context.sqrt
        )
    with ctx.workprec(250):
        gaps = [abs(a - Dyadic.of(b).ball).mid() for a, b in zip(at.at(run.final), w, strict=True)]
    assert max(gaps) < arb(10) ** -30


def test_a_run_of_steps_and_a_run_of_leaps_make_the_same_of_new_samples() -> None:
    weights, w_star, start, problem = begun(DATA)
    told = []
    for mode, digits in (("direct", 40), ("leap", 30)):
        plan = RunPlan.of(DATA, problem, start, digits=digits, backend="flint", mode=mode)
        told.append({row.t: row for row in run_on_new_samples(plan, DATA, weights, w_star, NEW, 5000)})
    for t in (0, 10, 1000, 5000):
        steps, leaps = told[0][t], told[1][t]
        assert steps.accuracy == leaps.accuracy
        assert abs(steps.least - leaps.least) < 1e-25
        assert abs(steps.mean - leaps.mean) < 1e-25


@pytest.mark.slow
def test_the_samples_descended_on_have_margin_one_in_the_end() -> None:
    weights, w_star, start, problem = begun(DATA)
    plan = RunPlan.of(DATA, problem, start, digits=20, backend="flint", mode="leap")
    last = run_on_new_samples(plan, DATA, weights, w_star, DATA, 10**30)[-1]
    assert (last.t, last.accuracy) == (10**30, 1.0)
    assert abs(last.least - 1) < 1e-20


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (gaussian_dataset(2, 4, seed=0), "4 features a patch to test on, but w has 6"),
        (gaussian_dataset(2, 12, seed=0, patches=2), "2 patches to test a run on samples of 1"),
    ],
)
def test_samples_of_another_shape_are_refused(new: Dataset, told: str) -> None:
    weights, w_star, start, problem = begun(DATA)
    plan = RunPlan.of(DATA, problem, start, digits=20, backend="flint")
    with pytest.raises(InputError, match=told):
        run_on_new_samples(plan, DATA, weights, w_star, new, 10)
