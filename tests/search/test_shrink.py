from fractions import Fraction

import pytest

from proofs.cao2023.cnn.lemma_d_4.lemma_d_4 import lemma_D_4_first
from verify.errors import InputError
from verify.search.falsify import falsify
from verify.search.shrink import shrink
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
