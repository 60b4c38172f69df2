"""What a page of claims does beside its own code: faults of its threads and finalizers, streams that it replaces."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def watched() -> Iterator[list[BaseException]]:
    """Collect what fails in threads and finalizers while a page is imported; then put the standard streams back.

    Python would print a traceback of each and go on, as if the page were sound. An interrupt that came while a
    finalizer ran is raised at the end, as Python drops it.

    >>> with watched() as failed:
    ...     thread = threading.Thread(target=lambda: 1 / 0)
    ...     thread.start()
    ...     thread.join()
    >>> failed
    [ZeroDivisionError('division by zero')]
    """
    failed: list[BaseException] = []

    def note(unraised: Any) -> None:
        fault = unraised.exc_value or unraised.exc_type()
        # a thread may end itself by SystemExit
        if not isinstance(fault, SystemExit):
            failed.append(fault)

    hooks, streams = (threading.excepthook, sys.unraisablehook), (sys.stdout, sys.stderr)
    threading.excepthook, sys.unraisablehook = note, note
    try:
        yield failed
    finally:
        threading.excepthook, sys.unraisablehook = hooks
        sys.stdout, sys.stderr = streams
    if any(isinstance(fault, KeyboardInterrupt) for fault in failed):
        raise KeyboardInterrupt
