"""The tables of Examples 3.1 and 3.2 on small instances, against the theorems and against one another."""

import json
import math

import pytest
from flint import fmpq

from verify.errors import InputError
from verify.experiments.classifiers.bn_vs_no_bn import _percent, bn_vs_no_bn
from verify.experiments.experiment import to_json


def test_uniform_margin_never_errs_on_example_3_1_where_maximum_margin_does():
    found = bn_vs_no_bn(sizes=(4, 6), ratios=(fmpq(1, 20), fmpq(1)), draws=4, steps=0)
    assert all(set(row.uniform) == {-float("inf")} for row in found.rows)
    assert all(row.holds == (4, 4) for row in found.rows)
    assert "uniform margin errs no more than claimed from n = 4 on at σ/σ₀ = 0.05" in found.sentence


def test_little_noise_lets_maximum_margin_err_less_than_the_theorem_asks():
    (row,) = bn_vs_no_bn(sizes=(4,), ratios=(fmpq(1, 1000),), draws=3, steps=0).rows
    assert row.holds == (3, 0)
    assert "at no n" in bn_vs_no_bn(sizes=(4,), ratios=(fmpq(1, 1000),), draws=3, steps=0).sentence


def test_the_printed_power_of_alpha_breaks_the_first_bullet_of_theorem_3_4_and_the_other_keeps_it():
    found = bn_vs_no_bn(example="3.2", sizes=(100,), draws=5, steps=0)
    half, quarter = sorted(found.rows, key=lambda row: -row.setting)
    assert (half.setting, quarter.setting) == (0.5, 0.25)
    assert half.holds == (0, 5)
    assert quarter.holds[0] >= 4
    assert quarter.holds[1] == 5


@pytest.mark.slow
def test_training_with_batch_normalisation_errs_less_than_without():
    (row,) = bn_vs_no_bn(sizes=(4,), ratios=(fmpq(1, 50),), draws=1, steps=800, until=10**4).rows
    errors = {how: error for how, error, _ in row.trained}
    assert errors["BN"] < errors["none"] - 2
    assert errors["BN, leaps to 10000"] < errors["none"]
    assert errors["none"] == pytest.approx(row.widest[0], abs=0.1)
    assert errors["weight norm"] == pytest.approx(row.widest[0], abs=0.1)


def test_the_result_can_be_written_and_fits_the_screen():
    found = bn_vs_no_bn(sizes=(4,), draws=2, steps=10, until=0)
    assert json.dumps(to_json(found))
    for table in found.tables():
        widths = [max(map(len, column)) for column in zip(table.headings, *table.rows, strict=True)]
        assert sum(widths) + 3 * len(widths) <= 80


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"example": "3.3"}, "give 3.1 or 3.2"),
        ({"sigma": 0.0}, "sigma = 0.0"),
        ({"counts": (3,)}, "P = 3 patches"),
        ({"rho": 0.1}, "it is Example 3.2's"),
        ({"example": "3.2", "rho": 0.5}, "rho = 0.5"),
        ({"example": "3.2", "counts": (3,)}, "counts 3.*they are Example 3.1's"),
        ({"example": "3.2", "ratios": (fmpq(1, 2),)}, "ratios 1/2.*they are Example 3.1's"),
        ({"powers": (fmpq(1),)}, "powers 1 .*they are Example 3.2's"),
        ({"example": "3.2", "sigma": -1.0}, "sigma = -1.0"),
        ({"example": "3.2", "powers": (fmpq(-1),)}, "powers -1"),
        ({"sizes": (1000,)}, "up to 400"),
        ({"sizes": ()}, "up to 400"),
        ({"draws": 0}, "draws 0"),
        ({"steps": -1}, "steps -1"),
    ],
)
def test_parameters_outside_the_examples_are_refused_in_one_line(options, said):
    with pytest.raises(InputError, match=said):
        bn_vs_no_bn(**options)


@pytest.mark.parametrize(
    ("log", "said"),
    [(-13.01, "1e-13"), (-3.9, "0.00013"), (-52369.7, "2e-52370"), (-2e17, "10^−2.0e17"), (-math.inf, "0"), (0.0, "1")],
)
def test_a_chance_is_shown_by_its_logarithm_however_small_it_is(log, said):
    assert _percent(log) == said
