"""The one place that writes to the terminal: closed pipes, full disks, no Unicode, text to be escaped."""

from __future__ import annotations

import _thread
import codecs
import errno
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO, cast

from verify.report.text import PLAIN_LETTERS, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH = 160
PLAIN = "bnverify-plain"
# no name that a message is about is longer
LONGEST_WORD = 500


class OutputError(Exception):
    """Nothing more can be written: the reader has gone (``closed``), or there is no room left."""

    def __init__(self, fault: OSError) -> None:
        super().__init__(fault.strerror or str(fault))
        self.closed = fault.errno == errno.EPIPE


class _Guarded:
    """A stream whose faults are OutputErrors, which no library in between takes for something else.

    A library may keep it, as a handler of ``logging`` does that is flushed at the interpreter's end: once the command
    is ``over`` its faults are those of the stream, which libraries expect.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.over = False

    def write(self, text: str) -> int:
        with self._faults():
            return self._stream.write(text)

    def flush(self) -> None:
        with self._faults():
            self._stream.flush()

    def close(self) -> None:
        """Stay open: what closes it here, such as a page of claims, did not open it."""

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            if self.over:
                raise
            raise OutputError(fault) from fault
        except ValueError as fault:
            if self.over or not self._stream.closed:
                raise
            raise OutputError(OSError(errno.EBADF, "it was closed")) from fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def guarded_output() -> Iterator[None]:
    """Guard the standard streams while a command runs, and write out all that is buffered at its end."""
    before = sys.stdout, sys.stderr
    for stream in filter(None, before):
        _without_unicode(stream)
    guarded = [stream and _Guarded(stream) for stream in before]
    sys.stdout, sys.stderr = (cast(TextIO, stream) for stream in guarded)
    try:
        yield
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    finally:
        sys.stdout, sys.stderr = before
        for one in filter(None, guarded):
            one.over = True


def give_up_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter's end says nothing of it."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def complain(text: str) -> None:
    """Write one line on standard error, where that is possible; of an endless word its two ends."""
    line = " ".join(map(_both_ends, printable(" ".join(text.split("\n"))).split(" ")))
    with suppress(OSError, ValueError, AttributeError, OutputError):
        print("bnverify:", line, file=sys.stderr, flush=True)


def report_late_faults() -> None:
    """From here on let a warning, and what fails in threads and at the interpreter's end, be one line each."""

    def tell(unraised: Any) -> None:
        fault = unraised.exc_value or unraised.exc_type()
        if isinstance(fault, KeyboardInterrupt):
            # it came while a finalizer ran, where Python drops it
            _thread.interrupt_main()
        elif not isinstance(fault, SystemExit):
            try:
                words = str(fault)
            except BaseException:
                words = "a message that cannot be shown"
            complain(f"{type(fault).__name__} beside the work: {words or 'no message'}; mend the page it comes from")

    def warn(
        message: object, category: type, filename: str, lineno: int, file: object = None, line: object = None
    ) -> None:
        complain(f"{filename}:{lineno}: {category.__name__}: {message}")

    threading.excepthook = sys.unraisablehook = tell
    warnings.showwarning = warn


def _both_ends(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD // 2]}…{word[-LONGEST_WORD // 2 :]}"


def _without_unicode(stream: TextIO) -> None:
    """Let a stream that cannot write γ or ≥ write gamma or >= instead."""
    encoding = codecs.lookup(getattr(stream, "encoding", None) or "ascii").name
    if encoding != "utf-8" and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=PLAIN)


def _plain_letters(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lost = fault.object[fault.start : fault.end]
    shown = (PLAIN_LETTERS.get(letter) or letter.encode("ascii", "backslashreplace").decode() for letter in lost)
    return "".join(shown), fault.end


codecs.register_error(PLAIN, _plain_letters)


def console(*, stderr: bool = False) -> Console:
    """Return a console that reads no markup; where no terminal limits it, it is wide enough for a table."""
    from rich.console import Console

    plain = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if plain.is_terminal or "COLUMNS" in os.environ:
        return plain
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, width=PIPED_WIDTH)


def say(out: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    """Print untrusted text: wrapped at a terminal's width, one line where another program reads it."""
    if not out.is_terminal:
        # there is nothing to wrap or to colour, and a run says a thousand lines
        out.file.write(f"{' ' * indent}{printable(text)}\n")
        out.file.flush()
        return
    from rich.padding import Padding
    from rich.text import Text

    out.print(Padding(Text(printable(text), style=style), (0, 0, 0, indent), expand=False))


def print_raw(text: str) -> None:
    """Write text for other programs, such as JSON or Markdown, as it is."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def print_long(out: Console, parts: Sequence[RenderableType]) -> None:
    """Print what may be longer than the terminal: through a pager there, where $PAGER or less is one."""
    from rich.console import Group

    whole = Group(*parts)
    if not out.is_terminal or not sys.stdin or not sys.stdin.isatty():
        out.print(whole)
        return
    with out.capture() as captured:
        out.print(whole)
    if captured.get().count("\n") < out.height:
        out.print(whole)
        return
    # colours, no pager where one screen is enough, and the text stays when the pager is left
    os.environ.setdefault("LESS", "-FRX")
    with out.pager(styles=out.color_system is not None):
        out.print(whole)
