"""Runs in processes of their own, killed, interrupted, and out of disk: what was kept goes on bit for bit."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.batchnorm.dynamics.runs.keep import Store, follow, kept_run
from verify.cli import main

ENDLESS = "1000000000"
# a test runner may itself ignore interrupts, and its children with it
PROGRAM = (
    "import resource, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "limit = int(sys.argv.pop(1)); limit and resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)); "
    "from verify.cli import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("BNVERIFY_RUNS", str(tmp_path / "runs.sqlite"))
    return tmp_path / "runs.sqlite"


@pytest.fixture
def begin(tmp_path) -> list[str]:
    data = tmp_path / "three.csv"
    data.write_text("x1,x2,x3,y\n1,0,0.5,1\n0,1,0.25,1\n0.5,-1,2,-1\n")
    return ["descend", str(data), "--start", "2,1,-0.3", "--digits", "30"]


def started(arguments: list[str], *, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(limit), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


def wait_until_kept(path: Path, process: subprocess.Popen[str], *, beyond: int = -1) -> tuple[str, int]:
    """Return key and step of the one run kept, once it is past a step."""
    while process.poll() is None:
        if path.exists():
            with Store(path) as store:
                for line in store.summaries():
                    if line.t > beyond:
                        return line.key, line.t
        time.sleep(0.02)
    raise AssertionError(process.communicate()[1])


@pytest.mark.slow
def test_a_run_killed_at_random_moments_ends_bit_identical_to_an_unbroken_one(path, begin, capsys):
    moments = random.Random(20230712)
    arguments = [*begin, "--steps", ENDLESS]
    key, kept = "", -1
    for life in range(5):
        process = started(arguments)
        # every other life must get somewhere; the others may die before their first checkpoint
        if life % 2 == 0:
            key, kept = wait_until_kept(path, process, beyond=max(kept, 0))
        time.sleep(moments.uniform(0, 1))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        arguments = ["descend", "--resume", key[:12]]
    with Store(path) as store:
        checkpoint = store.checkpoint(key)
        plan = store.plan(key)
    assert checkpoint is not None
    assert 0 < kept <= checkpoint.t < int(ENDLESS) == checkpoint.target
    target = checkpoint.t + 1000
    assert main(["descend", "--resume", key[:12], "--steps", str(target)]) == 0
    assert f"continued from step {checkpoint.t}" in capsys.readouterr().out
    with Store(path) as store:
        resumed = kept_run(store, key)
    unbroken = follow(plan, target=target)
    assert resumed.state == unbroken.state
    assert resumed.snapshots == unbroken.snapshots


@pytest.mark.slow
def test_an_interrupt_keeps_the_last_checkpoint_and_says_how_to_go_on(path, begin, capsys):
    process = started([*begin, "--steps", ENDLESS])
    key, _ = wait_until_kept(path, process, beyond=0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    with Store(path) as store:
        checkpoint = store.checkpoint(key)
    assert checkpoint is not None
    assert f"kept up to step {checkpoint.t}; " in err
    command = re.search(r"go on with: bnverify (descend --resume \S+)", err)
    assert command is not None
    assert main([*command[1].split(), "--steps", str(checkpoint.t + 10)]) == 0
    assert f"continued from step {checkpoint.t}" in capsys.readouterr().out


@pytest.mark.slow
def test_an_interrupted_run_that_is_not_kept_says_so(begin, path):
    process = started([*begin, "--steps", ENDLESS, "--no-store"])
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "bnverify:" in err
    assert "Traceback" not in err
    assert not path.exists()


@pytest.mark.slow
def test_a_disk_that_fills_up_ends_the_run_in_one_line_and_loses_nothing_kept(path, begin):
    assert main([*begin, "--steps", "50"]) == 0
    with Store(path) as store:
        (line,) = store.summaries()
        before = kept_run(store, line.key)
    room = path.stat().st_size + 200_000
    process = started([*begin[:-1], "20000", "--steps", "10"], limit=room)
    out, err = process.communicate()
    assert process.returncode == 2, err
    assert out == ""
    assert err.count("\n") == 1
    assert "what it keeps is unharmed: make room on its disk" in err
    with Store(path) as store:
        assert kept_run(store, line.key) == before
    process = started([*begin[:-1], "20000", "--steps", "10"])
    process.communicate()
    assert process.returncode == 0


@pytest.mark.slow
def test_a_run_is_quiet_where_no_terminal_reads_it(begin, path):
    process = started([*begin, "--steps", "20"])
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "\x1b" not in out
