"""Compares two ledgers in JSON: the same claims, statuses, effective statuses and kinds of evidence, or what differs.

    $ python tests/helpers/compare_ledgers.py before.json after.json

Run it around a change that must not change any verdict. Exit 0 where nothing differs, else 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

Row = tuple[str, str, str]


def rows(ledger: dict[str, Any]) -> dict[tuple[str, str], Row]:
    """Return the status, effective status and kind of evidence of each claim, under its id and edition."""
    return {
        (claim["id"], claim["form"]): (claim["status"], claim["effective"], claim["evidence"]["kind"])
        for claim in ledger["claims"]
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line for each claim that is missing, new, or decided in another way.

    >>> claim = {"id": "a", "form": "printed", "status": "OPEN", "effective": "OPEN", "evidence": {"kind": "none"}}
    >>> differences({"claims": [claim]}, {"claims": [claim]})
    []
    >>> differences({"claims": [claim]}, {"claims": []})
    ['a (printed): OPEN OPEN none -> nothing']
    """
    old, new = rows(before), rows(after)
    return [
        f"{id} ({edition}): {said(old.get((id, edition)))} -> {said(new.get((id, edition)))}"
        for id, edition in dict.fromkeys((*old, *new))
        if old.get((id, edition)) != new.get((id, edition))
    ]


def said(row: Row | None) -> str:
    """Return a row in words."""
    return "nothing" if row is None else " ".join(row)


def main() -> int:
    """Compare the two files that the command line names."""
    before, after = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    found = differences(before, after)
    print("\n".join(found) or f"{len(rows(after))} claims, nothing differs")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
