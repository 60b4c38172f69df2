"""How many processes share the work by default."""

from __future__ import annotations

import os


def all_cores() -> int:
    """Return the number of cores that this process may use.

    >>> all_cores() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def jobs_or_all(jobs: int | None) -> int:
    """Return the number of processes that was asked for, or one for each core."""
    return all_cores() if jobs is None else jobs
