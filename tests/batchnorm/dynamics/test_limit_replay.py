"""A failing case shrinks to small numbers and prints the command that replays it; the command runs and agrees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import Phase, assume, given, note, settings
from hypothesis import strategies as st
from replays import fitting_problem, least_weights, replay_command

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import start_at
from verify.data.dataset import Dataset
from verify.errors import InputError
from verify.testing.strategies import datasets, starts


@settings(deadline=None, max_examples=300, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])
@given(st.data())
def d_falls_at_every_step(data: st.DataObject) -> None:
    dataset = data.draw(datasets(n=(2, 3), d=(2, 3), scale=0))
    start = data.draw(starts(dataset))
    assume(start.gamma > 0)
    problem = fitting_problem(dataset, start)
    note(replay_command(dataset, start, problem, until=10))
    records = descend(problem, start, steps=10, digits=30).records
    assert records[-1].discrepancy.rational <= records[0].discrepancy.rational


@pytest.fixture(scope="module")
def printed() -> str:
    with pytest.raises(AssertionError) as caught:
        d_falls_at_every_step()
    lines = "\n".join(caught.value.__notes__).splitlines()
    first = max(index for index, line in enumerate(lines) if line.strip().startswith("echo "))
    return "\n".join(line.strip() for line in lines[first : first + 2])


def replayed(command: str, folder: Path) -> list[dict[str, Any]]:
    shell = f'bnverify() {{ "{sys.executable}" -m verify.cli "$@"; }}\n{command} --out=run.json'
    done = subprocess.run(["sh", "-c", shell], cwd=folder, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    records: list[dict[str, Any]] = kept["records"]
    return records


@pytest.mark.slow
def test_a_false_property_shrinks_to_few_small_numbers_and_its_command_shows_the_failure(
    printed: str, tmp_path: Path
) -> None:
    content = json.loads(printed.splitlines()[0].split("'")[1])
    entries = [fmpq(*map(int, entry.split("/"))) for row in content["x"] for entry in row]
    assert len(entries) <= 6
    assert all(entry.q <= 2 and abs(entry) <= 3 for entry in entries)
    records = replayed(printed, tmp_path)
    assert float(records[-1]["D"]) > float(records[0]["D"])


@pytest.mark.slow
@pytest.mark.parametrize("feasible", [True, False])
def test_the_command_repeats_the_run_to_the_last_digit(feasible: bool, tmp_path: Path) -> None:
    rows = fmpq_mat([[1, 0, 2], [1, -1, 0], [1, -2, 0], [1, -2, 0]] if feasible else [[1, 0], [-1, 0], [1, 1], [0, 2]])
    dataset = Dataset(z=rows, labels=(1, -1), patches=2)
    weights = [fmpq(-1), fmpq(-2, 3), fmpq(2)][: dataset.d]
    start = start_at(rows, weights, gamma=fmpq(-1, 7))
    problem = fitting_problem(dataset, start)
    command = replay_command(dataset, start, problem, until=50, digits=25)
    assert ("--anyway" in command) is not feasible
    expected = descend(problem, start, steps=50, digits=25).records
    found = replayed(command, tmp_path)
    assert [str(row["t"]) for row in found] == [str(record.t) for record in expected]
    for row, record in zip(found, expected, strict=True):
        assert agree(row["gamma"], record.gamma.decimal(25))
        assert agree(row["D"], record.discrepancy.decimal(25))


def agree(told: str, expected: str) -> bool:
    return abs(Decimal(told) - Decimal(expected)) <= abs(Decimal(expected)) * Decimal("1e-23")


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_least_weights_have_the_margins_and_the_least_norm(data: st.DataObject) -> None:
    dataset = data.draw(datasets(n=(1, 4), P=(1, 2), d=(1, 4), assumption="any"))
    assume(any(dataset.z.entries()))
    start = data.draw(starts(dataset))
    w = fmpq_mat(dataset.d, 1, list(least_weights(dataset, start.margins)))
    assert list((dataset.z * w).entries()) == list(start.margins)
    assert (w.transpose() * w)[0, 0] <= start.norm_squared


def test_what_no_dataset_or_no_w_has_is_refused() -> None:
    dataset = Dataset.from_rows([[1, 0], [2, 0]], [1, 1])
    start = Start((fmpq(1), fmpq(2)), fmpq(1), fmpq(1))
    with pytest.raises(InputError, match="margin 3, which no w has"):
        least_weights(dataset, (fmpq(1), fmpq(3)))
    with pytest.raises(InputError, match="1 margins for 2 rows"):
        least_weights(dataset, (fmpq(1),))
    with pytest.raises(InputError, match="not the dataset's"):
        replay_command(dataset, start, Problem(fmpq_mat([[1]]), fmpq(1), fmpq(1)), until=1)
