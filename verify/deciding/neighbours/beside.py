"""A ledger with the neighbours of its refuted claims, where no repair is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache as remembered

from verify.claims.claim import Claim, Edition, Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.claims.neighbour import Neighbour, neighbour_from_json
from verify.deciding.kept.cache import Cache, Kept, claim_hash, proposer_fingerprint, sources, user_cache
from verify.deciding.neighbours.patience import Patience
from verify.errors import InputError
from verify.json_types import Json
from verify.statement.formulas import RunStatement
from verify.statement.instance import Instance

# with more refuted claims than this, a page has to be mended before neighbours help
MOST = 8
Key = tuple[str, Edition]


def with_neighbours(ledger: Ledger, *, only: Iterable[Key] | None = None, cache: bool | Cache = True) -> Ledger:
    """Return the ledger with the nearest true neighbours of its refuted claims, of the first few.

    Claims whose pages expect them to be refuted, or have a repaired edition, are left out.
    ``only`` are the keys of the claims that are looked at. What is found is kept as evidence is. Where the search for
    those of a claim took too long, its key stands in ``cut_off``.

    >>> from verify.author import claim, symbols
    >>> from verify.deciding.many_claims import check
    >>> x, = symbols("x")
    >>> ledger = with_neighbours(check([claim("a", x**2 >= x)], cache=False), cache=False)
    >>> [one.change for one in ledger.neighbours["a", "printed"]]
    ['given x ≥ 1 besides']
    """
    wanted = None if only is None else set(only)
    store = cache if isinstance(cache, Cache) else user_cache() if cache else None
    chosen = [v for v in _without_repair(ledger) if wanted is None or v.claim.key in wanted][:MOST]
    found = {verdict.claim.key: _of(verdict, store) for verdict in chosen}
    near = {key: one.neighbours for key, one in found.items() if one.neighbours}
    return replace(ledger, neighbours=near, cut_off=frozenset(key for key, one in found.items() if one.cut_off))


def _without_repair(ledger: Ledger) -> Iterator[Verdict]:
    for verdict in ledger.verdicts:
        claim, evidence = verdict.claim, verdict.evidence
        if evidence.kind != "counterexample":
            continue
        if claim.expected is not Status.REFUTED and (claim.full_id, "repaired") not in ledger.by_key:
            yield verdict


@dataclass(frozen=True)
class _Found:
    neighbours: tuple[Neighbour, ...]
    cut_off: bool


def _of(verdict: Verdict, store: Cache | None) -> _Found:
    claim, data = verdict.claim, verdict.evidence.data
    key = "" if store is None else _key(claim, data)
    kept = None if store is None else store.get(key)
    if kept is not None:
        try:
            told = kept.evidence.data
            return _Found(tuple(map(neighbour_from_json, told["neighbours"])), bool(told["cut_off"]))
        except (InputError, KeyError, TypeError):
            pass  # an entry that is none is found afresh
    # imported here: the methods load SymPy, and most runs need none of them
    from verify.deciding.neighbours.find import neighbours
    from verify.deciding.neighbours.of_runs import neighbours_of_runs

    patience = Patience()
    try:
        if isinstance(claim.statement, RunStatement):
            found = neighbours_of_runs(claim, data["conclusion"], patience=patience)
        else:
            counterexample = Instance.from_json(data["instance"])
            found = neighbours(claim, counterexample, data["conclusion"], patience=patience)
    except InputError:
        found = ()  # outside the language of the search
    if store is not None:
        entry = {"neighbours": [one.to_json() for one in found], "cut_off": patience.cut_off}
        store.put(key, Kept(Evidence("none", "neighbours", entry), 0.0))
    return _Found(found, patience.cut_off)


def _key(claim: Claim, data: Json) -> str:
    proposers = " ".join(map(proposer_fingerprint, claim.proposals))
    own = claim_hash(claim, lambda _id, _edition: None)
    content = f"neighbours {own} {data['instance']} {data['conclusion']} {_fingerprint()} {proposers}"
    return hashlib.sha256(content.encode()).hexdigest()


@remembered
def _fingerprint() -> str:
    texts = (
        path.read_bytes()
        for module in ("find", "of_runs")
        for _, path in sources(f"verify.deciding.neighbours.{module}")
    )
    return hashlib.sha256(b"".join(texts)).hexdigest()
