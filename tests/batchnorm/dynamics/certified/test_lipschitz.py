"""The bound on how far one step drives two states apart, against automatic differentiation in balls and real steps."""

from dataclasses import replace

import flint
import pytest
from flint import arb, arb_mat, arb_series, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.certified.geometry import Geometry
from verify.batchnorm.dynamics.certified.lipschitz import Passage, growth, hessian_coefficients
from verify.batchnorm.dynamics.problem import Problem

SMALL = st.integers(-3, 3)


@pytest.fixture(autouse=True)
def _precision():
    with flint.ctx.workprec(200):
        yield


@st.composite
def states(draw):
    """A problem, exact margins that some w has, and γ."""
    n, patches, d = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    z = fmpq_mat([[fmpq(draw(SMALL), 2) for _ in range(d)] for _ in range(n * patches)])
    margins = z * fmpq_mat([[draw(SMALL)] for _ in range(d)])
    if not any(margins.entries()):
        z = fmpq_mat([[fmpq(k + 1)] for k in range(n * patches)])
        margins = z
    eta_w, eta_gamma = (fmpq(draw(st.integers(1, 30)), 10) for _ in range(2))
    problem = Problem(gram=z * z.transpose(), eta_w=eta_w, eta_gamma=eta_gamma, patches=patches)
    return problem, margins, fmpq(draw(st.integers(-30, 30)), 10)


def curvature(geometry: Geometry, margins: arb_mat, gamma: arb, beta: arb_mat, turn: arb) -> arb:
    """⟨dθ, H dθ⟩ for dθ = (Zᵀβ, turn) from the Taylor series of the loss itself."""
    moved = geometry.gram * beta
    lines = [arb_series([m, dm], prec=3) for m, dm in zip(margins.entries(), moved.entries(), strict=True)]
    scale = (sum((x * x for x in lines), arb_series([0], prec=3)) / geometry.rows).sqrt()
    line_gamma = arb_series([gamma, geometry.rescale * turn], prec=3)
    total = arb_series([0], prec=3)
    for i in range(geometry.n):
        output = line_gamma * sum(lines[i * geometry.patches : (i + 1) * geometry.patches], arb_series([0], prec=3))
        total += (1 + (-(output / scale)).exp()).log()
    return 2 * total[2] / geometry.n


def quadratic(geometry: Geometry, margins: arb_mat, gamma: arb, beta: arb_mat, turn: arb) -> arb:
    v = arb_mat([[x] for x in [*(geometry.gram * beta).entries(), turn]])
    matrix = hessian_coefficients(geometry, tuple(margins.entries()), gamma)
    return (v.transpose() * matrix * v)[0, 0]


@settings(deadline=None, max_examples=60)
@given(states(), st.data())
def test_the_hessian_is_the_second_derivative_of_the_loss_on_every_line(state, data):
    problem, margins, gamma = state
    geometry = Geometry.of(problem)
    beta = arb_mat([[data.draw(SMALL)] for _ in range(problem.rows)])
    turn = arb(data.draw(SMALL))
    by_formula = quadratic(geometry, arb_mat(margins), arb(gamma), beta, turn)
    by_series = curvature(geometry, arb_mat(margins), arb(gamma), beta, turn)
    assert abs(by_formula - by_series) < arb(10) ** -40


def test_a_hessian_of_another_normaliser_is_told_apart():
    """A near miss: one patch too few changes nothing but the mean over patches, and is noticed."""
    gram = fmpq_mat([[2, 1], [1, 3]])
    two = Geometry.of(Problem(gram=gram, eta_w=fmpq(1), eta_gamma=fmpq(1), patches=2))
    one = replace(two, n=2, patches=1)
    at = (arb_mat([[1], [2]]), arb(1), arb_mat([[1], [-1]]), arb(1))
    assert not quadratic(two, *at).overlaps(curvature(one, *at))


