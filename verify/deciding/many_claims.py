"""Deciding many claims: kept or shipped evidence first, else the methods; in this process or in several.

Evidence gives a status only when the re-checker agrees. What this machine has found and re-checked itself is kept under
a hash of all that it depends on; evidence that was shipped is re-checked before it is kept.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict, check_unique
from verify.deciding.kept.cache import Cache, Kept, claim_hash, evidence_key_of, user_cache
from verify.deciding.kept.shipped import Shipped
from verify.deciding.processes import local_processes
from verify.deciding.rechecking import objection, objection_to, row_text
from verify.errors import InputError

Key = tuple[str, Edition]
Progress = Callable[[Verdict], None]
DEFAULT_SEED, DEFAULT_CASES = 0, 4000
# to start processes takes longer than to decide a few easy claims
FEW, GRACE = 40, 1.0
# the first rows are wanted first
SOON = 40
NOTHING_SHIPPED: Shipped = MappingProxyType({})


@dataclass(frozen=True)
class _Setting:
    """What all claims of a run share."""

    jobs: int
    seed: int
    cases: int
    shipped: Shipped = field(default_factory=lambda: NOTHING_SHIPPED)


@dataclass(frozen=True)
class _Task:
    """One claim with all that a process needs to settle it."""

    claim: Claim
    lemmas: Mapping[Key, Claim]
    shipped: Evidence | None
    seed: int
    cases: int


@dataclass(frozen=True)
class _Outcome:
    """What became of one claim: its evidence, the seconds it took, and a line where its methods failed."""

    evidence: Evidence
    seconds: float
    failure: str = ""


def check(
    claims: Sequence[Claim],
    *,
    jobs: int = 1,
    cache: bool | Cache = True,
    seed: int = DEFAULT_SEED,
    cases: int = DEFAULT_CASES,
    shipped: Shipped = NOTHING_SHIPPED,
    progress: Progress | None = None,
) -> Ledger:
    """Decide every claim and return the ledger, its rows in the order of the claims.

    ``jobs`` processes share the work; their number changes nothing in the verdicts. ``cache`` may be a folder of
    evidence other than the user's; ``shipped`` is evidence that comes with the claims. ``progress`` is called with each
    verdict as it is found. A claim on which two methods disagree, on whose evidence the re-checker does not agree, or
    on which a method breaks down, stays open and is named in ``Ledger.disagreements``.
    Raises InputError where two claims share an (id, edition), a claim rests on itself, or ``jobs`` is below 1.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> check([claim("a", x**2 >= x)], cache=False).verdicts[0].status
    <Status.REFUTED: 'REFUTED'>
    """
    if jobs < 1:
        raise InputError(f"{jobs} jobs: give at least 1")
    check_unique(claims)
    undecided = Ledger(tuple(Verdict(claim, Evidence("none", "none")) for claim in claims))
    # raise on circular dependencies before the work starts
    undecided.effective  # noqa: B018
    known = {claim.key: claim for claim in claims}
    store = cache if isinstance(cache, Cache) else user_cache() if cache else None
    outcomes: dict[Key, _Outcome] = {}
    for claim, outcome in _outcomes(claims, known, store, _Setting(jobs, seed, cases, shipped)):
        outcomes[claim.key] = outcome
        if progress:
            progress(Verdict(claim, outcome.evidence, outcome.seconds))
    verdicts = tuple(Verdict(claim, outcomes[claim.key].evidence, outcomes[claim.key].seconds) for claim in claims)
    failures = (outcomes[claim.key].failure for claim in claims)
    return Ledger(verdicts, tuple(failure for failure in failures if failure))


def select(claims: Sequence[Claim], ids: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims with the given ids, in all their forms, and all they rest on, in the order of the claims.

    Raises InputError for an unknown id, with the nearest known one.

    >>> select([], ["lemma-4.1"])
    Traceback (most recent call last):
        ...
    verify.errors.InputError: no claim is called 'lemma-4.1': there are no claims
    """
    known = {claim.key: claim for claim in claims}
    wanted = [claim.key for id in ids for claim in named(claims, id)]
    reached: set[Key] = set()
    while wanted:
        key = wanted.pop()
        if key in known and key not in reached:
            reached.add(key)
            wanted.extend(known[key].needs)
    return tuple(claim for claim in claims if claim.key in reached)


