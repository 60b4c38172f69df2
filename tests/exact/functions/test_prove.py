"""The prover of inequalities between functions: what it proves, and near misses that it must not prove."""

import json
from fractions import Fraction

import pytest
from function_proofs import proves
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.errors import InputError
from verify.exact.functions import prove as prove_module
from verify.exact.functions.prove import prove_inequality
from verify.recheck.proofs.functions import check_function
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.interchange import to_json
from verify.statement.readings.values import refutes
from verify.statement.tree import Apply, Relation, Scalar
from verify.statement.writing.calls import (
    Phi,
    absolute,
    ell,
    exp,
    indicator,
    log,
    maximum,
    minimum,
    relu,
    sigmabar,
    sign,
)
from verify.statement.writing.operations import derivative, inner
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import rational, symbols, vector

x, y, z, a, b, c, A, gamma = symbols("x y z a b c A γ")
LAMBERT = Apply("lambertw", (exp(-1),))
E = exp(1)


def chord(first: Scalar, second: Scalar) -> Scalar:
    return (first * sigmabar(second) - second * sigmabar(first)) / (first - second)


def says(conclusion: Relation, *hypotheses: Relation) -> Statement:
    return claim_that(conclusion, given=hypotheses)


def gaussian(exponent: Scalar) -> Scalar:
    return exp(exponent) * (2 * A) ** Fraction(-1, 2)


def tangent() -> Scalar:
    return sigmabar(gamma) - sigmabar(gamma) * (1 - sigmabar(gamma)) * (x - gamma)


TRUE = {
    "the exponential lies above its tangent": says(exp(x) >= 1 + x),
    "the logarithm lies below its tangent": says(log(1 + x) <= x, x > -1),
    "log(1+z) is at least z/2 on [0, 1]": says(log(1 + z) >= z / 2, z >= 0, z <= 1),
    "σ̄ decreases": says(sigmabar(a) <= sigmabar(b), a >= b),
    "σ̄ decreases strictly": says(sigmabar(a) < sigmabar(b), a > b),
    "σ̄ is positive": says(sigmabar(x) > 0),
    "σ̄ is below 1": says(sigmabar(x) < 1),
    "σ̄ is at least half an exponential": says(sigmabar(x) >= exp(-x) / 2, x >= 0),
    "σ̄ is at most an exponential": says(sigmabar(x) <= exp(-x)),
    "ℓ is at most an exponential": says(ell(x) <= exp(-x)),
    "ℓ is at least half an exponential": says(ell(x) >= exp(-x) / 2, x >= 0),
    "ℓ is at least log(1 + half an exponential)": says(ell(x) >= log(1 + exp(-x) / 2)),
    "σ̄ is at most ℓ": says(sigmabar(x) <= ell(x)),
    "ℓ is convex": says(derivative(derivative(ell(x), x), x) >= 0),
    "ℓ'' is at most -ℓ'": says(derivative(derivative(ell(x), x), x) <= -derivative(ell(x), x)),
    "max{z, z³}e^-z is below 2": says(maximum(z, z**3) * exp(-z) < 2, z > 0),
    "max{z², z⁴}e^(-z/2) is below 80": says(maximum(z**2, z**4) * exp(-z / 2) < 80, z > 0),
    "the bound on z·e^(-Az²)": says(z * exp(-A * z**2) <= gaussian(rational(-1, 2)), z > 0, A > 0),
    "a² - b² is at least (a - b)²": says(a**2 - b**2 >= (a - b) ** 2, a > b, b > 0),
    "log z / z decreases from e on": says(log(x) / x <= log(y) / y, x >= y, y >= E),
    "(C.4) for a, b ≥ 0": says(
        (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)), minimum(a, b) >= 0, differs(a, b)
    ),
    "(C.4) for a, b ≥ 0 without division": says(a * exp(a) - b * exp(b) >= (a - b) * exp(a), a >= b, b >= 0),
    "chords of σ̄ have positive intercepts": says(chord(a, b) > 0, differs(a, b)),
    "a chord's intercept against its right end": says(chord(a, b) >= sigmabar(maximum(a, 0)), a > b),
    "a chord's intercept against W₀": says(
        chord(a, b) >= (1 - LAMBERT) * minimum(sigmabar(a), sigmabar(b)), differs(a, b)
    ),
    "σ̄ lies above its tangents for x, γ ≥ 0": says(sigmabar(x) >= tangent(), x >= 0, gamma >= 0),
    "σ̄ is 1/4-Lipschitz": says(absolute(sigmabar(a) - sigmabar(b)) <= absolute(a - b) / 4),
    "ℓ is 1-Lipschitz": says(absolute(ell(a) - ell(b)) <= absolute(a - b)),
    "one step of Lemma C.2": says(exp(a + c * exp(-a)) >= exp(a) + c, c > 0),
    "x log x is at least -1/e": says(x * log(x) >= -exp(-1), x > 0),
    "Young's inequality": says(x * y <= exp(x - 1) + y * log(y), y > 0),
    "cosh x is at most e^(x²/2)": says((exp(x) + exp(-x)) / 2 <= exp(x**2 / 2)),
    "x(1-x) is positive between 0 and 1": says(x * (1 - x) > 0, x > 0, x < 1),
    "W₀(1/e) lies below 0.279": says(rational(279, 1000) > LAMBERT),
}

