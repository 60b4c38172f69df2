"""Assumptions 2.1 and 3.1: w* is exact and shortest, a refutation is sound, and tampering is seen."""

import dataclasses

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from verify.data import assumption
from verify.data.assumption import Infeasible, UniformMargin, check_assumption
from verify.data.dataset import Dataset

SMALL = st.integers(-3, 3)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 2), st.integers(1, 4))


@st.composite
def datasets(draw, *, shapes=SHAPES):
    """Small whole-number datasets: dependent rows, duplicates and zero rows are frequent."""
    n, patches, d = draw(shapes)
    rows = draw(st.lists(st.lists(SMALL, min_size=patches * d, max_size=patches * d), min_size=n, max_size=n))
    scale = draw(st.sampled_from([fmpq(1), fmpq(1, 7), fmpq(-5, 3)]))
    labels = draw(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n))
    return Dataset.from_rows([[scale * entry for entry in row] for row in rows], labels, patches=patches)


def rank(matrix):
    return matrix.rref()[1]


def solvable(data):
    """Rouché–Capelli, computed another way than the code under test."""
    augmented = fmpq_mat([[*row, fmpq(1)] for row in data.z.tolist()])
    return rank(augmented) == rank(data.z)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(datasets())
@example(Dataset.from_rows([[0, 0]], [1]))
@example(Dataset.from_rows([[1, 2], [1, 2]], [1, 1]))
@example(Dataset.from_rows([[1, 2], [1, 2]], [1, -1]))
@example(Dataset.from_rows([[0, 0], [0, 0]], [1, 1], patches=2))
def test_the_answer_is_that_of_the_ranks_and_proves_itself(data):
    found = check_assumption(data)
    event(type(found).__name__)
    assert isinstance(found, UniformMargin) == solvable(data)
    assert found.verify(data)
    assert "\n" not in found.describe()


@pytest.mark.slow
@settings(deadline=None)
@given(datasets(), st.lists(SMALL, min_size=4, max_size=4))
def test_every_other_solution_is_longer_than_w_star(data, direction):
    found = check_assumption(data)
    assume(isinstance(found, UniformMargin))
    kernel = data.z.transpose() * _inverse_on_span(data)
    v = fmpq_mat(data.d, 1, direction[: data.d])
    aside = v - kernel * v
    assert data.z * aside == fmpq_mat(data.rows, 1)
    other = fmpq_mat(data.d, 1, list(found.w_star)) + aside
    length = (other.transpose() * other)[0, 0]
    assert (length > found.norm_squared) if aside != fmpq_mat(data.d, 1) else (length == found.norm_squared)


def _inverse_on_span(data):
    """Return M with ZᵀM the projection on the span of the rows, built by rref of [ZZᵀ | Z]."""
    joined = fmpq_mat([[*gram, *row] for gram, row in zip(data.gram.tolist(), data.z.tolist(), strict=True)])
    reduced, found = joined.rref()
    solution = fmpq_mat(data.rows, data.d)
    for line in range(found):
        pivot = next((c for c in range(data.rows) if reduced[line, c] != 0), None)
        if pivot is not None:
            for column in range(data.d):
                solution[pivot, column] = reduced[line, data.rows + column]
    return solution


@settings(deadline=None)
@given(datasets())
def test_no_row_can_be_dropped_from_a_refutation(data):
    found = check_assumption(data)
    assume(isinstance(found, Infeasible))
    rows = [row for row, _ in found.combination]
    assert all(c != 0 for _, c in found.combination)
    table = data.z.tolist()
    assert rank(fmpq_mat([table[row] for row in rows])) == len(rows) - 1


