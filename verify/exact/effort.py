"""How much work searches may do, counted in products of two terms and what takes as long, and never timed.

A claim so has the same verdict on a fast and on a slow machine. A search is given its own share; several searches of
one decision share what is ``together`` theirs. Checkers are outside of any search and are not stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVar

T = TypeVar("T")
# more than any search does
NO_END = 10**18


class WorkUsedError(Exception):
    """A search has done as much work as it may."""


@dataclass
class Work:
    """How much may still be done."""

    left: int


_OF_SEARCH: ContextVar[Work | None] = ContextVar("of_search", default=None)
_TOGETHER: ContextVar[Work | None] = ContextVar("together", default=None)


@contextmanager
def share(most: int) -> Iterator[Work]:
    """Give what is done inside so much work, and no more than is left of what it shares with other searches.

    >>> with share(10) as work:
    ...     spend(4)
    >>> work.left
    6
    """
    outer = _TOGETHER.get()
    given = most if outer is None else min(most, max(outer.left, 0))
    work = Work(given)
    token = _OF_SEARCH.set(work)
    try:
        yield work
    finally:
        _OF_SEARCH.reset(token)
        if outer is not None:
            outer.left -= given - max(work.left, 0)


@contextmanager
def together(most: int) -> Iterator[Work]:
    """Give all searches inside so much work together, and no more than is left outside.

    >>> with together(10) as work:
    ...     with share(8):
    ...         spend(7)
    ...     with share(8) as second:
    ...         pass
    >>> work.left, second.left
    (3, 3)
    """
    outer = _TOGETHER.get()
    given = most if outer is None else min(most, outer.left)
    work = Work(given)
    token = _TOGETHER.set(work)
    try:
        yield work
    finally:
        _TOGETHER.reset(token)
        if outer is not None:
            outer.left -= given - work.left


def spend(work: int) -> None:
    """Count work done in a search; WorkUsedError where it has had its share. Outside of searches nothing is counted."""
    of_search = _OF_SEARCH.get()
    if of_search is not None:
        of_search.left -= work
        if of_search.left < 0:
            raise WorkUsedError


def remembering(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Let a function remember what it returned for its last arguments, and count the work of it each time.

    Its verdicts must not depend on what was asked before: a search that meets a known result has still done the work.
    The function has to depend on its arguments alone, and may spend but not share work. What it returns is shared.

    >>> @remembering(10)
    ... def square(x):
    ...     spend(3)
    ...     return x * x
    >>> with share(10) as work:
    ...     square(5), square(5)
    (25, 25)
    >>> work.left
    4
    """

    def make(find: Callable[..., T]) -> Callable[..., T]:
        @lru_cache(maxsize=most)
        def measured(*arguments: Hashable) -> tuple[T, int]:
            outer = _OF_SEARCH.get()
            given = NO_END if outer is None else outer.left
            work = Work(given)
            token = _OF_SEARCH.set(work)
            try:
                result = find(*arguments)
            except BaseException:
                if outer is not None:
                    outer.left = work.left
                raise
            finally:
                _OF_SEARCH.reset(token)
            return result, given - work.left

        @wraps(find)
        def known(*arguments: Any) -> T:
            result, work = measured(*arguments)
            spend(work)
            return result

        return known

    return make


def takes(work: int) -> bool:
    """Count work of a search that keeps its own share otherwise; False where nothing is left of what is shared.

    >>> with together(10):
    ...     takes(8), takes(8)
    (True, False)
    """
    shared = _TOGETHER.get()
    if shared is None:
        return True
    shared.left -= work
    return shared.left >= 0
