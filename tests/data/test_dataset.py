"""The dataset holds z = y·x exactly and refuses shapes that do not fit."""

import copy
import dataclasses
import json
import pickle

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.batchnorm.classifiers import maximum_margin
from verify.data.dataset import Dataset
from verify.errors import InputError

REMEDY = "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3"
NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=40)


@st.composite
def datasets(draw):
    """Any small dataset, zero rows and single classes included."""
    n, patches, d = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(NUMBERS, min_size=patches * d, max_size=patches * d), min_size=n, max_size=n))
    labels = draw(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n))
    return Dataset.from_rows(rows, labels, patches=patches)


def test_row_i_times_P_plus_p_is_the_signed_patch():
    data = Dataset.from_rows([[1, 2, 3, 4], [5, 6, 7, 8]], [1, -1], patches=2)
    assert data.z == fmpq_mat([[1, 2], [3, 4], [-5, -6], [-7, -8]])
    assert (data.n, data.P, data.d, data.rows) == (2, 2, 2, 4)
    assert data.x == fmpq_mat([[1, 2, 3, 4], [5, 6, 7, 8]])
    assert data.row_name(3) == "sample 2, patch 2"


def test_one_sample_with_one_feature_is_a_dataset():
    data = Dataset.from_rows([["-1/2"]], [-1])
    assert data.z == fmpq_mat([[fmpq(1, 2)]])
    assert data.gram == fmpq_mat([[fmpq(1, 4)]])


@pytest.mark.slow
@settings(deadline=None)
@given(datasets())
def test_json_gives_the_same_dataset_back(data):
    again = Dataset.from_json(json.loads(json.dumps(data.to_json())))
    assert again == data
    assert again.digest == data.digest
    assert hash(again) == hash(data)


def same_in_everything(one, other):
    return one == other and (one.name, one.label_names) == (other.name, other.label_names)


@pytest.mark.slow
@settings(deadline=None)
@given(datasets())
@example(Dataset.from_rows([[1], [2]], ["b", "a"], name="it's"))
@example(Dataset(z=[[fmpq(10) ** 5000, fmpq(1, 3**2500)]], labels=[-1]))
def test_its_repr_is_code_that_makes_it_again(data):
    assert same_in_everything(eval(repr(data), {"Dataset": Dataset, "fmpq": fmpq}), data)


@pytest.mark.slow
@settings(deadline=None)
@given(datasets(), st.integers(2, pickle.HIGHEST_PROTOCOL))
def test_it_can_be_pickled_and_copied(data, protocol):
    named = dataclasses.replace(data, name="a", label_names=("cat", "dog"))
    assert named.gram.nrows() == data.rows
    for again in (pickle.loads(pickle.dumps(named, protocol)), copy.copy(named), copy.deepcopy([named])[0]):
        assert same_in_everything(again, named)


def test_the_matrix_may_be_rows_of_numbers():
    assert Dataset(z=[[1, "1/2"], [0.25, 3]], labels=[1, -1]).z == fmpq_mat([[1, fmpq(1, 2)], [fmpq(1, 4), 3]])


@pytest.mark.slow
@settings(deadline=None)
@given(datasets())
def test_cutting_into_one_patch_and_back_changes_nothing(data):
    assert data.with_patches(1).with_patches(data.patches) == data
    assert data.with_patches(1).x == data.x


def test_the_digest_is_the_same_on_every_machine_and_knows_cut_and_labels():
    data = Dataset.from_rows([["0.5", 2]], [1], name="a")
    assert data.digest == "5344b6c2f0596c164e1ed5f38b5dcb90aee541dc858971abdff14ccf1677027b"
    assert data.digest == dataclasses.replace(data, name="b").digest
    others = [data.with_patches(2), Dataset.from_rows([["-1/2", -2]], [-1]), Dataset.from_rows([[1, 2]], [1])]
    assert len({data.digest, *(other.digest for other in others)}) == 4


