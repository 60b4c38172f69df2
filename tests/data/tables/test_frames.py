"""Data frames of pandas, Polars and PyArrow, and scikit-learn's bunches, are read by their titles."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from verify.data.dataset import Dataset
from verify.errors import InputError

pandas = pytest.importorskip("pandas", reason="pandas is in the extra test")
polars = pytest.importorskip("polars", reason="Polars is in the extra test")
pyarrow = pytest.importorskip("pyarrow", reason="PyArrow is in the extra test")

COLUMNS = {"a": [0.1, 2.0], "kind": ["dog", "cat"], "b": [1, 3]}
KINDS = {"pandas": pandas.DataFrame, "polars": polars.DataFrame, "pyarrow": pyarrow.table}


@pytest.mark.parametrize("kind", KINDS)
def test_features_are_the_columns_beside_the_label(kind):
    data = Dataset.from_frame(KINDS[kind](COLUMNS), "kind")
    assert data.z == fmpq_mat([[fmpq(1, 10), 1], [-2, -3]])
    assert data.label_names == ("cat", "dog")
    assert Dataset.from_frame(KINDS[kind](COLUMNS), "kind", drop=["a"]).d == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_comes_back_as_it_went(kind):
    data = Dataset.from_frame(KINDS[kind](COLUMNS), "kind")
    again = Dataset.from_frame(data.to_frame(backend=kind))
    assert again == data
    assert again.label_names == data.label_names


def test_a_frame_goes_where_rows_go_with_labels_beside_it():
    frame = pandas.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["p", "q"])
    labels = pandas.Series([True, False], index=["p", "q"])
    assert Dataset.from_rows(frame, labels) == Dataset.from_frame(frame, labels)
    assert Dataset.from_rows(frame, labels).z == fmpq_mat([[1, 3], [-2, -4]])


@pytest.mark.parametrize(
    "labels",
    [
        pandas.Series([True, False], dtype="boolean"),
        pandas.Series([1, 0], dtype="Int8"),
        pandas.Series(["b", "a"], dtype="category"),
        pandas.Series(["b", "a"], dtype="string"),
        pandas.Series(pandas.to_datetime(["2021-01-01", "2020-01-01"])),
        polars.Series(["b", "a"]),
        polars.Series(["b", "a"], dtype=polars.Categorical),
        polars.Series([True, False]),
        pyarrow.array(["b", "a"]).to_pandas(),
    ],
    ids=lambda labels: f"{type(labels).__module__.split('.')[0]} {labels.dtype}",
)
def test_labels_of_any_kind_of_column(labels):
    frame = KINDS["polars" if isinstance(labels, polars.Series) else "pandas"]({"x": [1, 2], "label": labels})
    assert Dataset.from_frame(frame).labels == (1, -1)
    assert Dataset.from_numpy([[1], [2]], labels).labels == (1, -1)


def test_narrow_floats_and_exact_numbers_keep_their_precision():
    frame = pandas.DataFrame({"f": np.array([0.1, 1], dtype=np.float32), "g": [Fraction(1, 3), 2], "y": [1, -1]})
    assert Dataset.from_frame(frame).z == fmpq_mat([[fmpq(1, 10), fmpq(1, 3)], [-1, -2]])


def test_titles_that_are_numbers_and_sparse_columns_are_read():
    assert Dataset.from_frame(pandas.DataFrame([[1, 2, -1]]), 2).z == fmpq_mat([[-1, -2]])
    sparse = pandas.DataFrame({"a": pandas.arrays.SparseArray([0, 2.5]), "y": [1, -1]})
    assert Dataset.from_frame(sparse).z == fmpq_mat([[0], [fmpq(-5, 2)]])
    with pytest.raises(InputError, match="backend 'none'"):
        Dataset.from_frame(sparse).to_frame(backend="none")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": [1]}), "b"),
            "label column 'b' is not in the data frame: did you mean 'a'?",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": [1]})),
            "the data frame has no column called label: name the one to use as label",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"x": [1], "y": [1], "label": [1]})),
            "the data frame has the label columns 'y' and 'label': name the one to use as label",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"y": [1]})),
            "the data frame has no column beside the label: give at least one feature",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": ["u"], "y": [1]})),
            "drop it, or name it as the label",
        ),
        (lambda: Dataset.from_frame(pandas.DataFrame({"a": [True], "y": [1]})), "drop it, or name it as the label"),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": [1.0, None], "y": [1, 1]})),
            "row 1 of the data frame, column 'a' is missing: leave the sample out",
        ),
        (
            lambda: Dataset.from_frame(polars.DataFrame({"a": [1.0, float("nan")], "y": [1, 1]})),
            "'nan' in row 1 of the data frame, column 'a' is not a finite number",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame([[1, 2, 1]], columns=["a", "a", "y"])),
            "the data frame has two columns of one title: rename one",
        ),
        (lambda: Dataset.from_frame(polars.LazyFrame({"a": [1], "y": [1]})), "is no data frame that narwhals reads"),
        (lambda: Dataset.from_frame({"a": [1]}), "is no data frame that narwhals reads"),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": [1], "y": [1]}), drop=["c"]),
            "column 'c' to drop is not in the data frame: did you mean",
        ),
        (
            lambda: Dataset.from_frame(pandas.DataFrame({"a": [1], "y": [1]}), [1, 2]),
            "the data frame has 2 labels for 1 rows: give one a row",
        ),
    ],
)
def test_what_cannot_be_used_is_named_by_its_column(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("as_frame", [False, True])
def test_a_bunch_brings_its_class_names(as_frame):
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is in the extra test")
    data = Dataset.from_bunch(datasets.load_breast_cancer(as_frame=as_frame))
    assert (data.n, data.d, data.label_names) == (569, 30, ("malignant", "benign"))
    assert data.labels[0] == -1


def test_a_bunch_of_three_classes_is_refused_with_what_to_do():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is in the extra test")
    with pytest.raises(InputError, match=r"target has 3 classes: keep the samples of two"):
        Dataset.from_bunch(datasets.load_iris())
    with pytest.raises(InputError, match="no data and target"):
        Dataset.from_bunch([1])


def test_titles_of_several_levels_are_refused_and_never_taken_for_labels():
    levels = pandas.MultiIndex.from_tuples([("a", "b"), ("c", "d")])
    with pytest.raises(InputError, match="titles of several levels, such as"):
        Dataset.from_frame(pandas.DataFrame([[1, 2], [3, 4]], columns=levels), ("c", "d"))


def test_labels_of_another_index_are_refused_as_their_order_is_not_told():
    """By place the second sample of the turned frame would be 'cat', by index 'dog'."""
    frame = pandas.DataFrame({"a": [1, 2, 3]}, index=["p", "q", "r"])
    kinds = pandas.Series(["dog", "cat", "dog"], index=["p", "q", "r"])
    turned = frame.loc[["q", "p", "r"]]
    for read in (Dataset.from_frame, Dataset.from_rows, Dataset.from_numpy):
        with pytest.raises(InputError, match=r"another index than the samples: give labels\.loc\[samples\.index\]"):
            read(turned, kinds)
        by_index = read(turned, kinds.loc[turned.index])
        assert by_index.labels == (-1, 1, 1)
        assert read(turned, kinds.to_numpy()).labels == (1, -1, 1)
        assert read(frame, kinds).labels == (1, -1, 1)
