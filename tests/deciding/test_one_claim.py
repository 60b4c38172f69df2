"""In which order a claim is searched and proved: what takes long comes last, and no answer depends on that."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.author import claim, derivative, maximum, norm, symbols, vector
from verify.deciding import one_claim
from verify.deciding.one_claim import decide

x, y = symbols("x y")
w, z = vector("w"), vector("z")


@pytest.fixture
def searches(monkeypatch) -> list[bool]:
    """Whether each search for random instances also went on around the worst of them."""
    made, search = [], one_claim.falsify

    def noted(*arguments, refine=True, **options):
        made.append(refine)
        return search(*arguments, refine=refine, **options)

    monkeypatch.setattr(one_claim, "falsify", noted)
    return made


def test_what_a_slow_method_proves_is_not_searched_around_its_worst_instances(searches):
    triangle = claim("slow", norm(w + z) <= norm(w) + norm(z))
    assert decide(triangle, lookup=lambda *_: None).kind == "proof"
    assert searches == [False, False]


@pytest.mark.parametrize("gap", [Fraction(1, 10**6), -Fraction(1, 10**6)])
def test_a_narrow_hole_is_found_by_the_search_around_the_worst_instances(gap, searches):
    """With the other sign there is no hole, and the claim is true."""
    found = decide(claim("hole", (x - Fraction(54321, 44)) ** 2 + y**2 >= gap), lookup=lambda *_: None)
    assert found.kind == ("counterexample" if gap > 0 else "proof")
    assert (True in searches) is (gap > 0)


@pytest.mark.parametrize("body", [maximum(x, x), maximum(x**2, x**2) + y])
def test_a_derivative_that_divides_by_zero_everywhere_leaves_a_claim_open_and_says_so(body):
    """It broke a method down: to ask whether a method is of use carried the derivative out."""
    found = decide(claim("kink", derivative(body, x) >= 1), lookup=lambda *_: None)
    assert found.kind == "none"
    assert str(found.data["why"]).count("divides by zero everywhere") == 1
    assert decide(claim("none", derivative(maximum(x, y), x) >= 0), lookup=lambda *_: None).kind == "proof"