FALSE = {
    "strict where the tangent touches": says(exp(x) > 1 + x),
    "a slope 1 % too large": says(exp(x) >= 1 + x * rational(101, 100)),
    "a constant 1 % too large": says(exp(x) >= rational(101, 100) + x),
    "strict where the logarithm touches": says(log(1 + x) < x, x > -1),
    "the printed log(1+z) ≥ z": says(log(1 + z) >= z, z >= 0, z <= 1),
    "log(1+z) with 0.7 for log 2": says(log(1 + z) >= z * rational(7, 10), z >= 0, z <= 1),
    "σ̄ increasing": says(sigmabar(a) >= sigmabar(b), a >= b),
    "σ̄ strictly decreasing where a = b is allowed": says(sigmabar(a) < sigmabar(b), a >= b),
    "σ̄ against 0.51 exponentials": says(sigmabar(x) >= exp(-x) * rational(51, 100), x >= 0),
    "σ̄ against half an exponential on the whole line": says(sigmabar(x) >= exp(-x) / 2),
    "1.01 σ̄ below ℓ": says(sigmabar(x) * rational(101, 100) <= ell(x)),
    "max{z, z³}e^-z below 1.34": says(maximum(z, z**3) * exp(-z) < rational(134, 100), z > 0),
    "max{z², z⁴}e^(-z/2) below 75": says(maximum(z**2, z**4) * exp(-z / 2) < 75, z > 0),
    "e^-0.51 for e^-0.5": says(z * exp(-A * z**2) <= gaussian(rational(-51, 100)), z > 0, A > 0),
    "a² - b² with b of any sign": says(a**2 - b**2 >= (a - b) ** 2, a > b),
    "log z / z decreasing from 2 on": says(log(x) / x <= log(y) / y, x >= y, y >= 2),
    "the printed (C.4)": says((a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)), differs(a, b)),
    "(C.4) without a sign": says(a * exp(a) - b * exp(b) >= (a - b) * exp(a), a >= b),
    "(C.4) with 1 % more": says(a * exp(a) - b * exp(b) >= rational(101, 100) * (a - b) * exp(a), a >= b, b >= 0),
    "a chord's intercept against σ̄(a) for any a": says(chord(a, b) >= sigmabar(a), a > b),
    "a tangent from far to the left": says(sigmabar(x) >= tangent(), x >= -10, gamma >= 0),
    "0.73 for 1 - W₀(1/e)": says(chord(a, b) >= rational(73, 100) * minimum(sigmabar(a), sigmabar(b)), differs(a, b)),
    "a Lipschitz constant 1 % too small": says(
        absolute(sigmabar(a) - sigmabar(b)) <= absolute(a - b) * rational(99, 400)
    ),
    "one step of Lemma C.2 with 1.01 c": says(exp(a + c * exp(-a)) >= exp(a) + c * rational(101, 100), c > 0),
    "W₀(1/e) below 0.278": says(rational(278, 1000) > LAMBERT),
    "x(1-x) below its maximum": says(x * (1 - x) < rational(1, 4)),
    "x(1-x) positive at the ends": says(x * (1 - x) > 0, x >= 0, x <= 1),
    "a reciprocal beyond its pole": says(1 / x > 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_it_proves_and_both_checkers_accept(name: str) -> None:
    statement = TRUE[name]
    proof = prove_inequality(statement, 0)
    assert proof is not None
    part = {"kind": "function", "proof": json.loads(json.dumps(proof.proof))}
    assert proves(part["proof"], statement, 0)
    written = json.loads(json.dumps(to_json(statement)))
    check_function(written, written["then"][0], part)


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_it_does_not_prove_a_near_miss(name: str) -> None:
    assert prove_inequality(FALSE[name], 0, budget=150) is None


@pytest.mark.parametrize("name", ["σ̄ is at most ℓ", "(C.4) for a, b ≥ 0", "x log x is at least -1/e"])
def test_a_proof_of_one_statement_proves_no_near_miss(name: str) -> None:
    """The same tree is offered for every false statement in the same variables."""
    proof = prove_inequality(TRUE[name], 0)
    assert proof is not None
    assert proof.rules > 1
    assert not any(proves(proof.proof, statement, 0) for statement in FALSE.values())


def test_the_converse_of_a_proved_relation_has_no_proof() -> None:
    """Turned round, a strict relation is false."""
    for statement in TRUE.values():
        relation = statement.conclusions[0]
        if relation.operator in ("<", ">"):
            turned = Relation(relation.operator, relation.right, relation.left)
            assert prove_inequality(Statement((turned,), statement.hypotheses), 0, budget=60) is None


def test_what_is_no_inequality_of_functions_is_left_to_other_methods() -> None:
    w, v = vector("w"), vector("v")
    assert prove_inequality(claim_that(equal(exp(x), exp(x))), 0) is None
    assert prove_inequality(claim_that(inner(w, v) <= inner(w, w)), 0) is None
    assert prove_inequality(claim_that(Phi(x) <= 1), 0) is None


def test_the_slope_of_a_choice_is_proved_by_cases() -> None:
    for part in (absolute(x), maximum(x, 0), relu(x), maximum(x, -x)):
        assert prove_inequality(claim_that(derivative(part, x) <= 1), 0) is not None
        assert prove_inequality(claim_that(derivative(part, x) < 1), 0) is None
    # the variable of a derivative is not the one that a hypothesis speaks of
    assert prove_inequality(Statement((derivative(absolute(x), x, -1) >= 1,), (x >= 0,)), 0) is None


def test_an_indicator_is_known_where_a_hypothesis_tells_a_strict_sign() -> None:
    assert prove_inequality(Statement((indicator(x) >= x / (1 + x),), (x > 0,)), 0) is not None
    assert prove_inequality(Statement((indicator(x) >= 1,), (x >= 0,)), 0) is None
    assert prove_inequality(Statement((indicator(x) <= 0,), (x <= 0,)), 0) is not None
    assert prove_inequality(Statement((sign(x) <= -1,), (x < 0,)), 0) is not None
    assert prove_inequality(Statement((sign(x) <= -1,), (x <= 0,)), 0) is None


def test_the_sign_of_a_variable_is_taken_in_cases_of_which_one_is_strict() -> None:
    for relation, under in (
        (indicator(x) <= 1, ()),
        (sign(x) * absolute(x) <= x, ()),
        (sign(x) * absolute(x) >= x, ()),
        (x * sign(x) >= absolute(x), ()),
        (sign(x) ** 2 >= 1, (differs(x, 0),)),
    ):
        assert prove_inequality(Statement((relation,), under), 0) is not None
    for relation in (
        sign(x) ** 2 >= 1,  # it is 0 at 0
        sign(x) * absolute(x) >= absolute(x),
        indicator(x) + indicator(-x) >= 1,
        x * sign(x) > 0,
    ):
        assert prove_inequality(claim_that(relation), 0) is None


def test_a_split_where_a_quotient_is_undefined_is_no_proof_and_no_crash():
    goal = x * y * maximum(1 / x, 1 / y) <= maximum(x, y)
    assert prove_inequality(says(goal, x >= y, y < 0), 0) is None


def test_a_conclusion_that_is_not_there_is_an_input_error() -> None:
    with pytest.raises(InputError, match="count from 0"):
        prove_inequality(claim_that(x >= x), 1)


@pytest.mark.slow
@given(st.fractions(-3, 3, max_denominator=8), st.fractions(-3, 3, max_denominator=8), st.booleans())
@example(Fraction(0), Fraction(0), True)
@example(Fraction(1), Fraction(-1), False)
@settings(deadline=None, max_examples=40)
def test_a_shifted_parabola_is_proved_only_if_it_is_true(shift: Fraction, height: Fraction, strict: bool) -> None:
    square = x**2 - 2 * shift * x + shift**2 + height
    statement = says(square > 0 if strict else square >= 0)
    holds = height > 0 or (height == 0 and not strict)
    assert (prove_inequality(statement, 0, budget=60) is not None) <= holds
    assert not holds or prove_inequality(statement, 0) is not None


@pytest.mark.slow
@given(
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(-2, 2),
    st.fractions(0, 4, max_denominator=4),
)
@settings(deadline=None, max_examples=60)
def test_nothing_is_proved_that_fails_at_a_point(p: int, q: int, r: int, s: int, start: Fraction) -> None:

    statement = says(p * exp(x) + q * x + r + s * exp(-x) >= 0, x >= start)
    if prove_inequality(statement, 0, budget=40) is not None:
        for step in range(40):
            assert refutes(Instance(scalars={"x": start + Fraction(step, 5)}), statement) is None


@pytest.mark.parametrize(
    ("statement", "turns", "proved"),
    [
        # floats see a point where each case fails: no reach is of use
        (claim_that(x * absolute(y) >= z * y, given=(x >= absolute(z), x**2 <= y)), 1, False),
        (claim_that(exp(x) >= 1 + x), 1, True),
        # true, and what it needs is cut at a place that only a later turn may choose
        (claim_that(maximum(z, z**3) * exp(-z) < 2, given=(z > 0,)), 2, True),
        # true, and beyond any reach: all turns are taken
        (claim_that(x**2 * y**4 + x**4 * y**2 + 1 >= 3 * x**2 * y**2), 4, False),
    ],
)
def test_a_search_that_wanted_no_reach_is_not_begun_anew_with_more(
    statement: Statement, turns: int, proved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, plan = [], prove_module.plan
    monkeypatch.setattr(prove_module, "plan", lambda *given: (begun.append(given), plan(*given))[1])
    assert (prove_inequality(statement, 0, budget=120) is not None) is proved
    assert len(begun) == turns


@pytest.mark.parametrize(
    ("statement", "proved"),
    [
        # e^a ≥ y bounds no new variable, and without it the goal fails
        (claim_that(a >= log(y), given=(y > 0, exp(a) >= y)), False),
        (claim_that(a >= log(y), given=(a >= y - 1, y > 0)), True),
        # beside a hypothesis that is not used the others still are
        (claim_that(exp(x) >= 1 + x + x**2 / 2, given=(x >= 0, exp(x) >= y)), True),
        (claim_that(exp(x) >= 1 + x + x**2, given=(x >= 0, exp(x) >= y)), False),
        # what is not affine settles a choice, in the conclusion or in what is said of a variable
        (claim_that(absolute(exp(a) - y) >= exp(a) - y, given=(exp(a) >= y,)), True),
        (claim_that(absolute(exp(a) - y) <= exp(a) - y, given=(exp(a) >= y,)), True),
        (claim_that(x >= 1, given=(x >= maximum(exp(a), y**2 + 1), exp(a) <= y**2 + 1)), False),
    ],
)
def test_a_hypothesis_is_left_out_only_where_no_rule_can_use_it(statement: Statement, proved: bool) -> None:
    assert (prove_inequality(statement, 0, budget=120) is not None) is proved
