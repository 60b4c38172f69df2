"""How long the proof map takes from a warm ledger, in units of 10⁷ turns of ``s += i*i % 7``: at most 15 are asked for.

``pytest tests/bench/test_report_bench.py --benchmark-enable -s`` prints the units by the clock, and those of all
processors together, which stay the same while others use the machine. With benchmarks disabled only the
help is shown, so that the ordinary run stays short.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TURNS = 10_000_000


def unit() -> tuple[float, float]:
    """Return the seconds that a unit takes here and now, by the clock and of the processor."""
    begin, used, s = time.perf_counter(), time.process_time(), 0
    for i in range(TURNS):
        s += i * i % 7
    return time.perf_counter() - begin, time.process_time() - used


def test_the_proof_map_from_a_warm_ledger(benchmark, tmp_path: Path) -> None:
    environment = {**os.environ, "BNVERIFY_CACHE": str(tmp_path / "cache")}

    def run(*words: str) -> None:
        command = [sys.executable, "-m", "verify.cli", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    if not benchmark.enabled:
        benchmark.pedantic(lambda: run("report", "--help"), rounds=1)
        return
    run("check")
    for jobs in ("1", "2"):
        # a report that is kept would be unpacked again
        shutil.rmtree(tmp_path / "cache" / "reports", ignore_errors=True)
        (clock, processor), before, begin = unit(), os.times(), time.perf_counter()
        run("report", "--jobs", jobs, "--out", f"map-{jobs}")
        took, after = time.perf_counter() - begin, os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"{jobs} jobs: {took / clock:6.2f} units by the clock, {used / processor:6.2f} of all processors")
