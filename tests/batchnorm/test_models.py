"""The engine's step is the closed form that is proved equal to the derivative of the objective."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm import ConvBN, LinearBN
from verify.batchnorm.dynamics.steppers.formula import margin_step
from verify.errors import InputError
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls, Rationals
from verify.statement.readings.values import Evaluation
from verify.statement.tree import Symbol
from verify.statement.writing.operations import inner
from verify.statement.writing.variables import samples, symbols, vector

(i,) = samples("i")
(eta,) = symbols("η")
ENTRY = st.integers(-4, 4).map(Fraction)


@st.composite
def problems(draw):
    """Return a model with an instance on which it is defined: n, P, d up to 3, γ and η of either size."""
    n, patches, d = draw(st.integers(1, 3)), draw(st.integers(0, 3)), draw(st.integers(1, 3))

    def row():
        return tuple(draw(ENTRY) for _ in range(d))

    keys = [(s, p) for s in range(n) for p in range(patches)] if patches else [(s,) for s in range(n)]
    w, z = row(), {key: row() for key in keys}
    if not any(sum(a * b for a, b in zip(w, one, strict=True)) for one in z.values()):
        w, z = (Fraction(1),) * d, {key: (Fraction(1),) * d for key in keys}
    scalars = {"γ": draw(ENTRY) / 3, "η": Fraction(draw(st.integers(1, 9)), 4)}
    return patches, Instance(n=n, P=max(patches, 1), scalars=scalars, vectors={"w": {(): w}, "z": z})


ONE = Instance(n=1, scalars={"γ": Fraction(-1), "η": Fraction(1)}, vectors={
    "w": {(): (Fraction(1),)}, "z": {(0,): (Fraction(-2),)}})  # fmt: skip


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(problems())
@example((0, ONE))
def test_the_step_of_the_engine_is_the_closed_form(problem):
    patches, instance = problem
    model = ConvBN() if patches else LinearBN()
    p = model.patch_indices("p")
    keys = list(instance.vectors["z"])
    rows = list(instance.vectors["z"].values())
    exact = Evaluation(instance, Rationals())

    def ball(value):
        return arb(value if isinstance(value, fmpq) else fmpq(value.numerator, value.denominator))

    with ctx.workprec(400):
        at = [dict(zip((i, *p), key, strict=True)) for key in keys]
        margins = [ball(exact.scalar(inner(model.w, model.z(i, *p)), where)) for where in at]
        gram = [[ball(sum(a * b for a, b in zip(r, c, strict=True))) for c in rows] for r in rows]
        step = ball(instance.scalars["η"])
        moved, gamma, _ = margin_step(
            margins, ball(instance.scalars["γ"]), [gram], step, step, instance.n, max(patches, 1),
            exp=lambda x: x.exp(), sqrt=lambda x: x.sqrt(),
        )  # fmt: skip
        balls = Evaluation(instance, Balls())
        for where, found in zip(at, moved, strict=True):
            closed = balls.scalar(inner(model.descended_w(eta), model.z(i, *p)), where)
            assert abs(found - closed) < arb("1e-100")
        closed_gamma = balls.scalar(model.gamma - eta * model.gradient_gamma(), {})
        assert abs(gamma - closed_gamma) < arb("1e-100")


@pytest.mark.parametrize("model", [LinearBN(), ConvBN()])
def test_the_discrepancy_vanishes_for_equal_margins_only(model):
    key = [(k, 0) for k in range(2)] if model.patch_indices("p") else [(k,) for k in range(2)]
    for second, uniform in (((1, 5), True), ((2, 0), False)):
        z = {key[0]: (Fraction(1), Fraction(0)), key[1]: tuple(map(Fraction, second))}
        instance = Instance(n=2, vectors={"w": {(): (Fraction(1), Fraction(0))}, "z": z})
        with ctx.workprec(200):
            value = Evaluation(instance, Balls()).scalar(model.discrepancy(), {})
            assert (abs(value) < arb("1e-50")) is uniform


@pytest.mark.parametrize("model", [LinearBN(), ConvBN()])
def test_a_formula_of_a_model_is_written_once_and_that_of_another_model_is_another(model):
    (i, j), w = samples("i j"), vector("v")
    assert model.output(i) is type(model)().output(i)
    others = (model.output(j), model.output(i, w), model.output(i, None, Symbol("g")), model.at(0).output(i))
    assert all(other != model.output(i) for other in others)
    assert LinearBN().output(i) != ConvBN().output(i)


def test_a_float_is_refused_also_where_the_equal_whole_number_was_written_before():
    (i,) = samples("i")
    assert LinearBN().output(i, None, 1) == LinearBN().output(i, None, Fraction(1))
    with pytest.raises(TypeError, match="is not exact"):
        LinearBN().output(i, None, 1.0)
    with pytest.raises(InputError, match="no vector"):
        LinearBN().norm(["w"])


class Scaled(LinearBN):
    """A model of somebody's own, with a number that is no field of it."""

    def __init__(self, factor):
        super().__init__()
        object.__setattr__(self, "factor", factor)

    def margin(self, i, w=None):
        return self.factor * super().margin(i, w)


def test_what_a_model_of_ones_own_depends_on_beside_its_fields_is_not_mixed_up():
    (i,) = samples("i")
    assert Scaled(2) == Scaled(3)
    assert Scaled(2).output(i) != Scaled(3).output(i)
