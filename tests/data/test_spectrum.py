"""The eigenvalues are enclosed, whatever the rank."""

import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verify.data.dataset import Dataset
from verify.data.spectrum import max_norm_squared, spectrum
from verify.errors import InputError


@st.composite
def matrices(draw):
    n, d = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return draw(st.lists(st.lists(st.integers(-4, 4), min_size=d, max_size=d), min_size=n, max_size=n))


@settings(deadline=None)
@given(matrices())
def test_rank_and_extreme_eigenvalues_agree_with_numpy(rows):
    assume(any(map(any, rows)))
    found = spectrum(Dataset.from_rows(rows, [1] * len(rows)))
    floats = np.array(rows, dtype=float)
    singular = np.linalg.svd(floats, compute_uv=False)
    assert found.rank == np.linalg.matrix_rank(floats)
    assert float(found.lambda_max) == pytest.approx(singular[0] ** 2 / len(rows), rel=1e-9)
    assert float(found.lambda_min) == pytest.approx(singular[found.rank - 1] ** 2 / len(rows), rel=1e-6)
    assert found.lambda_min > 0


@settings(deadline=None)
@given(matrices(), st.lists(st.integers(-3, 3), min_size=5, max_size=5))
def test_every_quotient_on_the_span_lies_between_the_two(rows, coefficients):
    data = Dataset.from_rows(rows, [1] * len(rows))
    u = data.z.transpose() * fmpq_mat(data.rows, 1, coefficients[: data.rows])
    norm = (u.transpose() * u)[0, 0]
    assume(norm != 0)
    image = data.z * u
    quotient = (image.transpose() * image)[0, 0] / norm / data.rows
    found = spectrum(data)
    with ctx.workprec(200):
        assert not arb(quotient) > found.lambda_max
        assert not arb(quotient) < found.lambda_min


def test_repeated_eigenvalues_are_enclosed():
    found = spectrum(Dataset.from_rows([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1, 1, -1]))
    assert (3 * found.lambda_max).contains(1)
    assert (3 * found.lambda_min).contains(1)


def test_patches_are_averaged_over_n_times_P():
    found = spectrum(Dataset.from_rows([[1, 0, 0, 2]], [1], patches=2))
    assert found.lambda_min.contains(fmpq(1, 2))
    assert found.lambda_max.contains(2)
    assert found.max_norm_squared == 4


def test_more_bits_give_a_tighter_enclosure_and_leave_the_precision_alone():
    data = Dataset.from_rows([[1, 2], [3, 5]], [1, -1])
    before = ctx.prec
    wide, tight = spectrum(data, bits=64), spectrum(data, bits=512)
    assert ctx.prec == before
    assert wide.lambda_max.contains(tight.lambda_max)
    assert tight.lambda_min.rel_accuracy_bits() > 450


def test_zeros_only_have_no_spectrum():
    data = Dataset.from_rows([[0, 0]], [1], name="nothing")
    assert max_norm_squared(data) == 0
    with pytest.raises(InputError) as caught:
        spectrum(data)
    assert str(caught.value) == "nothing has only zeros: its spectrum is empty, give other data"
