"""How long the experiments on rivals take, in units of 10⁷ turns of ``s += i*i % 7`` measured in the same run.

Run with ``pytest tests/bench/test_experiments_bench.py --benchmark-enable``; asked for are 90 units for the comparison
and for each example's table, 45 for Figure 1 and for the cone around −w*. Without the option each is run once, in
small, as a test.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from flint import fmpq

from verify.data import Dataset, read_dataset, sample_path
from verify.experiments.classifiers.bn_vs_no_bn import bn_vs_no_bn
from verify.experiments.classifiers.figure_1 import figure_1
from verify.experiments.classifiers.rivals import rivals
from verify.experiments.rates.cnn_rate import cnn_rate
from verify.experiments.rates.linear_rates import linear_rates
from verify.experiments.starts.basin import basin
from verify.experiments.starts.thresholds import thresholds

PAIR = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")


def unit() -> float:
    """Return the seconds of one unit."""
    begin, s = time.process_time(), 0
    for i in range(10**7):
        s += i * i % 7
    return time.process_time() - begin


def measured(benchmark: Any, run: Any, **options: Any) -> Any:
    """Run an experiment once and note its units."""
    begin = time.process_time()
    found = benchmark.pedantic(run, kwargs=options, rounds=1, iterations=1)
    if benchmark.enabled:
        benchmark.extra_info["units"] = round((time.process_time() - begin) / unit(), 1)
    return found


@pytest.mark.parametrize("name", ["digits", "breast_cancer"])
def test_comparing_all_rivals(benchmark: Any, name: str) -> None:
    steps = 6000 if benchmark.enabled else 50
    found = measured(benchmark, rivals, data=read_dataset(sample_path(name)), steps=steps)
    assert len(found.outcomes) > 12


@pytest.mark.parametrize("example", ["3.1", "3.2"])
def test_the_tables_of_the_examples(benchmark: Any, example: str) -> None:
    sizes, draws, steps = ((5, 20, 100), 30, 1500) if benchmark.enabled else ((5,), 2, 10)
    found = measured(benchmark, bn_vs_no_bn, example=example, sizes=sizes, draws=draws, steps=steps, until=0)
    assert {row.n for row in found.rows} == set(sizes)


def test_figure_1(benchmark: Any) -> None:
    size = {} if benchmark.enabled else {"n": 5, "d": 20, "steps": 50}
    found = measured(benchmark, figure_1, **size)
    assert len(found.courses) == 2


@pytest.mark.slow
def test_the_cone_around_the_mirror_image(benchmark: Any) -> None:
    size = {} if benchmark.enabled else {"ratios": (fmpq(2),), "halvings": 1}
    found = measured(benchmark, basin, data=PAIR, **size)
    assert len(found.cones) == (4 if benchmark.enabled else 1)


@pytest.mark.slow
def test_thresholds_of_a_small_dataset(benchmark: Any) -> None:
    size = {} if benchmark.enabled else {"halvings": 0, "until": 10**4}
    found = measured(benchmark, thresholds, data=PAIR, start=(fmpq(3, 5), fmpq(4, 5)), **size)
    assert found.largest_eta is not None


@pytest.mark.slow
def test_whether_a_step_is_small_enough_for_real_data(benchmark: Any) -> None:
    data = read_dataset(sample_path("digits")) if benchmark.enabled else PAIR
    found = measured(benchmark, thresholds, data=data, eta=fmpq(1, 10))
    assert found.asked.grown is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["digits", "gaussian:3x5"])
def test_the_rates_of_the_linear_model(benchmark: Any, name: str) -> None:
    until, name = (10**100, name) if benchmark.enabled else (10**20, "flat:3x2")
    found = measured(benchmark, linear_rates, on=(name,), until=until)
    assert found.rows[0].constant is not None


@pytest.mark.slow
def test_the_rates_of_the_cnn(benchmark: Any) -> None:
    data, until = (read_dataset(sample_path("digits")), 10**60) if benchmark.enabled else (PAIR, 10**12)
    found = measured(benchmark, cnn_rate, data=data, counts=(1, 2), until=until)
    assert found.runs
