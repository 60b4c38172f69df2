"""Processes of this machine that share work, and never outlive what they work for."""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

from verify.garbage import collect_seldom

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def local_processes(
    jobs: int, *, kind: type[ProcessPoolExecutor] = ProcessPoolExecutor
) -> Iterator[ProcessPoolExecutor]:
    """Give an executor of so many processes; an interrupt ends them at once, and a kill of this process does.

    >>> with local_processes(1) as executor:
    ...     executor.submit(pow, 2, 5).result()
    32
    """
    before = set(active_children())
    # a fork of a process with threads, such as a progress bar's, may deadlock
    executor = kind(max_workers=jobs, mp_context=get_context("spawn"), initializer=_start_worker)
    try:
        yield executor
    except BaseException:
        # an interrupt does not wait for what the workers have begun
        for process in set(active_children()) - before:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def result_or_here(future: Future[T], function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what another process was asked for; where that process died, do its work here.

    >>> with local_processes(1) as executor:
    ...     result_or_here(executor.submit(pow, 2, 5), pow, 2, 5)
    32
    """
    try:
        return future.result()
    except BrokenProcessPool:
        return function(*args, **kwargs)


def load(module: str) -> None:
    """Import a module, so that a process that has started has it at hand when work comes.

    >>> load("verify.recheck.row_text")
    """
    import_module(module)


def _start_worker() -> None:
    # Ctrl-C reaches all processes: workers exit in silence, the main process reports it
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    collect_seldom()
    # to free what it holds takes a process longer than to end, and the main process waits for that
    atexit.register(os._exit, 0)
    Thread(target=_end_with_the_first_process, daemon=True).start()


def _end_with_the_first_process() -> None:
    # one that is killed tells its workers nothing, and they would wait for work for ever
    if (first := parent_process()) is not None:
        first.join()
        os._exit(1)
