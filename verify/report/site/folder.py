"""The folder a site is written into: new, empty, or that of an earlier report."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from verify.data.tables.messages import shown_path
from verify.errors import InputError

FOLDERS = ("claims", "pages", "assets")
MARKER = ".bnverify-report"


def require_site_folder(folder: Path) -> None:
    """Raise InputError where a folder holds anything but an earlier report, or its name cannot be one.

    >>> require_site_folder(Path("a-new-folder"))
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).exists()))
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise InputError(f"{shown_path(folder)} cannot be a folder ({why}): give --out another one") from None
    if taken:
        raise InputError(f"{shown_path(folder)} exists and is no report: give --out another folder, or empty this one")


def write_site(files: Iterable[tuple[str, str | bytes]], folder: Path) -> int:
    """Write the files of a site, given with their paths in its folder, and return how many pages they are.

    An earlier report in the folder is taken away. Raises InputError where the folder cannot be written.
    """
    require_site_folder(folder)
    pages = 0
    try:
        for name in FOLDERS:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            (folder / name).mkdir(parents=True)
        (folder / MARKER).write_text("a report of bnverify stands here; it may be overwritten\n", encoding="utf-8")
        for name, content in files:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
            pages += name.endswith(".html")
    except OSError as fault:
        raise InputError(
            f"{shown_path(folder)} cannot be written ({fault.strerror}): give --out another folder"
        ) from fault
    return pages
