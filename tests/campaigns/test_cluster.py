"""A campaign on a Dask cluster of two workers, one of which is killed while it works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from verify.author import claim, symbols
from verify.campaigns.driving import drive
from verify.campaigns.executors import cluster_workers, local_workers
from verify.campaigns.looks import look_campaign
from verify.errors import InputError

pytest.importorskip("distributed", reason="the extra dask is not installed")
CLUSTER = Path(__file__).parents[1] / "helpers" / "dask_cluster.py"
x, y = symbols("x y")
CLAIMS = [
    claim("square", x**2 + y**2 >= 2 * x * y),
    claim("small", x * y <= 10),
    claim("odd", (x + y) ** 2 >= 4 * x * y),
]


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[int]]]:
    process = subprocess.Popen(
        [sys.executable, str(CLUSTER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    address, *ids = process.stdout.readline().split()
    yield address, [int(id) for id in ids]
    process.communicate("\n")


@pytest.mark.slow
def test_a_worker_killed_midway_changes_nothing_in_the_results(cluster):
    address, ids = cluster
    campaign = look_campaign(CLAIMS, seed=5, examples=12_000)
    arrived: list[int] = []

    def keep(number, result):
        arrived.append(number)
        if len(arrived) == 3:
            os.kill(ids[0], signal.SIGKILL)

    with cluster_workers(address) as workers:
        done = drive(campaign, workers, keep=keep)
    assert len(arrived) == len(set(arrived)) > 3
    assert done.whole
    assert done.results == drive(campaign, local_workers(1)).results


@pytest.mark.slow
def test_a_cluster_that_is_gone_is_told_in_a_line_and_what_was_done_is_kept(cluster):
    address, ids = cluster
    kept: dict[int, object] = {}

    def keep(number, result):
        kept[number] = result
        if len(kept) == 2:
            # the scheduler lives in the parent of the workers
            parent = int(Path(f"/proc/{ids[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
            threading.Thread(target=os.kill, args=(parent, signal.SIGKILL)).start()

    campaign = look_campaign(CLAIMS[:1], seed=5, examples=10**7)
    with cluster_workers(address) as workers, pytest.raises(InputError, match="go on with --resume"):
        drive(campaign, workers, keep=keep)
    assert len(kept) >= 2


@pytest.mark.parametrize(
    ("address", "words"),
    [("tcp://127.0.0.1:9", "tcp://127.0.0.1:9: no Dask scheduler answers"), ("127.0.0.1", "127.0.0.1 is no address")],
)
def test_an_address_where_nobody_answers_is_told_in_a_line(monkeypatch, address, words):
    monkeypatch.setattr("verify.campaigns.executors.ANSWER_WITHIN", 0.5)
    with pytest.raises(InputError, match=f"^--scheduler {words}"), cluster_workers(address):
        pass
