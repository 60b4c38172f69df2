"""Claims that no author could write: statements whose names collide, made past the check that refuses them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.claims.claim import Claim
from verify.statement.writing.relations import claim_that


def forged(id: str, *conclusions: Any, given: Iterable[Any] = (), certificates: Iterable[Any] = ()) -> Claim:
    """Return a claim without a look at whether two things in it print alike.

    >>> from verify.statement.writing.variables import family, patches, samples
    >>> from verify.statement.writing.operations import total
    >>> (i,), (p,) = samples("i"), patches("p")
    >>> forged("a", total(i, family("a", i)) >= 0, given=[family("a", p) >= 0]).id
    'a'
    """
    return Claim(
        id=id,
        source=id,
        title="",
        statement=claim_that(*conclusions, given=tuple(given)),
        certificates=tuple(certificates),
    )
