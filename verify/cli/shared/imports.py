"""Imports during which a Ctrl-C would be lost."""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib import import_module

# its start-up code swallows exceptions that are raised while it looks for another package
SWALLOWING = "gmpy2"


def import_whole(name: str) -> None:
    """Import a module, where it is installed; a Ctrl-C is only noted meanwhile, and raised when the module is there.

    To be called from the main thread, which alone hears signals.

    >>> import_whole("no_module_of_this_name")
    """
    heard: list[int] = []
    # blocking the signal would block it for this thread only, and another may take it
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    try:
        with suppress(ImportError):
            import_module(name)
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt
