"""End a command that works for long as Ctrl-C does, from within its own process."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interrupted_after(seconds: float, *, unless: Callable[[], object] = lambda: False) -> Iterator[None]:
    """Send SIGINT to this process when the block lasts longer, unless ``unless()`` says that it is not needed.

    A process that was started in the background may ignore SIGINT: in the block it does not.
    Garbage is not collected in the block: an interrupt that arrives while a callback of the collector runs
    (Hypothesis has one) is swallowed there by the interpreter, so that the command would go on.
    """
    timer = threading.Timer(seconds, lambda: unless() or os.kill(os.getpid(), signal.SIGINT))
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    collects = gc.isenabled()
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        signal.signal(signal.SIGINT, handler)
        if collects:
            gc.enable()
