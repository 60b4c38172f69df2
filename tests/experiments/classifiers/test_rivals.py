"""The comparison of BN with its rivals: known limits on small data, what is left out, and refusals."""

import dataclasses
import json

import numpy as np
import pytest

from verify.data import Dataset
from verify.errors import InputError
from verify.experiments.classifiers.rivals import Outcome, rivals
from verify.experiments.experiment import to_json

# the third sample is no support vector of the maximum margin, so that the two classifiers differ
ROWS = [[2, 1, 0, 0], [2, -1, 1, 0], [6, 0, 0, 3], [2, 0, -1, -2]]
LABELS = [1, -1, 1, 1]
APART = Dataset.from_rows([[y * entry for entry in row] for row, y in zip(ROWS, LABELS, strict=True)], LABELS)


@pytest.fixture(scope="module")
def found():
    return rivals(data=APART, steps=4000)


def row(found, start):
    return next(outcome for outcome in found.outcomes if outcome.name.startswith(start))


@pytest.mark.slow
def test_batch_normalisation_makes_margins_equal_where_no_normalisation_goes_to_the_maximum_margin(found):
    normalised, plain = row(found, "BN"), row(found, "no normalisation")
    assert normalised.is_uniform
    assert normalised.least > 0.999
    assert plain.share > 0.98
    assert plain.discrepancy > 0.05
    assert normalised.share < 0.95
    assert found.widest == pytest.approx(plain.discrepancy, rel=0.2)


@pytest.mark.slow
def test_mean_subtraction_without_a_bias_weighs_the_classes_against_each_other(found):
    """With three samples of one class and one of the other the margins are as 1 to 3, and a bias makes them equal."""
    apart, equal = row(found, "BN − mean (unbalanced)"), row(found, "BN − mean + bias (unbalanced)")
    assert apart.largest / apart.least == pytest.approx(3, rel=1e-2)
    assert equal.largest / equal.least == pytest.approx(1, abs=1e-2)


@pytest.mark.slow
def test_mini_batches_with_statistics_of_their_own_reach_the_same_margins(found):
    assert row(found, "BN (batches of 2)").is_uniform
    assert "times that at t =" in row(found, "BN − mean (unbalanced)").sentence
    assert found.left_out[0] == "batches of 1: a batch of one sample has no spread to normalise by"


@pytest.mark.slow
def test_margins_that_cannot_be_uniform_are_said_to_be_so():
    five = Dataset.from_rows([[2, 1], [2, -1], [6, 3], [2, 2]], [1, -1, 1, 1])
    shown = row(rivals(data=five, steps=300), "BN")
    assert not shown.can_be_uniform
    assert "no w has uniform margins" in shown.sentence


@pytest.mark.slow
def test_what_is_shown_fits_and_says_something_of_every_rival(found):
    seen, said, proved, *_ = found.tables()
    assert len(seen.rows) == len(said.rows) == len(found.outcomes) > 12
    assert all(text for _, text in said.rows)
    assert proved.rows
    assert json.dumps(to_json(found))
    assert "the margins become equal with BN" in found.sentence


@pytest.mark.slow
def test_held_out_samples_are_tested_on():
    shown = rivals(data=APART, steps=200, held_out=1)
    assert row(shown, "no normalisation").test_error in (0.0, 1.0)
    assert "% wrong" in shown.tables()[0].headings


def test_a_model_that_does_not_separate_says_so():
    outcome = Outcome("layer norm", 0.7, 9.0, 2.0, -5.0, 3.0, None, "", 3, True, None, (), ())
    assert outcome.sentence.startswith("did not separate the data from any of 3 starts")


def test_an_interrupted_comparison_has_kept_its_rows():
    kept = []

    def stop(done, of, doing, partial=None):
        kept.append(partial)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rivals(data=APART, steps=20, observe=stop)
    assert [outcome.name for outcome in kept[-1].outcomes] == ["no normalisation", "weight norm"]
    assert dataclasses.is_dataclass(kept[-1])
    assert kept[-1].sentence


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        (Dataset.from_rows([[1, 0], [0, 1]], [1, 1]), {}, "of one class"),
        (Dataset.from_rows([[1], [1]], [1, -1]), {}, "cannot be separated"),
        (APART, {"held_out": 3}, "held-out 3: give 0 to 2"),
        (APART, {"held_out": -1}, "held-out -1"),
        (APART, {"steps": 1}, "steps 1"),
        (APART, {"epsilon": -1.0}, "epsilon -1.0"),
    ],
)
def test_bad_data_and_options_are_refused_in_one_line(data, options, said):
    with pytest.raises(InputError, match=said):
        rivals(data=data, **options)


@pytest.mark.slow
def test_patches_add_a_row_for_rms_norm_over_them():
    data = Dataset.from_rows([[1, 0, 1, 2], [1, 2, 0, 1], [-1, 0, 0, 1]], [1, 1, -1], patches=2)
    shown = rivals(data=data, steps=300)
    assert row(shown, "RMS norm of patches").share is not None
    assert np.isfinite([outcome.discrepancy for outcome in shown.outcomes]).all()