def test_writing_to_the_matrix_it_was_made_of_does_not_change_a_dataset():
    z = fmpq_mat([[1, 2]])
    data = Dataset(z=z, labels=(1,))
    z[0, 0] = 7
    assert data.z == fmpq_mat([[1, 2]])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Dataset.from_rows([[1, 2], [3]], [1, -1]),
            "the dataset, row 2 has 1 features where the dataset, row 1 has 2: make them equal",
        ),
        (
            lambda: Dataset.from_rows([], []),
            "the dataset holds no samples: give at least one row of numbers with its label",
        ),
        (
            lambda: Dataset.from_rows([[]], [1]),
            "the dataset, row 1 holds no features: give at least one number beside the label",
        ),
        (lambda: Dataset.from_rows([[1]], [1, 1]), "the dataset has 2 labels for 1 rows: give one a row"),
        (
            lambda: Dataset.from_rows([[1, 2, 3]], [1], patches=2),
            "2 patches for 3 features a sample in the dataset: give a divisor of 3",
        ),
        (
            lambda: Dataset.from_rows([[1]], [1], patches=0),
            "0 patches a sample: give a whole number of at least 1",
        ),
        (
            lambda: Dataset.from_rows([[1, 2]], [1]).with_patches(3),
            "3 patches for 2 features a sample in the dataset: give a divisor of 2",
        ),
        (lambda: Dataset(z=fmpq_mat([[1], [2]]), labels=(1,)), "2 rows for 1 samples of 1 patches: give 1 rows"),
        (lambda: Dataset(z=fmpq_mat([[1]]), labels=(3,)), "label 3 of sample 1 is not ±1: use the labels 1 and -1"),
        (
            lambda: Dataset(z=fmpq_mat([[1]]), labels=(1,), patches=0),
            "0 patches a sample: give a whole number of at least 1",
        ),
        (lambda: Dataset(z=fmpq_mat(0, 1), labels=()), "0 samples of 1 features: give at least one of each"),
        (
            lambda: Dataset.from_rows([[1, "x"]], [1]),
            "'x' in the dataset, row 1, column 2 is not a finite number: "
            "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3",
        ),
        (lambda: Dataset.from_rows([[1], [2]], {1, -1}), "labels is {1, -1}: give one label a sample, such as [1, -1]"),
        (
            lambda: Dataset.from_rows([[1]], [1], label_names=("a",)),
            "label_names \"('a',)\": give the two names of -1 and of +1",
        ),
        (lambda: Dataset.from_rows(5, [1]), "the samples are 5: give rows of numbers, such as [[1, 2], [3, 4]]"),
        (lambda: Dataset.from_rows([5], [1]), "row 1 of the dataset is 5: give a list of numbers"),
        (lambda: Dataset.from_rows(["12"], [1]), "row 1 of the dataset is '12': give a list of numbers"),
        (lambda: Dataset.from_rows([[1]], 1), "labels is 1: give one label a sample, such as [1, -1]"),
        (lambda: Dataset(z=[[1, "x"]], labels=(1,)), f"'x' in z[0, 1] is not a finite number: {REMEDY}"),
        (
            lambda: Dataset(z=np.ones((1, 1, 1)), labels=(1,)),
            "z has shape (1, 1, 1): give n*P rows of d numbers, or use Dataset.from_numpy",
        ),
        (
            lambda: Dataset(z=3, labels=(1,)),
            "the samples are 3: give rows of numbers, such as [[1, 2], [3, 4]]",
        ),
        (lambda: Dataset(z=[[1]], labels=None), "labels is None: give one label a sample, such as [1, -1]"),
        (lambda: Dataset(z=[[1]], labels=[1], patches=1.5), "1.5 patches a sample: give a whole number of at least 1"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(("samples", "patches"), [(2001, 1), (1001, 2), (20_000, 1)])
def test_a_gram_matrix_that_would_fill_the_memory_is_refused_before_it_is_made(samples, patches):
    data = Dataset.from_rows([[1] * 2 * patches] * samples, [1] * samples, patches=patches)
    with pytest.raises(InputError, match=rf"^{samples * patches} rows .* above 2000 rows: give fewer samples"):
        _ = data.gram
    if patches == 1:
        with pytest.raises(InputError, match="give fewer samples"):
            maximum_margin(data)
