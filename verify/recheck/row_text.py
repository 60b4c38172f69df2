"""The text of one row, as it is sent to a process that re-checks it, and what the re-checker says of it.

Two lines of JSON: the row without its evidence, with the statements that it may use; and its status with its evidence.
Both are packed, as rows repeat most of their parts: a list of lists and objects, the last of which is the whole. In the
place of a part that is a list or an object stands ``[k]``, which is number k of them, before it.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.reading import MOST_BRACKETS, short
from verify.recheck.row import objection_to


@dataclass(frozen=True)
class Look:
    """Why the re-checker does not agree with a row, empty where it does; the hash of its head; and the seconds it took.

    The head is the row without its evidence, as JSON that is not packed: who asked sees by its hash which row it was.
    """

    objection: str
    head: str
    seconds: float


def look(text: str) -> Look:
    """Return what the re-checker says of the text of a row.

    >>> head = [["sym", "x"], ["=", [0], [0]], [], [[1]], {"given": [2], "then": [3]}]
    >>> head += [{"form": "beyond", "depends_on": [2], "statement": [4]}, [[5], [2]]]
    >>> evidence = [{"kind": "identity"}, [[0]], {"kind": "proof", "parts": [1]}, ["PROVED", [2]]]
    >>> look(json.dumps(head) + chr(10) + json.dumps(evidence)).objection
    ''
    >>> head[1] = ["=", [0], ["sym"]]
    >>> look(json.dumps(head) + chr(10) + json.dumps(evidence)).objection
    "it is not the text of a row: ['sym'] is no earlier part"
    """
    begin = time.perf_counter()
    try:
        head, evidence = (unpacked(json.loads(line)) for line in text.split("\n"))
        (row, known), (status, found) = head, evidence
        row = {**row, "status": status, "evidence": found}
        lemmas = {(name, edition): statement for name, edition, statement in known}
        said = hash_of(json.dumps(head))
    except (ValueError, TypeError, IndexError, RecursionError) as fault:
        REMEMBERED.end_row()
        return Look(f"it is not the text of a row: {fault}", "", time.perf_counter() - begin)
    return Look(objection_to(row, lemmas), said, time.perf_counter() - begin)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text.

    >>> hash_of("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def unpacked(parts: Any) -> Any:
    """Return what is packed; parts that stand in several places are one object, for the re-checker as for this text.

    The parts of a part are such objects already: so it is looked up by its parts, and none is gone through again.

    Raises ValueError where a part is not an earlier one, or what is packed would be larger than any row is.

    >>> unpacked([["sym", "x"], ["=", [0], [0]]])
    ['=', ['sym', 'x'], ['sym', 'x']]
    """
    made: list[Any] = []
    sizes: list[int] = []
    for part in parts:
        if not isinstance(part, list | dict):
            raise ValueError(f"{short(part)} is neither a list nor an object")
        size, inside = 1, list[Any]()
        for inner in part if isinstance(part, list) else part.values():
            match inner:
                case str():
                    inside.append(inner)
                case [k] if type(k) is int and 0 <= k < len(made):
                    size += sizes[k]
                    inside.append(made[k])
                case list() | dict():
                    raise ValueError(f"{short(inner)} is no earlier part")
                case _:
                    inside.append(REMEMBERED.scalar(inner))
        if size > MOST_BRACKETS:
            raise ValueError(f"it holds more than {MOST_BRACKETS} lists and objects")
        made.append(REMEMBERED.one_list(inside) if isinstance(part, list) else REMEMBERED.one_object([*part], inside))
        sizes.append(size)
    return made[-1]
