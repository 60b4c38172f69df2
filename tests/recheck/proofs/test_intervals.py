"""Forms put in the place of variables: what comes out is the form of the expression with the values in it."""

import pytest

from verify.recheck.proofs.intervals import FORMS, replaced, tree
from verify.recheck.reading import RejectedError

X, Y = ["sym", "x"], ["sym", "y"]
ZERO, ONE, TWO, HALF = (["num", value] for value in ("0", "1", "2", "1/2"))


def fn(name, *parts):
    return ["fn", name, *parts]


NODES = [
    ["add", X, ["mul", TWO, Y]],
    ["mul", ["pow", X, "3"], ["pow", Y, "-1"]],
    ["pow", ["add", ONE, ["pow", X, "2"]], "-2"],
    ["mul", X, ["pow", ["add", X, Y], "-1"]],
    ["mul", X, fn("exp", ["mul", X, Y])],
    # e^(2 log x) is x², and no power of another exponential
    fn("exp", ["mul", TWO, fn("log", ["add", ONE, X])]),
    fn("log", ["add", ONE, fn("exp", X)]),
    fn("sigmabar", ["add", X, Y]),
    fn("ell", X),
    fn("lambertw", fn("exp", X)),
    fn("phi", X),
    ["mul", fn("phi", ZERO), fn("phi", ["add", X, Y])],
    fn("Phi", ["mul", X, Y]),
    ["add", fn("Phi", ["mul", ["num", "-1"], X]), fn("Phi", X)],
    fn("tanh", ["add", X, ["pow", Y, "2"]]),
]
VALUES = [{"x": Y}, {"x": ZERO}, {"x": fn("exp", Y)}, {"y": ["add", X, ONE]}, {"x": ["mul", TWO, X], "y": HALF}]


def attempt(make):
    try:
        return make()
    except RejectedError:
        return None


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("values", VALUES)
def test_the_form_with_values_is_that_of_the_expression_with_values(node, values):
    form, put = FORMS.of(node), {name: FORMS.of(value) for name, value in values.items()}
    env = {("sym", name): value for name, value in put.items()}
    assert attempt(lambda: replaced(form, put)) == attempt(lambda: FORMS.of(tree(form), env))


def test_values_are_put_in_all_at_once_and_nowhere_else():
    swapped = replaced(FORMS.of(["add", X, ["mul", TWO, Y]]), {"x": FORMS.of(Y), "y": FORMS.of(X)})
    assert swapped == FORMS.of(["add", Y, ["mul", TWO, X]])
    other = FORMS.of(["mul", Y, fn("exp", Y)])
    assert replaced(other, {"x": FORMS.of(TWO)}) == other != replaced(other, {"y": FORMS.of(TWO)})


def test_what_becomes_zero_below_a_line_is_rejected():
    with pytest.raises(RejectedError, match="divided by zero"):
        replaced(FORMS.of(["pow", X, "-1"]), {"x": FORMS.of(ZERO)})
    with pytest.raises(RejectedError, match="logarithm of zero"):
        replaced(FORMS.of(fn("log", X)), {"x": FORMS.of(ZERO)})
