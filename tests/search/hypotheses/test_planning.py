import numpy as np
import pytest

from verify.search.draws import draw_points
from verify.search.evaluation.batch import Batch
from verify.search.evaluation.parts import axes_of
from verify.search.hypotheses import planning
from verify.search.hypotheses.keeping import brought, hypotheses_hold
from verify.search.hypotheses.moves import Project
from verify.search.hypotheses.planning import apart, steps_of
from verify.search.points import Shape, Variables
from verify.statement.formulas import InSpan, Spectrum, Statement
from verify.statement.writing.operations import inner, mean
from verify.statement.writing.relations import equal
from verify.statement.writing.variables import family, patches, samples, symbols, vector

(i,), (p,) = samples("i"), patches("p")
x, y, s, t, low, high = symbols("x y s t λ_min λ_max")
w, w_star, z, patch = vector("w"), vector("w*"), vector("z", i), vector("z", i, p)
DATA = (equal(inner(w_star, z), 1), InSpan(w_star, z), InSpan(w, z), Spectrum(low, high, z))


def share(hypotheses, shape):
    """The share of other points than those of the trials that keep the hypotheses after the steps for them."""
    alone = Statement((), hypotheses)
    axes = axes_of(alone)
    with np.errstate(all="ignore"):
        points = draw_points(np.random.default_rng(5), Variables.of(alone), shape, 200)
        here = brought(steps_of(hypotheses), Batch(axes, points, shape))
        return hypotheses_hold(hypotheses, here).mean()


@pytest.fixture
def afresh():
    for kept in (planning.steps_of, planning._steps_of_part, planning._begun):
        kept.cache_clear()


def test_hypotheses_with_a_variable_in_common_are_planned_together_whatever_stands_between_them():
    assert apart((x > 0, t > 1, y > x, s >= 0, s < y)) == [(x > 0, y > x, s >= 0, s < y), (t > 1,)]
    assert apart((inner(w, w) > 0, family("a", i) > 0, x > 0)) == [(inner(w, w) > 0,), (family("a", i) > 0,), (x > 0,)]
    # a symbol and a family of one name are two variables
    assert len(apart((x > 0, family("x", i) > 0))) == 2


def test_a_hypothesis_without_variables_has_no_steps_and_takes_none_from_others():
    n = mean(i, family("a", i)) * 0 + 1
    assert steps_of((equal(x, 1), n > 0)) == steps_of((equal(x, 1),))


def test_a_plan_is_the_same_whichever_lists_that_begin_alike_were_planned_before(afresh):
    lists = [DATA, (*DATA, inner(w, w) > 0), (*DATA[:1], inner(w, z) >= 0), (*DATA, x > 0, inner(w, w_star) >= x)]
    with np.errstate(all="ignore"):
        forward = [steps_of(one) for one in lists]
        for kept in (planning.steps_of, planning._steps_of_part, planning._begun):
            kept.cache_clear()
        assert [steps_of(one) for one in reversed(lists)] == forward[::-1]


def test_what_lists_share_at_their_beginning_is_planned_once(afresh):
    with np.errstate(all="ignore"):
        steps_of((x > 0, y > x))
        before = planning._begun.cache_info().misses
        steps_of((x > 0, y > x, s > y))
    # one more hypothesis, in the first order, which is good enough
    assert planning._begun.cache_info().misses == before + 1


def test_a_beginning_with_other_hypotheses_is_not_taken_for_the_same():
    for hypotheses in [(x > 0, y > x, s > y), (x > 1, y > x, s > y), (x > 0, y < x, s > y), (x < 0, y > x, s > y)]:
        assert share(hypotheses, Shape()) > 0.75


def test_parts_that_have_no_variable_in_common_are_all_kept():
    assert share((*DATA, x > y, y >= 0, equal(family("a", i), 2), s < 0), Shape(2, 1, 2)) > 0.6


def test_a_vector_is_brought_to_a_span_that_is_everything_where_the_steps_were_tried():
    """Four members in the plane span it, so that no trial there gains by a projection; three dimensions do."""
    hypotheses = (equal(inner(w_star, patch), 1), InSpan(w_star, patch), InSpan(w, patch), Spectrum(low, high, patch))
    assert sum(isinstance(step, Project) for step in steps_of(hypotheses)) == 2
    assert share(hypotheses, Shape(1, 1, 3)) > 0.75


def test_a_variable_that_is_equal_to_something_is_settled_after_what_it_is_made_of():
    a, b, c, d, e, f, g, h = together = symbols("a b c d e f g h")
    assert share((*(one > 0 for one in together), equal(t, a * b + c * d + e * f + g * h)), Shape()) > 0.3
