"""The thresholds seen stand beside the proved ones, and the one sentence says whether η is small enough."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.starts.thresholds import thresholds

PAIR = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")
TINY = (fmpq(6, 10**4), fmpq(8, 10**4))
NEAR_MIRROR = (fmpq(-3, 5), fmpq(1, 100))


@pytest.mark.slow
def test_a_start_of_ordinary_size_is_judged_by_runs_alone():
    found = thresholds(data=PAIR, start=(fmpq(3, 5), fmpq(4, 5)), halvings=1)
    assert found.asked.kept
    assert not found.proved
    assert fmpq(1, 5) < found.largest_eta < 1
    assert 7 < found.largest_start < 20
    assert found.proved_eta is None
    assert "η = 0.1 is small enough as far as a run can tell" in found.sentence
    assert "‖w(0)‖ ≤ 0.00213, here it is 1.00" in found.sentence
    # larger steps make w longer, and with it D slower
    growth = sorted((float(arb(one.eta)), float(one.grown)) for one in found.tried if one.eta and one.grown)
    assert [g for _, g in growth] == sorted(g for _, g in growth)


@pytest.mark.slow
def test_a_step_that_the_theorem_covers_is_proved_small_enough_and_is_far_below_those_seen():
    found = thresholds(data=PAIR, start=TINY, eta=fmpq(1, 10**16))
    assert found.proved
    assert found.tried == ()  # nothing has to be run for the answer
    assert found.sentence == "pair: η = 1e-16 is small enough: proved, as it is at most 5.52e-15"
    larger = thresholds(data=PAIR, start=TINY, eta=fmpq(1, 10**11))
    assert larger.asked.kept
    assert not larger.proved
    assert arb(larger.asked.eta) > 1000 * larger.proved_eta
    assert len(larger.tried) == 1


@pytest.mark.slow
def test_a_start_near_the_mirror_image_is_refused_whatever_the_step():
    found = thresholds(data=PAIR, start=NEAR_MIRROR, eta=fmpq(1, 10))
    assert "no η is small enough for this start" in found.sentence
    assert "is short enough" in found.sentence
    assert found.largest_eta is None
    assert found.largest_start < arb("0.6")


def test_an_eta_that_is_too_large_is_answered_with_one_that_is_small_enough():
    found = thresholds(data=PAIR, start=(fmpq(3, 5), fmpq(4, 5)), eta=fmpq(3))
    assert not found.asked.kept
    assert 1.1 < float(found.asked.grown) < 10
    assert 0 < found.largest_eta < fmpq(1, 2)
    assert "η = 3 is too large: w grows" in found.sentence
    assert "η = 0.0469 is small enough as far as a run can tell" in found.sentence
    assert all(one.kept for one in found.tried if one.eta == 0 or one.eta == found.largest_eta)


def test_a_start_with_equal_margins_stays_as_predicted():
    found = thresholds(data=PAIR, start=(fmpq(1), fmpq(0)), eta=fmpq(1, 10))
    assert found.asked.kept


def test_a_run_that_is_lost_tells_nothing(monkeypatch):
    def lost(*given, **options):
        raise LeapError("at t = 0: nothing fits")

    monkeypatch.setattr("verify.experiments.starts.judging.leap_until", lost)
    found = thresholds(data=PAIR, start=(fmpq(3, 5), fmpq(4, 5)), eta=fmpq(1, 10))
    assert found.asked.lost
    assert found.largest_eta is None
    assert found.sentence == "pair: no run tells whether η = 0.1 is small enough: it is lost: at t = 0: nothing fits"


@pytest.mark.slow
def test_the_cnn_has_thresholds_seen_and_none_proved():
    data = Dataset.from_rows([[1, 0, 0, 0, 0, 2, 0, 0], [0, 0, 1, 0, 0, 0, 0, 3]], [1, 1], name="cnn").with_patches(2)
    found = thresholds(data=data, eta=fmpq(1, 100), start=(1, 2, 3, 1), until=10**4)
    assert found.proved_start is None
    assert found.asked.kept
    assert "no constants are proved for the CNN" in found.sentence


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"eta": fmpq(0)}, "above 0"),
        ({"scale": fmpq(0)}, "above 0"),
        ({"miss": fmpq(1)}, "from 1/1000 to below 1"),
        ({"miss": fmpq(1, 10**300)}, "from 1/1000 to below 1"),
        ({"until": 100}, "10000"),
        ({"start": (fmpq(1),)}, "w has 2"),
        ({"start": (fmpq(0), fmpq(0))}, "every margin is 0"),
        ({"data": Dataset.from_rows([[1], [2]], [1, 1])}, "Assumption 2.1"),
        ({"data": Dataset.from_rows([[1, 0]], [1])}, "no room"),
    ],
)
def test_bad_numbers_are_refused_in_one_line(options, told):
    with pytest.raises(InputError, match=told):
        thresholds(**({"data": PAIR} | options))
