"""Canonical forms prove identities for all n, P and d, and leave near misses apart."""

from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.author import (
    P,
    absolute,
    derivative,
    ell,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    maximum,
    mean,
    n,
    patches,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.recheck.derivative import derivative as slope
from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.quotients import cancelled, vanishes
from verify.recheck.forms.sums import close, labels, plus, rename, scaled
from verify.recheck.reading import RejectedError, check_statement
from verify.statement.formulas import Statement
from verify.statement.readings.interchange import to_json

i, j, k, m = samples("i j k m")
(p,) = patches("p")
x, y, g, e = symbols("x y γ ε")
w, v, w_star = vector("w"), vector("v"), vector("w*")


def a(*indices):
    return family("a", *indices)


def b(index):
    return family("b", index)


def z(index):
    return vector("z", index)


def same(left, right, *given):
    statement = to_json(Statement((equal(left, right),), given))
    check_statement(statement)
    forms = Forms(statement["given"])
    _, first, second = statement["then"][0]
    return vanishes(forms, plus(forms.of(first), scaled(forms.of(second), -1)))


half = Fraction(-1, 2)
norm = sqrt(mean(k, inner(w, z(k)) ** 2))


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (total(i, a(i)) ** 3, total(i, j, k, a(i) * a(j) * a(k)), ()),
        (total(i, j, a(i, j) * a(j, i)), total(k, m, a(m, k) * a(k, m)), ()),
        (total(i, j, k, a(i, j) * a(j, k) * a(k, i)), total(i, j, k, a(k, j) * a(j, i) * a(i, k)), ()),
        (total(i, rational(1)), n, ()),
        (mean(i, j, (a(i) - a(j)) ** 2), 2 * mean(i, a(i) ** 2) - 2 * mean(i, a(i)) ** 2, ()),
        (total(i, p, x) * n, n**2 * total(p, x), ()),
        (absolute(x) ** 2, x**2, ()),
        (sqrt(x**2), absolute(x), ()),
        (absolute(x * y), absolute(x) * absolute(y), ()),
        (absolute(x - y), absolute(y - x), ()),
        (sqrt(x**-1), sqrt(x) / x, ()),
        (sqrt(x**3), x * sqrt(x), ()),
        (inner(v, z(i)), inner(w, z(i)), (equal(inner(v, z(j)), inner(w, z(j))),)),
        (sqrt(x**2), x, (x >= 0,)),
        (1 / (1 / (x + y)), x + y, ()),
        (x / (x + y) + y / (x + y), rational(1), ()),
        (sqrt(rational(2, 3)) ** 2 * 3, rational(2), ()),
        (sqrt(rational(4, 9)), rational(2, 3), ()),
        (exp(x + y) * exp(-x), exp(y), ()),
        (exp(2 * log(x)), x**2, ()),
        (log(3 * exp(x)), x + log(rational(3)), ()),
        (derivative(x**3 * exp(x), x), (3 * x**2 + x**3) * exp(x), ()),
        (derivative(ell(x * y), x), -y * sigmabar(x * y), ()),
        (derivative(derivative(x**2 * y**2, x), y, 3), 12 * x, ()),
        (derivative(derivative(e**2 * x, e, y), x), 2 * y, ()),
        (derivative(derivative(x**3, x), x), 6 * x, ()),
        (inner(w + v, w - v), inner(w, w) - inner(v, v), ()),
        (inner(w_star, w), rational(2) * inner(w, w_star) / 2, ()),
        (mean(i, inner(w_star, z(i)) * x), x, (equal(inner(w_star, z(j)), 1),)),
        (greatest(i, a(i) + x), greatest(j, x + a(j)), ()),
        (maximum(x, y, x), maximum(y, x), ()),
        (norm**2 * n, total(j, inner(z(j), w) ** 2), ()),
        (total(i, p, x), n * x, (equal(P, 1),)),
        (total(p, total(p, x)), 4 * x, (equal(P, 2),)),
        (total(i, y) - y, y * P, (equal(n, P + 1),)),
    ],
)
def test_true_identities_have_one_form(left, right, given):
    assert same(left, right, *given)


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (total(i, a(i)) ** 2, total(i, a(i) ** 2), ()),
        (total(i, j, a(i, j)), total(i, a(i, i)), ()),
        (total(i, j, k, a(i, j) * a(j, k) * a(k, i)), total(i, j, k, a(i, j) * a(i, k) * a(j, k)), ()),
        (total(p, rational(1)), n, ()),
        (sqrt(x**2), x, ()),
        (sqrt(x**2), x, (x >= -1,)),
        (sqrt(x**2), x, (y >= 0,)),
        (absolute(x - y), x - y, ()),
        (absolute(x + y), absolute(x) + absolute(y), ()),
        (exp(x * y), exp(x) * exp(y), ()),
        (sqrt(rational(2)), rational(141, 100), ()),
        (a(i), a(j), ()),
        (inner(w, z(i)), inner(w, z(j)), ()),
        (mean(i, inner(w_star, z(i)) * x), x, (equal(inner(w, z(j)), 1),)),
        (a(i), x, (equal(a(j) * y, x),)),
        (greatest(i, a(i)), greatest(i, -a(i)), ()),
        (derivative(x**2, x, 1), 2 * x, ()),
        (derivative(norm, g), norm, ()),
        (total(i, a(i)) / total(i, b(i)), total(i, a(i) / b(i)), ()),
        (total(i, p, x), n * x, (P <= 1,)),
        (total(i, p, x), n * x, (equal(n, 1),)),
        (total(i, p, x), n * x, (equal(n * P, n),)),
    ],
)
def test_near_misses_keep_different_forms(left, right, given):
    assert not same(left, right, *given)