def named(claims: Sequence[Claim], id: str) -> tuple[Claim, ...]:
    """Return the claims of one id, one for each edition; the paper before it may be left out while one paper has it.

    Raises InputError for an unknown id, with the nearest one, and for one that several papers have.

    >>> from verify.author import Paper, symbols
    >>> x, = symbols("x")
    >>> [claim.full_id for claim in named([Paper("cao2023").claim("lemma-4.2", x <= x)], "lemma-4.2")]
    ['cao2023:lemma-4.2']
    """
    found = tuple(claim for claim in claims if claim.full_id == id) or tuple(c for c in claims if c.id == id)
    if len(full := dict.fromkeys(claim.full_id for claim in found)) > 1:
        raise InputError(f"several papers have a claim {id}: write {' or '.join(full)}")
    if found:
        return found
    ids = list(dict.fromkeys(claim.id for claim in claims))
    folded = {known.casefold(): known for known in reversed(ids)}
    close = [folded[near] for near in get_close_matches(id.casefold(), folded, n=3, cutoff=0.5)]
    if not ids:
        hint = "there are no claims"
    elif close:
        hint = f"did you mean {' or '.join(close)}?"
    else:
        hint = f"use one of {', '.join(ids[:8])}{', …' if len(ids) > 8 else ''}"
    raise InputError(f"no claim is called {id[:60]!r}: {hint}")


def _outcomes(
    claims: Sequence[Claim], known: Mapping[Key, Claim], store: Cache | None, setting: _Setting
) -> Iterator[tuple[Claim, _Outcome]]:
    keys: dict[Key, str] = {}
    hashes: dict[Key, str] = {}
    missing = []
    for claim in claims:
        kept = None
        if store is not None or setting.shipped:
            hashes[claim.key] = claim_hash(claim, lambda id, edition: known.get((id, edition)))
        if store is not None:
            keys[claim.key] = evidence_key_of(claim, hashes[claim.key], seed=setting.seed, cases=setting.cases)
            kept = store.get(keys[claim.key])
        if kept is None:
            missing.append(claim)
        else:
            yield claim, _Outcome(kept.evidence, kept.seconds)
    for claim, outcome in _settled(missing, known, setting, hashes):
        if store is not None and not outcome.failure:
            store.put(keys[claim.key], Kept(outcome.evidence, outcome.seconds))
        yield claim, outcome


def decide_each(
    claims: Sequence[Claim], known: Mapping[Key, Claim], *, jobs: int, seed: int, cases: int = DEFAULT_CASES
) -> Iterator[tuple[Verdict, str]]:
    """Yield the verdict on each claim as it is found, and a line where its methods failed; nothing is cached.

    ``known`` holds the claims that may be used as lemmas.
    """
    for claim, outcome in _settled(claims, known, _Setting(jobs, seed, cases), {}):
        yield Verdict(claim, outcome.evidence, outcome.seconds), outcome.failure


def _settled(
    claims: Sequence[Claim], known: Mapping[Key, Claim], setting: _Setting, hashes: Mapping[Key, str]
) -> Iterator[tuple[Claim, _Outcome]]:
    tasks = [_task(claim, known, setting, hashes) for claim in claims]
    if setting.jobs > 1 and len(tasks) > FEW:
        yield from _in_processes(tasks, setting.jobs)
        return
    begin = time.perf_counter()
    for number, task in enumerate(tasks):
        if setting.jobs > 1 and len(tasks) - number > 1 and time.perf_counter() - begin > GRACE:
            yield from _in_processes(tasks[number:], setting.jobs)
            return
        yield task.claim, _settle(task)


