"""The command ``bnverify``.

In: a command line. Out: text, files, and an exit code: 0, 1 where something is not as expected, 2 for a wrong input.
Trusted: nothing is decided here; what is shown of untrusted input goes through ``screens.terminal``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

INTERRUPTED, CLOSED = 130, 141
# the one place that says what an exit code means; the help of the command ends with it
EXIT_CODES = {
    0: "all is as expected",
    1: "something differs: a status, a run, or evidence that does not hold",
    2: "bad usage or input, or output that cannot be written: see its one line",
    INTERRUPTED: "interrupted by Ctrl-C or SIGTERM: what is decided is kept",
    CLOSED: "whoever read the output closed it",
}


class EndedEarlyError(Exception):
    """A Ctrl-C ended a command that has shown what it had: one line that says what is kept and how to go on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code, one of ``EXIT_CODES``.

    A user's error is one line on standard error; so is an interrupt.
    """
    if "numpy" not in sys.modules:
        # matrices are small here: threads of linear algebra wait for one another, and for a busy machine's other work
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from verify.cli.screens.terminal import OutputError, complain, give_up_output, guarded_output

    try:
        with guarded_output(), _ended_as_by_ctrl_c():
            return _run(arguments)
    except OutputError as fault:
        give_up_output()
        if fault.closed:
            return CLOSED
        complain(f"cannot write the output: {fault}; make room, or write elsewhere")
        return 2
    except KeyboardInterrupt:
        # before a command begins, or after it has ended
        complain("interrupted")
        return INTERRUPTED


def run_command() -> int:
    """Run the command as a process of its own: faults of threads and of the interpreter's end are lines, too."""
    from verify.cli.screens.terminal import report_late_faults
    from verify.garbage import collect_seldom

    collect_seldom()
    report_late_faults()
    return main()


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let a SIGTERM, with which batch systems end a job, keep and stop what a Ctrl-C keeps and stops."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(arguments: Sequence[str] | None) -> int:
    from typer import Abort, TyperException

    from verify.cli.app import command
    from verify.cli.screens.terminal import complain
    from verify.errors import InputError

    try:
        given = None if arguments is None else list(arguments)
        code = command()(args=given, prog_name="bnverify", standalone_mode=False)
    except InputError as fault:
        complain(str(fault))
        return 2
    except TyperException as fault:
        complain(f"{fault.format_message()} (see bnverify --help)")
        return 2
    except EndedEarlyError as fault:
        complain(str(fault))
        return INTERRUPTED
    except (Abort, KeyboardInterrupt):
        code = INTERRUPTED
    if code == INTERRUPTED:
        complain("interrupted")
    return int(code or 0)