def test_the_gradient_of_the_normalised_loss_is_orthogonal_to_w_alone():
    forms = Forms()
    assert not forms.of(to_json(derivative(_loss(w + e * w), e, 0)))
    assert forms.of(to_json(derivative(_loss(w + e * v), e, 0)))


def _loss(direction):
    scale = sqrt(mean(k, inner(direction, z(k)) ** 2))
    return mean(i, ell(g * inner(direction, z(i)) / scale))


def test_division_by_what_vanishes_and_roots_of_negatives_are_rejected():
    for expression in (1 / (x - x), sqrt(rational(-2)), log(x - x), derivative(greatest(i, x * family("u", i)), x)):
        with pytest.raises(RejectedError):
            Forms().of(to_json(expression))


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ((x**2 - 1) / (x - 1), x + 1),
        (x / (x + y) + y / (x + y), rational(1)),
        (1 / (x + 1) - 1 / (x + 1) / (x + 2), 1 / (x + 2)),
        (9 / (9 * x + 9) - 1 / (x + 1), rational(0)),
        ((exp(2 * x) - 1) / (exp(x) + 1), exp(x) - 1),
        ((log(1 + x) ** 2 * x - x) * (log(1 + x) + 1) ** -2, (x * log(1 + x) - x) / (log(1 + x) + 1)),
        ((x**2 + 1) / (x - 1), (x**2 + 1) / (x - 1)),
        ((x**400 - 1) / (x - 1), (x**400 - 1) / (x - 1)),
    ],
)
def test_what_divides_above_a_line_is_cancelled_and_nothing_else_is(whole, part):
    forms = Forms()
    assert cancelled(forms, forms.of(to_json(whole))) == forms.of(to_json(part))


@pytest.mark.parametrize(
    ("root", "exponent", "one_form"),
    [
        (x**half, -log(x) / 2, True),
        ((4 * x**3) ** half, -3 * log(x) / 2 - log(rational(2)), True),
        (sqrt(x), log(x) / 2, False),
        ((x**2) ** half, -log(x), False),
        ((-x) ** half, -log(x) / 2, False),
        ((-x) ** half, -log(-x) / 2, False),
        ((1 + x) ** half, -log(x) / 2, False),
    ],
)
def test_a_root_below_a_line_is_an_exponential_where_that_is_defined_just_as_often(root, exponent, one_form):
    forms = Forms(analytic=True)
    assert (forms.of(to_json(root)) == forms.of(to_json(exp(exponent)))) is one_form


def test_bound_labels_do_not_depend_on_how_they_were_written():
    one, two = ("@", "!0", "sample"), ("@", "!1", "sample")
    body = frozenset({(("idx", "a", (one, two)), fmpq(1)), (("idx", "b", (one,)), fmpq(1))})
    turned = rename(body, {one: two, two: one})
    assert close("sum", (one, two), body) == close("sum", (two, one), turned)
    assert not labels(close("sum", (one, two), body))