def step(problem: Problem, margins: arb_mat, gamma: arb) -> tuple[arb_mat, arb]:
    """The coefficients c of the step of w, w⁺ = w + Zᵀc, and the new γ, in balls from the formulas."""
    rows, patches = problem.rows, problem.patches
    scale = (sum((m * m for m in margins.entries()), arb(0)) / rows).sqrt()
    sums = [sum(margins.entries()[i : i + patches], arb(0)) for i in range(0, rows, patches)]
    p = [1 / (1 + (gamma * m / scale).exp()) for m in sums]
    pull = sum((a * b for a, b in zip(p, sums, strict=True)), arb(0))
    u = arb_mat([[p[k // patches] - m * pull / (rows * scale * scale)] for k, m in enumerate(margins.entries())])
    return (
        u * (arb(problem.eta_w) * gamma / (problem.n * scale)),
        gamma + arb(problem.eta_gamma) * pull / (problem.n * scale),
    )


def stretching(problem: Problem, margins: arb_mat, gamma: arb, beta: arb_mat, turn: arb) -> tuple[arb, arb]:
    """The distance of two states, the second displaced by (Zᵀβ, turn), before and after a step."""
    geometry = Geometry.of(problem)

    def distance(coefficients: arb_mat, height: arb) -> arb:
        square = (coefficients.transpose() * geometry.gram * coefficients)[0, 0].nonnegative_part()
        return (square + (height / geometry.rescale) * (height / geometry.rescale)).sqrt()

    here, up = step(problem, margins, gamma)
    there, up_there = step(problem, margins + geometry.gram * beta, gamma + turn)
    return distance(beta, turn), distance(beta + there - here, up_there - up)


def one_step(problem: Problem, margins: arb_mat, gamma: arb, error: arb) -> Passage:
    """The passage of a single step, with exactly the bounds that the step itself has."""
    c, new_gamma = step(problem, margins, gamma)
    path = (c.transpose() * arb_mat(problem.gram) * c)[0, 0].abs_upper().sqrt().upper()
    setback = arb(0) if (new_gamma - gamma) * gamma > 0 else abs(new_gamma - gamma).upper()
    last = tuple((margins + arb_mat(problem.gram) * c).entries())
    return Passage(1, tuple(margins.entries()), last, gamma, new_gamma, path, setback, arb(0), error)


@settings(deadline=None, max_examples=60)
@given(states(), st.data())
def test_no_step_stretches_a_distance_by_more_than_the_bound(state, data):
    problem, exact_margins, exact_gamma = state
    margins, gamma = arb_mat(exact_margins), arb(exact_gamma)
    size = arb(10) ** -data.draw(st.integers(1, 12))
    beta = arb_mat([[data.draw(SMALL)] for _ in range(problem.rows)]) * size
    turn = arb(data.draw(SMALL)) * size
    before, after = stretching(problem, margins, gamma, beta, turn)
    bound = growth(Geometry.of(problem), one_step(problem, margins, gamma, before.upper())).logarithm
    assert not after > before * bound.exp()


@pytest.mark.parametrize(
    ("z", "w", "eta"),
    [
        ([[3, 1], [-1, 2], [2, -2]], [fmpq(1, 4), fmpq(-1, 2)], fmpq(1, 2)),  # ηλ_min below 0
        ([[2, 0], [0, 3]], [fmpq(1, 2), fmpq(1, 3)], fmpq(30)),  # at the uniform margin, ηλ_max above 2
    ],
)
def test_nine_tenths_of_the_bound_is_violated_by_the_worst_direction(z, w, eta):
    """A near miss: for one expanding step the bound is nearly attained, so a smaller one would be caught."""
    z = fmpq_mat(z)
    problem = Problem(gram=z * z.transpose(), eta_w=eta, eta_gamma=eta)
    geometry = Geometry.of(problem)
    margins, gamma = arb_mat(z * fmpq_mat([[x] for x in w])), arb(1)
    direction = arb_mat([[k + 1] for k in range(problem.rows + 1)])
    gram = arb_mat([*([*row, arb(0)] for row in geometry.gram.tolist()), [arb(0)] * problem.rows + [arb(1)]])
    matrix = hessian_coefficients(geometry, tuple(margins.entries()), gamma)
    for _ in range(200):
        direction = (direction - matrix * gram * direction * geometry.eta).mid()
        direction = (direction / sum(map(abs, direction.entries()), arb(0))).mid()
    tiny = direction * arb(10) ** -20
    beta, turn = arb_mat([[x] for x in tiny.entries()[:-1]]), tiny.entries()[-1] * geometry.rescale
    before, after = stretching(problem, margins, gamma, beta, turn)
    bound = growth(geometry, one_step(problem, margins, gamma, before.upper())).logarithm
    assert bound > arb(1) / 10
    assert after <= before * bound.exp()
    assert after > before * (bound * 9 / 10).exp()


@settings(deadline=None, max_examples=40)
@given(states(), st.integers(2, 12), st.data())
def test_no_passage_of_many_steps_stretches_a_distance_by_more_than_the_bound(state, steps, data):
    problem, exact_margins, exact_gamma = state
    geometry, margins, gamma = Geometry.of(problem), arb_mat(exact_margins), arb(exact_gamma)
    first = one_step(problem, margins, gamma, arb(0))
    beta = arb_mat([[data.draw(SMALL)] for _ in range(problem.rows)]) * arb(10) ** -15
    turn = arb(data.draw(SMALL)) * arb(10) ** -15
    farthest, path, setback = arb(0), arb(0), arb(0)
    before = after = stretching(problem, margins, gamma, beta, turn)[0]
    for _ in range(steps):
        passed = one_step(problem, margins, gamma, arb(0))
        path, setback, farthest = path + passed.path, setback + passed.setback, farthest.max(after)
        after = stretching(problem, margins, gamma, beta, turn)[1]
        here, up = step(problem, margins, gamma)
        there, up_there = step(problem, margins + geometry.gram * beta, gamma + turn)
        beta, turn = beta + there - here, up_there - up
        margins, gamma = margins + geometry.gram * here, up
    passage = replace(
        first,
        steps=steps,
        margins_last=tuple(margins.entries()),
        gamma_last=gamma,
        path=path,
        setback=setback,
        error=farthest.upper(),
    )
    assert not after > before * growth(geometry, passage).logarithm.exp()


def test_a_tube_that_meets_the_vanishing_normaliser_has_no_finite_bound():
    problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    geometry, margins = Geometry.of(problem), arb_mat([[1]])
    assert not growth(geometry, one_step(problem, margins, arb(1), arb(1))).logarithm.is_finite()
    assert growth(geometry, one_step(problem, margins, arb(1), arb(1) / 2)).logarithm.is_finite()
