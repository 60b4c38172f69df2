"""``bnverify check --watch``: look at files of claims again whenever one of them, or a neighbour, is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from verify.errors import InputError

SECONDS_BETWEEN_LOOKS = 0.2


def watch_files(
    targets: Sequence[str],
    look: Callable[[], object],
    *,
    rounds: int | None = None,
    pause: float = SECONDS_BETWEEN_LOOKS,
) -> None:
    """Call ``look`` now, and again after each change of the targets or of a Python file beside them.

    A fault in a file is said in its line, and the next change is waited for. It ends with Ctrl-C, or after ``rounds``
    looks. Raises InputError where a target is no file.
    """
    from verify.cli.screens.terminal import console, say
    from verify.deciding.pages.collect import is_file_target

    for target in targets or ("proofs",):
        if not is_file_target(target):
            raise InputError(f"--watch {target}: it watches files; give the path of a .py file")
    out = console()
    try:
        while True:
            before = _times(targets)
            if out.is_terminal:
                out.clear()
            try:
                look()
            except InputError as fault:
                say(out, f"bnverify: {fault}", style="bold red")
            say(out, f"watching {', '.join(targets)}; end with Ctrl-C", style="dim")
            if rounds is not None:
                rounds -= 1
                if rounds <= 0:
                    return
            while _times(targets) == before:
                time.sleep(SECONDS_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        return


def _times(targets: Sequence[str]) -> dict[Path, tuple[int, int]]:
    """Return when each of the files was written last, and its size; a file that is being replaced is not there."""
    found = {}
    for folder in {Path(target).resolve().parent for target in targets}:
        for path in folder.glob("*.py"):
            try:
                told = path.stat()
            except OSError:
                continue
            found[path] = (told.st_mtime_ns, told.st_size)
    return found
