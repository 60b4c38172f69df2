from fractions import Fraction

import numpy as np
import pytest

from verify.batchnorm.trajectory import can_descend, descended
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import axes_of
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.hypotheses.linear import Span, least_step
from verify.search.hypotheses.spectral import Spectral, float_ends, rational_ends
from verify.search.points import Shape, exact, in_flint
from verify.search.statement_search import Search
from verify.statement.formulas import InSpan, Spectrum, Statement
from verify.statement.readings.values import holds
from verify.statement.writing.operations import inner, mean, total
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import family, patches, samples, symbols, vector

i, j = samples("i j")
(p,) = patches("p")
x, y, s, t, gamma = symbols("x y s t γ")
low, high = symbols("λ_min λ_max")
w, w_star, r, z, patch = vector("w"), vector("w*"), vector("r"), vector("z", i), vector("z", i, p)
A, B = family("a", i), family("b", i)
UNIT = equal(inner(w_star, z), 1)
HYPOTHESES = {
    "signs and ranges": (x > 0, y >= 0, y <= 1, s < x),
    "an ordered triple": (x > y, y >= s, s >= 0),
    "a family that is not negative": (B >= 0,),
    "two families ordered alike": ((A - family("a", j)) * (B - family("b", j)) >= 0,),
    "two families ordered against each other, one not negative": (
        B >= 0,
        (A - family("a", j)) * (B - family("b", j)) <= 0,
    ),
    "unit margins": (UNIT,),
    "unit margins of every patch": (equal(inner(w_star, patch), 1),),
    "unit margins and w* in the span": (UNIT, InSpan(w_star, z)),
    "unit margins, the span and the spectrum": (UNIT, InSpan(w_star, z), InSpan(w, z), Spectrum(low, high, z)),
    "the spectrum alone": (Spectrum(low, high, z),),
    "unit margins and margins of one sign": (UNIT, inner(w, z) >= 0),
    "a symbol that is given by the others": (equal(t, x**2 + mean(i, A)),),
    "a family of sum 0": (equal(total(i, A), 0),),
    "a root": (equal(s**2, mean(i, A**2)), s > 0),
    "a root of unit margins": (UNIT, equal(s**2, mean(i, inner(w, z) ** 2)), s > 0),
    "a difference": (differs(x, y),),
    "a vector of given length": (equal(inner(w, w), 4),),
    "a combination of unit margins": (equal(total(j, family("a", j) * inner(vector("z", j), z)), 1),),
    "w's shadow on the span": (Spectrum(low, high, z), InSpan(r, z), equal(inner(r, z), inner(w, z)), inner(w, z) > 0),
}
# these are kept less often, and then not always in the rationals
NARROW = {"a combination of unit margins": 0.3, "w's shadow on the span": 0.3}


@pytest.mark.slow
@pytest.mark.parametrize("name", HYPOTHESES)
@pytest.mark.parametrize("shape", [Shape(1, 1, 2), Shape(2, 2, 2), Shape(3, 1, 3)])
def test_draws_mostly_keep_the_hypotheses_in_floats_and_often_exactly(name, shape):
    statement = claim_that(x >= 0, given=HYPOTHESES[name])
    search = Search(statement, 1)
    with np.errstate(all="ignore"):
        search.prepare([shape])
        points = search.draw(shape, 200, 0)
        kept = hypotheses_hold(search.statement.hypotheses, Batch(search.axes, points, shape))
        assert kept.mean() > NARROW.get(name, 0.75)
        exactly = 0
        for row in search.variables.flatten(points)[kept][:20]:
            instance = search.exact_instance(exact(np.round(row * 8) / 8), shape)
            exactly += instance is not None and all(holds(one, instance) is True for one in HYPOTHESES[name])
    assert exactly >= (2 if name in NARROW else 8)


def rationals(rows):
    return in_flint(exact(rows))


def test_a_projection_is_exact_and_ignores_members_that_depend_on_others():
    members = rationals(np.array([[[1.0, 1.0, 0.0], [2.0, 2.0, 0.0], [0.0, 1.0, 0.0]]]))
    vector_ = rationals(np.array([[3.0, 4.0, 5.0]]))
    assert Span(members).projection(vector_).tolist() == [[3, 4, 0]]
    assert np.allclose(Span(members.astype(float)).projection(vector_.astype(float)), [[3, 4, 0]])


def test_a_span_is_that_of_the_members_after_a_step_that_changed_them():
    hypothesis, vector_, members = InSpan(w, z), ("vector", "w"), ("vector", "z")
    points = {vector_: np.array([[1.0, 1.0]]), members: np.array([[[1.0, 1.0]]])}
    batch = Batch(axes_of(Statement((), (hypothesis,))), points, Shape(1, 1, 2))
    assert hypotheses_hold((hypothesis,), batch).tolist() == [True]
    assert hypotheses_hold((hypothesis,), batch.after({members: np.array([[[1.0, 2.0]]])})).tolist() == [False]
    assert hypotheses_hold((hypothesis,), batch.after({vector_: np.array([[1.0, 3.0]])})).tolist() == [False]
    assert hypotheses_hold((hypothesis,), batch.after({vector_: np.array([[2.0, 2.0]])})).tolist() == [True]


