"""Problems of many rows, which are stepped without their Gram matrix: all comes out as with it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.batchnorm.dynamics import problem as problem_module
from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.diagnosis import diagnose
from verify.batchnorm.dynamics.problem import MANY_ROWS, Problem
from verify.batchnorm.dynamics.runs.keep import RunPlan, Store, follow, kept_run
from verify.batchnorm.dynamics.starts import random_start
from verify.batchnorm.dynamics.steppers import BACKENDS, arrays_offered
from verify.errors import InputError

ETAS = {"eta_w": fmpq(1, 4), "eta_gamma": fmpq(1, 3)}
OFFERED = [name for name in BACKENDS if name != "nfloat" or arrays_offered()]


def rows_of(rows: int, d: int, *, seed: int = 0) -> fmpq_mat:
    draw = random.Random(seed)
    return fmpq_mat(rows, d, [fmpq(draw.randint(-9, 9), draw.randint(1, 4)) for _ in range(rows * d)])


def both(z: fmpq_mat, patches: int) -> tuple[Problem, Problem]:
    """The problem of the Gram matrix, and that of the rows of Z."""
    return Problem(z * z.transpose(), **ETAS, patches=patches), Problem(None, **ETAS, patches=patches, samples=z)


@pytest.mark.parametrize("backend", OFFERED)
@pytest.mark.parametrize(("n", "patches", "d"), [(12, 1, 3), (6, 2, 2), (4, 3, 1), (2, 1, 7), (1, 1, 1)])
def test_steps_from_the_rows_are_those_from_the_gram_matrix(backend: str, n: int, patches: int, d: int) -> None:
    """After 30 steps the numbers agree but for what rounding left in them."""
    z = rows_of(n * patches, d, seed=n)
    start = random_start(z, seed=3, scale=fmpq(1), gamma=fmpq(-1, 2))
    whole, apart = (
        descend(problem, start, steps=30, digits=15 if backend == "float64" else 40, backend=backend).records
        for problem in both(z, patches)
    )
    close = arb(10) ** (-11 if backend == "float64" else -36)
    assert [record.t for record in whole] == [record.t for record in apart]
    for one, other in zip(whole, apart, strict=True):
        for name in ("gamma", "loss", "norm_squared"):
            a, b = getattr(one, name).ball, getattr(other, name).ball
            assert abs(a - b) <= close * (1 + abs(a)), (one.t, name)
        # D is a difference of nearly equal numbers where it is small
        assert abs(one.discrepancy.ball - other.discrepancy.ball) <= close


@pytest.mark.parametrize("backend", OFFERED)
def test_a_run_from_the_rows_goes_on_bit_for_bit(tmp_path, backend: str) -> None:
    """Kept, read again and gone on with, it is the unbroken run; what is kept holds the rows of Z."""
    z = rows_of(8, 2)
    start = random_start(z, seed=1, scale=fmpq(1), gamma=fmpq(1))
    digits = 15 if backend == "float64" else 30
    plan = RunPlan("00", "rows", both(z, 2)[1], start, digits, backend=backend)
    assert RunPlan.from_json(plan.to_json()) == plan
    assert plan.to_json()["samples"][0] == [str(entry) for entry in z.tolist()[0]]
    unbroken = follow(plan, target=25)
    with Store(tmp_path / "runs.sqlite") as store:
        follow(plan, target=10, store=store)
        again = store.plan(plan.key)
        assert again.problem.gram is None
        assert follow(again, target=25, store=store).state == unbroken.state
        assert kept_run(store, plan.key).snapshots == unbroken.snapshots


def test_what_is_said_of_a_run_does_not_hang_on_how_it_was_stepped() -> None:
    """The floor of rounding comes from the same eigenvalue, of the centred rows or of the centred Gram matrix."""
    z = fmpq_mat([[1, 2], [1, 1], [1, -1], [1, 0], [1, 3]])
    start = random_start(z, seed=1, scale=fmpq(1), gamma=fmpq(1), uniform=[fmpq(1), fmpq(0)])
    told = []
    for problem in both(z, 1):
        plan = RunPlan("00", "five", problem, start, 15, backend="float64")
        told.append(diagnose(follow(plan, target=4000).snapshots, problem, start, 15, backend="float64"))
    assert told[0].kind == told[1].kind == "floor"
    assert float(told[0].numbers["rate"]) == pytest.approx(float(told[1].numbers["rate"]), rel=1e-9)
    assert both(z, 1)[0].trace() == both(z, 1)[1].trace() == z.nrows() + 15


def test_the_gram_matrix_is_left_out_only_where_it_is_much_larger_than_the_data() -> None:
    few, wide, many = (fmpq_mat(rows, d) for rows, d in ((MANY_ROWS, 1), (MANY_ROWS + 4, 127), (MANY_ROWS + 4, 126)))
    assert [Problem.of_samples(z, **ETAS).gram is None for z in (few, wide, many)] == [False, False, True]


def test_a_gram_matrix_too_large_to_be_made_is_refused_in_one_line(monkeypatch) -> None:
    z = rows_of(9, 2)
    whole, apart = both(z, 1)
    assert apart.whole_gram() == whole.gram == whole.whole_gram()
    monkeypatch.setattr("verify.data.tables.table.MAX_GRAM_ROWS", 8)
    for attempt in (apart.whole_gram, lambda: Problem.of_samples(z, **ETAS)):
        with pytest.raises(InputError, match="9 rows would make a Gram matrix"):
            attempt()
    monkeypatch.setattr(problem_module, "MANY_ROWS", 7)
    assert Problem.of_samples(z, **ETAS).gram is None


def test_a_problem_is_of_a_gram_matrix_or_of_rows() -> None:
    z = rows_of(4, 2)
    for gram, samples in ((None, None), (z * z.transpose(), z)):
        with pytest.raises(InputError, match="give one of them"):
            Problem(gram, **ETAS, samples=samples)
    with pytest.raises(InputError, match="without rows"):
        Problem(None, **ETAS, samples=fmpq_mat(0, 3))
    with pytest.raises(InputError, match="must divide the rows"):
        replace(both(z, 2)[1], patches=3)
