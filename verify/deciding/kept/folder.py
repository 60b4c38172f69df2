"""Where this machine keeps what it has found: the folder of the user's cache."""

from __future__ import annotations

import os
from pathlib import Path

# the folder in it of the rows that the re-checker has accepted
ACCEPTED = "accepted"


def cache_folder() -> Path | None:
    """Return ``$BNVERIFY_CACHE``, else ``bnverify`` in ``$XDG_CACHE_HOME`` or in ``~/.cache``.

    None where there is no home folder.
    """
    if chosen := os.environ.get("BNVERIFY_CACHE"):
        return Path(chosen)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "bnverify"
    try:
        return Path.home() / ".cache" / "bnverify"
    except RuntimeError:
        return None