def test_a_basis_made_of_whole_arrays_leaves_out_rows_that_nearly_depend_on_others():
    """Three rows of which the third is the sum of the others, but for rounding: it asks nothing of its own."""
    rows = np.array([[[1.0, 1e-8, 0.0], [1.0, 0.0, 1e-8], [2.0, 1e-8, 1e-8]]])
    step = least_step(rows, np.array([[1.0, 2.0, 3.0]]))
    assert np.allclose((rows @ step[0])[0, :2], [1.0, 2.0])
    exact_rows, wanted = (
        rationals(np.array([[[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [2.0, 1.0, 1.0]]])),
        rationals(np.array([[1.0, 2.0, 7.0]])),
    )
    # what the third row asks contradicts the first two, which are kept exactly
    assert (exact_rows[0] @ least_step(exact_rows, wanted)[0]).tolist() == [1, 2, 3]


def test_an_irrational_spectrum_has_no_rational_ends():
    members = rationals(np.array([[1.0, 0.0], [1.0, 1.0]]))
    assert rational_ends(members) is None
    assert rational_ends(rationals(np.array([[2.0, 0.0], [2.0, 0.0]]))) == (Fraction(4), Fraction(4))
    low_end, high_end = float_ends(members[None].astype(float))
    assert (low_end[0], high_end[0]) == pytest.approx(((3 - 5**0.5) / 4, (3 + 5**0.5) / 4))


@pytest.mark.parametrize("patch_axis", [False, True])
def test_a_small_step_of_descent_lowers_the_loss_as_its_gradient_says(patch_axis):
    rng = np.random.default_rng(2)
    shape = (40, 3, 2, 4) if patch_axis else (40, 3, 4)
    points = {
        ("vector", "w"): rng.normal(size=(40, 4)),
        ("symbol", "γ"): rng.normal(size=40),
        ("vector", "z"): rng.normal(size=shape),
    }
    assert can_descend(points)

    def loss(at):
        data = at["vector", "z"] if patch_axis else at["vector", "z"][:, :, None]
        margins = (data * at["vector", "w"][:, None, None]).sum(-1)
        scale = np.sqrt((margins**2).mean((1, 2)))
        return np.logaddexp(0, -at["symbol", "γ"][:, None] * margins.sum(2) / scale[:, None]).mean(1)

    class Fixed:
        @staticmethod
        def uniform(*_):
            return np.full(40, -6.0)

    after = descended(Fixed(), points, steps=1)
    moved = sum(((after[key] - points[key]) ** 2).reshape(40, -1).sum(1) for key in points) / 1e-12
    assert np.allclose((loss(points) - loss(after)) / 1e-6, moved, rtol=1e-3)


def test_orthogonal_vectors_are_not_made_by_setting_one_to_zero():
    statement = claim_that(
        x >= 0, given=(equal(inner(w, r), 0), equal(inner(w_star, r), 0), equal(inner(w, w_star), 0))
    )
    search, shape = Search(statement, 0), Shape(1, 1, 4)
    with np.errstate(all="ignore"):
        search.prepare([shape])
        points = search.draw(shape, 200, 0)
        kept = hypotheses_hold(search.statement.hypotheses, Batch(search.axes, points, shape))
    lengths = [np.abs(points["vector", name][kept]).max(axis=1) for name in ("w", "w*", "r")]
    assert kept.mean() > 0.75
    assert (np.min(lengths, axis=0) > 0).mean() > 0.75


@pytest.mark.parametrize("first", [2, 0])
def test_framed_members_keep_unit_margins_and_have_a_rational_spectrum_whose_vectors_are_not_w_star(first):
    step = Spectral(Spectrum(low, high, z), ("vector", "w*"))
    members = rationals(np.array([[[1.0, 5.0, 2.0], [-1.0, 2.0, 4.0], [3.0, 3.0, -1.0]]]))
    points = {("vector", "z"): members, ("vector", "w*"): rationals(np.array([[first, 1.0, -1.0]]))}
    framed = step._framed(points, members)
    assert rational_ends(framed[0]) is not None
    if first:
        assert (framed[0] * points["vector", "w*"][0]).sum(axis=1).tolist() == [1, 1, 1]
        across = (framed[0].T @ framed[0]) @ points["vector", "w*"][0] / points["vector", "w*"][0]
        assert across[0] != across[1]
    assert (step._framed(points, framed) == framed).all()
