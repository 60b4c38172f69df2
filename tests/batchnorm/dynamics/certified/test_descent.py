"""Certified runs: the true iterate always lies inside, and a bound that is too small is caught."""

from dataclasses import replace

import flint
import mpmath
import pytest
from flint import arb, fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.certified import descent as certify_module
from verify.batchnorm.dynamics.certified.descent import CertifiedRun, Enclosure, certify
from verify.batchnorm.dynamics.certified.lipschitz import Growth
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.errors import InputError

SMALL = st.integers(-3, 3)


def posed(z, w, *, eta=(1, 10), eta_gamma=None, gamma=(1, 1), patches=1):
    """The problem and start of rows z (nP × d) and w(0), given in exact numbers."""
    rows, column = fmpq_mat(z), fmpq_mat([[x] for x in w])
    problem = Problem(
        gram=rows * rows.transpose(), eta_w=fmpq(*eta), eta_gamma=fmpq(*(eta_gamma or eta)), patches=patches
    )
    margins = tuple((rows * column).entries())
    return problem, Start(margins=margins, gamma=fmpq(*gamma), norm_squared=(column.transpose() * column)[0, 0])


PLAIN = posed([[2, 1, 0], [1, -1, 1], [0, 1, 2]], [fmpq(1, 2), fmpq(-1, 3), fmpq(1, 5)])


@st.composite
def posed_problems(draw):
    n, patches, d = draw(st.integers(1, 4)), draw(st.sampled_from([1, 1, 2])), draw(st.integers(1, 4))
    z = [[fmpq(draw(SMALL), 2) for _ in range(d)] for _ in range(n * patches)]
    w = [fmpq(draw(SMALL), draw(st.sampled_from([1, 10, 100]))) for _ in range(d)]
    if not any((fmpq_mat(z) * fmpq_mat([[x] for x in w])).entries()):
        z[0], w = [fmpq(1)] * d, [fmpq(1)] * d
    eta, eta_gamma = (draw(st.sampled_from([(1, 100), (1, 10), (1, 1), (5, 1)])) for _ in range(2))
    return posed(z, w, eta=eta, eta_gamma=eta_gamma, gamma=(draw(st.integers(-25, 25)), 10), patches=patches)


def holds(rough: CertifiedRun, fine: CertifiedRun) -> bool:
    """Whether every number of the finer run, with its own radius, lies in the rougher run's ball at the same step."""
    truths = {enclosure.step: enclosure for enclosure in fine.enclosures}
    return all(
        ball.contains(truth)
        for enclosure in rough.enclosures
        if enclosure.step in truths
        for ball, truth in zip(numbers(enclosure), numbers(truths[enclosure.step]), strict=True)
        if truth.is_finite()
    )


def numbers(enclosure: Enclosure) -> list[arb]:
    return [*enclosure.margins, enclosure.gamma, enclosure.loss, enclosure.D]


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(posed_problems(), st.integers(0, 60))
@example(posed([[1, 2], [1, 2], [-2, 1]], [1, fmpq(1, 7)]), 60)  # duplicated points
@example(posed([[1], [2], [-1]], [fmpq(1, 1000)], gamma=(-2, 1)), 60)  # rank one, a small normaliser, γ < 0
@example(posed([[1]], [1], eta=(1, 100), gamma=(-2, 1)), 60)  # n = 1: Σ − s²σσᵀ is exactly zero
@example(posed([[3, -1], [1, 1], [-2, 2], [1, 0]], [fmpq(1, 2), 1], eta=(5, 1), patches=2), 60)  # oscillating
@example(posed([[1, 1], [1, -1]], [1, 0], gamma=(0, 1)), 60)  # γ(0) = 0
def test_the_true_iterate_lies_inside_every_enclosure(given_problem, steps):
    rough = certify(*given_problem, steps=steps, digits=12)
    fine = certify(*given_problem, steps=steps, digits=72)
    assert rough.enclosures[0].step == 0
    assert holds(rough, fine)


@pytest.mark.parametrize("patches", [1, 2])
def test_gradient_descent_in_w_space_by_another_library_lies_inside(patches):
    z, w = [[2, 1, 0], [1, -1, 1], [0, 1, 2], [1, 1, -1]], [0.5, -0.25, 0.125]
    run = certify(*posed(z, [fmpq(1, 2), fmpq(-1, 4), fmpq(1, 8)], eta=(1, 4), patches=patches), steps=50, digits=25)
    with mpmath.workdps(90):
        data, point, gamma = mpmath.matrix(z), mpmath.matrix(w), mpmath.mpf(1)
        n = len(z) // patches
        for _ in range(50):
            margins = data * point
            s = mpmath.sqrt(mpmath.fdot(margins, margins) / len(z))
            push, gain = mpmath.matrix(3, 1), mpmath.mpf(0)
            for i in range(n):
                rows = range(i * patches, (i + 1) * patches)
                total = sum(margins[k] for k in rows)
                p = 1 / (1 + mpmath.exp(gamma * total / s))
                gain += p * total / s / n
                for a in range(3):
                    bent = sum(margins[k] * data[k, a] for k in range(len(z))) * total / (len(z) * s**3)
                    push[a] += gamma * p * (sum(data[k, a] for k in rows) / s - bent) / n
            point, gamma = point + push / 4, gamma + gain / 4
        truth = [mpmath.nstr(x, 80) for x in [*(data * point), gamma]]
    with flint.ctx.workprec(300):
        for ball, text in zip([*run.last.margins, run.last.gamma], truth, strict=True):
            assert ball.contains(arb(text))
    assert run.reached


