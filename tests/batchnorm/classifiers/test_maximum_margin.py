"""The exact maximum margin against brute force over supports, its certificates, and near misses that they reject."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm.classifiers import MaximumMargin, NotSeparable, maximum_margin, maximum_margin_of_gram
from verify.batchnorm.classifiers.proposal import proposed_support
from verify.data import Dataset, check_assumption, read_dataset, sample_path
from verify.errors import InputError

ROWS = st.integers(1, 3).flatmap(
    lambda d: st.lists(st.lists(st.integers(-3, 3), min_size=d, max_size=d), min_size=1, max_size=5)
)


def dataset(rows):
    return Dataset(fmpq_mat(rows), (1,) * len(rows))


def by_brute_force(data):
    """Return the least Σ α over all independent supports that keep the KKT conditions, or None."""
    gram = data.gram
    for size in range(1, data.n + 1):
        for support in combinations(range(data.n), size):
            block = fmpq_mat([[gram[i, j] for j in support] for i in support])
            if block.det() == 0:
                continue
            alpha = [fmpq(0)] * data.n
            for k, entry in zip(support, block.solve(fmpq_mat(size, 1, [1] * size)).entries(), strict=True):
                alpha[k] = entry
            margins = (gram * fmpq_mat(data.n, 1, alpha)).entries()
            if min(alpha) >= 0 and min(margins) >= 1:
                return sum(alpha, fmpq(0))
    return None


@settings(deadline=None, max_examples=150)
@given(ROWS, st.booleans())
@example([[1, 0], [1, 0], [1, 4]], False)  # twice the same support vector
@example([[1, 0], [-1, 0]], False)
@example([[0, 0], [1, 1]], False)
@example([[1, 1], [1, -1], [1, 0]], True)  # three on the boundary in two dimensions
def test_the_search_ends_where_brute_force_does(rows, guessed):
    data = dataset(rows)
    first = None if guessed else ()
    found, least = maximum_margin_of_gram(data.gram, first=first), by_brute_force(data)
    assert found.verify(data)
    assert (least is None) == isinstance(found, NotSeparable)
    if isinstance(found, MaximumMargin):
        assert found.norm_squared == least
        w = found.weights(data)
        assert sum((a * a for a in w), fmpq(0)) == least


@settings(deadline=None, max_examples=60)
@given(ROWS, st.lists(st.integers(0, 4), max_size=4))
def test_a_wrong_guess_does_not_change_the_answer(rows, guess):
    data = dataset(rows)
    found = maximum_margin_of_gram(data.gram, first=[k for k in guess if k < data.n])
    other = maximum_margin(data)
    assert type(found) is type(other)
    if isinstance(found, MaximumMargin):
        assert found.norm_squared == other.norm_squared


def test_a_hundred_gaussian_samples_have_an_exact_classifier():
    rng = np.random.default_rng(0)
    rows = np.round(rng.normal(size=(60, 90)) * 64).astype(int).tolist()
    found = maximum_margin(dataset(rows))
    assert isinstance(found, MaximumMargin)
    assert found.support == proposed_support(np.array(rows, dtype=float) @ np.array(rows, dtype=float).T)


def test_the_margin_of_a_cnn_is_that_of_the_sums_over_patches():
    data = Dataset(fmpq_mat([[1, 0], [1, 2], [0, 1], [2, -1]]), (1, 1), patches=2)
    assert maximum_margin(data).margins == maximum_margin(dataset([[2, 2], [2, 0]])).margins


def test_uniform_margins_are_never_larger_than_the_maximum():
    data = read_dataset(sample_path("digits"))
    uniform, best = check_assumption(data), maximum_margin(data)
    assert best.norm_squared <= uniform.norm_squared
    assert len(best.support) <= data.n


def test_certificates_near_the_right_one_are_rejected():
    data = dataset([[1, 0], [1, 4], [2, 1]])
    found = maximum_margin(data)
    tiny = fmpq(1, 10**40)
    for k in range(3):
        alpha = list(found.alpha)
        alpha[k] += tiny
        margins = tuple((data.gram * fmpq_mat(3, 1, alpha)).entries())
        assert not MaximumMargin(tuple(alpha), margins).verify(data)
    assert not replace(found, margins=(fmpq(1),) * 3).verify(data)
    assert not found.verify(dataset([[1, 0], [1, 4]]))
    assert not found.verify(dataset([[1 + tiny, 0], [1, 4], [2, 1]]))


@pytest.mark.parametrize("combination", [
    ((0, fmpq(1, 2)), (1, fmpq(1, 3))), ((0, fmpq(2, 3)), (0, fmpq(1, 3))), ((0, fmpq(-1)), (1, fmpq(2))),
    ((0, fmpq(2, 3)), (7, fmpq(1, 3))),
])  # fmt: skip
def test_combinations_that_show_nothing_are_rejected(combination):
    assert not NotSeparable(combination).verify(dataset([[1], [-2]]))


def test_no_samples_are_refused():
    with pytest.raises(InputError, match="must be square"):
        maximum_margin_of_gram(fmpq_mat(2, 3))


def test_the_margin_is_known_to_any_precision():
    found = maximum_margin(dataset([[1, 1], [1, -3]]))
    ball = found.margin(digits=200)
    assert ball.rad() < fmpq(1, 10**199)
    assert (ball * ball * found.norm_squared).contains(1)
