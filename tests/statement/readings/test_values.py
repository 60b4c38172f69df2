"""Values of expressions on exact instances, and what counts as a counterexample."""

import operator
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.batchnorm import LinearBN
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls, NotRationalError, UndefinedError
from verify.statement.readings.values import Evaluation, compare, holds, is_semidefinite, rational_value, refutes
from verify.statement.tree import Pow
from verify.statement.writing.calls import absolute, ell, exp, log, maximum, sigmabar, sqrt
from verify.statement.writing.operations import derivative
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import samples, symbols, vector

i, j = samples("i j")
x, y = symbols("x y")


def at(**scalars):
    return Instance(scalars={name: Fraction(value) for name, value in scalars.items()})


def vectors(**families):
    return {
        name: {key if isinstance(key, tuple) else (key,): tuple(map(Fraction, row)) for key, row in members.items()}
        for name, members in families.items()
    }


def test_a_rational_value_is_found_exactly_through_roots():
    assert rational_value(sqrt(x) + 1, at(x="9/4")) == Fraction(5, 2)


@pytest.mark.parametrize("name", ["+", "<", "*"])
def test_fractions_and_flints_rationals_never_meet_in_silence(name):
    operation = {"+": operator.add, "<": operator.lt, "*": operator.mul}[name]
    for pair in ((Fraction(1, 2), fmpq(1, 2)), (fmpq(1, 2), Fraction(1, 2)), (fmpq(1, 2), 0.5), (0.5, fmpq(1, 2))):
        with pytest.raises(TypeError):
            operation(*pair)


@settings(deadline=None)
@given(
    st.fractions(max_denominator=10**30),
    st.fractions(),
    st.sampled_from([Fraction(1, 3), Fraction(-2), Fraction(5, 2)]),
)
def test_a_value_is_the_fraction_that_fractions_give(first, second, third):
    """Sums, products, powers, orders and divisions by zero agree with Python's fractions."""
    point = Instance(scalars={"x": first, "y": second})
    assert rational_value(third * x**3 - x * y + 2, point) == third * first**3 - first * second + 2
    assert rational_value(maximum(x, y, third), point) == max(first, second, third)
    assert rational_value(sqrt(x**2) + absolute(y) ** 3, point) == abs(first) + abs(second) ** 3
    if second:
        assert rational_value(x / y**2, point) == first / second**2
    else:
        with pytest.raises(UndefinedError, match="division by zero"):
            rational_value(x / y**2, point)
    for relation, holding in ((x < y, first < second), (x <= third, first <= third), (equal(x, y), first == second)):
        assert holds(relation, point) is holding


def test_roots_of_large_and_of_negative_numbers_are_exact_or_refused():
    large = Fraction(7**301, 11**203)
    for degree in (2, 3, 7):
        root = Pow(x, Fraction(1, degree))
        assert rational_value(root, at(x=large**degree)) == large
        with pytest.raises(NotRationalError):
            rational_value(root, at(x=large**degree + 1))
        with pytest.raises(UndefinedError):
            rational_value(root, at(x=-(large**degree)))
    assert rational_value(Pow(x, Fraction(2, 3)), at(x=Fraction(8, 27))) == Fraction(4, 9)


def test_a_power_too_long_to_be_written_out_is_decided_in_balls():
    tower = Pow(Pow(Pow(x, Fraction(1000)), Fraction(1000)), Fraction(1000))
    with pytest.raises(NotRationalError, match="digits"):
        rational_value(tower, at(x=3))
    assert holds(tower > 10**30, at(x=3)) is True
    assert holds(tower < 1, at(x=Fraction(1, 3))) is True
    assert rational_value(Pow(Pow(x, Fraction(1000)), Fraction(10)), at(x=3)) == Fraction(3) ** 10_000


def test_what_a_value_is_written_as_is_what_the_fraction_is_written_as():
    for value in (Fraction(0), Fraction(-7), Fraction(22, 7), Fraction(-1, 10**40)):
        found = rational_value(x + 0 * y, at(x=value, y=1))
        assert (type(found), str(found), hash(found)) == (Fraction, str(value), hash(value))


def test_an_irrational_value_is_never_rounded_to_a_rational():
    with pytest.raises(NotRationalError):
        rational_value(sqrt(x), at(x=2))
    with pytest.raises(NotRationalError):
        rational_value(exp(x), at(x=1))


@pytest.mark.parametrize("function", [exp, sigmabar, ell])
@pytest.mark.parametrize("value", ["-30", "-1/3", "0", "2/7", "40"])
def test_balls_contain_what_mpmath_computes(function, value):
    reference = {
        exp: mpmath.exp,
        sigmabar: lambda t: 1 / (1 + mpmath.exp(t)),
        ell: lambda t: mpmath.log(1 + mpmath.exp(-t)),
    }[function]
    with ctx.workprec(200), mpmath.workdps(80):
        ball = Evaluation(at(x=value), Balls()).scalar(function(x), {})
        number = Fraction(value)
        true = reference(mpmath.mpf(number.numerator) / number.denominator)
        with ctx.workprec(300):
            known = arb(mpmath.nstr(true, 75))
        assert ball.contains(known)
        assert ball.rel_accuracy_bits() > 150


