"""Campaigns against the command itself: malformed files, hostile options, kills, damaged stores.

    python tests/helpers/hostile/hostile.py readers --count 100000 --jobs 2
    python tests/helpers/hostile/hostile.py options --count 10000
    python tests/helpers/hostile/hostile.py kills --count 500
    python tests/helpers/hostile/hostile.py stores --count 1000

They run on the campaigns of ``bnverify fuzz``: kept as they come (BNVERIFY_CAMPAIGNS), gone on with by --resume, the
same for every number of processes. A process that hangs for 20 s, or is refused memory, dies, and its item is named.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from hostile_kills import kill_often
from hostile_options import try_options
from hostile_readers import read_spoilt
from hostile_stores import damage_stores

from verify.campaigns.campaign import FAULT, Campaign, Item, item_seed
from verify.campaigns.driving import Done, drive, work_version
from verify.campaigns.executors import local_workers
from verify.campaigns.store import opened_store

# the work of each campaign, and how much of it makes an item
KINDS: dict[str, tuple[Callable[[tuple[int, int]], dict[str, Any]], int]] = {
    "readers": (read_spoilt, 250),
    "options": (try_options, 10),
    "kills": (kill_often, 10),
    "stores": (damage_stores, 20),
}


def hostile_campaign(kind: str, *, count: int, seed: int) -> Campaign:
    """Return a campaign of at least ``count`` trials of a kind."""
    work, size = KINDS[kind]
    text = Path(inspect.getfile(work)).read_bytes()
    content = {"seed": seed, "version": work_version("verify.cli.app"), "trials": sha256(text).hexdigest()}
    items = -(-count // size)
    return Campaign(
        f"hostile {kind}", content, work, lambda number: Item(number, (item_seed(seed, kind, number), size)), items
    )


def report(done: Done) -> tuple[Counter[str], list[str]]:
    """Return how many trials ended how, and a line for each fault."""
    codes: Counter[str] = Counter()
    bad = [f"item {number}: {why}" for number, why in done.lost.items()]
    for number, result in done.results.items():
        codes.update(result.get("codes", {}))
        bad += [f"item {number}: {line}" for line in result.get("bad", [])]
        if FAULT in result:
            bad.append(f"item {number}: {result[FAULT]}")
        codes["tried"] += result.get("tried", 0)
    return codes, bad


def run() -> int:
    """Run a campaign as the command line says; return 1 where something was wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    chosen = parser.parse_args()
    campaign = hostile_campaign(chosen.kind, count=chosen.count, seed=chosen.seed)
    with opened_store() as store:
        store.begin(campaign, afresh=not chosen.resume)
        known = store.results(campaign)
        done = drive(
            campaign,
            local_workers(chosen.jobs, alone=True),
            known=known,
            keep=lambda number, result: store.put(campaign, number, result),
            progress=lambda item, result: print(
                f"{item.number}: {len(result.get('bad', []))} bad", file=sys.stderr, flush=True
            ),
        )
    codes, bad = report(done)
    for line in bad:
        print(line)
    print(", ".join(f"{name}: {count}" for name, count in sorted(codes.items())))
    print(f"{codes['tried']} tried, {len(bad)} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(run())
