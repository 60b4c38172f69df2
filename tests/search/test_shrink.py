from fractions import Fraction

import numpy as np
import pytest

from proofs.cao2023.cnn.lemma_d_4.lemma_d_4 import lemma_D_4_first
from verify.errors import InputError
from verify.search.falsify import falsify
from verify.search.points import Shape
from verify.search.shrink import Shrinking, _changed, _rows, _simpler_rows, shrink
from verify.search.statement_search import Search
from verify.statement.instance import Instance
from verify.statement.readings.values import refutes
from verify.statement.writing.calls import ell, exp, maximum, sqrt
from verify.statement.writing.operations import derivative, inner, mean, total
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import family, rational, samples, symbols, vector

i, j, k = samples("i j k")
a, b, x, y, gamma, step = symbols("a b x y γ ε")
w, w_star = vector("w"), vector("w*")


def z(index):
    return vector("z", index)


def normaliser(direction=w):
    return sqrt(mean(k, inner(direction, z(k)) ** 2))


LOSS = mean(i, ell(gamma * inner(w + step * w_star, z(i)) / normaliser(w + step * w_star)))
DISCREPANCY = mean(i, j, (inner(w, z(i)) - inner(w, z(j))) ** 2) / normaliser() ** 2
LEMMA_4_2 = claim_that(
    -derivative(LOSS, step, 0) >= gamma / (2 * normaliser() ** 2) * exp(-gamma) / 8 * DISCREPANCY,
    given=(equal(inner(w_star, z(i)), 1), gamma > 0, normaliser() ** 2 > 0),
)
C_4 = claim_that((a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)), given=(differs(a, b),))


def numbers(instance):
    yield from instance.scalars.values()
    for members in instance.families.values():
        yield from members.values()
    for vectors in instance.vectors.values():
        for entries in vectors.values():
            yield from entries


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_printed_lemma_4_2_shrinks_to_two_samples_in_two_dimensions_with_small_numbers(seed):
    found = shrink(falsify(LEMMA_4_2, seed=seed).instance, LEMMA_4_2)
    assert refutes(found, LEMMA_4_2) == LEMMA_4_2.conclusions[0]
    assert found.n == 2
    assert len(found.vectors["w"][()]) == 2
    assert all(max(abs(value.numerator), value.denominator) <= 1000 for value in numbers(found))


def test_printed_c_4_shrinks_to_0_and_minus_1():
    found = shrink(falsify(C_4, seed=1).instance, C_4)
    assert found.scalars == {"a": Fraction(0), "b": Fraction(-1)}


def test_samples_that_are_not_needed_are_dropped():
    statement = claim_that(total(i, family("a", i)) <= 10)
    given = Instance(n=4, families={"a": {(m,): Fraction(31, 7) for m in range(4)}})
    found = shrink(given, statement)
    assert found.n == 1
    assert found.families["a"][(0,)] == 20


def test_the_same_conclusion_stays_broken():
    statement = claim_that(x * y <= 100, x + y <= 7)
    given = Instance(scalars={"x": Fraction(977, 10), "y": Fraction(-3, 17)})
    assert refutes(given, statement) == statement.conclusions[1]
    assert refutes(shrink(given, statement), statement) == statement.conclusions[1]


def test_a_shrunk_instance_is_as_small_as_it_gets():
    statement = claim_that(x * (1 - x) <= rational(6, 25), given=(x >= 0, x <= 1))
    found = shrink(falsify(statement, seed=2).instance, statement)
    assert found.scalars == {"x": Fraction(1, 2)}
    assert shrink(found, statement) == found


def test_no_effort_returns_the_instance_itself():
    given = Instance(scalars={"x": Fraction(-731, 100), "y": Fraction(12, 7)})
    assert shrink(given, claim_that(x + y >= 0), effort=0) == given


def test_an_instance_that_refutes_nothing_is_an_input_error():
    with pytest.raises(InputError, match="does not refute"):
        shrink(Instance(scalars={"x": Fraction(1)}), claim_that(x >= 0))


@pytest.mark.slow
def test_rows_are_rounded_by_themselves_where_w_star_needs_its_fraction():
    """Met on the first bound of Lemma D.4: rounding everything at once made w* zero, and rows of 13 digits stayed."""
    vectors = {
        "w": {(): (Fraction(0), Fraction(1))},
        "w*": {(): (Fraction(1, 5000), Fraction(0))},
        "z": {(0, p): (Fraction(5000), Fraction(sign * 7953323173467, 908066816)) for p, sign in enumerate((1, -1))},
    }
    scalars = {"γ": Fraction(1), "η": Fraction(1), "λ_min": Fraction(25000000)}
    scalars["λ_max"] = Fraction(63255349501607191772800089, 824585342320377856)
    found = shrink(Instance(n=1, P=2, scalars=scalars, vectors=vectors), lemma_D_4_first.statement)
    assert all(max(abs(value.numerator), value.denominator) < 10**8 for value in numbers(found))


