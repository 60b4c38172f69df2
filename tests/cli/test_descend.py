"""``bnverify descend``: an exact step size, records on the screen and in files, one-line errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq

from verify.data import check_assumption, read_dataset, sample_path
from verify.dynamics.descent import descend
from verify.dynamics.problem import Problem
from verify.dynamics.starts import random_start

DIGITS = str(sample_path("digits"))
CANCER = str(sample_path("breast_cancer"))


def test_the_records_are_those_of_the_engine_for_the_exact_step_size(bnverify: Any, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    options = ("--eta", "0.001", "--gamma", "-1/2", "--seed", 3, "--scale", "1/30", "--steps", 40, "--digits", 30)
    said = bnverify("descend", DIGITS, "--model", "conv", "--patches", 2, *options, "--out", out)
    assert said.code == 0
    assert "40 steps with η = 1/1000 at 30 digits" in said.out
    data = read_dataset(DIGITS, patches=2)
    assumption = check_assumption(data)
    problem = Problem(gram=data.gram, eta_w=fmpq(1, 1000), eta_gamma=fmpq(1, 1000), patches=2)
    uniform = assumption.w_star  # type: ignore[union-attr]
    start = random_start(data.z, seed=3, scale=fmpq(1, 30), gamma=fmpq(-1, 2), uniform=uniform)
    records = descend(problem, start, steps=40, digits=30).records
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert kept["schema"] == "bnverify-descent-1"
    assert kept["dataset"]["sha256"] == data.digest
    assert kept["eta"] == "1/1000"
    assert [row["t"] for row in kept["records"]] == [record.t for record in records]
    assert [row["D"] for row in kept["records"]] == [record.discrepancy.decimal(30) for record in records]


def test_a_csv_file_has_one_line_for_each_record(bnverify: Any, tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    assert bnverify("descend", CANCER, "--steps", 12, "--out", out).code == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["t"]) for row in rows] == [*range(11), 12]
    assert set(rows[0]) == {"t", "gamma", "D", "log10_D", "loss", "norm_squared", "alignment"}
    assert len(rows[-1]["D"].replace(".", "").lstrip("0")) >= 49


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--eta", "0"], "eta_w = 0 is not positive"),
        (["--eta", "nan"], "'nan' in --eta is not a finite number"),
        (["--gamma", "x"], "'x' in --gamma is not a finite number"),
        (["--digits", "3"], "3 digits: give a number of digits"),
        (["--steps", "-1"], "-1 steps"),
        (["--scale", "0"], "scale 0 of a random start is not positive"),
        (["--model", "conv"], "--model conv with 1 patch a sample"),
        (["--model", "linear", "--patches", "2"], "--model linear with 2 patches a sample"),
        (["--model", "deep"], "--model deep: use linear or conv"),
        (["--patches", "5"], "5 patches for 18 features"),
        (["--out", "run.txt"], "ends in '.txt': give a .json or .csv file"),
    ],
)
def test_bad_input_is_one_line_and_exits_2(bnverify: Any, arguments: list[str], said: str) -> None:
    found = bnverify("descend", CANCER, *arguments)
    assert found.code == 2
    assert said in found.err
    assert found.err.count("\n") == 1


def test_data_without_w_star_run_only_when_asked_to(bnverify: Any, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,0,1\n2,0,1\n", encoding="utf-8")
    said = bnverify("descend", data, "--steps", 3)
    assert said.code == 2
    assert "Assumption 2.1 fails" in said.err
    assert said.err.rstrip().endswith("--anyway")
    again = bnverify("descend", data, "--steps", 3, "--anyway")
    assert again.code == 0
    assert "3 steps with η = 1/10" in again.out
