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
    # a loop of our own over two million objects takes half a second; isinstance would ask an object for its class,
    # which may be code of a page
    files = {*map(id, _kinds_of_files())}
    for found in compress(objects, map(files.__contains__, map(id, map(type, objects)))):
        with suppress(OSError, ValueError):  # as where Python itself closes a file at the end
            found.flush()
    gc.freeze()


def _kinds_of_files() -> list[type]:
    """Return the classes of files: those below the one that Python's own have in common."""
    found: list[type] = [io.IOBase.__mro__[1]]
    for kind in found:
        found += type.__subclasses__(kind)
    return found
