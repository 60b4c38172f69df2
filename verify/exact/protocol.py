"""What a proof method is: it takes one conclusion of a claim and returns a part of a proof, or why it has none.

To add a method, write one file with a class that has these members, put an instance into ``verify.exact.methods``, and
teach ``verify.recheck`` to check its parts (``PARTS`` in ``verify.recheck.row``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypedDict, TypeVar

from verify.claims.claim import Claim, Edition
from verify.statement.tree import Relation

Lookup = Callable[[str, Edition], Claim | None]


class Part(TypedDict):
    """What proves one conclusion, as it stands in a ledger; ``kind`` tells which checker reads it."""

    kind: str


@dataclass(frozen=True)
class Reason:
    """Why a method has no proof, in words that go into the evidence; empty where there is nothing to say."""

    why: str = ""


P = TypeVar("P", bound=Part)


class Method(Protocol[P]):
    """One way to prove a conclusion. It must never prove what is false; it may fail to prove what is true."""

    @property
    def name(self) -> str:
        """What the method is called in texts and tests."""

    @property
    def kind(self) -> str:
        """The kind of the parts that it returns; several methods may share one."""

    @property
    def after_search(self) -> bool:
        """Whether it is so slow that it is tried only where the search has refuted nothing."""

    def can_decide(self, claim: Claim, number: int) -> bool:
        """Tell whether it is of any use to try it on the conclusion of that number (from 0)."""

    def prove(self, claim: Claim, number: int, lookup: Lookup) -> P | Reason:
        """Return a checked part, or why there is none; ``lookup`` finds claims used as lemmas. InputError is a reason.

        The part is JSON-ready, and every number in it is an exact string.
        """

    def words(self, claim: Claim, number: int, part: P) -> Iterable[str]:
        """Return what a part of the method's kind says, line by line."""


def first_part(methods: Sequence[Method[Any]], claim: Claim, number: int, lookup: Lookup) -> Part | Reason:
    """Return the first part that one of some methods has for a conclusion, or why none has one.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> first_part((), claim("a", x >= 0), 0, lambda name, edition: None)
    Reason(why='no method proves it')
    """
    reasons: list[str] = []
    for method in methods:
        if method.can_decide(claim, number):
            part: Part | Reason = method.prove(claim, number, lookup)
            if not isinstance(part, Reason):
                return part
            reasons.append(part.why)
    return Reason("; ".join(dict.fromkeys(why for why in reasons if why)) or "no method proves it")


def is_ordered(relation: Relation) -> bool:
    """Tell whether a relation is an inequality in one of the two directions.

    >>> from verify.statement.writing.relations import differs
    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> is_ordered(x >= 0), is_ordered(differs(x, 0))
    (True, False)
    """
    return relation.operator in ("<", "<=", ">", ">=")
