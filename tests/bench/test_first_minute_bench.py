"""How long a newcomer waits: each command of the first minute, in units of 10⁷ turns of ``s += i*i % 7``.

``pytest tests/bench/test_first_minute_bench.py --benchmark-enable -s`` prints them; with benchmarks disabled only the
help runs, so that the ordinary run stays short.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from verify.data import sample_path

TURNS = 10_000_000
COMMANDS = {
    "help": ["--help"],
    "first command": ["check", "--data", str(sample_path("digits")), "--patches", "2", "--json", "ledger.json"],
    "check, its screen not kept yet": ["check"],
    "check again": ["check"],
    "recheck": ["recheck", "ledger.json"],
    "show, all forgotten": ["show", "lemma-4.2"],
    "from nothing, one core": ["check", "--no-cache", "--jobs", "1"],
}
FORGET = ("first command", "show, all forgotten")


def unit() -> float:
    """Return the seconds that a unit takes here and now."""
    begin, s = time.perf_counter(), 0
    for i in range(TURNS):
        s += i * i % 7
    return time.perf_counter() - begin


def test_the_first_minute(benchmark, tmp_path: Path) -> None:
    units: dict[str, float] = {}

    def run(name: str) -> float:
        cache = tmp_path / (name if name in FORGET else "first command")
        environment = {**os.environ, "BNVERIFY_CACHE": str(cache)}
        command = [sys.executable, "-m", "verify.cli", *COMMANDS[name]]
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return time.perf_counter() - begin

    def all_of_them() -> None:
        for name in COMMANDS if benchmark.enabled else ("help",):
            one = unit() if benchmark.enabled else 1.0
            units[name] = run(name) / one

    benchmark.pedantic(all_of_them, rounds=1)
    for name, value in units.items():
        print(f"{name:32} {value:7.2f} units")
    assert "help" in units
