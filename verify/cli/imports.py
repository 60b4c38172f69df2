"""Imports during which a Ctrl-C would be lost."""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib import import_module

# its start-up code drops whatever is raised while it looks for another package
SWALLOWING = "gmpy2"


def import_whole(name: str) -> None:
    """Import a module, where it is installed, with Ctrl-C held back until it is there.

    >>> import_whole("no_module_of_this_name")
    """
    hold = getattr(signal, "pthread_sigmask", None)
    before = hold(signal.SIG_BLOCK, {signal.SIGINT}) if hold else None
    try:
        with suppress(ImportError):
            import_module(name)
    finally:
        if hold:
            hold(signal.SIG_SETMASK, before)
