"""The backends against the one formula, and the formula against derivatives and itself in other arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from weight_space import weight_step

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers import NumpyStepper, make_stepper, working_bits
from verify.batchnorm.dynamics.steppers.flint_arrays import arrays_offered
from verify.batchnorm.dynamics.steppers.formula import margin_step
from verify.errors import InputError

FAST = ["flint", *(["nfloat"] if arrays_offered() else [])]


def formula_in_balls(problem: Problem, state: State) -> tuple[list[Any], Any, list[Any]]:
    return margin_step(
        [value.ball for value in state.margins],
        state.gamma.ball,
        [[[arb(entry) for entry in row] for row in problem.gram.tolist()]],
        arb(problem.eta_w),
        arb(problem.eta_gamma),
        problem.n,
        problem.patches,
        exp=arb.exp,
        sqrt=arb.sqrt,
    )


def rational(low: int, high: int) -> st.SearchStrategy[fmpq]:
    return st.fractions(low, high, max_denominator=30).map(lambda value: fmpq(value.numerator, value.denominator))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, State]:
    n, patches, d = draw(st.integers(1, 10)), draw(st.sampled_from([1, 1, 2, 3])), draw(st.integers(1, 4))
    rows = n * patches
    z = fmpq_mat(rows, d, draw(st.lists(rational(-5, 5), min_size=rows * d, max_size=rows * d)))
    eta = st.sampled_from([fmpq(1, 4), fmpq(1, 100), fmpq(3)])
    problem = Problem(gram=z * z.transpose(), eta_w=draw(eta), eta_gamma=draw(eta), patches=patches)
    numbers = st.integers(-(2**40), 2**40).map(lambda mantissa: Dyadic(mantissa, -36))
    margins = draw(st.lists(numbers, min_size=rows, max_size=rows).filter(lambda m: any(v.mantissa for v in m)))
    return problem, State(0, draw(numbers), tuple(margins), (Dyadic(0),) * rows)


def assert_a_step_agrees_with_the_formula(problem: Problem, state: State, backend: str) -> None:
    """One step of 167 bits lies within 2^-160 of the formula's, in units of the sizes it adds up."""
    stepper = make_stepper(backend, problem, state, bits=167)
    stepper.advance(1)
    after = stepper.state()
    with ctx.workprec(500):
        moved, gamma, coefficients = formula_in_balls(problem, state)
        sizes = [abs(value.ball) for value in (*state.margins, *after.margins)]
        reach = sum(abs(arb(entry)) for entry in problem.gram.entries())
        step = abs(state.gamma.ball) * arb(problem.eta_w) / (arb(sum(x * x for x in sizes)).sqrt() + arb(2) ** -40)
        scale_m = max(sizes) + reach * (1 + max(abs(c) for c in coefficients)) + step
        unit = arb(2) ** -160
        assert all(abs(a.ball - b) < unit * scale_m for a, b in zip(after.margins, moved, strict=True))
        assert all(abs(a.ball - b) < unit * scale_m for a, b in zip(after.coefficients, coefficients, strict=True))
        assert abs(after.gamma.ball - gamma) < unit * (1 + abs(gamma) + abs(state.gamma.ball))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(problems(), st.sampled_from(FAST))
