"""Deciding many claims: their ledger, in the order of the pages, and which of them are wanted.

Evidence gives a status only when the re-checker agrees. What this machine has found and re-checked itself is kept under
a hash of all that it depends on; evidence that was shipped is re-checked before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict, check_unique
from verify.deciding.kept.accepted import Accepted
from verify.deciding.kept.cache import Cache, user_cache
from verify.deciding.kept.early import Early
from verify.deciding.kept.shipped import Shipped
from verify.deciding.settling import NOTHING_SHIPPED, Outcome, Setting, outcomes
from verify.errors import InputError

Key = tuple[str, Edition]
Progress = Callable[[Verdict], None]
DEFAULT_SEED, DEFAULT_CASES = 0, 4000


def check(
    claims: Sequence[Claim],
    *,
    jobs: int = 1,
    cache: bool | Cache = True,
    seed: int = DEFAULT_SEED,
    cases: int = DEFAULT_CASES,
    shipped: Shipped = NOTHING_SHIPPED,
    early: Early | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """Decide every claim and return the ledger, its rows in the order of the claims.

    ``jobs`` processes share the work; their number changes nothing in the verdicts. ``cache`` may be a folder of
    evidence other than the user's; ``shipped`` is evidence that comes with the claims, and ``early`` has processes that
    look at it already. ``progress`` is called with each verdict as it is found. A claim on which two methods disagree,
    on whose evidence the re-checker does not agree, or on which a method breaks down, stays open and is named in
    ``Ledger.disagreements``.
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
    accepted = None if store is None else Accepted.in_folder(store.folder)
    found: dict[Key, Outcome] = {}
    for claim, outcome in outcomes(claims, known, Setting(jobs, seed, cases, shipped, store, accepted, early)):
        found[claim.key] = outcome
        if progress:
            progress(Verdict(claim, outcome.evidence, outcome.seconds))
    verdicts = tuple(Verdict(claim, found[claim.key].evidence, found[claim.key].seconds) for claim in claims)
    failures = (found[claim.key].failure for claim in claims)
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


def decide_each(
    claims: Sequence[Claim], known: Mapping[Key, Claim], *, jobs: int, seed: int, cases: int = DEFAULT_CASES
) -> Iterator[tuple[Verdict, str]]:
    """Yield the verdict on each claim as it is found, and a line where its methods failed; nothing is cached.

    ``known`` holds the claims that may be used as lemmas.
    """
    for claim, outcome in outcomes(claims, known, Setting(jobs, seed, cases)):
        yield Verdict(claim, outcome.evidence, outcome.seconds), outcome.failure
