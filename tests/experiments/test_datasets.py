"""The data of an experiment by one word: larger cuts of the shipped samples' sources."""

from __future__ import annotations

import pytest

from verify.data import UniformMargin, check_assumption
from verify.errors import InputError
from verify.experiments.datasets import dataset_called


def test_a_larger_cut_has_both_classes_in_turn_and_a_uniform_margin():
    pytest.importorskip("sklearn", reason="scikit-learn, of the extra readers, is not installed")
    data = dataset_called("breast_cancer:12")
    assert (data.n, data.d, data.name) == (12, 30, "breast_cancer:12")
    assert data.labels == (-1, 1) * 6
    assert isinstance(check_assumption(data), UniformMargin)


def test_patches_of_the_digits_are_upright_strips_of_the_images():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn, of the extra readers, is not installed")
    found = datasets.load_digits()
    data = dataset_called("digits:4", patches=4)
    assert (data.n, data.P, data.d) == (4, 4, 16)
    first_three = found.images[list(found.target).index(3)]
    strip = [int(-entry) for entry in data.z.tolist()[1]]  # its label is −1
    assert strip == [int(entry) for entry in first_three[:, 2:4].T.ravel()]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("digits:1", "give 2 to"),
        ("digits:9999", "give 2 to"),
        ("digits:x", "write digits:N"),
        ("breast_cancer:3,4", "write breast_cancer:N"),
    ],
)
def test_a_cut_that_cannot_be_made_is_refused(word, told):
    pytest.importorskip("sklearn", reason="scikit-learn, of the extra readers, is not installed")
    with pytest.raises(InputError, match=told):
        dataset_called(word)
