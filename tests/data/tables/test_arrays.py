"""Arrays of NumPy and of those that can be seen as one are read exactly; a fault is named by its place in the array."""

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from verify.data.dataset import Dataset
from verify.errors import InputError

REMEDY = "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3"
Z = [[fmpq(1, 10), fmpq(2)], [fmpq(3), fmpq(-1, 2)]]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, object])
def test_a_float_is_the_shortest_decimal_of_its_own_precision(dtype):
    data = Dataset.from_numpy(np.array([[0.1, 2], [-3, 0.5]], dtype=dtype), [1, -1])
    assert data.z == fmpq_mat(Z)


def test_patches_are_the_middle_axis_of_a_three_dimensional_array():
    x = np.arange(12).reshape(2, 3, 2)
    data = Dataset.from_numpy(x, [1, -1])
    assert (data.n, data.P, data.d) == (2, 3, 2)
    assert data == Dataset.from_numpy(x.reshape(2, 6), [1, -1], patches=3)
    assert data == Dataset.from_rows(x, [1, -1])


def test_signed_rows_are_z_with_labels_or_without():
    assert Dataset.from_numpy([[1, 2]], [-1], signed=True).z == fmpq_mat([[1, 2]])
    assert Dataset.from_numpy([[1, 2]], signed=True).labels == (1,)


@pytest.mark.parametrize(
    "labels",
    [
        [True, False],
        np.array([True, False]),
        np.array([1, 0], dtype=np.uint8),
        np.array([1.0, -1.0], dtype=np.float32),
        np.array(["b", "a"]),
        np.array([b"b", b"a"]),
        np.array(["b", "a"], dtype=object),
        np.array(["2020-01-02", "2020-01-01"], dtype="datetime64[D]"),
        (label for label in ("b", "a")),
    ],
    # the text of a generator holds its address, which is another one in each process of xdist
    ids=lambda labels: str(labels) if hasattr(labels, "__len__") else type(labels).__name__,
)
def test_labels_may_be_of_any_kind(labels):
    assert Dataset.from_numpy([[1], [2]], labels).labels == (1, -1)


def test_sparse_matrices_are_read():
    sparse = pytest.importorskip("scipy.sparse", reason="scipy comes with the extra polynomials")
    data = Dataset.from_numpy(sparse.csr_array(np.array([[0, 1.5], [2, 0]])), [1, -1])
    assert data.z == fmpq_mat([[0, fmpq(3, 2)], [-2, 0]])
    with pytest.raises(InputError, match="above 1000000"):
        Dataset.from_numpy(sparse.csr_array((10**6, 10**6)), [1])


def test_arrays_of_other_libraries_are_read():
    jax = pytest.importorskip("jax.numpy", reason="JAX is no dependency")
    assert Dataset.from_numpy(jax.array([[0.1, 2], [-3, 0.5]]), jax.array([1, -1])).z == fmpq_mat(Z)


@settings(deadline=None)
@given(
    arrays.array_shapes(min_dims=2, max_dims=3, max_side=4).flatmap(
        lambda shape: arrays.arrays(np.float64, shape, elements=st.floats(-1e100, 1e100))
    ),
    st.data(),
)
def test_arrays_come_back_as_they_went(x, draw):
    labels = draw.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(x), max_size=len(x)))
    data = Dataset.from_numpy(x, labels)
    there, signs = data.to_numpy()
    assert np.array_equal(there.reshape(x.shape), x)
    assert signs.tolist() == labels
    exact, _ = data.to_numpy(dtype=object, signed=True)
    assert Dataset.from_numpy(exact, signs, signed=True, patches=data.P if exact.ndim == 2 else None) == data


def test_exact_entries_beyond_floats_are_refused_as_floats_only():
    data = Dataset(z=[[fmpq(10) ** 400]], labels=[1])
    with pytest.raises(InputError, match="dtype=object"):
        data.to_numpy()
    assert data.to_numpy(dtype=object)[0][0, 0] == 10**400


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Dataset.from_numpy([1, 2], [1, -1]),
            "x has shape (2,): give an array of shape (n, P*d), or (n, P, d) with P patches",
        ),
        (
            lambda: Dataset.from_numpy(np.zeros((1, 0)), [1]),
            "x has shape (1, 0): give at least one sample of one feature",
        ),
        (lambda: Dataset.from_numpy([["a"]], [1]), "x has entries of type <U1: give integers or floats"),
        (lambda: Dataset.from_numpy([[True]], [1]), "x has entries of type bool: cast it to float or int"),
        (lambda: Dataset.from_numpy([[1j]], [1]), "x has entries of type complex128: give integers or floats"),
        (lambda: Dataset.from_numpy([[1.0, np.nan]], [1]), f"'nan' in x[0, 1] is not a finite number: {REMEDY}"),
        (
            lambda: Dataset.from_numpy([[[1.0, 2], [3, np.inf]]], [1]),
            f"'inf' in x[0, 1, 1] is not a finite number: {REMEDY}",
        ),
        (lambda: Dataset.from_numpy([[1], [2]], [1]), "labels has 1 entries for 2 samples in x: give one each"),
        (
            lambda: Dataset.from_numpy([[1], [2]], [[1], [1]]),
            "label a list in labels[0] is neither a number nor a name: use the labels 1 and -1",
        ),
        (
            lambda: Dataset.from_numpy([[1]], np.array([[1]])),
            "labels has shape (1, 1): give one label a sample, an array of shape (n,)",
        ),
        (
            lambda: Dataset.from_numpy([[1], [1]], [1, np.nan]),
            "label 'nan' in labels[1] is not finite: use the labels 1 and -1, or two classes",
        ),
        (
            lambda: Dataset.from_numpy([[1]]),
            "x without labels: give one a sample, or signed=True where the rows are y*x",
        ),
        (
            lambda: Dataset.from_numpy(np.zeros((1, 2, 2)), [1], patches=4),
            "4 patches asked of x of shape (1, 2, 2), which has 2: leave patches out",
        ),
        (
            lambda: Dataset.from_numpy(np.ma.masked_array([[1.0, 2]], mask=[[False, True]]), [1]),
            "x[0, 1] is masked: leave the samples with masked entries out",
        ),
        (
            lambda: Dataset.from_numpy([[1, 2, 3]], [1], patches=2),
            "2 patches for 3 features a sample in x: give a divisor of 3",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_words_of_arrays(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == message


def test_integers_are_given_where_all_entries_are_some():
    whole = Dataset.from_rows([[1, -2]], [-1])
    assert whole.to_numpy(dtype=int)[0].tolist() == [[1, -2]]
    for dtype, data in ((int, Dataset.from_rows([["1/2"]], [1])), ("u1", whole), ("zzz", whole), (bool, whole)):
        with pytest.raises(InputError, match="dtype"):
            data.to_numpy(dtype=dtype)


def test_nested_lists_of_three_levels_are_patches():
    assert Dataset.from_rows([[[1, 2], [3, 4]]], [1]) == Dataset.from_rows([[1, 2, 3, 4]], [1], patches=2)


@pytest.mark.parametrize("patches", ["2", 1.5, True, 0])
def test_patches_that_are_no_whole_number_are_refused(patches):
    with pytest.raises(InputError, match="patches a sample: give a whole number of at least 1"):
        Dataset.from_numpy([[1, 2]], [1], patches=patches)


def test_lists_of_unequal_lengths_are_no_array():
    with pytest.raises(InputError, match="x is not one array"):
        Dataset.from_numpy([[1, 2], [3]], [1, 1])
