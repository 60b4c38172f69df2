"""Settling claims one by one: shipped or kept evidence first, else the methods; in this process or in several."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from pickle import PicklingError
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import Evidence
from verify.deciding.kept.accepted import Accepted
from verify.deciding.kept.cache import Cache, Kept, claim_hash, evidence_key_of
from verify.deciding.kept.early import FEW, SOON, Early
from verify.deciding.kept.shipped import Proposal, Shipped
from verify.deciding.processes import local_processes
from verify.deciding.rechecking import head_hash, objection, packed_head
from verify.recheck.row_text import Look, look

Key = tuple[str, Edition]
# to start processes takes as long as to look at a hundred rows, one at a time; to decide a claim may take any time
LOOKS, GRACE = 100, 1.0
NOTHING_SHIPPED: Shipped = MappingProxyType({})


@dataclass(frozen=True)
class Setting:
    """What all claims of a run share: how they are decided, and where evidence may come from instead."""

    jobs: int
    seed: int
    cases: int
    shipped: Shipped = field(default_factory=lambda: NOTHING_SHIPPED)
    cache: Cache | None = None
    accepted: Accepted | None = None
    early: Early | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one claim: its evidence, the seconds it took, and a line where its methods failed."""

    evidence: Evidence
    seconds: float
    failure: str = ""


@dataclass(frozen=True)
class _Work:
    """One claim with all that a process needs to decide it."""

    claim: Claim
    lemmas: Mapping[Key, Claim]
    seed: int
    cases: int


@dataclass(frozen=True)
class _Task:
    """A claim that is to be settled: by what is proposed for its row, while it is not rejected, else by work."""

    work: _Work
    hash: str
    proposal: Proposal | None = None
    head: str = ""

    @property
    def is_long(self) -> bool:
        """Whether there is a derivation about runs: none of these is to be left alone at the end."""
        return any(self.work.claim.derivations) or self.work.claim.broken_by is not None


def outcomes(claims: Sequence[Claim], known: Mapping[Key, Claim], setting: Setting) -> Iterator[tuple[Claim, Outcome]]:
    """Yield what becomes of each claim, as it is found; ``known`` holds the claims that may be used as lemmas."""
    tasks = []
    for claim in claims:
        task = _task(claim, known, setting)
        if (found := _kept(task, setting)) is None:
            tasks.append(task)
        else:
            yield claim, found
    yield from _settled(tasks, setting)


def _task(claim: Claim, known: Mapping[Key, Claim], setting: Setting) -> _Task:
    work = _Work(claim, {key: known[key] for key in claim.needs if key in known}, setting.seed, setting.cases)
    if setting.cache is None and not setting.shipped:
        return _Task(work, "")
    found = claim_hash(claim, lambda id, edition: known.get((id, edition)))
    proposal = setting.shipped.get(found)
    if proposal is None:
        return _Task(work, found)
    return _Task(work, found, proposal, head_hash(claim, work.lemmas))


def _kept(task: _Task, setting: Setting) -> Outcome | None:
    """Return what this machine has found before: that it accepts what is proposed, or evidence of its own."""
    if task.proposal is not None:
        known = None if setting.accepted is None else setting.accepted.look(task.proposal.text)
        return Outcome(task.proposal.found, known.seconds) if known is not None and known.head == task.head else None
    kept = None if setting.cache is None else setting.cache.get(_key(task))
    return None if kept is None else Outcome(kept.evidence, kept.seconds)


def _key(task: _Task) -> str:
    return evidence_key_of(task.work.claim, task.hash, seed=task.work.seed, cases=task.work.cases)


def _settled(tasks: Sequence[_Task], setting: Setting) -> Iterator[tuple[Claim, Outcome]]:
    if setting.early is not None:
        yield from _in_processes(tasks, setting, setting.early.executor)
        return
    begin = time.perf_counter()
    for number, task in enumerate(tasks):
        left = tasks[number:]
        if setting.jobs > 1 and _is_work_for_several(left, time.perf_counter() - begin):
            with local_processes(min(setting.jobs, len(left))) as executor:
                yield from _in_processes(left, setting, executor)
            return
        yield task.work.claim, _settle_here(task, setting)


def _is_work_for_several(tasks: Sequence[_Task], seconds: float) -> bool:
    """Tell whether it is worth while to start processes for what is left after some seconds."""
    work = sum(task.proposal is None or task.is_long for task in tasks)
    return len(tasks) > 1 and (work > FEW or len(tasks) > LOOKS or (work > 0 and seconds > GRACE))


def _settle_here(task: _Task, setting: Setting) -> Outcome:
    if task.proposal is None:
        return _noted(task, _settle(task.work), setting)
    found = look(task.proposal.text)
    if (other := _otherwise(task, found)) is None:
        return _noted(task, found, setting)
    return _kept(other, setting) or _settle_here(other, setting)


