"""The rows that a dataset adds to the ledger."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from flint import fmpq

from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.starts import random_start
from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.cli.checking import dataset_rows
from verify.cli.checking.dataset_rows import dataset_verdicts
from verify.data import Dataset, read_dataset, sample_path
from verify.recheck import recheck


@pytest.mark.slow
def test_the_enclosure_is_that_of_the_certified_run_widened_only() -> None:
    data = Dataset.from_rows([[1, 0], [1, 2]], [1, -1])
    _, _, enclosure, _ = dataset_verdicts(data)
    assert enclosure.status is Status.CERTIFIED
    kept = enclosure.evidence.data
    problem = Problem(gram=data.gram, eta_w=dataset_rows.ETA, eta_gamma=dataset_rows.ETA)
    start = random_start(data.z, seed=dataset_rows.SEED, scale=dataset_rows.SCALE, gamma=dataset_rows.GAMMA)
    last = certify(problem, start, steps=kept["step"], digits=50).last
    low, high = Fraction(kept["D"]["lower"]), Fraction(kept["D"]["upper"])
    assert fmpq(low.numerator, low.denominator) <= last.D <= fmpq(high.numerator, high.denominator)
    assert 0 < high - low < Fraction(1, 10**9)
    middle, radius = (Fraction(kept["gamma"][name]) for name in ("mid", "rad"))
    assert abs(last.gamma - fmpq(middle.numerator, middle.denominator)) <= fmpq(radius.numerator, radius.denominator)


def test_too_many_rows_are_left_open_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_rows, "RECHECKED_WORK", 3)
    monkeypatch.setattr(dataset_rows, "MOST_WORK", 3999)
    _, _, enclosure, floor = dataset_verdicts(Dataset.from_rows([[1, 0], [1, 2]], [1, -1]))
    assert (enclosure.status, floor.status) == (Status.OPEN, Status.OPEN)
    assert enclosure.evidence.data["why"] == "2 rows are too many to re-check"
    assert floor.evidence.data["why"] == "2 rows are too many to try"


def test_a_run_too_short_to_reach_the_floor_is_open_with_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_rows, "STAGES", (10, 20))
    *_, floor = dataset_verdicts(read_dataset(sample_path("breast_cancer")))
    assert floor.status is Status.OPEN
    assert floor.evidence.data["why"].startswith(
        "no stall was seen: from step 10 to step 20 (η = 1/1000), at 15 digits"
    )


@pytest.mark.parametrize("patches", [1, 2])
def test_the_maximum_margin_is_a_row_that_the_re_checker_confirms(patches: int) -> None:
    data = read_dataset(sample_path("digits"), patches=patches)
    row = next(verdict for verdict in dataset_verdicts(data) if verdict.claim.id == "data-maximum-margin")
    ledger = json.loads(json.dumps(Ledger((row,)).to_json()))
    assert recheck(ledger).last_line == "1 claims: 1 rechecked, 0 not re-checkable, 0 rejected"
    least = ledger["claims"][0]["statement"]["then"][0]
    least[2][1] = str(Fraction(least[2][1]) + Fraction(1, 10**30))
    assert not recheck(ledger).accepted


@pytest.mark.slow
def test_too_many_samples_for_exact_arithmetic_are_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_rows, "MOST_SAMPLES", 1)
    _, row, *_ = dataset_verdicts(Dataset.from_rows([[1, 0], [1, 2]], [1, -1]))
    assert (row.status, row.evidence.data["why"]) == (Status.OPEN, "2 samples are too many to solve exactly")


def test_rows_of_a_dataset_without_w_star_stop_at_the_assumption() -> None:
    (row,) = dataset_verdicts(Dataset.from_rows([[1, 2], [-1, -2]], [1, 1]))
    assert row.status is Status.REFUTED
    assert row.evidence.data["combination"] == [[0, "1/2"], [1, "1/2"]]


def test_data_that_can_be_separated_keep_their_maximum_margin_where_no_w_has_uniform_margins() -> None:
    assumption, row = dataset_verdicts(Dataset.from_rows([[1], [2]], [1, 1]))
    assert (assumption.status, row.status) == (Status.REFUTED, Status.PROVED)
    ledger = json.loads(json.dumps(Ledger((row,)).to_json()))
    assert recheck(ledger).accepted
    ledger["claims"][0]["evidence"]["alpha"] = ["0", "1/4"]
    assert not recheck(ledger).accepted


def test_more_rows_than_a_gram_matrix_holds_leave_the_descents_open_and_the_assumption_decided() -> None:
    assumption, margin, descent = dataset_verdicts(Dataset.from_rows([[1, 1]] * 2001, [1] * 2001))
    assert assumption.status is Status.PROVED
    assert (margin.status, descent.status) == (Status.OPEN, Status.OPEN)
    assert "2001 rows, above 2000" in descent.evidence.data["why"]
