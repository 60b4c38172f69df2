"""The cone around −w*: its half-angle on a small instance, and what is refused."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.datasets import gaussian_dataset
from verify.experiments.starts.basin import basin

CROSS = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="cross")


@pytest.mark.slow
def test_the_cone_narrows_as_predicted_and_its_boundary_passes_the_saddle():
    found = basin(data=CROSS, ratios=(fmpq(4), fmpq(8)), halvings=5)
    assert found.slope is not None
    assert abs(float(found.slope.computed) - 0.3926) < 0.06
    assert abs(float(found.slope.predicted) - 0.39258) < 1e-4
    for cone in found.cones:
        assert abs(float(cone.saddle_loss)) < 0.05
        assert float(cone.saddle_gamma) < 0.3


@pytest.mark.parametrize(
    ("data", "options", "told"),
    [
        (gaussian_dataset(2, 4, seed=0, patches=2), {}, "linear model"),
        (CROSS, {"gamma": fmpq(0)}, "γ\\(0\\) above 0"),
        (CROSS, {"ratios": (fmpq(4), fmpq(2))}, "increase"),
        (CROSS, {"halvings": 0}, "give 1 to 1000"),
        (CROSS, {"ratios": (fmpq(4), fmpq(10**6))}, "ratio 1000000: give at most 100000"),
        (gaussian_dataset(1, 3, seed=0), {}, "no direction"),
        (Dataset.from_rows([[1], [2]], [1, 1]), {}, "Assumption 2.1"),
    ],
)
def test_data_and_options_that_make_no_cone_are_refused(data, options, told):
    with pytest.raises(InputError, match=told):
        basin(data=data, **options)