def test_a_radius_a_million_times_smaller_is_caught():
    """A near miss: the enclosures are not so wide that any radius would pass."""
    rough, fine = certify(*PLAIN, steps=400, digits=20), certify(*PLAIN, steps=400, digits=80)
    assert holds(rough, fine)
    with flint.ctx.workprec(400):
        shrunk = tuple(
            replace(
                e,
                margins=tuple(m.mid() + arb(0, m.rad() / 10**6) for m in e.margins),
                gamma=e.gamma.mid() + arb(0, e.gamma.rad() / 10**6),
            )
            for e in rough.enclosures
        )
    assert not holds(replace(rough, enclosures=shrunk), fine)


def test_a_lipschitz_bound_that_is_too_small_is_caught(monkeypatch):
    """A near miss: were the step map taken for a contraction by e^(-1/2), the true iterate would be outside."""

    def contraction(_geometry, passage):
        return Growth(arb(-passage.steps) / 2, arb(0), arb(0))

    fine = certify(*PLAIN, steps=400, digits=80)
    monkeypatch.setattr(certify_module, "growth", contraction)
    assert not holds(certify(*PLAIN, steps=400, digits=20), fine)


def test_the_enclosure_is_tight_enough_to_be_of_use():
    run = certify(*PLAIN, steps=20_000, digits=50)
    assert run.status == "certified"
    assert run.last.step == 20_000
    assert run.reached
    assert run.describe().startswith("CERTIFIED to step 20000 at 50+8 digits: radius ")


def test_more_margins_than_dimensions_keep_their_digits():
    """A singular Gram matrix: the roundings of α are displacements of w, whatever its rank."""
    problem, start = posed([[1, 0], [1, 1], [2, -1], [1, 0], [-1, 2]], [1, fmpq(1, 2)])
    assert problem.gram.rank() == 2
    assert certify(problem, start, steps=3000, digits=30).reached


def chaotic():
    z = [[-3, 2], [1, 3], [2, -1], [-2, -2], [3, 1], [1, -3], [-1, 2], [2, 2]]
    return posed(z, [fmpq(1, 50), fmpq(-1, 30)], eta=(40, 1), patches=2)


def test_a_lost_run_stops_and_keeps_what_was_certified():
    run = certify(*chaotic(), steps=5000, digits=3, guard_digits=0)
    assert run.status == "lost"
    assert run.last.step < 5000
    assert not run.reached
    assert run.describe().startswith(f"LOST after step {run.last.step} of 5000 (")
    assert f"CERTIFIED to step {run.last.step} at" in run.describe()
    assert all(e.radius.is_finite() and e.relative_radius < arb(1) / 4 for e in run.enclosures)
    assert holds(run, certify(*chaotic(), steps=run.last.step, digits=200))


def test_the_error_of_a_chaotic_run_is_followed_through_its_growth():
    """A near miss beside it: the same run's roundings alone, without their growth, would not reach the truth."""
    rough, fine = certify(*chaotic(), steps=60, digits=20), certify(*chaotic(), steps=60, digits=100)
    assert rough.status == "certified"
    assert holds(rough, fine)
    with flint.ctx.workprec(400):
        assert abs(rough.last.gamma.mid() - fine.last.gamma) > 60 * arb(10) ** -26


def test_every_recorded_enclosure_is_handed_on_in_order():
    seen = []
    run = certify(*PLAIN, steps=50, digits=20, observe=seen.append)
    assert tuple(seen) == run.enclosures
    assert [e.step for e in seen] == sorted({e.step for e in seen})
    assert seen[-1].step == 50


def test_digits_that_are_not_reached_are_said_to_be_missing():
    run = certify(*PLAIN, steps=1000, digits=20, guard_digits=0)
    assert run.status == "certified"
    assert not run.reached
    assert run.describe().endswith("short of the 20 digits asked for")


def test_the_callers_precision_is_restored():
    with flint.ctx.workprec(77):
        certify(*PLAIN, steps=5, digits=40)
        assert flint.ctx.prec == 77
        with pytest.raises(InputError):
            certify(PLAIN[0], replace(PLAIN[1], margins=(fmpq(1),)), steps=5, digits=40)
        assert flint.ctx.prec == 77


@pytest.mark.parametrize(("name", "value"), [("steps", -1), ("digits", 0), ("guard_digits", -1), ("per_decade", 0)])
def test_a_number_out_of_range_is_named(name, value):
    with pytest.raises(InputError, match=f"{name} = {value} is below"):
        certify(*PLAIN, **{"steps": 5, "digits": 10, name: value})


def test_a_start_that_no_w_has_is_refused():
    problem = Problem(gram=fmpq_mat([[1, 1], [1, 1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    start = Start(margins=(fmpq(1), fmpq(2)), gamma=fmpq(1), norm_squared=fmpq(5))
    with pytest.raises(InputError, match="no w has margin 2 in row 2"):
        certify(problem, start, steps=5, digits=10)
