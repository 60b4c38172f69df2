"""Descents: schedule, records, resuming, observing, and what they refuse."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from weight_space import descend_in_weight_space

from verify.batchnorm.dynamics.descent import Descent, descend, initial_state
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.record import Record, record_steps
from verify.batchnorm.dynamics.starts import start_at
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers.flint_arrays import arrays_offered
from verify.errors import InputError

QUARTER = fmpq(1, 4)

# name: (Z, P, w(0), γ(0)); every case has rational entries that no binary precision holds.
FAST = ["flint", *(["nfloat"] if arrays_offered() else [])]
CASES: dict[str, tuple[fmpq_mat, int, tuple[int | fmpq, ...], int | fmpq]] = {
    "linear": (fmpq_mat([[2, fmpq(1, 3), 0], [1, -1, fmpq(1, 5)], [fmpq(3, 7), 0, 1]]), 1, (1, fmpq(1, 3), -2), 1),
    "cnn with 3 patches": (
        fmpq_mat(
            [
                [1, 0, 2, 0, fmpq(1, 3)],
                [0, 1, 1, 1, 0],
                [2, 1, 0, 0, 1],
                [1, 1, 0, 0, 3],
                [0, 0, 1, 2, 0],
                [1, 2, 2, 1, 1],
            ]
        ),
        3,
        (fmpq(1, 7), -1, 1, 2, fmpq(1, 2)),
        fmpq(1, 3),
    ),
    "singular G": (fmpq_mat([[1, 2], [2, 1], [1, 2], [fmpq(3, 2), fmpq(3, 2)]]), 1, (fmpq(1, 3), -1), 1),
    "negative gamma": (fmpq_mat([[2, fmpq(1, 3)], [1, -1]]), 1, (1, fmpq(1, 3)), fmpq(-7, 3)),
    "one sample": (fmpq_mat([[fmpq(2, 3), 1]]), 1, (1, fmpq(1, 3)), fmpq(-1, 3)),
    "gamma from 0": (fmpq_mat([[2, fmpq(1, 3)], [1, -1]]), 1, (1, fmpq(1, 3)), 0),
    "nine samples": (
        fmpq_mat([[fmpq((3 * i + 5 * j) % 7 - 2, 3) + 2 * (i == j) for j in range(9)] for i in range(9)]),
        1,
        tuple(fmpq(j - 3, 5) for j in range(9)),
        fmpq(1, 2),
    ),
}


def case(name: str) -> tuple[fmpq_mat, tuple[fmpq, ...], Problem, Start]:
    z, patches, weights, gamma = CASES[name]
    w = tuple(map(fmpq, weights))
    problem = Problem(gram=z * z.transpose(), eta_w=QUARTER, eta_gamma=fmpq(1, 3), patches=patches)
    return z, w, problem, start_at(z, w, gamma=fmpq(gamma))


def gap(a: Dyadic | None, b: Dyadic | None) -> float:
    """|a − b| relative to max(1, |b|)."""
    assert a is not None
    assert b is not None
    with ctx.workprec(2000):
        return float(abs(a.ball - b.ball) / max(arb(1), abs(b.ball)))


def worst_gap(one: Record, other: Record) -> float:
    assert one.margins is not None
    assert other.margins is not None
    pairs: list[tuple[Dyadic | None, Dyadic]] = [
        (one.gamma, other.gamma),
        (one.loss, other.loss),
        (one.norm_squared, other.norm_squared),
    ]
    pairs += zip(one.margins, other.margins, strict=True)
    if other.alignment is not None:
        pairs.append((one.alignment, other.alignment))
    return max(gap(a, b) for a, b in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("backend", [*FAST, "mpmath"])
def test_margin_space_agrees_with_w_space_to_the_working_precision(name: str, backend: str) -> None:
    """Norms included: ‖w‖² through the coefficients is ‖w‖² of w itself, at every record."""
    z, w, problem, start = case(name)
    reference = descend_in_weight_space(
        z,
        w,
        gamma=start.gamma,
        eta_w=problem.eta_w,
        eta_gamma=problem.eta_gamma,
        patches=problem.patches,
        steps=60,
        digits=60,
    )
    run = descend(problem, start, steps=60, digits=40, backend=backend, keep_margins=True)
    assert [record.t for record in run.records] == [record.t for record in reference]
    assert max(worst_gap(ours, theirs) for ours, theirs in zip(run.records, reference, strict=True)) < 1e-37


def test_alignment_agrees_with_w_space() -> None:
    z, w, problem, _ = case("linear")
    uniform = tuple(z.solve(fmpq_mat(3, 1, [1, 1, 1])).entries())
    start = start_at(z, w, gamma=fmpq(1), uniform=uniform)
    reference = descend_in_weight_space(
        z, w, gamma=fmpq(1), eta_w=problem.eta_w, eta_gamma=problem.eta_gamma, uniform=uniform, steps=40, digits=60
    )
    run = descend(problem, start, steps=40, digits=40, keep_margins=True)
    assert max(worst_gap(ours, theirs) for ours, theirs in zip(run.records, reference, strict=True)) < 1e-37
    assert run.records[-1].alignment != run.records[0].alignment


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("backend", FAST)
def test_a_run_stays_at_the_working_precision_over_2000_steps(name: str, backend: str) -> None:
    """Against the same descent with 30 more digits: a few units of the 50th digit, not a loss with every step."""
    _, _, problem, start = case(name)
    run, finer = (
        descend(problem, start, steps=2000, digits=digits, backend=kind, keep_margins=True)
        for digits, kind in ((50, backend), (80, "flint"))
    )
    assert max(worst_gap(a, b) for a, b in zip(run.records, finer.records, strict=True)) < 1e-46


def test_float64_agrees_with_50_digits_to_double_precision() -> None:
    for name in CASES:
        _, _, problem, start = case(name)
        run = descend(problem, start, steps=1000, digits=15, backend="float64", keep_margins=True)
        finer = descend(problem, start, steps=1000, digits=50, keep_margins=True)
        assert 0 < max(worst_gap(a, b) for a, b in zip(run.records, finer.records, strict=True)) < 1e-12


@pytest.mark.parametrize("power", [154, 200, 250, -100, -158, -162, -200, -250])
def test_float64_steps_as_flint_does_where_squares_of_margins_leave_its_range(power: int) -> None:
    problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    scale = fmpq(10) ** power
    start = Start(margins=(scale, 2 * scale), gamma=fmpq(1), norm_squared=5 * scale**2)
    run, finer = (descend(problem, start, steps=20, digits=15, backend=kind) for kind in ("float64", "flint"))
    for a, b in zip(run.records, finer.records, strict=True):
        assert float(a.gamma) == pytest.approx(float(b.gamma), rel=1e-12)
        assert float(a.discrepancy) == pytest.approx(float(b.discrepancy), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"margins": (fmpq(1, 10**305), fmpq(1, 10**310))}, "the largest margin is"),
        ({"margins": (fmpq(10) ** 305, fmpq(1))}, "the largest margin is"),
        ({"margins": (fmpq(10) ** 400, fmpq(1))}, "the largest margin is inf"),
        ({"gamma": fmpq(1, 10**305)}, "γ is"),
        ({"eta_w": fmpq(1, 10**400)}, "eta_w is 0"),
        ({"eta_gamma": fmpq(10) ** 400}, "eta_gamma is inf"),
        ({"gram": fmpq_mat([[fmpq(1, 10**400), 0], [0, fmpq(1, 10**400)]])}, "entry of the Gram matrix is 0"),
        ({"gram": fmpq_mat([[fmpq(10) ** 400, 0], [0, 1]])}, "entry of the Gram matrix is inf"),
    ],
)
def test_float64_refuses_numbers_of_which_its_range_would_lose_digits(change: dict[str, Any], name: str) -> None:
    values = {"gram": fmpq_mat([[1, 0], [0, 1]]), "eta_w": QUARTER, "eta_gamma": QUARTER} | change
    problem = Problem(**{key: values[key] for key in ("gram", "eta_w", "eta_gamma")})
    start = Start(
        **(
            {"margins": (fmpq(1), fmpq(2)), "gamma": fmpq(1), "norm_squared": fmpq(5)}
            | {key: change[key] for key in ("margins", "gamma") if key in change}
        )
    )
    with pytest.raises(InputError, match=f"{name}.*take backend flint"):
        descend(problem, start, steps=3, digits=15, backend="float64")


def test_float64_survives_outputs_beyond_the_range_of_exp() -> None:
    problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=QUARTER, eta_gamma=QUARTER)
    for gamma in (fmpq(5000), fmpq(-5000)):
        start = Start(margins=(fmpq(1), fmpq(2)), gamma=gamma, norm_squared=fmpq(5))
        assert len(descend(problem, start, steps=3, digits=15, backend="float64").records) == 4


@pytest.mark.slow
@pytest.mark.parametrize("backend", [*FAST, "mpmath", "float64"])
@pytest.mark.parametrize("name", CASES)
def test_a_run_split_in_two_ends_with_the_same_bits(name: str, backend: str) -> None:
    _, _, problem, start = case(name)
    whole = descend(problem, start, steps=97, digits=33, backend=backend)
    for split in (0, 1, 37, 97):
        half = descend(problem, start, steps=split, digits=33, backend=backend)
        saved = State.parse(half.state.text())
        rest = descend(problem, start, steps=97, digits=33, backend=backend, resume=saved)
        assert rest.state == whole.state
        assert rest.records == tuple(record for record in whole.records if record.t > split)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(-30, 30), min_size=6, max_size=6),
    st.lists(st.integers(-9, 9), min_size=3, max_size=3).filter(any),
    st.fractions(-3, 3, max_denominator=9),
    st.integers(0, 25),
    st.sampled_from([*FAST, "mpmath", "float64"]),
)
@example([1, 0, 0, 1, 0, 0], [0, 0, 1], 0, 3, "flint").via("γ = 0 at a start that sees no sample with sign")
def test_any_split_of_any_run_gives_the_same_bits(entries, weights, gamma, split, backend) -> None:  # type: ignore[no-untyped-def]
    z = fmpq_mat(2, 3, [fmpq(entry, 7) for entry in entries])
    w = [fmpq(weight, 3) for weight in weights]
    if not any((z * fmpq_mat(3, 1, w)).entries()):
        with pytest.raises(InputError, match="every margin is 0"):
            start_at(z, w, gamma=fmpq(0))
        return
    start = start_at(z, w, gamma=fmpq(gamma.numerator, gamma.denominator) if gamma else fmpq(0))
    problem = Problem(gram=z * z.transpose(), eta_w=QUARTER, eta_gamma=QUARTER)
    whole = descend(problem, start, steps=25, digits=20, backend=backend)
    half = descend(problem, start, steps=split, digits=20, backend=backend)
    assert descend(problem, start, steps=25, digits=20, backend=backend, resume=half.state).state == whole.state


def test_observing_changes_no_bit() -> None:
    _, _, problem, start = case("linear")
    seen: list[int] = []
    watched = descend(problem, start, steps=200, digits=50, observe=lambda t, state: seen.append(t), observe_every=7)
    assert watched == descend(problem, start, steps=200, digits=50)
    assert seen == sorted({*record_steps(200), *range(7, 201, 7)})


def test_an_observer_can_stop_a_run_that_then_goes_on_to_the_same_bits() -> None:
    _, _, problem, start = case("cnn with 3 patches")
    stopped = descend(problem, start, steps=300, digits=50, observe=lambda t, state: t >= 21, observe_every=21)
    assert (stopped.stopped, stopped.state.t, stopped.records[-1].t) == (True, 25 - 4, 21)
    resumed = descend(problem, start, steps=300, digits=50, resume=stopped.state)
    assert resumed.state == descend(problem, start, steps=300, digits=50).state
    assert not resumed.stopped


def test_a_descent_leaves_the_global_precision_alone() -> None:
    before = ctx.prec
    _, _, problem, start = case("linear")
    descend(problem, start, steps=5, digits=200)
    assert ctx.prec == before


def test_records_are_geometrically_spaced() -> None:
    steps = list(record_steps(10**7))
    assert steps[:11] == list(range(11))
    assert steps[-1] == 10**7
    assert all(later / earlier < 1.32 for earlier, later in pairwise(steps[10:]))
    assert 70 <= len(steps) <= 72


@given(st.integers(0, 10**12), st.integers(1, 40))
@settings(deadline=None, max_examples=50)
def test_every_schedule_rises_from_0_to_its_last_step(steps: int, per_decade: int) -> None:
    schedule = list(record_steps(steps, per_decade=per_decade))
    assert schedule[0] == 0
    assert schedule[-1] == steps
    assert all(a < b for a, b in pairwise(schedule))


@pytest.mark.parametrize(("backend", "floor"), [("flint", 0), ("float64", 1e-33)])
def test_d_at_15_digits_stalls_where_60_digits_keep_falling(backend: str, floor: float) -> None:
    """At its floor D is what rounding left of it: some 10^-31, or 0 where the margins became equal."""
    z = fmpq_mat([[3, 1, 0], [-1, 3, 1], [0, 1, 4]])
    problem = Problem(gram=z * z.transpose(), eta_w=QUARTER, eta_gamma=QUARTER)
    start = start_at(z, [fmpq(1, 3), fmpq(1, 7), fmpq(-1, 5)], gamma=fmpq(1))
    coarse = descend(problem, start, steps=1500, digits=15, backend=backend).records
    fine = descend(problem, start, steps=1500, digits=60).records
    assert float(fine[-1].discrepancy) < 1e-80
    assert all(later.discrepancy.rational < earlier.discrepancy.rational for earlier, later in pairwise(fine[1:]))
    assert {record.discrepancy for record in coarse if record.t >= 500} == {coarse[-1].discrepancy}
    assert floor <= float(coarse[-1].discrepancy) < 1e-29


def test_one_sample_has_no_discrepancy() -> None:
    _, _, problem, start = case("one sample")
    record = descend(problem, start, steps=10, digits=30).records[-1]
    assert record.discrepancy == Dyadic(0)
    assert record.log10_discrepancy is None


def test_log10_of_the_discrepancy_is_its_logarithm() -> None:
    _, _, problem, start = case("linear")
    record = descend(problem, start, steps=100, digits=50).records[-1]
    with ctx.workprec(400):
        assert record.log10_discrepancy is not None
        assert abs(arb(10) ** record.log10_discrepancy.ball / record.discrepancy.ball - 1) < arb("1e-47")


def test_a_long_run_does_not_grow_in_memory() -> None:
    """Records are geometric: 20 000 steps more cost a few records, not a trace per step."""
    _, _, problem, start = case("linear")
    tracemalloc.start()
    try:
        sizes = []
        for steps in (2_000, 22_000):
            run = descend(problem, start, steps=steps, digits=50)
            # garbage is looked for seldom, and is no growth
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
            del run
    finally:
        tracemalloc.stop()
    assert sizes[1] - sizes[0] < 100_000


def test_the_state_carries_weights_that_margins_and_norm_fit() -> None:
    """w(t) = w(0) + Zᵀ C(t) rebuilt from the state has the recorded margins and norm."""
    z, w, problem, start = case("cnn with 3 patches")
    run = descend(problem, start, steps=50, digits=50)
    c = fmpq_mat(problem.rows, 1, [value.rational for value in run.state.coefficients])
    rebuilt = fmpq_mat(len(w), 1, list(w)) + z.transpose() * c
    with ctx.workprec(400):
        gaps = [abs(arb(a) - b.ball) for a, b in zip((z * rebuilt).entries(), run.state.margins, strict=True)]
        gaps.append(abs(arb((rebuilt.transpose() * rebuilt)[0, 0]) - run.records[-1].norm_squared.ball))
        assert all(difference < arb("1e-46") for difference in gaps)


def small(**changes: object) -> Descent:
    arguments: dict[str, object] = {"steps": 3, "digits": 20} | changes
    _, _, problem, start = case("linear")
    return descend(problem, start, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"digits": 14}, "14 digits: give a number of digits from 15 to 100000"),
        ({"digits": 100_001}, "100001 digits"),
        ({"steps": -1}, "-1 steps"),
        ({"backend": "cuda"}, "unknown backend 'cuda': take one of nfloat, flint, mpmath, float64"),
        ({"records_per_decade": 0}, "0 records a decade"),
        ({"observe": print, "observe_every": 0}, "observe_every = 0"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        small(**changes)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_start_or_state_of_another_problem_is_refused() -> None:
    _, _, problem, start = case("linear")
    _, _, other, other_start = case("one sample")
    with pytest.raises(InputError, match="3 margins for 1 rows"):
        descend(other, start, steps=1, digits=20)
    with pytest.raises(InputError, match="another problem's"):
        descend(problem, start, steps=1, digits=20, resume=initial_state(other_start, bits=50))
    late = descend(problem, start, steps=5, digits=20).state
    with pytest.raises(InputError, match="saved state is at step 5"):
        descend(problem, start, steps=4, digits=20, resume=late)


def test_a_start_seen_by_no_sample_is_refused() -> None:
    with pytest.raises(InputError, match="‖w‖_Σ = 0"):
        start_at(fmpq_mat([[1, 0]]), [fmpq(0), fmpq(5)], gamma=fmpq(1))
