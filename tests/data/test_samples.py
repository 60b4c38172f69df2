"""The shipped datasets are what their source says, and satisfy the assumptions."""

import pytest
from flint import fmpq

from verify.data.assumption import UniformMargin, check_assumption
from verify.data.rationals import rational
from verify.data.readers import read_dataset
from verify.data.samples import NAMES, sample_path
from verify.data.spectrum import spectrum
from verify.errors import InputError

PATCHES = {"breast_cancer": 1, "digits": 2}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_dataset_satisfies_its_assumption_with_both_classes(name):
    data = read_dataset(sample_path(name), patches=PATCHES[name])
    found = check_assumption(data)
    assert isinstance(found, UniformMargin)
    assert found.verify(data)
    assert sorted(data.labels) == [-1] * 4 + [1] * 4
    assert spectrum(data).rank == data.rows


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_dataset_names_its_source_and_licence(name):
    comments = [line for line in sample_path(name).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(line.startswith("# Source: ") and "doi:10.24432/" in line for line in comments)
    assert any(line.startswith("# Licence: ") and "CC BY 4.0" in line for line in comments)


def source_rows(name):
    line = next(line for line in sample_path(name).read_text(encoding="utf-8").splitlines() if "counted from 0" in line)
    return [int(number) for number in line.rstrip(".").split(": ")[1].split(", ")]


def test_the_cancer_samples_equal_those_of_scikit_learn():
    source = pytest.importorskip(
        "sklearn.datasets", reason="scikit-learn, the source, is not installed"
    ).load_breast_cancer()
    data = read_dataset(sample_path("breast_cancer"))
    columns = [column for column in range(30) if column % 10 >= 4]
    header = next(line for line in sample_path("breast_cancer").read_text().splitlines() if not line.startswith("#"))
    assert header.split(",") == [*source.feature_names[columns], "class"]
    for sample, row in enumerate(source_rows("breast_cancer")):
        assert data.x.tolist()[sample] == [rational(entry) for entry in source.data[row, columns]]
        assert data.label_names[(data.labels[sample] + 1) // 2] == source.target_names[source.target[row]]


def test_the_digits_equal_those_of_scikit_learn_cut_into_left_and_right_halves():
    source = pytest.importorskip("sklearn.datasets", reason="scikit-learn, the source, is not installed").load_digits()
    data = read_dataset(sample_path("digits"), patches=2)
    for sample, row in enumerate(source_rows("digits")):
        image = source.images[row]
        halves = [*image[:, :4].ravel(), *image[:, 4:].ravel()]
        assert data.x.tolist()[sample] == [fmpq(int(pixel)) for pixel in halves]
        assert data.label_names[(data.labels[sample] + 1) // 2] == str(source.target[row])


def test_an_unknown_sample_is_refused_with_the_names_there_are():
    with pytest.raises(InputError) as caught:
        sample_path("../iris")
    assert str(caught.value) == "no shipped dataset is called '../iris': use breast_cancer or digits"