@pytest.mark.slow
def test_a_vector_of_a_given_length_gets_few_digits():
    away = vector("v")
    statement = claim_that(
        inner(w, away) <= 1,
        given=(equal(inner(w, w), 1), equal(inner(away, away), 4), 2 * inner(w, away) ** 2 < 7),
    )
    near = (Fraction(1204140, 1346269), Fraction(602069, 1346269))
    given = Instance(n=1, P=1, vectors={"w": {(): near}, "v": {(): (Fraction(6, 5), Fraction(8, 5))}})
    assert refutes(given, statement) is not None
    found = shrink(given, statement)
    assert all(max(abs(value.numerator), value.denominator) <= 13 for value in numbers(found))


def test_what_floats_do_not_see_is_made_smaller_too():
    far = claim_that(x <= 10**400)
    assert shrink(Instance(scalars={"x": Fraction(731 * 10**700 + 3)}), far).scalars["x"] <= 10**402
    near = claim_that(x * (1 + Fraction(1, 10**13)) <= x)
    assert shrink(Instance(scalars={"x": Fraction(7313, 100)}), near).scalars == {"x": Fraction(1)}


CIRCLE = claim_that(x <= rational(1, 2), given=(equal(x**2 + y**2, 1), y >= 0))
ON_CIRCLE = Instance(scalars={"x": Fraction(20, 29), "y": Fraction(21, 29)})


def test_a_row_that_differs_in_some_places_has_the_floats_and_the_digits_of_the_whole_row():
    shrinking = Shrinking(CIRCLE, CIRCLE.conclusions[0], 100)
    row = shrinking.search.variables.flatten(shrinking.search.variables.points(ON_CIRCLE)[0])[0]
    changes = [*shrinking._whole_variables(row, Shape()), *_simpler_rows(row), {}]
    some = _changed(row, changes)
    whole = _rows([some.exact(number) for number in range(len(changes))])
    assert some.floats.tolist() == whole.floats.tolist()
    assert some.digits.tolist() == whole.digits.tolist()
    assert [Fraction(-1), Fraction(21, 29)] in [list(some.exact(number)) for number in range(len(changes))]
    assert list(row) == [Fraction(20, 29), Fraction(21, 29)]


def test_rows_are_left_out_only_where_they_keep_the_hypotheses_and_cost_no_less():
    """A row of more digits that breaks an equation is looked at: the steps may bring it to one of few."""
    shrinking = Shrinking(CIRCLE, CIRCLE.conclusions[0], 100)
    given = ((5, 13), (20, 29), (15, 17), (35, 37), (27182818, 98765433), (1001, 1001))
    rows = [np.array([Fraction(above, below), Fraction(number)]) for number, (above, below) in enumerate(given, 1)]
    kept = [np.array([Fraction(above, 29), Fraction(below, 29)]) for above, below in ((20, 21), (21, 20))]
    kept.append(np.array([Fraction(4, 5), Fraction(3, 5)]))
    tried, limit = _rows([*rows, *kept]), shrinking.cost(ON_CIRCLE)
    with np.errstate(all="ignore"):
        shrinking.search.prepare_once()
        everything = {found.number: found for found in shrinking._seen_to_fail(tried, Shape())}
        fewer = {found.number: found for found in shrinking._seen_to_fail(tried, Shape(), limit)}
    dear = {number for number, found in everything.items() if found.keeps and found.digits >= limit.digits}
    assert dear == {6, 7}
    assert fewer.keys() == everything.keys() - dear
    assert any(found.digits >= limit.digits for found in fewer.values())
    assert 8 in fewer


def test_of_samples_that_can_be_dropped_the_first_one_is_not_the_one_of_fewest_digits():
    """Samples are left out in their order, though all of one size are evaluated together."""
    statement = claim_that(total(i, family("a", i)) <= 10, given=(total(i, family("a", i)) <= 40,))
    shrinking = Shrinking(statement, statement.conclusions[0], 100)
    shrinking.search.prepare_once()
    given = Instance(n=3, families={"a": {(0,): Fraction(7), (1,): Fraction(11, 7), (2,): Fraction(9)}})
    better = shrinking._one_better(given)
    assert better.families["a"] == {(0,): Fraction(11, 7), (1,): Fraction(9)}


def test_an_instance_breaks_the_conclusion_of_the_same_number_with_derivatives_and_without():
    slope = derivative((x + step) ** 2, step, 0)
    for statement in (claim_that(x <= 5, slope <= 4), claim_that(x <= 5, 2 * x <= 4)):
        search = Search(statement, 0)
        assert [search.broken(Instance(scalars={"x": Fraction(at)})) for at in (2, 3, 6)] == [None, 1, 0]


def test_the_search_that_found_an_instance_makes_it_smaller_just_as_a_new_one_does():
    statement = claim_that(x * y <= 100, x + y <= 7, given=(x >= y,))
    search = Search(statement, 3)
    found = falsify(statement, seed=3, search=search).instance
    left = search.rng.bit_generator.state
    assert shrink(found, statement, search=search) == shrink(found, statement)
    assert search.rng.bit_generator.state == left
