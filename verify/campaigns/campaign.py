"""What a campaign is: numbered items of work, each of which hangs on its number and the seed alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

SEED_BITS = 63
Result: TypeAlias = Mapping[str, Any]
# in a result: later items of its group need not be done; what broke down while it was made
ENDS, FAULT = "ends", "fault"


@dataclass(frozen=True)
class Item:
    """One piece of work: its number from 0, what a worker is handed, and the group that it belongs to.

    Where a result says ``ends``, the later items of its group are not part of the campaign.
    """

    number: int
    task: Any
    group: str = ""


@dataclass(frozen=True)
class Campaign:
    """Work of one kind.

    ``content`` is JSON and says all that the results hang on; how many items are asked for is no part of it, so that a
    longer campaign goes on from a shorter one. ``work`` is a function of a module, which turns a task into a result
    that is JSON. ``item`` makes the item of a number; there are ``count`` of them, or no end where it is None.
    """

    kind: str
    content: Mapping[str, Any]
    work: Callable[[Any], Result]
    item: Callable[[int], Item]
    count: int | None = None

    @property
    def key(self) -> str:
        """The hash by which what is kept of the campaign is found."""
        return sha256(json.dumps([self.kind, self.content], sort_keys=True).encode()).hexdigest()

    def counted(self, results: Mapping[int, Result]) -> dict[int, Result]:
        """Return the results that are part of the campaign, in order: none behind the end of its group.

        Which items were begun before an end was known hangs on the workers; these results do not.

        >>> made = Campaign("a", {}, dict, lambda number: Item(number, None, group="ab"[number % 2]), 4)
        >>> list(made.counted({0: {"ends": True}, 1: {}, 2: {}, 3: {}}))
        [0, 1, 3]
        """
        ends = Ends()
        wanted = [number for number in sorted(results) if self.count is None or number < self.count]
        for number in wanted:
            ends.note(self.item(number), results[number])
        return {number: results[number] for number in wanted if not ends.is_behind(self.item(number))}

    def is_whole(self, results: Mapping[int, Result]) -> bool:
        """Tell whether every item has a result, but for those behind the end of their group."""
        if self.count is None:
            return False
        ends = Ends()
        for number in results:
            if number < self.count:
                ends.note(self.item(number), results[number])
        return all(number in results or ends.is_behind(self.item(number)) for number in range(self.count))


class Ends:
    """Where the groups of a campaign end, as far as is known."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    def note(self, item: Item, result: Result) -> None:
        """Note a result."""
        if result.get(ENDS):
            self._first[item.group] = min(item.number, self._first.get(item.group, item.number))

    def is_behind(self, item: Item) -> bool:
        """Tell whether an earlier item has ended the group of this one."""
        first = self._first.get(item.group)
        return first is not None and item.number > first


def item_seed(seed: int, *names: object) -> int:
    """Return the own seed of an item, which no other item and no other seed of the campaign shares.

    >>> item_seed(0, "lemma-4.2", 3) == item_seed(0, "lemma-4.2", 3) != item_seed(0, "lemma-4.2", 4)
    True
    """
    text = json.dumps([seed, *map(str, names)])
    return int.from_bytes(sha256(text.encode()).digest()[:8]) >> (64 - SEED_BITS)
