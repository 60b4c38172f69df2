"""Sharing work among processes, of which none outlives the first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from verify.recheck.garbage import look_seldom

# neighbours in a ledger share hypotheses and lemmas, of which a process finds the forms once
CHUNK = 16
T = TypeVar("T")


def in_processes(work: Callable[..., T], tasks: Sequence[tuple[Any, ...]], jobs: int) -> list[T]:
    """Return what ``work`` makes of each tuple of arguments, in their order; ``jobs`` processes share the tasks."""
    pieces = [(work, tasks[begin : begin + CHUNK]) for begin in range(0, len(tasks), CHUNK)]
    # a fork of a process with threads may deadlock
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_worker) as executor:
        return [one for done in executor.map(_done, pieces) for one in done]


def _done(piece: tuple[Callable[..., T], Sequence[tuple[Any, ...]]]) -> list[T]:
    return list(starmap(*piece))


def _start_worker() -> None:
    look_seldom()
    # Ctrl-C reaches the whole group: workers go without a traceback, the first process speaks
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_the_first_process, daemon=True).start()


def _end_with_the_first_process() -> None:
    # one that is killed tells its workers nothing, and they would wait for work for ever
    if (first := parent_process()) is not None:
        first.join()
        os._exit(1)
