"""Quadratic inequalities in inner products: multipliers on the hypotheses and a positive semidefinite form."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, inner, rational, symbols, vector
from verify.claims.evidence import Evidence
from verify.deciding.rechecking import objection
from verify.exact.lemmas.inequalities.gram_forms import by_gram_form
from verify.exact.lemmas.method import Lemmas
from verify.exact.lemmas.work import Work
from verify.exact.protocol import Reason

L, a, b, c, μ = symbols("L a b c μ")
w, g, d, e = vector("w"), vector("g"), vector("d"), vector("e")


def square(v):
    return inner(v, v)


# f(w) = b with gradient g, f(w − g/L) = a with gradient d, and the least value c, attained at e
SMOOTH = (
    L > 0,
    c >= b + inner(g, e - w) + square(g) / (2 * L),
    c >= a + inner(d, e - w + g / L) + square(d) / (2 * L),
    b >= a + inner(d, g / L) + square(g - d) / (2 * L),
)


def proved(statement, given):
    made = claim("a", statement, given=given)
    part = Lemmas("short lemmas", after_search=False).prove(made, 0, lambda id, edition: None)
    if isinstance(part, Reason):
        return False
    assert objection(made, Evidence("proof", "lemmas", {"parts": [part]}), {}) == ""
    return True


@pytest.mark.parametrize("constant", ["1/6", "1/5", "1/4", "1/2"])
def test_one_step_of_size_1_over_L_gains_a_sixth_and_every_worse_constant(constant):
    assert proved(a - c <= rational(constant) * L * square(w - e), SMOOTH)


def test_no_better_constant_and_no_less_is_proved():
    assert not proved(a - c <= rational("33/200") * L * square(w - e), SMOOTH)
    for left_out in (1, 3):
        given = SMOOTH[:left_out] + SMOOTH[left_out + 1 :]
        assert not proved(a - c <= L * square(w - e) / 6, given)
    without_sign = SMOOTH[1:]
    assert not proved(a - c <= L * square(w - e) / 6, without_sign)


def test_strong_convexity_makes_the_gradient_monotone():
    given = (
        a >= b + inner(d, w - e) + μ / 2 * square(w - e),
        b >= a + inner(g, e - w) + μ / 2 * square(w - e),
        equal(inner(d, w - e), 0),
    )
    assert proved(inner(g, w - e) >= μ * square(w - e), given)
    assert not proved(inner(g, w - e) >= 2 * μ * square(w - e), given)


def test_a_strict_goal_is_left_to_other_tactics():
    made = claim("a", square(w) + square(g) > 2 * inner(w, g))
    assert by_gram_form(Work(made, lambda id, edition: None), made.plain.conclusions[0], 1) is None
