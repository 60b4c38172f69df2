"""How often this process looks for circular garbage, and that it does not at its end."""

from __future__ import annotations

import atexit
import gc
import io
from contextlib import suppress
from itertools import compress

# objects made and not freed between two looks; Python's own 700 makes it look through all statements again and again.
# The ledger decided from nothing makes two million; a look that frees next to nothing takes as long as thirty claims
BETWEEN_LOOKS = 3_000_000


def collect_seldom() -> None:
    """Look for circular garbage less often, in a process that is ours alone.

    Statements are trees of many small objects that live as long as the process. Each look goes through them: with
    Python's own setting, a fifth of the time of ``bnverify check`` went there.
    """
    gc.set_threshold(BETWEEN_LOOKS, 20, 20)
    atexit.register(_leave_all_to_the_end)


def _leave_all_to_the_end() -> None:
    """Let the process end without freeing each object: Python goes through all of them three times for that.

    Of a page's objects it promises no finaliser at this time. A file that a page left open is written out all the same.
    """
    objects = gc.get_objects()
    # a million objects are of few classes, and a loop of our own over them takes half a second. isinstance would ask an
    # object for its class, and a set would ask a class for its hash, either of which may be code of a page
    kinds = dict(zip(map(id, map(type, objects)), map(type, objects), strict=True))
    files = {at for at, kind in kinds.items() if issubclass(kind, io.IOBase)}
    for found in compress(objects, map(files.__contains__, map(id, map(type, objects)))):
        with suppress(OSError, ValueError):  # as where Python itself closes a file at the end
            found.flush()
    gc.freeze()
