"""Runs and campaigns that are killed again and again, at random moments: they end as those that nobody disturbs."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from guarded import guarded
from hostile_stores import workplace

from verify.batchnorm.dynamics.runs import keep
from verify.cli import main

DESCEND = ["descend", "three.csv", "--start", "2,1,-0.3", "--digits", "30"]
FUZZ = ["fuzz", "mine.py", "--seed", "5", "--jobs", "1"]
# it was killed each time before it had got anywhere
NOTHING = "nothing kept"
ENDLESS, LOOKS = "1000000000", "100000000"
LIVES = (0.2, 0.6, 2.0)
# an hour's run is to be tried in a second
keep.CHECKPOINT_SECONDS = 0.02


def kill_often(task: tuple[int, int]) -> dict[str, Any]:
    """Kill a descent, or a campaign, so many times, and compare what is kept with what an undisturbed one makes."""
    seed, count = task
    draw = Random(seed)
    with workplace():
        # what a child needs is imported before it is born, so that it is killed at its work
        guarded([*DESCEND, "--steps", "1", "--no-store"])
        guarded([*FUZZ, "--examples", "1"])
        made = _killed_descent if seed % 2 else _killed_campaign
        why = made(draw, count)
    told = made.__name__.strip("_").replace("_", " ")
    codes = {told: count, f"{told}, nothing kept": count * (why == NOTHING)}
    return {"tried": count, "codes": codes, "bad": [f"{seed}: {why}"] if why not in ("", NOTHING) else []}


def _live(draw: Random, arguments: Callable[[], list[str]]) -> None:
    """Let a child run a command, and kill it after a random time."""
    words = arguments()
    child = os.fork()
    if child == 0:
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            main(words)
        finally:
            os._exit(3)
    time.sleep(draw.uniform(0, draw.choice(LIVES)))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it ended by itself: exit {os.waitstatus_to_exitcode(status)}: {words}"


def _kept(path: str, query: str) -> Any:
    if not Path(path).exists():
        return None
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()
    except sqlite3.OperationalError:
        return None  # its tables were not made yet
    finally:
        connection.close()


def _killed_descent(draw: Random, count: int) -> str:
    def words() -> list[str]:
        found = _kept("runs.sqlite", "SELECT key FROM runs")
        return ["descend", "--resume", found[0]] if found else [*DESCEND, "--steps", ENDLESS]

    for _ in range(count):
        _live(draw, words)
    found = _kept("runs.sqlite", "SELECT runs.key, t FROM runs JOIN checkpoints USING (key)")
    if found is None:
        return NOTHING
    key, t = found
    target = str(int(t) + 50)
    first = guarded(["descend", "--resume", key, "--steps", target, "--out", "resumed.csv"])
    os.environ["BNVERIFY_RUNS"] = os.path.abspath("other.sqlite")
    second = guarded([*DESCEND, "--steps", target, "--out", "undisturbed.csv"], longest=300)
    if (first.code, second.code) != (0, 0):
        return f"{first} {second}"
    return "" if Path("resumed.csv").read_bytes() == Path("undisturbed.csv").read_bytes() else f"differ at {target}"


def _killed_campaign(draw: Random, count: int) -> str:
    def words() -> list[str]:
        return [*FUZZ, "--examples", LOOKS, "--resume"]

    for _ in range(count):
        _live(draw, words)
    found = _kept("kept.sqlite", "SELECT max(number) FROM results")
    if found is None or found[0] is None:
        return NOTHING
    examples = str(1000 * (int(found[0]) + 2))
    first = guarded([*FUZZ, "--examples", examples, "--resume", "--json", "resumed.json"])
    os.environ["BNVERIFY_CAMPAIGNS"] = os.path.abspath("other.sqlite")
    second = guarded([*FUZZ, "--examples", examples, "--json", "undisturbed.json"], longest=300)
    if (first.code, second.code) != (0, 0):
        return f"{first} {second}"
    return "" if Path("resumed.json").read_bytes() == Path("undisturbed.json").read_bytes() else f"differ at {examples}"
