"""How long the whole ledger takes, decided afresh with two processes, and how long it takes to re-check it.

With benchmarks disabled a single page stands for the whole, so that the ordinary run stays short.
"""

import pytest

from verify.claims import Ledger
from verify.claims.ledger import dump
from verify.deciding.many_claims import check
from verify.deciding.pages.collect import collect
from verify.recheck import recheck_file


@pytest.fixture
def target(benchmark) -> list[str]:
    return ["proofs"] if benchmark.enabled else ["proofs.cao2023.linear.model"]


def test_the_ledger_is_decided_afresh(benchmark, target):
    claims = collect(target)
    ledger: Ledger = benchmark.pedantic(lambda: check(claims, jobs=2, cache=False), rounds=1)
    assert len(ledger.verdicts) == len(claims)
    assert not ledger.disagreements


def test_the_ledger_is_rechecked(benchmark, target, tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(dump(check(collect(target), jobs=2).to_json()), encoding="utf-8")
    report = benchmark.pedantic(lambda: recheck_file(path), rounds=1)
    assert not report.rejected
