"""How often this process looks for circular garbage."""

from __future__ import annotations

import gc

# objects made between two looks; Python's own 700 makes it look through all statements again and again
BETWEEN_LOOKS = 100_000


def collect_seldom() -> None:
    """Look for circular garbage less often, in a process that is ours alone.

    Statements are trees of many small objects that live as long as the process. Each look goes through them: with
    Python's own setting, a fifth of the time of ``bnverify check`` went there.
    """
    gc.set_threshold(BETWEEN_LOOKS, 20, 20)
