"""The steps of a certified run, taken in two ways: each holds the exact step, and the radii are those of one step."""

from __future__ import annotations

import flint
import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import example, given
from hypothesis import strategies as st

from verify.batchnorm.dynamics.certified import steps as certify_steps
from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.certified.geometry import Geometry
from verify.batchnorm.dynamics.certified.steps import Leg, PlainSteps, Steps, TapedSteps, make_steps
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.steppers.flint_arrays import arrays_offered
from verify.batchnorm.dynamics.steppers.formula import margin_step

BITS = 120
WAYS = [PlainSteps, *([TapedSteps] if arrays_offered() else [])]


def ways(problem: Problem) -> list[Steps]:
    n = problem.n
    with flint.ctx.workprec(BITS + 32):
        rates = arb(problem.eta_w / n), arb(problem.eta_gamma / n)
        return [way(Geometry.of(problem), *rates, precision=BITS) for way in WAYS]


def exact_step(problem: Problem, margins: list[arb], gamma: arb) -> tuple[list[arb], arb]:
    """What one step adds to C and to γ, by the formula in balls of 600 bits."""
    gram = [[arb(entry) for entry in row] for row in problem.gram.tolist()]
    _, turned, coefficients = margin_step(
        margins,
        gamma,
        [gram],
        arb(problem.eta_w),
        arb(problem.eta_gamma),
        problem.n,
        problem.patches,
        exp=arb.exp,
        sqrt=arb.sqrt,
    )
    return coefficients, turned - gamma


@given(
    st.lists(st.integers(-9, 9), min_size=12, max_size=12).filter(lambda entries: any(entries[:3])),
    st.sampled_from([1, 2]),
    st.integers(-40, 40),
)
@example([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], 1, 0)
def test_one_step_is_the_formulas_within_its_radius(entries: list[int], patches: int, gamma: int) -> None:
    z = fmpq_mat(4, 3, [fmpq(entry, 7) for entry in entries])
    problem = Problem(gram=z * z.transpose(), eta_w=fmpq(1, 3), eta_gamma=fmpq(2, 7), patches=patches)
    margins = (z * fmpq_mat(3, 1, [fmpq(1), fmpq(1, 3), fmpq(-2)])).entries()
    if not any(margins):
        return
    for steps in ways(problem):
        with flint.ctx.workprec(BITS + 32):
            leg = steps.take(arb_mat(4, 1, margins), arb(gamma) / 10, 1)
        with flint.ctx.workprec(600):
            coefficients, turn = exact_step(problem, [arb(m) for m in margins], arb(gamma) / 10)
            assert all((leg.coefficients + leg.blur)[k, 0].contains(c) for k, c in enumerate(coefficients))
            assert (leg.gamma + leg.blur_gamma).contains(turn)
            size = 1 + max(abs(c) for c in (*coefficients, turn)) / abs(arb_mat(4, 1, margins).transpose()[0, 0]).max(1)
            assert all(ball.rad() < size * arb(2) ** (12 - BITS) for ball in (*leg.blur.entries(), leg.blur_gamma))


def test_both_ways_take_many_steps_to_the_same_place() -> None:
    z = fmpq_mat([[2, 1, 0], [1, -1, 1], [0, 1, 2], [1, 1, fmpq(1, 3)]])
    for patches in (1, 2):
        problem = Problem(gram=z * z.transpose(), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4), patches=patches)
        with flint.ctx.workprec(BITS + 32):
            base = arb_mat(z * fmpq_mat(3, 1, [1, 1, -1]))
        legs = [steps.take(base, arb(-1) / 2, 500) for steps in ways(problem)]
        for leg in legs:
            assert all(abs(a) < arb(2) ** (40 - BITS) for a in (leg.coefficients - legs[0].coefficients).entries())
            assert abs(leg.gamma - legs[0].gamma) < arb(2) ** (40 - BITS)
            assert 0 < leg.blur_gamma.rad() < arb(2) ** (16 - BITS)


@pytest.mark.parametrize(("gamma", "falls"), [(fmpq(1), False), (fmpq(-1), True)])
def test_a_step_that_may_bring_gamma_nearer_to_0_is_a_setback(gamma: fmpq, falls: bool) -> None:
    """One sample classified rightly: Δγ > 0, which takes a negative γ towards 0."""
    problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    for steps in ways(problem):
        leg = steps.take(arb_mat([[1]]), arb(gamma), 1)
        assert bool(leg.setback >= leg.gamma > 0) is falls
        assert falls or leg.setback == 0


def test_a_step_that_cannot_be_enclosed_has_an_infinite_radius() -> None:
    """The margins' ball holds 0, where ‖w‖_Σ = 0 and no step is defined."""
    problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    for steps in ways(problem):
        leg: Leg = steps.take(arb_mat([[arb(0, 1)]]), arb(1), 1)
        assert not leg.blur_gamma.is_finite()


def test_a_machine_without_arrays_of_balls_certifies_too(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(gram=fmpq_mat([[2, 1], [1, 2]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    start = Start(margins=(fmpq(1), fmpq(-1, 2)), gamma=fmpq(1), norm_squared=fmpq(2))
    usual = certify(problem, start, steps=200, digits=30)
    monkeypatch.setattr(certify_steps, "arrays_offered", lambda: False)
    made = make_steps(Geometry.of(problem), arb(1) / 20, arb(1) / 20, precision=BITS)
    assert isinstance(made, PlainSteps)
    other = certify(problem, start, steps=200, digits=30)
    assert other.reached
    assert other.last.gamma.overlaps(usual.last.gamma)
