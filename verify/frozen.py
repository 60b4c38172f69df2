"""Frozen classes of data whose hash is found once: trees are looked up again and again, and never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
