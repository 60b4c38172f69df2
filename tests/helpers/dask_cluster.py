"""A Dask cluster of two workers for tests: prints the scheduler's address and the ids of the workers' processes."""

from __future__ import annotations

import sys


def run() -> None:
    """Start the cluster, say where it is, and close it when standard input is closed."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        ids = [worker.pid for worker in cluster.workers.values()]
        print(cluster.scheduler_address, *ids, flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    run()
