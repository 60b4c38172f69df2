"""The thresholds seen stand beside the proved ones, and the one sentence says whether η is small enough."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.thresholds import thresholds

PAIR = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")
TINY = (fmpq(6, 10**4), fmpq(8, 10**4))
NEAR_MIRROR = (fmpq(-3, 5), fmpq(1, 100))


@pytest.mark.slow
def test_a_start_of_ordinary_size_is_judged_by_runs_alone():
    found = thresholds(data=PAIR, start=(fmpq(3, 5), fmpq(4, 5)), halvings=1, until=10**5)
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
    found = thresholds(data=PAIR, start=TINY, eta=fmpq(1, 10**16), halvings=0, until=10**4)
    assert found.proved
    assert found.asked.kept
    assert arb(found.largest_eta) > 1000 * found.proved_eta
    assert found.sentence == "pair: η = 1e-16 is small enough: proved, as it is at most 5.52e-15"


@pytest.mark.slow
def test_a_start_near_the_mirror_image_is_refused_whatever_the_step():
    found = thresholds(data=PAIR, start=NEAR_MIRROR, halvings=0, until=10**4)
    assert "no η is small enough for this start" in found.sentence
    assert found.largest_eta is None
    assert found.largest_start < arb("0.6")


@pytest.mark.slow
def test_the_cnn_has_thresholds_seen_and_none_proved():
    data = Dataset.from_rows([[1, 0, 0, 0, 0, 2, 0, 0], [0, 0, 1, 0, 0, 0, 0, 3]], [1, 1], name="cnn").with_patches(2)
    found = thresholds(data=data, eta=fmpq(1, 100), start=(1, 2, 3, 1), halvings=0, until=10**4)
    assert found.proved_start is None
    assert found.largest_eta is not None
    assert "no constants are proved for the CNN" in found.sentence


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"eta": fmpq(0)}, "above 0"),
        ({"miss": fmpq(1)}, "between 0 and 1"),
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
