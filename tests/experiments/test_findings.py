"""The findings are what the runs show, and not written beforehand."""

from flint import fmpq

from verify.data import Dataset
from verify.experiments.classifiers.bn_vs_no_bn import bn_vs_no_bn
from verify.experiments.findings import generalises, runs
from verify.experiments.rates.linear_rate import linear_rate


def test_a_run_shows_its_own_constant_and_growth() -> None:
    found = linear_rate(data=Dataset.from_rows([[1, 1], [2, -1]], [1, 1]), until=10**20, steps=200)
    digits, rate = runs(found)
    assert found.constant is not None
    assert found.constant.computed.str(10, radius=False) in rate.text
    assert f"{found.drift('log² t'):.2f}" in rate.text
    assert all(finding.picture and "<svg" in finding.picture.svg for finding in (digits, rate))


def test_the_comparison_says_the_sentence_of_its_experiment() -> None:
    found = bn_vs_no_bn(sizes=(5,), ratios=(fmpq(1),), draws=2, steps=0, until=0)
    assert found.sentence in generalises(found).text
