"""Claims as steps of others: which step of a derivation is the first wrong one, and what rests on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from verify.claims.claim import Claim, Edition, Status
from verify.claims.ledger import Ledger

Key = tuple[str, Edition]


@dataclass(frozen=True)
class Place:
    """The place of a claim in a derivation: step ``number`` (from 1) of ``steps`` of ``whole``."""

    whole: Claim
    number: int
    steps: int
    first_wrong: bool

    @property
    def words(self) -> str:
        """The place in words."""
        text = f"step {self.number} of {self.steps} of {self.whole.id} ({self.whole.edition})"
        return f"{text}, the first wrong one" if self.first_wrong else text


def places(ledger: Ledger, claims: Iterable[Claim], key: Key) -> tuple[Place, ...]:
    """Return every derivation among the claims that one of them is a step of.

    A step is called the first wrong one only where the ledger has decided all steps before it.
    """
    return tuple(
        Place(claim, claim.steps.index(key) + 1, len(claim.steps), first_wrong(ledger, claim.steps) == key)
        for claim in claims
        if key in claim.steps
    )


def first_wrong(ledger: Ledger, steps: Iterable[Key]) -> Key | None:
    """Return the first of some steps that is refuted; None where there is none, or one before it is not decided."""
    for step in steps:
        verdict = ledger.by_key.get(step)
        if verdict is None:
            return None
        if verdict.status is Status.REFUTED:
            return step
    return None


def users_of(claims: Iterable[Claim]) -> dict[Key, list[Key]]:
    """Return which claims rest directly on each claim.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> a = claim("a", x >= x)
    >>> users_of([a, claim("b", x <= x, rests_on=[a])])
    {('a', 'printed'): [('b', 'printed')]}
    """
    users: dict[Key, list[Key]] = {}
    for claim in claims:
        for need in claim.needs:
            users.setdefault(need, []).append(claim.key)
    return users


def dependents(
    claims: Iterable[Claim], key: Key, *, users: Mapping[Key, Sequence[Key]] | None = None
) -> tuple[Claim, ...]:
    """Return all claims that rest on a claim, directly or through others, in their order.

    Who asks for many claims gives ``users``, which ``users_of`` the same claims returns.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> a = claim("a", x >= x)
    >>> b = claim("b", x <= x, rests_on=[a])
    >>> [found.id for found in dependents([a, b, claim("c", x <= x, steps=[b])], a.key)]
    ['b', 'c']
    """
    claims = tuple(claims)
    users = users_of(claims) if users is None else users
    reached, waiting = {key}, [key]
    while waiting:
        above = [user for user in users.get(waiting.pop(), ()) if user not in reached]
        reached.update(above)
        waiting.extend(above)
    if len(reached) == 1:
        return ()
    return tuple(claim for claim in claims if claim.key in reached and claim.key != key)
