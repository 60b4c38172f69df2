"""Figure 1 on small data: every margin has a curve, BN's come together, and what is wrong is refused."""

import numpy as np
import pytest
from flint import fmpq

from verify.errors import InputError
from verify.experiments.classifiers.figure_1 import figure_1


def test_margins_come_together_with_bn_and_stay_apart_without():
    found = figure_1(n=8, d=40, steps=1500)
    with_bn, without = found.courses
    assert with_bn.margins.shape == (len(with_bn.times), 8)
    assert np.ptp(with_bn.relative[-1]) < 0.01 < np.ptp(without.relative[-1])
    assert with_bn.discrepancy[-1] < 1e-4 < without.discrepancy[-1]
    assert (without.margins[-1] > 0).all()
    assert found.predicted[0] == 0
    assert "with BN within" in found.sentence


def test_both_runs_begin_at_one_start_and_a_seed_repeats_them():
    first, again = figure_1(n=4, d=9, steps=20), figure_1(n=4, d=9, steps=20)
    assert (first.courses[0].margins[0] == first.courses[1].margins[0]).all()
    assert (first.courses[1].margins == again.courses[1].margins).all()
    assert (figure_1(n=4, d=9, steps=20, seed=1).courses[0].margins != first.courses[0].margins).any()


def test_an_interrupted_run_has_kept_its_curves():
    kept = []

    def stop(done, of, doing, partial=None):
        kept.append(partial)
        if done > 1.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        figure_1(n=4, d=9, steps=50, observe=stop)
    assert [course.name for course in kept[-1].courses] == ["with BN", "without"]
    assert kept[-1].tables()
    assert kept[0].sentence


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"n": 1}, "n = 1"), ({"n": 10**4, "d": 10**4}, "at most 10"), ({"eta": fmpq(0)}, "eta 0"),
        ({"scale": fmpq(-1)}, "scale -1"), ({"steps": 0}, "steps 0"), ({"eta": fmpq(10) ** 300}, "smaller"),
    ],
)  # fmt: skip
def test_bad_options_are_refused_in_one_line(options, said):
    with pytest.raises(InputError, match=said):
        figure_1(**{"n": 4, "d": 9, "steps": 30} | options)
