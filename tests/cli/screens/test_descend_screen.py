"""What a run shows on a terminal, and how much of it."""

from __future__ import annotations

import os
import select
import subprocess
import sys

import pytest

from verify.cli import main
from verify.data import sample_path

PATIENCE = 120

pty = pytest.importorskip("pty", reason="no terminals can be made here")


@pytest.mark.slow
def test_a_terminal_sees_the_step_the_numbers_the_speed_and_the_time_left(tmp_path):
    data = tmp_path / "two.csv"
    data.write_text("x1,x2,y\n1,0,1\n0,1,1\n")
    arguments = ["descend", str(data), "--start", "2,1", "--steps", "1000000000", "--no-store"]
    mine, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(
        [sys.executable, "-m", "verify.cli", *arguments], stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    )
    os.close(theirs)
    seen = ""
    wanted = ("t = ", "D = ", "γ = ", "steps/s", ":")
    while not all(word in seen for word in wanted) and select.select([mine], [], [], PATIENCE)[0]:
        seen += os.read(mine, 4096).decode(errors="replace")
    process.kill()
    process.wait()
    os.close(mine)
    for word in wanted:
        assert word in seen


def test_a_long_run_shows_few_rows_and_writes_all(tmp_path, capsys):
    out = tmp_path / "run.csv"
    arguments = [str(sample_path("breast_cancer")), "--eta", "0.001", "--steps", "2000", "--no-store"]
    assert main(["descend", *arguments, "--out", str(out)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    steps = [row[0] for row in rows if row and row[0].isdigit()]
    assert (steps[0], steps[-1], len(steps)) == ("0", "2000", 24)
    assert len(out.read_text().splitlines()) > 30
