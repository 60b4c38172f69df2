"""The CNN's rates on small data: the power of log t for each number of patches, loss and γ beside their predictions."""

from __future__ import annotations

import pytest

from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.rates.cnn_rate import cnn_rate

DATA = Dataset.from_rows([[1, 0, 0, 0, 0, 2, 0, 0], [0, 0, 1, 0, 0, 0, 0, 3]], [1, 1], name="two")


@pytest.mark.slow
def test_patches_change_the_power_of_log_t_and_the_loss_falls_as_predicted():
    found = cnn_rate(data=DATA, counts=(1, 2, 3, 4), until=10**40)
    assert [run.patches for run in found.runs] == [1, 2]
    assert [float(run.power.predicted) for run in found.runs] == [3, 2]
    for run in found.runs:
        assert abs(float(run.power.computed - run.power.predicted)) < 0.2
        assert run.loss.digits > 10
        assert run.gamma.digits > 10
    assert [why[:5] for why in found.refused] == ["P = 3", "P = 4"]
    assert "P = 3 does not divide 8 features" in found.sentence


def test_a_time_too_early_to_tell_is_refused():
    with pytest.raises(InputError, match="give 1000000000000"):
        cnn_rate(data=DATA, until=1000)


def test_counts_none_of_which_can_be_run_are_refused():
    with pytest.raises(InputError, match="P = 3 does not divide 8 features; P = 5"):
        cnn_rate(data=DATA, counts=(3, 5), until=10**20)
