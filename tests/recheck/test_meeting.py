"""Strict claims whose sides meet at a point: refuted there exactly, and only where both programs see one number."""

from __future__ import annotations

import pytest

from verify.author import (
    claim,
    derivative,
    differs,
    ell,
    exp,
    family,
    inner,
    log,
    maximum,
    mean,
    phi,
    pi,
    samples,
    sqrt,
    symbols,
    tanh,
    vector,
    vector_total,
    verdict,
)
from verify.claims.evidence import Evidence
from verify.deciding.rechecking import objection

x, y = symbols("x y")
(i,) = samples("i")
u, w, z = family("u", i), vector("w"), vector("z", i)
UNIT = [x >= 0, x <= 1]

FALSE = [
    claim("normal density", exp(-(x**2) / 2) / sqrt(2 * pi) < 1 / sqrt(2 * pi)),
    claim("density at 0", phi(x) < phi(0 * x)),
    claim("tangent at 1", exp(x) > exp(x / x) * x, given=x > 0),
    claim("two losses", ell(x) + ell(-x) > 2 * log(2 + 0 * x)),
    claim("end of an interval", log(1 + x) < log(2 + 0 * x), given=UNIT),
    claim("equal variables", sqrt(exp(x) * exp(y)) < (exp(x) + exp(y)) / 2, given=[x >= 1, y >= 1]),
    claim("entropy", -x * log(x) - (1 - x) * log(1 - x) < log(2 + 0 * x), given=[x > 0, x < 1]),
    claim("equal members", mean(i, exp(u)) > exp(mean(i, u)), given=u >= 1),
    claim("apart", differs(exp(x), exp(x) ** 2)),
    claim("a maximum", maximum(exp(x), exp(1 + 0 * x)) > exp(1 + 0 * x)),
    claim("normal density in space", exp(-inner(w, w) / 2) / sqrt(2 * pi) < 1 / sqrt(2 * pi)),
    claim("a sum of vectors", exp(-inner(vector_total(i, u * z) - 2 * w, w)) * pi < pi),
    claim("a slope times nothing", (x + u) ** 2 * derivative(ell(y), y, 0) < inner(w, w)),
    claim("the modulus of a tangent", tanh(x) ** 2 + 2 * exp(2 * x) > 2 * exp(x) ** 2),
]  # fmt: skip
TRUE = [
    claim("with room", exp(-(x**2) / 2) / sqrt(2 * pi) < 1 / sqrt(2 * pi), given=x > 1),
    claim("not at the end", exp(x) < exp(1 + 0 * x), given=[x >= 0, x < 1]),
    claim("in space, away from 0", exp(-inner(w, w) / 2) / sqrt(2 * pi) < 1 / sqrt(2 * pi), given=inner(w, w) >= 1),
    claim("not strict", ell(x) + ell(-x) >= 2 * log(2 + 0 * x)),
]


@pytest.mark.parametrize("one", FALSE, ids=lambda one: one.id)
def test_a_strict_claim_is_refuted_where_its_sides_meet(one):
    assert verdict(one).status.value == "REFUTED"


@pytest.mark.parametrize("one", TRUE, ids=lambda one: one.id)
def test_a_true_neighbour_is_not_refuted(one):
    assert verdict(one).status.value in ("PROVED", "TESTED")


def evidence(at, **more):
    instance = {"n": 1, "P": 1, "scalars": {"x": at}, "families": {}, "vectors": {}}
    sides = {"left": "[2.718281828459045 +/- 1e-14]", "right": "[2.718281828459045 +/- 1e-14]"}
    return Evidence("counterexample", "x", {"instance": instance, "conclusion": 0, "at": {}, **sides, **more})


def test_the_rechecker_sees_for_itself_that_two_sides_meet():
    strict = claim("a", exp(x) < exp(1 / x), given=x > 0)
    assert objection(strict, evidence("1", meet=True), {}) == ""
    assert "do not show" in objection(strict, evidence("1"), {})
    near = "1000000000000000000000000000001/1000000000000000000000000000000"
    assert objection(strict, evidence(near, meet=True), {}) != ""
    weak = claim("b", exp(x) <= exp(1 / x), given=x > 0)
    assert "holds on the instance" in objection(weak, evidence("1", meet=True), {})