def test_the_fast_steppers_agree_with_the_formula_to_working_precision(
    given_: tuple[Problem, State], backend: str
) -> None:
    """Their step, at 167 bits, is within a few units of the last bit of the formula's ball at 500 bits."""
    assert_a_step_agrees_with_the_formula(*given_, backend)


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("patches", [1, 2])
@pytest.mark.parametrize("decimals", [2, 15])
def test_the_fast_steppers_agree_with_the_formula_on_many_rows(patches: int, decimals: int, backend: str) -> None:
    draw = random.Random(patches)
    unit = 10**decimals
    z = fmpq_mat(40, 60, [fmpq(draw.randint(-unit, unit), unit) for _ in range(2400)])
    problem = Problem(gram=z * z.transpose(), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4), patches=patches)
    margins = tuple(Dyadic(draw.getrandbits(167) - 2**166, -164) for _ in range(40))
    state = State(0, Dyadic(3, -1), margins, (Dyadic(0),) * 40)
    assert_a_step_agrees_with_the_formula(problem, state, backend)

    whole, halves = (make_stepper(backend, problem, state, bits=167) for _ in range(2))
    whole.advance(6)
    halves.advance(3)
    resumed = make_stepper(backend, problem, halves.state(), bits=167)
    resumed.advance(3)
    assert resumed.state() == whole.state()


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(problems())
def test_the_double_stepper_agrees_with_the_formula_in_doubles(given_: tuple[Problem, State]) -> None:
    problem, state = given_
    double, reference = (make_stepper(name, problem, state, bits=53) for name in ("float64", "mpmath"))
    double.advance(1)
    reference.advance(1)
    ours, theirs = double.state(), reference.state()
    scale = 1 + max(abs(float(value)) for value in (*theirs.margins, *theirs.coefficients, *state.margins))
    reach = 1 + max(abs(float(arb(entry))) for entry in problem.gram.entries()) * problem.rows
    for a, b in zip((*ours.margins, *ours.coefficients), (*theirs.margins, *theirs.coefficients), strict=True):
        assert float(a) == pytest.approx(float(b), rel=1e-9, abs=1e-11 * scale * reach)
    assert float(ours.gamma) == pytest.approx(float(theirs.gamma), rel=1e-11, abs=1e-11)


def test_the_formula_is_minus_the_gradient_times_the_step_size() -> None:
    """SymPy's derivatives of L(w, γ), n = 2 samples of P = 2 patches in the plane, at a rational point."""
    w, gamma = sympy.symbols("w0:2"), sympy.Symbol("gamma")
    z = [[2, 1], [sympy.Rational(-1, 3), 1], [1, -1], [0, sympy.Rational(5, 2)]]
    margins = [sum(a * b for a, b in zip(row, w, strict=True)) for row in z]
    s = sympy.sqrt(sum(m * m for m in margins) / 4)
    outputs = [gamma * (margins[0] + margins[1]) / s, gamma * (margins[2] + margins[3]) / s]
    loss = sum(sympy.log(1 + sympy.exp(-output)) for output in outputs) / 2
    point = {w[0]: sympy.Rational(1, 3), w[1]: sympy.Rational(-2), gamma: sympy.Rational(-3, 4)}
    eta_w, eta_gamma = sympy.Rational(1, 7), sympy.Rational(1, 5)

    expected = [(v - eta_w * loss.diff(v)).subs(point) for v in w] + [
        (gamma - eta_gamma * loss.diff(gamma)).subs(point)
    ]
    moved_w, moved_gamma = weight_step(
        [point[v] for v in w], point[gamma], z, eta_w, eta_gamma, 2, 2, exp=sympy.exp, sqrt=sympy.sqrt
    )
    assert all(abs((a - b).evalf(60)) < 1e-55 for a, b in zip([*moved_w, moved_gamma], expected, strict=True))

    gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in z] for x in z]
    moved, gamma_after, coefficients = margin_step(
        [m.subs(point) for m in margins], point[gamma], [gram], eta_w, eta_gamma, 2, 2, exp=sympy.exp, sqrt=sympy.sqrt
    )
    after = dict(zip(w, expected, strict=False))
    assert all(abs((a - m.subs(after)).evalf(60)) < 1e-55 for a, m in zip(moved, margins, strict=True))
    assert abs((gamma_after - expected[2]).evalf(60)) < 1e-55
    for k, v in enumerate(w):
        rebuilt = point[v] + sum(c * row[k] for c, row in zip(coefficients, z, strict=True))
        assert abs((rebuilt - expected[k]).evalf(60)) < 1e-55


