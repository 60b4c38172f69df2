"""Identities entry by entry for small sizes: a second method, which must agree with the normal forms."""

import pytest
from explicit_identities import holds_explicitly
from identities import identity_is_proved

from verify.author import ConvBN, LinearBN, equal, inner, maximum, n, samples, sqrt, symbols, total, vector
from verify.errors import InputError
from verify.statement.formulas import Statement

i, j = samples("i j")
x, y, eta = symbols("x y η")
linear, conv = LinearBN(), ConvBN()
w, v = linear.w, vector("v")
SIZES = [{"n": 1, "d": 1, "P": 1}, {"n": 2, "d": 2, "P": 2}, {"n": 3, "d": 1, "P": 1}]
RELATIONS = {
    "orthogonality": (equal(linear.derivative_along(w), 0), True),
    "orthogonality of the CNN": (equal(conv.derivative_along(w), 0), True),
    "the gradient": (equal(linear.derivative_along(v), inner(linear.gradient_w(), v)), True),
    "the gradient of the CNN": (equal(conv.derivative_along(v), inner(conv.gradient_w(), v)), True),
    "the gradient, twice": (equal(linear.derivative_along(v), 2 * inner(linear.gradient_w(), v)), False),
    "the norm after a step": (
        equal(
            inner(linear.descended_w(eta), linear.descended_w(eta)),
            inner(w, w) + eta**2 * inner(linear.gradient_w(), linear.gradient_w()),
        ),
        True,
    ),
    "the discrepancy": (
        equal(linear.norm() ** 2 * linear.discrepancy(), 2 * (linear.norm() ** 2 - linear.mean_margin() ** 2)),
        True,
    ),
    "a lost index": (equal(total(i, j, inner(w, vector("z", i))), total(i, inner(w, vector("z", i)))), False),
    "a root squared": (equal(sqrt(x + y) ** 4, (x + y) ** 2), True),
    "a root forgotten": (equal(sqrt(x + y) ** 2, (x + y) ** 2), False),
    "a mean of n terms": (equal(total(i, x) / n, x), True),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RELATIONS)
def test_both_methods_agree(name):
    """The normal form proves an identity for all sizes just where it holds entry by entry for the sizes tried."""
    relation, true = RELATIONS[name]
    assert identity_is_proved(Statement((relation,))) is true
    assert all(holds_explicitly(relation, **sizes) for sizes in SIZES) is true


def test_what_cannot_be_expanded_is_refused_in_one_line():
    with pytest.raises(InputError, match="several arguments"):
        holds_explicitly(equal(maximum(x, y), x), n=1, d=1)
    with pytest.raises(InputError, match="not an equation"):
        holds_explicitly(x >= y, n=1, d=1)
