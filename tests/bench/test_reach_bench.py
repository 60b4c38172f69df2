"""How long one statement takes, from nothing, in units of 10⁷ turns of ``s += i*i % 7`` of processor time.

Asked for are 0.1 units for a claim of one line that is refuted, 0.2 for the median and 5 for the 99th percentile, on
the collection of ``tests/reach`` and on the paper's ledger. ``pytest tests/bench/test_reach_bench.py -m nightly
--benchmark-enable -s`` prints them, and the slowest statements; EVERY=5 takes each fifth one only. With benchmarks
disabled a few statements stand for all. What is asserted is no time: that all that is false is refuted, and at least
85 % of what is true proved without a certificate.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from statistics import median, quantiles
from typing import Any

import pytest

from tests.reach import implicit_bias, norms_and_losses, statements
from tests.reach.deceptive import DECEPTIVE
from verify.author import claim
from verify.deciding.one_claim import decide
from verify.deciding.pages.collect import collect

TURNS = 10_000_000
LEAST_PROVED, SLOWEST, A_FEW = 0.85, 8, 40
TRUE: Mapping[str, Any] = {**statements.TRUE, **implicit_bias.TRUE, **norms_and_losses.TRUE}
FALSE: Mapping[str, Any] = {**statements.FALSE, **implicit_bias.FALSE, **norms_and_losses.FALSE, **DECEPTIVE}


def unit() -> float:
    """Return the seconds of processor time that a unit takes here and now."""
    begin, s = time.process_time(), 0
    for i in range(TURNS):
        s += i * i % 7
    return time.process_time() - begin


def measured(claims: Mapping[str, Any], lookup: Any) -> dict[str, tuple[float, str]]:
    """Return the processor time and the status of each claim, decided from nothing in this process."""
    found = {}
    for name, made in claims.items():
        begin = time.process_time()
        status = decide(made, lookup=lookup).status
        found[name] = time.process_time() - begin, str(status)
    return found


def shown(what: str, times: list[float], of: float) -> str:
    units = sorted(time / of for time in times)
    high = quantiles(units, n=100)[98] if len(units) > 1 else units[0]
    return f"{what}: {len(units)} claims, median {median(units):.3f}, 99th percentile {high:.2f}, most {units[-1]:.2f}"


def report(found: Mapping[str, tuple[float, str]], of: float) -> None:
    refuted = [time for time, status in found.values() if status == "REFUTED"]
    print()
    print(shown("all", [time for time, _ in found.values()], of))
    if refuted:
        print(shown("refuted", refuted, of))
    for name, (seconds, status) in sorted(found.items(), key=lambda item: -item[1][0])[:SLOWEST]:
        print(f"  {seconds / of:7.2f}  {status:8}  {name}")


def chosen(stated: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    every = int(os.environ.get("EVERY", "1")) if whole else A_FEW
    return {
        name: claim(name.replace(":", "").replace("|", ""), stated[name][0], given=tuple(stated[name][1]))
        for name in list(stated)[::every]
    }


@pytest.mark.parametrize(("stated", "wanted", "least"), [(FALSE, "REFUTED", 1.0), (TRUE, "PROVED", LEAST_PROVED)])
def test_the_collection(benchmark, stated, wanted, least):
    claims = chosen(stated, whole=benchmark.enabled)
    found = benchmark.pedantic(lambda: measured(claims, lambda id, edition: None), rounds=1)
    report(found, unit())
    assert sum(status == wanted for _, status in found.values()) >= least * len(found)


def test_the_papers_ledger(benchmark):
    claims = collect([]) if benchmark.enabled else collect(["proofs.cao2023.linear.model"])
    known = {one.key: one for one in claims}
    every = int(os.environ.get("EVERY", "1"))
    some = {f"{one.full_id} ({one.edition})": one for one in claims[::every]}
    found = benchmark.pedantic(lambda: measured(some, lambda id, edition: known.get((id, edition))), rounds=1)
    report(found, unit())
    assert not [name for name, (_, status) in found.items() if some[name].expected not in (None, status)]
