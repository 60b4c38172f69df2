"""Runs the command in this process and catches what it says; a hang or a glut ends the process."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import resource
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from verify.cli import main

LONGEST = 20
# of memory that is used, and of addresses, most of which are never touched
ROOM, ADDRESSES = 2**30, 2**32
LONGEST_LINE = 1500
# what a line has that helps: it says what to do
REMEDY = (":", ";", "(see bnverify --help)")


@dataclass(frozen=True)
class Said:
    """What a run of the command left.

    ``broke`` is the traceback of what it let through, ``used`` how many bytes of memory it used beyond all runs before.
    """

    code: int
    out: str
    err: str
    broke: str = ""
    used: int = 0


def guarded(arguments: list[str], *, longest: float = LONGEST) -> Said:
    """Run the command; a hang of more than ``longest`` seconds, or a vain demand for memory, ends the process."""
    before = _most_used()
    out, err = io.StringIO(), io.StringIO()
    faulthandler.dump_traceback_later(longest, exit=True, file=sys.__stderr__)
    code, broke = -1, ""
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            _limited_memory(),
        ):
            code = main(arguments)
    except BaseException:
        broke = traceback.format_exc(limit=-3)
    finally:
        faulthandler.cancel_dump_traceback_later()
    return Said(code, out.getvalue(), err.getvalue(), broke, _most_used() - before)


def objection(said: Said, *, codes: tuple[int, ...] = (0, 2)) -> str:
    """Return what is wrong with the manners of a run: no traceback, a known code, one line that helps, no escapes."""
    if said.broke:
        return said.broke
    if said.code not in codes:
        return f"exit {said.code}: {said.err[:300]}"
    if said.used > ROOM:
        return f"{said.used} bytes of memory"
    if any(not letter.isprintable() and letter != "\n" for letter in said.out + said.err):
        return f"a control character: {said.out[:200]!r} {said.err[:200]!r}"
    if said.code != 2:
        return ""
    if said.err.count("\n") != 1 or not said.err.startswith("bnverify: "):
        return f"not one line: {said.err[:500]!r}"
    if len(said.err) > LONGEST_LINE or not any(sign in said.err[10:] for sign in REMEDY):
        return f"a line that does not help: {said.err[:500]!r}"
    return ""


@contextlib.contextmanager
def _limited_memory() -> Iterator[None]:
    with open("/proc/self/statm", encoding="ascii") as stream:
        addresses = int(stream.read().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (addresses + ADDRESSES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _most_used() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
