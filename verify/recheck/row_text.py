"""The text of one row, as it is sent to a process that re-checks it, and what the re-checker says of it.

Two lines of JSON: the row without its evidence, with the statements that it may use; and its status with its evidence.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from verify.recheck.reading import RecheckError
from verify.recheck.row import check_row


@dataclass(frozen=True)
class Look:
    """Why the re-checker does not agree with a row, empty where it does; and the seconds that this took."""

    objection: str
    seconds: float


def look(text: str) -> Look:
    """Return what the re-checker says of the text of a row.

    >>> x = '["sym", "x"]'
    >>> row = '[{"form": "beyond", "depends_on": [], "statement": {"given": [], "then": [["=", %s, %s]]}}, []]'
    >>> evidence = '["PROVED", {"kind": "proof", "parts": [{"kind": "identity"}]}]'
    >>> look(row % (x, x) + chr(10) + evidence).objection
    ''
    >>> look(row % (x, '["num", "1"]') + chr(10) + evidence).objection
    'conclusion 0: the two sides have different canonical forms'
    """
    begin = time.perf_counter()
    return Look(_objection(text), time.perf_counter() - begin)


def _objection(text: str) -> str:
    try:
        head, evidence = text.split("\n")
        (row, known), (status, found) = json.loads(head), json.loads(evidence)
        row = {**row, "status": status, "evidence": found}
        lemmas = {(name, edition): statement for name, edition, statement in known}
    except (ValueError, TypeError, RecursionError) as fault:
        return f"it is not the text of a row: {fault}"
    try:
        own = check_row(row, lemmas)
    except RecheckError as fault:
        return f"it cannot be read: {fault}"
    return "" if own.result == "rechecked" else own.detail
