"""SymPy's reading: what it derives agrees with the rule-by-rule derivative and with the sums it is given."""

from fractions import Fraction

import pytest
import sympy
from flint import ctx

from verify.batchnorm import ConvBN, LinearBN
from verify.errors import InputError
from verify.statement.expansion import carry_out_derivatives, expand_inner
from verify.statement.instance import Instance
from verify.statement.readings import symbolic
from verify.statement.readings.arithmetic import Balls, Rationals, UndefinedError
from verify.statement.readings.symbolic import SympyReading
from verify.statement.readings.values import Evaluation, rational_value
from verify.statement.tree import Diff, Symbol
from verify.statement.walk import subtrees
from verify.statement.writing.calls import absolute, exp, log
from verify.statement.writing.operations import derivative, greatest, inner, mean, total
from verify.statement.writing.variables import family, rational, samples, symbols, vector

i, j = samples("i j")
(x,) = symbols("x")
v = vector("v")


def instance():
    entries = iter([1, -2, 3, 5, -1, 2, 4, 1, -3, 2, 2, 7, -1, 1, 6, 2])

    def row():
        return tuple(Fraction(next(entries)) for _ in range(2))

    z = {(k,): row() for k in range(2)} | {(k, q): row() for k in range(2) for q in range(2)}
    return Instance(n=2, P=2, scalars={"γ": Fraction(-1, 2)}, vectors={"w": {(): row()}, "v": {(): row()}, "z": z})


@pytest.mark.parametrize("model", [LinearBN(), ConvBN()])
@pytest.mark.parametrize("which", ["w", "gamma"])
def test_sympy_and_the_rules_of_differentiation_give_the_same_value(model, which):
    slope = model.derivative_along(v) if which == "w" else model.derivative_in_gamma()
    by_sympy = carry_out_derivatives(slope)
    assert not any(isinstance(found, Diff) for found in subtrees(by_sympy))
    point = instance()
    if which == "gamma":
        slope = derivative(model.loss(None, x), x)
        point = Instance(point.n, point.P, {**point.scalars, "x": point.scalars["γ"]}, point.families, point.vectors)
    with ctx.workprec(200):
        left = Evaluation(point, Balls()).scalar(by_sympy, {})
        right = Evaluation(point, Balls()).scalar(slope, {})
        assert abs(left - right) < 1e-50
        assert abs(left) > 1e-6


def test_a_derivative_is_valued_at_a_point_that_is_another_variable():
    model, point = LinearBN(), instance()
    point = Instance(
        2,
        1,
        point.scalars,
        {},
        {**point.vectors, "z": {(k,): r for k, r in enumerate(list(point.vectors["z"].values())[:2])}},
    )
    with ctx.workprec(200):
        balls = Evaluation(point, Balls())
        found = balls.scalar(model.derivative_in_gamma(), {})
        assert abs(found - balls.scalar(model.gradient_gamma(), {})) < 1e-50
        assert abs(found) > 1e-6


def test_an_expression_comes_back_from_sympy_with_the_same_value():
    reading = SympyReading()
    body = total(i, exp(family("a", i)) / (1 + log(2 + family("a", i) ** 2)))
    back = reading.read(reading.write(body))
    point = Instance(n=3, families={"a": {(k,): Fraction(k, 3) for k in range(3)}})
    with ctx.workprec(128):
        assert abs(Evaluation(point, Balls()).scalar(back, {}) - Evaluation(point, Balls()).scalar(body, {})) < 1e-30


def test_expanding_an_inner_product_of_a_sum_renames_its_index():
    from verify.statement.writing.operations import inner, vector_total

    s = vector_total(i, vector("z", i))
    expanded = expand_inner(inner(s, s))
    point = instance()
    two_rows = Instance(n=2, vectors={"z": {k: r for k, r in point.vectors["z"].items() if len(k) == 1}})
    from verify.statement.readings.arithmetic import Rationals

    assert Evaluation(two_rows, Rationals()).scalar(expanded, {}) == Evaluation(two_rows, Rationals()).scalar(
        inner(s, s), {}
    )


def test_a_derivative_of_a_maximum_over_an_index_is_refused():
    with pytest.raises(InputError):
        carry_out_derivatives(derivative(greatest(i, x * family("u", i)), x))


def test_a_derivative_of_an_absolute_value_is_its_sign_where_it_has_one():
    slope = carry_out_derivatives(derivative(absolute(x), x))
    for at in (-3, 5):
        assert Evaluation(Instance(scalars={"x": Fraction(at)}), Rationals()).scalar(slope, {}) == (1 if at > 0 else -1)
    with pytest.raises(UndefinedError):
        Evaluation(Instance(scalars={"x": Fraction(0)}), Rationals()).scalar(slope, {})


def test_a_symbol_called_like_what_sympy_is_given_stays_a_symbol():
    """``a[sample]`` and the others are names that the reading itself could make."""
    (epsilon,) = symbols("ε")
    for name in ("a[sample]", "family a[sample]", "n", "inner ('w', '', 'z', 'sample')"):
        other = Symbol(name)
        body = other * mean(i, family("a", i) ** 2) * epsilon + inner(vector("w"), vector("z", i))
        derived = carry_out_derivatives(derivative(body, epsilon, 0))
        assert [node for node in subtrees(derived) if isinstance(node, Symbol)] == [other]


@pytest.mark.parametrize("model", [LinearBN(), ConvBN()])
def test_the_sums_that_keep_their_free_symbols_are_derived_as_those_of_sympy(model, monkeypatch):
    slopes = [node for node in subtrees(model.derivative_along(v)) if isinstance(node, Diff)]
    bodies = [(expand_inner(slope.body), slope.variable) for slope in slopes]
    kept = [SympyReading().differentiate(*body) for body in bodies]
    monkeypatch.setattr(symbolic, "KeptSum", sympy.Sum)
    assert kept
    assert [SympyReading().differentiate(*body) for body in bodies] == kept


def test_free_symbols_of_a_sum_that_are_changed_by_who_asked_for_them_stay_what_they_are():
    written = SympyReading().write(total(i, x * family("u", i)))
    before = set(written.free_symbols)
    written.free_symbols.clear()
    assert written.free_symbols == before == sympy.Sum(*written.args).free_symbols


A, B = family("a", i), family("b", i)


@pytest.mark.parametrize(
    "body",
    [
        log(total(i, exp(A + x * B))),
        (total(i, (A + x * B) ** 2) ** 2 + 1) ** Fraction(1, 2),
        total(i, A**2) ** Fraction(-1, 2) * total(i, x * A * B),
        x * total(i, 0 * A) + mean(i, x**2),
        total(i, total(j, A * family("b", j) * x**2)) / total(i, rational(1, 2)),
        exp(x * total(i, B)) * absolute(total(i, A + x)),
    ],
)
def test_what_sympy_is_not_told_of_a_sum_changes_no_derivative_of_it(body, monkeypatch):
    """Whether a sum is 0, finite or positive is left open: the answers are those of SymPy's own sum."""
    derived = SympyReading().differentiate(body, x)
    monkeypatch.setattr(symbolic, "KeptSum", sympy.Sum)
    assert derived == SympyReading().differentiate(body, x)


def test_a_sum_of_zeros_has_the_derivative_zero_at_every_point():
    slope = SympyReading().differentiate(x * total(i, 0 * A) + 3 * x, x)
    at = Instance(n=2, families={"a": {(0,): Fraction(5), (1,): Fraction(-2)}}, scalars={"x": Fraction(1)})
    assert rational_value(slope, at) == 3
