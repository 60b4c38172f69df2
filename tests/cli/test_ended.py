"""A command that is ended from outside leaves no process behind, and says what it keeps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# claims that take long to decide, so that the processes are at work when the signal comes
PAGE = """
from verify.author import *
x, y = symbols("x y")
made = [claim(f"my-{k}", x**4 + y**4 + k >= x**3 * y + k) for k in range(40)]
"""


def children(process: subprocess.Popen[str]) -> list[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split() if b"spawn_main" in Path(f"/proc/{word}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system shows no processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_no_worker_outlives_a_check_that_is_ended(how: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(PAGE, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "verify.cli", "check", "page.py", "--jobs", "2", "--no-cache"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.getcwd()}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    workers: list[int] = []
    while len(workers) < 2 and process.poll() is None:
        workers = children(process)
        time.sleep(0.05)
    assert len(workers) == 2, process.communicate()
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    if how is signal.SIGTERM:
        assert process.returncode == 130
        assert said.splitlines()[-1].startswith("bnverify: interrupted with ")
    until = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, workers))
