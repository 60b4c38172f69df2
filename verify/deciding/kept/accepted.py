"""Which rows the re-checker has accepted on this machine, so that it need not look at the very same text again.

A row is known by the hash of its text, which holds its statement, the lemmas and the evidence. The file is named after
the re-checker's source text and the libraries' versions: with another re-checker everything is looked at again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from verify.deciding.kept.cache import source_fingerprint

RECHECKER = "verify.recheck.row_text"
MOST_BYTES = 64 * 1024 * 1024
LINE = re.compile(r"([0-9a-f]{64}) (\d{1,9}\.\d{3})")


@dataclass(frozen=True)
class Accepted:
    """A file with a line for each accepted row: the hash of its text, and the seconds that it took.

    A line that is damaged is a row that is looked at again; a folder that cannot be written keeps nothing.
    """

    path: Path
    known: dict[str, float] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> Accepted:
        """Return what is kept in a folder for the re-checker as it is now."""
        path = folder / "accepted" / f"{source_fingerprint(RECHECKER)}.txt"
        try:
            with path.open(encoding="utf-8", errors="replace") as stream:
                text = stream.read(MOST_BYTES)
        except OSError:
            text = ""
        found = (LINE.fullmatch(line) for line in text.splitlines())
        return cls(path, {one[1]: float(one[2]) for one in found if one})

    def seconds(self, text: str) -> float | None:
        """Return the seconds that a row took when it was accepted; None where it was not."""
        return self.known.get(_hash(text))

    def add(self, text: str, seconds: float) -> None:
        """Keep that a row was accepted."""
        key = _hash(text)
        self.known[key] = seconds
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # a line at a time: runs beside one another do not cut each other's lines
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(f"{key} {seconds:.3f}\n")
        except OSError:
            pass  # what cannot be kept is looked at again


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
