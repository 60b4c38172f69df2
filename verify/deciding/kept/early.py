"""Re-checking shipped evidence while the pages that it belongs to are still imported.

A process that re-checks needs the text of a row alone, and that stands in the file. What comes out holds for this very
text: where the page says something else now, its own text is another, and is looked at for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from verify.deciding.kept.folder import ACCEPTED, cache_folder
from verify.deciding.processes import load, local_processes

# what reads claims is imported where it is wanted: the processes load the re-checker meanwhile
if TYPE_CHECKING:
    from verify.recheck.row_text import Look

RECHECKER = "verify.recheck.row_text"
# the first rows are wanted first; then those that take long, so that none of these is left alone at the end
SOON, LONG = 40, '"kind": "run"'
# to start processes takes longer than to look at a few rows
FEW = 40
AT_ONCE = 10


@dataclass(frozen=True)
class Early:
    """Processes that look at rows, and what they have begun with, under the text of each row."""

    executor: Executor
    begun: dict[str, Future[Look]]


@contextmanager
def early_looks(packages: Sequence[str], *, jobs: int) -> Iterator[Early | None]:
    """Let ``jobs`` processes look at the evidence shipped with packages, which are not imported for it.

    None where there is little to look at: this machine has accepted most of it before, or ``jobs`` is 1.
    """
    if jobs == 1 or not packages:
        yield None
        return
    with ExitStack() as stack:
        executor = stack.enter_context(_started(jobs)) if _is_first_run() else None
        rows = _waiting(packages)
        if len(rows) <= FEW:
            yield None
            return
        at_work = executor or stack.enter_context(_started(jobs))
        yield Early(at_work, _begun(at_work, rows))


def _begun(executor: Executor, texts: Sequence[str]) -> dict[str, Future[Look]]:
    """Let processes look at rows, several at a time: to send a short row takes as long as to look at it."""
    begun: dict[str, Future[Look]] = {text: Future() for text in texts}
    for first in range(0, len(texts), AT_ONCE):
        batch = texts[first : first + AT_ONCE]
        waiting = [begun[text] for text in batch]
        executor.submit(look_at_each, batch).add_done_callback(partial(_hand_on, waiting))
    return begun


def look_at_each(texts: Sequence[str]) -> list[Look]:
    """Return what the re-checker says of the texts of some rows.

    >>> [one.objection for one in look_at_each(["no row"])]
    ['it is not the text of a row: Expecting value: line 1 column 1 (char 0)']
    """
    from verify.recheck.row_text import look

    return [look(text) for text in texts]


def _hand_on(waiting: Sequence[Future[Look]], done: Future[list[Look]]) -> None:
    try:
        found = done.result()
    except Exception as fault:
        for one in waiting:
            one.set_exception(fault)
    else:
        for one, said in zip(waiting, found, strict=True):
            one.set_result(said)


def _is_first_run() -> bool:
    """Tell whether nothing was accepted on this machine: then there is much to look at, whatever the evidence says."""
    folder = cache_folder()
    return folder is None or not (folder / ACCEPTED).is_dir()


@contextmanager
def _started(jobs: int) -> Iterator[Executor]:
    """Give an executor whose processes start at once, and load the re-checker."""
    with local_processes(jobs) as executor:
        for _ in range(jobs):
            executor.submit(load, RECHECKER)
        yield executor


def _waiting(packages: Sequence[str]) -> list[str]:
    """Return the texts of the rows that have not been accepted yet, in the order in which they are wanted."""
    from verify.deciding.kept.accepted import Accepted
    from verify.deciding.kept.shipped import read_shipped

    folder = cache_folder()
    accepted = None if folder is None else Accepted.in_folder(folder)
    shipped = read_shipped(path for name in packages for path in _files(name)).values()
    texts = [one.text for one in shipped if one is not None and (accepted is None or accepted.look(one.text) is None)]
    return [text for _, text in sorted(enumerate(texts), key=lambda pair: pair[0] >= SOON and LONG not in pair[1])]


def _files(package: str) -> list[Path]:
    """Return the files of evidence in the first two levels of a package, found without importing it."""
    from verify.deciding.kept.shipped import FILE_NAME

    found = find_spec(package)
    folders = [] if found is None else [Path(place) for place in found.submodule_search_locations or ()]
    return [
        path
        for folder in folders
        for path in (folder / FILE_NAME, *sorted(folder.glob(f"*/{FILE_NAME}")))
        if path.is_file()
    ]
