"""Identities for all n, P and d: true ones are proved, near misses are not."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st
from identities import identity_is_proved

from verify.batchnorm import ConvBN, LinearBN
from verify.errors import InputError
from verify.search.falsify import Falsified, falsify
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Rationals
from verify.statement.readings.values import Evaluation
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Number
from verify.statement.writing.calls import absolute, exp, sigmabar, sqrt
from verify.statement.writing.operations import greatest, inner, mean, total, vector_total
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import P, family, n, patches, samples, symbols, vector

i, j, k, m = samples("i j k m")
p, q = patches("p q")
x, y, c = symbols("x y c")
w, v, w_star = vector("w"), vector("v"), vector("w*")
linear, conv = LinearBN(), ConvBN()


def a(*indices):
    return family("a", *indices)


def b(*indices):
    return family("b", *indices)


def g(*indices):
    return inner(vector("z", indices[0]), vector("z", indices[1]))


def proved(left, right, *given):
    return identity_is_proved(claim_that(equal(left, right), given=given))


TRUE = {
    "a square of a sum is a double sum": (total(i, a(i)) ** 2, total(i, j, a(i) * a(j))),
    "indices may change their names": (total(i, j, a(i) * g(i, j) * b(j)), total(k, m, b(k) * g(m, k) * a(m))),
    "an unused index gives a factor n": (total(i, j, a(i)), n * total(i, a(i))),
    "an unused patch index gives a factor P": (total(i, p, a(i)), P * total(i, a(i))),
    "the norm of a combination is a quadratic form": (
        inner(vector_total(i, a(i) * vector("z", i)), vector_total(i, a(i) * vector("z", i))),
        total(i, j, a(i) * a(j) * g(i, j)),
    ),
    "triangles of the Gram matrix may be turned": (
        total(i, j, k, g(i, j) * g(j, k) * g(k, i)),
        total(i, j, k, g(k, j) * g(i, k) * g(j, i)),
    ),
    "denominators of several terms are cleared": (x / (x + y) + y / (x + y), Number(Fraction(1))),
    "roots of several terms are squared away": (sqrt(x**2 + y**2) ** 3 / sqrt(x**2 + y**2), x**2 + y**2),
    "a sum inside a function is renamed too": (exp(total(i, a(i))), exp(total(j, a(j)))),
    "a maximum over an index is renamed too": (greatest(i, a(i)) * n, total(j, greatest(k, a(k)))),
    "the root of a square is the absolute value": (sqrt(x**2), absolute(x)),
    "e to minus x is one over e to x": (exp(-x) * exp(x), Number(Fraction(1))),
}
FALSE = {
    "a wrong factor": (total(i, a(i)) ** 2, 2 * total(i, j, a(i) * a(j))),
    "a swapped index": (total(i, j, a(i) * b(j)), total(i, j, a(i) * b(i))),
    "a lost index": (total(i, j, a(i) ** 2), total(i, a(i) ** 2)),
    "a lost superscript": (total(i, p, a(i, p)), total(i, p, b(i))),
    "n in the place of P": (total(i, p, a(i)), n * total(i, a(i))),
    "a directed family turned round": (total(i, j, a(i) * b(i, j)), total(i, j, a(j) * b(i, j))),
    "a path for a triangle": (total(i, j, k, g(i, j) * g(j, k) * g(k, i)), total(i, j, k, g(i, j) * g(j, k))),
    "two edges for one": (total(i, j, g(i, j) ** 2), total(i, j, g(i, j)) ** 2),
    "the root of a square without its sign": (sqrt(x**2), x),
    "a mean of squares for a square of a mean": (mean(i, a(i) ** 2), mean(i, a(i)) ** 2),
    "a function of another sum": (exp(total(i, a(i))), exp(total(j, b(j)))),
}


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    """A true identity is proved."""
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_near_miss(name):
    """A near miss is not proved, and the search finds where it fails."""
    left, right = FALSE[name]
    assert not proved(left, right)
    assert isinstance(falsify(claim_that(equal(left, right)), seed=1, budget=400), Falsified)


@pytest.mark.parametrize("model", [linear, conv])
def test_the_gradient_is_orthogonal_to_w_and_not_to_another_vector(model):
    assert proved(model.derivative_along(w), Number(Fraction(0)))
    assert not proved(model.derivative_along(v), Number(Fraction(0)))


@pytest.mark.parametrize("model", [linear, conv])
def test_scale_invariance_needs_a_positive_factor(model):
    assert proved(model.output(i, c * w), model.output(i), c > 0)
    assert proved(model.output(i, c * w), model.output(i) * c / absolute(c))
    assert not proved(model.output(i, c * w), model.output(i))
    assert not proved(model.output(i, c * w), model.output(i), c < 0)


@pytest.mark.parametrize("model", [linear, conv])
def test_the_closed_gradient_is_the_derivative_and_its_near_misses_are_not(model):
    closed = inner(model.gradient_w(), v)
    assert proved(model.derivative_along(v), closed)
    assert not proved(model.derivative_along(v), 2 * closed)
    assert not proved(model.derivative_along(v), -closed)
    assert not proved(model.derivative_along(v), closed + inner(w, v))


def test_the_cnn_gradient_without_its_factor_of_patches_is_rejected():
    ratio = conv.pull() / conv.squared_norm()
    wrong = (
        -conv.gamma
        / (n * conv.norm())
        * vector_total(i, p, (conv.slope(i) - ratio * inner(w, conv.z(i, p))) * conv.z(i, p))
    )
    assert not proved(conv.derivative_along(v), inner(wrong, v))


def test_lemma_4_1_needs_the_assumption_and_its_factor_two():
    u, slope = linear.margin, linear.slope
    pairs = total(i, j, (u(j) - u(i)) * (slope(i) * u(j) - slope(j) * u(i)))
    right = linear.gamma / (2 * n**2 * linear.norm() ** 3) * pairs
    left = -linear.derivative_along(w_star)
    assert proved(left, right, linear.uniform(w_star))
    assert not proved(left, right)
    assert not proved(left, 2 * right, linear.uniform(w_star))


def test_an_equation_is_used_for_every_value_of_its_index_and_only_for_its_own_vector():
    given = (equal(inner(w_star, vector("z", i)), 1),)
    assert proved(total(j, inner(w_star, vector("z", j))), n, *given)
    assert not proved(total(j, inner(v, vector("z", j))), n, *given)


def test_a_sum_that_a_hypothesis_sets_to_zero_vanishes():
    assert proved(total(j, a(j)) * x, Number(Fraction(0)), equal(total(i, a(i)), 0))
    assert not proved(total(j, a(j) ** 2), Number(Fraction(0)), equal(total(i, a(i)), 0))


def test_a_rule_that_merges_two_indices_keeps_both_terms():
    """b_ij = a_i + a_j used at i = j gives 2 a_i, not a_i."""
    given = (equal(b(i, j), a(i) + a(j)),)
    assert proved(total(k, b(k, k)), 2 * total(k, a(k)), *given)
    assert not proved(total(k, b(k, k)), total(k, a(k)), *given)


def test_an_index_called_like_an_atom_is_still_an_index():
    """Labels are told from atoms by their own mark, so that no name can hide an index from a sum."""
    (size,) = samples("size")
    assert proved(total(size, family("a", size)), total(i, a(i)))
    assert not proved(total(size, family("a", size)), n * family("a", size))
    (sample,) = symbols("sample")
    assert proved(total(i, sample * a(i)), sample * total(j, a(j)))


def test_a_nested_sum_does_not_capture_the_index_around_it():
    nested = total(i, exp(total(j, g(i, j) * a(j))) * b(i))
    renamed = total(j, exp(total(i, g(i, j) * a(i))) * b(j))
    captured = total(i, exp(total(j, g(j, j) * a(j))) * b(i))
    assert proved(nested, renamed)
    assert not proved(nested, captured)


@pytest.mark.slow
def test_a_sum_that_ties_too_many_indices_is_refused_in_one_line():
    indices = samples("a b c d e f g h")
    ring = total(*indices, sum_of_edges(indices))
    with pytest.raises(InputError, match="split the claim"):
        identity_is_proved(claim_that(equal(ring, 0)))


def sum_of_edges(indices):
    product = Number(Fraction(1))
    for left, right in pairwise(indices):
        product = product * g(left, right)
    return product


LEAVES = st.sampled_from([a(i), a(j), b(i, j), b(j, i), g(i, j), g(i, i), x, y, n, Number(Fraction(2))])


def grow(children):
    return st.one_of(
        st.tuples(children, children).map(lambda pair: pair[0] + pair[1]),
        st.tuples(children, children).map(lambda pair: pair[0] * pair[1]),
        children.map(lambda e: e**2),
        children.map(lambda e: -e),
        children.map(lambda e: total(i, e)),
        children.map(lambda e: total(j, e)),
        children.map(lambda e: absolute(e)),
        children.map(lambda e: sqrt(e**2)),
    )


EXPRESSIONS = st.recursive(LEAVES, grow, max_leaves=5)
SMALL = st.integers(-3, 3).map(Fraction)


@st.composite
def points(draw, size=2):
    return Instance(
        n=size,
        scalars={"x": draw(SMALL), "y": draw(SMALL)},
        families={
            "a": {(s,): draw(SMALL) for s in range(size)},
            "b": {(s, t): draw(SMALL) for s in range(size) for t in range(size)},
        },
        vectors={"z": {(s,): (draw(SMALL), draw(SMALL)) for s in range(size)}},
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS, EXPRESSIONS, points())
@example(total(i, b(i, j)), total(i, b(j, i)), Instance(n=2, scalars={"x": Fraction(0), "y": Fraction(0)}, families={
    "a": {(0,): Fraction(1), (1,): Fraction(2)},
    "b": {(0, 0): Fraction(0), (0, 1): Fraction(1), (1, 0): Fraction(2), (1, 1): Fraction(0)}},
    vectors={"z": {(0,): (Fraction(1), Fraction(0)), (1,): (Fraction(0), Fraction(1))}}))  # fmt: skip
def test_what_is_proved_equal_is_equal_on_an_exact_instance(left, right, point):
    left, right = total(i, j, left), total(i, j, right)
    try:
        same = proved(left, right)
    except InputError:
        reject()  # too large a sum: nothing was decided
    if same:
        assert Evaluation(point, Rationals()).scalar(left, {}) == Evaluation(point, Rationals()).scalar(right, {})


@settings(deadline=None, max_examples=100)
@given(EXPRESSIONS)
def test_exchanging_two_bound_indices_is_always_proved(body):
    original, exchanged = total(i, j, body), total(i, j, substitute(body, {i: j, j: i}))
    try:
        verdict = proved(original, exchanged)
    except InputError:
        reject()  # too large a sum: nothing was decided
    assert verdict


def test_sigmabar_of_equal_arguments_is_one_atom():
    assert proved(sigmabar(2 * x + y), sigmabar(y + x + x))
    assert not proved(sigmabar(2 * x + y), sigmabar(x + y))


def test_a_form_is_made_once_and_its_making_again_changes_nothing():
    """Signs and domains ask for the same forms again: what is kept must be what a fresh normaliser makes."""
    from verify.exact.sums.normal_form import Normaliser
    from verify.statement.writing.operations import mean
    from verify.statement.writing.variables import family, samples

    i, j = samples("i j")
    expressions = [mean(i, j, (family("a", i) - family("a", j)) ** 2), mean(i, family("a", i)) ** 3]
    used = Normaliser()
    for _ in range(2):
        assert [used.of(expression) for expression in expressions] == [
            Normaliser().of(expression) for expression in expressions
        ]
    assert used.of(expressions[0]) is used.of(mean(i, j, (family("a", i) - family("a", j)) ** 2))
