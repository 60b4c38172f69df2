"""Which rows the re-checker has accepted on this machine, so that it need not look at the very same text again.

A row is known by the hash of its text, which holds its statement, the lemmas and the evidence. The file is named after
the re-checker's source text and the libraries' versions: with another re-checker everything is looked at again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from verify.deciding.kept.cache import source_fingerprint
from verify.deciding.kept.folder import ACCEPTED
from verify.recheck.row_text import Look, hash_of

RECHECKER = "verify.recheck.row_text"
MOST_BYTES = 64 * 1024 * 1024
LINE = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{64}) (\d{1,9}\.\d{3})")


@cache
def _fingerprint() -> str:
    return source_fingerprint(RECHECKER)


@dataclass(frozen=True)
class Accepted:
    """A file with a line for each accepted row: the hashes of its text and of its head, and the seconds that it took.

    A line that is damaged is a row that is looked at again; a folder that cannot be written keeps nothing.
    """

    path: Path
    known: dict[str, Look] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> Accepted:
        """Return what is kept in a folder for the re-checker as it is now."""
        path = folder / ACCEPTED / f"{_fingerprint()}.txt"
        try:
            with path.open(encoding="utf-8", errors="replace") as stream:
                text = stream.read(MOST_BYTES)
        except OSError:
            text = ""
        found = (LINE.fullmatch(line) for line in text.splitlines())
        return cls(path, {one[1]: Look("", one[2], float(one[3])) for one in found if one})

    def look(self, text: str) -> Look | None:
        """Return what came out when a row was accepted; None where it was not."""
        return self.known.get(hash_of(text))

    def add(self, text: str, look: Look) -> None:
        """Keep that a row was accepted."""
        assert not look.objection
        key = hash_of(text)
        self.known[key] = look
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # a line at a time: runs beside one another do not cut each other's lines
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(f"{key} {look.head} {look.seconds:.3f}\n")
        except OSError:
            pass  # what cannot be kept is looked at again