def _task(claim: Claim, known: Mapping[Key, Claim], setting: _Setting, hashes: Mapping[Key, str]) -> _Task:
    lemmas = {key: known[key] for key in claim.needs if key in known}
    shipped = setting.shipped.get(hashes[claim.key]) if setting.shipped else None
    return _Task(claim, lemmas, shipped, setting.seed, setting.cases)


def _in_processes(tasks: Sequence[_Task], jobs: int) -> Iterator[tuple[Claim, _Outcome]]:
    """Yield the outcome of each task as it is found; shipped evidence is looked at first.

    For that a process needs the text of a row only, which takes less time to send than the claim with its lemmas.
    """
    done: SimpleQueue[Future[Any]] = SimpleQueue()
    with local_processes(min(jobs, len(tasks))) as executor:
        waiting: dict[Future[Any], _Task] = {}

        def send(task: _Task, function: Callable[..., Any], argument: object) -> None:
            future = executor.submit(function, argument)
            waiting[future] = task
            future.add_done_callback(done.put)

        # the processes begin with the first rows while the texts of the others are still written
        for number in sorted(range(len(tasks)), key=lambda number: number >= SOON and not _is_long(tasks[number])):
            task = tasks[number]
            if task.shipped is None:
                send(task, _settle, task)
            else:
                send(task, _look, row_text(task.claim, task.shipped, task.lemmas))
        while waiting:
            future = done.get()
            task = waiting.pop(future)
            try:
                found = future.result()
                if isinstance(found, _Look) and found.objection:
                    without = replace(task, shipped=None)
                    send(without, _settle, without)
                    continue
            except BrokenProcessPool as fault:
                found = _failed(task.claim, f"a worker process died ({fault})", 0.0)
            if isinstance(found, _Look) and task.shipped is not None:
                found = _Outcome(task.shipped, found.seconds)
            yield task.claim, found


def _is_long(task: _Task) -> bool:
    """Tell whether a claim has a derivation about runs: none of these is to be left alone at the end."""
    return any(task.claim.derivations) or task.claim.broken_by is not None


@dataclass(frozen=True)
class _Look:
    """What the re-checker says of shipped evidence, and the seconds it took."""

    objection: str
    seconds: float


def _look(text: str) -> _Look:
    begin = time.perf_counter()
    return _Look(objection_to(text), time.perf_counter() - begin)


def _settle(task: _Task) -> _Outcome:
    """Return the shipped evidence where the re-checker accepts it, else what the methods find and it accepts."""
    begin = time.perf_counter()
    if task.shipped is not None and not objection(task.claim, task.shipped, task.lemmas):
        return _Outcome(task.shipped, time.perf_counter() - begin)
    outcome = _decide(task)
    why = "" if outcome.failure else objection(task.claim, outcome.evidence, task.lemmas)
    seconds = time.perf_counter() - begin
    if why:
        found = f"{outcome.evidence.method} gives {outcome.evidence.status.value}"
        return _failed(task.claim, f"{found}, and the re-checker does not agree: {why}", seconds)
    return replace(outcome, seconds=seconds)


def _decide(task: _Task) -> _Outcome:
    from verify.deciding.one_claim import DisagreementError, decide

    begin, claim, lemmas = time.perf_counter(), task.claim, task.lemmas
    try:
        evidence = decide(claim, lookup=lambda id, edition: lemmas.get((id, edition)), seed=task.seed, cases=task.cases)
    except DisagreementError as fault:
        return _failed(claim, str(fault), time.perf_counter() - begin)
    except Exception as fault:
        # a method that breaks down fails the run by name; the other claims are still decided
        place = traceback.extract_tb(fault.__traceback__)[-1]
        text = f"{type(fault).__name__}: {' '.join(str(fault).split())} ({Path(place.filename).name}:{place.lineno})"
        return _failed(claim, f"a method broke down: {text}", time.perf_counter() - begin)
    return _Outcome(evidence, time.perf_counter() - begin)


def _failed(claim: Claim, why: str, seconds: float) -> _Outcome:
    label = f"{claim.full_id} ({claim.edition})"
    line = why if why.startswith(label) else f"{label}: {why}"
    return _Outcome(Evidence("none", "none", {"why": why}), seconds, line)
