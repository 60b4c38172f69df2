"""The table over datasets: full and low rank, each with its constant beside the predicted one."""

from __future__ import annotations

import pytest

from verify.errors import InputError
from verify.experiments.rates.linear_rates import LinearRates, linear_rates


@pytest.mark.slow
def test_each_dataset_has_its_rank_and_a_constant_of_eight_digits_or_more():
    found = linear_rates(on=("gaussian:3x5", "flat:4x2"), until=10**40)
    assert [(row.n, row.rank) for row in found.rows] == [(3, 3), (4, 2)]
    assert all(row.kept == ("log³ t",) for row in found.rows)
    assert all(row.constant.digits > 8 for row in found.rows)
    assert found.rows[0].constant.predicted != found.rows[1].constant.predicted
    assert found.sentence.startswith("log³ t alone is kept on 2 of 2 datasets by t = 10^40")
    for row in found.rows:
        drifts = dict(row.drifts)
        # a law one power too low has a constant that grows like log t
        assert 1.8 < drifts["log² t"] < 2.5
        assert 0.9 < drifts["log³ t"] < 1.1
    for table in found.tables():
        widths = [max(map(len, column)) for column in zip(table.headings, *table.rows, strict=True)]
        assert sum(widths) + 3 * len(widths) <= 80


@pytest.mark.parametrize(("names", "told"), [((), "one dataset"), (("gaussian:2x3", "nowhere.csv"), "nowhere.csv")])
def test_names_that_are_no_data_are_refused(names, told):
    with pytest.raises(InputError, match=told):
        linear_rates(on=names, until=10**4)


def test_nothing_measured_yet_is_said():
    assert LinearRates(10**20, ()).sentence == "no constant was measured by t = 10^20"
