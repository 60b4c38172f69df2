"""The campaign that looks for counterexamples of claims: random and cornered instances, shared out in small looks.

It finds that claims are false, and never that one is true: what survives is TESTED. Every tenth look at a claim also
goes downhill from its worst points and tries larger shapes, which takes longer and finds what random points miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verify.campaigns.campaign import ENDS, Campaign, Item, Result, item_seed
from verify.campaigns.corners import Coverage
from verify.campaigns.driving import work_version
from verify.claims.claim import Claim
from verify.deciding.kept.cache import claim_hash, proposer_fingerprint
from verify.deciding.short_runs import refuted_by_a_run
from verify.errors import InputError
from verify.json_types import JsonObject
from verify.search.evidence import counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.search.shrink import shrink
from verify.search.statement_search import Search
from verify.statement.formulas import RunStatement

EXAMPLES_OF_A_LOOK = 1000
DEEP_LOOK = 10


@dataclass(frozen=True)
class Look:
    """Some random examples of one claim, drawn from a seed of their own."""

    claim: Claim
    seed: int
    examples: int
    deep: bool


def look_campaign(claims: Sequence[Claim], *, seed: int, examples: int | None) -> Campaign:
    """Return the campaign of ``examples`` random examples for each claim; without end where it is None.

    First comes a look at each claim, then a second one at each, and so on. Raises InputError where a number is out of
    its range or there is no claim.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> look_campaign([claim("a", x**2 >= 0), claim("b", x <= 1)], seed=0, examples=2500).count
    6
    """
    if examples is not None and examples < 1:
        raise InputError(f"{examples} examples: give at least 1")
    if not 0 <= seed < 2**64:
        raise InputError(f"seed {seed}: give a number from 0 to {2**64 - 1}")
    if not claims:
        raise InputError("no claims to look at: name one")
    looks = None if examples is None else -(-examples // EXAMPLES_OF_A_LOOK)
    names = ["/".join(claim.key) for claim in claims]

    def item(number: int) -> Item:
        look, place = divmod(number, len(claims))
        drawn = EXAMPLES_OF_A_LOOK
        if examples is not None:
            drawn = min(drawn, examples - look * EXAMPLES_OF_A_LOOK)
        own = item_seed(seed, names[place], look)
        deep = look % DEEP_LOOK == DEEP_LOOK - 1
        return Item(number, Look(_bare(claims[place]), own, drawn, deep), names[place])

    content = {
        "seed": seed,
        "claims": [_identity(claim) for claim in claims],
        # a last look that is not full is none of a longer campaign
        "uneven": examples if examples is not None and examples % EXAMPLES_OF_A_LOOK else 0,
        "version": work_version(__name__),
    }
    return Campaign("looks", content, look_at, item, None if looks is None else looks * len(claims))


def look_at(look: Look) -> Result:
    """Return what was drawn and, where an example breaks the claim, the exact counterexample made small.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> look_at(Look(claim("a", x <= 5), 0, 100, False))["failure"]["data"]["instance"]["scalars"]
    {'x': '10'}
    """
    seen = Coverage()
    claim = look.claim
    found: JsonObject = {}
    try:
        if isinstance(claim.statement, RunStatement):
            evidence = refuted_by_a_run(claim, seed=look.seed, budget=look.examples, observe=seen)
        else:
            search = Search(claim.plain, look.seed, claim.proposals, seen)
            broken = falsify(claim.plain, seed=look.seed, budget=look.examples, refine=look.deep, search=search)
            evidence = None
            if isinstance(broken, Falsified):
                smallest = replace(broken, instance=shrink(broken.instance, claim.plain))
                evidence = counterexample_evidence(smallest, claim.plain)
    except InputError as fault:
        # outside the language of the search, such as the derivative of a maximum over an index
        return {"beyond": str(fault), ENDS: True}
    if evidence is not None:
        found = {"failure": {"kind": evidence.kind, "method": evidence.method, "data": evidence.data}, ENDS: True}
    return {**seen.to_json(), **found}


def _bare(claim: Claim) -> Claim:
    """Return a claim without what a search has no use for, so that less is handed to the workers."""
    return replace(claim, certificates=(), derivations=(), rests_on=(), steps=(), counterexamples=(), remark="")


def _identity(claim: Claim) -> list[str]:
    proposers = " ".join(map(proposer_fingerprint, claim.proposals))
    return [*claim.key, claim_hash(_bare(claim), lambda id, edition: None), proposers]
