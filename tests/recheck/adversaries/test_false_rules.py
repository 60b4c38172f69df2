"""False statements on functions with rules that an adversary thought might pass the re-checker; all are rejected."""

import pytest
from forged import refusal, row

from verify.author import (
    absolute,
    claim,
    derivative,
    exp,
    family,
    greatest,
    inner,
    log,
    n,
    samples,
    symbols,
    vector,
)
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Apply

(i,) = samples("i")
x, y, u = symbols("x y u")
v = vector("v")


def a(*indices):
    return family("a", *indices)


def lambertw(argument):
    return Apply("lambertw", (argument,))


LINE = {"low": None, "high": None, "because": [None, None]}


def function(relation, proof, *given):
    return refusal(row(claim("function", relation, given=given), {"kind": "function", "proof": proof}))


def substitute(then, **variables):
    """Return a rule that puts ``values`` in the place of variables: name = (new name, its meaning, old variable)."""
    values = [[old, to_json(value)] for old, (_, value) in variables.items()]
    items = [{"name": "u", "is": to_json(meaning)} | LINE for meaning, _ in variables.values()]
    return {"rule": "substitute", "values": values, "variables": items, "then": then}


POSITIVE = {
    "rule": "split",
    "variable": "u",
    "at": to_json(0 * x),
    "above": {"rule": "sign"},
    "below": {
        "rule": "times",
        "factor": to_json(exp(u)),
        "positive": {"rule": "sign"},
        "becomes": to_json(exp(u) - u),
        "then": {
            "rule": "ladder",
            "variable": "u",
            "strict": "base",
            "base": {"rule": "sign"},
            "step": {
                "rule": "ladder",
                "variable": "u",
                "strict": "step",
                "base": {"rule": "sign"},
                "step": {"rule": "sign"},
            },
        },
    },
}


def test_a_change_of_variables_reaches_every_point():
    """u e^u > −1 for all u says nothing of x > −1, as x = u e^u has no u for x < −1/e; nor has u = 1/log x at x = 1."""
    relation = u * exp(u) + 1 > 0
    assert function(relation, substitute(POSITIVE, u=(u, u))) == ""
    assert "denominator" in function(x + 1 > 0, substitute(POSITIVE, x=(lambertw(x), u * exp(u))))
    reciprocal = substitute({"rule": "sign"}, x=(1 / log(x), exp(1 / u)))
    assert "denominator" in function(log(x) ** 2 > 0, reciprocal, x >= 1)


def test_a_derivatives_variable_is_not_the_one_that_a_hypothesis_speaks_of():
    """|x| has the slope −1 at −1, whatever is assumed of another x."""
    same = substitute({"rule": "sign"}, x=(x, u))
    at_minus_one = derivative(absolute(x), x, -1) >= 1
    assert "no hypothesis resolves an abs" in function(at_minus_one, same, x >= 0)
    assert function(derivative(x**3, x, absolute(x)) >= 0, same, x >= 0) == ""


@pytest.mark.parametrize("part", [n + 0 * x, greatest(i, a(i)), Apply("max", (x, y)), inner(v, v), absolute(x)])
def test_a_rules_expression_is_a_smooth_function_of_real_variables(part):
    """Sizes, families, vectors and choices have no place in a rule."""
    assert "no smooth function" in function(x >= 0, {"rule": "cases", "on": to_json(part), "above": {}, "below": {}})
