"""The exact geometry under a certified run."""

import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.batchnorm.dynamics.certified.geometry import Geometry, largest_eigenvalue_bound, least_norm_squared
from verify.batchnorm.dynamics.problem import Problem
from verify.errors import InputError

SMALL = st.integers(-3, 3)


@settings(deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda d: st.lists(st.lists(SMALL, min_size=d, max_size=d), min_size=1, max_size=5)),
    st.data(),
)
def test_the_least_norm_is_that_of_the_projection_even_where_the_gram_matrix_is_singular(rows, data):
    z = fmpq_mat(rows)
    c = fmpq_mat([[data.draw(SMALL)] for _ in rows])
    w = z.transpose() * c
    assert least_norm_squared(z * z.transpose(), tuple((z * w).entries())) == (w.transpose() * w)[0, 0]


@pytest.mark.parametrize(
    ("gram", "margins", "message"),
    [
        ([[1, 0], [0, -1]], (1, 1), "negative eigenvalue"),
        ([[0, 1], [1, 0]], (1, 1), "negative eigenvalue"),
        ([[1, 1], [0, 1]], (1, 1), "not symmetric"),
        ([[1, 1], [1, 1]], (1, 2), "no w has margin 2 in row 2"),
        ([[1]], (1, 2), "2 margins with a Gram matrix of 1 rows"),
    ],
)
def test_what_no_data_can_have_is_refused_in_one_line(gram, margins, message):
    with pytest.raises(InputError, match=message):
        least_norm_squared(fmpq_mat(gram), tuple(fmpq(m) for m in margins))


def test_the_eigenvalue_bound_is_above_and_close():
    bound = largest_eigenvalue_bound(arb_mat([[2, 1, 0], [1, 2, 1], [0, 1, 2]]))
    exact = 2 + arb(2).sqrt()
    assert exact <= bound < exact * 1.01


def test_the_eigenvalue_bound_of_a_zero_matrix_is_zero():
    assert largest_eigenvalue_bound(arb_mat(3, 3)) == 0


def test_a_displacement_is_never_longer_than_its_measured_length():
    gram = fmpq_mat([[2, 1], [1, 3]])
    geometry = Geometry.of(Problem(gram=gram, eta_w=fmpq(1, 2), eta_gamma=fmpq(2)))
    c = arb_mat([[1], [-2]])
    exact = ((c.transpose() * arb_mat(gram) * c)[0, 0] + arb(9) / 4).sqrt()
    assert exact <= geometry.length(c, arb(3))