def test_a_derivative_has_the_value_of_a_difference_quotient():
    model, v = LinearBN(), vector("v")
    instance = Instance(
        n=2,
        scalars={"γ": Fraction(1, 2)},
        vectors=vectors(w={(): (1, -2)}, v={(): (3, 1)}, z={0: (1, 1), 1: (-1, 2)}),
    )
    step = Fraction(1, 10**12)
    moved = Instance(n=2, scalars=instance.scalars, vectors={**instance.vectors, "w": {(): (1 + 3 * step, -2 + step)}})
    with ctx.workprec(400):
        slope = Evaluation(instance, Balls()).scalar(model.derivative_along(v), {})
        quotient = (
            Evaluation(moved, Balls()).scalar(model.loss(), {}) - Evaluation(instance, Balls()).scalar(model.loss(), {})
        ) / Balls().number(step)
        assert abs(slope - quotient) < arb("1e-10")
        assert abs(slope) > arb("1e-3")


def test_an_equality_that_is_attained_is_no_strict_violation():
    assert refutes(at(x=1), claim_that(x**2 >= x)) is None
    assert refutes(at(x=1), claim_that(x**2 > x)) is not None


def test_an_attained_equality_of_transcendental_values_stays_open():
    assert holds(equal(exp(x) * exp(-x), 1), at(x=1)) is None
    assert refutes(at(x=1), claim_that(equal(exp(x) * exp(-x), 1))) is None


def test_an_instance_that_breaks_a_hypothesis_refutes_nothing():
    assert refutes(at(x=-1, y=-1), claim_that(x >= 0, given=(differs(x, y),))) is None
    assert refutes(at(x=-1, y=0), claim_that(x >= 0, given=(differs(x, y),))) is not None


def test_an_instance_where_a_term_is_undefined_refutes_nothing():
    assert refutes(at(x=0), claim_that(1 / x > 5)) is None
    assert refutes(at(x=-1), claim_that(log(x) > 5)) is None
    with pytest.raises(UndefinedError):
        holds(sqrt(x) >= 0, at(x=-1))


def test_a_difference_far_below_double_precision_is_decided():
    tiny = Fraction(1, 10**60)
    assert refutes(at(x=tiny), claim_that(exp(x) <= 1 + x)) is not None
    assert refutes(at(x=tiny), claim_that(exp(x) >= 1 + x)) is None


@pytest.mark.parametrize("exponent", [1, 2, 3, 8])
def test_a_power_of_a_ball_around_zero_is_a_ball_around_zero(exponent):
    ball = Balls().power(arb(0, 1e-20), Fraction(exponent))
    assert ball.is_finite()
    assert ball.contains(0)
    assert Balls().power(arb(-3, 1e-9), Fraction(exponent)).contains((-3) ** exponent)


def test_overlapping_balls_decide_nothing():
    wide = arb(0, 1)
    assert compare("<=", wide, wide) is None
    assert compare("=", wide, wide) is None
    assert compare("!=", wide, wide) is None


def test_a_vector_outside_the_span_is_told_from_one_inside():
    instance = Instance(n=1, vectors=vectors(w={(): (1, 2)}, v={(): (2, 4)}, z={0: (1, 2)}, t={(): (1, 0)}))
    assert holds(InSpan(vector("w"), vector("z", i)), instance)
    assert not holds(InSpan(vector("t"), vector("z", i)), instance)


def test_a_stray_member_of_a_family_spans_nothing():
    stray = Instance(n=1, vectors=vectors(v={(): (1, 0)}, z={0: (0, 1), 9: (1, 0)}))
    assert not holds(InSpan(vector("v"), vector("z", i)), stray)
    low, high = symbols("l h")
    many = Instance(n=1, scalars={"l": 1, "h": 1}, vectors=vectors(z={0: (2,), 7: (0,), 8: (0,), 9: (0,)}))
    assert not holds(Spectrum(low, high, vector("z", i)), many)


def test_what_is_not_defined_has_no_slope_even_where_its_formula_has_a_value():
    """Else an instance would refute what is proved wherever the root is defined."""
    constant = claim_that(x + derivative(sqrt(x), y, 0) >= 0)
    assert refutes(at(x=-1, y=0), constant) is None
    assert refutes(at(x=1, y=0), claim_that(derivative(sqrt(x) * y, y, 0) <= 0)) is not None


def test_the_spectrum_is_decided_exactly_also_where_the_gram_matrix_is_singular():
    low, high = symbols("l h")
    hypothesis = Spectrum(low, high, vector("z", i))
    rows = vectors(z={0: (2, 0), 1: (0, 4), 2: (0, 4)})  # eigenvalues of ZZᵀ/3: 4/3, 32/3, 0

    def with_values(least, greatest):
        return Instance(n=3, scalars={"l": Fraction(least), "h": Fraction(greatest)}, vectors=rows)

    assert holds(hypothesis, with_values("4/3", "32/3"))
    assert not holds(hypothesis, with_values("1", "32/3"))
    assert not holds(hypothesis, with_values("0", "32/3"))
    assert not holds(hypothesis, with_values("32/3", "32/3"))
    assert not holds(hypothesis, with_values("4/3", "11"))
    assert not holds(hypothesis, with_values("4/3", "4/3"))


def test_semidefiniteness_is_decided_exactly():
    assert is_semidefinite(fmpq_mat([[2, -1], [-1, 2]]))
    assert is_semidefinite(fmpq_mat([[0, 0], [0, 1]]))
    assert not is_semidefinite(fmpq_mat([[1, 2], [2, 1]]))
    assert not is_semidefinite(fmpq_mat([[0, 1], [1, 5]]))


def test_a_high_power_of_a_ball_takes_no_longer_than_its_exponent_is_long():
    inside = Balls().power(arb(1) + arb(2) ** -40, Fraction(10**12))
    assert inside.overlaps((arb(10) ** 12 * (arb(1) + arb(2) ** -40).log()).exp())
    around = Balls().power(arb(0, 1), Fraction(10**12 + 1))
    assert around.contains(0)
    assert around.contains(-1)
