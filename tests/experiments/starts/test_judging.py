"""One run is judged as soon as it is decided, and as the whole run would be."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.batchnorm.dynamics.starts import start_at
from verify.data import Dataset, check_assumption
from verify.experiments.starts.judging import Judge

PAIR = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")


def judge(weights):
    uniform = check_assumption(PAIR)
    start = start_at(PAIR.z, weights, gamma=fmpq(1), uniform=uniform.w_star)
    return Judge(PAIR, uniform, start, 10**6, fmpq(1, 10))


def test_a_run_that_goes_to_the_mirror_image_is_missed_and_ends_before_its_end():
    found = judge((fmpq(-3, 5), fmpq(1, 100))).descend(fmpq(1, 10))
    assert "not on its way to +∞" in found.missed
    assert found.loss is None
    assert not found.lost


def test_gradient_flow_keeps_the_length_and_takes_longer_starts():
    found = judge((fmpq(3, 5), fmpq(4, 5))).flow(fmpq(2))
    assert found.kept
    assert abs(float(found.r) - 2) < 1e-9
    assert abs(float(found.grown) - 1) < 1e-6
    assert abs(float(found.loss) - 1) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("eta", "size"), [(fmpq(1, 10), 1), (fmpq(2), 1), (fmpq(7, 10), 1), (fmpq(1, 50), 8), (fmpq(1, 50), 30)]
)
def test_a_run_that_ends_early_is_judged_as_the_whole_run_is(eta, size, monkeypatch):
    start = (fmpq(3 * size, 5), fmpq(4 * size, 5))
    early = judge(start).descend(eta)
    monkeypatch.setattr("verify.experiments.starts.judging._Watch.__call__", lambda *given: None)
    whole = judge(start).descend(eta)
    assert early.kept == whole.kept