def test_the_formula_runs_on_symbols() -> None:
    m, gram, gamma, eta = sympy.symbols("m0:2"), sympy.symbols("g0:3"), sympy.Symbol("gamma"), sympy.Symbol("eta")
    moved, _, c = margin_step(
        m, gamma, [[[gram[0], gram[1]], [gram[1], gram[2]]]], eta, eta, 2, exp=sympy.exp, sqrt=sympy.sqrt
    )
    assert sympy.expand(moved[0] - m[0] - gram[0] * c[0] - gram[1] * c[1]) == 0
    orthogonal = sum(a * b for a, b in zip(m, c, strict=True))
    assert sympy.simplify(orthogonal) == 0


def test_the_step_moves_w_orthogonally_in_exact_rationals() -> None:
    """Σ m c = 0 whatever exp and sqrt return, so here they return rationals."""
    _, _, c = margin_step(
        [Fraction(3), Fraction(-1, 2)],
        Fraction(2),
        [[[1, 0], [0, 1]]],
        Fraction(1),
        Fraction(1),
        2,
        exp=lambda x: 2 + x,
        sqrt=abs,
    )
    assert 3 * c[0] - c[1] / 2 == 0


def test_backends_take_the_step_from_gamma_0() -> None:
    """There p_i = 1/2: w stays and γ⁺ = η_γ Σ M/(2 n s)."""
    problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=fmpq(1), eta_gamma=fmpq(2))
    state = State(0, Dyadic(0), (Dyadic(1), Dyadic(7)), (Dyadic(0), Dyadic(0)))
    for backend in (*FAST, "mpmath", "float64"):
        stepper = make_stepper(backend, problem, state, bits=53)
        stepper.advance(1)
        after = stepper.state()
        assert (after.t, after.margins) == (1, state.margins)
        assert float(after.gamma) == pytest.approx(0.8)


def test_a_start_balanced_at_gamma_0_stays_there() -> None:
    """γ = 0 and Σ M = 0 is a saddle: every backend stays on it."""
    problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=fmpq(1), eta_gamma=fmpq(2))
    state = State(0, Dyadic(0), (Dyadic(1), Dyadic(-1)), (Dyadic(0), Dyadic(0)))
    for backend in (*FAST, "mpmath", "float64"):
        stepper = make_stepper(backend, problem, state, bits=53)
        stepper.advance(5)
        assert stepper.state() == State(5, Dyadic(0), state.margins, state.coefficients)


@pytest.mark.parametrize("size", ["1e154", "1e-158", "1e300", "1e-300"])
def test_doubles_follow_balls_where_squares_of_margins_leave_their_range(size: str) -> None:
    """Margins of 1e154 square to infinity and margins of 1e-158 to less than the least normal double."""
    problem = Problem(gram=fmpq_mat([[2, -1], [-1, 5]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    margins = tuple(Dyadic.of(float(size) * part) for part in (3.0, -1.0))
    state = State(0, Dyadic(1), margins, (Dyadic(0), Dyadic(0)))
    reached = []
    for backend, bits in (("float64", 53), ("flint", 120)):
        stepper = make_stepper(backend, problem, state, bits=bits)
        stepper.advance(20)
        reached.append([float(value) for value in (stepper.state().gamma, *stepper.state().margins)])
    assert reached[0] == pytest.approx(reached[1], rel=1e-12)
    assert reached[0][0] != 1.0


def test_float64_refuses_another_precision() -> None:
    problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    with pytest.raises(InputError, match="backend 'float64' with 167 bits"):
        NumpyStepper(problem, State(0, Dyadic(0), (Dyadic(1),), (Dyadic(0),)), bits=167)


def test_working_bits_hold_the_digits() -> None:
    assert all(2 ** working_bits(digits) > 10**digits >= 2 ** (working_bits(digits) - 1) for digits in (15, 50, 1000))
