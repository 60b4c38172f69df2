"""Who does the work: this process, processes of this machine, or a Dask cluster; each is a concurrent.futures.Executor.

An executor that lost a process is of no use any more, so that workers can be opened more than once.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from verify.data.tables.messages import shown
from verify.deciding.processes import local_processes
from verify.errors import InputError

# so many items for each worker are handed out at once: none is idle, and little is done again when one is lost
AHEAD = 2
ANSWER_WITHIN, WORKERS_WITHIN = 10, 30.0


@dataclass(frozen=True)
class Workers:
    """Who does the work: ``opened`` gives an executor, ``width`` how many items it may be handed at once.

    ``require`` raises InputError where the workers are gone for good; ``remote`` says that they may be of another
    version.
    """

    opened: Callable[[], Any]
    width: Callable[[], int]
    require: Callable[[], None] = lambda: None
    remote: bool = False


class InThisProcess(Executor):
    """An executor that does the work when it is handed over.

    >>> with InThisProcess() as executor:
    ...     executor.submit(pow, 2, 5).result()
    32
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do the work and return its future, which is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:
            future.set_exception(fault)
        return future


def local_workers(jobs: int, *, alone: bool = False) -> Workers:
    """Return so many processes of this machine; with one job this process itself, unless it is to be kept ``alone``.

    >>> local_workers(1).width()
    1
    """
    if jobs == 1 and not alone:
        return Workers(InThisProcess, lambda: 1)
    return Workers(lambda: local_processes(jobs, kind=_Processes), lambda: AHEAD * jobs)


class _Processes(ProcessPoolExecutor):
    """Processes that say at once what cannot be handed to them.

    Found out later, in the thread that feeds them, it may break the pool while the pool is being ended.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            pickle.dumps((fn, args, kwargs))
        except Exception as fault:
            failed: Future[Any] = Future()
            failed.set_exception(fault)
            return failed
        return super().submit(fn, *args, **kwargs)


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """Give the workers of the Dask cluster whose scheduler has this address, such as ``tcp://127.0.0.1:8786``.

    Work of a worker that is lost is done by another one: Dask sees to it. Raises InputError where the extra ``dask``
    is missing, where no scheduler answers, and where the cluster has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("distributed is not installed: pip install 'bnverify[dask]'") from None
    _silence()
    where = f"--scheduler {shown(address)[1:-1]}"
    if "://" not in address:
        raise InputError(f"{where} is no address: give one such as tcp://127.0.0.1:8786")
    try:
        client: Any = cast(Any, Client)(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, ValueError, ImportError) as fault:
        why = " ".join(str(fault).split()) or type(fault).__name__
        raise InputError(f"{where}: no Dask scheduler answers ({why[:200]}): start one with dask scheduler") from None
    try:
        yield _Cluster(client, where).workers()
    finally:
        client.close(timeout=1)


def _silence() -> None:
    # Dask's own messages about lost connections are silenced: one line here replaces them
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Cluster:
    """A client of a Dask scheduler, which is asked from time to time who works there."""

    def __init__(self, client: Any, where: str) -> None:
        self.client, self.where = client, where
        self._asked = self._threads_seen = -WORKERS_WITHIN
        self._threads = 0

    def workers(self) -> Workers:
        self._threads_seen = time.monotonic()
        return Workers(self._opened, self._width, self._require, remote=True)

    @contextmanager
    def _opened(self) -> Iterator[Executor]:
        # pure: two items are never one piece of work, though they look alike
        executor = self.client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)

    def _width(self) -> int:
        now = time.monotonic()
        if now - self._asked > 1:
            self._asked = now
            try:
                self._threads = sum(self.client.nthreads().values())
            except Exception:  # the scheduler is gone; ``require`` reports it
                self._threads = 0
            if self._threads:
                self._threads_seen = now
        return AHEAD * max(1, self._threads)

    def _require(self) -> None:
        self._width()
        if self.client.status != "running":
            raise InputError(f"{self.where}: the scheduler is gone; what is done is kept, go on with --resume")
        if not self._threads and time.monotonic() - self._threads_seen > WORKERS_WITHIN:
            raise InputError(
                f"{self.where}: the cluster has no workers; what is done is kept: start some with dask worker, and go "
                "on with --resume"
            )
