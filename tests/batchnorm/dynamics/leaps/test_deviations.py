"""Steps in deviation coordinates, held against plain coordinates at far more digits."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.leaps.deviations import (
    amplitudes,
    deviation_start,
    deviation_steps,
    deviations,
    discrepancy,
    log10_discrepancy,
    loss,
    pieces,
)
from verify.batchnorm.dynamics.leaps.modes import Modes, mode_coordinates, modes_of
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.errors import InputError

PAIR = Problem(fmpq_mat([[2, 0], [0, 3]]), fmpq(1, 10), fmpq(1, 10))
TRIPLE = Problem(fmpq_mat([[2, 1, 0], [1, 3, 1], [0, 1, 1]]), fmpq(1, 10), fmpq(1, 5))
PATCHES = Problem(fmpq_mat([[2, 1, 0, 1], [1, 3, 1, 0], [0, 1, 1, 0], [1, 0, 0, 5]]), fmpq(1, 10), fmpq(1, 5), 2)
ONE_SAMPLE = Problem(fmpq_mat([[2, 1], [1, 3]]), fmpq(1, 10), fmpq(1, 5), 2)
DUPLICATED = Problem(fmpq_mat([[2, 1, 2], [1, 3, 1], [2, 1, 2]]), fmpq(1, 10), fmpq(1, 5))
CASES = [
    (PAIR, (1, 2)),
    (TRIPLE, (1, 2, 3)),
    (PATCHES, (1, 2, -1, 3)),
    (ONE_SAMPLE, (1, 2)),
    (DUPLICATED, (1, 3, 1)),
]


def plain_descent(problem: Problem, start: Start, steps: int, digits: int = 400) -> dict[str, Any]:
    """The printed recursion in margins, at many digits: the reference that knows nothing of deviations."""
    mp = mpmath.mp.clone()
    mp.dps = digits
    rows, n, patches = problem.rows, problem.n, problem.patches

    def number(q: fmpq) -> Any:
        return mp.mpf(int(q.p)) / int(q.q)

    gram = [[number(problem.gram[i, j]) for j in range(rows)] for i in range(rows)]
    m, gamma = [number(x) for x in start.margins], number(start.gamma)
    norm_squared, alignment = number(start.norm_squared), number(start.alignment or fmpq(0))
    for _ in range(steps):
        s = mp.sqrt(mp.fsum(x * x for x in m) / rows)
        sums = [mp.fsum(m[i * patches : (i + 1) * patches]) for i in range(n)]
        p = [1 / (1 + mp.exp(gamma * x / s)) for x in sums]
        pull = mp.fsum(a * b for a, b in zip(p, sums, strict=True))
        c = [
            number(problem.eta_w) * gamma / (n * s) * (p[k // patches] - m[k] * pull / (rows * s * s))
            for k in range(rows)
        ]
        moved = [mp.fsum(g * x for g, x in zip(row, c, strict=True)) for row in gram]
        norm_squared += mp.fsum(a * b for a, b in zip(c, moved, strict=True))
        alignment += mp.fsum(c)
        m = [a + b for a, b in zip(m, moved, strict=True)]
        gamma += number(problem.eta_gamma) * pull / (n * s)
    mean, square = mp.fsum(m) / rows, mp.fsum(x * x for x in m) / rows
    spread = mp.fsum((x - mean) ** 2 for x in m) / rows
    s = mp.sqrt(square)
    sums = [mp.fsum(m[i * patches : (i + 1) * patches]) for i in range(n)]
    return {
        "mp": mp,
        "margins": m,
        "gamma": gamma,
        "mean": mean,
        "norm_squared": norm_squared,
        "alignment": alignment,
        "discrepancy": 2 * spread / square,
        "deviations": [x - mean for x in m],
        "loss": mp.fsum(mp.log1p(mp.exp(-gamma * x / s)) for x in sums) / n,
    }


def margins(modes: Modes, now: Any) -> list[arb]:
    with ctx.workprec(modes.precision):
        return [(now.mean + e).mid() for e in deviations(modes, now)]


def relative_gap(mp: Any, value: arb, reference: Any) -> Any:
    mantissa, exponent = value.man_exp()
    number = mp.ldexp(mp.mpf(int(mantissa)), int(exponent))
    return abs(number / reference - 1) if reference else abs(number)


def worst_gap(modes: Modes, start: Start, steps: int) -> Any:
    now = deviation_steps(modes, deviation_start(modes, start), steps)
    reference = plain_descent(modes.problem, start, steps)
    mp = reference["mp"]
    pairs = [
        (now.gamma, reference["gamma"]),
        (now.mean, reference["mean"]),
        (now.norm_squared, reference["norm_squared"]),
        (now.alignment or arb(0), reference["alignment"]),
        (discrepancy(modes, now), reference["discrepancy"]),
        (loss(modes, now), reference["loss"]),
        *zip(margins(modes, now), reference["margins"], strict=True),
    ]
    return max(relative_gap(mp, value, expected) for value, expected in pairs)


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "shape"), CASES)
@pytest.mark.parametrize("gamma", [1, -1])
@pytest.mark.parametrize("side", [1, -1])
def test_a_tiny_discrepancy_keeps_fifty_digits_where_plain_coordinates_need_hundreds(
    problem: Problem, shape: tuple[int, ...], gamma: int, side: int
) -> None:
    start = Start(tuple(side + fmpq(x, 10**150) for x in shape), fmpq(gamma), fmpq(3), fmpq(1, 2))
    modes = modes_of(problem, precision=200)
    assert worst_gap(modes, start, 200) < 1e-50


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "shape"), CASES)
@pytest.mark.parametrize("gamma", [1, -1])
def test_large_deviations_and_margins_of_any_sign_agree_with_plain_coordinates(
    problem: Problem, shape: tuple[int, ...], gamma: int
) -> None:
    start = Start(tuple(fmpq(x) for x in shape), fmpq(gamma), fmpq(3), fmpq(1, 2))
    assert worst_gap(modes_of(problem, precision=200), start, 200) < 1e-50


def rational(low: int, high: int) -> st.SearchStrategy[fmpq]:
    return st.fractions(low, high, max_denominator=9).map(lambda q: fmpq(q.numerator, q.denominator))


@settings(deadline=None, max_examples=25)
@given(numbers=st.tuples(rational(-3, 3), rational(-3, 3), rational(-3, 3)).filter(any), gamma=rational(-4, 4))
@example(numbers=(fmpq(1), fmpq(1), fmpq(1)), gamma=fmpq(1))
@example(numbers=(fmpq(1), fmpq(-1), fmpq(0)), gamma=fmpq(-1))
@example(numbers=(fmpq(1), fmpq(2), fmpq(0)), gamma=fmpq(0))
def test_the_deviations_of_random_starts_agree_with_plain_coordinates(
    numbers: tuple[fmpq, fmpq, fmpq], gamma: fmpq
) -> None:
    start = Start(numbers, gamma, fmpq(3), None)
    modes = modes_of(TRIPLE, precision=200)
    now = deviation_steps(modes, deviation_start(modes, start), 20)
    reference = plain_descent(TRIPLE, start, 20, digits=120)
    mp = reference["mp"]
    gaps = [
        abs(mp.ldexp(mp.mpf(int(e.man_exp()[0])), int(e.man_exp()[1])) - expected)
        for e, expected in zip(deviations(modes, now), reference["deviations"], strict=True)
    ]
    assert max(gaps) < 1e-45


def test_at_ten_to_the_minus_hundred_thousand_the_discrepancy_only_scales() -> None:
    """Below the square root of the precision a step is linear in e, so e and 10^-50000 e keep one relative course."""
    modes = modes_of(TRIPLE, precision=200)
    courses = []
    for exponent in (200, 50_000):
        tiny = fmpq(1, 10**exponent)
        start = Start((1 + 2 * tiny, 1 - tiny, 1 + tiny), fmpq(1), fmpq(3), None)
        now = deviation_steps(modes, deviation_start(modes, start), 300)
        courses.append((discrepancy(modes, now), *amplitudes(modes, now)))
        log = log10_discrepancy(modes, now)
        assert log is not None
        assert -2 * exponent - 60 < log < -2 * exponent
    with ctx.workprec(200):
        scale = arb(10) ** 49_800
        assert abs(courses[1][0] * scale**2 / courses[0][0] - 1) < 1e-50
        for near, far in zip(courses[0][1:], courses[1][1:], strict=True):
            assert abs(far * scale / near - 1) < 1e-50


def test_a_mode_far_below_the_others_keeps_its_own_digits() -> None:
    """The two modes of a diagonal problem fall independently, the fast one far below the rounding of the slow one."""
    problem = Problem(fmpq_mat([[2, 0, 0], [0, 2, 0], [0, 0, 40]]), fmpq(1, 10), fmpq(1, 10))
    tiny = fmpq(1, 10**3000)
    starts = [Start((1 + x, 1 - x, 1 + y), fmpq(1), fmpq(3), None) for x, y in ((tiny, tiny), (fmpq(0), tiny))]
    modes = modes_of(problem, precision=200)
    ends = [amplitudes(modes, deviation_steps(modes, deviation_start(modes, start), 3000)) for start in starts]
    with ctx.workprec(200):
        assert abs(ends[0][1]) < abs(ends[0][0]) * arb(10) ** -300
        assert abs(ends[0][1] / ends[1][1] - 1) < 1e-50
    assert ends[1][0].is_zero()


def test_a_uniform_start_has_no_discrepancy_and_one_sample_no_mode() -> None:
    uniform = Start((fmpq(1), fmpq(1), fmpq(1)), fmpq(1), fmpq(3), None)
    modes = modes_of(TRIPLE, precision=100)
    now = deviation_steps(modes, deviation_start(modes, uniform), 50)
    assert discrepancy(modes, now).is_zero()
    assert log10_discrepancy(modes, now) is None
    single = modes_of(Problem(fmpq_mat([[2]]), fmpq(1, 10), fmpq(1, 10)), precision=100)
    assert single.count == 0
    end = deviation_steps(single, deviation_start(single, Start((fmpq(-2),), fmpq(1), fmpq(3), None)), 50)
    assert end.gamma < 1
    assert discrepancy(single, end).is_zero()


def test_a_singular_gram_matrix_has_as_many_modes_as_its_rank_allows() -> None:
    assert modes_of(DUPLICATED, precision=100).count == 1
    assert modes_of(PATCHES, precision=100).slow == 2


def test_deviations_sum_to_zero_far_below_their_own_size() -> None:
    modes = modes_of(PATCHES, precision=200)
    start = Start((fmpq(1), fmpq(2), fmpq(-1), fmpq(3)), fmpq(1), fmpq(3), None)
    parts = deviations(modes, deviation_start(modes, start))
    with ctx.workprec(300):
        assert abs(sum(parts, arb(0))) < 1e-58


def test_margins_that_no_w_attains_are_refused() -> None:
    with pytest.raises(InputError, match="no w attains"):
        mode_coordinates(modes_of(DUPLICATED, precision=100), (fmpq(1), fmpq(2), fmpq(3)))
    with pytest.raises(InputError, match="2 margins for 3 rows"):
        mode_coordinates(modes_of(TRIPLE, precision=100), (fmpq(1), fmpq(2)))


def test_a_lost_mode_coupling_would_be_seen() -> None:
    """Near miss: the same run on a Gram matrix changed in one entry leaves the reference by far more than rounding."""
    start = Start((fmpq(1), fmpq(2), fmpq(3)), fmpq(1), fmpq(3), None)
    wrong = Problem(
        TRIPLE.gram + fmpq_mat(3, 3, [0, fmpq(1, 10**20), 0, fmpq(1, 10**20), *[0] * 5]), fmpq(1, 10), fmpq(1, 5)
    )
    right, other = (
        deviation_steps(modes, deviation_start(modes, start), 200).gamma
        for modes in (modes_of(TRIPLE, precision=200), modes_of(wrong, precision=200))
    )
    with ctx.workprec(200):
        assert 1e-30 < abs(right - other) < 1e-15


def test_the_precision_of_the_caller_is_left_alone() -> None:
    before = ctx.prec
    modes = modes_of(PAIR, precision=321)
    deviation_steps(modes, deviation_start(modes, Start((fmpq(1), fmpq(2)), fmpq(1), fmpq(3))), 3)
    assert ctx.prec == before


def test_a_step_keeps_its_digits_where_one_margin_dominates() -> None:
    """There p̂ is far below the p_i of the small margins: 1e-18 against 1e-3 here, 1e-50 at γ = 200."""
    problem = Problem(fmpq_mat([[2, 1, 0], [1, 3, 1], [0, 1, 1]]), fmpq(1, 10), fmpq(1, 5))
    for gamma in (66, 200):
        start = Start((fmpq(57), fmpq(64), fmpq(1013)), fmpq(gamma), fmpq(3))
        found = []
        for precision in (190, 600):
            modes = modes_of(problem, precision=precision)
            now = deviation_start(modes, start)
            with ctx.workprec(precision):
                parts = pieces(modes, modes.off_diagonal(), now.mean, list(now.modes), now.gamma)
            found.append([part.mid() for part in (parts.lift, parts.uniform, *parts.pull)])
        with ctx.workprec(600):
            assert all(abs(short / sharp - 1) < 1e-53 for short, sharp in zip(*found, strict=True))
