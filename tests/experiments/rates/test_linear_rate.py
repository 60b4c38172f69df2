"""The rate of the linear model on small data: the law is told, and the constant is the predicted one."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.datasets import gaussian_dataset
from verify.experiments.rates.linear_rate import linear_rate

LOW_RANK = Dataset.from_rows([[1, 1, 0], [1, -1, 2], [1, 3, -2], [1, "0.5", "0.5"]], [1, 1, 1, 1], name="low rank")


@pytest.mark.slow
@pytest.mark.parametrize("data", [gaussian_dataset(3, 5, seed=1), LOW_RANK], ids=lambda data: data.name)
def test_only_log_cubed_is_kept_and_its_constant_is_the_predicted_one(data):
    found = linear_rate(data=data, until=10**40, steps=200, scale=fmpq(2), seed=3)
    assert found.kept == ("log³ t",)
    assert found.constant is not None
    assert found.constant.digits > 15
    assert found.drift("log² t") == pytest.approx(2, rel=0.2)
    assert "excluded: log t (by a factor 4." in found.sentence


@pytest.mark.slow
def test_the_run_in_doubles_follows_the_leaps_until_rounding_stops_it():
    found = linear_rate(data=gaussian_dataset(2, 5, seed=0), until=10**5, steps=10**5)
    pairs = [(float(p.log_discrepancy), p.coarse) for p in found.points if p.coarse is not None]
    early = [(fine, coarse) for fine, coarse in pairs if fine > -40]
    assert len(early) > 10
    assert all(coarse == pytest.approx(fine, abs=1e-3 * (1 + abs(fine))) for fine, coarse in early)
    assert pairs[-1][1] > pairs[-1][0]


@pytest.mark.parametrize(
    ("data", "until", "told"),
    [
        (gaussian_dataset(2, 4, seed=0, patches=2), 10**10, "cnn-rate"),
        (gaussian_dataset(2, 4, seed=0), 100, "give 10000"),
        (gaussian_dataset(1, 4, seed=0), 10**10, "no room"),
        (Dataset.from_rows([[1], [2]], [1, 1]), 10**10, "Assumption 2.1"),
    ],
)
def test_data_that_tell_no_rate_are_refused(data, until, told):
    with pytest.raises(InputError, match=told):
        linear_rate(data=data, until=until)


@pytest.mark.parametrize("until", [10**4, 10**6, 10**7])
def test_an_early_end_is_told_and_no_law_is_judged_by_one_window(until):
    found = linear_rate(data=gaussian_dataset(3, 5, seed=1), until=until, steps=1, digits=8)
    assert found.tables()
    if len({fit.window for fit in found.fits}) < 2:
        assert "no law is told from another" in found.sentence


def test_a_run_in_which_d_stands_still_follows_no_law():
    # the first step makes w so long that no later one turns it
    found = linear_rate(data=gaussian_dataset(3, 5, seed=1), until=10**4, steps=2000, scale=fmpq(1, 10**300), digits=8)
    assert not found.fits
    assert "no law is told from another" in found.sentence
