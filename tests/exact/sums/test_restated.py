"""A conclusion that one hypothesis alone says is found; one that needs a step is not."""

import pytest

from verify.author import (
    claim,
    derivative,
    equal,
    family,
    for_all,
    inner,
    mean,
    named,
    samples,
    sqrt,
    steps,
    symbols,
    total,
    vector,
)
from verify.deciding.pages.collect import collect
from verify.exact.sums.restated import restated

x, y = symbols("x y")
(i,), (t,) = samples("i"), steps("t")
v, w = vector("v"), vector("w")


def a(step):
    return family("a", step)


@pytest.mark.parametrize(
    ("conclusion", "hypothesis"),
    [
        (x <= y, y >= x),
        (2 * x <= 2 * y, x < y),
        ((x + y) ** 2 >= 1, x**2 + 2 * x * y + y**2 >= 1),
        (equal(x, y), equal(3 * y, 3 * x)),
        (x <= y, equal(x, y)),
        (inner(v, v + w) >= 0, inner(v, v) + inner(w, v) > 0),
        (total(i, 2 * family("a", i)) <= 2, 1 - total(i, family("a", i)) >= 0),
        (named("d", y - x) >= 0, x <= y),
        (mean(i, family("a", i)) <= x, family("a", i) <= x),
        (total(i, 2 * inner(v, vector("z", i))) >= 0, inner(v, vector("z", i)) > 0),
        (a(t) <= 2, for_all(t, a(t) <= 2)),
    ],
)  # fmt: skip
def test_the_same_under_another_form_is_restated(conclusion, hypothesis):
    assert restated(claim("a", conclusion, given=(x >= -9, hypothesis))) == ((1, 2),)


@pytest.mark.parametrize(
    ("conclusion", "hypothesis"),
    [
        (x < y, x <= y),
        (equal(x, y), x <= y),
        (x <= y, x >= y),
        (x <= y + 1, x <= y),
        (x**2 <= y**2, x <= y),
        (sqrt(x) >= 1, x >= 1),
        (inner(v, v) >= 0, inner(v, w) >= 0),
        (x <= 2 * y, 2 * x <= y),
        (family("a", i) <= x, mean(i, family("a", i)) <= x),
        (mean(i, family("a", i)) < 2 * x, family("a", i) < x),
        (mean(i, family("a", i) ** 2) <= x**2, family("a", i) <= x),
        (a(t) <= 2, for_all(t, a(t) <= 2, start=1)),
    ],
)  # fmt: skip
def test_a_near_miss_is_not(conclusion, hypothesis):
    assert restated(claim("a", conclusion, given=(hypothesis,))) == ()


def test_what_has_no_normal_form_is_passed_over():
    """A derivative of what is not smooth decides nothing here."""
    odd = derivative(sqrt(x**2), x)
    assert restated(claim("a", odd <= y, given=(odd + 0 <= y + y,))) == ()


@pytest.mark.slow
def test_no_claim_of_the_pages_restates_a_hypothesis():
    """But for two: adding up is what is claimed, and ‖r‖₂² = ⟨w, r⟩ for r = w − ⟨w,u⟩‖u‖₂⁻²u is the step."""
    found = [claim.id for claim in collect(["proofs"]) if restated(claim)]
    assert found == ["assumption-3.1-gives-2.1", "3.3-parallel"]