@settings(deadline=None)
@given(datasets(), st.data())
def test_a_refutation_that_was_tampered_with_is_rejected(data, draw):
    found = check_assumption(data)
    assume(isinstance(found, Infeasible))
    place = draw.draw(st.integers(0, len(found.combination) - 1))
    by = draw.draw(st.fractions(-2, 2, max_denominator=5).filter(bool))
    row, c = found.combination[place]
    changed = (
        *found.combination[:place],
        (row, c + fmpq(by.numerator, by.denominator)),
        *found.combination[place + 1 :],
    )
    assert not Infeasible(changed, found.patches).verify(data)
    assert not Infeasible(found.combination[:place] + found.combination[place + 1 :], found.patches).verify(data)
    assert not Infeasible((*found.combination, (data.rows, fmpq(0))), found.patches).verify(data)
    assert not Infeasible((*found.combination, (row, fmpq(0))), found.patches).verify(data)
    assert not dataclasses.replace(found, patches=found.patches + 1).verify(data)


@pytest.mark.slow
@settings(deadline=None)
@given(datasets(), st.data())
def test_a_w_star_that_was_tampered_with_is_rejected(data, draw):
    found = check_assumption(data)
    assume(isinstance(found, UniformMargin))
    place = draw.draw(st.integers(0, data.d - 1))
    w = list(found.w_star)
    w[place] += 1
    assert not dataclasses.replace(found, w_star=tuple(w)).verify(data)
    assert not dataclasses.replace(found, w_star=found.w_star[1:]).verify(data)
    c = list(found.coefficients)
    c[0] += 1
    assert not dataclasses.replace(found, coefficients=tuple(c)).verify(data)


def test_one_sample_has_its_own_direction_as_w_star():
    found = check_assumption(Dataset.from_rows([["0.5", 0]], [-1]))
    assert found.w_star == (fmpq(-2), fmpq(0))
    assert found.norm_squared == 4


def test_duplicated_rows_of_low_rank_are_feasible():
    data = Dataset.from_rows([[1, 1, 0], [1, 1, 0], [-1, -1, 0]], [1, 1, -1])
    assert check_assumption(data).w_star == (fmpq(1, 2), fmpq(1, 2), fmpq(0))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (
            Dataset.from_rows([[1, 1], [1, 1]], [1, -1]),
            "no w has margin 1 on every row: 1·z(sample 1) + 1·z(sample 2) = 0, but the coefficients add up to 2",
        ),
        (
            Dataset.from_rows([[1, 0, 2, 0]], [1], patches=2),
            "no w has margin 1 on every row: 2·z(sample 1, patch 1) - 1·z(sample 1, patch 2) = 0, "
            "but the coefficients add up to 1",
        ),
        (
            Dataset.from_rows([[1, 0], [0, 0]], [1, 1]),
            "no w has margin 1 on every row: 1·z(sample 2) = 0, but the coefficients add up to 1",
        ),
        (
            Dataset.from_rows([[1, 0], [0, 1], [1, 1]], [1, 1, 1]),
            "no w has margin 1 on every row: 1·z(sample 1) + 1·z(sample 2) - 1·z(sample 3) = 0, "
            "but the coefficients add up to 1",
        ),
    ],
)
def test_the_rows_of_a_refutation_are_named_from_one(data, line):
    assert check_assumption(data).describe() == line


def test_a_refutation_by_two_rows_is_preferred_to_one_by_many():
    data = Dataset.from_rows([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [2, 2, 2]], [1] * 5)
    assert [row for row, _ in check_assumption(data).combination] == [3, 4]


def test_long_coefficients_give_way_to_the_names_of_the_rows():
    found = Infeasible(((0, fmpq(10**300)), (1, fmpq(1 - 10**300))))
    assert found.describe() == (
        "no w has margin 1 on every row: rows that add up to 0 with coefficients of sum 1 are sample 1; sample 2"
    )


@pytest.mark.slow
@pytest.mark.parametrize("prime", [2, 3, 5])
@settings(deadline=None)
@given(data=datasets())
def test_an_unlucky_prime_changes_no_answer(prime, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assumption, "_PRIME", prime)
        found = check_assumption(data)
    assert isinstance(found, UniformMargin) == solvable(data)
    assert found.verify(data)


@settings(deadline=None, max_examples=20)
@given(datasets(shapes=st.tuples(st.integers(10, 30), st.just(1), st.integers(1, 3))))
def test_many_more_rows_than_features_are_decided_too(data):
    found = check_assumption(data)
    assert isinstance(found, UniformMargin) == solvable(data)
    assert found.verify(data)
