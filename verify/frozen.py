"""Frozen classes of data that keep what is found of them: trees are looked up again and again, and never change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(kind: type[T]) -> type[T]:
    """Make a frozen dataclass with slots, one of which, ``_hash``, a base of it has for the hash of its fields.

    Python's own goes through the whole tree below an object each time. What is pickled or copied are the fields alone:
    hashes of strings differ from process to process.
    """
    made = dataclass(frozen=True, slots=True)(kind)
    of_fields: Any = made.__hash__

    def kept(self: Any) -> int:
        try:
            found: int = self._hash
        except AttributeError:
            found = of_fields(self)
            object.__setattr__(self, "_hash", found)
        return found

    made.__hash__ = kept  # type: ignore[method-assign]
    return made


class Keeping:
    """What a node keeps of itself once it was found, as it is asked for again and again, and nodes never change.

    ``walk`` finds what is below it, its free indices and symbols, ``checks`` its extent and names, others its JSON, and
    ``exact.certificates.definedness`` what it demands to be defined.
    """

    __slots__ = (
        "_below", "_demands", "_extent", "_free", "_hash", "_json", "_mentions", "_names", "_one", "_symbols", "_text",
    )  # fmt: skip


def kept_as(slot: str) -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """Make a function of a node alone keep what it finds in a slot of the node, so that it is found once.

    >>> from verify.statement.tree import Symbol
    >>> calls = []
    >>> length = kept_as("_text")(lambda node: calls.append(node) or len(node.name))
    >>> x = Symbol("x")
    >>> length(x), length(x), len(calls)
    (1, 1, 1)
    """

    def keep(find: Callable[[Any], T]) -> Callable[[Any], T]:
        @wraps(find)
        def found(node: Any) -> T:
            known: T | None = getattr(node, slot, None)
            if known is None:
                known = find(node)
                if isinstance(node, Keeping):
                    object.__setattr__(node, slot, known)
            return known

        return found

    return keep


def shared(node: T) -> T:
    """Return the first that was made of equal objects: they stand in many formulas, and keep what is found of them.

    >>> from fractions import Fraction
    >>> shared(Fraction(1, 2)) is shared(Fraction(2, 4))
    True
    """
    first: T = _first(node)
    return first


@lru_cache(maxsize=4000)
def _first(node: Any) -> Any:
    return node
