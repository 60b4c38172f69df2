"""Doing a campaign: items are handed out, results kept as they come, and the work of lost workers is done again.

Why the results hang neither on the number of workers nor on the order in which they answer: an item is made from its
number and the seed alone, its work reads nothing else, and ``Campaign.counted`` leaves out what was begun needlessly.
"""

from __future__ import annotations

import json
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from verify.campaigns.campaign import FAULT, Campaign, Ends, Item, Result
from verify.campaigns.executors import Workers
from verify.deciding.kept.cache import source_fingerprint
from verify.errors import InputError

# so often an item may bring down the process that does it, alone, before it is given up
MOST_LOSSES = 2
LOOK_AGAIN = 0.5
# what a worker returns instead of a result
OTHER_VERSION = "other version"
Keep = Callable[[int, Result], None]
Progress = Callable[[Item, Result], None]


@dataclass(frozen=True)
class Done:
    """What became of a campaign: its results by number, why items have none, and whether all have one."""

    results: Mapping[int, Result]
    lost: Mapping[int, str] = field(default_factory=dict)
    whole: bool = True


def drive(
    campaign: Campaign,
    workers: Workers,
    *,
    known: Mapping[int, Result] | None = None,
    keep: Keep | None = None,
    until: float | None = None,
    progress: Progress | None = None,
) -> Done:
    """Do the items of a campaign that have no result in ``known``; ``keep`` is called with each as it comes.

    No item is begun after ``until``, a time of ``time.monotonic``. An item whose worker dies is done again; one that
    brings down its worker again and again is given up and named in ``lost``. Raises InputError where the workers are
    of another version, or gone.

    >>> from verify.campaigns.executors import local_workers
    >>> made = Campaign("squares", {}, lambda task: {"square": task**2}, lambda number: Item(number, number), 3)
    >>> drive(made, local_workers(1), known={1: {"square": 1}}).results[2]
    {'square': 4}
    """
    return _Drive(campaign, workers, dict(known or {}), keep, until, progress).run()


class _Drive:
    """A campaign while it is done."""

    def __init__(
        self,
        campaign: Campaign,
        workers: Workers,
        results: dict[int, Result],
        keep: Keep | None,
        until: float | None,
        progress: Progress | None,
    ) -> None:
        self.campaign, self.workers = campaign, workers
        self.keep, self.until, self.progress = keep, until, progress
        self.results = results
        self.ends = Ends()
        for number, result in results.items():
            self.ends.note(campaign.item(number), result)
        self.fresh = self._missing()
        self.lost: dict[int, str] = {}
        # items whose worker may have died of them: each is done with nothing else beside it
        self.suspects: deque[Item] = deque()
        self.losses: Counter[int] = Counter()
        self.stopped = False

    def run(self) -> Done:
        while True:
            try:
                with self.workers.opened() as executor:
                    self._fill_and_drain(executor)
                break
            except _ExecutorLostError as fault:
                self._note_lost(fault.items)
        return Done(self.campaign.counted(self.results), self.lost, self.campaign.is_whole(self.results))

    def _missing(self) -> Iterator[Item]:
        number = 0
        while self.campaign.count is None or number < self.campaign.count:
            if number not in self.results:
                item = self.campaign.item(number)
                if not self.ends.is_behind(item):
                    yield item
            number += 1

    def _next(self, pending: int) -> Item | None:
        """Return the next item to hand out, None where there is none now."""
        if self.until is not None and time.monotonic() >= self.until:
            self.stopped = True
        if self.stopped:
            return None
        if self.suspects:
            return self.suspects.popleft() if not pending else None
        return next(self.fresh, None) if pending < self.workers.width() else None

    def _fill_and_drain(self, executor: Executor) -> None:
        pending: dict[Future[Any], Item] = {}
        alone = False
        while True:
            while not alone and (item := self._next(len(pending))) is not None:
                alone = bool(self.losses[item.number])
                try:
                    future = executor.submit(_do, self.campaign.work, item.task, self._version())
                except BrokenProcessPool:
                    raise _ExecutorLostError([*pending.values(), item]) from None
                pending[future] = item
                if future.done():
                    break
            if not pending:
                return
            done, _ = wait(pending, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            self.workers.require()
            broken = [future for future in done if not self._take(future, pending[future])]
            for future in done - set(broken):
                del pending[future]
            if broken:
                raise _ExecutorLostError(list(pending.values()))
            alone = False

    def _version(self) -> str | None:
        return work_version(self.campaign.work.__module__) if self.workers.remote else None

    def _take(self, future: Future[Any], item: Item) -> bool:
        """Take what a worker answered; return whether the executor can go on."""
        try:
            result = future.result()
        except BrokenProcessPool:
            return False
        except Exception as fault:
            # the work itself never raises: no worker could be given the item, or none that was survived it
            self.workers.require()
            self._give_up(item, fault)
            return True
        if OTHER_VERSION in result:
            raise InputError("a worker of the cluster has another version of bnverify: install this one there, too")
        result = json.loads(json.dumps(result, sort_keys=True))  # as what is kept comes back
        self.results[item.number] = result
        self.ends.note(item, result)
        if self.keep is not None:
            self.keep(item.number, result)
        if self.progress is not None:
            self.progress(item, result)
        return True

    def _give_up(self, item: Item, fault: Exception) -> None:
        name = type(fault).__name__
        if name != "KilledWorker":
            why = " ".join(str(fault).split())[:300]
            raise InputError(
                f"item {item.number} could not be handed to a worker ({name}: {why}): install what it needs there, or "
                "do it here with --jobs 1"
            ) from fault
        self.lost[item.number] = "every worker that did it died"

    def _note_lost(self, items: list[Item]) -> None:
        if len(items) == 1 and self.losses[items[0].number] >= MOST_LOSSES:
            self.lost[items[0].number] = "the process that did it died, also when it did nothing else"
            return
        self.suspects.extend(items)
        self.losses.update(item.number for item in items)


class _ExecutorLostError(Exception):
    """A process of the executor died: all items it had been handed are to be done again."""

    def __init__(self, items: list[Item]) -> None:
        super().__init__()
        self.items = items


@cache
def work_version(module: str) -> str:
    """Return the hash of the source text that the work of a campaign hangs on; the module is that of its function.

    >>> len(work_version("verify.errors"))
    64
    """
    return source_fingerprint("verify.campaigns.driving", module)


def _do(work: Callable[[Any], Result], task: Any, version: str | None) -> Result:
    """Do an item where a worker is: what breaks down is a result as well."""
    if version is not None and version != work_version(work.__module__):
        return {OTHER_VERSION: True}
    try:
        return work(task)
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        words = " ".join(str(fault).split())[:300]
        return {FAULT: f"{type(fault).__name__}: {words} ({Path(place.filename).name}:{place.lineno})"}