def _otherwise(task: _Task, found: Look) -> _Task | None:
    """Return how else a claim is to be settled; None where what is proposed is accepted, for the claim's own row."""
    assert task.proposal is not None
    if not found.objection and found.head == task.head:
        return None
    head = packed_head(task.work.claim, task.work.lemmas)
    # the page says something else than when the evidence was written, such as another id
    own = None if found.objection or task.proposal.head == head else replace(task.proposal, head=head)
    return replace(task, proposal=own)


def _in_processes(tasks: Sequence[_Task], setting: Setting, executor: Executor) -> Iterator[tuple[Claim, Outcome]]:
    """Yield the outcome of each task as it is found. To look at a row a process needs its text only."""
    done: SimpleQueue[tuple[_Task, Future[Any]]] = SimpleQueue()
    sent = 0
    begun = {} if setting.early is None else setting.early.begun

    def send(task: _Task) -> None:
        nonlocal sent
        early = None if task.proposal is None else begun.get(task.proposal.text)
        future: Future[Any] = early or _submitted(executor, task)
        # claims that are proved alike share what is shipped, and so may wait for one look
        future.add_done_callback(lambda looked: done.put((task, looked)))
        sent += 1

    # the processes begin with the first rows while the others are still sent
    for number in sorted(range(len(tasks)), key=lambda number: number >= SOON and not tasks[number].is_long):
        send(tasks[number])
    while sent:
        task, future = done.get()
        sent -= 1
        claim = task.work.claim
        try:
            found: Look | Outcome = future.result()
        except BrokenProcessPool as fault:
            yield claim, _failed(claim, f"a worker process died ({fault})", 0.0)
            continue
        except (PicklingError, AttributeError, TypeError):
            # a page that stands in a file alone may hold functions of its own, which cannot be sent to another process
            found = _settle(task.work)
        other = _otherwise(task, found) if isinstance(found, Look) else None
        if other is None:
            yield claim, _noted(task, found, setting)
        elif (kept := _kept(other, setting)) is not None:
            yield claim, kept
        else:
            send(other)


def _submitted(executor: Executor, task: _Task) -> Future[Any]:
    try:
        if task.proposal is None:
            return executor.submit(_settle, task.work)
        return executor.submit(look, task.proposal.text)
    except BrokenProcessPool as fault:
        # as those that were sent before the process died
        broken: Future[Any] = Future()
        broken.set_exception(fault)
        return broken


def _noted(task: _Task, found: Look | Outcome, setting: Setting) -> Outcome:
    """Return an outcome, and keep it for the next run."""
    if isinstance(found, Outcome):
        if setting.cache is not None and not found.failure:
            setting.cache.put(_key(task), Kept(found.evidence, found.seconds))
        return found
    assert task.proposal is not None
    if setting.accepted is not None:
        setting.accepted.add(task.proposal.text, found)
    return Outcome(task.proposal.found, found.seconds)


def _settle(work: _Work) -> Outcome:
    """Return what the methods find, and the re-checker accepts."""
    begin = time.perf_counter()
    outcome = _decide(work)
    why = "" if outcome.failure else objection(work.claim, outcome.evidence, work.lemmas)
    seconds = time.perf_counter() - begin
    if why:
        found = f"{outcome.evidence.method} gives {outcome.evidence.status.value}"
        return _failed(work.claim, f"{found}, and the re-checker does not agree: {why}", seconds)
    return replace(outcome, seconds=seconds)


def _decide(work: _Work) -> Outcome:
    from verify.deciding.one_claim import DisagreementError, decide

    begin, claim, lemmas = time.perf_counter(), work.claim, work.lemmas
    try:
        evidence = decide(claim, lookup=lambda id, edition: lemmas.get((id, edition)), seed=work.seed, cases=work.cases)
    except DisagreementError as fault:
        return _failed(claim, str(fault), time.perf_counter() - begin)
    except Exception as fault:
        # a method that breaks down fails the run by name; the other claims are still decided
        place = traceback.extract_tb(fault.__traceback__)[-1]
        text = f"{type(fault).__name__}: {' '.join(str(fault).split())} ({Path(place.filename).name}:{place.lineno})"
        return _failed(claim, f"a method broke down: {text}", time.perf_counter() - begin)
    return Outcome(evidence, time.perf_counter() - begin)


def _failed(claim: Claim, why: str, seconds: float) -> Outcome:
    label = f"{claim.full_id} ({claim.edition})"
    line = why if why.startswith(label) else f"{label}: {why}"
    return Outcome(Evidence("none", "none", {"why": why}), seconds, line)