def test_values_put_into_a_sum_are_not_captured_by_its_index():
    forms = Forms()
    inside = to_json(total(i, x * a(i)))
    captured = forms.of(inside, {("sym", "x"): forms.of(to_json(a(i)))})
    assert captured == forms.of(to_json(a(i) * total(j, a(j))))
    assert captured != forms.of(to_json(total(i, a(i) ** 2)))


def weighted(weight, index, vector):
    return ["vsum", [index, "sample"], ["scale", weight, vector]]


def test_the_sums_of_both_vectors_of_a_product_run_by_themselves():
    forms = Forms()
    a_i, b_i, b_j = (["idx", name, [[index, "sample"]]] for name, index in ("ai", "bi", "bj"))
    z_i, z_j = (["vec", "z", [[index, "sample"]]] for index in "ij")
    product = forms.of(["inner", weighted(a_i, "i", z_i), weighted(b_i, "i", z_i)])
    assert product == forms.of(["inner", weighted(a_i, "i", z_i), weighted(b_j, "j", z_j)])
    assert product != forms.of(["sum", ["i", "sample"], ["mul", a_i, b_i, ["inner", z_i, z_i]]])
    # also where such products stand in one another, and where a vector is put in the place of others
    for weight, other in ((b_i, b_j), (product_of(b_i, z_i), product_of(b_j, z_j))):
        both = ["inner", weighted(weight, "i", z_i), weighted(["inner", z_i, weighted(weight, "i", z_i)], "i", z_i)]
        apart = ["inner", weighted(other, "j", z_j), weighted(["inner", z_i, weighted(other, "j", z_j)], "i", z_i)]
        assert forms.of(both) == forms.of(apart)
    env = {("vec", "z"): ([["k", "sample"]], weighted(["inner", ["vec", "z", [["k", "sample"]]], z_i], "i", z_i))}
    assert forms.of(["inner", z_i, z_i], env) != forms.of(["inner", z_i, z_j], env)
    square = forms.of(["inner", z_i, weighted(["num", "1"], "i", z_i)], env)
    assert square == forms.of(["inner", z_i, weighted(["num", "1"], "j", z_j)], env)


def product_of(weight, vector):
    return ["inner", vector, weighted(weight, weight[2][0][0], vector)]


def test_a_derivative_binds_its_variable():
    forms = Forms()
    node = to_json(derivative(e * x, e, 2))
    assert forms.of(node, {("sym", "e"): forms.of(to_json(x)), ("sym", "ε"): forms.of(to_json(x))}) == forms.of(
        to_json(x)
    )
    assert slope(to_json(e * x), "y") == ["num", "0"]


@settings(deadline=None, max_examples=40)
@given(
    st.permutations([0, 1, 2, 3]),
    st.lists(st.sampled_from([(0, 1), (1, 2), (2, 3), (0, 3), (0, 0), (1, 3)]), min_size=3, max_size=5),
)
def test_renamed_sums_over_a_graph_have_one_form(order, edges):
    names = [i, j, k, m]

    def graph(chosen):
        product = rational(1)
        for first, second in edges:
            product = product * a(chosen[first], chosen[second])
        return total(*names, product)

    assert same(graph(names), graph([names[place] for place in order]))


def test_an_extremum_gives_out_what_all_its_members_share():
    assert same(greatest(i, -2 * a(i)), -2 * least(i, a(i)))
    assert same(greatest(i, x**2 * a(i) / n), x**2 * greatest(i, a(i)) / n)
    assert same(greatest(i, x * a(i) - 3 * x * b(i)), x * greatest(i, a(i) - 3 * b(i)), x >= 0)
    assert same(greatest(i, a(j) * b(i)), a(j) * greatest(i, b(i)), a(i) >= 0)
    assert same(least(i, x), x)


def test_an_extremum_keeps_what_may_be_negative_or_differs_from_member_to_member():
    assert not same(greatest(i, -a(i)), -greatest(i, a(i)))
    assert not same(greatest(i, x * a(i)), x * greatest(i, a(i)))
    assert not same(greatest(i, x**3 * a(i)), x**3 * greatest(i, a(i)))
    assert not same(greatest(i, a(i) / x), greatest(i, a(i)) / x, x**2 > 0)
    assert not same(greatest(i, a(j) * b(i)), a(j) * greatest(i, b(i)))
    assert not same(greatest(i, a(i) * b(i)), a(j) * greatest(i, b(i)), a(i) >= 0)
    assert not same(greatest(i, a(i) - b(i)), -greatest(i, b(i) - a(i)))
